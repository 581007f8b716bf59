"""Everything that a page can meet has words."""

from datetime import date

import pytest

from models.country.events import CODEC as COUNTRY
from models.cycle.events import CODEC as CYCLE
from models.drawing.events import CODEC as DRAWING
from models.drawing.state import DrawingStage
from models.evidence import Mark
from models.obligations import Origin
from models.people import Role
from models.phase.events import CODEC as PHASE
from models.phase.stage import Stage
from models.register import Region
from rules.aggregates import AGGREGATES
from rules.cycle.aggregate import REVIEW_CYCLE
from rules.drawing.aggregate import DRAWING_OF_LOTS
from rules.phase.obligations import obligations
from tests.build import phase_at
from tests.rules.drawing.build import confirmed
from web import words


@pytest.mark.parametrize("event", sorted({*PHASE.types, *COUNTRY.types, *CYCLE.types, *DRAWING.types}))
def test_every_event_of_the_ledger_has_words(event: str) -> None:
    assert event in words.EVENTS | words.EVENTS_BESIDE


@pytest.mark.parametrize("kind", ["dialogue", "conference", "engagement"])
def test_events_beside_the_reviews_read_without_abbreviations(kind: str) -> None:
    said = {event: words.event(event) for event in AGGREGATES[kind].codec.types}

    assert not {event for event, text in said.items() if text.split()[0].lower() in {"cd", "wg"} or "_" in text}
    assert set(words.EVENTS_BESIDE) <= {event for each in AGGREGATES.values() for event in each.codec.types}


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_and_what_it_waits_for_has_words(stage: Stage) -> None:
    actions = {each.action for each in obligations(phase_at(stage).state)}

    assert words.TEXTS.has(f"stage.{stage}")
    assert all(words.TEXTS.has(f"do.{action}") for action in actions)


@pytest.mark.parametrize("stage", list(DrawingStage))
def test_every_stage_of_a_drawing_of_lots_has_words(stage: DrawingStage) -> None:
    assert words.TEXTS.has(f"stage.{stage}")


def test_every_date_that_a_drawing_of_lots_shows_has_a_name() -> None:
    dates = {each.name for each in DRAWING_OF_LOTS.status(confirmed().state).dates}

    assert {"meeting", "register_frozen", "provisional", "redraw_window_ends", "confirmed"} <= dates
    assert dates <= set(words.DATES)


@pytest.mark.parametrize("action", ["draw_lots", "launch_group"])
def test_what_a_cycle_waits_for_has_words(action: str) -> None:
    assert action in {command.name for command in REVIEW_CYCLE.commands}
    assert words.TEXTS.has(f"do.{action}")


def test_every_mark_origin_region_and_role_has_words() -> None:
    assert set(words.MARKS) == set(Mark)
    assert set(words.ORIGINS) == set(Origin)
    assert set(words.REGIONS) == set(Region)
    assert all(words.TEXTS.has(f"role.{role}") for role in Role)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("launch_date", "Launch in the calendar"),
        ("phase_2_closed_on", "Phase 2: closed on"),
        ("phase_1_launch_date", "Phase 1: launch in the calendar"),
        ("group_1_phase_2", "Group 1 phase 2"),
        ("conference_11", "Conference 11"),
        ("something_newer", "Something newer"),
    ],
)
def test_key_dates_have_names(key: str, said: str) -> None:
    assert words.date_name(key) == said


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("panel_region_african", "Panellists, African States"),
        ("panel_kind_ngo", "Panellists, non-governmental organisations"),
        ("applications_attended", "Applications: attended"),
        ("came_states", "Came: states"),
        ("is_not_placed", "Not placed"),
        ("translations_delivered", "Translations delivered"),
    ],
)
def test_numbers_have_names(key: str, said: str) -> None:
    assert words.count(key) == said


def test_a_newer_key_is_shown_with_spaces() -> None:
    assert (words.event("moon_landed"), words.action("land_on_moon"), words.stage("on_the_moon")) == (
        "Moon landed",
        "Land on moon",
        "On the moon",
    )


def test_days_and_months_are_written_out() -> None:
    assert (words.day(date(2021, 3, 4)), words.month(date(2024, 11, 1))) == ("4 March 2021", "Nov 2024")
    assert (words.days(1), words.days(1200)) == ("1 day", "1,200 days")


@pytest.mark.parametrize(("whole", "shown"), [("p-12", "p-12"), ("p-0123456789", "p-0123456…")])
def test_an_id_is_shown_by_its_beginning(whole: str, shown: str) -> None:
    assert words.brief(whole) == shown
