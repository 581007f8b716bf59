"""What is sealed before a draw, and how the lots are tied to it.

The seal is published before there is any entropy. The streams of a draw have a key that is made from seed and inputs
together: every input steers every lot, even one that no rule happens to look at, so that nobody can change an input
afterwards and keep the outcome.
"""

import hashlib
from typing import Any

from models.lots import LotsInputs
from rules.lots.canonical import canonical, sha256


def sealed_inputs(inputs: LotsInputs) -> dict[str, Any]:
    """Return the inputs as the transcript has them: States and lists by code, instruments in the order of treaties."""
    in_order = inputs.model_copy(
        update={
            "states": tuple(sorted(inputs.states, key=lambda state: state.iso3)),
            "deferrals": tuple(sorted(inputs.deferrals)),
            "volunteers": tuple(sorted(inputs.volunteers)),
        }
    )
    return in_order.model_dump(mode="json")


def seal(inputs: LotsInputs) -> str:
    """Return the hash of inputs, rules and algorithm version, which is published before the entropy exists."""
    return sha256(sealed_inputs(inputs))


def key_of(inputs: LotsInputs, seed: bytes) -> bytes:
    """Return the key of a draw's streams: 32 bytes made from seed and inputs.

    Where the seed comes from is left out, so that a rehearsal with the seed of a real draw draws the same.
    """
    drawn_from = sealed_inputs(inputs)
    del drawn_from["entropy_sources"]
    return hashlib.sha256(seed + canonical(drawn_from)).digest()
