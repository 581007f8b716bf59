"""Everything that can be wrong with an act before anybody is asked: one line, a code, exit code 2."""

import json
from pathlib import Path

import pytest

from cli.given import LARGEST_DATA
from tests.cli.conftest import CommandLine

PHASE = "phase/untoc-1/FRA/1"
DOCUMENT = {"id": "doc-1/1", "sha256": "a" * 64}
SAQ = json.dumps({"document": DOCUMENT})
FP = "focal_point:FRA:p-1"


@pytest.mark.parametrize(
    ("data", "place"),
    [
        pytest.param('{"document": }', "line 1, column 14", id="value missing"),
        pytest.param('{"a": 1,\n "b" 2}', "line 2, column 6", id="on the second line"),
        pytest.param("", "line 1, column 1", id="nothing at all"),
        pytest.param('{"a": 1} {"b": 2}', "line 1, column 10", id="two documents"),
        pytest.param('{"reason": "a\nb"}', "line 1, column 14", id="line break in a string"),
        pytest.param('{"a": 1, "a": 2}', "the field 'a' is given twice", id="a field twice"),
        pytest.param('{"a": NaN}', "NaN is no number of JSON", id="not a number"),
        pytest.param("[" * 100_000, "nested too deeply", id="nested too deeply"),
        pytest.param('{"a": ' + "9" * 5_000 + "}", "4300 digits", id="a number without end"),
    ],
)
def test_json_that_cannot_be_read_is_named_with_its_place(starter: CommandLine, data: str, place: str) -> None:
    ended = starter("act", PHASE, "submit_questionnaire", "--as", FP, "--data", "-", given=data)

    assert ended.refusal == "bad_json"
    assert place in ended.err


def test_data_that_is_not_utf_8_is_named_with_its_place(starter: CommandLine) -> None:
    ended = starter("act", PHASE, "suspend_review", "--as", "secretariat", "--data", "-", given=b'{\n"reason": "\xff"}')

    assert ended.refusal == "bad_json"
    assert "line 2, column 12" in ended.err


@pytest.mark.parametrize("data", ["[]", '"text"', "1", "null"])
def test_data_has_to_be_an_object(starter: CommandLine, data: str) -> None:
    ended = starter("act", PHASE, "accept_consultation", "--as", FP, "--data", data)

    assert ended.refusal == "bad_command_data"
    assert "JSON object" in ended.err


def test_data_of_three_megabytes_is_refused_in_one_line_wherever_it_comes_from(
    starter: CommandLine, tmp_path: Path
) -> None:
    huge = json.dumps({"reason": "x" * 3_000_000})
    file = tmp_path / "huge.json"
    file.write_text(huge)
    act = ("act", PHASE, "suspend_review", "--as", "secretariat", "--data")

    for ended in (starter(*act, huge), starter(*act, f"@{file}"), starter(*act, "-", given=huge)):
        assert ended.refusal == "payload_too_large"
        assert "documents add" in ended.err
        assert len(ended.err) < 300


@pytest.mark.parametrize(
    ("size", "code"), [(LARGEST_DATA, "bad_command_data"), (LARGEST_DATA + 1, "payload_too_large")]
)
def test_the_limit_is_met_to_the_byte(starter: CommandLine, size: int, code: str) -> None:
    empty = json.dumps({"reason": ""})
    data = json.dumps({"reason": "x" * (size - len(empty))})

    ended = starter("act", PHASE, "suspend_review", "--as", "secretariat", "--data", "-", given=data)

    assert ended.refusal == code


@pytest.mark.parametrize("name", ["nowhere.json", "."])
def test_a_file_that_cannot_be_read_is_named(starter: CommandLine, tmp_path: Path, name: str) -> None:
    ended = starter("act", PHASE, "accept_consultation", "--as", FP, "--data", f"@{tmp_path / name}")

    assert ended.refusal == "file_unreadable"
    assert str(tmp_path / name) in ended.err


def test_an_empty_command_id_does_not_become_a_new_one(starter: CommandLine) -> None:
    ended = starter("act", PHASE, "submit_questionnaire", "--as", FP, "--data", SAQ, "--command-id", "")

    assert ended.refusal == "bad_command_data"
    assert "command_id" in ended.err


