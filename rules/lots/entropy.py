"""From what was seen in the room to the 32 bytes of a draw (docs/lots.md, "Seed").

The sources and their order are sealed with the inputs. What a source may be: `given` (a rehearsal: the seed itself, and
the only source), `beacon` (a round of a public randomness beacon that lies in the future when the inputs are sealed),
`hand` (numbers drawn by hand in the room), `delegation` (a contribution that a delegation committed to by its hash).
A delegation that does not reveal counts as nothing; since all reveals are in before the beacon's round exists, neither
revealing nor holding back can steer the outcome.

What a source gave can be written in one way only. The seed is the hash of the entries as they are written, so whoever
could write the same thing in two ways, or add a word of his own, could try out seeds until he liked one.
"""

import hashlib
from collections.abc import Mapping, Sequence

from models.errors import InputInvalid
from models.lots import LotsInputs
from rules.lots.canonical import canonical, sha256

SEED_BYTES = 32

Entry = Mapping[str, str | int]

GIVES = {
    "given": ("value",),
    "beacon": ("signature", "randomness"),
    "delegation": ("reveal",),
}
"""What an entry holds beside what was sealed, in hex; numbers drawn by hand stand alone."""

DIGITS = 9
"""Of a number drawn by hand, at most."""

CHAINED_DIGITS = 192
"""Length of a signature in hex that may sign the one before it as well."""


def seed_bytes(seed: str) -> bytes:
    """Return the 32 bytes that 64 hex digits write; raises `InputInvalid` (`bad_seed`)."""
    if len(seed) != 2 * SEED_BYTES or any(digit not in "0123456789abcdef" for digit in seed):
        raise InputInvalid("bad_seed", f"the seed is {len(seed)} characters: give 64 hex digits, in small letters.")
    return bytes.fromhex(seed)


def seed_of(inputs: LotsInputs, inputs_sha256: str, entropy: Sequence[Entry]) -> str:
    """Return the seed that sealed inputs and the recorded entropy make, in hex.

    Raises:
        InputInvalid: `entropy_not_as_sealed`, `beacon_round_not_sealed`, `beacon_value_invalid`, `reveal_mismatch` or
            `bad_seed`.
    """
    if [entry.get("source") for entry in entropy] != [source.get("source") for source in inputs.entropy_sources]:
        raise InputInvalid("entropy_not_as_sealed", "the entropy does not come from the sealed sources in their order.")
    for sealed, entry in zip(inputs.entropy_sources, entropy, strict=True):
        _check(sealed, entry)
    if [entry["source"] for entry in entropy] == ["given"]:
        return seed_bytes(str(entropy[0].get("value", ""))).hex()
    return sha256({"inputs_sha256": inputs_sha256, "entropy": [dict(entry) for entry in entropy]})


def _check(sealed: Entry, entry: Entry) -> None:
    match entry["source"]:
        case "beacon":
            if any(sealed.get(key) != entry.get(key) for key in ("chain", "round")):
                raise InputInvalid(
                    "beacon_round_not_sealed",
                    f"the beacon's round is {entry.get('round')}, sealed was {sealed.get('round')} of its chain.",
                )
            if hashlib.sha256(_hex(entry, "signature")).digest() != _hex(entry, "randomness"):
                raise InputInvalid("beacon_value_invalid", "the beacon's value is not the hash of its signature.")
        case "delegation":
            if any(sealed.get(key) != entry.get(key) for key in ("iso3", "commitment")):
                raise InputInvalid(
                    "entropy_not_as_sealed", f"{entry.get('iso3')} is not the delegation that was sealed."
                )
            reveal = entry.get("reveal", "")
            if reveal and hashlib.sha256(_hex(entry, "reveal")).hexdigest() != entry.get("commitment"):
                raise InputInvalid("reveal_mismatch", f"what {entry['iso3']} revealed is not what it had committed to.")
        case _:
            pass
    if canonical(dict(entry)) != canonical(_in_one_way(sealed, entry)):
        raise InputInvalid(
            "entropy_not_as_sealed", f"the {entry['source']} holds something else than was sealed and given."
        )


def _in_one_way(sealed: Entry, entry: Entry) -> dict[str, str | int]:
    """The entry as it has to be written: what was sealed, what the source gave, and nothing else."""
    source = str(entry["source"])
    if source == "hand":
        return {"source": source, "numbers": _numbers(sealed, str(entry.get("numbers", "")))}
    names = [*GIVES.get(source, ())]
    if source == "beacon" and len(str(entry.get("signature"))) == CHAINED_DIGITS and "previous_signature" in entry:
        names.append("previous_signature")
    return {name: _hex(entry, name).hex() for name in names} | dict(sealed)


def _numbers(sealed: Entry, given: str) -> str:
    """The numbers with a space between: as many as were sealed, none higher than the highest in the drum."""
    words = given.split()
    numbers = [int(word) for word in words if word.isascii() and word.isdecimal() and len(word) <= DIGITS]
    highest = int(sealed.get("highest", 10**DIGITS))
    if len(numbers) != sealed.get("count", len(words)) or not all(1 <= number <= highest for number in numbers):
        raise InputInvalid("entropy_not_as_sealed", "the numbers drawn by hand are not as many or as high as sealed.")
    return " ".join(map(str, numbers))


def _hex(entry: Entry, key: str) -> bytes:
    try:
        return bytes.fromhex(str(entry.get(key, "")))
    except ValueError as error:
        raise InputInvalid("entropy_not_as_sealed", f"{key} of the {entry['source']} is not written in hex.") from error
