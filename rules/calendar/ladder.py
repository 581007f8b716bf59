"""The ladder of reminders: on which days an obligation is brought to mind (domain.md 3.7, 9).

A rung is computed from the due date each time, so a date that moves takes every rung with it, and an obligation that
is met has none. Rungs measure and remind; nothing is closed or advanced by them.

Every reminder is for the side that has to act: its person first, then the person's alternates, then its own mission,
and the Secretariat's desk; no rung leads to another State or to the public (domain.md 9).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile

from models.clock import END_OF_TIME
from models.event import DeadlineApproaching, DeadlinePassed
from models.mechanism import DEFAULT_LADDER, NOTE_VERBALE, Ladder
from models.obligations import Obligation
from models.people import Role
from rules.calendar.due import add_months
from rules.calendar.vienna import start_of_day, vienna_day

ESCALATE_TO_MISSION_AFTER = timedelta(days=30)
"""A focal point's mission is told when the duty is a month late (domain.md 3.7, DESIGN), unless a ladder of formal
notes says when (domain.md 9)."""


MIDDLE_OF_MONTH = 15

LAST_DAY = vienna_day(END_OF_TIME)
"""No rung lies after it: the calendar does not come to it."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One day on the ladder. `name` is `-14`, `due`, `passed`, `+14` or `+1m`; unique for one due date."""

    name: str
    on: date
    is_past_due: bool


def rungs(obligation: Obligation, ladder: Ladder, *, after: date | None = None) -> Iterator[Rung]:
    """Yield the rungs of an obligation in the order of their days, for as long as there is a calendar.

    Monthly rungs that lie well before `after` are left out: after many silent years only the next ones are of interest.
    None lies after the last day on which the act is admitted: nobody is reminded of what would be refused.
    """
    if obligation.due is None or obligation.due.date >= LAST_DAY:
        return iter(())
    last = min(LAST_DAY, obligation.until) if obligation.until and ladder.ends_with_act else LAST_DAY
    return takewhile(lambda rung: rung.on <= last, _endless(obligation.due.date, ladder, after))


