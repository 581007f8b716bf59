"""Due dates: a lead time counted from an event, with every step of how the date came about (domain.md 3.2)."""

import calendar
from collections.abc import Sequence
from datetime import date, timedelta

from models.mechanism import LeadTime
from models.obligations import DerivationStep, DueDate, Origin
from models.procedure import Procedure

SATURDAY = 5


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or the last day of that month if it is shorter."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def next_working_day(day: date, non_working_days: Sequence[date] = ()) -> date:
    """Return `day`, or the first day after it that is neither a weekend nor listed as non-working."""
    while day.weekday() >= SATURDAY or day in non_working_days:
        day += timedelta(days=1)
    return day


def lead_end(lead: LeadTime, since: date) -> date:
    """Return the day on which `lead` ends, counted from `since`."""
    if lead.months is not None:
        return add_months(since, -lead.months if lead.before else lead.months)
    days = timedelta(days=lead.days or 0)
    return since - days if lead.before else since + days


def due_date(
    procedure: Procedure,
    key: str,
    *,
    since: date,
    event: str,
    pauses: Sequence[tuple[date, date]] = (),
    expected: date | None = None,
) -> DueDate:
    """Return when the duty `key` is due, counted from `since`, the day of `event`.

    `pauses` are the finished spans in which the review was withheld: their days after `since` are added. That holds for
    a date that had passed as well: who was ten days late when the clocks stopped is ten days late when they run again.
    `expected` is a date that the late side filed itself: reminders follow it, the overdue counter does not.
    """
    lead = procedure.lead_times[key]
    day = lead_end(lead, since)
    steps = [
        DerivationStep(origin=Origin.EVENT, date=since, text=event),
        DerivationStep(
            origin=Origin.RULE,
            date=day,
            text=f"{_length(lead)} {'before' if lead.before else 'after'} it",
            source=lead.evidence.source,
            mark=lead.evidence.mark,
        ),
    ]
    for begun, ended in pauses:
        withheld = (ended - max(begun, since)).days
        if withheld > 0:
            day += timedelta(days=withheld)
            steps.append(DerivationStep(origin=Origin.EVENT, date=day, text=f"review withheld for {withheld} days"))
    original = _on_working_day(procedure, day, steps)
    if expected is None or expected <= original:
        return DueDate(date=original, original=original, derivation=tuple(steps))
    steps.append(DerivationStep(origin=Origin.EXTENSION, date=expected, text="expected date filed by the focal point"))
    return DueDate(date=expected, original=original, derivation=tuple(steps))


def calendar_date(procedure: Procedure, day: date, *, event: str) -> DueDate:
    """Return a due date that the cycle's calendar itself fixes."""
    steps = [DerivationStep(origin=Origin.CALENDAR, date=day, text=event)]
    moved = _on_working_day(procedure, day, steps)
    return DueDate(date=moved, original=moved, derivation=tuple(steps))


def _on_working_day(procedure: Procedure, day: date, steps: list[DerivationStep]) -> date:
    if not procedure.policy.move_to_working_day:
        return day
    moved = next_working_day(day, procedure.non_working_days)
    if moved != day:
        steps.append(
            DerivationStep(
                origin=Origin.CALENDAR,
                date=moved,
                text=f"{day:%A} is no working day, so the next one",
                source="domain.md 9",
                mark="DESIGN",
            )
        )
    return moved


def _length(lead: LeadTime) -> str:
    count, unit = (lead.months, "month") if lead.months is not None else (lead.days or 0, "day")
    return f"{count} {unit}{'' if count == 1 else 's'}"
