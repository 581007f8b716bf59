"""When a reader is written to: the one mail of the day, at the reader's hour, and not in quiet periods (domain.md 9).

Pure functions of calendar instants. The unit is the reader's own day, which has one window whatever clocks do in it:
an hour that clocks leave out comes as much later, of an hour that they repeat the first counts, and a day that a State
leaves out, as Samoa did when it crossed the date line, has none.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.core import get_global
from holidays import HolidayBase, country_holidays

from models.notices import Recipient, RecipientKind
from models.pace import Pace
from models.telling import SEAT, SEAT_COUNTRY, Hours
from models.windows import MailReader

SEAT_ZONE = "Europe/Vienna"
"""Where a mechanism has no table of zones."""

LONGEST_QUIET = timedelta(days=60)
"""Whatever tables and holidays say, nobody waits longer."""

FIRST_YEAR, LAST_YEAR = 1970, 2100
"""Holidays are computed for these years; beyond them weekends are left out alone."""

ONE_DAY = timedelta(days=1)
WEEKEND = frozenset({5, 6})


class Place(NamedTuple):
    """Where somebody reads: the zone of their clock, and the country whose weekends and holidays they keep."""

    zone: str
    country: str


class Window(NamedTuple):
    """The mail of one day: the reader's `day`, and the calendar instant (UTC) from which it may leave."""

    day: date
    opens: datetime


class MechanismHours:
    """The reading hours of a mechanism, as delivery asks for them (`models.windows.ReadingHours`)."""

    def __init__(self, hours: Hours) -> None:
        """Take zones and quiet periods."""
        self._hours = hours

    def window(self, reader: MailReader, pace: Pace, at: datetime, *, by: date | None = None) -> Window:
        """The first window for mail of this pace at the calendar instant `at` or after it; see `window_of`."""
        return window_of(self._hours, self._place(reader), pace, at, by=by)

    def day(self, reader: MailReader, at: datetime) -> date:
        """The reader's local day at a calendar instant."""
        return at.astimezone(ZoneInfo(self._place(reader).zone)).date()

    def _place(self, reader: MailReader) -> Place:
        return place_of(self._hours, reader.recipient, reader.state)


def place_of(hours: Hours, recipient: Recipient, state: str | None = None) -> Place:
    """Return where a recipient reads: people and stakeholders in their `state`, all others at the seat.

    A State without a zone, and somebody of no State, read at the seat as well.
    """
    seat = Place(hours.zones.get(SEAT, SEAT_ZONE), SEAT_COUNTRY)
    if state is None or recipient.kind not in {RecipientKind.PERSON, RecipientKind.STAKEHOLDER}:
        return seat
    zone = hours.zones.get(state)
    return Place(zone, state) if zone else seat


def window_of(hours: Hours, place: Place, pace: Pace, at: datetime, *, by: date | None = None) -> Window:
    """Return the first window, at `at` or later, in which something of this pace may reach the reader.

    `at` is a calendar instant. What is urgent has its window at once. What is quiet waits for the end of weekend,
    holiday and quiet period, but not beyond `by`, the day (in the reader's zone) on which it would come too late.
    """
    zone = ZoneInfo(place.zone)
    day = at.astimezone(zone).date()
    if pace is Pace.URGENT:
        return Window(day, at)
    first = _next_window(hours, zone, at)
    if pace is Pace.PROMPT:
        return first
    found = first
    while is_quiet(hours, place, found.day):
        found = _next_window(hours, zone, found.opens + timedelta(microseconds=1))
        if found.day - first.day > LONGEST_QUIET or (by is not None and found.day > by):
            return first
    return found


def is_quiet(hours: Hours, place: Place, day: date) -> bool:
    """Whether a reader is left in peace on a day: weekend or holiday of their country, or a quiet period."""
    return any(period.covers(day) for period in hours.quiet_periods) or is_day_off(place.country, day)


def is_day_off(country: str, day: date) -> bool:
    """Whether a day is a weekend or a public holiday of a country, known by its ISO3 code."""
    calendar = _holidays_of(country)
    if calendar is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        return day.weekday() in WEEKEND
    return not calendar.is_working_day(day)


def _next_window(hours: Hours, zone: ZoneInfo, at: datetime) -> Window:
    day = at.astimezone(zone).date() - ONE_DAY
    while True:
        opens = datetime.combine(day, time(hours.morning), tzinfo=zone).astimezone(UTC)
        if opens >= at and opens.astimezone(zone).date() == day:
            return Window(day, opens)
        day += ONE_DAY


@lru_cache(maxsize=512)
def _holidays_of(country: str) -> HolidayBase | None:
    """The calendar of a country; `None` for one that has none, such as the European Union."""
    codes = get_global("territory_aliases").get(country)
    try:
        return country_holidays(codes[0]) if codes else None
    except NotImplementedError:
        return None
