"""Who reviews whom: what the draw said, with the amendments that came after it folded in (docs/amendments.md)."""

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, cast

from pydantic import ValidationError

from models.amendment import Amendment
from models.errors import InputInvalid
from models.instruments import Instrument
from models.lots import LotsAssignment, LotsState, Role
from models.value import Value
from printed.transcript import Transcript, first_mistake, hash_of

_ROLES = tuple(Role)
_INSTRUMENTS = tuple(Instrument)


class Pairing(Value):
    """Who reviews whom now; `head` is the hash of the last record of the chain. Before the draw there are only States.

    `amended` has the number of the amendment that an assignment comes from, by State under review and reviewer.
    """

    states: tuple[LotsState, ...]
    groups: Mapping[str, int] = {}
    deferrals: tuple[str, ...] = ()
    volunteers: tuple[str, ...] = ()
    assignments: tuple[LotsAssignment, ...] = ()
    earlier_load: Mapping[str, int] = {}
    amended: Mapping[tuple[str, str], int] = {}
    head: str = ""


def drawn(transcript: Transcript) -> Pairing:
    """Return who reviews whom by the draw itself."""
    inputs = transcript.inputs
    return Pairing(
        states=inputs.states,
        groups={iso3: int(group) for group, members in transcript.groups.items() for iso3 in members},
        deferrals=inputs.deferrals,
        volunteers=inputs.volunteers,
        assignments=transcript.assignments,
        earlier_load=inputs.earlier_load,
        head=transcript.sha256,
    )


def amended(pairing: Pairing, amendments: Sequence[Amendment]) -> Pairing:
    """Return who reviews whom after the last of `amendments`.

    Raises:
        InputInvalid: `amendment_out_of_order` if an amendment takes away or changes what is not there, or adds what is.
    """
    rows = {_key(each): each for each in pairing.assignments}
    states = {state.iso3: state for state in pairing.states}
    groups: dict[str, int] = dict(pairing.groups)
    deferrals, volunteers = set(pairing.deferrals), set(pairing.volunteers)
    numbers: dict[tuple[str, str], int] = dict(pairing.amended)
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
            numbers[_key(each)] = amendment.number
    return pairing.model_copy(
        update={
            "states": tuple(states[iso3] for iso3 in sorted(states)),
            "groups": groups,
            "deferrals": tuple(sorted(deferrals)),
            "volunteers": tuple(sorted(volunteers)),
            "assignments": tuple(sorted(rows.values(), key=_place)),
            "amended": {key: number for key, number in numbers.items() if key in rows},
            "head": amendments[-1].sha256 if amendments else pairing.head,
        }
    )


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
            raise InputInvalid(
                "bad_amendments", f"amendment {number} cannot be read: {first_mistake(error)}."
            ) from error
        sealed = {name: value for name, value in record.items() if name != "sha256"}
        follows = (amendment.number, amendment.previous_sha256) == (number, head)
        if not follows or amendment.sha256 != hash_of(sealed):
            raise InputInvalid(
                "amendment_out_of_order",
                f"amendment {number} does not follow what comes before it, or is not what its hash says: "
                "take all amendments of this transcript, in their order.",
            )
        amendments.append(amendment)
        head = amendment.sha256
    amended(drawn(transcript), amendments)
    return tuple(amendments)


def _key(row: LotsAssignment) -> tuple[str, str]:
    return row.under_review, row.reviewer


def _place(row: LotsAssignment) -> tuple[str, bool, int, tuple[int, ...]]:
    """By State under review, principals first, same region first, then by instrument."""
    order = tuple(_INSTRUMENTS.index(each) for each in row.instruments)
    return row.under_review, not row.principal, _ROLES.index(row.role), order


def _misfit(amendment: Amendment, row: LotsAssignment) -> NoReturn:
    raise InputInvalid(
        "amendment_out_of_order",
        f"amendment {amendment.number} does not fit: what it says of {row.reviewer} and {row.under_review} "
        "is not how things stood before it.",
    )
