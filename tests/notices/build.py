"""Values for the tests of notices: one review with every kind of participant, one builder for each model."""

from datetime import UTC, date, datetime
from typing import Any

from models.clock import CalendarClock
from models.directory import Address
from models.instruments import Instrument
from models.ledger import Entry, Recording
from models.notices import Notice, Recipient, RecipientKind
from models.obligations import DueDate, Obligation, Owner
from models.people import SECRETARIAT, SYSTEM, Actor, Role, Seat
from models.register import Language
from models.status import ReviewerStatus, Status
from notices.letterhead import Letterhead

CYCLE = "untoc-1"
STREAM = "phase/untoc-1/CIV/1"
AT = datetime(2021, 5, 3, 9, 30, tzinfo=UTC)

ALL = (Instrument.UNTOC, Instrument.TIP, Instrument.SOM, Instrument.FA)

FOUR = {"UNTOC", "TIP", "SOM", "FA"}

LETTERHEAD = Letterhead(
    mechanism="Mechanism for the Review of the Implementation",
    sender="reviewtrack@example.org",
    web_url="https://review.example.org",
    states={"CIV": "Côte d'Ivoire", "FRA": "France", "JPN": "Japan", "PER": "Peru"},
    instruments={
        "UNTOC": "Convention against Transnational Organized Crime",
        "TIP": "Trafficking in Persons Protocol",
        "SOM": "Smuggling of Migrants Protocol",
        "FA": "Firearms Protocol",
    },
    phases={1: "Criminalization and jurisdiction"},
)


def seat(person: str, state: str, role: Role, **changes: Any) -> Seat:
    """An approved seat."""
    plain: dict[str, Any] = {"named_on": date(2020, 12, 1), "approved_on": date(2020, 12, 8)}
    return Seat(person=person, state=state, role=role, **(plain | changes))


SEATS = (
    seat("civ-fp", "CIV", Role.FOCAL_POINT),
    seat("civ-ge", "CIV", Role.EXPERT),
    seat("civ-obs", "CIV", Role.OBSERVER),
    seat("fra-fp", "FRA", Role.FOCAL_POINT),
    seat("fra-ge", "FRA", Role.EXPERT),
    seat("jpn-fp", "JPN", Role.FOCAL_POINT),
    seat("jpn-ge", "JPN", Role.EXPERT),
    seat("per-fp", "PER", Role.FOCAL_POINT),
    seat("per-ge", "PER", Role.EXPERT),
    # Named and not yet approved, and gone: neither is written to.
    seat("civ-new", "CIV", Role.EXPERT, approved_on=None),
    seat("fra-old", "FRA", Role.FOCAL_POINT, ended_on=date(2021, 1, 10)),
)
"""Côte d'Ivoire under review; France and Japan review it, Peru reviews only the Firearms Protocol."""

REVIEWERS = (
    ReviewerStatus(state="FRA", instruments=ALL, principal=True, region_role="other_region"),
    ReviewerStatus(state="JPN", instruments=ALL[:3], principal=True, region_role="other_region"),
    ReviewerStatus(state="PER", instruments=(Instrument.FA,), principal=False, region_role="other_region"),
)


def focal_point(state: str) -> Actor:
    """The focal point of a State."""
    return Actor(role=Role.FOCAL_POINT, state=state, person=f"{state.lower()}-fp")


def mission(state: str) -> Actor:
    """A mission that acts by note verbale."""
    return Actor(role=Role.MISSION, state=state)


def status(**changes: Any) -> Status:
    """Where the review stands."""
    plain: dict[str, Any] = {
        "workflow_id": STREAM,
        "kind": "phase",
        "cycle": CYCLE,
        "version": 7,
        "stage": "desk_review",
        "state": "CIV",
        "phase": 1,
        "group": 1,
        "instruments": ALL,
        "reviewers": REVIEWERS,
        "seats": SEATS,
    }
    return Status(**(plain | changes))


def entry(event: str, actor: Actor = SECRETARIAT, version: int = 7, **data: Any) -> Entry:
    """Something that happened."""
    return Entry(version=version, type=event, data=data, actor=actor, at=AT)


def recording(*entries: Entry, stream: str = STREAM, **changes: Any) -> Recording:
    """An act with its entries."""
    clock = CalendarClock(anchor_real=AT, anchor_calendar=AT, day_seconds=86400)
    return Recording(stream=stream, entries=entries, status=status(workflow_id=stream, **changes), clock=clock)


def reminder(event: str = "deadline_passed", **changes: Any) -> Entry:
    """A reminder of the questionnaire that Côte d'Ivoire owes."""
    plain: dict[str, Any] = {
        "key": "submit_questionnaire:CIV:UNTOC",
        "duty": "submit_questionnaire",
        "action": "submit_questionnaire",
        "owner": {"role": "focal_point", "state": "CIV"},
        "instruments": ["UNTOC"],
        "due": "2021-05-02",
        "original": "2021-04-02",
        "rung": "passed",
        "subject": "",
        "escalate": ["secretariat"],
    }
    return entry(event, SYSTEM, **(plain | changes))


def obligation(action: str, role: Role, state: str | None, due: date | None = None) -> Obligation:
    """A duty."""
    return Obligation(
        key=f"{action}:{state}",
        duty=action,
        action=action,
        owner=Owner(role=role, state=state),
        since=date(2021, 5, 3),
        due=due and DueDate(date=due, original=due, derivation=()),
    )


def notice(event: str = "saq_submitted", person: str = "fra-fp", **context: Any) -> Notice:
    """A notice to the focal point of France, or to another person."""
    plain: dict[str, Any] = {
        "state": "CIV",
        "phase": 1,
        "stage": "desk_review",
        "at": "2021-05-03T09:30+00:00",
        "by": {"role": "focal_point", "state": "CIV"},
        "side": {"roles": ["focal_point"], "state": "FRA"},
        "instruments": ["UNTOC", "TIP"],
        "awaits": [{"action": "submit_feedback", "due": "2021-11-03"}],
    }
    return Notice(
        key=f"{STREAM}@7#{person}",
        cycle=CYCLE,
        stream=STREAM,
        version=7,
        event=event,
        recipient=Recipient(kind=RecipientKind.PERSON, id=person),
        context=plain | context,
    )


def address(**changes: Any) -> Address:
    """Where the focal point of France is reached."""
    plain: dict[str, Any] = {
        "email": "focal.point@example.org",
        "name": "Focal Point One",
        "language": Language.ENGLISH,
        "simulated": False,
    }
    return Address(**(plain | changes))
