"""A receiver on this machine that answers as a test tells it, and keeps what it got."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from standardwebhooks import Webhook as Signer

from tests.webhooks.build import SECRET


@dataclass
class Got:
    """One message as it came in."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """The id of the message."""
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict[str, Any]:
        """The CloudEvent in it."""
        return json.loads(self.body)

    def verified(self, secret: str = SECRET) -> Any:
        """The event, after the signature was checked; raises `WebhookVerificationError`."""
        return Signer(secret).verify(self.body, dict(self.headers))


Answer = tuple[int, Mapping[str, str], bytes] | None
"""Status, headers and body; None hangs up without an answer."""

OK: Answer = (204, {}, b"")


def always(_: Got) -> Answer:
    """Take everything."""
    return OK


@dataclass
class Scripted:
    """The receiver; `taken` is what it answered with 2xx."""

    answer: Callable[[Got], Answer] = always
    got: list[Got] = field(default_factory=list)
    taken: list[Got] = field(default_factory=list)
    delay: float = 0.0
    port: int = 0
    _server: asyncio.Server | None = None
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hook"

    async def start(self) -> None:
        """Listen, on the port of the last time if there was one."""
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
            self._server = None
            for writer in tuple(self._writers):
                writer.close()

    async def __aenter__(self) -> Self:
        """Listen for the length of a block."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        await self.stop()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
                got = Got(headers, await reader.readexactly(int(headers.get("content-length", "0"))))
                self.got.append(got)
                await asyncio.sleep(self.delay)
                answer = self.answer(got)
                if answer is None:
                    return
                status, said, body = answer
                if 200 <= status < 300:
                    self.taken.append(got)
                lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in said.items())]
                if "transfer-encoding" not in {name.lower() for name in said}:
                    lines.append(f"content-length: {len(body)}")
                writer.write("\r\n".join([*lines, "", ""]).encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()
