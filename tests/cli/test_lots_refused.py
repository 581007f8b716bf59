"""Everything that can be wrong with an act on a drawing of lots before any door is opened."""

from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine

SEED = "0f" * 32


@pytest.mark.parametrize(
    "arguments",
    [
        ("open", "--meeting-on", "2026-12-01"),
        ("correct", "TUV", "--region", "asia_pacific", "--instruments", "UNTOC", "--reason", "accession"),
        ("freeze", "--cut-off", "2026-11-01"),
        ("defer", "FRA", "--note-id", "doc-1/1"),
        ("volunteer", "FRA", "--note-id", "doc-1/1"),
        ("commit", "FRA", "--commitment", SEED),
        ("seal", "--source", "given"),
        ("inputs", "--out", "-"),
        ("reveal", "FRA", "--secret-file", "-"),
        ("numbers", "1", "2"),
        ("enter", "--file", "round.json"),
        ("draw",),
        ("watch",),
        ("transcript", "--out", "-"),
        ("amendments", "--out", "-"),
        ("show",),
        ("list",),
        ("redraw", "FRA", "--reviewer", "DEU", "--note-id", "doc-1/1"),
        ("decide", "change-1", "--grant", "--reason", "agreed"),
        ("again", "change-1", "--value", SEED),
        ("replace", "FRA", "--outgoing", "DEU", "--reason", "agreed"),
        ("admit", "TUV", "--instruments", "UNTOC", "--region", "asia_pacific", "--joined-on", "2026-01-01"),
        ("depart", "FRA", "--instruments", "TIP", "--left-on", "2026-01-01", "--reason", "left"),
        ("confirm",),
        ("void", "--reason", "a ball was missing"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_key_that_is_no_cycle_s_is_refused_by_every_command(starter: CommandLine, arguments: tuple[str, ...]) -> None:
    command, *rest = arguments

    assert starter("lots", command, "No Cycle", *rest).refusal == "bad_cycle_key"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "write one of beacon:CHAIN:ROUND"),
        ("lottery", "write one of"),
        ("given:1", "write one of"),
        ("beacon", "write one of"),
        ("beacon:quicknet", "write one of"),
        ("beacon::12", "write one of"),
        ("beacon:quicknet:soon", "write one of"),
        ("beacon:quicknet:-1", "write one of"),
        ("beacon:quicknet:" + "9" * 19, "write one of"),
        ("beacon:quicknet:2026-12-01T10:00", "say in which time zone"),
        ("beacon:quicknet:2026-13-01T10:00Z", "write one of"),
        ("hand:13", "write one of"),
        ("hand:many:100", "write one of"),
        ("hand:13:1e3", "write one of"),
    ],
)
def test_a_source_of_entropy_that_cannot_be_is_refused(starter: CommandLine, source: str, said: str) -> None:
    ended = starter("lots", "seal", "untoc-1", "--source", source)

    assert ended.refusal == "bad_source"
    assert said in ended.err


def test_a_seal_without_a_source_is_refused(starter: CommandLine) -> None:
    assert starter("lots", "seal", "untoc-1").refusal == "bad_source"


