"""`starter.py lots`: a rehearsal of a draw without any server, and every input that it refuses."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import CommandLine
from tests.rules.lots.checker import load_checker

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "mechanisms" / "untoc"
SEED = "0f" * 32
ALL = ["UNTOC", "TIP", "SOM", "FA"]
CHECKER: Any = load_checker()


def state(iso3: str, region: str = "african", **other: Any) -> dict[str, Any]:
    return {"iso3": iso3, "region": region, "instruments": ALL, "legal_tradition": "civil"} | other


STATES = [state(f"AA{letter}", region) for letter, region in zip("ABCDEFGH", ["african", "weog"] * 4, strict=True)]


def files(folder: Path, states: Any, policy: Any) -> tuple[str, ...]:
    given = {"states.json": states, "policy.json": policy}
    for name, value in given.items():
        (folder / name).write_text(value if isinstance(value, str) else json.dumps(value))
    out = folder / "transcript.json"
    return ("--states", str(folder / "states.json"), "--policy", str(folder / "policy.json"), "--out", str(out))


def test_the_real_register_is_drawn_and_the_checker_agrees(starter: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "transcript.json"

    ended = starter(
        "lots", "draw", "--offline", "--states", str(TABLES / "states.csv"), "--policy", str(TABLES / "policy.csv"),
        "--seed", SEED, "--out", str(out), "--deferrals", "FRA,DEU", "--volunteers", "AUT", "--json",
    )  # fmt: skip

    record = json.loads(out.read_bytes())
    assert ended.code == 0
    assert ended.json["sha256"] == record["sha256"]
    assert sum(ended.json["groups"].values()) == 194
    assert record["inputs"]["deferrals"] == ["DEU", "FRA"]
    assert record["inputs"]["volunteers"] == ["AUT"]
    assert CHECKER.check(out.read_bytes()).startswith("sound")


def test_a_small_register_is_drawn_exactly_and_told_for_people(starter: CommandLine, tmp_path: Path) -> None:
    given = {"states": STATES, "volunteers": ["AAB"], "earlier_load": {"AAC": 1}}

    ended = starter("lots", "draw", "--offline", *files(tmp_path, given, {"reviewer_max": 4}), "--seed", SEED)

    record = json.loads((tmp_path / "transcript.json").read_bytes())
    assert ended.code == 0
    assert "8 States in groups of" in ended.out
    assert "python3 tools/check_draw.py" in ended.out
    assert record["inputs"]["earlier_load"] == {"AAC": 1}
    assert record["inputs"]["policy"]["reviewer_max"] == 4


def test_a_transcript_goes_to_stdout_too(starter: CommandLine, tmp_path: Path) -> None:
    given = (*files(tmp_path, STATES, {})[:-1], "-")

    ended = starter("lots", "draw", "--offline", *given, "--seed", SEED)

    assert CHECKER.check(ended.out.encode()).startswith("sound")


@pytest.mark.parametrize(
    ("states", "policy", "code"),
    [
        ([*STATES, state("ZZZ", "atlantis")], {}, "unknown_region"),
        ([*STATES, STATES[0]], {}, "duplicate_state"),
        ([*STATES, state("ZZZ", instruments=["TIP"])], {}, "party_before_parent"),
        ([*STATES, state("ZZZ", instruments=["UNTOC", "XYZ"])], {}, "unknown_instrument"),
        ([*STATES, state("ZZZ", instruments="UNTOC")], {}, "bad_state"),
        ([*STATES, state("ZZZ", legal_tradition="roman")], {}, "unknown_legal_tradition"),
        ([*STATES, state("zzz")], {}, "bad_state"),
        ([*STATES, "FRA"], {}, "bad_state"),
        (STATES[:2], {}, "too_few_states"),
        ([], {}, "too_few_states"),
        ({"states": STATES, "deferrals": ["ZZZ"]}, {}, "unknown_state"),
        ({"states": STATES, "volunteers": ["AAA", "AAA"]}, {}, "named_twice"),
        ({"states": STATES, "volunteers": "AAA"}, {}, "bad_state"),
        ({"states": STATES, "earlier_load": {"AAA": -1}}, {}, "bad_load"),
        ({"states": STATES, "earlier_load": []}, {}, "bad_load"),
        (STATES, {"reviewer_max": 1, "reviewer_min": 2}, "bad_policy"),
        (STATES, {"reviewer_max": "three"}, "bad_policy"),
        (STATES, {"reviewer_max": True}, "bad_policy"),
        (STATES, {"legal_tradition_weight": 0}, "bad_policy"),
        (STATES, {"mutual_review_bar": "never"}, "bad_policy"),
        (STATES, {"region_exhausted_order": ["any_region", "any_region"]}, "bad_policy"),
        (STATES, {"region_exhausted_order": "any_region"}, "bad_policy"),
        (STATES, [], "bad_policy"),
        (STATES, {"reviewer_maximum": 3}, "unknown_policy"),
        ("{", {}, "bad_json"),
        ('[{"iso3": "AAA", "iso3": "AAB"}]', {}, "bad_json"),
        ("iso3,region\nFRA,weog\n", {}, "bad_csv"),
        ("iso3,region,untoc\nFRA,weog,party,party\n", {}, "bad_csv"),
        (STATES, "switch,value\nreviewer_max,3\nreviewer_max,4\n", "bad_policy"),
        (STATES, {"reviewer_max": 1}, "no_valid_assignment"),
        ([state("AAA"), state("AAB"), state("AAC", "weog", instruments=["UNTOC"])], {}, "no_valid_assignment"),
    ],
)
def test_what_cannot_be_drawn_from_is_refused_and_nothing_is_written(
    starter: CommandLine, tmp_path: Path, states: Any, policy: Any, code: str
) -> None:
    ended = starter("lots", "draw", "--offline", *files(tmp_path, states, policy), "--seed", SEED)

    assert ended.refusal == code
    assert not (tmp_path / "transcript.json").exists()


@pytest.mark.parametrize("seed", ["", "0f" * 31, "0f" * 33, "0F" * 32, "xy" * 32])
def test_a_seed_that_is_not_32_bytes_is_refused(starter: CommandLine, tmp_path: Path, seed: str) -> None:
    ended = starter("lots", "draw", "--offline", *files(tmp_path, STATES, {}), "--seed", seed)

    assert ended.refusal == "bad_seed"
    assert not (tmp_path / "transcript.json").exists()


def test_files_that_cannot_be_used_are_refused(starter: CommandLine, tmp_path: Path) -> None:
    given = files(tmp_path, STATES, {})

    assert starter("lots", "draw", *given, "--seed", SEED).refusal == "not_offline"
    nowhere = ("lots", "draw", "--offline", "--states", str(tmp_path / "none.csv"), "--seed", SEED)
    assert starter(*nowhere, "--out", str(tmp_path / "t.json")).refusal == "file_unreadable"
    closed = ("lots", "draw", "--offline", *given[:-1], str(tmp_path / "no" / "t.json"), "--seed", SEED)
    assert starter(*closed).refusal == "file_unwritable"
    (tmp_path / "states.json").write_bytes(b"\xff\xfe")
    assert starter("lots", "draw", "--offline", *given, "--seed", SEED).refusal == "file_unreadable"
