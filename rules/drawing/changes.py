"""Changes of the pairing after the draw: what each one opens up, whose lot decides it, and when it is known."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from models.amendment import AmendmentKind, Change, Standing
from models.beacon import BeaconChain
from models.clock import SECONDS_A_DAY
from models.drawing.state import Decision, DeclaredSource, DrawingState, PendingChange, SourceKind, Supplied
from models.errors import RuleViolation
from models.lots import LotsAssignment
from rules.admission import refuse
from rules.drawing.turn import Turn
from rules.lots import amendment as amend
from rules.lots.beacon import first_round_after, opens_at

NOTICE = timedelta(minutes=5)
"""Calendar time between asking for a change and the beacon's round that decides it: nobody knows the outcome while
asking. As long lies between the seal and its round: the hash is with all before there is any entropy."""

ENOUGH = 2**64
"""Outcomes of numbers drawn by hand that nothing else is added to; fewer could be tried out beforehand."""

FACTS = frozenset({AmendmentKind.LATE_ENTRANT, AmendmentKind.INSTRUMENT_JOINED, AmendmentKind.DEPARTURE})
"""What has happened whether or not a lot can be drawn for it; the other changes are somebody's wish."""


def deciding(state: DrawingState) -> DeclaredSource | None:
    """Return what decides changes: the source declared for them; else of those sealed the beacon, or the drum."""
    sealed = {each.kind: each for each in state.sources}
    kinds = (SourceKind.BEACON, SourceKind.HAND, SourceKind.GIVEN)
    return state.source_of_changes or next((sealed[kind] for kind in kinds if kind in sealed), None)


def deciding_chain(state: DrawingState) -> BeaconChain | None:
    """Return the beacon's chain that decides changes, if one does."""
    source = deciding(state)
    return state.chain(source.chain) if source and source.kind is SourceKind.BEACON else None


def next_change_id(state: DrawingState) -> str:
    """Return the id of the next change."""
    return f"change-{state.asked + 1}"


def declared_beacon(state: DrawingState) -> tuple[DeclaredSource, BeaconChain] | None:
    """Return the sealed beacon, if there is one."""
    for source in state.sources:
        chain = state.chain(source.chain) if source.kind is SourceKind.BEACON else None
        if chain is not None:
            return source, chain
    return None


def notice(state: DrawingState) -> timedelta:
    """Return the real time that lies between a wish, or the seal, and the round that decides."""
    return NOTICE * (state.clock.day_seconds / SECONDS_A_DAY)


def round_to_come(state: DrawingState, turn: Turn) -> int:
    """Return the beacon's round that will decide a change asked for now; 0 if no beacon does."""
    chain = deciding_chain(state)
    return first_round_after(chain, turn.real + notice(state)) if chain else 0


def standing_of(state: DrawingState) -> Standing:
    """Return who reviews whom now."""
    if state.standing is None:
        refuse("nothing_drawn", "no reviewers have been drawn yet.")
    return state.standing


def volunteers_since(state: DrawingState, change: PendingChange) -> tuple[str, ...]:
    """Return the States that offered to review above the maximum since the last record, before `change` was asked for.

    Later offers count for later changes: whoever knew the round of this one could choose by them.
    """
    standing = standing_of(state)
    listed = {row.iso3 for row in standing.states}
    offered = (each.state for each in state.volunteers[: change.offers])
    return tuple(iso3 for iso3 in offered if iso3 in listed and iso3 not in standing.volunteers)


def next_to_draw(state: DrawingState) -> PendingChange | None:
    """Return the change whose lot comes next: the first that waits for no decision."""
    return next((each for each in state.changes if each.decision is not Decision.OUTSTANDING), None)


def check_turn(state: DrawingState, change: PendingChange | None = None) -> None:
    """Refuse what would overtake a change that waits for its lot; without `change`, an amendment that needs none.

    Each amendment is drawn from what the ones before have left. Whoever could choose the order, or put a record of
    his own words before a round that is known, could choose the outcome.
    """
    first = next_to_draw(state)
    if first is not None and first != change:
        refuse("not_its_turn", f"{first.id} was asked for before and waits for its lot: draw it first.")


