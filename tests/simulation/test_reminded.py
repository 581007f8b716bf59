"""Ten years of reminders to all States: each rung is one mail, and none is missing, however often senders die."""

import gc
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from random import Random

import pytest
import pytest_asyncio

from models.clock import CalendarClock
from models.directory import Desk, Mission
from models.mechanism import DEFAULT_LADDER
from models.notices import Notice, RecipientKind
from notices.hours import MechanismHours
from rules.calendar.ladder import rungs
from store import ledger
from store.people import register_desk, register_missions
from store.pool import Pool, borrowed, open_pool
from tests.build import procedure, untoc
from tests.notices.dying_senders import DyingSenders
from tests.simulation.reminded import BEGINS, ENDS, Decade
from tests.story import noon

CLOCK = CalendarClock(anchor_real=datetime(2031, 1, 1, 12, tzinfo=UTC), anchor_calendar=noon(BEGINS))
"""The store's clock says when a notice was queued: it has to be before the instants at which senders look."""

STEP = timedelta(days=14)
CRASHES = 0.5
WANTED = 10_000
LONGEST_WAIT = timedelta(days=75)
"""Nothing waits longer, whatever holidays and quiet periods say."""

LOOKS = tuple(timedelta(hours=hours) for hours in (0, 9, 21, 33))
"""After noon: at once for what is urgent, then so that each morning of the world is seen before its day is over.

What a dead sender had taken is sent at the next look.
"""


class Office:
    """Puts into the store what has happened, stream by stream."""

    def __init__(self, pool: Pool, decade: Decade) -> None:
        """Take the database and the house."""
        self._pool = pool
        self._decade = decade
        self._recorded: dict[str, int] = {}
        self._reminded: dict[str, datetime] = {}
        self._people: set[str] = set()

    async def keep(self, now: datetime) -> None:
        """Record streams in which somebody was reminded, or may still wait to be."""
        for stream in self._decade.fresh:
            self._reminded[stream] = now
        for stream, at in self._reminded.items():
            story, done = self._decade.house.streams[stream], self._recorded.get(stream, 0)
            if now - at <= LONGEST_WAIT and len(story.entries) > done:
                notices = self._decade.fresh.pop(stream, [])
                await self._register(notices)
                await ledger.record(self._pool, self._decade.recording(stream, story.entries[done:]), notices)
                self._recorded[stream] = len(story.entries)

    async def _register(self, notices: list[Notice]) -> None:
        """Give everybody an address under the id that the rules know."""
        for notice in notices:
            person = notice.recipient.id
            if notice.recipient.kind is RecipientKind.PERSON and person not in self._people:
                self._people.add(person)
                async with borrowed(self._pool) as connection:
                    await connection.execute(
                        "INSERT INTO person (id, state, name, title, email, language, simulated) "
                        "VALUES ($1, $2, $1, '', $3, 'en', true)",
                        person,
                        notice.context["side"]["state"],
                        f"{person.lower()}@example.org",
                    )


@pytest_asyncio.fixture
async def pool(postgres_url: str) -> AsyncIterator[Pool]:
    """A database in which all missions and the Secretariat have an address."""
    pool = await open_pool(postgres_url)
    states = [state.iso3 for state in untoc().register.states]
    await register_missions(pool, [Mission(state=each, email=f"{each.lower()}@example.org") for each in states])
    await register_desk(pool, Desk(key="desk", email="desk@example.org"))
    yield pool
    await pool.close()


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """Clear the decade away here: it takes a second or two, which a workflow of a later test would not be given."""
    yield
    gc.collect()


def check_rungs(decade: Decade) -> None:
    """Hold what was recorded against the ladders."""
    under_review = {term.stream.split("/")[2] for term, _ in decade.reminded if term.stream.startswith("phase/")}
    ladders = procedure().ladders
    expected = {
        (term, rung.name): rung.on
        for term, span in decade.spans.items()
        for rung in takewhile(
            lambda rung, last=span.last: rung.on < last,
            rungs(span.duty, ladders.get(span.duty.duty, ladders[DEFAULT_LADDER])),
        )
        if rung.on > max(span.first, span.duty.since)
    }

    assert len(under_review) > 180, "all States"
    assert decade.extended > 50
    assert decade.too_many == [], "no rung twice, none after completion or extension, nobody called late in time"
    assert {len(ids) for ids in decade.mails.values()} == {1}, "one Message-ID for each duty, date, rung and reader"
    assert len({each for ids in decade.mails.values() for each in ids}) == len(decade.mails)
    assert len(expected) > 10_000
    assert expected.items() <= decade.reminded.items(), "no rung is missing while a duty stands"


@pytest.mark.slow
async def test_each_rung_is_one_mail_however_often_senders_die(pool: Pool) -> None:
    decade = Decade(CLOCK)
    decade.open()
    office = Office(pool, decade)
    hours = MechanismHours(untoc().telling.hours)
    senders = DyingSenders(pool, Random(2018), decade.stands, hours)  # noqa: S311 - a simulation

    day, now = BEGINS, CLOCK.anchor_real
    while day < ENDS:
        day += STEP
        decade.house.run(day)
        now = CLOCK.real(noon(day))
        await office.keep(now)
        for look in LOOKS:
            await senders.send(now + look, crashes=CRASHES)
    for days in range(2, LONGEST_WAIT.days):
        for look in LOOKS[1:]:
            await senders.send(now + timedelta(days=days) + look, crashes=0)

    decade.end()
    check_rungs(decade)
    assert await senders.check_outbox(decade.told, crashes=WANTED)
