"""What a room sees: States one by one on a terminal, the same lines anywhere else."""

import re
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from cli import lots_stage
from cli.lots_drawn import Drawn
from cli.lots_stage import Stage
from models.drawing.state import DrawingState
from printed.words import counted
from tests.build import document
from tests.rules.drawing.build import provisional

CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


@pytest.fixture
def state() -> DrawingState:
    """A provisional list of eighteen States."""
    return provisional().state


def drawn_of(state: DrawingState) -> Drawn:
    """What was drawn on the day."""
    assert state.standing is not None
    assert state.window_ends is not None
    return Drawn(
        groups=state.groups,
        assignments=state.standing.assignments,
        method=state.method,
        transcript=document("transcript"),
        sha256=state.standing.head,
        window_ends=state.window_ends,
    )


def ceremony(state: DrawingState, drawn: Drawn, console: Console, *, pace: float = 0) -> None:
    """The whole of it."""
    stage = Stage(console=console, pace=pace, names={"FRA": "France\x1b[2J"})
    stage.opening(state)
    stage.groups(drawn.groups, state.seed)
    with stage.drawing():
        pass
    stage.list(state, drawn)
    stage.closing(state, drawn)


def terminal(width: int = 120) -> tuple[Console, StringIO]:
    """A terminal that keeps what was written to it."""
    shown = StringIO()
    return Console(file=shown, force_terminal=True, width=width, height=40, legacy_windows=False), shown


def test_on_a_terminal_every_state_appears_with_its_reviewers_and_a_seal_to_scan(state: DrawingState) -> None:
    console, shown = terminal()

    ceremony(state, drawn_of(state), console)

    text = CONTROL.sub("", shown.getvalue())
    for iso3, assignments in drawn_of(state).reviewers.items():
        line = next(line for line in reversed(text.splitlines()) if line.startswith(f"{iso3} "))
        assert all(each.reviewer in text[text.index(line) :] for each in assignments)
    assert state.inputs_sha256 in text
    assert "█" in text
    assert "of 18" in text


def test_the_pace_is_kept_on_a_terminal_only(
    state: DrawingState, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(lots_stage.time, "sleep", slept.append)

    ceremony(state, drawn_of(state), terminal()[0], pace=0.5)
    on_a_terminal, slept[:] = sum(slept), []
    ceremony(state, drawn_of(state), Console(file=StringIO()), pace=0.5)

    assert on_a_terminal == pytest.approx(18 * 0.5 + 3 * 1.0)
    assert not slept
    assert "Drawing of lots 1 of" in capsys.readouterr().out


def test_what_stands_in_a_table_steers_neither_a_log_nor_a_terminal(
    state: DrawingState, capsys: pytest.CaptureFixture[str]
) -> None:
    console, shown = terminal()

    ceremony(state, drawn_of(state), Console(file=StringIO()))
    ceremony(state, drawn_of(state), console)

    assert "\x1b" not in capsys.readouterr().out
    assert "\x1b[2J" not in shown.getvalue().replace("\x1b[2K", "")


def test_a_terminal_that_is_too_narrow_gets_no_code(state: DrawingState) -> None:
    console, shown = terminal(width=40)

    ceremony(state, drawn_of(state), console)

    assert "█" not in shown.getvalue()


def lines_of(shown: str, *rules: str) -> list[str]:
    """The lines at the end that say where a rule was given up."""
    return [next(line for line in shown.splitlines() if line.startswith(f"  {rule} ")) for rule in rules]


def test_rules_that_were_given_up_are_named_where_and_at_the_end(
    state: DrawingState, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = drawn_of(state)
    first, *others = drawn.assignments
    given_up = replace(drawn, assignments=(first.model_copy(update={"relaxed": ("D2", "D10")}), *others))

    ceremony(state, given_up, Console(file=StringIO()))

    shown = capsys.readouterr().out
    assert "[D2, D10]" in shown
    assert all(f"{first.under_review} by {first.reviewer}" in line for line in lines_of(shown, "D2", "D10"))
    times = sum(bool(each.relaxed) for each in given_up.assignments)
    assert f"given up {counted(times, 'time')}" in shown


@pytest.mark.parametrize("width", [50, 80])
def test_a_line_that_goes_on_is_set_in_and_a_command_stays_whole(state: DrawingState, width: int) -> None:
    console, shown = terminal(width=width)

    ceremony(state, drawn_of(state), console)

    lines = CONTROL.sub("", shown.getvalue()).splitlines()
    assert any(line == f"  python3 tools/check_draw.py transcript.json {state.inputs_sha256}" for line in lines)
    reviewers = lines[next(number for number, line in enumerate(lines) if line.startswith("Reviewers ")) :]
    of_states = [line for line in reviewers if line.strip() and "━" not in line and "─" not in line]
    until = next(number for number, line in enumerate(of_states) if line.startswith("18") or "assignments:" in line)
    assert all(line[:3].isupper() or line.startswith("    ") for line in of_states[:until])
    assert " of 18" in shown.getvalue()
