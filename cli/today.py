"""The day that a cycle's calendar shows now."""

from datetime import UTC, date, datetime

from models.clock import CalendarClock
from rules.calendar.vienna import vienna_day


def today_of(clock: CalendarClock) -> date:
    """Return the day in Vienna."""
    return vienna_day(clock.calendar(datetime.now(tz=UTC)))
