"""Changes among the reviewing States, new instruments, and a review withheld (domain.md 2.2, 3.7, 3.8, D5, D19).

Which State may come in is decided by the cycle, which holds the register (D1 to D10); here the change is carried out.
"""

from datetime import date

from models.instruments import Instrument
from models.phase import commands as c
from models.phase import events as e
from models.phase.stage import TRACK, Stage
from models.phase.state import PhaseReviewState, Reviewer, Suspension, Track
from rules.admission import refuse
from rules.pairing import with_newcomer, with_successor
from rules.phase.turn import Turn

BEFORE_TRACKS = frozenset({Stage.SCHEDULED, Stage.NOMINATING, Stage.CONSULTING})


def replace_reviewer(state: PhaseReviewState, command: c.ReplaceReviewer, turn: Turn) -> tuple[e.Event, ...]:
    """One State takes the place of another, for the same instruments unless others are named; of an excused one too.

    Named instruments are those of the whole review; where none of them is reviewed in this phase, the place is given
    up and not taken.
    """
    del turn
    outgoing = next((each for each in state.reviewers if each.state == command.outgoing), None)
    if outgoing is None:
        refuse("not_a_reviewer", f"{command.outgoing} does not review {state.state} in this phase.")
    if command.incoming in {command.outgoing, *(each.state for each in state.active_reviewers)}:
        refuse("already_reviews", f"{command.incoming} reviews {state.state} already; one State has one place (D8).")
    _check_not_itself(state, command.incoming)
    taken = None
    if command.instruments is not None:
        taken = tuple(each for each in command.instruments if each in state.instruments)
    if taken == ():
        return (e.ReviewerReleased(outgoing=command.outgoing, instruments=outgoing.instruments, reason=command.reason),)
    return (
        e.ReviewerReplaced(
            outgoing=command.outgoing,
            incoming=command.incoming,
            instruments=outgoing.instruments,
            incoming_instruments=taken,
            relaxed=command.relaxed,
            reason=command.reason,
        ),
    )


def draw_supplementary(
    state: PhaseReviewState, command: c.DrawSupplementaryReviewer, turn: Turn
) -> tuple[e.Event, ...]:
    """A State is added for some instruments only: those of them that are reviewed in this phase."""
    del turn
    newcomer = command.reviewer
    _check_not_itself(state, newcomer.state)
    for instrument in newcomer.instruments:
        if newcomer.state in state.reviewers_of(instrument):
            refuse("already_reviews", f"{newcomer.state} reviews {instrument} here already (D8).")
    instruments = tuple(instrument for instrument in newcomer.instruments if instrument in state.instruments)
    if not instruments:
        refuse("instrument_not_under_review", f"{state.state} is not reviewed on {', '.join(newcomer.instruments)}.")
    reviewer = newcomer.model_copy(update={"instruments": instruments})
    return (e.SupplementaryDrawn(reviewer=reviewer, instruments=instruments),)


def excuse_reviewer(state: PhaseReviewState, command: c.ExcuseReviewer, turn: Turn) -> tuple[e.Event, ...]:
    """Go on with the other reviewing State; never without any (D1 keeps a reviewer for each instrument)."""
    del turn
    leaving = _reviewer(state, command.outgoing)
    alone = [each for each in leaving.instruments if state.reviewers_of(each) == (command.outgoing,)]
    if alone:
        refuse(
            "no_reviewer_left", f"{command.outgoing} is the only reviewer of {', '.join(alone)}; replace it instead."
        )
    return (e.ReviewerExcused(outgoing=command.outgoing, reason=command.reason),)


def join_instrument(state: PhaseReviewState, command: c.JoinInstrument, turn: Turn) -> tuple[e.Event, ...]:
    """Add a track while the phase is not past its tracks (D19: the cluster then running)."""
    if command.instrument in state.instruments:
        refuse("already_under_review", f"{state.state} is reviewed on {command.instrument} already.")
    if command.joined_on > turn.today:
        refuse("date_in_future", f"{command.joined_on} is still to come; today is {turn.today}.")
    if state.stage not in TRACK | BEFORE_TRACKS:
        refuse("too_late_for_this_phase", "the observations are agreed; the instrument joins with the next phase.")
    for newcomer in command.reviewers:
        _check_not_itself(state, newcomer.state)
    if all(newcomer.state in state.excused for newcomer in command.reviewers):
        refuse("no_reviewer_left", f"every reviewer of {command.instrument} was excused from this phase; replace one.")
    return (
        e.PartyJoinedInstrument(
            instrument=command.instrument, joined_on=command.joined_on, reviewers=command.reviewers
        ),
    )


def suspend(state: PhaseReviewState, command: c.SuspendReview, turn: Turn) -> tuple[e.Event, ...]:
    """Withhold the review."""
    del turn
    if state.is_suspended:
        refuse("review_suspended", "the review is withheld already.")
    return (e.ReviewSuspended(reason=command.reason),)


def resume(state: PhaseReviewState, command: c.ResumeReview, turn: Turn) -> tuple[e.Event, ...]:
    """Release the review."""
    del command, turn
    if not state.is_suspended:
        refuse("not_suspended", "the review is not withheld.")
    return (e.ReviewResumed(),)


def fold_replaced(state: PhaseReviewState, event: e.ReviewerReplaced, on: date) -> PhaseReviewState:
    """What the leaving State submitted stays; what it consented to has to be consented to anew."""
    left = without_state(_free_to_return(state, event.incoming), event.outgoing, on)
    reviewers = with_successor(
        left.reviewers,
        event.outgoing,
        incoming=event.incoming,
        on=on,
        instruments=event.incoming_instruments,
        relaxed=event.relaxed,
    )
    names = {event.outgoing: event.incoming}
    split = {names.get(iso3, iso3): instruments for iso3, instruments in left.instrument_split.items()}
    taken = event.incoming_instruments
    if taken is not None and event.incoming in split:
        split[event.incoming] = tuple(each for each in split[event.incoming] if each in taken)
    excused = {iso3: day for iso3, day in left.excused.items() if iso3 != event.outgoing}
    changed = left.model_copy(update={"instrument_split": split, "excused": excused})
    return _joined(changed, reviewers, event.incoming, on)


