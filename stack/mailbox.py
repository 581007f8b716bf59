"""A mail relay on loopback that delivers nothing and keeps everything, as a Maildir any mail program can open.

As a program (`python -m stack.mailbox --dir DIRECTORY --port PORT`) it is the server; as a class it is the part of a
stack that starts this program, reads what arrived, and can make it refuse mail as a real relay would.
"""

import argparse
import asyncio
import itertools
import os
import signal
import sys
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Self, cast

from aiosmtpd.smtp import SMTP, Envelope, Session

from stack.errors import PartFailed
from stack.ports import LOOPBACK, free_port
from stack.processes import ChildProcess, answers, spawn

_REFUSAL = "refusal"
"""File that makes the server refuse: its first line is the answer, each further line a recipient it is given to."""

_LARGEST_MAIL = 32 * 1024 * 1024


class MailBox:
    """A relay that keeps its mail in `directory`. Use as an asynchronous context manager, or start and stop."""

    def __init__(self, directory: Path, *, port: int | None = None) -> None:
        """Choose the port; nothing starts yet.

        Args:
            directory: The Maildir.
            port: Port to prefer; a free one if it is taken.
        """
        self.directory = directory
        self.port = free_port(port)
        self._process: ChildProcess | None = None

    @property
    def url(self) -> str:
        """The address of the relay."""
        return f"smtp://{LOOPBACK}:{self.port}"

    @property
    def process(self) -> ChildProcess:
        """The present run."""
        if self._process is None:
            raise PartFailed("The mail box", "was never started")
        return self._process

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    async def start(self) -> None:
        """Start on the same port and directory as before, and wait until it takes mail.

        Raises:
            PartFailed: it did not start.
        """
        make_maildir(self.directory)
        self._process = await spawn(
            "The mail box",
            [sys.executable, "-m", "stack.mailbox", "--dir", self.directory.absolute(), "--port", str(self.port)],
            log_file=self.directory.with_suffix(".log"),
            directory=Path(__file__).parent.parent,
        )
        try:
            await self._process.until(self._is_listening)
        except BaseException:
            await self._process.kill()
            raise

    async def stop(self) -> None:
        """Stop in order; a mail being received is not accepted."""
        if self._process is not None:
            await self._process.stop(by=signal.SIGTERM, grace=5)

    async def kill(self) -> None:
        """Die as in a crash."""
        await self.process.kill()

    def refuse(self, answer: str = "451 4.3.2 The relay is busy, try later", *recipients: str) -> None:
        """Give `answer`, an SMTP code and text, to every recipient from now on, or only to `recipients`."""
        unfinished = self.directory / f"{_REFUSAL}.new"
        unfinished.write_text("\n".join([answer, *recipients]))
        unfinished.replace(self.directory / _REFUSAL)

    def accept(self) -> None:
        """Take every mail again."""
        (self.directory / _REFUSAL).unlink(missing_ok=True)

    def count(self) -> int:
        """Return how many mails there are."""
        return sum(1 for _ in (self.directory / "new").iterdir())

    def messages(self) -> list[EmailMessage]:
        """Return every mail in the order of arrival; the envelope is in `X-Envelope-From` and `X-Envelope-To`."""
        files = sorted((self.directory / "new").iterdir())
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    def empty(self) -> None:
        """Throw every mail away."""
        for file in (self.directory / "new").iterdir():
            file.unlink()

    async def _is_listening(self) -> bool:
        return await answers(self.port)


class Keeper:
    """What the server does with a mail: keep it, or refuse it when told to."""

    def __init__(self, directory: Path) -> None:
        """Take the Maildir."""
        self._directory = directory
        self._numbers = itertools.count()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it by this name with these arguments
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        """Accept a recipient, unless a refusal stands."""
        del server, session, rcpt_options
        try:
            answer, *refused = (self._directory / _REFUSAL).read_text().splitlines()
        except FileNotFoundError:
            refused, answer = [""], ""
        if answer and (not refused or address in refused):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep a mail: written aside first, then moved, so that a reader never sees half of one."""
        del server, session
        name = f"{time.time_ns()}.{os.getpid()}_{next(self._numbers)}.reviewtrack"
        unfinished = self._directory / "tmp" / name
        envelope_lines = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n"
        unfinished.write_bytes(envelope_lines.encode() + cast("bytes", envelope.content))
        unfinished.rename(self._directory / "new" / name)
        return "250 2.0.0 Kept"


def make_maildir(directory: Path) -> None:
    """Make the three directories of a Maildir, for nobody else to read."""
    directory.mkdir(parents=True, mode=0o700, exist_ok=True)
    for part in ("tmp", "new", "cur"):
        (directory / part).mkdir(exist_ok=True)


async def serve(directory: Path, port: int) -> None:
    """Keep mail that arrives at `port` in `directory` until SIGTERM or SIGINT."""
    make_maildir(directory)
    keeper = Keeper(directory)
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    server = await loop.create_server(
        lambda: SMTP(keeper, hostname="localhost", enable_SMTPUTF8=True, data_size_limit=_LARGEST_MAIL),
        host=LOOPBACK,
        port=port,
        backlog=512,
    )
    async with server:
        await ended.wait()


def main() -> None:
    """Read the command line and serve."""
    arguments = argparse.ArgumentParser(description="Keep mail sent to a port on loopback in a Maildir.")
    arguments.add_argument("--dir", type=Path, required=True, help="the Maildir")
    arguments.add_argument("--port", type=int, required=True, help="the port on loopback")
    given = arguments.parse_args()
    asyncio.run(serve(given.dir, given.port))


if __name__ == "__main__":
    main()
