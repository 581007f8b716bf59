"""One obligation of a phase review: its owner, its key, since when, by when and why (domain.md 3.2, 3.7).

The key names the task and not its state of completion: it stays the same while instruments are finished one by one,
or while the due date moves, so that a reminder once sent is not sent again because something else was done.
"""

from datetime import date

from models.obligations import DueDate, Obligation, Owner
from models.people import Role
from models.phase.state import PhaseReviewState, Track
from rules.calendar.due import due_date

SECRETARIAT = Owner(role=Role.SECRETARIAT)


def focal_point(iso3: str) -> Owner:
    """The focal point of a State."""
    return Owner(role=Role.FOCAL_POINT, state=iso3)


def mission(iso3: str) -> Owner:
    """The permanent mission of a State."""
    return Owner(role=Role.MISSION, state=iso3)


def owed(
    owner: Owner, action: str, *, since: date, due: DueDate | None, duty: str | None = None, subject: str = ""
) -> Obligation:
    """Return an obligation of the whole phase; `duty` is the action itself unless it is said."""
    parts = (action, owner.state or owner.role.value, subject)
    return Obligation(
        key=":".join(part for part in parts if part),
        duty=duty or action,
        action=action,
        owner=owner,
        subject=subject,
        since=since,
        due=due,
    )


def on_track(obligation: Obligation, track: Track) -> Obligation:
    """Return the obligation as one about a track: known by the day it is counted from, where no subject names it."""
    counted_from = obligation.due.derivation[0].date if obligation.due else obligation.since
    key = obligation.key if obligation.subject else f"{obligation.key}:{counted_from}"
    return obligation.model_copy(update={"key": key, "instruments": (track.instrument,)})


def due(state: PhaseReviewState, duty: str, since: date, event: str, *, expected: date | None = None) -> DueDate:
    """Return when `duty` is due, counted from the day of `event`, with the days in which the review was withheld."""
    pauses = [(each.since, each.until) for each in state.suspensions if each.until is not None]
    return due_date(state.procedure, duty, since=since, event=event, pauses=pauses, expected=expected)


def launched(state: PhaseReviewState) -> date:
    """The day of the launch, as planned until it has happened."""
    return state.launched_on or state.launch_date


def taken_up(state: PhaseReviewState, iso3: str, since: date) -> date:
    """Return `since`, or the day on which the reviewing State `iso3` came into the review if that is later."""
    reviewer = state.reviewer(iso3)
    return max(since, reviewer.assigned_on) if reviewer else since
