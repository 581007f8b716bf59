"""How long States under review may ask for a redraw, and a drawing without such a window."""

from datetime import date, timedelta

import pytest

from models.drawing import commands as c
from models.instruments import Instrument
from models.people import SECRETARIAT
from models.register import Region
from rules.drawing.outcome import REDRAW_WINDOW, USUAL_WINDOW
from tests.build import procedure
from tests.rules.drawing.build import MEETING, Drawing, pair, provisional, supplied


@pytest.mark.parametrize("days", [1, 7, 21])
def test_the_list_is_confirmed_on_the_day_after_the_window(days: int) -> None:
    lead_times = {REDRAW_WINDOW: USUAL_WINDOW.model_copy(update={"days": days})}
    story = provisional(rules=procedure().model_copy(update={"lead_times": lead_times}))

    on_the_last_day = story.on(MEETING + timedelta(days=days)).refusal(c.ConfirmPairing, SECRETARIAT)
    story.on(MEETING + timedelta(days=days + 1)).act(c.ConfirmPairing, SECRETARIAT)

    assert on_the_last_day == "window_open"
    assert story.state.confirmed_on == MEETING + timedelta(days=days + 1)


def test_a_window_of_no_days_is_none() -> None:
    lead_times = {REDRAW_WINDOW: USUAL_WINDOW.model_copy(update={"days": 0})}
    story = provisional(rules=procedure().model_copy(update={"lead_times": lead_times}))

    story.act(c.ConfirmPairing, SECRETARIAT)

    assert story.state.confirmed_on == MEETING


def test_the_shipped_mechanism_gives_three_weeks() -> None:
    assert procedure().lead_times[REDRAW_WINDOW].days == USUAL_WINDOW.days == 21
    assert provisional().state.window_ends == date(2020, 9, 22)


def late_by(days: int) -> Drawing:
    return provisional().copy().on(MEETING + timedelta(days=days))


def draw_again(story: Drawing) -> None:
    story.act(c.DrawAgain, SECRETARIAT, change=story.state.changes[0].id, supplied=supplied())


def test_a_reviewer_that_came_by_lot_can_be_drawn_again_for_another_three_weeks() -> None:
    story = late_by(20)
    story.act(c.ReplaceReviewer, SECRETARIAT, under_review="PAA", outgoing=pair(story, "PAA")[0], reason="cannot serve")
    draw_again(story)

    assert story.state.window_of("PAA") == MEETING + timedelta(days=41)
    assert story.state.window_of("QAA") == MEETING + timedelta(days=21)


def test_who_entered_late_can_ask_for_a_redraw_for_three_weeks_from_its_own_lot() -> None:
    story = late_by(20)
    story.act(
        c.AdmitLateEntrant,
        SECRETARIAT,
        state="ZZZ",
        region=Region.WEOG,
        instruments=(Instrument.UNTOC,),
        joined_on=story.today,
    )
    draw_again(story)

    assert story.state.window_of("ZZZ") == MEETING + timedelta(days=41)


def test_a_reviewer_that_was_agreed_on_opens_no_window() -> None:
    story = late_by(20)
    outgoing = pair(story, "PAA")[0]
    named = next(
        each.iso3
        for each in story.state.parties
        if each.iso3 not in ("PAA", *pair(story, "PAA")) and "PAA" not in pair(story, each.iso3)
    )
    story.act(
        c.ReplaceReviewer, SECRETARIAT, under_review="PAA", outgoing=outgoing, incoming=named, reason="agreed by all"
    )

    assert story.state.window_of("PAA") == MEETING + timedelta(days=21)
