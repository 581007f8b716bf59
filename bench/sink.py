"""A relay on loopback that takes every mail and keeps none: `python -m bench.sink PORT`, in a process of its own."""

import asyncio
import signal
import sys

import uvloop
from aiosmtpd.smtp import SMTP, Envelope, Session

from stack.ports import LOOPBACK

LARGEST_MAIL = 32 * 1024 * 1024


class Sink:
    """What the server does with a mail: nothing."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Say that it was taken."""
        del server, session, envelope
        return "250 OK"


async def serve(port: int) -> None:
    """Take mail at `port` until SIGTERM."""
    loop, sink, ended = asyncio.get_running_loop(), Sink(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    server = await loop.create_server(
        lambda: SMTP(sink, hostname="localhost", data_size_limit=LARGEST_MAIL), host=LOOPBACK, port=port
    )
    async with server:
        await ended.wait()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
