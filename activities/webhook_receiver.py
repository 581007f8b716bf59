"""One receiver: posts a signed message to it and says what came back, in the few ways that matter.

* 2xx: it has the message. Anything else: it has not, and is tried again later; 410 says that it wants no more.
* 429 and 503 may say when to come back (`Retry-After`); that is respected.
* A redirect is an answer like any other: what was signed for one address is not carried to another.
* No answer at all (no address, no connection, too slow, too long) is told as such.

Connections go to checked addresses only (`activities.webhook_addresses`); proxies of the environment are not used, for
they would connect in our place to whatever they resolve. Of an answer no more than a few hundred bytes are read.
"""

import asyncio
import ssl
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self, cast
from urllib.parse import urlsplit

import httpcore
from pydantic import Field

from activities.webhook_addresses import Guard, NameUnresolved
from models.public_network import AddressRefused
from models.value import Value

LONGEST_ANSWER = 300
"""Characters of an answer that are kept."""

MOST_READ = 4096
"""Bytes of an answer's body that are read; a receiver that says more is not listened to any further."""

USER_AGENT = "reviewtrack-webhooks/1"

RETRY_AFTER_COUNTS = frozenset({429, 503})

GONE = 410


class Reply(Value):
    """What came back."""

    status: int | None = Field(default=None, description="HTTP status; None when there was no answer")
    text: str
    retry_after: timedelta | None = None

    @property
    def is_taken(self) -> bool:
        """Whether the receiver has the message."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - RFC 9110, 15.3

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants no more."""
        return self.status == GONE


class _CheckedBackend(httpcore.AsyncNetworkBackend):
    """Connects to checked addresses; the name stays what TLS asks the certificate for."""

    def __init__(self, guard: Guard, *, is_encrypted: bool) -> None:
        self._guard = guard
        self._is_encrypted = is_encrypted
        # Where anyio is missing the library has a class of this name that only raises; types see both.
        self._inner = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        last: Exception | None = None
        for address in await self._guard.addresses(host, port, is_encrypted=self._is_encrypted):
            try:
                return await self._inner.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        assert last is not None  # noqa: S101 - the guard gives at least one address or raises
        raise last


class Receiver:
    """A connection to one receiver, kept for the messages of one turn. To be used as an asynchronous context."""

    def __init__(self, url: str, guard: Guard, *, patience_seconds: float, tls: ssl.SSLContext) -> None:
        """Take the address, who checks where it leads, how long one message may take, and whose certificates count."""
        self._url = url
        self._patience = patience_seconds
        self._has_carried = False
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=1,
            keepalive_expiry=30,
            network_backend=_CheckedBackend(guard, is_encrypted=urlsplit(url).scheme == "https"),
        )

    async def __aenter__(self) -> Self:
        """Begin; the connection is made with the first message."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        await self._pool.aclose()

    async def post(self, body: bytes, headers: dict[str, str], *, at: datetime) -> Reply:
        """Post one message and return what came back; `at` is the real instant, from which a date to wait for counts.

        Raises nothing but what stops this program: every trouble of the receiver is a reply without a status.
        """
        try:
            async with asyncio.timeout(self._patience):
                reply = await self._posted_or_again(body, headers, at)
        except TimeoutError:
            return Reply(text=f"no answer within {self._patience:g} s")
        except (AddressRefused, NameUnresolved) as error:
            return Reply(text=_short(str(error)))
        except (
            httpcore.NetworkError,
            httpcore.TimeoutException,
            httpcore.ProtocolError,
            httpcore.UnsupportedProtocol,
            httpcore.ConnectionNotAvailable,
            OSError,
        ) as error:
            return Reply(text=_short(f"{type(error).__name__}: {error}"))
        self._has_carried = True
        return reply

    async def _posted_or_again(self, body: bytes, headers: dict[str, str], at: datetime) -> Reply:
        """Post, on a new connection if the kept one had ended: receivers close idle ones when they like."""
        try:
            return await self._posted(body, headers, at)
        except (httpcore.ReadError, httpcore.WriteError, httpcore.RemoteProtocolError):
            if not self._has_carried:
                raise
            self._has_carried = False
            return await self._posted(body, headers, at)

    async def _posted(self, body: bytes, headers: dict[str, str], at: datetime) -> Reply:
        host = urlsplit(self._url).netloc
        said = {"Host": host, "User-Agent": USER_AGENT, **headers}
        async with self._pool.stream(
            "POST", self._url, headers=[(name.encode(), value.encode()) for name, value in said.items()], content=body
        ) as response:
            text = await _beginning_of(response)
            told = {name.lower(): value for name, value in response.headers}
            wait = told.get(b"retry-after") if response.status in RETRY_AFTER_COUNTS else None
            return Reply(
                status=response.status,
                text=_short(f"{response.status} {text}".strip()),
                retry_after=_waiting(wait.decode("latin-1"), at) if wait else None,
            )


async def _beginning_of(response: httpcore.Response) -> str:
    read = b""
    async for part in response.aiter_stream():
        read += part
        if len(read) >= MOST_READ:
            break
    return read[:MOST_READ].decode("utf-8", errors="replace")


def _waiting(told: str, at: datetime) -> timedelta | None:
    """`Retry-After` in seconds or as a date (RFC 9110, 10.2.3); None for anything else, and for the past."""
    told = told.strip()
    if told.isascii() and told.isdecimal() and len(told) <= 9:  # noqa: PLR2004 - thirty years are enough
        return timedelta(seconds=int(told))
    try:
        until = parsedate_to_datetime(told)
    except ValueError:
        return None
    wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - at
    return wait if wait > timedelta() else None


def _short(text: str) -> str:
    """One printable line of what a stranger said."""
    printable = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(printable.split())[:LONGEST_ANSWER]