def _endless(due: date, ladder: Ladder, after: date | None) -> Iterator[Rung]:
    for days in sorted(ladder.before, reverse=True):
        yield Rung(name=f"-{days}", on=due - timedelta(days=days), is_past_due=False)
    if ladder.on_due:
        yield Rung(name="due", on=due, is_past_due=False)
    yield Rung(name="passed", on=due + timedelta(days=1), is_past_due=True)
    last = due
    for days in sorted(ladder.after):
        last = due + timedelta(days=days)
        if days > 1:
            yield Rung(name=f"+{days}", on=last, is_past_due=True)
    if not ladder.then_every_months:
        return
    step = ladder.then_every_months
    first = _nearest_first_of_month(add_months(last, step))
    passed = (after.year - first.year) * 12 + after.month - first.month if after else 0
    number = max(0, passed // step - 1)
    while True:
        on = add_months(first, number * step)
        number += 1
        if on > due + timedelta(days=1):
            yield Rung(name=f"+{number * step}m", on=on, is_past_due=True)


def _nearest_first_of_month(day: date) -> date:
    """What is repeated every month comes on the first: all that is late at one time, instead of a mail a day."""
    return day.replace(day=1) if day.day <= MIDDLE_OF_MONTH else add_months(day.replace(day=1), 1)


def next_rung(obligation: Obligation, ladder: Ladder, reminded: date | None) -> Rung | None:
    """Return the first rung after the obligation arose and after the last reminder, or None if there is none."""
    after = max(obligation.since, reminded) if reminded else obligation.since
    return next((rung for rung in rungs(obligation, ladder, after=after) if rung.on > after), None)


def next_wake(
    obligations: Sequence[Obligation], ladders: Mapping[str, Ladder], reminded: Mapping[str, date]
) -> datetime | None:
    """Return the instant at which the next reminder of any obligation is due."""
    days = [
        rung.on
        for obligation in obligations
        if (rung := next_rung(obligation, ladder_of(ladders, obligation), reminded.get(obligation.key)))
    ]
    return start_of_day(min(days)) if days else None


def due_reminders(
    obligations: Sequence[Obligation], ladders: Mapping[str, Ladder], reminded: Mapping[str, date], today: date
) -> tuple[DeadlineApproaching | DeadlinePassed, ...]:
    """Return one reminder for each obligation with a rung up to `today`; rungs that were missed collapse into it."""
    events: list[DeadlineApproaching | DeadlinePassed] = []
    for obligation in obligations:
        last = reminded.get(obligation.key)
        after = max(obligation.since, last) if last else obligation.since
        reached: Rung | None = None
        for rung in rungs(obligation, ladder_of(ladders, obligation), after=after):
            if rung.on > today:
                break
            if rung.on > after:
                reached = rung
        if reached is not None:
            told = _told_further(obligation, ladders, after=after, reached=reached, today=today)
            events.append(_reminder(obligation, reached, told))
    return tuple(events)


def ladder_of(ladders: Mapping[str, Ladder], obligation: Obligation) -> Ladder:
    """Return the ladder of the obligation's duty, or the mechanism's default."""
    return ladders.get(obligation.duty) or ladders[DEFAULT_LADDER]


def _reminder(obligation: Obligation, rung: Rung, told: tuple[str, ...]) -> DeadlineApproaching | DeadlinePassed:
    due = obligation.due
    assert due is not None  # noqa: S101 - an obligation without a date has no rungs
    kind = DeadlinePassed if rung.is_past_due else DeadlineApproaching
    return kind(
        key=obligation.key,
        duty=obligation.duty,
        action=obligation.action,
        owner=obligation.owner,
        instruments=obligation.instruments,
        subject=obligation.subject,
        due=due.date,
        original=due.original,
        rung=rung.name,
        escalate=told,
    )


def _told_further(
    obligation: Obligation, ladders: Mapping[str, Ladder], *, after: date, reached: Rung, today: date
) -> tuple[str, ...]:
    """Return who is told beside the side that has to act: never another State (domain.md 9)."""
    role = obligation.owner.role
    ladder = ladder_of(ladders, obligation)
    told: list[str] = []
    if ladder.experts and not reached.is_past_due:
        told.append("experts")
    has_mission = obligation.owner.state is not None and role not in {Role.MISSION, Role.SECRETARIAT}
    if has_mission and _has_come(ladder.alternate_from, obligation, reached, today, otherwise=False):
        told.append("alternates")
    if has_mission and _mission_is_told(obligation, ladders, after, reached, today):
        told.append("mission")
    if role != Role.SECRETARIAT and _has_come(
        ladder.desk_from, obligation, reached, today, otherwise=reached.is_past_due
    ):
        told.append("secretariat")
    return tuple(told)


def _mission_is_told(
    obligation: Obligation, ladders: Mapping[str, Ladder], after: date, reached: Rung, today: date
) -> bool:
    """Whether its day has come, or a formal rung was climbed since the last reminder; with neither, a month late."""
    formal = ladders.get(obligation.duty + NOTE_VERBALE)
    days = ladder_of(ladders, obligation).mission_from
    if formal is None:
        days = ESCALATE_TO_MISSION_AFTER.days if days is None else days
        return _has_come(days, obligation, reached, today, otherwise=False)
    climbed = takewhile(lambda rung: rung.on <= reached.on, rungs(obligation, formal, after=after))
    # That the date has passed is no day of its own on this ladder.
    is_climbed = any(rung.on > after and rung.name != "passed" for rung in climbed)
    return is_climbed or _has_come(days, obligation, reached, today, otherwise=False)


def _has_come(days: int | None, obligation: Obligation, reached: Rung, today: date, *, otherwise: bool) -> bool:
    """Whether a day counted from the date has come; `otherwise` if none is given.

    Up to the date it is counted from the date that holds, so that it moves with it. Lateness is counted from the
    original date, and only once the date that holds has passed: who was given more time is not late in it.
    """
    if days is None or obligation.due is None:
        return otherwise
    if days <= 0:
        return today - obligation.due.date >= timedelta(days=days)
    return reached.is_past_due and today - obligation.due.original >= timedelta(days=days)
