"""How fast mail may leave: so many a minute through one relay, whichever cycle they belong to.

All turns of one process share one throttle. Several worker processes do not know of each other: each keeps to its own
limit, and what the relay allows is divided among them by the setting (docs/operations.md).
"""

import asyncio
from contextlib import suppress

SECONDS_A_MINUTE = 60.0


class Throttle:
    """Hands out places in an even row; without a limit everybody goes at once."""

    def __init__(self, per_minute: float | None = None) -> None:
        """Take the most mails a minute, or none."""
        self._pause = SECONDS_A_MINUTE / per_minute if per_minute else 0.0
        self._next = 0.0

    async def place(self, given_up: asyncio.Event, *, until: float) -> bool:
        """Wait for one's place in the row, or until there is no need to wait any more; whether it came.

        A place that would come at `until` (time of the loop) or later is nobody's: it is left to who comes next.
        """
        if not self._pause:
            return True
        now = asyncio.get_running_loop().time()
        mine = max(now, self._next)
        is_mine = mine < until
        if is_mine:
            self._next = mine + self._pause
        ends = mine if is_mine else until
        if ends > now:
            with suppress(TimeoutError):
                async with asyncio.timeout(ends - now):
                    await given_up.wait()
        return is_mine
