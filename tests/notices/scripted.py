"""A mail server that misbehaves as real ones do: it hangs up, forgets to answer, asks for a password."""

import asyncio
import base64
from types import TracebackType
from typing import Self


class ScriptedRelay:
    """Speaks just enough SMTP. `taken` holds every mail whose last dot arrived, answered or not."""

    def __init__(
        self,
        *,
        mails_per_connection: int = 1000,
        answers_data: bool = True,
        password: str | None = None,
        sender_answer: str = "250 OK",
        data_answer: str = "250 OK",
    ) -> None:
        """Take the ways in which it misbehaves."""
        self.mails_per_connection = mails_per_connection
        self.answers_data = answers_data
        self.password = password
        self.sender_answer = sender_answer
        self.data_answer = data_answer
        self.taken: list[bytes] = []
        self.connections = 0
        self.url = ""
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        """Listen on a free port of loopback."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        user = f"relay:{self.password}@" if self.password else ""
        self.url = f"smtp://{user}127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening."""
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        carried, is_signed_in = 0, self.password is None
        writer.write(b"220 scripted\r\n")
        while line := await reader.readline():
            match line.split()[0].upper().decode():
                case "EHLO":
                    answer = "250-scripted\r\n250 AUTH PLAIN" if self.password else "250 scripted"
                case "AUTH":
                    given = base64.b64decode(line.split()[2]).split(b"\0")[2].decode()
                    is_signed_in = given == self.password
                    answer = "235 OK" if is_signed_in else "535 5.7.8 wrong password"
                case "MAIL":
                    answer = self.sender_answer if is_signed_in else "530 5.7.0 sign in first"
                case "DATA":
                    writer.write(b"354 go on\r\n")
                    self.taken.append(await reader.readuntil(b"\r\n.\r\n"))
                    carried += 1
                    if not self.answers_data:
                        return
                    answer = self.data_answer
                case "QUIT":
                    writer.write(b"221 bye\r\n")
                    return
                case _:
                    answer = "250 OK"
            writer.write(answer.encode() + b"\r\n")
            await writer.drain()
            if carried >= self.mails_per_connection:
                return
