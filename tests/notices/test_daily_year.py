"""A year of mails of the day: thirty zones with their gaps and folds, all States, three workers, crashes in between."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from typing import TypeAlias
from zoneinfo import ZoneInfo

import pytest

from activities.daily_mail import DailyMail
from models.clock import CalendarClock
from models.digest import Digest
from models.directory import Person
from models.notices import Notice, Recipient, RecipientKind
from models.pace import Pace
from models.windows import DailyWindow, MailReader
from notices.hours import LONGEST_QUIET, MechanismHours, is_quiet, place_of
from store import digests, ledger
from store.digests import Taken
from store.people import register_people
from store.pool import Pool, borrowed
from tests.build import untoc
from tests.notices import build
from tests.notices.build import CYCLE, STREAM

YEAR = 2031
BEGIN = datetime(YEAR, 1, 1, tzinfo=UTC)
LEASE = timedelta(minutes=3)
WORKERS = 3
CRASHES = 0.05

ZONES = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Johannesburg",
    "America/Asuncion",
    "America/Halifax",
    "America/Havana",
    "America/Los_Angeles",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Jerusalem",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Atlantic/Azores",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/Dublin",
    "Europe/Vienna",
    "Pacific/Apia",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Easter",
    "Pacific/Kiritimati",
)

MORNINGS = (time(9), time(2, 30), time(0, 30))
"""One in the middle of nowhere, and two at hours that clocks leave out and repeat."""


Places: TypeAlias = dict[str, tuple[ZoneInfo, time]]
"""Where each person reads, and from which hour on."""


class LocalMornings:
    """One window a day, at an hour of the reader's own."""

    patience = timedelta(days=6)
    """A weekend, and a crash or two."""

    def __init__(self, places: Places) -> None:
        """Take the zone and the hour of every person."""
        self.places = places

    def window(self, reader: MailReader, pace: Pace, at: datetime, *, by: date | None = None) -> DailyWindow:
        """The next one; what is quiet waits for a weekday."""
        del by
        zone, hour = self.places[reader.recipient.id]
        day = at.astimezone(zone).date() - timedelta(days=1)
        while True:
            opens = datetime.combine(day, hour, zone).astimezone(UTC)
            if opens >= at and not (pace is Pace.QUIET and day.weekday() in {5, 6}):
                return DailyWindow(day, opens)
            day += timedelta(days=1)

    def day(self, reader: MailReader, at: datetime) -> date:
        """The day where they are."""
        return at.astimezone(self.places[reader.recipient.id][0]).date()

    def is_quiet(self, digest: Digest) -> bool:
        """Whether it is the weekend."""
        return digest.day.weekday() in {5, 6}


class Delegates(MechanismHours):
    """The hours of the mechanism, with a person of every State."""

    patience = LONGEST_QUIET + timedelta(days=3)

    def __init__(self, states: dict[str, str]) -> None:
        """Take the State of every person."""
        self.hours = untoc().telling.hours
        super().__init__(self.hours)
        self.states = states
        self.places: Places = {
            person: (ZoneInfo(self.hours.zones[state]), time(self.hours.morning)) for person, state in states.items()
        }

    def is_quiet(self, digest: Digest) -> bool:
        """Whether it is a weekend or a holiday of their country, or a quiet period of the mechanism."""
        reader = digest.reader.recipient
        return is_quiet(self.hours, place_of(self.hours, reader, self.states[reader.id]), digest.day)


def transitions(zone: ZoneInfo) -> Iterator[datetime]:
    """The hours of the year around which a clock is set forward or back."""
    hours = [BEGIN + timedelta(hours=hour) for hour in range(365 * 24)]
    for one, following in pairwise(hours):
        if one.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
            yield one


@dataclass
class Sent:
    """One mail that left, for the first time or again."""

    digest: Digest
    at: datetime


@dataclass
class World:
    """What is known of the year while it goes by."""

    mails: list[Sent] = field(default_factory=list[Sent])
    crashes: int = 0


async def registered(pool: Pool, states: list[str]) -> list[str]:
    """A person of each of these States, which may be named more than once."""
    return await register_people(
        pool,
        [
            Person(state=state, name=f"Reader {number}", email=f"reader.{number}@example.org")
            for number, state in enumerate(states)
        ],
    )


async def people(pool: Pool) -> LocalMornings:
    """One reader for each zone and each hour."""
    places = [(ZoneInfo(zone), morning) for zone in ZONES for morning in MORNINGS]
    return LocalMornings(dict(zip(await registered(pool, ["FRA"] * len(places)), places, strict=True)))