@pytest.mark.parametrize(
    ("command", "data", "said"),
    [
        ("submit_questionnaire", {}, "document: is missing"),
        ("submit_questionnaire", {"document": {"id": "doc-1/1"}}, "document.sha256: is missing"),
        (
            "submit_questionnaire",
            {"document": {"id": "doc-1/1", "sha256": "no"}},
            "document.sha256: string should match pattern '^[0-9a-f]{64}$'",
        ),
        (
            "submit_questionnaire",
            {"document": DOCUMENT, "instruments": ["UNCAC"]},
            "instruments.0: input should be 'UNTOC', 'TIP', 'SOM' or 'FA'",
        ),
        ("submit_questionnaire", {"document": DOCUMENT, "instruments": "TIP"}, "instruments: input should be a valid"),
        ("submit_questionnaire", {"dokument": DOCUMENT}, "dokument: is no field, document is"),
        (
            "submit_feedback",
            {"document": DOCUMENT, "instrument": ["TIP"]},
            "instrument: is no field, instruments is",
        ),
        (
            "submit_feedback",
            {"document": DOCUMENT | {"title": "Feedback"}},
            "document.title: is no field, there are id, sha256",
        ),
        (
            "receive_nomination",
            {"note": DOCUMENT, "people": [{"person": "p-1", "role": "expert", "since": "now"}]},
            "people.0.since: is no field",
        ),
        ("set_questionnaire_expected_date", {"expected_on": "31.12.2026"}, "expected_on: input should be a valid date"),
        ("suspend_review", {"reason": "x"}, "reason: string should have at least 3 characters"),
        ("set_instrument_split", {"split": {"DEU": ["TIPP"]}}, "split.DEU.0: input should be"),
    ],
)
def test_wrong_data_is_refused_with_the_field_and_what_is_expected(
    starter: CommandLine, command: str, data: dict[str, object], said: str
) -> None:
    ended = starter("act", PHASE, command, "--as", FP, "--data", json.dumps(data))

    assert ended.refusal == "bad_command_data"
    assert said in ended.err


@pytest.mark.parametrize("data", ['{"reason": "\\ud800\\ud800\\ud800"}', '{"command_id": "", "reason": "because"}'])
def test_texts_that_cannot_be_kept_are_refused(starter: CommandLine, data: str) -> None:
    assert starter("act", PHASE, "suspend_review", "--as", "secretariat", "--data", data).refusal == "bad_command_data"


def test_an_act_without_an_actor_is_refused(starter: CommandLine) -> None:
    ended = starter("act", PHASE, "accept_consultation")

    assert ended.refusal == "bad_command_data"
    assert "--as ROLE" in ended.err


@pytest.mark.parametrize("given", [("--as", "system"), ("--data", '{"actor": {"role": "system"}}')])
def test_nobody_acts_as_the_system(starter: CommandLine, given: tuple[str, str]) -> None:
    assert starter("act", PHASE, "launch_group", *given).refusal == "system_role_reserved"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("minister:FRA", "there is no role 'minister'"),
        ("focal_point", "write focal_point:STATE"),
        ("focal_point:France", "'France' is no State"),
        ("secretariat:FRA", "the Secretariat acts for no State: write secretariat, or secretariat::PERSON"),
        ("chair:FRA", "the chair acts for no State"),
        ("civil_society_unit:FRA:p-1", "the civil society unit acts for no State"),
        ("mission", "write mission:STATE"),
        ("extended_bureau:France", "'France' is no State"),
        ("stakeholder", "acts by its account: write stakeholder::s-..."),
        ("stakeholder:FRA:s-1", "a stakeholder acts for no State"),
        ("stakeholder::p-1", "'p-1' cannot act: a stakeholder acts by its account"),
        ("", None),
    ],
)
def test_an_actor_that_cannot_be_is_refused(starter: CommandLine, given: str, said: str | None) -> None:
    ended = starter("act", PHASE, "accept_consultation", "--as", given)

    assert ended.refusal == ("bad_actor" if said else "bad_command_data")
    assert said is None or said in ended.err


def test_an_unknown_command_is_refused_with_the_closest_first(starter: CommandLine) -> None:
    ended = starter("act", PHASE, "submit_qestionnaire", "--as", FP, "--data", SAQ)

    assert ended.refusal == "unknown_command"
    assert "closest first, it takes submit_questionnaire, " in ended.err
    assert "close_phase" in ended.err


def test_a_command_of_another_kind_of_workflow_is_unknown(starter: CommandLine) -> None:
    assert starter("act", "cycle/untoc-1", "submit_questionnaire", "--as", FP).refusal == "unknown_command"


@pytest.mark.parametrize(
    "workflow_id",
    [
        "phase/untoc-1/FRA",
        "phase/untoc-1/FRA/5",
        "phase/untoc-1/fra/1",
        "phase/UNTOC 1/FRA/1",
        "country/untoc-1",
        "cycle/",
        "cycle/untoc-1\n",
        "dialogue/untoc-1",
        "dialogue/untoc-1/firearms",
        "dialogue/untoc-1/firearms-27",
        "dialogue/untoc-1/firearms-2027/1",
        "postmaster/untoc-1",
        "untoc-1",
        "",
    ],
)
def test_an_id_that_no_workflow_has_is_refused(starter: CommandLine, workflow_id: str) -> None:
    assert starter("act", workflow_id, "accept_consultation", "--as", FP).refusal == "unknown_workflow"
    assert starter("act", workflow_id, "--list").refusal == "unknown_workflow"


def test_an_act_needs_a_command(starter: CommandLine) -> None:
    ended = starter("act", PHASE)

    assert ended.refusal == "bad_usage"
    assert "--list" in ended.err
