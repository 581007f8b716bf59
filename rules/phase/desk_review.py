"""Desk review and dialogue: feedback, clarifications, meetings, conclusion (domain.md 3.3 steps 4 and 5)."""

from datetime import date

from models.phase import commands as c
from models.phase import events as e
from models.phase.stage import Stage
from models.phase.state import Clarification, Feedback, PhaseReviewState, Track
from rules.admission import refuse
from rules.phase.turn import Turn, checked_track, chosen_tracks, line_of, sides_of, with_tracks

DESK_REVIEW = frozenset({Stage.DESK_REVIEW})
ASKING = frozenset({Stage.DESK_REVIEW, Stage.DIALOGUE})
DIALOGUE = frozenset({Stage.DIALOGUE})
MEETING = frozenset({Stage.DESK_REVIEW, Stage.DIALOGUE, Stage.DRAFTING_OBSERVATIONS, Stage.AGREEING})


def request_clarification(state: PhaseReviewState, command: c.RequestClarification, turn: Turn) -> tuple[e.Event, ...]:
    """A reviewing State asks about one of its instruments."""
    checked_track(state, turn, command.instrument, ASKING)
    number = sum(len(track.clarifications) for track in state.tracks) + 1
    return (
        e.ClarificationRequested(
            clarification=f"q{number}", by=turn.by, instrument=command.instrument, document=command.document
        ),
    )


def answer_clarification(state: PhaseReviewState, command: c.AnswerClarification, turn: Turn) -> tuple[e.Event, ...]:
    """The State under review answers an open question."""
    del turn
    questions = {question.id: (track, question) for track in state.tracks for question in track.clarifications}
    if command.clarification not in questions:
        known = ", ".join(question.id for track in state.tracks for question in track.open_clarifications)
        refuse("unknown_clarification", f"there is no question {command.clarification!r}; open are: {known or 'none'}.")
    track, question = questions[command.clarification]
    if question.answered_on is not None:
        refuse("already_answered", f"question {question.id} was answered on {question.answered_on}.")
    return (
        e.ClarificationAnswered(
            clarification=question.id, asked_by=question.by, instrument=track.instrument, document=command.document
        ),
    )


def submit_feedback(state: PhaseReviewState, command: c.SubmitFeedback, turn: Turn) -> tuple[e.Event, ...]:
    """A reviewing State submits feedback, once per instrument."""
    tracks = chosen_tracks(state, turn, command.instruments, DESK_REVIEW)
    due = tuple(track.instrument for track in tracks if not _has_given(state, track, turn.by))
    given = [track.instrument for track in tracks if track.instrument not in due]
    if not due or (command.instruments and given):
        refuse("already_submitted", f"the feedback of {turn.by} on {', '.join(given)} has been submitted.")
    return (
        e.FeedbackSubmitted(
            by=turn.by, instruments=due, document=command.document, nothing_to_clarify=command.nothing_to_clarify
        ),
    )


def hold_meeting(state: PhaseReviewState, command: c.HoldDialogueMeeting, turn: Turn) -> tuple[e.Event, ...]:
    """A focal point keeps a note of a meeting."""
    chosen_tracks(state, turn, (), MEETING)
    return (e.DialogueMeetingHeld(by=turn.by, note=command.note),)


def conclude_dialogue(state: PhaseReviewState, command: c.ConcludeDialogue, turn: Turn) -> tuple[e.Event, ...]:
    """One side concludes; an open question keeps it from doing so on the instrument that it is about."""
    tracks = chosen_tracks(state, turn, command.instruments, DIALOGUE)
    free = [track for track in tracks if not track.open_clarifications]
    unanswered = [question.id for track in tracks for question in track.open_clarifications]
    if unanswered and (command.instruments or not free):
        refuse("clarification_open", f"questions {', '.join(unanswered)} wait for an answer; answer them first.")
    remaining = tuple(track.instrument for track in free if turn.by not in track.concluded_by)
    if not remaining:
        refuse("already_concluded", f"{turn.by} has concluded the dialogue; the other sides have not yet.")
    return (e.DialogueConcluded(by=turn.by, instruments=remaining),)


def fold_requested(state: PhaseReviewState, event: e.ClarificationRequested, on: date) -> PhaseReviewState:
    """The question is open; a side that had concluded has to conclude again."""
    track = state.track(event.instrument)
    if track is None:
        return state
    question = Clarification(id=event.clarification, by=event.by, document=event.document, asked_on=on)
    return with_tracks(
        state, (event.instrument,), {"clarifications": (*track.clarifications, question), "concluded_by": ()}
    )


def fold_answered(state: PhaseReviewState, event: e.ClarificationAnswered, on: date) -> PhaseReviewState:
    """The question is closed."""
    track = state.track(event.instrument)
    if track is None:
        return state
    questions = tuple(
        question.model_copy(update={"answered_on": on}) if question.id == event.clarification else question
        for question in track.clarifications
    )
    return with_tracks(state, (event.instrument,), {"clarifications": questions})


def fold_feedback(state: PhaseReviewState, event: e.FeedbackSubmitted, on: date) -> PhaseReviewState:
    """Keep the feedback on each instrument."""
    given = Feedback(by=event.by, document=event.document, on=on, nothing_to_clarify=event.nothing_to_clarify)
    for instrument in event.instruments:
        track = state.track(instrument)
        if track is not None:
            state = with_tracks(state, (instrument,), {"feedback": (*track.feedback, given)})
    return state


def fold_meeting(state: PhaseReviewState, event: e.DialogueMeetingHeld, on: date) -> PhaseReviewState:
    """Count the meeting."""
    del event, on
    return state.model_copy(update={"dialogue_meetings": state.dialogue_meetings + 1})


def fold_concluded(state: PhaseReviewState, event: e.DialogueConcluded, on: date) -> PhaseReviewState:
    """Count the side."""
    del on
    for instrument in event.instruments:
        track = state.track(instrument)
        if track is not None:
            state = with_tracks(state, (instrument,), {"concluded_by": (*track.concluded_by, event.by)})
    return state


def owes_feedback(state: PhaseReviewState, track: Track) -> tuple[str, ...]:
    """The reviewing States whose feedback on this track is still to come."""
    return tuple(iso3 for iso3 in state.reviewers_of(track.instrument) if not _has_given(state, track, iso3))


def still_to_conclude(state: PhaseReviewState, track: Track) -> tuple[str, ...]:
    """The sides that have not concluded the dialogue on this track."""
    return tuple(iso3 for iso3 in sides_of(state, track.instrument) if iso3 not in track.concluded_by)


def _has_given(state: PhaseReviewState, track: Track, iso3: str) -> bool:
    """Whether a reviewing State, or the one whose place it took, has submitted feedback on this track."""
    return any(feedback.by in line_of(state, iso3) for feedback in track.feedback)
