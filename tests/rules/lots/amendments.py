"""Draws to be amended, amendments by chance, and tools/check_amendments.py as a delegation has it."""

import importlib.util
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from models.amendment import Amendment, Change, Standing
from models.errors import RuleViolation
from models.instruments import Instrument
from models.lots import LotsAssignment, LotsInputs, LotsState
from models.register import LegalTradition
from rules.lots.amendment import (
    after,
    deferral_of,
    departure_of,
    drawn,
    instrument_joined,
    late_entrant_of,
    left_open,
    named,
    redraw_of,
    replacement_of,
    standing_of,
    supplement_of,
    written_amendments,
)
from rules.lots.canonical import sha256
from rules.lots.checks import checked_inputs
from rules.lots.stream import Stream
from rules.lots.transcript import sealed_inputs, written
from tests.rules.lots.registers import REGIONS, any_policy, any_register, code_of

PROGRAM = Path(__file__).parents[3] / "tools" / "check_amendments.py"
DAY = date(2027, 3, 1)


def load_amendment_checker() -> ModuleType:
    """Return the checker; its `check(bytes, bytes)` returns a line, or raises what its own `main` prints."""
    spec = importlib.util.spec_from_file_location("check_amendments_alone", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def seed_number(number: int) -> str:
    """Return the seed with this number."""
    return sha256({"draw": number})


def given(number: int) -> list[dict[str, str | int]]:
    """Return what the seed with this number is made from."""
    return [{"source": "given", "value": seed_number(number)}]


def any_inputs(chance: Stream, *, most: int) -> LotsInputs:
    """Return a register, a policy, deferrals, volunteers and earlier load by chance."""
    states = any_register(chance, 5 + chance.below(most - 4))
    codes = [state.iso3 for state in states]
    return checked_inputs(
        states,
        any_policy(chance),
        deferrals=[code for code in codes if not chance.below(6)],
        volunteers=[code for code in codes if not chance.below(4)],
        earlier_load={code: 1 for code in codes if not chance.below(8)},
    )


def in_turn(inputs: LotsInputs, chance: Stream) -> dict[str, Any] | None:
    """Return a transcript of a draw in which State after State got reviewers by lot; None in a dead end.

    That is no fair draw, but a sound pairing, in milliseconds; and nobody asks an amendment how the draw was made.
    """
    groups = {state.iso3: 1 + place % 3 for place, state in enumerate(chance.shuffled(inputs.states))}
    standing = standing_of(inputs, {}, (), "00" * 32).model_copy(update={"groups": groups})
    for number, state in enumerate(chance.shuffled(inputs.states)):
        try:
            one = drawn(standing, supplement_of(standing, state.iso3), given(number), on=DAY, reason="")
        except RuleViolation:
            return None
        standing = after(standing, one)
    record: dict[str, Any] = {
        "inputs": sealed_inputs(inputs),
        "groups": {str(group): sorted(iso3 for iso3 in groups if groups[iso3] == group) for group in (1, 2, 3)},
        "assignments": [each.model_dump(mode="json") for each in standing.assignments],
    }
    return record | {"sha256": sha256(record)}


class Chain:
    """A transcript and its amendments, with who reviews whom now."""

    def __init__(self, transcript: dict[str, Any], number: int = 1) -> None:
        self.transcript = transcript
        self.standing = standing_of(
            LotsInputs.model_validate(transcript["inputs"]),
            transcript["groups"],
            [LotsAssignment.model_validate(each) for each in transcript["assignments"]],
            transcript["sha256"],
        )
        self.amendments: list[Amendment] = []
        self.number = number

    def add(self, amendment: Amendment) -> Amendment:
        """Fold one more amendment in."""
        self.standing = after(self.standing, amendment)
        self.amendments.append(amendment)
        return amendment

    def draw(self, change: Change, *, volunteers: Sequence[str] = ()) -> Amendment:
        """Add an amendment by lot."""
        seed = given(1000 * self.number + len(self.amendments))
        return self.add(drawn(self.standing, change, seed, on=DAY, reason="note verbale", volunteers=volunteers))

    def files(self) -> tuple[bytes, bytes]:
        """Return the two files that the checker reads."""
        return written(self.transcript), written_amendments(self.amendments)


def any_chain(number: int, *, most: int, length: int) -> Chain | None:
    """Return a draw with at most `length` amendments by chance; None if nothing was drawn."""
    chance = Stream(bytes.fromhex(seed_number(number)), "amendments")
    transcript = in_turn(any_inputs(chance, most=most), chance)
    if transcript is None:
        return None
    chain = Chain(transcript, number)
    for _ in range(3 * length):
        if len(chain.amendments) < length:
            _try_one(chain, chance)
    return chain


def _try_one(chain: Chain, chance: Stream) -> None:
    standing = chain.standing
    volunteers = [state.iso3 for state in standing.states if not chance.below(12)]
    try:
        change = _any_change(standing, chance)
        match chance.below(5):
            case 0:
                incoming = standing.states[chance.below(len(standing.states))].iso3
                chain.add(named(standing, change, incoming, on=DAY, reason="named by the Secretariat"))
            case 1:
                chain.add(left_open(standing, change, on=DAY, reason="as the depositary tells"))
            case _:
                chain.draw(change, volunteers=volunteers)
    except RuleViolation:
        return


def _any_change(standing: Standing, chance: Stream) -> Change:
    def one_of(choices: Sequence[Any]) -> Any:
        return choices[chance.below(len(choices))]

    state = one_of(standing.states)
    row = one_of(standing.assignments)
    others = [each for each in Instrument if chance.below(2)] or [Instrument.FA]
    match chance.below(8):
        case 0 | 1:
            return redraw_of(standing, row.under_review, row.reviewer)
        case 2:
            return replacement_of(standing, row.under_review, row.reviewer)
        case 3:
            return deferral_of(standing, state.iso3)
        case 4:
            new = LotsState(
                iso3=code_of(200 + chance.below(50)),
                region=one_of(REGIONS),
                instruments=(Instrument.UNTOC, *(each for each in others if each is not Instrument.UNTOC)),
                legal_tradition=one_of(list(LegalTradition)),
            )
            return late_entrant_of(standing, new, 1 + chance.below(4))
        case 5:
            missing = [each for each in Instrument if each not in state.instruments]
            return instrument_joined(standing, state.iso3, missing[: 1 + chance.below(2)])
        case 6:
            return departure_of(standing, state.iso3, None if not chance.below(3) else others)
        case _:
            return supplement_of(standing, next(_open(standing), state.iso3))


def _open(standing: Standing) -> Iterator[str]:
    """The States with an open place."""
    for state in standing.states:
        covered = [each for row in standing.reviewers(state.iso3) for each in row.instruments]
        if len(covered) < 2 * len(state.instruments):
            yield state.iso3
