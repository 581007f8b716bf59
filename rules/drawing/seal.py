"""The seal, and the entropy that comes after it (domain.md 2.3, step 3)."""

from collections.abc import Iterable

from models.beacon import BeaconChain
from models.drawing import commands as c
from models.drawing import events as e
from models.drawing.state import Contribution, DeclaredSource, DrawingState, Notified, SourceKind, Supplied
from models.errors import InputInvalid
from models.lots import ALGORITHM, LotsInputs
from rules.admission import refuse
from rules.drawing.changes import ENOUGH, NOTICE, check_numbers, declared_beacon, hand_entry, notice
from rules.drawing.turn import Turn, check_own_act, check_party, is_rehearsal
from rules.lots.beacon import opens_at
from rules.lots.entropy import Entry, seed_of
from rules.lots.transcript import seal as sealed


def commit(state: DrawingState, command: c.CommitContribution, turn: Turn) -> tuple[e.Event, ...]:
    """Commit to a contribution."""
    del turn
    check_own_act(command, command.state)
    check_party(state, command.state)
    if any(each.state == command.state for each in state.contributions):
        refuse("already_committed", f"{command.state} has committed to a contribution; it cannot be exchanged.")
    return (e.ContributionCommitted(by=command.state, commitment=command.commitment),)


def seal(state: DrawingState, command: c.SealDraw, turn: Turn) -> tuple[e.Event, ...]:
    """Fix inputs, rules and sources, and say their hash."""
    kinds = [each.kind for each in command.sources]
    if len(set(kinds)) < len(kinds):
        refuse("source_twice", "a source of entropy is declared twice.")
    for source in command.sources:
        _check_source(state, source, turn)
    if SourceKind.GIVEN in kinds and len(kinds) > 1:
        refuse("bad_sources", "a given seed is the only source of a rehearsal.")
    if SourceKind.DELEGATIONS in kinds:
        if not state.contributions:
            refuse("bad_sources", "no delegation has committed to a contribution: leave that source out.")
        if not {SourceKind.BEACON, SourceKind.HAND} & set(kinds):
            # The last one to reveal could choose between two outcomes by holding back.
            refuse("bad_sources", "contributions need a beacon or numbers by hand beside them, which come after them.")
    hand = next((each for each in command.sources if each.kind is SourceKind.HAND), None)
    if hand is not None and SourceKind.BEACON not in kinds and hand.highest**hand.count < ENOUGH:
        refuse(
            "too_little_entropy", "so few numbers could be tried out one by one: draw more, or declare a beacon too."
        )
    entropy_sources = tuple(each for source in command.sources for each in _sealed_source(state, source))
    inputs_sha256 = sealed(inputs_of(state, entropy_sources))
    if command.inputs_sha256 and command.inputs_sha256 != inputs_sha256:
        refuse("inputs_changed", f"the inputs have the hash {inputs_sha256}, not the one that you looked at.")
    return (
        e.DrawSealed(
            algorithm=ALGORITHM,
            inputs_sha256=inputs_sha256,
            sources=command.sources,
            entropy_sources=entropy_sources,
            deferrals=_parties_among(state, state.deferrals),
            volunteers=_parties_among(state, state.volunteers),
            sealed_at=turn.real,
        ),
    )


def reveal(state: DrawingState, command: c.RevealContribution, turn: Turn) -> tuple[e.Event, ...]:
    """Reveal a contribution, before anybody can know the rest of the seed."""
    check_own_act(command, command.state)
    given = next((each for each in state.contributions if each.state == command.state), None)
    if given is None or SourceKind.DELEGATIONS not in {each.kind for each in state.sources}:
        refuse("nothing_committed", f"{command.state} has committed to no contribution of this draw.")
    if given.reveal:
        refuse("already_revealed", f"{command.state} has revealed its contribution.")
    if SourceKind.HAND in state.supplied:
        refuse("reveals_closed", "numbers have been drawn by hand: reveals are closed.")
    if state.reveals_closed:
        refuse("reveals_closed", "the Secretariat has closed reveals.")
    beacon = declared_beacon(state)
    if beacon and turn.real >= opens_at(beacon[1], beacon[0].round):
        refuse("reveals_closed", f"round {beacon[0].round} of {beacon[1].name} is out: reveals are closed.")
    entry = {"source": "delegation", "iso3": given.state, "commitment": given.commitment, "reveal": command.reveal}
    _checked_entry(state, entry)
    return (e.ContributionRevealed(by=command.state, reveal=command.reveal),)


def close_reveals(state: DrawingState, command: c.CloseReveals, turn: Turn) -> tuple[e.Event, ...]:
    """Close reveals before the numbers are drawn; where a beacon was sealed, its round closes them by its time."""
    del command, turn
    if not _numbers_come_last(state):
        refuse("nothing_to_close", "no reveals wait for the numbers: a beacon closes them, or nobody has committed.")
    if state.reveals_closed or SourceKind.HAND in state.supplied:
        refuse("reveals_closed", "reveals are closed.")
    return (e.RevealsClosed(held_back=held_back(state)),)


