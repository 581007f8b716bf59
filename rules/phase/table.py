"""Every transition of a phase review at a glance (domain.md 3.8). This table is not a picture of the rules: it is them.

Each row names a command, who may do it, at which stages, the decision, the event, and where it leads. Admission reads
the row; the decision adds what only it can know. `docs/phase-review.md` is printed from here.
"""
# ruff: noqa: E501 - a row is read across, whatever its length

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.command import Command
from models.people import Who
from models.phase import commands as c
from models.phase import events as e
from models.phase.stage import LIVE, TRACK, Stage
from models.phase.state import PhaseReviewState
from models.policy_change import ApplyPolicy, PolicyApplied, PolicyWithdrawn, WithdrawPolicy
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
from rules.phase.turn import Turn
from rules.policy_change import phase_review

type_of_decision = Callable[[PhaseReviewState, Any, Turn], tuple[e.Event, ...]]


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: a command's whole admission and effect."""

    command: type[Command]
    by: frozenset[Who]
    stages: frozenset[Stage]
    decide: type_of_decision
    event: type[e.Event]
    leads_to: str
    while_suspended: bool = False
    track: frozenset[Stage] = frozenset()
    """Where the track has to stand that the act is about; the decision sees to it, instrument by instrument."""


_SECRETARIAT = frozenset({Who.SECRETARIAT})
_MISSIONS = frozenset({Who.SUR_MISSION, Who.RS_MISSION})
_FOCAL_POINTS = frozenset({Who.SUR_FOCAL_POINT, Who.RS_FOCAL_POINT})
_SUR = frozenset({Who.SUR_FOCAL_POINT})
_RS = frozenset({Who.RS_FOCAL_POINT})
_RELAYED = frozenset({Who.SYSTEM})
"""Decided by the Secretariat on the cycle, which holds the register, and carried out here."""

_CONSULTING = frozenset({Stage.CONSULTING})
_FROM_CONSULTING = LIVE - {Stage.NOMINATING}
_FROM_AGREEING = frozenset({Stage.AGREEING, Stage.SUMMARISING, Stage.TRANSLATING, Stage.SHARING})
_FROM_SELF_ASSESSMENT = TRACK | {Stage.SUMMARISING, Stage.TRANSLATING, Stage.SHARING}
_NOT_CLOSED = frozenset(Stage) - {Stage.CLOSED}


def _row(  # noqa: PLR0913 - one argument per column
    command: type[Command],
    by: frozenset[Who],
    stages: frozenset[Stage],
    decide: type_of_decision,
    event: type[e.Event],
    leads_to: str,
    *,
    while_suspended: bool = False,
    track: frozenset[Stage] = frozenset(),
) -> Transition:
    return Transition(command, by, stages, decide, event, leads_to, while_suspended, track)


