"""Reads a transcript, and refuses what is none or has been changed (docs/lots.md, "Transcript").

A record is printed only of what its hash vouches for. Whether the draw was sound is another question, which
`tools/check_draw.py` answers: it makes the draw again.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NoReturn, cast

from pydantic import ValidationError

from models.errors import InputInvalid
from models.lots import LotsAssignment, LotsInputs, Method
from models.value import Value

VERSION = 1
"""Of the form of a transcript that is understood here."""

LONGEST_CODE = 3
STAGES = ("principals", "supplements")
DIGITS = frozenset("0123456789abcdef")
HASH_DIGITS = 64


class Transcript(Value):
    """A transcript whose hashes fit; `file_sha256` is the hash of its file, byte for byte."""

    version: int
    inputs: LotsInputs
    inputs_sha256: str
    entropy: tuple[dict[str, Any], ...]
    seed: str
    groups: dict[str, tuple[str, ...]]
    assignments: tuple[LotsAssignment, ...]
    method: dict[str, Method]
    sha256: str
    file_sha256: str

    @property
    def is_rehearsal(self) -> bool:
        """Whether the seed was given and not drawn, so that the outcome binds nobody."""
        return any(entry.get("source") == "given" for entry in self.entropy)


def read_transcript(given: object) -> Transcript:
    """Return the transcript that a JSON object is.

    Raises:
        InputInvalid: `bad_transcript` if it is none, `transcript_changed` if a hash in it does not fit.
    """
    if not isinstance(given, dict):
        _no_transcript("it is not a JSON object")
    record = cast("dict[str, Any]", given)
    missing = [name for name in Transcript.model_fields if name not in record and name != "file_sha256"]
    if missing:
        _no_transcript(f"it has no {', '.join(missing)}")
    if record["version"] != VERSION:
        _no_transcript(f"its version is {str(record['version'])[:20]}, and {VERSION} is known here")
    sealed = {name: value for name, value in record.items() if name != "sha256"}
    if record["inputs_sha256"] != hash_of(record["inputs"]) or record["sha256"] != hash_of(sealed):
        raise InputInvalid(
            "transcript_changed",
            "the transcript is not what its hash says: get it again from where it was published.",
        )
    file = canonical(record) + b"\n"
    try:
        transcript = Transcript.model_validate(record | {"file_sha256": hashlib.sha256(file).hexdigest()})
    except ValidationError as error:
        _no_transcript(first_mistake(error))
    _check(transcript)
    return transcript


def canonical(value: object) -> bytes:
    """Return the one way to write a JSON value: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def hash_of(value: object) -> str:
    """Return the SHA-256 of a JSON value as it is written canonically; raises `InputInvalid` (`bad_transcript`)."""
    try:
        return hashlib.sha256(canonical(value)).hexdigest()
    except (ValueError, RecursionError) as error:
        raise InputInvalid("bad_transcript", f"this cannot be hashed: {error}.") from error


def _check(transcript: Transcript) -> None:
    """Refuse what has the form of a transcript and names States that it does not have: anybody can make a hash."""
    states = transcript.inputs.states
    known = {state.iso3 for state in states}
    grouped = [iso3 for members in transcript.groups.values() for iso3 in members]
    pairs = [(each.under_review, each.reviewer) for each in transcript.assignments]
    checks: Mapping[str, bool] = {
        "a code of a State is not three capital letters": all(_is_code(iso3) for iso3 in known),
        "a State stands in it twice": len(known) == len(states) and len(set(grouped)) == len(grouped),
        "its groups are not those of its States": set(transcript.groups) <= {"1", "2", "3"} and set(grouped) == known,
        "somebody in it is not in its register": known.issuperset(iso3 for pair in pairs for iso3 in pair)
        and known.issuperset((*transcript.inputs.deferrals, *transcript.inputs.volunteers)),
        "one State reviews another twice": len(set(pairs)) == len(pairs),
        "it does not say by which method": set(transcript.method) == set(STAGES),
        "its seed is not 64 hex digits": len(transcript.seed) == HASH_DIGITS and DIGITS.issuperset(transcript.seed),
        "it has no entropy": bool(transcript.entropy),
    }
    for reason, holds in checks.items():
        if not holds:
            _no_transcript(reason)


def _is_code(iso3: str) -> bool:
    return len(iso3) == LONGEST_CODE and iso3.isascii() and iso3.isalpha() and iso3.isupper()


def _no_transcript(reason: str) -> NoReturn:
    raise InputInvalid("bad_transcript", f"this is no transcript of a draw: {reason}.")


def first_mistake(error: ValidationError) -> str:
    """Where the first mistake is, and what it is, in one line."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg'].lower()}"
