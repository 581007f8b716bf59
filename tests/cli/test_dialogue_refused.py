"""Everything that can be wrong with a command on a dialogue, a session or an account before any door is opened."""

from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine

SESSION = "firearms-2027"
ON = (
    ("show",),
    ("applications",),
    ("plan",),
    ("move", "--day", "2027-04-16"),
    ("call", "--until", "2027-02-12"),
    ("extend", "--until", "2027-02-12"),
    ("cancel", "--because", "put off"),
    ("apply", "--stakeholder", "s-1"),
    ("amend", "a-1", "--in-person"),
    ("withdraw", "a-1"),
    ("register", "a-1", "--on-line"),
    ("paper", "a-1", "--topic", "tracing", "--document", "-"),
    ("screen", "--eligible", "a-1"),
    ("circulate", "--until", "2027-03-05"),
    ("object", "a-1", "--state", "FRA"),
    ("withdraw-objection", "a-1", "--state", "FRA"),
    ("approve",),
    ("decline", "a-1"),
    ("decide", "a-1", "--approve"),
    ("invite", "--reply-by", "2027-04-01"),
    ("travel", "a-1=yes"),
    ("programme", "--document", "-", "--topic", "tracing"),
    ("preparation", "--on", "2027-04-15"),
    ("report-adopted", "--on", "2027-04-16"),
    ("open",),
    ("log", "--topic", "tracing", "--speaker", "state"),
    ("flag", "c-1"),
    ("close", "--attended", "all-registered"),
    ("summary", "draft", "-"),
    ("summary", "approve"),
    ("summary", "publish"),
    ("summary", "table"),
)


def on(cycle: str, session: str, command: tuple[str, ...]) -> tuple[str, ...]:
    """The command with the cycle and the session where they belong."""
    names = 2 if command[0] == "summary" else 1
    return ("dialogue", *command[:names], cycle, session, *command[names:])


@pytest.mark.parametrize("command", ON, ids=lambda command: "-".join(command[:2]))
def test_every_command_refuses_what_is_no_cycle_and_no_session(starter: CommandLine, command: tuple[str, ...]) -> None:
    assert starter(*on("No Cycle", SESSION, command)).refusal == "bad_cycle_key"
    assert starter(*on("untoc-1", "firearms", command)).refusal == "bad_session_key"


