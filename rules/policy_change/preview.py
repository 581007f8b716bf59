"""What a version of the policy would do to one workflow: asked of the rules themselves, so it cannot differ from them.

The same decision and the same fold as in the workflow; nothing is recorded. Works for a version that is to be applied
and for one that is to be taken back.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from models.aggregate import AggregateState
from models.errors import RuleViolation
from models.obligations import Obligation
from models.policy_change import ApplyPolicy, WithdrawPolicy
from models.status import Status
from models.value import Value
from rules.aggregate import Aggregate
from rules.calendar.vienna import vienna_day

CALENDAR = "calendar"
"""Key of what the calendar itself does next in a workflow in which nobody owes anything."""


class Moved(Value):
    """The day of a duty that becomes another one, by the counter of overdue days; `action` is what is owed by it."""

    key: str
    owner: str = ""
    action: str
    before: date | None
    after: date | None
    late_at_once: bool = False
    """Overdue by the new date today, and not by the old one."""


class Line(Value):
    """Something owed that comes or goes with the version."""

    key: str
    owner: str
    action: str
    due: date | None


class Refused(Value):
    """Why the version is refused; the workflow stays as it is."""

    code: str
    message: str


class Preview(Value):
    """What would happen in one workflow."""

    workflow_id: str
    kind: str
    state: str | None
    stage: str
    version: int
    is_withheld: bool = False
    """Then nothing is due; dates are counted by the rules then in force when it is released."""
    refused: Refused | None = None
    moved: tuple[Moved, ...] = ()
    comes: tuple[Line, ...] = ()
    goes: tuple[Line, ...] = ()


def preview(
    aggregate: Aggregate[Any], state: AggregateState, command: ApplyPolicy | WithdrawPolicy, now: datetime
) -> Preview:
    """Return what `command` would do to a workflow in `state` at the calendar instant `now`."""
    before: Status = aggregate.status(state)
    seen = Preview(
        workflow_id=before.workflow_id,
        kind=aggregate.kind,
        state=before.state,
        stage=before.stage,
        version=before.version,
        is_withheld=before.suspended_on is not None,
    )
    try:
        events = aggregate.decide(state, command, now)
    except RuleViolation as refusal:
        return seen.model_copy(update={"refused": Refused(code=refusal.code, message=refusal.message)})
    after = state
    for event in events:
        after = aggregate.evolve(after, event, now)
    return seen.model_copy(update=differences(aggregate, state, after, today=vienna_day(now)))


def differences(
    aggregate: Aggregate[Any], before: AggregateState, after: AggregateState, *, today: date
) -> dict[str, tuple[Moved, ...] | tuple[Line, ...]]:
    """Return what is owed by other days in `after` than in `before`, what came and what went."""
    was = {each.key: each for each in aggregate.status(before).obligations}
    now = {each.key: each for each in aggregate.status(after).obligations}
    gone = [each for key, each in was.items() if key not in now]
    pairs = [(was[key], each) for key, each in now.items() if key in was]
    come: list[Obligation] = []
    for each in (each for key, each in now.items() if key not in was):
        # The key of a duty on a track tells the day it is counted from: counted from another day, it is the same duty.
        same = next((other for other in gone if _duty(other) == _duty(each)), None)
        if same is None:
            come.append(each)
        else:
            gone.remove(same)
            pairs.append((same, each))
    moved = [_moved(old, new, today) for old, new in pairs if _day(old) != _day(new)]
    if not was and not now:
        moved += _calendar(aggregate, before, after, today)
    return {
        "moved": tuple(sorted(moved, key=lambda each: each.key)),
        "comes": tuple(_line(each) for each in come),
        "goes": tuple(_line(each) for each in gone),
    }


def _moved(before: Obligation, after: Obligation, today: date) -> Moved:
    return Moved(
        key=after.key,
        owner=str(after.owner),
        action=after.action,
        before=_day(before),
        after=_day(after),
        late_at_once=after.is_overdue(today) and not before.is_overdue(today),
    )


def _calendar(aggregate: Aggregate[Any], before: AggregateState, after: AggregateState, today: date) -> Iterator[Moved]:
    """What the calendar does next where nobody owes anything: a country review opens its next phase, maybe at once."""
    wakes = (aggregate.wake_at(before), aggregate.wake_at(after))
    days = [max(vienna_day(wake), today) if wake else None for wake in wakes]
    if days[0] != days[1]:
        yield Moved(key=CALENDAR, action="open_next_phase", before=days[0], after=days[1])


def _duty(obligation: Obligation) -> tuple[object, ...]:
    return obligation.owner, obligation.action, obligation.subject, obligation.instruments


def _day(obligation: Obligation) -> date | None:
    return obligation.due.original if obligation.due else None


def _line(obligation: Obligation) -> Line:
    return Line(key=obligation.key, owner=str(obligation.owner), action=obligation.action, due=_day(obligation))
