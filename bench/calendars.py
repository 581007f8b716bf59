"""What a private calendar costs: one reader with 200 duties among a decade of reviews (docs/measurements.md).

`python -m bench.calendars`. The web process as it runs in production, on a real PostgreSQL, asked by one client: the
whole calendar, the same asked for again with its tag, an inbox, and for comparison the smallest answer that asks the
database once.
"""

import asyncio
import os
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx

from models.calendar import Purpose
from models.clock import CalendarClock
from models.directory import Person
from models.ledger import Entry, Recording
from models.notices import Notice, Recipient, RecipientKind
from models.obligations import DueDate, Obligation, Owner
from models.people import SYSTEM, Role, Seat
from models.status import Status
from stack.ports import LOOPBACK, free_port
from stack.postgres import Postgres
from stack.processes import answers, spawn
from store import tokens
from store.ledger import record
from store.migrations import migrate
from store.people import register_person
from store.pool import Pool, open_pool

CYCLE = "bench"
REVIEWS = 20
"""Of the reader."""
DUTIES = 10
"""Of the reader in each of them."""
OTHERS = 756
"""Phase reviews of others, as many as there are in a cycle (domain.md 11)."""
DIALOGUES = 40
TOLD = 2000
ASKED = 200

ROOT = Path(__file__).parents[1]
NOW = datetime.now(UTC)
CLOCK = CalendarClock(anchor_real=NOW, anchor_calendar=NOW)


async def main() -> None:
    """Measure and print."""
    async with AsyncExitStack() as parts:
        home = Path(parts.enter_context(tempfile.TemporaryDirectory()))
        postgres = await parts.enter_async_context(Postgres(home / "postgres", durable=False))
        url = await postgres.create_database("bench")
        await migrate(url)
        pool = await parts.enter_async_context(await open_pool(url))
        reader = await _fill(pool)
        feed = f"/feeds/{await tokens.issue(pool, reader, Purpose.FEED)}.ics"
        inbox = {"Authorization": f"Bearer {await tokens.issue(pool, reader, Purpose.INBOX)}"}
        port = free_port()
        web = await spawn(
            "The web process",
            [
                sys.executable,
                "-m",
                "uvicorn",
                "--factory",
                "web.app:create_app",
                "--host",
                LOOPBACK,
                "--port",
                str(port),
            ],
            log_file=home / "web.log",
            environment={
                **os.environ,
                "DATABASE_URL": url,
                "SMTP_URL": "smtp://127.0.0.1:25",
                "TEMPORAL_ADDRESS": "127.0.0.1:7233",
                "WEB_PORT": str(port),
            },
            directory=ROOT,
        )
        try:
            await web.until(lambda: answers(port))
            async with httpx.AsyncClient(base_url=f"http://{LOOPBACK}:{port}") as client:
                first = await client.get(feed)
                events = first.text.count("BEGIN:VEVENT")
                floor = await _taken(client, "/healthz", {})
                print(
                    f"calendar with {events} entries, {len(first.content) / 1000:.0f} kB; milliseconds, median and p99"
                )
                _line("one query (/healthz)", floor, floor)
                _line("calendar", await _taken(client, feed, {}), floor)
                _line(
                    "calendar, unchanged", await _taken(client, feed, {"If-None-Match": first.headers["etag"]}), floor
                )
                _line("inbox, 25 notices", await _taken(client, "/api/inbox", inbox), floor)
        finally:
            await web.stop()


def _line(what: str, taken: list[float], floor: list[float]) -> None:
    ratio = median(taken) / median(floor)
    print(f"{what:24}{median(taken) * 1000:8.1f}{quantiles(taken, n=100)[98] * 1000:8.1f}   {ratio:5.1f} of one query")


async def _taken(client: httpx.AsyncClient, path: str, headers: dict[str, str]) -> list[float]:
    taken: list[float] = []
    for _ in range(ASKED):
        begun = time.perf_counter()
        answer = await client.get(path, headers=headers)
        taken.append(time.perf_counter() - begun)
        assert answer.status_code in {200, 304}, answer.text  # noqa: S101 - a benchmark of refusals says nothing
    return taken


async def _fill(pool: Pool) -> Recipient:
    person = await register_person(pool, Person(state="FRA", name="Reader", email="reader@bench.invalid"))
    reader = Recipient(kind=RecipientKind.PERSON, id=person)
    for number in range(REVIEWS):
        await _review(pool, _phase(number), "FRA", person, DUTIES)
    for number in range(OTHERS):
        await _review(pool, _phase(REVIEWS + number), "DEU", f"p-{number}", 3)
    for number in range(DIALOGUES):
        day = NOW.date() + timedelta(days=90 * (number - 10))
        state = {"day": day.isoformat(), "parties": ["FRA"] * 190}
        await _record(pool, f"dialogue/{CYCLE}/firearms-{number}", "cd_scheduled", {"state": state}, ())
    for batch in range(0, TOLD, 100):
        notices = [_notice(reader, number) for number in range(batch, batch + 100)]
        await _record(pool, f"country/{CYCLE}/FRA-{batch}", "phase_opened", {}, (), notices=notices)
    return reader


def _phase(number: int) -> str:
    """A phase review; the States are made up."""
    state, phase = divmod(number, 4)
    return f"phase/{CYCLE}/X{chr(ord('A') + state // 26)}{chr(ord('A') + state % 26)}/{phase + 1}"


async def _review(pool: Pool, stream: str, state: str, person: str, duties: int) -> None:
    seat = Seat(person=person, state=state, role=Role.FOCAL_POINT, named_on=NOW.date(), approved_on=NOW.date())
    owed = tuple(_duty(state, number) for number in range(duties))
    meeting = {"meeting_at": (NOW + timedelta(days=9)).isoformat()}
    await _record(pool, stream, "consultation_proposed", meeting, owed, seats=(seat,))


def _duty(state: str, number: int) -> Obligation:
    day: date = NOW.date() + timedelta(days=7 * number)
    return Obligation(
        key=f"submit_questionnaire:{number}",
        duty="submit_questionnaire",
        action="submit_questionnaire",
        owner=Owner(role=Role.FOCAL_POINT, state=state),
        since=NOW.date(),
        due=DueDate(date=day, original=day, derivation=()),
    )


def _notice(reader: Recipient, number: int) -> Notice:
    context: dict[str, Any] = {
        "state": "FRA",
        "phase": 1,
        "stage": "agreeing",
        "at": NOW.isoformat(),
        "instruments": [],
    }
    return Notice(
        key=f"bench-{number}",
        cycle=CYCLE,
        stream=f"phase/{CYCLE}/FRA/1",
        version=1,
        event="observations_agreed",
        recipient=reader,
        context=context,
    )


async def _record(  # noqa: PLR0913 - each is a part of the act
    pool: Pool,
    stream: str,
    event: str,
    data: dict[str, Any],
    owed: tuple[Obligation, ...],
    *,
    seats: tuple[Seat, ...] = (),
    notices: list[Notice] | None = None,
) -> None:
    status = Status(
        workflow_id=stream,
        kind=stream.partition("/")[0],
        cycle=CYCLE,
        version=1,
        stage="agreeing",
        seats=seats,
        obligations=owed,
    )
    entry = Entry(version=1, type=event, data=data, actor=SYSTEM, at=NOW, command_id=None)
    await record(pool, Recording(stream=stream, entries=(entry,), status=status, clock=CLOCK), notices or ())


if __name__ == "__main__":
    asyncio.run(main())
