"""The real doors: Temporal and PostgreSQL as the settings of this machine name them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from logs import configure_logs
from models.errors import InputInvalid, Unavailable
from runtime import connect
from settings import Settings, load_settings
from store.pool import Pool, open_pool

SILENT = frozenset({RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED})
"""What Temporal's client says when the server went away in mid-command."""

STATEMENTS_AT_ONCE = 4


class Connections:
    """Opens each part when it is asked for; nothing is kept from one command to the next."""

    def __init__(self, settings: Settings) -> None:
        """Take the settings of this machine."""
        self._settings = settings

    @asynccontextmanager
    async def temporal(self) -> AsyncGenerator[Client]:
        """Temporal, with what the server refuses in words a person can act on."""
        client = await connect(self._settings)
        try:
            yield client
        except RPCError as error:
            raise _in_words(error, self._settings.temporal_address) from error

    @property
    def web_url(self) -> str:
        """Under which address people reach the pages."""
        return self._settings.web_url

    @asynccontextmanager
    async def store(self) -> AsyncGenerator[Pool]:
        """PostgreSQL."""
        pool = await open_pool(self._settings.database_url, max_size=STATEMENTS_AT_ONCE)
        try:
            yield pool
        finally:
            await pool.close()


def open_connections() -> Connections:
    """Read the settings, set up the logs, and return the doors.

    Raises:
        SettingInvalid: a variable holds a value that cannot be used.
        NotConfigured: nothing says where a part is.
    """
    settings = load_settings()
    configure_logs(settings)
    return Connections(settings)


def _in_words(error: RPCError, address: str) -> Unavailable | InputInvalid:
    if error.status in SILENT:
        return Unavailable(
            "temporal_unreachable",
            f"Temporal at {address} stopped answering ({error.message}): check that it runs, then try again.",
        )
    return InputInvalid("temporal_refused", f"Temporal refused the request: {error.message}")
