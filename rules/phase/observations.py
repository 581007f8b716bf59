"""The list of observations: proposed, sent back, cleared by every focal point (domain.md 3.3 steps 6 and 7)."""

from datetime import date

from models.instruments import Instrument
from models.observations import ObservationItem
from models.phase import commands as c
from models.phase import events as e
from models.phase.stage import Stage
from models.phase.state import PhaseReviewState, Proposal, Track
from models.policy import ObservationsForm
from rules.admission import refuse
from rules.phase.turn import Turn, chosen_tracks, line_of, sides_of, with_tracks

DRAFTING = frozenset({Stage.DRAFTING_OBSERVATIONS})
AGREEING = frozenset({Stage.AGREEING})


def propose(state: PhaseReviewState, command: c.ProposeObservations, turn: Turn) -> tuple[e.Event, ...]:
    """A reviewing State puts observations forward, in the form that the policy asks for."""
    tracks = chosen_tracks(state, turn, command.instruments, DRAFTING)
    form = state.procedure.policy.loo_form
    if form is ObservationsForm.PER_INSTRUMENT and len(tracks) > 1:
        names = ", ".join(track.instrument for track in tracks)
        refuse("one_instrument_each", f"each instrument has its own list here: name one of {names}.")
    if form is ObservationsForm.PER_REVIEWER:
        done = [track.instrument for track in tracks if _has_proposed(state, track, turn.by)]
        tracks = tuple(track for track in tracks if track.instrument not in done)
        if done and (command.instruments or not tracks):
            refuse("already_submitted", f"{turn.by} has proposed its observations on {', '.join(done)}.")
    return (
        e.ObservationsProposed(
            by=turn.by,
            instruments=tuple(track.instrument for track in tracks),
            document=command.document,
            items=_checked(command.items, tuple(track.instrument for track in tracks)),
        ),
    )


def request_changes(state: PhaseReviewState, command: c.RequestChanges, turn: Turn) -> tuple[e.Event, ...]:
    """Any focal point may send proposed observations back."""
    tracks = chosen_tracks(state, turn, command.instruments, AGREEING)
    return (
        e.ChangesRequested(
            by=turn.by, instruments=tuple(track.instrument for track in tracks), document=command.document
        ),
    )


def clear(state: PhaseReviewState, command: c.ClearObservations, turn: Turn) -> tuple[e.Event, ...]:
    """A focal point clears on behalf of its State; silence never does."""
    tracks = chosen_tracks(state, turn, command.instruments, AGREEING)
    remaining = tuple(track.instrument for track in tracks if turn.by not in track.cleared_by)
    if not remaining:
        refuse("already_cleared", f"{turn.by} has cleared these observations; the others have not yet.")
    return (e.ObservationsClearedBy(by=turn.by, instruments=remaining),)


def code(state: PhaseReviewState, command: c.CodeObservations, turn: Turn) -> tuple[e.Event, ...]:
    """The Secretariat codes an agreed list, as States have agreed to it: the text itself stays what it is."""
    del turn
    track = state.track(command.instrument)
    if track is None or track.agreed_on is None:
        refuse("not_agreed", f"the observations on {command.instrument} are not agreed; codes come with the proposal.")
    lists = [each for each in track.proposals if each.document == command.document]
    if not lists:
        refuse("unknown_list", f"{command.document.id} is not the agreed list on {command.instrument}.")
    items = _checked(command.items, (command.instrument,))
    if all(each.items == items for each in lists):
        refuse("coded_already", f"the list on {command.instrument} has these codes.")
    return (e.ObservationsCoded(instrument=command.instrument, document=command.document, items=items),)


def fold_proposed(state: PhaseReviewState, event: e.ObservationsProposed, on: date) -> PhaseReviewState:
    """Keep the proposal; it is up for agreement once its authors are complete."""
    for instrument in event.instruments:
        items = tuple(item for item in event.items if item.instrument is instrument)
        proposal = Proposal(by=event.by, document=event.document, on=on, items=items)
        track = state.track(instrument)
        if track is not None:
            state = with_tracks(state, (instrument,), {"proposals": (*track.proposals, proposal), "cleared_by": ()})
    return state


def fold_changes(state: PhaseReviewState, event: e.ChangesRequested, on: date) -> PhaseReviewState:
    """Back to the authors: clearances and proposals lapse."""
    del on
    for instrument in event.instruments:
        track = state.track(instrument)
        if track is not None:
            change = {
                "stage": Stage.DRAFTING_OBSERVATIONS,
                "proposals": (),
                "proposed_on": None,
                "cleared_by": (),
                "changes_requested": track.changes_requested + 1,
            }
            state = with_tracks(state, (instrument,), change)
    return state


def fold_cleared(state: PhaseReviewState, event: e.ObservationsClearedBy, on: date) -> PhaseReviewState:
    """Count the clearance."""
    del on
    for instrument in event.instruments:
        track = state.track(instrument)
        if track is not None:
            state = with_tracks(state, (instrument,), {"cleared_by": (*track.cleared_by, event.by)})
    return state


def fold_agreed(state: PhaseReviewState, event: e.ObservationsAgreed, on: date) -> PhaseReviewState:
    """The track is through."""
    return with_tracks(state, event.instruments, {"stage": Stage.SUMMARISING, "agreed_on": on})


def fold_coded(state: PhaseReviewState, event: e.ObservationsCoded, on: date) -> PhaseReviewState:
    """The list has these codes."""
    del on
    track = state.track(event.instrument)
    if track is None:
        return state
    proposals = tuple(
        each.model_copy(update={"items": event.items}) if each.document == event.document else each
        for each in track.proposals
    )
    return with_tracks(state, (event.instrument,), {"proposals": proposals})


def still_to_propose(state: PhaseReviewState, track: Track) -> tuple[str, ...]:
    """The reviewing States that are asked for a proposal: all of them, or none once a joint one is there."""
    reviewers = state.reviewers_of(track.instrument)
    if state.procedure.policy.loo_form is ObservationsForm.PER_REVIEWER:
        return tuple(iso3 for iso3 in reviewers if not _has_proposed(state, track, iso3))
    return () if track.proposals else reviewers


def still_to_clear(state: PhaseReviewState, track: Track) -> tuple[str, ...]:
    """The sides whose focal point has not cleared the observations on this track."""
    return tuple(iso3 for iso3 in sides_of(state, track.instrument) if iso3 not in track.cleared_by)


def _checked(items: tuple[ObservationItem, ...], instruments: tuple[Instrument, ...]) -> tuple[ObservationItem, ...]:
    """Return the items if they are of these instruments, of one cluster, and each of its own number."""
    numbers: set[int] = set()
    for item in items:
        if item.instrument not in instruments:
            names = ", ".join(instruments)
            refuse("item_not_proposed", f"item {item.number} is about {item.instrument}; this list is about {names}.")
        if item.number in numbers:
            refuse("item_twice", f"two items have the number {item.number}: number them as the document does.")
        numbers.add(item.number)
    if len({item.cluster for item in items}) > 1:
        refuse("clusters_mixed", "a phase reviews one cluster: give every item that cluster.")
    return items


def _has_proposed(state: PhaseReviewState, track: Track, iso3: str) -> bool:
    """Whether a reviewing State, or one whose place it took, has proposed observations in this round."""
    return any(proposal.by in line_of(state, iso3) for proposal in track.proposals)