def must_close_reveals(state: DrawingState) -> bool:
    """Whether somebody could still choose between revealing and holding back when the numbers are seen in the room."""
    return _numbers_come_last(state) and not state.reveals_closed and bool(held_back(state))


def held_back(state: DrawingState) -> tuple[str, ...]:
    """Return who has committed to a contribution and not revealed it."""
    return tuple(each.state for each in _in_order(state) if not each.reveal)


def enter_numbers(state: DrawingState, command: c.EnterNumbers, turn: Turn) -> tuple[e.Event, ...]:
    """Enter the numbers from the drum; with that, reveals are closed.

    Numbers by hand can be chosen by whoever enters them, and nobody but the room would know. So they come before the
    beacon's round, when nothing can be chosen by them; without a beacon, when reveals are closed.
    """
    source = _outstanding(state, SourceKind.HAND)
    check_numbers(source, command.numbers)
    beacon = declared_beacon(state)
    if beacon and turn.real >= opens_at(beacon[1], beacon[0].round):
        refuse(
            "numbers_too_late",
            f"round {beacon[0].round} of {beacon[1].name} is out; numbers by hand come before it: void the draw and "
            "seal it anew.",
        )
    if must_close_reveals(state):
        waiting = ", ".join(held_back(state))
        refuse("reveals_open", f"{waiting} may still reveal: close reveals first, and draw the numbers after that.")
    return (e.EntropySupplied(source=SourceKind.HAND, supplied=Supplied(numbers=command.numbers)),)


def enter_beacon(state: DrawingState, command: c.EnterBeacon, turn: Turn) -> tuple[e.Event, ...]:
    """Enter the sealed round; the store verifies its signature before it records it."""
    source = _outstanding(state, SourceKind.BEACON)
    chain = state.chain(source.chain)
    if chain is None or (command.chain, command.round) != (source.chain, source.round):
        refuse("beacon_round_not_sealed", f"round {source.round} of {source.chain} was sealed, not {command.round}.")
    at = opens_at(chain, source.round)
    if turn.real < at:
        refuse("beacon_round_to_come", f"round {source.round} of {chain.name} comes at {at:%F %T} UTC.")
    supplied = Supplied(
        signature=command.signature,
        previous_signature=command.previous_signature,
        randomness=command.randomness,
    )
    _checked_entry(state, _entry(state, source, supplied))
    return (e.EntropySupplied(source=SourceKind.BEACON, chain=source.chain, round=source.round, supplied=supplied),)


def enter_seed(state: DrawingState, command: c.EnterSeed, turn: Turn) -> tuple[e.Event, ...]:
    """Give the seed of a rehearsal."""
    del turn
    _outstanding(state, SourceKind.GIVEN)
    return (e.EntropySupplied(source=SourceKind.GIVEN, supplied=Supplied(value=command.value)),)


def inputs_of(state: DrawingState, entropy_sources: tuple[dict[str, str | int], ...] = ()) -> LotsInputs:
    """Return the inputs of the draw: as sealed, or as they would be sealed now."""
    is_sealed = bool(state.inputs_sha256)
    deferrals = state.sealed_deferrals if is_sealed else _parties_among(state, state.deferrals)
    volunteers = state.sealed_volunteers if is_sealed else _parties_among(state, state.volunteers)
    return LotsInputs(
        algorithm=state.algorithm or ALGORITHM,
        states=tuple(sorted((row for row in state.parties if row.instruments), key=lambda row: row.iso3)),
        policy=state.policy,
        deferrals=deferrals,
        volunteers=volunteers,
        entropy_sources=state.entropy_sources or entropy_sources,
    )


def entropy(state: DrawingState) -> tuple[Entry, ...]:
    """Return what every sealed source gave, in the sealed order; a delegation that held back gave nothing.

    Raises:
        RuleViolation: `entropy_missing`.
    """
    entries: list[Entry] = []
    for source in state.sources:
        if source.kind is SourceKind.DELEGATIONS:
            entries.extend(_delegation_entry(each) for each in _in_order(state))
            continue
        supplied = state.supplied.get(source.kind)
        if supplied is None:
            refuse("entropy_missing", f"the sealed source '{source.kind}' has not given its value yet.")
        entries.append(_entry(state, source, supplied))
    return tuple(entries)


def check_seal(state: DrawingState) -> None:
    """Refuse to draw with a program that is not the one that sealed: its lots would be others."""
    if state.algorithm != ALGORITHM or sealed(inputs_of(state)) != state.inputs_sha256:
        refuse(
            "seal_broken",
            f"{state.workflow_id} was sealed for {state.algorithm} as {state.inputs_sha256}, and this program draws by "
            f"{ALGORITHM} or makes another hash of the same inputs: run the version that sealed it.",
        )


