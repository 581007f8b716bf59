"""The `status` of an engagement, and the moment at which it next has something to say by itself."""

from datetime import datetime

from models.engagement.state import EngagementState
from models.engagement.terms import AllianceTerms, ConsultationTerms, PilotTerms
from models.status import KeyDate, Status
from rules.calendar.ladder import next_wake
from rules.engagement.obligations import obligations
from rules.engagement.table import kind_of

CLOSED = "closed"
"""The stage of every kind when it was closed."""


def stage(state: EngagementState) -> str:
    """Return the stage: of its kind, or `closed`."""
    return CLOSED if state.closed_on is not None else kind_of(state).stage(state).value


def is_over(state: EngagementState) -> bool:
    """Whether nothing more can happen: it was closed, or has ended in a way of its kind."""
    return state.closed_on is not None or kind_of(state).is_over(state)


def is_settled(state: EngagementState, account: str) -> bool:
    """Whether nothing more will become of a stakeholder's account in this engagement."""
    return is_over(state) or kind_of(state).is_settled(state, account)


def status(state: EngagementState) -> Status:
    """Return where the engagement stands; a function of the state alone."""
    kind = kind_of(state)
    days = (("begun", state.begun_on), ("closed", state.closed_on))
    return Status(
        workflow_id=state.workflow_id,
        kind="engagement",
        cycle=state.cycle,
        version=state.version,
        stage=stage(state),
        state=_iso3(state),
        phase=state.terms.phase if isinstance(state.terms, ConsultationTerms) else None,
        launch_date=state.begun_on,
        closed_on=state.closed_on,
        dates=(*(KeyDate(name=name, date=day) for name, day in days if day is not None), *kind.dates(state)),
        obligations=obligations(state),
        counts=kind.counts(state),
    )


def wake_at(state: EngagementState) -> datetime | None:
    """Return the calendar instant of the next reminder, or of what a timer of its kind brings."""
    if is_over(state):
        return None
    reminder = next_wake(obligations(state), state.procedure.ladders, state.reminded)
    return min((at for at in (reminder, kind_of(state).wake_at(state)) if at is not None), default=None)


def _iso3(state: EngagementState) -> str | None:
    match state.terms:
        case ConsultationTerms() | PilotTerms() | AllianceTerms():
            return state.terms.state
        case _:
            return None