def opened_by(state: DrawingState, change: PendingChange) -> Change:
    """Return what a change vacates and leaves to be filled.

    Raises:
        RuleViolation: the change is not possible as the pairing stands (`rules.lots.amendment`).
    """
    standing = standing_of(state)
    match change.kind:
        case AmendmentKind.REDRAW:
            opened = amend.redraw_of(standing, change.under_review, change.state)
        case AmendmentKind.REPLACEMENT:
            opened = amend.replacement_of(standing, change.under_review, change.state)
        case AmendmentKind.DEFERRAL:
            opened = amend.deferral_of(standing, change.state)
        case AmendmentKind.DEPARTURE:
            opened = amend.departure_of(standing, change.state, change.instruments)
        case AmendmentKind.LATE_ENTRANT:
            if change.entrant is None:
                refuse("unknown_state", f"{change.state}: nothing is known of the State that enters.")
            opened = amend.late_entrant_of(standing, change.entrant, change.group)
        case AmendmentKind.INSTRUMENT_JOINED:
            opened = amend.instrument_joined(standing, change.state, change.instruments)
        case AmendmentKind.SUPPLEMENT:
            opened = amend.supplement_of(standing, change.state)
    return opened


def put_last(changes: Sequence[PendingChange], waits: str, **update: Any) -> tuple[PendingChange, ...]:
    """Return changes with the one of that id behind all others: what is drawn by a later round is drawn later."""
    others = tuple(each for each in changes if each.id != waits)
    return (*others, *(each.model_copy(update=update) for each in changes if each.id == waits))


def check_possible(state: DrawingState, change: PendingChange) -> None:
    """Refuse a change that the pairing does not allow, or that overlaps with one that waits."""
    vacated = _places(opened_by(state, change).vacated)
    for other in state.changes:
        if change.kind in FACTS and other.kind in FACTS and change.state == other.state:
            refuse("change_pending", f"{other.id} is about {change.state} too and waits for its lot: draw it first.")
        if vacated & _vacated_by(state, other):
            refuse("change_pending", f"{other.id} is about the same place and waits for its lot: draw it first.")


def _vacated_by(state: DrawingState, change: PendingChange) -> set[tuple[str, str]]:
    """The places that a change which waits will vacate; none if it has become impossible, and will lapse."""
    if change.under_review:
        return {(change.under_review, change.state)}
    try:
        return _places(opened_by(state, change).vacated)
    except RuleViolation:
        return set()


def _places(rows: Iterable[LotsAssignment]) -> set[tuple[str, str]]:
    return {(each.under_review, each.reviewer) for each in rows}


def entropy_of(
    state: DrawingState, change: PendingChange, supplied: Supplied, turn: Turn
) -> tuple[dict[str, str | int], ...]:
    """Return the entropy entries of an amendment, from the source that decides changes.

    Raises:
        RuleViolation: `beacon_round_to_come`, `beacon_value_missing`, `numbers_not_as_sealed`, or `seed_missing`.
    """
    chain, source = deciding_chain(state), deciding(state)
    if chain is not None:
        return (_beacon_entry(chain, change, supplied, turn),)
    if source is not None and source.kind is SourceKind.HAND:
        check_numbers(source, supplied.numbers)
        return (hand_entry(supplied.numbers),)
    if not supplied.value:
        refuse("seed_missing", "this rehearsal was sealed with a given seed: give a value of 64 hex digits.")
    return ({"source": "given", "value": supplied.value},)


def hand_entry(numbers: tuple[int, ...]) -> dict[str, str | int]:
    """Return numbers drawn by hand as they stand in the entropy: in the order in which they came, a space between."""
    return {"source": "hand", "numbers": " ".join(map(str, numbers))}


def check_numbers(source: DeclaredSource, numbers: tuple[int, ...]) -> None:
    """Refuse numbers that are not what was sealed: so many, from 1 to the highest in the drum."""
    beyond = [str(each) for each in numbers if not 1 <= each <= source.highest]
    if len(numbers) != source.count or beyond:
        among = f", among them {', '.join(beyond)}" if beyond else ""
        refuse(
            "numbers_not_as_sealed",
            f"{source.count} numbers of 1 to {source.highest} were sealed; {len(numbers)} were given{among}.",
        )


def _beacon_entry(chain: BeaconChain, change: PendingChange, supplied: Supplied, turn: Turn) -> dict[str, str | int]:
    at = opens_at(chain, change.round)
    if turn.real < at:
        refuse(
            "beacon_round_to_come",
            f"round {change.round} of {chain.name} decides {change.id}; it comes at {at:%F %T} UTC.",
        )
    if not supplied.signature or not supplied.randomness:
        refuse("beacon_value_missing", f"give signature and randomness of round {change.round} of {chain.name}.")
    entry: dict[str, str | int] = {
        "source": "beacon",
        "chain": chain.chain,
        "round": change.round,
        "signature": supplied.signature,
        "randomness": supplied.randomness,
    }
    if supplied.previous_signature:
        entry["previous_signature"] = supplied.previous_signature
    return entry
