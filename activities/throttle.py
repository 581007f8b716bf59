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

    async def place(self, given_up: asyncio.Event) -> None:
        """Wait for one's place in the row, or until there is no need to wait any more."""
        if not self._pause:
            return
        now = asyncio.get_running_loop().time()
        mine = max(now, self._next)
        self._next = mine + self._pause
        if mine > now:
            with suppress(TimeoutError):
                async with asyncio.timeout(mine - now):
                    await given_up.wait()
