"""Which rounds of a beacon an event relies on, so that their signatures are verified before it is recorded."""

from models.beacon import BeaconProof, BeaconRound
from models.drawing import events as e
from models.drawing.state import DrawingState, SourceKind
from models.event import Event
from rules.lots.beacon import beacon_round


def proofs(state: DrawingState, event: Event) -> tuple[BeaconProof, ...]:
    """Return every round that `event` cites; `state` is the state before it."""
    match event:
        case e.EntropySupplied() if event.source == SourceKind.BEACON:
            value = BeaconRound(
                chain=event.chain,
                round=event.round,
                signature=event.supplied.signature,
                randomness=event.supplied.randomness,
                previous_signature=event.supplied.previous_signature,
            )
            return _of(state, (value,))
        case e.PairingAmended():
            entries = event.amendment.entropy
            return _of(state, tuple(beacon_round(each) for each in entries if each.get("source") == SourceKind.BEACON))
        case _:
            return ()


def _of(state: DrawingState, values: tuple[BeaconRound, ...]) -> tuple[BeaconProof, ...]:
    chains = ((state.chain(value.chain), value) for value in values)
    return tuple(BeaconProof(chain=chain, value=value) for chain, value in chains if chain is not None)
