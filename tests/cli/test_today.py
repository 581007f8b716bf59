"""The day that a cycle's calendar shows."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cli.today import today_of
from models.clock import END_OF_TIME, CalendarClock


@pytest.mark.parametrize(
    ("real_days", "day_seconds", "shown"),
    [
        (0, 86400, date(2020, 11, 1)),
        (1, 86400, date(2020, 11, 2)),
        (1, 8640, date(2020, 11, 11)),
        (9, 0.1, END_OF_TIME.date()),
    ],
)
def test_the_calendar_runs_at_its_own_speed_to_the_end_of_days(real_days: int, day_seconds: float, shown: date) -> None:
    opened = datetime.now(tz=UTC) - timedelta(days=real_days, seconds=1)
    noon = datetime(2020, 11, 1, 11, tzinfo=UTC)

    assert today_of(CalendarClock(anchor_real=opened, anchor_calendar=noon, day_seconds=day_seconds)) == shown