async def delegates(pool: Pool) -> Delegates:
    """One reader of each State."""
    states = sorted(state.iso3 for state in untoc().register.states)
    return Delegates(dict(zip(await registered(pool, states), states, strict=True)))


async def record(pool: Pool, version: int, recipients: list[str], dice: Random) -> list[Notice]:
    """Queue a notice for each of these."""
    act = build.recording(build.entry("saq_submitted", version=version))
    act = act.model_copy(
        update={
            "status": act.status.model_copy(update={"version": version}),
            "clock": CalendarClock(anchor_real=BEGIN, anchor_calendar=BEGIN),
        }
    )
    notices = [
        build.notice().model_copy(
            update={
                "key": f"{STREAM}@{version}#{person}",
                "version": version,
                "recipient": Recipient(kind=RecipientKind.PERSON, id=person),
                "pace": dice.choice((Pace.PROMPT, Pace.QUIET)),
            }
        )
        for person in recipients
    ]
    await ledger.record(pool, act, notices)
    return notices


async def work(pool: Pool, hours: LocalMornings | Delegates, world: World, dice: Random, at: datetime) -> None:
    """One worker's turn; now and then it dies with mails sent and not noted."""
    daily = DailyMail(pool, hours, CYCLE, lease=LEASE)
    taken = await daily.take(limit=100, at=at)
    world.mails += [Sent(digest, at) for digest in taken]
    noted = [digest for digest in taken if dice.random() >= CRASHES]
    world.crashes += len(taken) - len(noted)
    answers = {digest.key: Taken("250 ok", await daily.local_day(digest, at=at)) for digest in noted}
    if answers:
        await digests.sent(pool, answers, at=at)


@pytest.mark.slow
@pytest.mark.parametrize("register", [people, delegates])
async def test_in_a_year_nobody_gets_more_than_one_mail_a_day_and_everything_arrives(
    pool: Pool, register: Callable[[Pool], Awaitable[LocalMornings | Delegates]]
) -> None:
    dice, world = Random(20301), World()  # noqa: S311 - a simulation
    hours = await register(pool)
    everybody = list(hours.places)
    changes = {moment for zone in ZONES for moment in transitions(ZoneInfo(zone))}
    ticks = {BEGIN + timedelta(hours=12 * number, minutes=dice.randrange(120)) for number in range(2 * 365)}
    ticks |= {moment + timedelta(minutes=each) for moment in changes for each in (-20, 40)}
    told: dict[str, datetime] = {}

    for version, at in enumerate(sorted(ticks), start=1):
        for notice in await record(pool, version, dice.sample(everybody, 12), dice):
            told[notice.key] = at
        await asyncio.gather(*(work(pool, hours, world, dice, at) for _ in range(WORKERS)))
    for days in range(1, hours.patience.days):
        for minutes in range(0, 24 * 60, 6 * 60):
            await work(pool, hours, world, dice, max(ticks) + timedelta(days=days, minutes=minutes))

    assert len(changes) > 20
    assert world.crashes > 100
    a_day: dict[tuple[str, date], set[str]] = defaultdict(set)
    of_notice: dict[str, set[str]] = defaultdict(set)
    first: dict[str, datetime] = {}
    for mail in world.mails:
        reader = mail.digest.reader
        a_day[reader.recipient.id, hours.day(reader, mail.at)].add(mail.digest.message_id)
        for member in mail.digest.members:
            of_notice[member.notice.key].add(mail.digest.message_id)
            first.setdefault(member.notice.key, mail.at)
            assert member.notice.recipient == reader.recipient
        if mail.digest.attempts == 1:
            zone, hour = hours.places[reader.recipient.id]
            assert mail.at >= datetime.combine(mail.digest.day, hour, zone).astimezone(UTC), "never before the window"
            assert hours.day(reader, mail.at) == mail.digest.day
            if all(member.notice.pace is Pace.QUIET for member in mail.digest.members):
                assert not hours.is_quiet(mail.digest), "left in peace"
    assert {len(ids) for ids in a_day.values()} == {1}, "one mail a day"
    assert {len(ids) for ids in of_notice.values()} == {1}, "each notice in one mail"
    assert of_notice.keys() == told.keys(), "none missing"
    assert max(first[key] - at for key, at in told.items()) < hours.patience
    async with borrowed(pool) as connection:
        assert await connection.fetchval("SELECT count(*) FROM outbox WHERE state <> 'sent'") == 0
        assert await connection.fetchval("SELECT count(*) FROM digest WHERE state <> 'sent'") == 0
