"""`starter.py lots record`: the record from files alone, and nothing written from files that are not what they say."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from printed.transcript import canonical
from tests.cli.conftest import CommandLine
from tests.printed.build import amended, small, written_in


def file(folder: Path, name: str, value: object) -> str:
    (folder / name).write_bytes(value if isinstance(value, bytes) else canonical(value) + b"\n")
    return str(folder / name)


@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF-"), ("html", b"<!doctype html>"), ("svg", b"<svg ")])
def test_the_ending_of_the_name_says_the_form(starter: CommandLine, tmp_path: Path, form: str, begins: bytes) -> None:
    out = tmp_path / f"record.{form}"

    ended = starter("lots", "record", "--transcript", file(tmp_path, "t.json", small()), "--out", str(out), "--json")

    assert ended.code == 0
    assert out.read_bytes().startswith(begins)
    assert ended.json["sha256"] == small()["sha256"]
    assert (ended.json["bytes"], ended.json["is_rehearsal"]) == (out.stat().st_size, True)


def test_amendments_and_occasion_come_into_the_record(starter: CommandLine, tmp_path: Path) -> None:
    transcript, amendments, _ = amended()
    out = tmp_path / "record.pdf"

    ended = starter(
        "lots", "record", "--transcript", file(tmp_path, "t.json", transcript),
        "--amendments", file(tmp_path, "a.json", amendments),
        "--drawing", "untoc-1/1", "--on", "2020-10-02", "--out", str(out),
    )  # fmt: skip

    written = written_in(out.read_bytes())
    assert f"written to {out}" in ended.out
    for part in ("lots/untoc-1/1", "2 October 2020", amendments[-1]["sha256"]):
        assert part in written


def changed(record: dict[str, Any]) -> dict[str, Any]:
    return record | {"seed": "0" * 64}


REFUSALS: dict[str, tuple[Callable[[Path], list[str]], str]] = {
    "no such file": (lambda path: ["--transcript", str(path / "none.json")], "file_unreadable"),
    "no JSON": (lambda path: ["--transcript", file(path, "t.json", b"%PDF-1.7 \xff")], "bad_transcript"),
    "no number of JSON": (lambda path: ["--transcript", file(path, "t.json", b'{"version": NaN}')], "bad_transcript"),
    "a name twice": (lambda path: ["--transcript", file(path, "t.json", b'{"seed": 1, "seed": 2}')], "bad_transcript"),
    "another JSON": (lambda path: ["--transcript", file(path, "t.json", {"states": []})], "bad_transcript"),
    "nested too deeply": (lambda path: ["--transcript", file(path, "t.json", b"[" * 100_000)], "bad_transcript"),
    "a changed seed": (lambda path: ["--transcript", file(path, "t.json", changed(small()))], "transcript_changed"),
    "amendments of another draw": (
        lambda path: [
            "--transcript", file(path, "t.json", small()), "--amendments", file(path, "a.json", amended()[1])
        ],
        "amendment_out_of_order",
    ),
    "amendments that are none": (
        lambda path: ["--transcript", file(path, "t.json", small()), "--amendments", file(path, "a.json", {})],
        "bad_amendments",
    ),
    "a drawing that is none": (
        lambda path: ["--transcript", file(path, "t.json", small()), "--drawing", "the first"],
        "bad_drawing",
    ),
    "a day that is none": (
        lambda path: ["--transcript", file(path, "t.json", small()), "--on", "2 October"],
        "bad_date",
    ),
    "an unknown mechanism": (
        lambda path: ["--transcript", file(path, "t.json", small()), "--mechanism", "uncac"],
        "unknown_mechanism",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("given", "code"), REFUSALS.values(), ids=REFUSALS)
def test_what_cannot_be_printed_is_refused_and_nothing_is_written(
    starter: CommandLine, tmp_path: Path, given: Callable[[Path], list[str]], code: str
) -> None:
    out = tmp_path / "record.pdf"

    ended = starter("lots", "record", *given(tmp_path), "--out", str(out))

    assert ended.refusal == code
    assert not out.exists()


def test_a_form_that_nobody_can_print_is_refused(starter: CommandLine, tmp_path: Path) -> None:
    given = file(tmp_path, "t.json", small())

    assert starter("lots", "record", "--transcript", given, "--out", "record.docx").refusal == "bad_format"


def test_a_record_that_cannot_be_written_is_refused(starter: CommandLine, tmp_path: Path) -> None:
    given = file(tmp_path, "t.json", small())

    ended = starter("lots", "record", "--transcript", given, "--out", str(tmp_path / "none" / "record.pdf"))

    assert ended.refusal == "file_unwritable"


def test_a_transcript_from_stdin_is_printed_too(starter: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "record.html"

    ended = starter("lots", "record", "--transcript", "-", "--out", str(out), given=json.dumps(small()))

    assert ended.code == 0
    assert small()["sha256"] in out.read_text()
