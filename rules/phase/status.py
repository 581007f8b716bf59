"""The `status` of a phase review: what every page, list, reminder and operator sees of it."""

from datetime import datetime

from models.obligations import Obligation
from models.phase.stage import Stage
from models.phase.state import PhaseReviewState
from models.status import KeyDate, ReviewerStatus, Status, TrackStatus
from rules.calendar.ladder import next_wake
from rules.phase.obligations import last_heard, obligations
from rules.phase.owed import due


def status(state: PhaseReviewState) -> Status:
    """Return where the review stands. A function of the state alone, so that the read model can be rebuilt from it."""
    owed = obligations(state)
    return Status(
        workflow_id=state.workflow_id,
        kind="phase",
        cycle=state.cycle,
        version=state.version,
        stage=state.stage.value,
        state=state.state,
        phase=state.phase,
        group=state.group,
        launch_date=state.launch_date,
        effective_start=state.effective_start,
        planned_end=state.planned_end,
        closed_on=state.closed_on,
        suspended_on=state.suspensions[-1].since if state.is_suspended else None,
        instruments=state.instruments,
        tracks=tuple(TrackStatus(instrument=each.instrument, stage=each.stage.value) for each in state.tracks),
        reviewers=tuple(
            ReviewerStatus(
                state=each.state,
                instruments=each.instruments,
                principal=each.principal,
                region_role=each.region_role,
            )
            for each in state.active_reviewers
        ),
        seats=tuple(seat for seat in state.seats if seat.is_open),
        dates=_dates(state),
        obligations=owed,
        counts=_counts(state, owed),
    )


def wake_at(state: PhaseReviewState) -> datetime | None:
    """Return the calendar instant at which the review next has something to say by itself."""
    owed_now = obligations(state)
    return next_wake(owed_now, state.procedure.ladders, last_heard(state, owed_now))


def _dates(state: PhaseReviewState) -> tuple[KeyDate, ...]:
    dates = [KeyDate(name="launch_date", date=state.launch_date)]
    if state.launched_on:
        by_when = due(state, "close_phase", state.launched_on, "launch")
        dates.append(KeyDate(name="launched_on", date=state.launched_on))
        dates.append(KeyDate(name="close_phase", date=by_when.date, due=by_when))
    if state.effective_start:
        dates.append(KeyDate(name="effective_start", date=state.effective_start))
    if state.expected_on and state.stage is Stage.SELF_ASSESSMENT:
        dates.append(KeyDate(name="questionnaire_expected_on", date=state.expected_on))
    dates.extend(KeyDate(name=f"left_{instrument}", date=day) for instrument, day in state.left.items())
    return tuple(dates)


def _counts(state: PhaseReviewState, owed: tuple[Obligation, ...]) -> dict[str, int]:
    return {
        "obligations": len(owed),
        "clarifications": sum(len(track.clarifications) for track in state.tracks),
        "open_clarifications": sum(len(track.open_clarifications) for track in state.tracks),
        "addenda": sum(len(track.addenda) for track in state.tracks),
        "changes_requested": sum(track.changes_requested for track in state.tracks),
        "drafted_sections": state.drafted_sections,
        "stakeholder_inputs": state.stakeholder_inputs,
        "dialogue_meetings": state.dialogue_meetings,
        "technical_assistance_needs": len(state.technical_assistance),
        "participants": sum(seat.is_open for seat in state.seats),
    }