# fmt: off
TABLE: tuple[Transition, ...] = (
    _row(c.LaunchGroup, _SECRETARIAT | _RELAYED, frozenset({Stage.SCHEDULED}), consultation.launch_group, e.GroupLaunched, "nominating; clocks start"),
    _row(c.ReceiveNomination, _MISSIONS | _SECRETARIAT, LIVE, participants.receive_nomination, e.NominationReceived, "account requested", while_suspended=True),
    _row(c.NameExperts, _MISSIONS | _SECRETARIAT, frozenset({Stage.NOMINATING, Stage.CONSULTING}), participants.name_experts, e.ExpertsNamed, "expert roster", while_suspended=True),
    _row(c.ApproveParticipant, _SECRETARIAT, LIVE, participants.approve_participant, e.ParticipantApproved, "access granted; with every focal point approved: consulting", while_suspended=True),
    _row(c.ReplaceParticipant, _MISSIONS | _SECRETARIAT, LIVE, participants.replace_participant, e.ParticipantReplaced, "access moved; open tasks go to the successor", while_suspended=True),
    _row(c.RemoveParticipant, _MISSIONS | _SECRETARIAT, LIVE, participants.remove_participant, e.ParticipantRemoved, "access ended", while_suspended=True),
    _row(c.ProposeConsultation, _FOCAL_POINTS | _SECRETARIAT, _CONSULTING, consultation.propose_consultation, e.ConsultationProposed, "a moment to accept"),
    _row(c.AcceptConsultation, _FOCAL_POINTS, _CONSULTING, consultation.accept_consultation, e.ConsultationAccepted, "meeting fixed once all accept"),
    _row(c.HoldPreliminaryConsultation, _FOCAL_POINTS | _SECRETARIAT, _CONSULTING, consultation.hold_preliminary_consultation, e.PreliminaryConsultationHeld, "self_assessment on every instrument; effective start"),
    _row(c.SetWorkingLanguage, _FOCAL_POINTS, _FROM_CONSULTING, consultation.set_working_language, e.WorkingLanguageSet, "language fixed"),
    _row(c.SetInstrumentSplit, _RS, _FROM_CONSULTING, consultation.set_instrument_split, e.InstrumentSplitSet, "division of work"),
    _row(c.DraftQuestionnaireSection, frozenset({Who.SUR_EXPERT, Who.SUR_FOCAL_POINT}), TRACK, questionnaire.draft_section, e.SaqSectionDrafted, "draft saved", track=questionnaire.SELF_ASSESSMENT),
    _row(c.ReceiveStakeholderInput, _SUR, TRACK, questionnaire.receive_input, e.StakeholderInputReceived, "attached to the draft, internal", track=questionnaire.SELF_ASSESSMENT),
    _row(c.SetQuestionnaireExpectedDate, _SUR, TRACK, questionnaire.set_expected_date, e.SaqExpectedDateSet, "reminders follow it", track=questionnaire.SELF_ASSESSMENT),
    _row(c.SubmitQuestionnaire, _SUR, TRACK, questionnaire.submit, e.SaqSubmitted, "desk_review; the reviewers' clock", track=questionnaire.SELF_ASSESSMENT),
    _row(c.WithdrawQuestionnaire, _SUR, TRACK, questionnaire.withdraw, e.SaqWithdrawn, "self_assessment, before any feedback", track=questionnaire.DESK_REVIEW),
    _row(c.FileQuestionnaireAddendum, _SUR, TRACK, questionnaire.file_addendum, e.SaqAddendumFiled, "addendum, dated", track=questionnaire.AFTER_SUBMISSION),
    _row(c.RequestClarification, frozenset({Who.RS_FOCAL_POINT, Who.RS_EXPERT}), TRACK, desk_review.request_clarification, e.ClarificationRequested, "open question", track=desk_review.ASKING),
    _row(c.AnswerClarification, _SUR, TRACK, desk_review.answer_clarification, e.ClarificationAnswered, "question closed"),
    _row(c.SubmitFeedback, _RS, TRACK, desk_review.submit_feedback, e.FeedbackSubmitted, "with all feedback in: dialogue, or drafting_observations if nothing is to be clarified", track=desk_review.DESK_REVIEW),
    _row(c.HoldDialogueMeeting, _FOCAL_POINTS, TRACK, desk_review.hold_meeting, e.DialogueMeetingHeld, "note kept", track=desk_review.MEETING),
    _row(c.ConcludeDialogue, _FOCAL_POINTS, TRACK, desk_review.conclude_dialogue, e.DialogueConcluded, "drafting_observations once every side concludes", track=desk_review.DIALOGUE),
    _row(c.ProposeObservations, _RS, TRACK, observations.propose, e.ObservationsProposed, "agreeing", track=observations.DRAFTING),
    _row(c.RequestChanges, _FOCAL_POINTS, TRACK, observations.request_changes, e.ChangesRequested, "drafting_observations; clearances lapse", track=observations.AGREEING),
    _row(c.ClearObservations, _FOCAL_POINTS, TRACK, observations.clear, e.ObservationsClearedBy, "summarising once every focal point has cleared", track=observations.AGREEING),
    _row(c.CodeObservations, _SECRETARIAT, _FROM_SELF_ASSESSMENT, observations.code, e.ObservationsCoded, "codes of an agreed list, for the general review"),
    _row(c.DraftSummary, _RS | _SECRETARIAT, frozenset({Stage.SUMMARISING}), summary.draft_summary, e.SummaryDrafted, "a draft to agree"),
    _row(c.AgreeSummary, _FOCAL_POINTS, frozenset({Stage.SUMMARISING}), summary.agree_summary, e.SummaryAgreedBy, "translating once every focal point has agreed"),
    _row(c.OrderTranslation, _SECRETARIAT, frozenset({Stage.TRANSLATING}), summary.order_translation, e.TranslationOrdered, "versions on order"),
    _row(c.DeliverTranslation, _SECRETARIAT, frozenset({Stage.TRANSLATING}), summary.deliver_translation, e.TranslationDelivered, "sharing once all six languages are there"),
    _row(c.MakePublicationChoice, _SUR, _FROM_AGREEING, summary.make_choice, e.PublicationChoiceMade, "visibility set"),
    _row(c.ShareWithWorkingGroups, _SECRETARIAT, frozenset({Stage.SHARING}), summary.share, e.SharedWithWorkingGroups, "observations on the working groups' file"),
    _row(c.ClosePhase, _SECRETARIAT, frozenset({Stage.SHARING}), summary.close, e.PhaseClosed, "closed"),
    _row(c.RegisterTechnicalAssistanceNeed, _SUR, _FROM_SELF_ASSESSMENT, questionnaire.register_need, e.TaNeedRegistered, "need record"),
    _row(c.JoinInstrument, _RELAYED, _NOT_CLOSED, reviewers.join_instrument, e.PartyJoinedInstrument, "an extra track", while_suspended=True),
    _row(c.ReplaceReviewer, _RELAYED, _NOT_CLOSED, reviewers.replace_reviewer, e.ReviewerReplaced, "hand-over; access moved", while_suspended=True),
    _row(c.DrawSupplementaryReviewer, _RELAYED, _NOT_CLOSED, reviewers.draw_supplementary, e.SupplementaryDrawn, "an instrument-only assignment", while_suspended=True),
    _row(c.ReleaseReviewer, _RELAYED, _NOT_CLOSED, departures.release_reviewer, e.ReviewerReleased, "the others go on; an instrument without a reviewer waits for one", while_suspended=True),
    _row(c.LeaveInstrument, _RELAYED, _NOT_CLOSED, departures.leave_instrument, e.PartyLeftInstrument, "the track ends, the others go on (D20); closed with the last one", while_suspended=True),
    _row(c.ExcuseReviewer, _SECRETARIAT, LIVE, reviewers.excuse_reviewer, e.ReviewerExcused, "the others go on"),
    _row(c.SuspendReview, _SECRETARIAT, LIVE, reviewers.suspend, e.ReviewSuspended, "clocks stand still", while_suspended=True),
    _row(c.ResumeReview, _SECRETARIAT, LIVE, reviewers.resume, e.ReviewResumed, "clocks run; dates move by the days withheld", while_suspended=True),
    _row(ApplyPolicy, _SECRETARIAT, _NOT_CLOSED, phase_review.apply, PolicyApplied, "the new rules hold; dates that they move are counted anew", while_suspended=True),
    _row(WithdrawPolicy, _SECRETARIAT, _NOT_CLOSED, phase_review.withdraw, PolicyWithdrawn, "the rules before it hold again", while_suspended=True),
)
# fmt: on

ROWS = {row.command: row for row in TABLE}
COMMANDS = tuple(row.command for row in TABLE)
