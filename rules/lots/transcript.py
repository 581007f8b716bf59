"""The transcript: one JSON file with everything that a draw was made from and everything that came out (docs/lots.md).

It is written in canonical JSON and one line end, so that there is one way to write a draw, and a changed byte shows.
"""

from collections.abc import Sequence
from typing import Any

from models.lots import LotsInputs
from rules.lots.canonical import canonical, sha256
from rules.lots.draw import draw_lots
from rules.lots.entropy import Entry, seed_of
from rules.lots.sealing import seal, sealed_inputs

__all__ = ["VERSION", "seal", "sealed_inputs", "transcript_of", "written"]

VERSION = 1
"""Of the transcript's form; the algorithm's own is in `inputs.algorithm`."""


def transcript_of(inputs: LotsInputs, entropy: Sequence[Entry]) -> dict[str, Any]:
    """Draw, and return the whole record.

    Raises:
        InputInvalid: the entropy is not what was sealed (`rules.lots.entropy`).
        RuleViolation: nothing can be drawn (`rules.lots.draw`).
    """
    inputs_sha256 = seal(inputs)
    seed = seed_of(inputs, inputs_sha256, entropy)
    outcome = draw_lots(inputs, bytes.fromhex(seed))
    record: dict[str, Any] = {
        "version": VERSION,
        "inputs": sealed_inputs(inputs),
        "inputs_sha256": inputs_sha256,
        "entropy": [dict(entry) for entry in entropy],
        "seed": seed,
        "groups": {group: list(members) for group, members in outcome.groups.items()},
        "assignments": [each.model_dump(mode="json") for each in outcome.assignments],
        "method": {each.stage: each.model_dump(mode="json", exclude_none=True) for each in outcome.method},
    }
    return record | {"sha256": sha256(record)}


def written(record: dict[str, Any]) -> bytes:
    """Return the bytes of the transcript's file."""
    return canonical(record) + b"\n"
