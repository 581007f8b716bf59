"""How a person arrives: named in a note verbale, registered, matched by a second officer, invited, confirmed.

The Secretariat registers what the note says, a second officer compares it with the note, and the person confirms it by
a link that was mailed to the address in the note (domain.md 4.2). An arrival is about identity: whether the person may
act in a review is decided by nomination and approval there (`rules.phase.participants`), before or after.
"""

import datetime as dt
from enum import StrEnum

from pydantic import Field

from models.directory import Person
from models.notices import Notice, Recipient
from models.people import Role
from models.value import Value

LINK_LIFE = "invitation_link"
"""Key of the lead time that says how long a link lives (`mechanisms/untoc/lead_times.csv`)."""

DEFAULT_LINK_LIFE = dt.timedelta(days=10)
"""How long a link lives where the mechanism has no such lead time (domain.md 4.2, of REVMOD)."""

RENEWAL_PAUSE = dt.timedelta(minutes=10)
"""Real time between two letters that a person asks for (DESIGN): longer than most mails take."""

RENEWALS_A_DAY = 5
"""Letters that a person can ask for within 24 hours (DESIGN): a button cannot be used to fill somebody's mail box."""

LONGEST_REFERENCE = 100

LONGEST_REMARK = 2000

INVITED = "person_invited"
"""Event of the letter with the link."""

DOUBTED = "arrival_queried"
"""Event of the notice to the Secretariat that a person says something is wrong."""

NAMED_ROLES = (Role.FOCAL_POINT, Role.ALTERNATE, Role.EXPERT, Role.OBSERVER)
"""Roles that a note verbale names people in (domain.md 4.1; the alternate is DESIGN)."""


class ArrivalStage(StrEnum):
    """How far an arrival has come."""

    REGISTERED = "registered"
    MATCHED = "matched"
    INVITED = "invited"
    QUERIED = "queried"
    """Something does not agree with the note, or the person says so: the mission or the note has to say."""
    CONFIRMED = "confirmed"
    ENDED = "ended"
    """The seat has ended or was handed over; the links with it."""


class Note(Value):
    """The note verbale that names the person, as the mission numbers and dates it."""

    reference: str = Field(min_length=1, max_length=LONGEST_REFERENCE)
    date: dt.date


class Arrival(Value):
    """One person named in one note for one role in one review."""

    person: str
    state: str = Field(pattern=r"^[A-Z]{3}$", description="the State whose mission has named the person")
    review: str = Field(description="workflow id of the phase review")
    role: Role
    note: Note


class KnownArrival(Arrival):
    """An arrival as the store keeps it; times are real."""

    id: str
    cycle: str
    stage: ArrivalStage
    registered_by: str
    matched_by: str | None
    registered_at: dt.datetime
    changed_at: dt.datetime
    letters: int = Field(description="how many letters with a link were asked for")
    link_until: dt.datetime | None = Field(description="calendar instant at which the youngest link ends")


def notice_of(
    known: KnownArrival, event: str, recipient: Recipient, *, number: int, state: str | None, phase: int | None
) -> Notice:
    """Return one notice about an arrival, by `number` within it.

    It stands in the thread of its review, which is that of `state` in `phase`, if it has been opened.
    """
    return Notice(
        key=f"arrival/{known.id}/{number}#{recipient}",
        cycle=known.cycle,
        stream=known.review,
        version=number,
        event=event,
        recipient=recipient,
        context={
            "arrival": known.id,
            "number": number,
            "state": state,
            "phase": phase,
            "side": {"roles": [known.role.value], "state": known.state},
        },
    )


class Step(Value):
    """One thing that was done to an arrival; `officer` is empty for the person and for the system."""

    at: dt.datetime
    step: str
    officer: str | None
    remark: str


class Facing(Value):
    """What the page of a link shows to the person: only ever for a link that is good."""

    arrival: str
    name: str
    title: str
    language: str
    state: str
    role: Role
    review: str
    stage: ArrivalStage


def differences(known: Person, role: Role, note: Note, read: "ReadFromNote") -> tuple[str, ...]:
    """What a second officer read from the note otherwise than it was registered: names of the fields, in their order.

    Capital letters and spaces make no difference to names and references; an e-mail address is compared letter by
    letter but for capitals.
    """
    pairs = {
        "name": (_plain(known.name), _plain(read.name)),
        "e-mail": (known.email.casefold(), read.email.casefold()),
        "role": (role, read.role),
        "reference": (_plain(note.reference), _plain(read.note.reference)),
        "date": (note.date, read.note.date),
    }
    return tuple(field for field, (one, other) in pairs.items() if one != other)


class ReadFromNote(Value):
    """What the second officer reads in the note, entered without looking at what the first one has registered."""

    name: str
    email: str
    role: Role
    note: Note


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
