"""Reads a transcript and its amendments, and refuses what is none or has been changed (docs/lots.md, "Transcript").

A record is printed only of what its hash vouches for. Whether the draw was sound is another question, which
`tools/check_draw.py` answers: it makes the draw again.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, cast

from pydantic import ValidationError

from models.amendment import Amendment
from models.errors import InputInvalid
from models.instruments import Instrument
from models.lots import LotsAssignment, LotsInputs, LotsState, Method, Role
from models.value import Value

VERSION = 1
"""Of the form of a transcript that is understood here."""

LONGEST_CODE = 3
STAGES = ("principals", "supplements")
DIGITS = frozenset("0123456789abcdef")
HASH_DIGITS = 64

_ROLES = tuple(Role)
_INSTRUMENTS = tuple(Instrument)


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


class Pairing(Value):
    """Who reviews whom after the transcript and some amendments; `head` is the hash of the last of them.

    `amended` has the number of the amendment that an assignment comes from, by State under review and reviewer.
    """

    states: tuple[LotsState, ...]
    groups: dict[str, int]
    deferrals: tuple[str, ...]
    volunteers: tuple[str, ...]
    assignments: tuple[LotsAssignment, ...]
    amended: dict[tuple[str, str], int]
    head: str


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
    if record["inputs_sha256"] != _hash(record["inputs"]) or record["sha256"] != _hash(sealed):
        raise InputInvalid(
            "transcript_changed",
            "the transcript is not what its hash says: get it again from where it was published.",
        )
    file = canonical(record) + b"\n"
    try:
        transcript = Transcript.model_validate(record | {"file_sha256": hashlib.sha256(file).hexdigest()})
    except ValidationError as error:
        _no_transcript(_first(error))
    _check(transcript)
    return transcript


def read_amendments(given: object, transcript: Transcript) -> tuple[Amendment, ...]:
    """Return the amendments that a JSON list holds, in their order.

    Raises:
        InputInvalid: `bad_amendments` if it is no such list, `amendment_out_of_order` if one does not follow from the
            transcript and those before, or is not what its hash says.
    """
    if not isinstance(given, list):
        raise InputInvalid("bad_amendments", "these are no amendments of a draw: they are not a JSON list.")
    amendments: list[Amendment] = []
    head = transcript.sha256
    for number, row in enumerate(cast("list[object]", given), 1):
        if not isinstance(row, dict):
            raise InputInvalid("bad_amendments", f"amendment {number} is not a JSON object.")
        record = cast("dict[str, Any]", row)
        try:
            amendment = Amendment.model_validate(record)
        except ValidationError as error:
            raise InputInvalid("bad_amendments", f"amendment {number} cannot be read: {_first(error)}.") from error
        sealed = {name: value for name, value in record.items() if name != "sha256"}
        follows = (amendment.number, amendment.previous_sha256) == (number, head)
        if not follows or amendment.sha256 != _hash(sealed):
            raise InputInvalid(
                "amendment_out_of_order",
                f"amendment {number} does not follow what comes before it, or is not what its hash says: "
                "take all amendments of this transcript, in their order.",
            )
        amendments.append(amendment)
        head = amendment.sha256
    pairing_of(transcript, amendments)
    return tuple(amendments)


def pairing_of(transcript: Transcript, amendments: Sequence[Amendment] = ()) -> Pairing:
    """Return who reviews whom after the last of `amendments`.

    Raises:
        InputInvalid: `amendment_out_of_order` if an amendment takes away or changes what is not there, or adds what is.
    """
    rows = {(each.under_review, each.reviewer): each for each in transcript.assignments}
    states = {state.iso3: state for state in transcript.inputs.states}
    groups = {iso3: int(group) for group, members in transcript.groups.items() for iso3 in members}
    deferrals, volunteers = set(transcript.inputs.deferrals), set(transcript.inputs.volunteers)
    amended: dict[tuple[str, str], int] = {}
    for amendment in amendments:
        states |= {state.iso3: state for state in amendment.states}
        groups |= amendment.groups
        deferrals |= set(amendment.deferrals)
        volunteers |= set(amendment.volunteers)
        for each in amendment.vacated:
            if rows.pop(_key(each), None) is None:
                _misfit(amendment, each)
        for each in amendment.changed:
            if _key(each) not in rows:
                _misfit(amendment, each)
        for each in amendment.filled:
            if _key(each) in rows or not {each.under_review, each.reviewer} <= states.keys():
                _misfit(amendment, each)
        for each in (*amendment.changed, *amendment.filled):
            rows[_key(each)] = each
            amended[_key(each)] = amendment.number
    return Pairing(
        states=tuple(states[iso3] for iso3 in sorted(states)),
        groups=groups,
        deferrals=tuple(sorted(deferrals)),
        volunteers=tuple(sorted(volunteers)),
        assignments=tuple(sorted(rows.values(), key=_place)),
        amended={key: number for key, number in amended.items() if key in rows},
        head=amendments[-1].sha256 if amendments else transcript.sha256,
    )


def canonical(value: object) -> bytes:
    """Return the one way to write a JSON value: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _hash(value: object) -> str:
    try:
        return hashlib.sha256(canonical(value)).hexdigest()
    except (ValueError, RecursionError) as error:
        raise InputInvalid("bad_transcript", f"this cannot be hashed: {error}.") from error


def _check(transcript: Transcript) -> None:
    """Refuse what has the form of a transcript and names States that it does not have: anybody can make a hash."""
    states = transcript.inputs.states
    known = {state.iso3 for state in states}
    grouped = [iso3 for members in transcript.groups.values() for iso3 in members]
    pairs = [_key(each) for each in transcript.assignments]
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


def _key(row: LotsAssignment) -> tuple[str, str]:
    return row.under_review, row.reviewer


def _place(row: LotsAssignment) -> tuple[str, bool, int, tuple[int, ...]]:
    """By State under review, principals first, same region first, then by instrument."""
    order = tuple(_INSTRUMENTS.index(each) for each in row.instruments)
    return row.under_review, not row.principal, _ROLES.index(row.role), order


def _no_transcript(reason: str) -> NoReturn:
    raise InputInvalid("bad_transcript", f"this is no transcript of a draw: {reason}.")


def _misfit(amendment: Amendment, row: LotsAssignment) -> NoReturn:
    raise InputInvalid(
        "amendment_out_of_order",
        f"amendment {amendment.number} does not fit: what it says of {row.reviewer} and {row.under_review} "
        "is not how things stood before it.",
    )


def _first(error: ValidationError) -> str:
    """Where the first mistake is, and what it is, in one line."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg'].lower()}"
