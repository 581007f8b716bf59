"""The calendar against the wall: a timer set for the beginning of a day finds that the day has come."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.clock import END_OF_TIME, SECONDS_A_DAY, CalendarClock
from rules.calendar.vienna import start_of_day, vienna_day

ANCHOR = datetime(2026, 11, 22, 9, 13, 7, 123457, tzinfo=UTC)
BEGINS = datetime(2018, 11, 1, tzinfo=UTC)


def clock(day_seconds: float) -> CalendarClock:
    return CalendarClock(anchor_real=ANCHOR, anchor_calendar=BEGINS, day_seconds=day_seconds)


@given(st.integers(0, 6000), st.floats(0.001, SECONDS_A_DAY))
def test_the_real_instant_of_a_day_is_never_before_the_day(days: int, day_seconds: float) -> None:
    day = date(2018, 11, 1) + timedelta(days=days)
    fast = clock(day_seconds)

    real = fast.real(start_of_day(day))

    assert vienna_day(fast.calendar(real)) == day
    assert fast.calendar(real) - start_of_day(day) <= timedelta(microseconds=3) * (SECONDS_A_DAY / day_seconds)


def test_in_production_both_calendars_run_alike() -> None:
    ordinary = CalendarClock(anchor_real=ANCHOR, anchor_calendar=ANCHOR)
    moment = ANCHOR + timedelta(days=3000, microseconds=7)

    assert ordinary.calendar(moment) == moment
    assert ordinary.real(moment) == moment


@pytest.mark.parametrize("field", ["anchor_real", "anchor_calendar"])
def test_an_anchor_needs_a_time_zone(field: str) -> None:
    anchors = {"anchor_real": ANCHOR, "anchor_calendar": BEGINS}

    with pytest.raises(ValidationError, match="time zone"):
        CalendarClock.model_validate(anchors | {field: datetime(2020, 11, 1)})  # noqa: DTZ001 - the mistake itself


@pytest.mark.parametrize("left_running", [timedelta(days=1), timedelta(days=400), timedelta(days=40_000)])
def test_a_fast_calendar_left_running_stands_still_at_the_end_of_time_and_never_fails(left_running: timedelta) -> None:
    fast = clock(0.001)

    assert fast.calendar(ANCHOR + left_running) == END_OF_TIME
    assert fast.real(END_OF_TIME) <= ANCHOR + timedelta(days=1)
