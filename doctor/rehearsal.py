"""Rehearses a draw with seeds that nobody will use: what is possible may still be hard to find by chance.

The draw takes principals at random and then looks for supplements, a limited number of times, and refuses where its
walks do not agree. Where only few outcomes are valid it may end without one; better that is known before the seal.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from models.errors import RuleViolation
from models.lots import LotsInputs
from rules.lots.canonical import sha256
from rules.lots.draw import draw_lots


@dataclass(frozen=True)
class Rehearsal:
    """How many draws were tried, and why those failed that did: codes of refusals."""

    tried: int
    refused: tuple[str, ...]


def rehearse(inputs: LotsInputs, times: int) -> Rehearsal:
    """Draw so many times; the same inputs give the same."""
    return Rehearsal(times, tuple(code for number in range(times) for code in _refusal(inputs, number)))


def _refusal(inputs: LotsInputs, number: int) -> Iterator[str]:
    try:
        draw_lots(inputs, bytes.fromhex(sha256({"rehearsal": number})))
    except RuleViolation as error:
        yield error.code
