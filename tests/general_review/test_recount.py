"""The general review counted anew, from an export of the ledger and with the standard library alone."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import cli.recount
from cli.recount import differences, recount
from models.ledger import LedgerEntry
from rules.general_review.counting import count
from rules.general_review.reading import Period, agreed_lists, register
from rules.lots.canonical import sha256
from tests.general_review.cases import item
from tests.general_review.ledger import Ledger
from tests.general_review.test_compiling import REQUEST, compiled, cycle_with

PERIOD = Period(starts=REQUEST.period_starts, ends=REQUEST.cut_off, until=REQUEST.until)


def line(entry: LedgerEntry) -> str:
    written: dict[str, Any] = entry.model_dump(mode="json")
    return json.dumps({**written, "at": entry.at.isoformat(timespec="microseconds")})


def export(ledger: Ledger) -> list[str]:
    return [line(entry) for entry in sorted(ledger.entries, key=lambda each: (each.stream, each.version))]


def busy(states: int, seed: int) -> Ledger:
    """Reviews of two clusters, lists sent back, coded anew, proposed by several States, agreed too late or never."""
    ledger = cycle_with(states, seed)
    names = sorted({entry.stream.split("/")[2] for entry in ledger.of("phase")})
    for place, name in enumerate(names):
        listed = [item(1, 24, cluster=2), item(2, 25, cluster=2, kind="challenge")]
        ledger.propose(name, listed[: 1 + place % 2], on=date(2023, 3, 1), phase=2)
        if place % 4:
            ledger.agree(name, on=date(2024, 4, 13 + place % 3), phase=2)
        if place % 5 == 0:
            ledger.code(name, [item(1, 9), item(2, 9)], on=date(2023, 6, 1))
    return ledger


@pytest.mark.parametrize("seed", range(6))
def test_two_programs_count_the_same_of_one_ledger(seed: int) -> None:
    ledger = busy((2, 3, 5, 9, 25, 60)[seed], seed)
    report = json.loads(compiled(ledger).data)
    regions, _ = register(ledger.of("cycle"), PERIOD.until)
    lists, _ = agreed_lists(ledger.of("phase"), PERIOD)

    found = recount(export(ledger), report)

    for counted in count(lists, regions, {}):
        assert len(found.reviews.get(counted.cluster, ())) == counted.reviews
        for kind in counted.kinds:
            other = found.kinds[counted.cluster, kind.kind]
            assert len(other.states) == kind.states
            assert {key: len(states) for key, states in other.articles.items()} == {
                article: states for article, states in kind.articles.items() if states
            }
            assert {key: len(states) for key, states in other.regions.items()} == {
                region: states for region, states in kind.regions.items() if states
            }
    assert differences(found, report) == []


def _some_kind(report: dict[str, Any]) -> Any:
    return next(each for each in report["clusters"][0]["kinds"] if each["articles"] and each["regions"])


def _other_number(report: dict[str, Any]) -> str:
    kind = _some_kind(report)
    region = next(iter(kind["regions"]))
    kind["regions"][region] += 1
    return f"cluster 1, {kind['kind']}, {region}: published {kind['regions'][region]}"


def _small_number(report: dict[str, Any]) -> str:
    kind = _some_kind(report)
    kind["articles"].append({"instrument": "FA", "article": 99, "states": 2})
    return f"cluster 1, {kind['kind']}, FA 99: published 2"


def _lost_article(report: dict[str, Any]) -> str:
    kind = _some_kind(report)
    lost = kind["articles"].pop()
    return f"cluster 1, {kind['kind']}, {lost['instrument']} {lost['article']}: the ledger has {lost['states']}"


def _more_reviews(report: dict[str, Any]) -> str:
    report["clusters"][0]["reviews_at_least"] += 5
    return "cluster 1, reviews: published at least 35, the ledger has 30"


def _lost_cluster(report: dict[str, Any]) -> str:
    report["clusters"][0] = {**report["clusters"][0], "reviews_at_least": None, "kinds": []}
    return "cluster 1: the ledger has 30 reviews, and they are not told"


@pytest.mark.parametrize("injure", [_other_number, _small_number, _lost_article, _more_reviews, _lost_cluster])
def test_a_report_that_is_not_the_ledgers_is_found_out(injure: Callable[[dict[str, Any]], str]) -> None:
    ledger = cycle_with(30)
    report = json.loads(compiled(ledger).data)
    expected = injure(report)
    report["sha256"] = sha256({key: value for key, value in report.items() if key != "sha256"})

    said = differences(recount(export(ledger), report), report)

    assert any(each.startswith(expected) for each in said), said
    assert len(said) == 1


def test_a_report_that_was_changed_says_so_by_its_hash() -> None:
    ledger = cycle_with(30)
    report = json.loads(compiled(ledger).data)
    report["sha256"] = "0" * 64

    assert differences(recount(export(ledger), report), report) == [
        "sha256: the report is not the one that it says it is"
    ]


@pytest.mark.parametrize(("is_sound", "code"), [(True, 0), (False, 1)])
def test_it_runs_by_itself_with_the_standard_library_alone(
    tmp_path: Path,
    is_sound: bool,  # noqa: FBT001
    code: int,
) -> None:
    ledger = cycle_with(12)
    report = json.loads(compiled(ledger).data)
    if not is_sound:
        _other_number(report)
    (tmp_path / "export.jsonl").write_text("\n".join(export(ledger)) + "\n", encoding="utf-8")
    (tmp_path / "report.json").write_text(json.dumps(report), encoding="utf-8")
    (tmp_path / "recount.py").write_bytes(Path(cli.recount.__file__).read_bytes())

    ended = subprocess.run(
        [sys.executable, "-I", "-S", "recount.py", "export.jsonl", "report.json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (code, "")
    assert ("every published number is the ledger's" in ended.stdout) == is_sound


def test_what_cannot_be_read_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "report.json").write_text("{}", encoding="utf-8")

    assert cli.recount.main([str(tmp_path / "none.jsonl"), str(tmp_path / "report.json")]) == 2
    assert cli.recount.main(["one"]) == 2
    assert capsys.readouterr().err.count("cannot be read") == 2
