"""The `status` of the track of a Conference, and the moment at which it next has something to say by itself."""

from datetime import datetime

from models.conference.observers import ObserverStatus
from models.conference.state import ConferenceState
from models.status import KeyDate, Status
from rules.calendar.ladder import next_wake
from rules.conference.obligations import issue_due, list_due, obligations
from rules.conference.turn import cut_off_of


def status(state: ConferenceState) -> Status:
    """Return where the track stands; a function of the state alone."""
    report = state.report
    due_issue, due_list = issue_due(state), list_due(state)
    days = (
        ("period_starts", state.period_starts, None),
        ("cut_off", cut_off_of(state), None),
        ("compiled", report.compiled_on if report else None, None),
        ("finalised", report.finalised_on if report else None, None),
        ("report_due", due_issue.date if due_issue else None, due_issue),
        ("issued", report.issued_on if report else None, None),
        ("observer_list_due", due_list.date if due_list else None, due_list),
        ("starts", state.starts, None),
        ("ends", state.ends, None),
        ("considered", report.considered_on if report else None, None),
        ("recommendations_compiled", state.compiled_on, None),
    )
    figures = report.figures.model_dump() if report else {}
    applications = state.observers.values()
    return Status(
        workflow_id=state.workflow_id,
        kind="conference",
        cycle=state.cycle,
        version=state.version,
        stage=state.stage.value,
        launch_date=state.planned_on,
        planned_end=state.ends,
        closed_on=state.closed_on,
        dates=tuple(KeyDate(name=name, date=day, due=due) for name, day, due in days if day is not None),
        obligations=obligations(state),
        counts={
            "number": state.number,
            **figures,
            "languages": len(report.versions) - sum(each.document is None for each in report.versions) if report else 0,
            "recommendations": len(state.recommendations),
            "observers": sum(each.status is ObserverStatus.ADMITTED for each in applications),
            "observer_applications": len(state.observers),
            "observers_undecided": sum(not each.has_outcome for each in applications),
        },
    )


def wake_at(state: ConferenceState) -> datetime | None:
    """Return the calendar instant of the next reminder."""
    return next_wake(obligations(state), state.procedure.ladders, state.reminded)
