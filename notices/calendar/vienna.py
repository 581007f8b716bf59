"""Midnight in Vienna, where deadlines end (domain.md 9), and the VTIMEZONE that says the same to calendar programs.

The rule of Directive 2000/84/EC, written down and not taken from a time-zone database: the same calendar is made on
every server, whichever database it has. A test compares it with the installed one.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur
from icalendar.prop import vUTCOffset

from notices.calendar.properties import put

ZONE = ZoneInfo("Europe/Vienna")

_FROM = 1996
"""First year of the rule; nothing here is older."""


def vienna_day(instant: datetime) -> date:
    """The calendar day in Vienna at an instant."""
    return instant.astimezone(ZONE).date()


def end_of_day(day: date) -> datetime:
    """The first instant (UTC) after a day in Vienna: what is due on it is in time before that."""
    after = day + timedelta(days=1)
    return datetime(after.year, after.month, after.day, tzinfo=ZONE).astimezone(UTC)


@cache
def vtimezone() -> Timezone:
    """The component that every calendar with Vienna times carries."""
    zone = Timezone()
    put(zone, "tzid", "Europe/Vienna")
    zone.add_component(_observance(TimezoneDaylight(), "CEST", month=3, hour=2, before=1, after=2))
    zone.add_component(_observance(TimezoneStandard(), "CET", month=10, hour=3, before=2, after=1))
    return zone


def _observance(
    part: TimezoneDaylight | TimezoneStandard, name: str, *, month: int, hour: int, before: int, after: int
) -> TimezoneDaylight | TimezoneStandard:
    """One half of the year: from the last Sunday of `month`, `hour` o'clock by the clock that was."""
    last = date(_FROM, month, 31)
    begins = last - timedelta(days=(last.weekday() + 1) % 7)
    put(part, "dtstart", datetime(begins.year, begins.month, begins.day, hour))  # noqa: DTZ001 - local time, as it must be
    put(part, "tzoffsetfrom", vUTCOffset(timedelta(hours=before)))
    put(part, "tzoffsetto", vUTCOffset(timedelta(hours=after)))
    put(part, "rrule", vRecur({"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"}))
    put(part, "tzname", name)
    return part
