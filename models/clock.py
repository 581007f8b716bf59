"""The cycle's calendar against the clock on the wall.

`day_seconds` says how many real seconds one calendar day lasts: 86400 in production, less in a demonstration or a
rehearsal. Rules only ever see calendar instants (UTC); this is the one place that converts.
"""

from datetime import UTC, datetime, timedelta

from pydantic import Field, field_validator

from models.value import Value

SECONDS_A_DAY = 86400

END_OF_TIME = datetime(9900, 1, 1, tzinfo=UTC)
"""Where every calendar stands still. A demonstration left running for a day would pass the last year that a date can
have, and every workflow of it would be parked; what lies a few years ahead of this moment can still be reckoned."""

_MICROSECOND = timedelta(microseconds=1)


class CalendarClock(Value):
    """Two anchors that name the same moment, and the speed between them. Fixed for a cycle when it starts."""

    anchor_real: datetime = Field(description="real instant, UTC")
    anchor_calendar: datetime = Field(description="calendar instant at `anchor_real`, UTC")
    day_seconds: float = Field(default=SECONDS_A_DAY, gt=0, le=SECONDS_A_DAY)

    @field_validator("anchor_real", "anchor_calendar")
    @classmethod
    def _aware(cls, value: datetime) -> datetime:
        if value.utcoffset() is None:
            msg = "an instant needs a time zone; write it in UTC, such as 2020-11-01T00:00:00Z"
            raise ValueError(msg)
        return value

    def calendar(self, real: datetime) -> datetime:
        """Return the calendar instant at the real instant `real`, at most `END_OF_TIME`."""
        elapsed, speed = real - self.anchor_real, SECONDS_A_DAY / self.day_seconds
        if elapsed >= (END_OF_TIME - self.anchor_calendar) / speed:
            return END_OF_TIME
        return min(END_OF_TIME, self.anchor_calendar + elapsed * speed)

    def real(self, calendar: datetime) -> datetime:
        """Return the real instant at which the calendar shows `calendar`, or has just passed it.

        Never one at which it falls short by a rounding: a timer set for it has to find that the day has come.
        No calendar shows a moment after `END_OF_TIME`; asked for one, this answers for that moment.
        """
        calendar = min(calendar, END_OF_TIME)
        real = self.anchor_real + (calendar - self.anchor_calendar) * (self.day_seconds / SECONDS_A_DAY)
        while self.calendar(real) < calendar:
            real += _MICROSECOND
        return real
