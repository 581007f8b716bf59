"""A decade of reminders, ten thousand crashes between sending and noting: one mail for each rung, and none too late."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from models.clock import CalendarClock
from models.directory import Person
from models.notices import Notice, Recipient, RecipientKind
from models.obligations import Obligation
from models.pace import Pace
from models.people import Role
from store import ledger
from store.people import register_people
from store.pool import Pool
from tests.notices import build
from tests.notices.build import CYCLE
from tests.notices.dying_senders import LEASE, DyingSenders

BEGIN = datetime(2031, 1, 1, 6, tzinfo=UTC)
DECADE = timedelta(days=3653)
STEP = timedelta(days=28)
PASSES = 4
"""How often senders take what is there before people go on; those that died leave some of it to the next."""

STREAMS = tuple(f"phase/{CYCLE}/{state}/1" for state in ("CIV", "FRA", "PER"))
DUTIES = 40
READERS = 70
CRASHES = 0.45
WANTED = 10_000


@dataclass
class World:
    """What holds at a moment: which duties stand with which date; and all that was ever sent."""

    dice: Random
    readers: list[str]
    duties: dict[tuple[str, str], date | None] = field(default_factory=dict[tuple[str, str], "date | None"])
    used: dict[tuple[str, str], set[date]] = field(
        default_factory=lambda: defaultdict[tuple[str, str], "set[date]"](set)
    )
    versions: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STREAMS, 0))
    told: dict[str, tuple[tuple[str, str], date]] = field(default_factory=dict[str, tuple[tuple[str, str], date]])
    """Key of a notice -> the duty that it recalls, and the date that it names."""

    def new_date(self, duty: tuple[str, str], wanted: date) -> date:
        """The first day from then on that this duty has never been due on: what moved away never comes back."""
        while wanted in self.used[duty]:
            wanted += timedelta(days=1)
        self.used[duty].add(wanted)
        return wanted

    def stands(self, key: str) -> bool:
        """Whether what a reminder says is still so."""
        duty, due = self.told[key]
        return self.duties[duty] == due


def duty(key: str, due: date) -> Obligation:
    """A duty with its date."""
    return build.obligation("submit_questionnaire", Role.FOCAL_POINT, "CIV", due).model_copy(update={"key": key})


def people_act(world: World, stream: str, at: datetime) -> None:
    """Some do what they owe, some are given more time, and what was done comes up anew later."""
    for number in range(DUTIES):
        name = (stream, f"d-{number}")
        due, dice = world.duties.get(name), world.dice.random()
        if due is None and dice < 0.5:
            world.duties[name] = world.new_date(name, at.date() + timedelta(days=world.dice.randrange(20, 300)))
        elif due is not None and dice < 0.1:
            world.duties[name] = None
        elif due is not None and dice < 0.2:
            world.duties[name] = world.new_date(name, due + timedelta(days=30))
        else:
            world.duties[name] = due


def reminders(world: World, stream: str, version: int, at: datetime) -> list[Notice]:
    """A rung of some of the duties that stand, each to some readers."""
    notices: list[Notice] = []
    for number in range(DUTIES):
        due = world.duties[stream, f"d-{number}"]
        if due is None or world.dice.random() < 0.2:
            continue
        for reader in world.dice.sample(world.readers, world.dice.choice((1, 2, 3))):
            event = "deadline_approaching" if due >= at.date() else "deadline_passed"
            notice = build.notice(event, due=due.isoformat(), key=f"d-{number}").model_copy(
                update={
                    "key": f"{stream}@{version}#{reader}#d-{number}#{due}",
                    "stream": stream,
                    "version": version,
                    "recipient": Recipient(kind=RecipientKind.PERSON, id=reader),
                    "pace": world.dice.choice(tuple(Pace)),
                }
            )
            world.told[notice.key] = ((stream, f"d-{number}"), due)
            notices.append(notice)
    return notices


async def record(pool: Pool, world: World, stream: str, at: datetime, *, with_reminders: bool) -> None:
    """Record what people did, and the rungs that come with the day."""
    people_act(world, stream, at)
    world.versions[stream] = version = world.versions[stream] + 1
    act = build.recording(build.entry("saq_section_drafted", version=version), stream=stream)
    standing = [duty(key, due) for (of, key), due in world.duties.items() if of == stream and due is not None]
    status = act.status.model_copy(update={"version": version, "obligations": tuple(standing)})
    clock = CalendarClock(anchor_real=BEGIN, anchor_calendar=BEGIN)
    notices = reminders(world, stream, version, at) if with_reminders else []
    await ledger.record(pool, act.model_copy(update={"status": status, "clock": clock}), notices)


@pytest.mark.slow
async def test_ten_thousand_crashes_in_a_decade_make_no_second_mail_and_lose_none(pool: Pool) -> None:
    people = [Person(state="FRA", name=f"R {each}", email=f"r.{each}@example.org") for each in range(READERS)]
    dice = Random(2031)  # noqa: S311 - a simulation
    world = World(dice, await register_people(pool, people))
    senders = DyingSenders(pool, dice, world.stands)

    at = BEGIN
    while at < BEGIN + DECADE:
        for stream in STREAMS:
            await record(pool, world, stream, at, with_reminders=True)
        await senders.send(at, crashes=CRASHES)
        morning = at.replace(hour=8, minute=1)
        for number in range(PASSES):
            await senders.send(morning + number * LEASE, crashes=CRASHES)
            if number == 0:  # between a crash and the next try, some do what they owe
                await record(pool, world, world.dice.choice(STREAMS), at, with_reminders=False)
        at += STEP
    for day in range(3):
        await senders.send((at + timedelta(days=day)).replace(hour=9), crashes=0)

    assert len(await senders.check_outbox(world.told, crashes=WANTED)) > 500
