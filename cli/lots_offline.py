"""`starter.py lots draw --offline`: a rehearsal of a draw without any server, and how a register is read."""

import csv
import io
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from cli.given import file_bytes
from cli.output import new_file, print_json, print_lines, printable
from models.errors import InputInvalid
from models.instruments import Instrument
from models.lots import LotsInputs
from rules.lots.checks import checked_inputs, checked_policy, checked_states
from rules.lots.entropy import seed_bytes
from rules.lots.transcript import transcript_of, written


@dataclass(frozen=True)
class Offline:
    """What a rehearsal is made from, and where its transcript goes."""

    states: str
    seed: str
    out: str
    policy: str = ""
    deferrals: str = ""
    volunteers: str = ""


LARGEST = 10_000_000
"""Bytes of a register or a policy."""

NO_LIMIT = "none"

States = Annotated[str, typer.Option("--states", metavar="FILE", help="The register: JSON or CSV, or - for stdin.")]
PolicyFile = Annotated[
    str, typer.Option("--policy", metavar="FILE", help="The policy: JSON or CSV; all defaults if left out.")
]
Deferrals = Annotated[str, typer.Option(metavar="STATES", help="Put off reviewing in their own year, such as FRA,DEU.")]
Volunteers = Annotated[str, typer.Option(metavar="STATES", help="Offer reviews above the maximum.")]


def draw_offline(given: Offline, *, as_json: bool) -> None:
    """Draw lots from a register, a policy and a seed, write the transcript, and say what came out.

    Raises:
        InputInvalid: as `inputs_from`; `bad_seed`; `file_unwritable`.
        RuleViolation: nothing can be drawn (`rules.lots.draw`).
    """
    inputs = inputs_from(given.states, given.policy, deferrals=given.deferrals, volunteers=given.volunteers)
    out = given.out
    record = transcript_of(inputs, [{"source": "given", "value": seed_bytes(given.seed).hex()}])
    if out == "-":
        sys.stdout.write(written(record).decode())
        return
    with new_file(out) as file:
        file.write(written(record))
    told = {
        "transcript": out,
        "inputs_sha256": record["inputs_sha256"],
        "sha256": record["sha256"],
        "groups": {group: len(members) for group, members in record["groups"].items()},
        "assignments": len(record["assignments"]),
        "relaxed": sum(bool(each["relaxed"]) for each in record["assignments"]),
        "samplers": {stage: method["sampler"] for stage, method in record["method"].items()},
    }
    if as_json:
        print_json(told)
        return
    print_lines(
        f"{len(inputs.states)} States in groups of " + ", ".join(str(len(each)) for each in record["groups"].values()),
        f"{told['assignments']} assignments, {told['relaxed']} with a relaxed rule",
        *(f"{stage}: {_how(method)}" for stage, method in record["method"].items()),
        f"seal {told['inputs_sha256']}",
        f"written to {out}; check it with: python3 tools/check_draw.py {out}",
    )


def inputs_from(states: str, policy: str, *, deferrals: str, volunteers: str) -> LotsInputs:
    """Read and check what a draw is made from.

    A register in JSON is a list of States, or an object with `states` and, if wanted, `deferrals`, `volunteers` and
    `earlier_load`, as in a transcript; lists given as options are added to these.

    Raises:
        InputInvalid: `file_unreadable`, `file_too_large`, `bad_json`, `bad_csv`, and every code of `rules.lots.checks`.
    """
    text = _text(states)
    register: Mapping[str, Any] = (
        {"states": _states_of(text, states)} if not _is_json(text) else _register(text, states)
    )
    switches: Mapping[str, Any] = _switches(_text(policy), policy) if policy else {}
    rows = register.get("states")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in cast("list[Any]", rows)):
        raise InputInvalid("bad_state", f"{states}: states is not a list of objects.")
    return checked_inputs(
        checked_states(cast("list[dict[str, Any]]", rows)),
        checked_policy(switches),
        deferrals=(*_codes(register, "deferrals"), *filter(None, deferrals.split(","))),
        volunteers=(*_codes(register, "volunteers"), *filter(None, volunteers.split(","))),
        earlier_load=_load(register),
    )


def _how(method: Mapping[str, Any]) -> str:
    if method["sampler"] == "exact":
        return f"exactly uniform over {method['outcomes']} outcomes"
    return f"sampled; two walks agree with index {method['distance_millionths'] / 1_000_000:.3f} (1: alike)"


def _text(name: str) -> str:
    data = file_bytes(name, limit=LARGEST)
    if len(data) > LARGEST:
        raise InputInvalid("file_too_large", f"{name} has more than {LARGEST} bytes.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputInvalid("file_unreadable", f"{name} is not UTF-8 text.") from error


def _is_json(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "[")


def _json(text: str, name: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as error:
        raise InputInvalid(
            "bad_json", f"{printable(Path(name).name)} is not JSON that can be used: {error}."
        ) from error


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two values of one name: which is meant?"""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _register(text: str, name: str) -> Mapping[str, Any]:
    value = _json(text, name)
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {"states": value}


def _rows(text: str, name: str, *needed: str) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text))
    missing = [column for column in needed if column not in (reader.fieldnames or ())]
    if missing:
        raise InputInvalid("bad_csv", f"{name} has no column {', '.join(missing)}.")
    rows = list(reader)
    if any(None in cast("dict[str | None, Any]", row) for row in rows):
        raise InputInvalid("bad_csv", f"{name} has a row with more cells than columns.")
    return [{key: (value or "").strip() for key, value in row.items()} for row in rows]


def _states_of(text: str, name: str) -> list[dict[str, Any]]:
    """A table as mechanisms keep it: a column for each instrument, with a day or a word where the State is party."""
    return [
        {
            "iso3": row["iso3"],
            "region": row["region"],
            "legal_tradition": row.get("legal_tradition", ""),
            "instruments": [each for each in Instrument if row.get(each.lower())],
        }
        for row in _rows(text, name, "iso3", "region", "untoc")
        if any(row.values())
    ]


def _switches(text: str, name: str) -> Mapping[str, Any]:
    if _is_json(text):
        value = _json(text, name)
        if not isinstance(value, dict):
            raise InputInvalid("bad_policy", f"{name} is not an object of switches.")
        return cast("dict[str, Any]", value)
    switches: dict[str, Any] = {}
    for row in _rows(text, name, "switch", "value"):
        switch, value = row["switch"], row["value"]
        if switch in switches:
            raise InputInvalid("bad_policy", f"{name}: {switch} stands twice.")
        if switch == "region_exhausted_order":
            switches[switch] = [each.strip() for each in value.split(";") if each.strip()]
        elif value == NO_LIMIT and switch in ("reviewer_max", "reviewer_min"):
            switches[switch] = None
        else:
            switches[switch] = int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else value  # noqa: PLR2004
    return switches


def _codes(register: Mapping[str, Any], name: str) -> tuple[str, ...]:
    given = register.get(name, [])
    if not isinstance(given, list) or not all(isinstance(each, str) for each in cast("list[Any]", given)):
        raise InputInvalid("bad_state", f"{name} is not a list of codes.")
    return tuple(cast("list[str]", given))


def _load(register: Mapping[str, Any]) -> dict[str, Any]:
    given = register.get("earlier_load", {})
    if not isinstance(given, dict):
        raise InputInvalid("bad_load", "earlier_load is not an object of codes and numbers.")
    return cast("dict[str, Any]", given)
