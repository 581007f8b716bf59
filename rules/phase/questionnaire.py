"""The self-assessment questionnaire: drafts, submission, withdrawal, addenda, expected date (domain.md 3.3, 3.7)."""

from datetime import date

from models.phase import commands as c
from models.phase import events as e
from models.phase.stage import Stage
from models.phase.state import Filed, PhaseReviewState, TechnicalAssistanceNeed
from rules.admission import refuse
from rules.phase.turn import Turn, check_not_too_far, checked_track, chosen_tracks, with_tracks

SELF_ASSESSMENT = frozenset({Stage.SELF_ASSESSMENT})
DESK_REVIEW = frozenset({Stage.DESK_REVIEW})
AFTER_SUBMISSION = frozenset({Stage.DESK_REVIEW, Stage.DIALOGUE, Stage.DRAFTING_OBSERVATIONS, Stage.AGREEING})


def draft_section(state: PhaseReviewState, command: c.DraftQuestionnaireSection, turn: Turn) -> tuple[e.Event, ...]:
    """Save a draft section for one instrument."""
    checked_track(state, turn, command.instrument, SELF_ASSESSMENT)
    return (e.SaqSectionDrafted(instrument=command.instrument, document=command.document),)


def receive_input(state: PhaseReviewState, command: c.ReceiveStakeholderInput, turn: Turn) -> tuple[e.Event, ...]:
    """Attach input from stakeholders while something is still in self-assessment."""
    chosen_tracks(state, turn, (), SELF_ASSESSMENT)
    return (e.StakeholderInputReceived(document=command.document),)


def set_expected_date(
    state: PhaseReviewState, command: c.SetQuestionnaireExpectedDate, turn: Turn
) -> tuple[e.Event, ...]:
    """File when the questionnaire is to be expected; today or later."""
    chosen_tracks(state, turn, (), SELF_ASSESSMENT)
    if command.expected_on < turn.today:
        refuse("date_in_past", f"{command.expected_on} has passed; today is {turn.today}.")
    check_not_too_far(turn, command.expected_on)
    return (e.SaqExpectedDateSet(expected_on=command.expected_on),)


def submit(state: PhaseReviewState, command: c.SubmitQuestionnaire, turn: Turn) -> tuple[e.Event, ...]:
    """Submit for the instruments that are in self-assessment."""
    tracks = chosen_tracks(state, turn, command.instruments, SELF_ASSESSMENT)
    return (e.SaqSubmitted(instruments=tuple(track.instrument for track in tracks), document=command.document),)


def withdraw(state: PhaseReviewState, command: c.WithdrawQuestionnaire, turn: Turn) -> tuple[e.Event, ...]:
    """Withdraw before any feedback (domain.md 3.3, open points: UNCERTAIN, the stated default)."""
    tracks = chosen_tracks(state, turn, command.instruments, DESK_REVIEW)
    free = tuple(track.instrument for track in tracks if not track.feedback)
    commented = [track.instrument for track in tracks if track.feedback]
    if not free or (command.instruments and commented):
        refuse(
            "feedback_submitted",
            f"feedback on {', '.join(commented)} has been submitted; file an addendum instead.",
        )
    return (e.SaqWithdrawn(instruments=free, reason=command.reason),)


def file_addendum(state: PhaseReviewState, command: c.FileQuestionnaireAddendum, turn: Turn) -> tuple[e.Event, ...]:
    """File a dated addendum from desk review to agreement."""
    tracks = chosen_tracks(state, turn, command.instruments, AFTER_SUBMISSION)
    return (e.SaqAddendumFiled(instruments=tuple(track.instrument for track in tracks), document=command.document),)


def register_need(
    state: PhaseReviewState, command: c.RegisterTechnicalAssistanceNeed, turn: Turn
) -> tuple[e.Event, ...]:
    """Register a need for technical assistance under an instrument that is reviewed here."""
    del turn
    if state.track(command.instrument) is None:
        refuse("instrument_not_under_review", f"{state.state} is not reviewed on {command.instrument} in this phase.")
    return (e.TaNeedRegistered(instrument=command.instrument, article=command.article, document=command.document),)


def fold_drafted(state: PhaseReviewState, event: e.SaqSectionDrafted, on: date) -> PhaseReviewState:
    """Count the draft."""
    del event, on
    return state.model_copy(update={"drafted_sections": state.drafted_sections + 1})


def fold_input(state: PhaseReviewState, event: e.StakeholderInputReceived, on: date) -> PhaseReviewState:
    """Count the input."""
    del event, on
    return state.model_copy(update={"stakeholder_inputs": state.stakeholder_inputs + 1})


def fold_expected(state: PhaseReviewState, event: e.SaqExpectedDateSet, on: date) -> PhaseReviewState:
    """Reminders follow the new date."""
    del on
    return state.model_copy(update={"expected_on": event.expected_on})


def fold_submitted(state: PhaseReviewState, event: e.SaqSubmitted, on: date) -> PhaseReviewState:
    """The reviewers' clock begins."""
    filed = Filed(document=event.document, on=on)
    return with_tracks(state, event.instruments, {"stage": Stage.DESK_REVIEW, "questionnaire": filed})


def fold_withdrawn(state: PhaseReviewState, event: e.SaqWithdrawn, on: date) -> PhaseReviewState:
    """Back to self-assessment, with the clock it had."""
    del on
    return with_tracks(state, event.instruments, {"stage": Stage.SELF_ASSESSMENT, "questionnaire": None})


def fold_addendum(state: PhaseReviewState, event: e.SaqAddendumFiled, on: date) -> PhaseReviewState:
    """Keep the addendum with its day."""
    filed = Filed(document=event.document, on=on)
    for instrument in event.instruments:
        track = state.track(instrument)
        if track is not None:
            state = with_tracks(state, (instrument,), {"addenda": (*track.addenda, filed)})
    return state


def fold_need(state: PhaseReviewState, event: e.TaNeedRegistered, on: date) -> PhaseReviewState:
    """Keep the need."""
    need = TechnicalAssistanceNeed(instrument=event.instrument, article=event.article, document=event.document, on=on)
    return state.model_copy(update={"technical_assistance": (*state.technical_assistance, need)})
