"""Two officers, a review with its seats, and people who are named in it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from models.arrival import KnownArrival, Note, ReadFromNote
from models.clock import CalendarClock
from models.directory import Person
from models.instruments import Instrument
from models.ledger import Entry, Recording
from models.notices import Notice, Recipient, RecipientKind
from models.people import Role, Seat
from models.status import ReviewerStatus, Status
from store import arrivals, invitations, ledger
from store.people import register_person
from store.pool import Pool, Row, borrowed
from tests.store import build
from tests.store.build import AT, CYCLE, STREAM

CLOCK = CalendarClock(anchor_real=AT, anchor_calendar=AT)
"""A calendar that shows the real day."""

NOTE = Note(reference="NV 12/2026", date=date(2026, 10, 30))
FIRST = "t-1"
LIFE = timedelta(days=10)
NOW = datetime(2026, 11, 3, 8, tzinfo=UTC)
READ = ReadFromNote(name="Expert One", email="expert.one@example.org", role=Role.EXPERT, note=NOTE)


def status(version: int = 1, *seats: Seat, **changes: Any) -> Status:
    """France's review, reviewed by Germany."""
    reviewers = (ReviewerStatus(state="DEU", instruments=(Instrument.UNTOC,), principal=True, region_role="same"),)
    return build.status(version, seats=seats, reviewers=reviewers, **changes)


def seat(person: str, role: Role, state: str = "FRA", **changes: Any) -> Seat:
    """An approved seat."""
    plain: dict[str, Any] = {"named_on": date(2026, 11, 1), "approved_on": date(2026, 11, 2)}
    return Seat(person=person, state=state, role=role, **(plain | changes))


async def keep(pool: Pool, known: Status, *notices: Notice) -> None:
    """Record an act that leads to this status."""
    entry = Entry(
        version=known.version, type="participant_replaced", data={}, actor=build.entry().actor, at=AT, command_id=None
    )
    await ledger.record(pool, Recording(stream=STREAM, entries=(entry,), status=known, clock=CLOCK), notices)


async def officers(pool: Pool) -> tuple[str, str]:
    """Two officers of the Secretariat."""
    first, second = (Person(name=f"Officer {name}", email=f"{name}@secretariat.example") for name in ("one", "two"))
    return await register_person(pool, first), await register_person(pool, second)


async def registered(pool: Pool, by: str, **changes: Any) -> KnownArrival:
    """An expert of France, as one officer has registered them."""
    plain: dict[str, Any] = {"review": STREAM, "role": Role.EXPERT, "note": NOTE, "officer": by}
    named = changes.pop("named", build.person())
    return await arrivals.register(pool, named, **(plain | changes))


async def invited(pool: Pool, *, now: datetime = NOW) -> KnownArrival:
    """An expert of France who was sent a letter; the link is still to be made."""
    await keep(pool, status())
    one, two = await officers(pool)
    known = await registered(pool, one)
    await arrivals.match(pool, known.id, READ, officer=two)
    return await invitations.invite(pool, known.id, officer=two, now=now)


async def link(pool: Pool, known: KnownArrival, token: str = FIRST, *, now: datetime = NOW) -> str:
    """Write the letter: its link works from now on."""
    await invitations.make_link(
        pool, token, arrival=known.id, person=known.person, number=known.letters, life=LIFE, now=now
    )
    return token


async def letters(pool: Pool, *, state: str | None = None) -> list[tuple[str, str, str]]:
    """Event, recipient and state of what is in the outbox, in the order in which it came."""
    async with borrowed(pool) as connection:
        rows = await connection.fetch(
            "SELECT event, recipient_kind || ':' || recipient_id AS recipient, state FROM outbox "
            "WHERE $1::text IS NULL OR state = $1 ORDER BY queued_at, key",
            state,
        )
    return [(row["event"], row["recipient"], row["state"]) for row in rows]


def notice(person: str, event: str = "saq_submitted", occasion: str = "@1", **context: Any) -> Notice:
    """Something that one person is told."""
    recipient = Recipient(kind=RecipientKind.PERSON, id=person)
    return Notice(
        key=f"{STREAM}{occasion}#{recipient}",
        cycle=CYCLE,
        stream=STREAM,
        version=1,
        event=event,
        recipient=recipient,
        context=context,
    )


async def rows(pool: Pool, statement: str, *given: object) -> list[Row]:
    """Run a statement of the test's own and return its rows."""
    async with borrowed(pool) as connection:
        return await connection.fetch(statement, *given)