@pytest.mark.parametrize(
    "arguments",
    [
        ("defer", "untoc-1", "FRA"),
        ("volunteer", "untoc-1", "FRA"),
        ("redraw", "untoc-1", "FRA", "--reviewer", "DEU"),
        ("defer", "untoc-1", "FRA", "--note", "note.pdf", "--note-id", "doc-1/1"),
        ("replace", "untoc-1", "FRA", "--outgoing", "DEU", "--reason", "x", "--note", "n", "--note-id", "doc-1/1"),
        ("commit", "untoc-1", "FRA"),
        ("commit", "untoc-1", "FRA", "--commitment", SEED, "--secret-file", "-"),
        ("enter", "untoc-1"),
        ("enter", "untoc-1", "--file", "round.json", "--url", "https://relay.example/1"),
        ("again", "untoc-1", "change-1"),
        ("again", "untoc-1", "change-1", "--value", SEED, "--numbers", "1,2"),
        ("decide", "untoc-1", "change-1", "--reason", "agreed"),
        ("open", "untoc-1"),
        ("numbers", "untoc-1"),
        ("numbers", "untoc-1", "twelve"),
        ("draw", "untoc-1", "--offline", "--states", "s", "--seed", SEED, "--out", "t"),
        ("draw", "untoc-1", "--states", "s"),
        ("draw", "--offline", "--seed", SEED, "--out", "t"),
        ("draw", "--offline", "--states", "s", "--out", "t"),
        ("draw", "--offline", "--states", "s", "--seed", SEED),
        ("draw", "untoc-1", "--number", "0"),
        ("draw", "untoc-1", "--pace", "-1"),
        ("admit", "untoc-1", "TUV", "--instruments", "UNTOC", "--region", "atlantis", "--joined-on", "2026-01-01"),
    ],
    ids=" ".join,
)
def test_what_is_missing_or_given_twice_is_refused(starter: CommandLine, arguments: tuple[str, ...]) -> None:
    assert starter("lots", *arguments).refusal == "bad_usage"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("defer", "untoc-1", "France", "--note-id", "doc-1/1"), "unknown_state"),
        (("defer", "untoc-1", "FRA", "--note-id", "doc-1/1", "--mission", "F1A"), "unknown_state"),
        (("redraw", "untoc-1", "FRA", "--reviewer", "D", "--note-id", "doc-1/1"), "unknown_state"),
        (("replace", "untoc-1", "FRA", "--outgoing", "DEU", "--incoming", "I", "--reason", "x"), "unknown_state"),
        (("show", "untoc-1", "--state", "France"), "unknown_state"),
        (("defer", "untoc-1", "FRA", "--note", "/nowhere/note.pdf"), "file_unreadable"),
        (("reveal", "untoc-1", "FRA", "--secret-file", "/nowhere/secret"), "file_unreadable"),
        (("commit", "untoc-1", "FRA", "--commitment", "12"), "bad_command_data"),
        (("commit", "untoc-1", "FRA", "--commitment", "XY" * 32), "bad_command_data"),
        (("freeze", "untoc-1", "--cut-off", "yesterday"), "bad_date"),
        (("open", "untoc-1", "--meeting-on", "2026-02-30"), "bad_date"),
        (("open", "untoc-1", "--meeting-on", "2026-12-01", "--rehearsal-beacon", "Loud!"), "bad_rehearsal_label"),
        (("open", "untoc-1", "--meeting-on", "2026-12-01", "--mechanism", "uncac"), "unknown_mechanism"),
        (("again", "untoc-1", "change-1", "--numbers", "1,two"), "bad_numbers"),
        (("again", "untoc-1", "change-1", "--value", "12"), "bad_seed"),
        (("admit", "untoc-1", "TUV", "--instruments", "XYZ", "--joined-on", "2026-01-01"), "bad_command_data"),
        (("admit", "untoc-1", "TUV", "--instruments", "", "--joined-on", "2026-01-01"), "bad_command_data"),
        (("depart", "untoc-1", "FRA", "--instruments", "TIP", "--left-on", "soon", "--reason", "x"), "bad_date"),
        (("void", "untoc-1", "--reason", ""), "bad_command_data"),
        (("draw",), "not_offline"),
    ],
    ids=lambda given: given if isinstance(given, str) else " ".join(given),
)
def test_what_cannot_be_meant_is_refused_before_anything_is_kept(
    starter: CommandLine, arguments: tuple[str, ...], code: str
) -> None:
    assert starter("lots", *arguments).refusal == code


@pytest.mark.parametrize("size", [0, 257])
def test_a_contribution_that_is_empty_or_too_long_is_refused(starter: CommandLine, tmp_path: Path, size: int) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"x" * size)

    assert starter("lots", "commit", "untoc-1", "FRA", "--secret-file", str(secret)).refusal == "bad_contribution"
    assert starter("lots", "reveal", "untoc-1", "FRA", "--secret-file", str(secret)).refusal == "bad_contribution"


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        ("redraw_windows=0", "unknown_lead_time", "closest first, there are redraw_window,"),
        ("redraw_window", "bad_lead_time", "redraw_window=7"),
        ("redraw_window=soon", "bad_lead_time", "a number of days"),
        ("redraw_window=-1", "bad_lead_time", "a number of days"),
        ("redraw_window=99999", "bad_lead_time", "a number of days"),
    ],
)
def test_a_lead_time_that_does_not_exist_is_refused(starter: CommandLine, given: str, code: str, said: str) -> None:
    ended = starter("cycle", "open", "trial", "--lead-time", given)

    assert ended.refusal == code
    assert said in ended.err
