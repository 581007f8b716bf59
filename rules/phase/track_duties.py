"""Whose move it is on one instrument's track, from self-assessment to agreed observations (domain.md 3.2, 3.6)."""

from collections.abc import Callable, Iterator
from datetime import date

from models.obligations import Obligation
from models.phase.stage import Stage
from models.phase.state import PhaseReviewState, Track
from models.policy import SaqClock
from rules.phase.desk_review import owes_feedback, still_to_conclude
from rules.phase.observations import still_to_clear, still_to_propose
from rules.phase.owed import due, focal_point, launched, on_track, owed, taken_up


def track_duties(state: PhaseReviewState) -> Iterator[Obligation]:
    """Yield what is owed on all tracks; what one owner owes on several from the same day is one line."""
    lines: dict[str, Obligation] = {}
    for track in state.tracks:
        for each in _duties_of(state, track):
            known = lines.get(each.key)
            if known is not None:
                widened = {
                    "instruments": (*known.instruments, *each.instruments),
                    "since": min(known.since, each.since),
                }
                lines[each.key] = known.model_copy(update=widened)
            else:
                lines[each.key] = each
    yield from lines.values()


def _duties_of(state: PhaseReviewState, track: Track) -> Iterator[Obligation]:
    at_stage = _AT_STAGE.get(track.stage)
    if at_stage is not None:
        for each in at_stage(state, track):
            yield on_track(each, track)
    for question in track.open_clarifications:
        asked = question.asked_on
        by_when = due(state, "answer_clarification", asked, f"request for clarification {question.id}")
        answer = owed(focal_point(state.state), "answer_clarification", since=asked, due=by_when, subject=question.id)
        yield on_track(answer, track)


def _self_assessment(state: PhaseReviewState, track: Track) -> Iterator[Obligation]:
    counted_from, event = _questionnaire_clock(state, track)
    by_when = due(state, "submit_questionnaire", counted_from, event, expected=state.expected_on)
    yield owed(focal_point(state.state), "submit_questionnaire", since=_stage_since(track), due=by_when)


def _desk_review(state: PhaseReviewState, track: Track) -> Iterator[Obligation]:
    received = track.questionnaire.on if track.questionnaire else track.opened_on
    for iso3 in owes_feedback(state, track):
        since = taken_up(state, iso3, received)
        event = "receipt of the questionnaire" if since == received else f"{iso3} took up the review"
        by_when = due(state, "submit_feedback", since, event)
        yield owed(focal_point(iso3), "submit_feedback", since=since, due=by_when)


def _dialogue(state: PhaseReviewState, track: Track) -> Iterator[Obligation]:
    """An open question has to be answered first; from then on every side may conclude."""
    if track.open_clarifications:
        return
    answered = [question.answered_on for question in track.clarifications if question.answered_on]
    since = max((_stage_since(track), *answered))
    by_when = due(state, "propose_observations", _feedback_received(track), "receipt of the feedback")
    for iso3 in still_to_conclude(state, track):
        yield owed(focal_point(iso3), "conclude_dialogue", since=taken_up(state, iso3, since), due=by_when)


def _drafting(state: PhaseReviewState, track: Track) -> Iterator[Obligation]:
    by_when = due(state, "propose_observations", _feedback_received(track), "receipt of the feedback")
    for iso3 in still_to_propose(state, track):
        since = taken_up(state, iso3, _stage_since(track))
        yield owed(focal_point(iso3), "propose_observations", since=since, due=by_when)


def _agreeing(state: PhaseReviewState, track: Track) -> Iterator[Obligation]:
    by_when = due(state, "agree_observations", _feedback_received(track), "receipt of the feedback")
    for iso3 in still_to_clear(state, track):
        since = taken_up(state, iso3, _stage_since(track))
        yield owed(focal_point(iso3), "clear_observations", duty="agree_observations", since=since, due=by_when)


_AT_STAGE: dict[Stage, Callable[[PhaseReviewState, Track], Iterator[Obligation]]] = {
    Stage.SELF_ASSESSMENT: _self_assessment,
    Stage.DESK_REVIEW: _desk_review,
    Stage.DIALOGUE: _dialogue,
    Stage.DRAFTING_OBSERVATIONS: _drafting,
    Stage.AGREEING: _agreeing,
}


def _questionnaire_clock(state: PhaseReviewState, track: Track) -> tuple[date, str]:
    if state.effective_start is not None and track.opened_on > state.effective_start:
        return track.opened_on, f"{state.state} joined {track.instrument}"
    if state.procedure.policy.saq_clock is SaqClock.LAUNCH_DATE:
        return launched(state), "launch"
    return state.effective_start or track.opened_on, "effective start (preliminary consultation held)"


def _stage_since(track: Track) -> date:
    return track.stage_since or track.opened_on


def _feedback_received(track: Track) -> date:
    return track.feedback_complete_on or track.opened_on
