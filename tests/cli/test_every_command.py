"""What every command has in common: help that teaches, JSON, one line when refused, and a clean end."""

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from cli.command_line import PARTS
from cli.doors import Doors
from models.errors import Unavailable
from notices.addressees import BUREAU, DESK, UNIT
from tests.cli.conftest import CommandLine, command_line_with

ROOT = Path(__file__).parents[2]


def commands() -> Iterator[tuple[str, ...]]:
    """Every command, as the words that name it."""
    for name, part in PARTS.items():
        yield from within((name,), get_command(import_module(part.module).app))


def within(words: tuple[str, ...], command: Any) -> Iterator[tuple[str, ...]]:
    """The commands of a group and of the groups in it; a command itself."""
    subcommands: dict[str, Any] = getattr(command, "commands", {})
    if not subcommands:
        yield words
    for name, subcommand in subcommands.items():
        yield from within((*words, name), subcommand)


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_command_teaches_by_an_example_and_answers_in_json(starter: CommandLine, words: tuple[str, ...]) -> None:
    ended = starter(*words, "--help")

    assert ended.code == 0
    assert f"starter.py {' '.join(words)} " in f"{ended.out.split('Example:')[1]} ".replace("\n", " ")
    assert "--json" in ended.out


def test_the_help_names_the_desks_that_notices_go_to(starter: CommandLine) -> None:
    told = starter("desks", "add", "--help").out

    assert all(f"desks add {each.id} --email" in told for each in (DESK, BUREAU, UNIT))


def test_the_list_of_commands_shows_every_part(starter: CommandLine) -> None:
    ended = starter("--help")

    assert ended.code == 0
    assert all(name in ended.out for name in PARTS)


def test_help_and_refused_input_load_neither_temporal_nor_postgresql() -> None:
    program = (
        "import sys, starter; code = starter.command_line()(['--help'], standalone_mode=False);"
        "sys.exit(sorted({'temporalio', 'asyncpg', 'rich'} & sys.modules.keys()) or code)"
    )

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("cylce",), "there is no command 'cylce'; did you mean 'cycle'? The commands are"),
        (("nowhere",), "there is no command 'nowhere'. The commands are"),
        (("cycle", "opne"), "No such command 'opne'. Did you mean 'open'? See: "),
        (("board",), "Missing argument"),
        (("board", "untoc-1", "--overdu"), "No such option"),
        (("board", "untoc-1", "--due-within", "soon"), "Invalid value for '--due-within'"),
        (("documents", "add", "note.pdf", "--cycle", "untoc-1"), "Missing option '--kind'"),
        (("people", "add", "--email", "a@b.example", "--name", "A", "--language", "de"), "--language"),
        (("--verbose",), "No such option"),
    ],
)
def test_a_command_that_is_not_understood_ends_in_one_line(
    starter: CommandLine, arguments: tuple[str, ...], said: str
) -> None:
    ended = starter(*arguments)

    assert ended.refusal == "bad_usage"
    assert said in ended.err


def test_a_group_without_a_command_shows_its_help(starter: CommandLine) -> None:
    ended = starter("cycle")

    assert ended.code == 2
    assert "launch" in ended.err


def test_a_defect_is_called_one_and_shows_its_traceback_only_when_asked() -> None:
    def broken() -> Doors:
        raise ZeroDivisionError("by nothing")

    run = command_line_with(broken)

    ended = run("cycle", "list")
    assert ended.refusal == "defect"
    assert "ZeroDivisionError: by nothing" in ended.err
    with pytest.raises(ZeroDivisionError):
        run("--traceback", "cycle", "list")


def test_a_part_that_does_not_answer_is_named() -> None:
    def away() -> Doors:
        raise Unavailable("store_unavailable", "The database does not answer: start it.")

    ended = command_line_with(away)("cycle", "list")

    assert ended.refusal == "store_unavailable"


def test_ctrl_c_ends_in_one_line() -> None:
    def interrupted() -> Doors:
        raise KeyboardInterrupt

    ended = command_line_with(interrupted)("cycle", "list")

    assert (ended.code, ended.err) == (130, "interrupted: stopped by Ctrl-C.\n")


def test_what_strangers_typed_cannot_steer_a_terminal(starter: CommandLine) -> None:
    ended = starter("act", "phase/\x1b[2J\n/FRA/1", "--list")

    assert ended.refusal == "unknown_workflow"
    assert "\x1b" not in ended.err


def test_the_list_of_acts_shows_who_may_do_them(starter: CommandLine) -> None:
    table = starter("act", "phase/untoc-1/FRA/1", "--list")
    acts = starter("act", "phase/untoc-1/FRA/1", "--list", "--json").json

    assert "submit_questionnaire" in table.out
    saq = next(act for act in acts if act["name"] == "submit_questionnaire")
    assert saq["by"] == ["focal point of the State under review"]
    assert (saq["required"], saq["optional"]) == (["document"], ["instruments"])
    assert saq["span"] == "self_assessment to agreeing"


def test_a_mechanism_is_checked_and_shown(starter: CommandLine) -> None:
    assert starter("mechanism", "check", "untoc").code == 0
    assert starter("mechanism", "check", "untoc", "--json").json["sound"] is True
    assert "reviewer_max" in starter("mechanism", "show", "untoc").out
    assert starter("mechanism", "show", "untoc", "--json").json["mechanism"]["key"] == "untoc"
    assert starter("mechanism", "check", "nothing").refusal == "unknown_mechanism"


def test_problems_of_a_mechanism_are_listed_with_exit_code_1(starter: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "mechanism.csv").write_text("field,value\n")

    found = starter("mechanism", "check", str(tmp_path))
    as_json = starter("mechanism", "check", str(tmp_path), "--json")

    assert (found.code, found.err) == (1, "")
    assert "problems found:" in found.out
    assert as_json.code == 1
    assert json.loads(as_json.out)["problems"]
    assert starter("cycle", "open", "trial", "--mechanism", str(tmp_path)).refusal == "mechanism_invalid"
