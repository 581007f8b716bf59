"""`starter.py lots doctor`: its verdict in sentences, its exit codes, and the inputs that it refuses."""

import json
from pathlib import Path
from typing import Any

import pytest

from doctor import solver
from tests.cli.conftest import CommandLine
from tests.cli.test_lots import ALL, STATES, files, state


def asked(folder: Path, states: Any, policy: Any) -> tuple[str, ...]:
    return ("lots", "doctor", *files(folder, states, policy)[:4])


def test_what_is_possible_ends_with_nought(starter: CommandLine, tmp_path: Path) -> None:
    ended = starter(*asked(tmp_path, STATES, {"reviewer_max": 4}))

    assert ended.code == 0
    assert ended.out.startswith("A draw is possible: there are outcomes that keep every rule.")
    assert "tightest States" in ended.out


def test_a_region_of_two_clashes_with_the_bar_on_mutual_review(starter: CommandLine, tmp_path: Path) -> None:
    states = [*STATES, state("ZZA", "grulac"), state("ZZB", "grulac")]
    policy: dict[str, Any] = {"region_exhausted_order": []}

    ended = starter(*asked(tmp_path, states, policy))

    assert ended.code == 1
    assert ended.out.startswith("No draw is possible")
    assert "D9, no two States review each other" in ended.out
    assert "ZZA and ZZB are reviewed" in ended.out
    assert "set region_exhausted_order to" in ended.out


def test_the_diagnosis_is_given_to_programs_whole(starter: CommandLine, tmp_path: Path) -> None:
    states = [*STATES, state("ZZA", "grulac")]

    ended = starter(*asked(tmp_path, states, {}), "--json")

    told = ended.json
    assert (ended.code, told["verdict"], told["is_possible"]) == (0, "possible_with_relaxations", True)
    assert told["clash"]["states"] == ["ZZA"]
    assert told["clash"]["rules"] == ["D2"]
    assert told["remedy"]["uses"] == {"any_region": ["ZZA"]}
    assert told["summary"][0].startswith("A draw is possible, but only with relaxations")
    assert told["rehearsal"] == {"tried": 1, "refused": []}


def test_nothing_is_rehearsed_that_is_impossible_or_not_asked_for(starter: CommandLine, tmp_path: Path) -> None:
    assert starter(*asked(tmp_path, STATES, {"reviewer_max": 1}), "--json").json["rehearsal"] is None
    assert starter(*asked(tmp_path, STATES, {}), "--rehearsals", "0", "--json").json["rehearsal"] is None
    assert (
        "Rehearsed twice: a draw was made each time." in starter(*asked(tmp_path, STATES, {}), "--rehearsals", "2").out
    )


def test_a_proof_has_an_assignment_without_each_member_of_the_clash(starter: CommandLine, tmp_path: Path) -> None:
    proof = tmp_path / "proof.json"
    states = [*STATES, state("ZZA", "grulac"), state("ZZB", "grulac")]

    ended = starter(*asked(tmp_path, states, {"region_exhausted_order": []}), "--proof", str(proof))

    told = json.loads(proof.read_bytes())
    assert ended.code == 1
    assert (told["clash"]["rules"], told["clash"]["states"]) == (["D2", "D9"], ["ZZA", "ZZB"])
    assert [(each["without"], each["like"]) for each in told["proofs"]] == [
        ("D2", []),
        ("D9", []),
        ("ZZB", ["ZZA", "ZZB"]),
    ]
    reviewed = [{seat["under_review"] for seat in each["seats"]} for each in told["proofs"]]
    assert reviewed == [{"ZZA", "ZZB"}, {"ZZA", "ZZB"}, {"ZZA"}]


def test_what_the_doctor_does_not_find_out_is_one_line(
    starter: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver, "GLANCE", 0.0)
    monkeypatch.setattr(solver, "EFFORT", 0.0)
    states = [each | {"instruments": ["UNTOC", "FA"] if number % 3 else ALL} for number, each in enumerate(STATES)]

    assert starter(*asked(tmp_path, states, {})).refusal == "doctor_undecided"


@pytest.mark.parametrize(
    ("states", "policy", "code"),
    [
        (STATES[:2], {}, "too_few_states"),
        ([*STATES, STATES[0]], {}, "duplicate_state"),
        (STATES, {"reviewer_max": 1, "reviewer_min": 2}, "bad_policy"),
        (json.dumps(STATES)[:-1], {}, "bad_json"),
    ],
    ids=["two States", "a State twice", "cap below floor", "half a file"],
)
def test_what_cannot_be_drawn_from_is_not_examined(
    starter: CommandLine, tmp_path: Path, states: Any, policy: Any, code: str
) -> None:
    ended = starter(*asked(tmp_path, states, policy))

    assert (ended.code, ended.refusal) == (2, code)
