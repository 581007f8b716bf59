"""Mails per second from the outbox to a relay, against a bare loop of the same SMTP client (docs/measurements.md).

`python -m bench.mail [NOTICES]`: so many queued notices, a multiple of 2,000, are delivered by the activity as a worker
runs it, from a real PostgreSQL to a real SMTP server in a process of its own. By turns with it, because a machine is
never as idle as it was, the client alone hands over the same number of mails of the same size.
"""

import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiosmtplib
import uvloop
from temporalio.testing import ActivityEnvironment

from activities.delivery import Delivery
from activities.relay import RelayAddress
from models.delivery import DeliverInput
from models.directory import Person
from models.notices import Notice, Recipient, RecipientKind
from notices.compose import Composer
from stack.ports import LOOPBACK, free_port
from stack.postgres import Postgres
from stack.processes import answers, spawn
from store import ledger
from store.migrations import migrate
from store.people import register_people
from store.pool import Pool, open_pool
from tests.notices import build

NOTICES = 20_000
READERS = 20
"""Notices of one act: as many as a review with three States has participants."""

A_ROUND = 2000
"""Notices between two looks at the client alone: some seconds."""

TARGET = 0.8


async def main(notices: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as home:
        async with AsyncExitStack() as parts:
            postgres = await parts.enter_async_context(Postgres(Path(home) / "postgres", durable=True))
            url = await postgres.create_database("bench")
            await migrate(url)
            pool = await parts.enter_async_context(await open_pool(url))
            port = await parts.enter_async_context(_sink(Path(home)))
            await _queue(pool, notices)
            bare = delivered = 0.0
            for number in range(notices // A_ROUND):
                bare += await _bare(port, A_ROUND)
                delivered += await _delivered(pool, port, _cycle(number), A_ROUND)
            print(f"{notices} notices, {READERS} of each act, through one connection, {A_ROUND} at a time")
            print(f"delivered from the outbox: {notices / delivered:.0f} a second")
            print(f"bare loop of the client:   {notices / bare:.0f} a second")
            print(f"ratio:                     {bare / delivered:.2f} (budget {TARGET})")


@asynccontextmanager
async def _sink(home: Path) -> AsyncGenerator[int]:
    """The port of a relay in a process of its own."""
    port = free_port()
    process = await spawn(
        "The sink",
        [sys.executable, "-m", "bench.sink", str(port)],
        log_file=home / "sink.log",
        directory=Path(__file__).parent.parent,
    )
    await process.until(lambda: answers(port))
    try:
        yield port
    finally:
        await process.kill()


async def _queue(pool: Pool, notices: int) -> None:
    """Fill the outbox as acts do."""
    people = [
        Person(state="FRA", name=f"Reader {each}", email=f"reader.{each}@bench.invalid") for each in range(READERS)
    ]
    readers = [Recipient(kind=RecipientKind.PERSON, id=each) for each in await register_people(pool, people)]
    versions = range(1, A_ROUND // READERS + 1)
    for number, version in ((number, version) for number in range(notices // A_ROUND) for version in versions):
        stream = f"phase/{_cycle(number)}/CIV/1"
        act = build.recording(build.entry("saq_submitted", version=version), stream=stream, cycle=_cycle(number))
        act = act.model_copy(update={"status": act.status.model_copy(update={"version": version})})
        await ledger.record(pool, act, [_notice(stream, version, reader) for reader in readers])


def _cycle(number: int) -> str:
    """Each round delivers a cycle of its own, beside those that still wait."""
    return f"bench-{number}"


def _notice(stream: str, version: int, reader: Recipient) -> Notice:
    # A moment of its own makes a letter of its own of every act.
    told = build.notice(at=f"2021-05-03T{version // 60 % 24:02}:{version % 60:02}+00:00")
    changes = {"version": version, "recipient": reader, "stream": stream, "cycle": stream.split("/")[1]}
    return told.model_copy(update={"key": f"{stream}@{version}#{reader}", **changes})


async def _delivered(pool: Pool, port: int, cycle: str, notices: int) -> float:
    """Seconds that the activity takes for the notices of a cycle."""
    activity = Delivery(pool, RelayAddress(host=LOOPBACK, port=port), Composer(build.LETTERHEAD))
    started = time.perf_counter()
    result = await ActivityEnvironment().run(activity.deliver, DeliverInput(cycle=cycle, until_idle=True))
    if result.sent != notices:
        raise RuntimeError(f"{result.sent} of {notices} notices were sent: {result}")
    return time.perf_counter() - started


async def _bare(port: int, mails: int) -> float:
    """Seconds that the client alone takes: one mail, written before the clock starts, again and again."""
    wire = Composer(build.LETTERHEAD).wire(build.notice(), build.address())
    async with aiosmtplib.SMTP(hostname=LOOPBACK, port=port, start_tls=False) as smtp:
        started = time.perf_counter()
        for _ in range(mails):
            await smtp.sendmail(build.LETTERHEAD.sender, ["reader@bench.invalid"], wire)
        return time.perf_counter() - started


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else NOTICES))
