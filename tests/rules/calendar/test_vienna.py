"""Vienna's days by our own rule agree with the time-zone database on every day of the cycle and well beyond."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.calendar.vienna import end_of_day, start_of_day, vienna_day

VIENNA = ZoneInfo("Europe/Vienna")
SECOND = timedelta(seconds=1)
YEARS = range(2018, 2046)


@pytest.mark.parametrize("year", YEARS)
def test_every_day_begins_and_ends_when_the_database_says(year: int) -> None:
    day = date(year, 1, 1)

    while day.year == year:
        midnight = datetime(day.year, day.month, day.day, tzinfo=VIENNA).astimezone(UTC)

        assert start_of_day(day) == midnight
        assert vienna_day(midnight - SECOND) == day - timedelta(days=1)
        assert vienna_day(midnight) == day
        assert vienna_day(midnight + SECOND) == day
        assert end_of_day(day - timedelta(days=1)) == midnight
        day += timedelta(days=1)


@pytest.mark.parametrize("year", YEARS)
def test_the_hours_around_each_change_of_the_clocks_lie_on_the_day_the_database_says(year: int) -> None:
    for month in (3, 10):
        last_day = datetime(year, month, 31, tzinfo=UTC)
        for quarter in range(-8 * 96, 96):
            instant = last_day + timedelta(minutes=15 * quarter)

            assert vienna_day(instant) == instant.astimezone(VIENNA).date()


@pytest.mark.parametrize(
    ("day", "begins", "hours"),
    [
        pytest.param(date(2021, 3, 28), "2021-03-27T23:00:00+00:00", 23, id="summer time begins"),
        pytest.param(date(2021, 10, 31), "2021-10-30T22:00:00+00:00", 25, id="summer time ends"),
        pytest.param(date(2024, 3, 31), "2024-03-30T23:00:00+00:00", 23, id="the last Sunday is the last day"),
        pytest.param(date(2020, 10, 25), "2020-10-24T22:00:00+00:00", 25, id="the last Sunday is as early as can be"),
        pytest.param(date(2022, 1, 1), "2021-12-31T23:00:00+00:00", 24, id="a year begins"),
    ],
)
def test_a_day_may_last_23_or_25_hours(day: date, begins: str, hours: int) -> None:
    assert start_of_day(day).isoformat() == begins
    assert end_of_day(day) - start_of_day(day) == timedelta(hours=hours)


def test_an_instant_in_another_zone_is_read_as_the_instant_it_is() -> None:
    in_tokyo = datetime(2021, 7, 1, 6, 59, 59, tzinfo=ZoneInfo("Asia/Tokyo"))

    assert vienna_day(in_tokyo) == date(2021, 6, 30)
    assert vienna_day(in_tokyo + SECOND) == date(2021, 7, 1)