@pytest.mark.parametrize(
    "session", ["", "2027", "firearms-27", "firearms-0027", "Firearms-2027", "firearms-2027/x", "firearms-2027\n"]
)
def test_a_session_is_named_by_its_working_group_and_year(starter: CommandLine, session: str) -> None:
    ended = starter("dialogue", "show", "untoc-1", session)

    assert ended.refusal == "bad_session_key"
    assert "firearms-2027" in ended.err


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("call",), "--until"),
        (("apply",), "--stakeholder"),
        (("amend", "a-1"), "say what is to change"),
        (("register", "a-1"), "--in-person or --on-line"),
        (("paper", "a-1", "--topic", "tracing"), "--document"),
        (("screen",), "--eligible and --ineligible, or by --file"),
        (("screen", "--eligible", "a-1", "--file", "t.csv"), "--eligible and --ineligible, or by --file"),
        (("screen", "--eligible", "a-1,a-1"), "'a-1' is named twice"),
        (("screen", "--ineligible", "a-1"), "write it like a-3=no_expertise"),
        (("screen", "--ineligible", "a-1=duplicate,a-1=incomplete"), "'a-1' is named twice"),
        (("decide", "a-1"), "--approve or --decline"),
        (("decline",), "Missing argument"),
        (("travel", "a-1=maybe"), "write yes or no"),
        (("travel", "a-1"), "a-7=yes or a-8=no"),
        (("programme", "--document", "-"), "--topic"),
        (("log", "--topic", "tracing"), "--speaker"),
        (("log", "--topic", "tracing", "--speaker", "minister"), "Invalid value for '--speaker'"),
        (("close",), "--attended"),
        (("close", "--attended", "-", "--states", "-1"), "--states"),
        (("summary", "draft", "-", "--allow-state", "FRA"), "belong together"),
        (("summary", "draft", "-", "--because", "it is the host"), "belong together"),
        (("summary", "draft", "-", "--outcome", "c-1"), "c-3=off_topic"),
    ],
)
def test_what_is_missing_or_given_twice_is_refused(starter: CommandLine, command: tuple[str, ...], said: str) -> None:
    ended = starter(*on("untoc-1", SESSION, command))

    assert ended.refusal == "bad_usage"
    assert said in ended.err


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("call", "--until", "12.2.2027"), "bad_date"),
        (("move", "--day", "2027-02-30"), "bad_date"),
        (("plan", "--day", "soon"), "bad_date"),
        (("call", "--until", "2027-02-12", "--announcement", "/nowhere/call.pdf"), "file_unreadable"),
        (("apply", "--stakeholder", "p-1"), "bad_account"),
        (("withdraw", "a-1", "--as", "stakeholder"), "bad_actor"),
        (("withdraw", "a-1", "--as", "system"), "system_role_reserved"),
        (("screen", "--ineligible", "a-1=rude"), "unknown_reason"),
        (("screen", "--file", "/nowhere/t.csv"), "file_unreadable"),
        (("object", "a-1", "--state", "France"), "unknown_state"),
        (("object", "a-1", "--state", "FRA", "--note", "/nowhere/note.pdf"), "file_unreadable"),
        (("decline", "a-1", "--reason", "rude"), "unknown_reason"),
        (("decide", "a-1", "--approve", "--votes", "57"), "bad_votes"),
        (("decide", "a-1", "--approve", "--votes", "57:7:3:1"), "bad_votes"),
        (("decide", "a-1", "--approve", "--votes", "most:few"), "bad_votes"),
        (("decide", "a-1", "--approve", "--votes", "57:-7"), "bad_votes"),
        (("decide", "a-1", "--approve", "--votes", "5000:7"), "bad_command_data"),
        (("programme", "--document", "-", "--topic", "tracing", "--panel", "tracing"), "bad_panel"),
        (("programme", "--document", "-", "--topic", "tracing", "--panel", "tracing: a 1"), "bad_panel"),
        (("programme", "--document", "-", "--topic", "tracing", "--panel", "tracing: +many"), "bad_panel"),
        (("programme", "--document", "-", "--topic", "tracing", "--panel", "tracing: +99"), "bad_command_data"),
        (("log", "--topic", "Tracing Arms", "--speaker", "state"), "bad_command_data"),
        (("close", "--attended", "/nowhere/came.txt"), "file_unreadable"),
        (("summary", "draft", "-", "--outcome", "c-1=rude"), "unknown_outcome"),
        (("summary", "draft", "-", "--allow-state", "France", "--because", "it is the host"), "unknown_state"),
        (("summary", "draft", "-", "--allow-state", "FRA", "--because", "x"), "bad_command_data"),
        (("cancel", "--because", ""), "bad_command_data"),
        (("applications", "--status", "rude"), "unknown_status"),
    ],
    ids=lambda given: given if isinstance(given, str) else " ".join(given),
)
def test_what_cannot_be_meant_is_refused_before_anything_is_kept(
    starter: CommandLine, command: tuple[str, ...], code: str
) -> None:
    assert starter(*on("untoc-1", SESSION, command)).refusal == code


