"""Connections to PostgreSQL, and what a failing one means to a person.

asyncpg carries no types, so the few things this room asks of a connection are written down here once, as a protocol.
"""

from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol, TypeAlias, cast

import asyncpg

from models.errors import InputInvalid, Unavailable

Row: TypeAlias = Mapping[str, Any]
"""One row by column name; it never leaves this room."""

Pool: TypeAlias = asyncpg.Pool
"""A pool of connections, for those who hold one without knowing asyncpg."""

CONNECT_SECONDS = 10
ACQUIRE_SECONDS = 30
COMMAND_SECONDS = 60

SESSION = {
    "application_name": "reviewtrack",
    # A statement of ours takes milliseconds; compiling it first would take a hundred times as long.
    "jit": "off",
    # A process that died in mid-transaction must not hold a stream's lock for ever.
    "idle_in_transaction_session_timeout": "60s",
}

UNREACHABLE = (
    OSError,  # TimeoutError among them
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
)
"""The same request may succeed in a moment: nothing was done, or doing it again is harmless."""

UNKEEPABLE = (asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError)

UNKEEPABLE_TEXT = (
    "A text has a character that cannot be kept (NUL, or half of a surrogate pair): remove it and send it again."
)


class Connection(Protocol):
    """What this room asks of an `asyncpg.Connection`."""

    async def execute(self, query: str, *args: object) -> str:
        """Run a statement and return its command tag."""
        ...

    async def executemany(self, command: str, args: Iterable[Iterable[object]]) -> None:
        """Run a statement once for each tuple of arguments, all or none."""
        ...

    async def fetch(self, query: str, *args: object) -> list[Row]:
        """Return all rows."""
        ...

    async def fetchrow(self, query: str, *args: object) -> Row | None:
        """Return the first row, if any."""
        ...

    async def fetchval(self, query: str, *args: object) -> Any:
        """Return the first column of the first row."""
        ...

    def cursor(self, query: str, *args: object, prefetch: int) -> AsyncIterable[Row]:
        """Return the rows in portions; only inside a transaction."""
        ...

    def transaction(
        self, *, isolation: str | None = None, readonly: bool = False
    ) -> AbstractAsyncContextManager[object]:
        """All of the block, or nothing of it."""
        ...

    async def add_listener(self, channel: str, callback: Callable[..., object]) -> None:
        """Call `callback` with (connection, pid, channel, payload) at every notification."""
        ...

    async def remove_listener(self, channel: str, callback: Callable[..., object]) -> None:
        """Stop calling `callback`."""
        ...

    def add_termination_listener(self, callback: Callable[..., object]) -> None:
        """Call `callback` when the connection is gone."""
        ...

    def remove_termination_listener(self, callback: Callable[..., object]) -> None:
        """Stop waiting for the end."""
        ...

    async def close(self) -> None:
        """End the connection."""
        ...

    def is_closed(self) -> bool:
        """Whether the connection is gone."""
        ...


async def open_pool(url: str, *, min_size: int = 1, max_size: int = 10) -> asyncpg.Pool:
    """Connect to the database at `url`; raises `Unavailable` (`store_unavailable`) if it does not answer.

    Connections go through PgBouncer only in session mode: statements are prepared and notifications are listened for.
    """
    make = cast("Callable[..., Awaitable[asyncpg.Pool]]", asyncpg.create_pool)
    try:
        return await make(
            url,
            min_size=min_size,
            max_size=max_size,
            timeout=CONNECT_SECONDS,
            command_timeout=COMMAND_SECONDS,
            server_settings=SESSION,
            reset=_leave_as_is,
        )
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
        raise unavailable(error) from error


async def connect(url: str) -> Connection:
    """One connection outside any pool, for what must not share one; raises `Unavailable` (`store_unavailable`)."""
    make = cast("Callable[..., Awaitable[Connection]]", asyncpg.connect)
    try:
        return await make(url, timeout=CONNECT_SECONDS, server_settings=SESSION)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
        raise unavailable(error) from error


@asynccontextmanager
async def borrowed(pool: asyncpg.Pool) -> AsyncGenerator[Connection]:
    """A connection for the length of a block, with the block's database errors in words a person can act on.

    Raises `Unavailable` (`store_unavailable`) when the database cannot be reached or gave up, and `InputInvalid`
    (`bad_text`) for a text that PostgreSQL cannot keep.
    """
    acquire = cast("Callable[..., AbstractAsyncContextManager[Connection]]", pool.acquire)
    try:
        async with acquire(timeout=ACQUIRE_SECONDS) as connection:
            yield connection
    except UNREACHABLE as error:
        raise unavailable(error) from error
    except asyncpg.DataError as error:
        if isinstance(error, UNKEEPABLE) or isinstance(error.__cause__, UnicodeEncodeError):
            raise InputInvalid("bad_text", UNKEEPABLE_TEXT) from error
        raise
    except asyncpg.InterfaceError as error:
        # "pool is closing", "connection is closed", "has been released": asyncpg has no class of its own for it
        if "clos" in str(error) or "released" in str(error):
            raise unavailable(error) from error
        raise


def unavailable(error: Exception) -> Unavailable:
    """The error a person sees when the database does not answer."""
    reason = str(error) or type(error).__name__
    return Unavailable(
        "store_unavailable",
        f"The database does not answer ({reason}): check that it runs and that DATABASE_URL names it, then try again.",
    )


async def _leave_as_is(connection: object) -> None:
    """Do nothing when a connection comes back to the pool.

    asyncpg would reset the session, which costs a round trip for every statement. Nothing in this room changes one:
    locks end with their transaction, settings are given at the start, listeners are taken off by those who put them on.
    """
