"""What the commands of a Conference refuse before they open any door."""

import pytest

from tests.cli.conftest import CommandLine


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("plan", "untoc-1", "13", "--starts", "2026-10-12"), "bad_usage"),
        (("plan", "untoc-1", "0"), "bad_usage"),
        (("plan", "untoc-1", "13", "--starts", "12 October", "--ends", "2026-10-16"), "bad_date"),
        (("plan", "Untoc", "13"), "bad_cycle_key"),
        (("cut-off", "untoc-1", "13", "April"), "bad_date"),
        (("compile", "untoc-1", "13", "--as", "system"), "system_role_reserved"),
        (("edit", "untoc-1", "13", "no-such-file.md"), "file_unreadable"),
        (("edit", "untoc-1", "13", "doc-a/1", "--allow-state", "AUT"), "bad_usage"),
        (("edit", "untoc-1", "13", "doc-a/1", "--because", "why"), "bad_usage"),
        (("edit", "untoc-1", "13", "doc-a/1", "--allow-state", "Austria", "--because", "why"), "unknown_state"),
        (("issue", "untoc-1", "13", "--symbol", "X"), "bad_command_data"),
        (("reopen", "untoc-1", "13", "--because", "x"), "bad_command_data"),
        (("consider", "untoc-1", "13", "--on", "soon"), "bad_date"),
        (("translate", "order", "untoc-1", "13", "--language", "de"), "bad_usage"),
        (("translate", "deliver", "untoc-1", "13", "fr"), "bad_usage"),
        (("translate", "deliver", "untoc-1", "13", "de=bericht.md"), "bad_usage"),
        (("translate", "deliver", "untoc-1", "13", "fr=doc-a/1", "fr=doc-b/1"), "bad_usage"),
        (("translate", "deliver", "untoc-1", "13", "fr=no-such-file.md"), "file_unreadable"),
        (("observers", "apply", "untoc-1", "13", "--stakeholder", "harbours"), "bad_account"),
        (("observers", "object", "untoc-1", "13", "o-1", "--state", "France"), "unknown_state"),
        (("observers", "vote", "untoc-1", "13", "o-1", "--for", "-1", "--against", "7"), "bad_usage"),
        (("observers", "circulate", "untoc-1", "13", "--until", "Friday"), "bad_date"),
        (
            ("recommend", "untoc-1", "13", "doc-a/1", "--from", "firearms", "--topic", "t", "--because", "b"),
            "bad_usage",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_before_any_door_is_opened(
    starter: CommandLine, arguments: tuple[str, ...], code: str
) -> None:
    assert starter("conference", *arguments).refusal == code
