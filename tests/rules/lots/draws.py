"""Draws by chance: registers, policies and sources of entropy of every kind, and their transcripts."""

import hashlib
from functools import cache
from typing import Any

from models.errors import RuleViolation
from models.lots import LotsInputs
from rules.lots.canonical import sha256
from rules.lots.checks import checked_inputs
from rules.lots.stream import Stream
from rules.lots.transcript import transcript_of
from tests.rules.lots.registers import any_policy, any_register

Entry = dict[str, str | int]


def seed_number(number: int) -> str:
    """Return a seed in hex."""
    return sha256({"draw": number})


def any_inputs(number: int, count: int) -> LotsInputs:
    """A register of so many States with a policy, deferrals, volunteers and earlier load by chance."""
    chance = Stream(bytes.fromhex(seed_number(number)), "case")
    states = any_register(chance, count)
    codes = [state.iso3 for state in states]
    return checked_inputs(
        states,
        any_policy(chance),
        deferrals=[code for code in codes if not chance.below(5)],
        volunteers=[code for code in codes if not chance.below(4)],
        earlier_load={code: 1 for code in codes if not chance.below(8)},
    )


def any_entropy(number: int) -> tuple[tuple[Entry, ...], list[Entry]]:
    """What was sealed of the sources, and what they gave: a seed, or numbers, delegations and a beacon."""
    digits = seed_number(number)
    if number % 2:
        return ({"source": "given"},), [{"source": "given", "value": digits}]
    secret, signature = bytes.fromhex(digits), hashlib.sha512(digits.encode()).digest()
    delegation: Entry = {"source": "delegation", "iso3": "AAA", "commitment": hashlib.sha256(secret).hexdigest()}
    beacon: Entry = {"source": "beacon", "chain": "c0", "round": number}
    sealed: tuple[Entry, ...] = ({"source": "hand", "count": 2, "highest": 49}, delegation, beacon)
    return sealed, [
        {"source": "hand", "numbers": f"{1 + number % 49} {1 + number % 7}"},
        {**delegation, "reveal": secret.hex() if number % 4 else ""},
        {**beacon, "signature": signature.hex(), "randomness": hashlib.sha256(signature).hexdigest()},
    ]


@cache
def drawn(number: int, count: int) -> dict[str, Any] | None:
    """The transcript of the draw with this number among so many States; None if nothing can be drawn."""
    sealed, entropy = any_entropy(number)
    try:
        return transcript_of(any_inputs(number, count).model_copy(update={"entropy_sources": sealed}), entropy)
    except RuleViolation:
        return None
