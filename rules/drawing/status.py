"""The `status` of a drawing of lots, and the moment at which it next has something to say by itself."""

from datetime import datetime

from models.drawing.state import DrawingState
from models.status import KeyDate, Status
from rules.calendar.ladder import next_wake
from rules.drawing.obligations import obligations
from rules.drawing.outcome import last_window


def status(state: DrawingState) -> Status:
    """Return where the drawing stands; a function of the state alone."""
    ends = last_window(state)
    days = (
        ("meeting", state.meeting_on),
        ("register_frozen", state.cut_off),
        ("provisional", state.provisional_on),
        ("redraw_window_ends", ends),
        ("confirmed", state.confirmed_on),
        ("voided", state.voided_on),
    )
    standing = state.standing
    assignments = standing.assignments if standing else ()
    return Status(
        workflow_id=state.workflow_id,
        kind="lots",
        cycle=state.cycle,
        version=state.version,
        stage=state.stage.value,
        launch_date=state.meeting_on,
        closed_on=state.voided_on,
        dates=tuple(KeyDate(name=name, date=day) for name, day in days if day is not None),
        obligations=obligations(state),
        counts={
            "parties": sum(bool(row.instruments) for row in (standing.states if standing else state.parties)),
            "deferrals": len(state.deferrals),
            "volunteers": len(state.volunteers),
            "assignments": len(assignments),
            "supplementary": sum(not each.principal for each in assignments),
            "relaxed": sum(bool(each.relaxed) for each in assignments),
            "changes": len(state.changes),
            "amendments": len(state.amendments),
        },
    )


def wake_at(state: DrawingState) -> datetime | None:
    """Return the calendar instant of the next reminder."""
    return next_wake(obligations(state), state.procedure.ladders, state.reminded)
