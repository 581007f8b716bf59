"""Reads the inputs of a draw and refuses what cannot be drawn from: each mistake has its code and its sentence."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from models.errors import InputInvalid
from models.instruments import Instrument
from models.lots import LotsInputs, LotsPolicy, LotsState
from models.policy import MOST, Deferral, MutualReviewBar, Policy, Relaxation, SupplementCounts, SupplementRole
from models.register import LegalTradition, Region

_Choice = TypeVar("_Choice", bound=StrEnum)

CODE_LETTERS = 3
FEWEST = 3
"""States under review: with fewer nobody has two others."""


def checked_states(rows: Iterable[Mapping[str, Any]]) -> tuple[LotsState, ...]:
    """Return the States that are party to something, by code.

    Raises:
        InputInvalid: `bad_state`, `unknown_region`, `unknown_instrument`, `unknown_legal_tradition`,
            `duplicate_state`, `party_before_parent` or `too_few_states`.
    """
    states: dict[str, LotsState] = {}
    for row in rows:
        state = _state(row)
        if state.iso3 in states:
            _refuse("duplicate_state", f"{state.iso3} stands in the register twice: keep one of the two.")
        states[state.iso3] = state
    parties = tuple(states[iso3] for iso3 in sorted(states) if states[iso3].instruments)
    if len(parties) < FEWEST:
        _refuse("too_few_states", f"the register has {len(parties)} parties: two others review each, so give {FEWEST}.")
    return parties


def checked_policy(switches: Mapping[str, Any]) -> LotsPolicy:
    """Return the policy of a draw; switches of a cycle that no draw depends on are passed over.

    Raises:
        InputInvalid: `unknown_policy` or `bad_policy`.
    """
    values: dict[str, Any] = {}
    for switch, value in switches.items():
        if switch in LotsPolicy.model_fields:
            values[switch] = _switch(switch, value)
        elif switch not in Policy.model_fields:
            _refuse(
                "unknown_policy", f"there is no switch {switch!r}; a draw has {', '.join(LotsPolicy.model_fields)}."
            )
    policy = LotsPolicy(**values)
    least, most = policy.reviewer_min, policy.reviewer_max
    if least is not None and most is not None and most < least:
        _refuse("bad_policy", f"reviewer_max is {most} and reviewer_min {least}: the cap is below the floor.")
    return policy


def checked_inputs(
    states: Sequence[LotsState],
    policy: LotsPolicy,
    *,
    deferrals: Sequence[str] = (),
    volunteers: Sequence[str] = (),
    earlier_load: Mapping[str, Any] | None = None,
) -> LotsInputs:
    """Put the inputs of a draw together.

    Raises:
        InputInvalid: `unknown_state`, `named_twice` or `bad_load`.
    """
    known = {state.iso3 for state in states}
    for what, codes in (("deferrals", deferrals), ("volunteers", volunteers), ("earlier load", earlier_load or {})):
        for iso3, times in Counter(tuple(codes)).items():
            if iso3 not in known:
                _refuse("unknown_state", f"{what}: {iso3!r} is no party of the register.")
            if times > 1:
                _refuse("named_twice", f"{what}: {iso3} is named twice; name it once.")
    load = dict(earlier_load or {})
    for iso3, reviews in load.items():
        if type(reviews) is not int or not 0 <= reviews <= MOST:
            _refuse("bad_load", f"the earlier load of {iso3} is {reviews!r}: give a whole number from 0.")
    return LotsInputs(
        states=tuple(sorted(states, key=lambda state: state.iso3)),
        policy=policy,
        deferrals=tuple(sorted(deferrals)),
        volunteers=tuple(sorted(volunteers)),
        earlier_load=dict(sorted(load.items())),
    )


def _state(row: Mapping[str, Any]) -> LotsState:
    iso3 = row.get("iso3")
    if (
        not isinstance(iso3, str)
        or len(iso3) != CODE_LETTERS
        or not (iso3.isascii() and iso3.isalpha() and iso3.isupper())
    ):
        _refuse("bad_state", f"{iso3!r} is no code of a State: use three capital letters, such as FRA.")
    given = row.get("instruments")
    if not isinstance(given, list | tuple):
        _refuse("bad_state", f"{iso3}: instruments is not a list.")
    joined = {_choice(each, Instrument, "unknown_instrument", f"{iso3}: instrument") for each in given}  # pyright: ignore[reportUnknownVariableType]
    if joined and Instrument.UNTOC not in joined:
        protocols = ", ".join(each for each in Instrument if each in joined)
        _refuse(
            "party_before_parent",
            f"{iso3} is party to {protocols} but not to the Convention: add UNTOC, or take them out.",
        )
    return LotsState(
        iso3=iso3,
        region=_choice(row.get("region"), Region, "unknown_region", f"{iso3}: region"),
        instruments=tuple(each for each in Instrument if each in joined),
        legal_tradition=_choice(
            row.get("legal_tradition") or "unknown",
            LegalTradition,
            "unknown_legal_tradition",
            f"{iso3}: legal tradition",
        ),
    )


def _switch(switch: str, value: Any) -> Any:
    match switch:
        case "reviewer_max" | "reviewer_min":
            return None if value is None else _number(switch, value, least=0)
        case "legal_tradition_weight":
            return _number(switch, value, least=1)
        case "volunteer_extra":
            return _number(switch, value, least=0)
        case "region_exhausted_order":
            if not isinstance(value, list | tuple):
                _refuse("bad_policy", f"{switch} is not a list of relaxations.")
            order = tuple(_choice(each, Relaxation, "bad_policy", switch) for each in value)  # pyright: ignore[reportUnknownVariableType]
            if len(set(order)) < len(order):
                _refuse("bad_policy", f"{switch} names a relaxation twice.")
            return order
        case "supplement_counts":
            return _choice(value, SupplementCounts, "bad_policy", switch)
        case "mutual_review_bar":
            return _choice(value, MutualReviewBar, "bad_policy", switch)
        case "deferral":
            return _choice(value, Deferral, "bad_policy", switch)
        case _:
            return _choice(value, SupplementRole, "bad_policy", switch)


def _number(switch: str, value: Any, *, least: int) -> int:
    if type(value) is not int or not least <= value <= MOST:
        _refuse("bad_policy", f"{switch} is {value!r}: give a whole number from {least} to {MOST}.")
    return value


def _choice(value: Any, choices: type[_Choice], code: str, what: str) -> _Choice:
    if not isinstance(value, str) or value not in set(choices):
        _refuse(code, f"{what} is {value!r}: use one of {', '.join(choices)}.")
    return choices(value)


def _refuse(code: str, message: str) -> NoReturn:
    raise InputInvalid(code, message)
