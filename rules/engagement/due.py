"""Due dates of engagements: by a lead time that the rules in force may lack, or by a day that people have fixed."""

from datetime import date

from models.engagement.state import EngagementState
from models.obligations import DueDate, Obligation, Owner
from models.people import Role
from rules.calendar.due import calendar_date, due_date

SECRETARIAT = Owner(role=Role.SECRETARIAT)
UNIT = Owner(role=Role.CIVIL_SOCIETY_UNIT)


def due_by_lead(state: EngagementState, key: str, *, since: date, event: str) -> DueDate | None:
    """Return when the duty `key` is due, counted from `since`; without such a lead time it has no date."""
    return due_date(state.procedure, key, since=since, event=event) if key in state.procedure.lead_times else None


def due_on(state: EngagementState, day: date, *, event: str) -> DueDate:
    """Return the due date of what people have fixed for `day`."""
    return calendar_date(state.procedure, day, event=event)


def owed(  # noqa: PLR0913 - what an obligation says
    state: EngagementState,
    action: str,
    owner: Owner,
    *,
    duty: str = "",
    subject: str = "",
    since: date | None = None,
    due: DueDate | None = None,
) -> Obligation:
    """Return an obligation; it is as old as its stage unless `since` says otherwise, and unique by its subject."""
    return Obligation(
        key=f"{action}:{subject}" if subject else action,
        duty=duty or action,
        action=action,
        owner=owner,
        subject=subject,
        since=since or state.since or state.first_day,
        due=due,
    )
