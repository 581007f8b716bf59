"""The civil day in Vienna, where the Mechanism's deadlines end (domain.md 9).

Summer time is computed from the rule of Directive 2000/84/EC (last Sunday of March to last Sunday of October, both at
01:00 UTC) and not read from a time-zone database: a database that changes between two replays of a ten-year history
would change the history. A test compares the rule with the database that is installed.
"""

from datetime import UTC, date, datetime, timedelta

_WINTER = timedelta(hours=1)
_SUMMER = timedelta(hours=2)


def vienna_day(instant: datetime) -> date:
    """Return the calendar day in Vienna at `instant`."""
    instant = instant.astimezone(UTC)
    return (instant + _offset(instant)).date()


def start_of_day(day: date) -> datetime:
    """Return the instant (UTC) at which `day` begins in Vienna. Clocks never change at midnight there."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return midnight - _offset(midnight - _WINTER)


def end_of_day(day: date) -> datetime:
    """Return the first instant (UTC) after `day` in Vienna: what is due on `day` is in time before it."""
    return start_of_day(day + timedelta(days=1))


def _offset(instant: datetime) -> timedelta:
    summer_begins = _last_sunday(instant.year, 3)
    summer_ends = _last_sunday(instant.year, 10)
    return _SUMMER if summer_begins <= instant < summer_ends else _WINTER


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)