def fold_supplementary(state: PhaseReviewState, event: e.SupplementaryDrawn, on: date) -> PhaseReviewState:
    """The newcomer serves from today."""
    newcomer = event.reviewer.model_copy(update={"assigned_on": on})
    free = _free_to_return(state, newcomer.state)
    return _joined(free, with_newcomer(free.reviewers, newcomer), newcomer.state, on)


def fold_excused(state: PhaseReviewState, event: e.ReviewerExcused, on: date) -> PhaseReviewState:
    """The State is out; its submissions stay."""
    left = without_state(state, event.outgoing, on)
    return left.model_copy(update={"excused": {**state.excused, event.outgoing: on}})


def fold_joined(state: PhaseReviewState, event: e.PartyJoinedInstrument, on: date) -> PhaseReviewState:
    """The instrument is under review from today; its track opens if the others have."""
    reviewers = state.reviewers
    for newcomer in event.reviewers:
        reviewers = with_newcomer(reviewers, newcomer.model_copy(update={"assigned_on": on}))
    order = list(Instrument)
    instruments = tuple(sorted((*state.instruments, event.instrument), key=order.index))
    left = {each: day for each, day in state.left.items() if each != event.instrument}
    update: dict[str, object] = {"instruments": instruments, "left": left}
    if state.tracks:
        tracks = (*state.tracks, Track(instrument=event.instrument, opened_on=on))
        update["tracks"] = tuple(sorted(tracks, key=lambda track: order.index(track.instrument)))
    changed = state.model_copy(update=update)
    for newcomer in event.reviewers:
        changed = _joined(changed, reviewers, newcomer.state, on)
    return changed


def fold_suspended(state: PhaseReviewState, event: e.ReviewSuspended, on: date) -> PhaseReviewState:
    """Clocks stand still from today."""
    return state.model_copy(update={"suspensions": (*state.suspensions, Suspension(since=on, reason=event.reason))})


def fold_resumed(state: PhaseReviewState, event: e.ReviewResumed, on: date) -> PhaseReviewState:
    """Clocks run again; every date moves by the days withheld, the one that the State itself filed as well."""
    del event
    last = state.suspensions[-1]
    expected = state.expected_on
    if expected is not None and expected >= last.since:
        expected += on - last.since
    suspensions = (*state.suspensions[:-1], last.model_copy(update={"until": on}))
    return state.model_copy(update={"suspensions": suspensions, "expected_on": expected})


def _reviewer(state: PhaseReviewState, iso3: str) -> Reviewer:
    reviewer = state.reviewer(iso3)
    if reviewer is None:
        refuse("not_a_reviewer", f"{iso3} does not review {state.state} in this phase.")
    return reviewer


def _check_not_itself(state: PhaseReviewState, iso3: str) -> None:
    if iso3 == state.state:
        refuse("reviews_itself", f"{iso3} cannot review itself (D8).")


def _free_to_return(state: PhaseReviewState, iso3: str) -> PhaseReviewState:
    """Forget that a State was excused: it comes back into a place of its own."""
    if iso3 not in state.excused:
        return state
    reviewers = tuple(each for each in state.reviewers if each.state != iso3)
    excused = {each: day for each, day in state.excused.items() if each != iso3}
    return state.model_copy(update={"reviewers": reviewers, "excused": excused})


def _joined(state: PhaseReviewState, reviewers: tuple[Reviewer, ...], iso3: str, on: date) -> PhaseReviewState:
    released = {each: day for each, day in state.released.items() if each != iso3}
    changed = state.model_copy(update={"reviewers": reviewers, "released": released})
    if changed.stage is Stage.SCHEDULED or changed.focal_point(iso3) is not None:
        return changed
    return changed.model_copy(update={"vacant_since": {**changed.vacant_since, iso3: on}})


def without_state(state: PhaseReviewState, iso3: str, on: date) -> PhaseReviewState:
    """End the seats of a State and void its consents to what is not agreed yet; its documents stay."""
    seats = tuple(
        seat.model_copy(update={"ended_on": on}) if seat.state == iso3 and seat.is_open else seat
        for seat in state.seats
    )
    tracks = tuple(without_consents(track, iso3) for track in state.tracks)
    consultation, summary = state.consultation, state.summary
    if consultation is not None and state.effective_start is None:
        consultation = consultation.model_copy(update={"accepted_by": _without(consultation.accepted_by, iso3)})
    if summary is not None and summary.agreed_on is None:
        summary = summary.model_copy(update={"agreed_by": _without(summary.agreed_by, iso3)})
    vacant = {each: since for each, since in state.vacant_since.items() if each != iso3}
    return state.model_copy(
        update={
            "seats": seats,
            "tracks": tracks,
            "consultation": consultation,
            "summary": summary,
            "vacant_since": vacant,
        }
    )


def without_consents(track: Track, iso3: str) -> Track:
    """Void what a State has consented to on a track and what is not agreed yet."""
    if track.stage is Stage.DIALOGUE:
        return track.model_copy(update={"concluded_by": _without(track.concluded_by, iso3)})
    if track.stage is Stage.AGREEING:
        return track.model_copy(update={"cleared_by": _without(track.cleared_by, iso3)})
    return track


def _without(states: tuple[str, ...], iso3: str) -> tuple[str, ...]:
    return tuple(each for each in states if each != iso3)
