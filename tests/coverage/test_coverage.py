"""The page of what is covered keeps its word: nothing of the dossier is left out, and every name on it is there."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Route
from typer.main import get_command

from cli.command_line import PARTS
from rules.aggregates import AGGREGATES
from rules.conference.table import TABLE as CONFERENCE
from rules.cycle.decide import TABLE as CYCLE
from rules.dialogue.table import TABLE as DIALOGUE
from rules.engagement.table import TABLE as ENGAGEMENT
from tests.coverage.conferences import OBSERVERS
from tests.coverage.dialogues import TABLE_6_4
from tests.coverage.engagements import ALLIANCE, CONSULTATION, HUB, PILOT, TOOLKIT, TRAINING
from tests.coverage.page import PAGE, SCREENS, SECTIONS, coverage_page
from tests.coverage.row import Section
from web import board, outreach, review

ROOT = Path(__file__).parents[2]
EVENTS_OF_6_4 = (
    "cd_scheduled",
    "call_opened",
    "application_submitted",
    "application_amended",
    "call_closed",
    "application_screened",
    "list_circulated",
    "objection_raised",
    "objection_withdrawn",
    "application_approved",
    "dispute_decided",
    "invitation_sent",
    "registration_confirmed",
    "travel_support_decided",
    "programme_published",
    "preparation_day_held",
    "wg_report_adopted",
    "cd_opened",
    "cd_closed",
    "intervention_logged",
    "country_reference_flagged",
    "summary_drafted",
    "summary_approved",
    "summary_tabled",
)
"""The dossier's table of constructive dialogues (domain.md 6.4), in its order; "a / b" is two."""

PROCESSES: dict[str, tuple[Section, tuple[str, ...]]] = {
    "domestic dialogue": (
        CONSULTATION,
        ("invite list", "blank questionnaire export", "upload by invitees", "statement", "publish or not"),
    ),
    "voluntary pilot initiatives": (
        PILOT,
        ("consent", "priorities", "workshop", "participants", "action list", "report", "both sides publish"),
    ),
    "national alliances and regional networks": (ALLIANCE, ("group accounts", "shared statements", "link group")),
    "SE4U trainings": (
        TRAINING,
        (
            "call",
            "target country list",
            "application",
            "screening",
            "selection with quota targets",
            "offer with expiry",
            "waiting list",
            "attendance",
            "recommendations",
            "certificate",
            "follow-up survey",
        ),
    ),
    "WhatsOn": (
        HUB,
        (
            "register",
            "verify organisation",
            "accept code of conduct",
            "approve",
            "yearly renewal",
            "report abuse",
            "suspend",
            "appeal",
            "mixing of WhatsOn accounts",
        ),
    ),
    "toolkit": (TOOLKIT, ("library and prompts", "1 to 4:", "5:", "6:", "7:", "8:", "9:", "10:")),
    "COP attendance": (
        OBSERVERS,
        ("applies to the bureau", "decides otherwise", "thirty days", "no objection", "objection sends", "majority"),
    ),
}
"""The processes of section 7 with their steps, each by words that one row has."""

EVERY_SECTION = pytest.mark.parametrize("section", SECTIONS, ids=[each.title for each in SECTIONS])


def test_every_event_of_the_dossiers_table_has_its_row_in_its_order() -> None:
    assert tuple(row.said for row in TABLE_6_4.rows) == EVENTS_OF_6_4
    assert all(row.said in row.events for row in TABLE_6_4.rows), "we have the dossier's names for them"


@pytest.mark.parametrize("name", list(PROCESSES))
def test_every_step_of_a_process_has_its_row(name: str) -> None:
    section, steps = PROCESSES[name]

    without = [step for step in steps if not any(step in row.said for row in section.rows)]

    assert not without
    assert section in SECTIONS


@pytest.mark.parametrize("kind", ["dialogue", "conference", "engagement"])
def test_every_event_type_stands_in_some_row(kind: str) -> None:
    known = {event for section in SECTIONS for row in section.rows for event in row.events}

    assert not set(AGGREGATES[kind].codec.types) - known


def test_no_row_names_an_event_that_there_is_not() -> None:
    known = {event for aggregate in AGGREGATES.values() for event in aggregate.codec.types}

    assert not {event for section in SECTIONS for row in section.rows for event in row.events} - known


@EVERY_SECTION
def test_a_row_is_covered_or_says_what_is_missing(section: Section) -> None:
    for row in section.rows:
        covered = (bool(row.rules), bool(row.tests), bool(row.commands))

        assert all(covered) or (row.missing and not any((*covered, row.events))), row.said


@EVERY_SECTION
def test_every_function_that_decides_is_there(section: Section) -> None:
    for name in chain.from_iterable(row.rules for row in section.rows):
        module, _, function = name.rpartition(".")
        found = getattr(import_module(module), function, None)

        assert callable(found), f"{name} is no function"
        assert found.__module__ == module, f"{name} stands in {found.__module__}"


@pytest.mark.parametrize(
    "rows", [CYCLE, DIALOGUE, CONFERENCE, *ENGAGEMENT.values()], ids=["cycle", "dialogue", "conference", *ENGAGEMENT]
)
def test_an_event_is_decided_by_the_function_that_the_table_of_acts_has(rows: tuple[Any, ...]) -> None:
    for transition in rows:
        decide: Callable[..., Any] = transition.decide
        named = [row for section in SECTIONS for row in section.rows if transition.event.type in row.events]

        if named or rows is not CYCLE:
            assert any(f"{decide.__module__}.{decide.__name__}" in row.rules for row in named), transition.event.type


@EVERY_SECTION
def test_every_test_is_there(section: Section) -> None:
    for name in chain.from_iterable(row.tests for row in section.rows):
        path, _, function = name.partition("::")

        assert function.startswith("test_"), name
        assert function in functions_of(path), f"{path} has no {function}"


@EVERY_SECTION
def test_every_command_is_one_of_the_line(section: Section) -> None:
    assert not {command for row in section.rows for command in row.commands} - commands()


def test_every_screen_is_one_of_the_dashboard() -> None:
    routes = chain(outreach.ROUTES, review.ROUTES, board.ROUTES)

    assert set(SCREENS) <= {each.path for each in routes if isinstance(each, Route)}


def test_the_page_is_what_its_rows_print() -> None:
    written = PAGE.read_text(encoding="utf-8")

    assert written == coverage_page(), "docs/coverage.md differs from its rows: run python -m tests.coverage.page"


@cache
def functions_of(path: str) -> frozenset[str]:
    """The functions of a file, read without running it."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(each.name for each in tree.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))


@cache
def commands() -> frozenset[str]:
    """Every command of the line, in words."""
    return frozenset(
        words for name, part in PARTS.items() for words in within(name, get_command(import_module(part.module).app))
    )


def within(words: str, command: Any) -> Iterator[str]:
    """The commands of a group and of the groups in it; a command itself."""
    subcommands: dict[str, Any] = getattr(command, "commands", {})
    if not subcommands:
        yield words
    for name, subcommand in subcommands.items():
        yield from within(f"{words} {name}", subcommand)
