"""The `status` of a dialogue, and the moment at which it next has something to say by itself. No name stands in it."""

from collections import Counter
from datetime import date, datetime

from models.dialogue.application import ApplicationStatus
from models.dialogue.state import DialogueState
from models.status import KeyDate, Status
from rules.calendar.ladder import next_wake
from rules.dialogue.call import closes_at
from rules.dialogue.obligations import obligations
from rules.dialogue.turn import LET_IN

ON_PANELS = LET_IN | {ApplicationStatus.ATTENDED}
"""Panellists who gave up their place or did not come are not counted."""


def status(state: DialogueState) -> Status:
    """Return where the dialogue stands; a function of the state alone."""
    return Status(
        workflow_id=state.workflow_id,
        kind="dialogue",
        cycle=state.cycle,
        version=state.version,
        stage=state.stage.value,
        launch_date=state.day,
        closed_on=(state.summary.tabled_on if state.summary else None) or state.cancelled_on,
        dates=tuple(KeyDate(name=name, date=day) for name, day in _days(state) if day is not None),
        obligations=obligations(state),
        counts=_counts(state),
    )


def wake_at(state: DialogueState) -> datetime | None:
    """Return the calendar instant at which the call closes or a reminder is due, whichever comes first."""
    wakes = (closes_at(state), next_wake(obligations(state), state.procedure.ladders, state.reminded))
    return min((wake for wake in wakes if wake is not None), default=None)


def _days(state: DialogueState) -> tuple[tuple[str, date | None], ...]:
    summary, following = state.summary, state.next_session
    return (
        ("planned", state.planned_on),
        ("call_opened", state.call_opened_on),
        ("closes_on", state.closes_on),
        ("circulated", state.circulated_on),
        ("window_ends", state.window_ends),
        ("reply_by", state.reply_by),
        ("programme", state.programme_on),
        ("preparation", state.preparation_on),
        ("session_starts", state.session.starts),
        ("session_ends", state.session.ends),
        ("report_adopted", state.report_adopted_on),
        ("day", state.day),
        ("opened", state.opened_on),
        ("closed", state.closed_on),
        ("summary_drafted", summary.drafted_on if summary else None),
        ("summary_approved", summary.approved_on if summary else None),
        ("summary_published", summary.published_on if summary else None),
        ("next_session", following.starts if following else None),
        ("tabled", summary.tabled_on if summary else None),
        ("cancelled", state.cancelled_on),
    )


def _counts(state: DialogueState) -> dict[str, int]:
    applications = state.applications.values()
    by_status = Counter(each.status for each in applications)
    outcomes = Counter(each.outcome for each in state.contributions.values() if each.outcome)
    seats = [
        state.applications[key].applicant
        for panel in state.panels
        for key in panel.panellists
        if state.applications[key].status in ON_PANELS
    ]
    came = state.attendance
    return {
        "applications": len(applications),
        **{f"applications_{each}": by_status[each] for each in ApplicationStatus},
        "objections": sum(len(each.standing_objections) for each in applications),
        "panels": len(state.panels),
        "panel_others": sum(panel.others for panel in state.panels),
        **{f"panel_region_{region}": count for region, count in sorted(Counter(each.region for each in seats).items())},
        **{f"panel_kind_{kind}": count for kind, count in sorted(Counter(each.kind for each in seats).items())},
        "contributions": len(state.contributions),
        "papers": sum(each.is_written for each in state.contributions.values()),
        "flagged": sum(each.has_country_reference for each in state.contributions.values()),
        **{f"contributions_{outcome}": count for outcome, count in sorted(outcomes.items())},
        **{f"came_{name}": count for name, count in (came.model_dump().items() if came else ()) if count},
    }
