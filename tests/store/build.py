"""Values for the tests of the store: one builder for each model, every field with a harmless default."""

from datetime import UTC, date, datetime
from typing import Any

from models.clock import CalendarClock
from models.directory import Person
from models.ledger import Entry, Recording
from models.notices import Notice, Recipient, RecipientKind
from models.obligations import DerivationStep, DueDate, Obligation, Origin, Owner
from models.people import Actor, Role
from models.status import Status

CYCLE = "untoc-1"
STREAM = "phase/untoc-1/FRA/1"
AT = datetime(2026, 11, 2, 9, 30, 0, 123456, tzinfo=UTC)

CLOCK = CalendarClock(anchor_real=AT, anchor_calendar=datetime(2026, 11, 1, tzinfo=UTC), day_seconds=7.5)


def entry(version: int = 1, **changes: Any) -> Entry:
    """An entry by the focal point of France."""
    plain: dict[str, Any] = {
        "version": version,
        "type": "saq_submitted",
        "data": {"document": "doc-1/1", "count": version, "share": 0.5, "text": "é \u2028 'quoted' \\ \"x\""},
        "actor": Actor(role=Role.FOCAL_POINT, state="FRA", person="p-1"),
        "at": AT,
        "command_id": f"c-{version}",
    }
    return Entry(**(plain | changes))


def obligation(key: str = "saq", **changes: Any) -> Obligation:
    """A questionnaire owed by France in March."""
    due = changes.pop("due_on", date(2027, 3, 1))
    plain: dict[str, Any] = {
        "key": key,
        "duty": "submit_questionnaire",
        "action": "submit_questionnaire",
        "owner": Owner(role=Role.FOCAL_POINT, state="FRA"),
        "since": date(2026, 11, 2),
        "due": due
        and DueDate(
            date=due,
            original=due,
            derivation=(DerivationStep(origin=Origin.RULE, date=due, text="four months", source="domain.md 3.2"),),
        ),
    }
    return Obligation(**(plain | changes))


def status(version: int = 1, *, workflow_id: str = STREAM, **changes: Any) -> Status:
    """A phase review that waits for the questionnaire."""
    plain: dict[str, Any] = {
        "workflow_id": workflow_id,
        "kind": workflow_id.partition("/")[0],
        "cycle": CYCLE,
        "version": version,
        "stage": "self_assessment",
        "state": "FRA",
        "phase": 1,
        "group": 2,
        "launch_date": date(2026, 11, 1),
        "obligations": (obligation(),),
        "counts": {"clarifications": 0},
    }
    return Status(**(plain | changes))


def recording(*versions: int, stream: str = STREAM, **changes: Any) -> Recording:
    """An act with one entry for each version, and the status after the last."""
    wanted = versions or (1,)
    plain: dict[str, Any] = {
        "stream": stream,
        "entries": tuple(entry(version) for version in wanted),
        "status": status(wanted[-1], workflow_id=stream),
        "clock": CLOCK,
    }
    return Recording(**(plain | changes))


def notice(key: str = "n-1", **changes: Any) -> Notice:
    """A notice to one person about the first entry."""
    plain: dict[str, Any] = {
        "key": key,
        "cycle": CYCLE,
        "stream": STREAM,
        "version": 1,
        "event": "saq_submitted",
        "recipient": Recipient(kind=RecipientKind.PERSON, id="p-1"),
        "context": {"state": "FRA", "due": "2027-03-01"},
    }
    return Notice(**(plain | changes))


def person(**changes: Any) -> Person:
    """An expert of France."""
    plain: dict[str, Any] = {"state": "FRA", "name": "Expert One", "email": "expert.one@example.org"}
    return Person(**(plain | changes))