def seed(state: DrawingState) -> str:
    """Return the seed that the sealed inputs and the entropy make."""
    try:
        return seed_of(inputs_of(state), state.inputs_sha256, entropy(state))
    except InputInvalid as error:
        refuse(error.code, error.message)


def _numbers_come_last(state: DrawingState) -> bool:
    """Whether contributions and numbers by hand make the seed, and no beacon."""
    kinds = {each.kind for each in state.sources}
    return {SourceKind.DELEGATIONS, SourceKind.HAND} <= kinds and SourceKind.BEACON not in kinds


def _parties_among(state: DrawingState, notified: Iterable[Notified]) -> tuple[str, ...]:
    """Who asked for something and is a party: a State may be put out of the register after its note has come."""
    parties = {row.iso3 for row in state.parties if row.instruments}
    return tuple(sorted(each.state for each in notified if each.state in parties))


def _check_source(state: DrawingState, source: DeclaredSource, turn: Turn) -> None:
    match source.kind:
        case SourceKind.BEACON:
            chain = state.chain(source.chain)
            if chain is None:
                names = ", ".join(each.name for each in state.beacons) or "none"
                refuse("unknown_beacon_chain", f"{source.chain!r} is no chain that this drawing knows: {names}.")
            if chain.is_rehearsal and not is_rehearsal(state):
                refuse("seed_not_drawn", f"{chain.name} is for rehearsals: anybody can sign its rounds beforehand.")
            _check_round(state, chain, source.round, turn)
        case SourceKind.HAND:
            if source.count < 1 or source.highest < 2:
                refuse("bad_sources", "say how many numbers are drawn by hand, and the highest of them.")
        case SourceKind.GIVEN:
            if not is_rehearsal(state):
                refuse("seed_not_drawn", "in real time nobody gives the seed: declare a beacon or numbers by hand.")
        case SourceKind.DELEGATIONS:
            pass


def _check_round(state: DrawingState, chain: BeaconChain, number: int, turn: Turn) -> None:
    if number < 1 or opens_at(chain, number) <= turn.real:
        refuse("beacon_round_past", f"round {number} of {chain.name} is not to come: seal a later one.")
    if opens_at(chain, number) < turn.real + notice(state):
        refuse(
            "beacon_round_too_soon",
            f"round {number} of {chain.name} comes before all can have the seal: seal one that comes "
            f"{NOTICE.seconds // 60} minutes from now, or later.",
        )


def _sealed_source(state: DrawingState, source: DeclaredSource) -> list[dict[str, str | int]]:
    match source.kind:
        case SourceKind.BEACON:
            return [{"source": "beacon", "chain": source.chain, "round": source.round}]
        case SourceKind.HAND:
            return [{"source": "hand", "count": source.count, "highest": source.highest}]
        case SourceKind.GIVEN:
            return [{"source": "given"}]
        case SourceKind.DELEGATIONS:
            return [
                {"source": "delegation", "iso3": each.state, "commitment": each.commitment} for each in _in_order(state)
            ]


def _entry(state: DrawingState, source: DeclaredSource, supplied: Supplied) -> Entry:
    del state
    match source.kind:
        case SourceKind.BEACON:
            entry: dict[str, str | int] = {
                "source": "beacon",
                "chain": source.chain,
                "round": source.round,
                "signature": supplied.signature,
                "randomness": supplied.randomness,
            }
            if supplied.previous_signature:
                entry["previous_signature"] = supplied.previous_signature
            return entry
        case SourceKind.HAND:
            return hand_entry(supplied.numbers)
        case _:
            return {"source": "given", "value": supplied.value}


def _delegation_entry(given: Contribution) -> Entry:
    return {"source": "delegation", "iso3": given.state, "commitment": given.commitment, "reveal": given.reveal}


def _in_order(state: DrawingState) -> list[Contribution]:
    return sorted(state.contributions, key=lambda each: each.state)


def _outstanding(state: DrawingState, kind: SourceKind) -> DeclaredSource:
    source = next((each for each in state.sources if each.kind is kind), None)
    if source is None:
        refuse("entropy_not_as_sealed", f"'{kind}' is no source of entropy that was sealed.")
    if kind in state.supplied:
        refuse("entropy_supplied", f"'{kind}' has given its value; it is not exchanged.")
    return source


def _checked_entry(state: DrawingState, entry: Entry) -> None:
    """Refuse an entry that is not what was sealed, in the words of the draw itself."""
    sealed_as = [each for each in state.entropy_sources if all(entry.get(key) == each[key] for key in each)]
    alone = inputs_of(state).model_copy(update={"entropy_sources": tuple(sealed_as)})
    try:
        seed_of(alone, state.inputs_sha256, (entry,))
    except InputInvalid as error:
        refuse(error.code, error.message)