def test_the_acts_of_a_dialogue_are_listed_with_who_may_do_them(starter: CommandLine) -> None:
    acts = starter("act", "dialogue/untoc-1/firearms-2027", "--list", "--json").json

    by = {act["name"]: act["by"] for act in acts}
    assert by["submit_application"] == ["civil_society_unit", "secretariat", "stakeholder"]
    assert by["approve_summary"] == ["chair"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a-1\na-1\n", "line 2: 'a-1' stands twice"),
        (b"a-1 a-2\n", "line 1: 'a-1 a-2' is no application"),
        (b"a-1\n\xff\n", "not UTF-8"),
    ],
)
def test_a_list_of_those_who_came_names_the_line_that_is_wrong(
    starter: CommandLine, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "came.txt"
    file.write_bytes(content)

    ended = starter("dialogue", "close", "untoc-1", SESSION, "--attended", str(file))

    assert ended.refusal == "bad_list"
    assert said in ended.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "'application' is missing; 'eligible' is missing"),
        ("application,eligible\n", "nothing is filled in"),
        ("application,eligible\na-1,\na-2,\n", "nothing is filled in"),
        ("application,eligible,wishes\na-1,yes,\n", "'wishes' is no column"),
        ("application,eligible,reason\na-1,perhaps,\na-2,no,\na-3,no,rude\n", "line 2: eligible is yes or no"),
        ("application,eligible,reason\na-1,no,\n", "line 2: a-1 is not eligible; say why"),
        ("application,eligible,reason\na-1,no,rude\n", "line 2: there is no reason 'rude'"),
        ("application,eligible\na-1,yes,more\n", "line 2: 3 cells, the first row has 2"),
    ],
)
def test_a_screening_from_a_table_names_the_lines_that_cannot_be_used(
    starter: CommandLine, content: str, said: str
) -> None:
    ended = starter("dialogue", "screen", "untoc-1", SESSION, "--file", "-", given=content)

    assert ended.refusal == "bad_table"
    assert said in ended.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("fix", "No", "firearms", "2027", "--starts", "2027-04-14", "--ends", "2027-04-16"), "bad_cycle_key"),
        (("fix", "untoc-1", "firearms", "next", "--starts", "2027-04-14", "--ends", "2027-04-16"), "bad_usage"),
        (("fix", "untoc-1", "firearms", "2027", "--starts", "2027-04-14"), "bad_usage"),
        (("fix", "untoc-1", "firearms", "2027", "--starts", "spring", "--ends", "2027-04-16"), "bad_date"),
        (("fix", "untoc-1", "firearms", "1917", "--starts", "1917-04-14", "--ends", "1917-04-16"), "bad_command_data"),
        (("list", "No"), "bad_cycle_key"),
        (("file", "untoc-1", "firearms"), "bad_session_key"),
    ],
    ids=lambda given: given if isinstance(given, str) else " ".join(given),
)
def test_sessions_refuse_what_cannot_be_meant(starter: CommandLine, arguments: tuple[str, ...], code: str) -> None:
    assert starter("sessions", *arguments).refusal == code


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("receipt", "R-1"), "bad_receipt"),
        (("receipt", "a-7"), "bad_receipt"),
        (("receipt",), "bad_usage"),
        (("dialogue", "mine", "--stakeholder", "somebody"), "bad_account"),
        (("stakeholders", "show", "p-1"), "bad_account"),
        (("stakeholders", "erase", "s-1"), "bad_usage"),
        (("stakeholders", "correct", "s-1"), "bad_usage"),
        (("stakeholders", "list", "--country", "Atlantis"), "unknown_country"),
        (("stakeholders", "list", "--kind", "choir"), "bad_usage"),
        (
            ("stakeholders", "add", "--name", "A", "--kind", "ngo", "--country", "ABW", "--email", "a@b.example"),
            "region_needed",
        ),
        (
            ("stakeholders", "add", "--name", "A", "--kind", "ngo", "--country", "ZZZ", "--email", "a@b.example"),
            "unknown_country",
        ),
        (("stakeholders", "import", "/nowhere/accounts.csv"), "file_unreadable"),
    ],
    ids=lambda given: given if isinstance(given, str) else " ".join(given),
)
def test_accounts_and_receipts_refuse_what_cannot_be_meant(
    starter: CommandLine, arguments: tuple[str, ...], code: str
) -> None:
    assert starter(*arguments).refusal == code


ROWS = "name,kind,country,email\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "'name' is missing"),
        ("name,kind\nA,ngo\n", "'country' is missing; 'email' is missing"),
        ("name,name,kind,country,email\n", "'name' stands twice"),
        (ROWS, "nothing below it"),
        (f"{ROWS}A,choir,FRA,a@b.example\n", "line 2: there is no kind 'choir'"),
        (f"{ROWS}A,ngo,Atlantis,a@b.example\n", "line 2: there is no country 'Atlantis'"),
        (f"{ROWS}A,ngo,ABW,a@b.example\n", "line 2: no register has ABW"),
        (f"{ROWS}A,ngo,FRA,nowhere\n", "line 2: 'nowhere' is not an e-mail address"),
        (f"{ROWS},ngo,FRA,a@b.example\n", "line 2: an organisation needs a name"),
        (f"{ROWS}A,ngo,FRA,a@b.example\nB,ngo,FRA,b\na,ngo,FRA,c@d.example\n", "line 4: a stands on line 2 already"),
        (f"{ROWS}A,ngo,FRA,a@b.example,extra\n", "line 2: 5 cells"),
        ("name;kind;country;email;observer\nA;ngo;FRA;a@b.example;perhaps\n", "line 2: observer is yes or no"),
        (f'{ROWS}"A\nBcc: all",ngo,FRA,a@b.example\n', "line 3:"),
        (b"name,kind,country,email\n\xff,ngo,FRA,a@b.example\n", "line 2 is not UTF-8"),
    ],
)
def test_a_table_of_accounts_is_refused_with_every_line_that_cannot_be_used(
    starter: CommandLine, content: str | bytes, said: str
) -> None:
    ended = starter("stakeholders", "import", "-", given=content)

    assert ended.refusal == "bad_table"
    assert said in ended.err


def test_the_first_ten_problems_of_a_table_are_told_and_the_rest_is_counted(starter: CommandLine) -> None:
    ended = starter("stakeholders", "import", "-", given=ROWS + "A,choir,FRA,a@b.example\n" * 25)

    assert ended.refusal == "bad_table"
    assert ended.err.count("line ") == 10
    assert "and 15 more" in ended.err
