"""What follows by itself: tracks that move on, and the facts that the system establishes (domain.md 3.6).

Everything here is computed from the state after each event, so a reviewer who is replaced or excused moves a review
on exactly as the last missing feedback would have done.
"""

from datetime import date

from models.phase import events as e
from models.phase.stage import TRACK, Stage
from models.phase.state import PhaseReviewState, Track
from models.policy import FeedbackForm, FeedbackQuorum
from rules.phase.desk_review import owes_feedback, still_to_conclude
from rules.phase.observations import still_to_clear, still_to_propose
from rules.phase.participants import all_focal_points_approved
from rules.phase.summary import still_to_agree


def settled(state: PhaseReviewState, on: date) -> PhaseReviewState:
    """Return the state with every track moved on as far as the facts allow, and the phase at its least advanced one."""
    if not state.tracks:
        return state
    tracks = tuple(_settled_track(state, track, on) for track in state.tracks)
    stage = state.stage
    if stage in TRACK or stage is Stage.SUMMARISING:
        stage = min((track.stage for track in tracks), key=lambda each: each.order)
    if tracks == state.tracks and stage is state.stage:
        return state
    return state.model_copy(update={"tracks": tracks, "stage": stage})


def follow_up(state: PhaseReviewState) -> e.Event | None:
    """Return the next fact that the system itself establishes, or None."""
    if state.is_discontinued and state.stage is not Stage.CLOSED:
        return e.PhaseDiscontinued()
    if state.is_suspended:
        return None
    if state.stage is Stage.NOMINATING and all_focal_points_approved(state):
        return e.AllFocalPointsNamed()
    agreed = tuple(
        track.instrument
        for track in state.tracks
        if track.stage is Stage.AGREEING and state.reviewers_of(track.instrument) and not still_to_clear(state, track)
    )
    if agreed:
        return e.ObservationsAgreed(instruments=agreed)
    if state.stage is Stage.SUMMARISING and state.summary and state.active_reviewers and not still_to_agree(state):
        return e.SummaryAgreed()
    return None


def _settled_track(state: PhaseReviewState, track: Track, on: date) -> Track:
    if not state.reviewers_of(track.instrument):
        return track  # its last reviewer was released: it waits for another one, and no consent is complete without
    if track.stage is Stage.DESK_REVIEW and _feedback_complete(state, track):
        nothing = all(feedback.nothing_to_clarify for feedback in track.feedback) and not track.open_clarifications
        stage = Stage.DRAFTING_OBSERVATIONS if nothing else Stage.DIALOGUE
        track = track.model_copy(update={"stage": stage, "feedback_complete_on": on})
    if track.stage is Stage.DIALOGUE and not still_to_conclude(state, track) and not track.open_clarifications:
        track = track.model_copy(update={"stage": Stage.DRAFTING_OBSERVATIONS})
    if track.stage is Stage.DRAFTING_OBSERVATIONS and track.proposals and not still_to_propose(state, track):
        track = track.model_copy(update={"stage": Stage.AGREEING, "proposed_on": on})
    return track


def _feedback_complete(state: PhaseReviewState, track: Track) -> bool:
    policy = state.procedure.policy
    one_is_enough = (
        policy.feedback_quorum is FeedbackQuorum.ANY_REVIEWER or policy.feedback_form is FeedbackForm.JOINT_PER_REVIEW
    )
    if one_is_enough:
        return bool(track.feedback)
    return bool(track.feedback) and not owes_feedback(state, track)
