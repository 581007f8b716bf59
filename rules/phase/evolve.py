"""Folding: the state of a phase review after one more event. Total over every event; it never refuses."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from models.phase import events as e
from models.phase.state import PhaseReviewState, Track
from models.policy_change import PolicyApplied, PolicyWithdrawn
from rules.calendar.vienna import vienna_day
from rules.phase import (
    consultation,
    departures,
    desk_review,
    observations,
    participants,
    questionnaire,
    reviewers,
    summary,
)
from rules.phase.obligations import obligations
from rules.phase.settle import settled
from rules.policy_change import phase_review

_FOLDS: dict[type[e.Event], Callable[[PhaseReviewState, Any, date], PhaseReviewState]] = {
    e.GroupLaunched: consultation.fold_launch,
    e.NominationReceived: participants.fold_nomination,
    e.ExpertsNamed: participants.fold_experts,
    e.ParticipantApproved: participants.fold_approval,
    e.ParticipantReplaced: participants.fold_replacement,
    e.ParticipantRemoved: participants.fold_removal,
    e.AllFocalPointsNamed: consultation.fold_all_named,
    e.ConsultationProposed: consultation.fold_proposed,
    e.ConsultationAccepted: consultation.fold_accepted,
    e.PreliminaryConsultationHeld: consultation.fold_held,
    e.WorkingLanguageSet: consultation.fold_languages,
    e.InstrumentSplitSet: consultation.fold_split,
    e.SaqSectionDrafted: questionnaire.fold_drafted,
    e.StakeholderInputReceived: questionnaire.fold_input,
    e.SaqExpectedDateSet: questionnaire.fold_expected,
    e.SaqSubmitted: questionnaire.fold_submitted,
    e.SaqWithdrawn: questionnaire.fold_withdrawn,
    e.SaqAddendumFiled: questionnaire.fold_addendum,
    e.TaNeedRegistered: questionnaire.fold_need,
    e.ClarificationRequested: desk_review.fold_requested,
    e.ClarificationAnswered: desk_review.fold_answered,
    e.FeedbackSubmitted: desk_review.fold_feedback,
    e.DialogueMeetingHeld: desk_review.fold_meeting,
    e.DialogueConcluded: desk_review.fold_concluded,
    e.ObservationsProposed: observations.fold_proposed,
    e.ChangesRequested: observations.fold_changes,
    e.ObservationsClearedBy: observations.fold_cleared,
    e.ObservationsAgreed: observations.fold_agreed,
    e.ObservationsCoded: observations.fold_coded,
    e.SummaryDrafted: summary.fold_drafted,
    e.SummaryAgreedBy: summary.fold_agreed_by,
    e.SummaryAgreed: summary.fold_agreed,
    e.TranslationOrdered: summary.fold_ordered,
    e.TranslationDelivered: summary.fold_delivered,
    e.PublicationChoiceMade: summary.fold_choice,
    e.SharedWithWorkingGroups: summary.fold_shared,
    e.PhaseClosed: summary.fold_closed,
    e.PartyJoinedInstrument: reviewers.fold_joined,
    e.ReviewerReplaced: reviewers.fold_replaced,
    e.SupplementaryDrawn: reviewers.fold_supplementary,
    e.ReviewerExcused: reviewers.fold_excused,
    e.ReviewerReleased: departures.fold_released,
    e.PartyLeftInstrument: departures.fold_left,
    e.PhaseDiscontinued: departures.fold_discontinued,
    e.ReviewSuspended: reviewers.fold_suspended,
    e.ReviewResumed: reviewers.fold_resumed,
    PolicyApplied: phase_review.fold_applied,
    PolicyWithdrawn: phase_review.fold_withdrawn,
}


def evolve(state: PhaseReviewState, event: e.Event, at: datetime) -> PhaseReviewState:
    """Return the state after `event`, which happened at the calendar instant `at`."""
    on = vienna_day(at)
    if isinstance(event, e.PhaseOpened):
        return event.state.model_copy(update={"version": state.version + 1})
    if isinstance(event, e.DeadlineApproaching | e.DeadlinePassed):
        standing = {each.key for each in obligations(state)}
        reminded = {key: day for key, day in state.reminded.items() if key in standing}
        return state.model_copy(update={"version": state.version + 1, "reminded": {**reminded, event.key: on}})
    folded = settled(_FOLDS[type(event)](state, event, on), on)
    return folded.model_copy(update={"version": state.version + 1, "tracks": _dated(state, folded, on)})


def _dated(before: PhaseReviewState, after: PhaseReviewState, on: date) -> tuple[Track, ...]:
    """Return the tracks, with the day on those that came to another stage."""
    stages = {track.instrument: track.stage for track in before.tracks}
    return tuple(
        track if stages.get(track.instrument) is track.stage else track.model_copy(update={"stage_since": on})
        for track in after.tracks
    )
