"""What events make of the track of a Conference: one fold, for live acts and for the whole ledger alike."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.conference import events as e
from models.conference import policy_versions as p
from models.conference.state import ConferenceStage as Stage
from models.conference.state import ConferenceState
from rules.calendar.vienna import vienna_day
from rules.conference import observers, policy_versions, recommendations, report
from rules.conference.obligations import obligations


@dataclass(frozen=True, slots=True)
class Folding:
    """The moment of an event."""

    now: datetime
    today: date


def evolve(state: ConferenceState, event: e.Event, at: datetime) -> ConferenceState:
    """Return the state after `event`, which happened at the calendar instant `at`."""
    turn, version = Folding(now=at, today=vienna_day(at)), state.version + 1
    if isinstance(event, e.ConferenceTrackOpened):
        return event.state.model_copy(update={"version": version, "since": turn.today, "planned_on": turn.today})
    folded = _folded(state, event, turn)
    since = state.since if folded.stage is state.stage else turn.today
    return folded.model_copy(update={"version": version, "since": since})


def _folded(state: ConferenceState, event: e.Event, turn: Folding) -> ConferenceState:  # noqa: C901, PLR0912 - one case per event
    match event:
        case e.ConferenceMoved():
            return _with(state, starts=event.starts, ends=event.ends)
        case e.CutOffSet():
            return _with(state, cut_off=event.cut_off, period_starts=event.period_starts)
        case e.CompilationBegun():
            return report.fold_begun(state, event, turn.now)
        case e.ReportCompiled():
            return report.fold_compiled(state, event, turn.today)
        case e.CompilationFailed():
            return report.fold_failed(state, event)
        case e.CountryReferenceAllowed():
            return state  # the act that it belongs to comes next, and names the States
        case e.ReportEdited():
            return report.fold_edited(state, event)
        case e.ReportFinalised():
            return report.fold_finalised(state, event, turn.today)
        case e.ReportReopened():
            return report.fold_reopened(state)
        case e.TranslationOrdered():
            return report.fold_ordered(state, event, turn.today)
        case e.TranslationDelivered():
            return report.fold_delivered(state, event, turn.today)
        case e.ReportIssued():
            return report.fold_issued(state, event, turn.today)
        case e.ReportConsidered():
            return report.fold_considered(state, event)
        case e.RecommendationAdded():
            return recommendations.fold_added(state, event)
        case e.RecommendationsCompiled():
            return recommendations.fold_compiled(state, event, turn.today)
        case e.ObserverApplied() | e.ObserverAppliedLate():
            return observers.fold_applied(state, event)
        case e.ObserverWithdrawn():
            return observers.fold_withdrawn(state, event, turn.today)
        case e.ObserversDeclined():
            return observers.fold_declined(state, event, turn.today)
        case e.ObserversCirculated():
            return observers.fold_circulated(state, event, turn.today)
        case e.ObserverObjected():
            return observers.fold_objected(state, event, turn.today)
        case e.ObserverObjectionWithdrawn():
            return observers.fold_objection_withdrawn(state, event, turn.today)
        case e.ObserversAdmitted():
            return observers.fold_admitted(state, event, turn.today)
        case e.ObserverDecided():
            return observers.fold_decided(state, event, turn.today)
        case p.PolicyVersionEntered():
            return policy_versions.fold_entered(state, event, turn.today)
        case p.PolicyApplicationBegun() | p.PolicyUndoBegun():
            return policy_versions.fold_begun(state, event)
        case p.PolicyVersionApplied() | p.PolicyVersionUndone():
            return policy_versions.fold_reported(state, event, turn.today)
        case e.ConferenceClosed():
            return _with(state, stage=Stage.CLOSED, closed_on=turn.today)
        case e.DeadlineApproaching() | e.DeadlinePassed():
            standing = {each.key for each in obligations(state)}
            reminded = {key: day for key, day in state.reminded.items() if key in standing}
            return _with(state, reminded={**reminded, event.key: turn.today})
        case _:
            message = f"the track of a Conference has no event {event.type}"
            raise TypeError(message)


def _with(state: ConferenceState, **update: Any) -> ConferenceState:
    return state.model_copy(update=update)
