"""Who wants to know at once that something changed: the notifications that `store.ledger.record` sends.

Notifications are hints. One that is missed, because the connection was lost for a moment, is made up for by a call
without a change when it is back; whoever listens then looks for itself.
"""

import asyncio
from collections.abc import Callable

import asyncpg
import structlog

from models.errors import Unavailable
from models.value import Value
from store.pool import borrowed

CHANGES = "reviewtrack"
POST = "reviewtrack_outbox"

PAUSE_SECONDS = 1.0
"""Between two attempts to listen again."""

log = structlog.stdlib.get_logger()


class Change(Value):
    """One workflow's row of the read model was replaced; version 0 after a rebuild of its whole cycle."""

    stream: str
    kind: str
    cycle: str
    version: int


async def listen_for_changes(pool: asyncpg.Pool, heard: Callable[[Change | None], None]) -> None:
    """Call `heard` after every change of the read model, until cancelled.

    It is called with `None` when listening begins and when it begins again: anything may have changed before.
    """
    await _listen(pool, CHANGES, lambda payload: heard(Change.model_validate_json(payload) if payload else None))


async def listen_for_post(pool: asyncpg.Pool, heard: Callable[[str | None], None]) -> None:
    """Call `heard` with the cycle after notices were queued, until cancelled; with `None` as for changes."""
    await _listen(pool, POST, lambda payload: heard(payload or None))


async def _listen(pool: asyncpg.Pool, channel: str, heard: Callable[[str], None]) -> None:
    """Listen on one borrowed connection for as long as it lasts, then on the next."""

    def _received(_connection: object, _pid: int, _channel: str, payload: str) -> None:
        heard(payload)

    while True:
        lost = asyncio.Event()

        def _lost(_connection: object, lost: asyncio.Event = lost) -> None:
            lost.set()

        try:
            async with borrowed(pool) as connection:
                connection.add_termination_listener(_lost)
                await connection.add_listener(channel, _received)
                heard("")
                try:
                    await lost.wait()
                finally:
                    # A connection that is gone has left the pool by itself and may not be touched any more.
                    if not lost.is_set():
                        connection.remove_termination_listener(_lost)
                        await connection.remove_listener(channel, _received)
        except Unavailable as error:
            log.warning("listening_interrupted", channel=channel, reason=error.message)
        await asyncio.sleep(PAUSE_SECONDS)
