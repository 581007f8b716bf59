"""Parts of a review that end before their time: a reviewer is released, or the State under review leaves a treaty.

A reviewing State is released where an amendment of the drawing gives its place to nobody. What the State under review
leaves is not reviewed any more (domain.md D20, UNCERTAIN: the stated default): its track ends where it stands, and the
others go on. Nothing that was submitted is taken away; nothing more is asked for.
"""

from datetime import date

from models.instruments import Instrument
from models.phase import commands as c
from models.phase import events as e
from models.phase.stage import Stage
from models.phase.state import PhaseReviewState
from rules.admission import refuse
from rules.pairing import narrowed, without
from rules.phase.reviewers import without_consents, without_state
from rules.phase.turn import Turn


def release_reviewer(state: PhaseReviewState, command: c.ReleaseReviewer, turn: Turn) -> tuple[e.Event, ...]:
    """A reviewing State has no part in some instruments any more, or in none of them; of an excused one too."""
    del turn
    outgoing = next((each for each in state.reviewers if each.state == command.outgoing), None)
    if outgoing is None:
        refuse("not_a_reviewer", f"{command.outgoing} does not review {state.state} in this phase.")
    released = tuple(each for each in outgoing.instruments if not command.instruments or each in command.instruments)
    if not released:
        refuse(
            "instrument_outside_assignment",
            f"{command.outgoing} does not review {', '.join(command.instruments)} here.",
        )
    return (e.ReviewerReleased(outgoing=command.outgoing, instruments=released, reason=command.reason),)


def leave_instrument(state: PhaseReviewState, command: c.LeaveInstrument, turn: Turn) -> tuple[e.Event, ...]:
    """End the review on instruments that the State under review has left; `phase_discontinued` follows the last one."""
    left = tuple(each for each in state.instruments if each in command.instruments)
    if not left:
        refuse(
            "instrument_not_under_review",
            f"{state.state} is not reviewed on {', '.join(command.instruments)} in this phase.",
        )
    if command.left_on > turn.today:
        refuse("date_in_future", f"{command.left_on} is still to come; today is {turn.today}.")
    return (e.PartyLeftInstrument(instruments=left, left_on=command.left_on, reason=command.reason),)


def fold_released(state: PhaseReviewState, event: e.ReviewerReleased, on: date) -> PhaseReviewState:
    """Its submissions stay; its consents to what is not agreed yet lapse; its seats end with its last instrument."""
    iso3 = event.outgoing
    reviewers = without(state.reviewers, iso3, event.instruments)
    if any(each.state == iso3 for each in reviewers):
        tracks = tuple(
            without_consents(track, iso3) if track.instrument in event.instruments else track for track in state.tracks
        )
        return state.model_copy(
            update={
                "reviewers": reviewers,
                "tracks": tracks,
                "instrument_split": _split_without(state, event.instruments, of=iso3),
            }
        )
    gone = without_state(state, iso3, on)
    return gone.model_copy(
        update={
            "reviewers": reviewers,
            "instrument_split": {each: part for each, part in state.instrument_split.items() if each != iso3},
            "excused": {each: day for each, day in state.excused.items() if each != iso3},
            "released": {**state.released, iso3: on},
        }
    )


def fold_left(state: PhaseReviewState, event: e.PartyLeftInstrument, on: date) -> PhaseReviewState:
    """The tracks end where they stand; who reviewed nothing else is released by the command that follows.

    With the last instrument everything stays as it is: it is the record of a phase that is over.
    """
    del on
    marked = state.model_copy(update={"left": {**state.left, **dict.fromkeys(event.instruments, event.left_on)}})
    if marked.is_discontinued:
        return marked
    ended = tuple(track for track in state.tracks if track.instrument in event.instruments)
    return marked.model_copy(
        update={
            "instruments": tuple(each for each in state.instruments if each not in event.instruments),
            "tracks": tuple(track for track in state.tracks if track not in ended),
            "ended_tracks": (*state.ended_tracks, *ended),
            "instrument_split": _split_without(state, event.instruments),
            "reviewers": narrowed(state.reviewers, event.instruments),
        }
    )


def fold_discontinued(state: PhaseReviewState, event: e.PhaseDiscontinued, on: date) -> PhaseReviewState:
    """The phase is over, as it stood; nobody owes anything any more."""
    del event
    return state.model_copy(update={"stage": Stage.CLOSED, "closed_on": on})


def _split_without(
    state: PhaseReviewState, instruments: tuple[Instrument, ...], *, of: str | None = None
) -> dict[str, tuple[Instrument, ...]]:
    """The division of work without these instruments, of one reviewing State or of all."""
    return {
        iso3: tuple(each for each in part if each not in instruments) if of in {None, iso3} else part
        for iso3, part in state.instrument_split.items()
    }
