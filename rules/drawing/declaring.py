"""Another source of chance for changes. What was sealed decides them for as long as it lives; no beacon is for ever.

Nobody may try a second source because the first one's answer was not liked. So nothing is declared while a change waits
whose round is out, unless the round could not be had for a week: that is seen by everybody who can ask a relay.
"""

from datetime import timedelta

from models.beacon import BeaconChain
from models.clock import SECONDS_A_DAY
from models.drawing import commands as c
from models.drawing import events as e
from models.drawing.state import Decision, DeclaredSource, DrawingState, SourceKind
from rules.admission import refuse
from rules.drawing.changes import ENOUGH, deciding, deciding_chain, notice
from rules.drawing.turn import Turn, is_rehearsal
from rules.lots.beacon import first_round_after, opens_at

PATIENCE = timedelta(days=7)
"""Calendar time for which a round that is out has to be asked for before another source takes its place."""


def declare(state: DrawingState, command: c.DeclareSource, turn: Turn) -> tuple[e.Event, ...]:
    """Let another source decide the changes to come, and those that wait."""
    source = command.source.model_copy(update={"round": 0})
    chain = _chain(state, command, source)
    before = deciding(state)
    if before is not None and before.model_copy(update={"round": 0}) == source:
        refuse("source_twice", f"changes are decided by this {source.kind} already.")
    _check_nothing_is_known(state, turn)
    number = first_round_after(chain, turn.real + notice(state)) if chain else 0
    return (
        e.SourceDeclared(
            source=source,
            beacon=chain if chain and state.chain(chain.chain) is None else None,
            rounds={each.id: number for each in state.changes if chain and each.decision is not Decision.OUTSTANDING},
            reason=command.reason,
        ),
    )


def fold_declared(state: DrawingState, event: e.SourceDeclared) -> DrawingState:
    """Keep the source, and let what waits be decided by it."""
    changes = (each.model_copy(update={"round": event.rounds.get(each.id, 0)}) for each in state.changes)
    beacons = (*state.beacons, event.beacon) if event.beacon else state.beacons
    return state.model_copy(update={"source_of_changes": event.source, "beacons": beacons, "changes": tuple(changes)})


def _chain(state: DrawingState, command: c.DeclareSource, source: DeclaredSource) -> BeaconChain | None:
    """The chain of a beacon; None for another source that may decide changes."""
    match source.kind:
        case SourceKind.BEACON:
            chain = state.chain(source.chain) or _given(command.beacon, source.chain)
            if chain is None:
                refuse(
                    "unknown_beacon_chain",
                    f"{source.chain!r} is no chain that this drawing knows: hand its parameters in with it.",
                )
            if chain.is_rehearsal and not is_rehearsal(state):
                refuse("seed_not_drawn", f"{chain.name} is for rehearsals: anybody can sign its rounds beforehand.")
            return chain
        case SourceKind.HAND:
            if source.highest**source.count < ENOUGH:
                refuse("too_little_entropy", "so few numbers could be tried out one by one: draw more.")
        case SourceKind.GIVEN:
            if not is_rehearsal(state):
                refuse("seed_not_drawn", "in real time nobody gives the seed: declare a beacon or numbers by hand.")
        case SourceKind.DELEGATIONS:
            refuse(
                "bad_sources", "nobody commits to contributions after the seal: declare a beacon or numbers by hand."
            )
    return None


def _given(chain: BeaconChain | None, named: str) -> BeaconChain | None:
    """The chain that is handed in, if its parameters are those that the hash stands for."""
    try:
        is_it = chain is not None and chain.chain == named == chain.hash_of_parameters()
    except (ValueError, OverflowError):
        is_it = False
    return chain if is_it else None


def _check_nothing_is_known(state: DrawingState, turn: Turn) -> None:
    chain, patience = deciding_chain(state), PATIENCE * (state.clock.day_seconds / SECONDS_A_DAY)
    if chain is None:
        return
    for change in state.changes:
        out = opens_at(chain, change.round)
        if change.decision is not Decision.OUTSTANDING and out <= turn.real < out + patience:
            refuse(
                "round_is_out",
                f"round {change.round} decides {change.id} and is out: draw it. If it cannot be had, another source "
                f"can be declared from {out + patience:%F %T} UTC on.",
            )
