"""`starter.py lots doctor`: its verdict in sentences, its exit codes, and the inputs that it refuses."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import CommandLine
from tests.cli.test_lots import STATES, files, state


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
    assert told["remedy"]["uses"] == {"any_region": ["ZZA"]}
    assert told["summary"][0].startswith("A draw is possible, but only with relaxations")


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
