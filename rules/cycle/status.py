"""The `status` of a review cycle, and the moment at which it next has something to say by itself."""

from datetime import datetime

from models.cycle.state import ReviewCycleState
from models.status import KeyDate, Status
from rules.calendar.ladder import next_wake
from rules.cycle.obligations import obligations


def status(state: ReviewCycleState) -> Status:
    """Return where the cycle stands; a function of the state alone."""
    dates = [
        KeyDate(name="preparatory_starts", date=state.plan.preparatory_starts),
        KeyDate(name="preparatory_ends", date=state.plan.preparatory_ends),
    ]
    dates += [KeyDate(name=f"group_{slot.group}_phase_{slot.phase}", date=slot.starts) for slot in state.plan.slots]
    planned = {each.number: each.starts for each in state.conferences}
    conferences = {each.number: each.starts for each in state.plan.conferences} | planned
    dates += [KeyDate(name=f"conference_{number}", date=day) for number, day in sorted(conferences.items())]
    dates += [KeyDate(name=f"session_{each.key}", date=each.starts) for each in state.sessions]
    return Status(
        workflow_id=state.workflow_id,
        kind="cycle",
        cycle=state.cycle,
        version=state.version,
        stage=state.stage.value,
        launch_date=min(slot.starts for slot in state.plan.slots),
        planned_end=state.plan.ends,
        closed_on=state.completed_on,
        dates=tuple(dates),
        obligations=obligations(state),
        counts={
            "parties": len(state.parties),
            "under_review": len(state.under_review),
            "launches": len(state.launched),
            "completed": len(state.completed),
        }
        | ({"drawings": state.drawings, "amendments": state.amendments} if state.drawings else {})
        | ({"sessions": len(state.sessions), "session_files": len(state.session_files)} if state.sessions else {})
        | (_counts_beside(state) if state.attached or state.standing or state.ended else {}),
    )


def _counts_beside(state: ReviewCycleState) -> dict[str, int]:
    """How many dialogues, conferences and engagements go on, and how many are over."""
    return {"attached": len(state.attached), "standing": len(state.standing), "ended": len(state.ended)}


def wake_at(state: ReviewCycleState) -> datetime | None:
    """Return the calendar instant of the next reminder."""
    return next_wake(obligations(state), state.procedure.ladders, state.reminded)
