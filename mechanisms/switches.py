"""Reads `policy.csv`: the value of every policy switch, with the evidence for it.

The switches, their kinds and their defaults are those of `models.policy.Policy`. Every switch needs a row, even at its
default: a choice that nobody wrote down is a choice that nobody can see.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType, NoneType
from typing import get_args

from mechanisms.tables import Row, TableFolder
from models.evidence import Evidence
from models.policy import MOST, Policy, Relaxation

NO_LIMIT = "none"
"""Cell of a numeric switch that sets no limit."""

_WORDS = MappingProxyType({"yes": True, "no": False})

SwitchValue = bool | int | StrEnum | tuple[Relaxation, ...] | None


def read_policy(folder: TableFolder) -> tuple[Policy, dict[str, Evidence]]:
    """Read and check `policy.csv`; a switch that was reported keeps its default and has no evidence."""
    defaults = switch_defaults()
    table = folder.table("policy.csv", ("switch", "value"))
    if table is None:
        return Policy(), {}
    rows: dict[str, Row] = {}
    values: dict[str, SwitchValue] = {}
    evidence_of: dict[str, Evidence] = {}
    for row in table:
        switch = row.text("switch")
        if switch not in defaults:
            row.report("unknown_policy_key", f"no switch is called {switch!r}", remedy=f"use one of: {_list(defaults)}")
            continue
        if switch in rows:
            row.report("duplicate_row", f"{switch} has a row already", remedy="keep one of them")
        rows[switch] = row
        try:
            values[switch] = _parsed(row, defaults[switch])
            Policy.model_validate({switch: values[switch]})
        except ValueError:
            row.report(
                "bad_policy_value",
                f"{switch} is {row.text('value')!r}",
                remedy=f"use {allowed_values(switch)}",
            )
            values.pop(switch, None)
        evidence = row.evidence()
        if evidence is not None:
            evidence_of[switch] = evidence
    for switch in defaults:
        if switch not in rows:
            table.report("missing_policy_key", f"the switch {switch} has no row", remedy=f"add a row for {switch}")
    policy = Policy.model_validate(values)
    least, most = policy.reviewer_min, policy.reviewer_max
    if least is not None and most is not None and least > most:
        rows["reviewer_min"].report("bad_policy_value", "reviewer_min is above reviewer_max", remedy="mend one of them")
    return policy, evidence_of


def switch_defaults() -> dict[str, SwitchValue]:
    """Every switch of `Policy` with its default."""
    policy = Policy()
    return {switch: getattr(policy, switch) for switch in Policy.model_fields}


def allowed_values(switch: str) -> str:
    """Say in words what a switch may be."""
    default = switch_defaults()[switch]
    match default:
        case bool():
            return "yes or no"
        case int() | None:
            field = Policy.model_fields[switch]
            least = next((each.ge for each in field.metadata if hasattr(each, "ge")), 0)
            numbers = f"a whole number from {least}"
            return f"{numbers}, or {NO_LIMIT}" if NoneType in get_args(field.annotation) else f"{numbers} to {MOST}"
        case tuple():
            return f"each of these at most once, in the order wanted: {_list(Relaxation)}"
        case StrEnum():
            return f"one of: {_list(type(default))}"


def _parsed(row: Row, default: SwitchValue) -> SwitchValue:
    """The cell as a value of the same kind as `default`; raises `ValueError` if it is none."""
    text = row.text("value")
    match default:
        case bool():
            if text.lower() not in _WORDS:
                raise ValueError(text)
            return _WORDS[text.lower()]
        case int() | None:
            return None if text.lower() == NO_LIMIT else _limit(text)
        case tuple():
            relaxations = tuple(Relaxation(item) for item in row.items("value"))
            if len(set(relaxations)) < len(relaxations):
                raise ValueError(text)
            return relaxations
        case StrEnum():
            return type(default)(text)


def _limit(text: str) -> int:
    limit = int(text)
    if limit < 0:
        raise ValueError(text)
    return limit


def _list(words: Mapping[str, object] | type[StrEnum]) -> str:
    return ", ".join(str(word) for word in words)
