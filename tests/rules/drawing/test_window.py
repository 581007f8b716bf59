"""How long States under review may ask for a redraw, and a drawing without such a window."""

from datetime import date, timedelta

import pytest

from models.drawing import commands as c
from models.people import SECRETARIAT
from rules.drawing.outcome import REDRAW_WINDOW, USUAL_WINDOW
from tests.build import procedure
from tests.rules.drawing.build import MEETING, provisional


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
