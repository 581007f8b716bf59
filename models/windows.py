"""The hour of the day at which a reader gets the one mail with what is not urgent.

Delivery asks two questions: when is a reader's next window, and which day is it where the reader sits. Whoever knows
time zones, weekends and holidays answers them (`ReadingHours`); this module says only what is asked, and has an answer
for a house that knows none of that.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, Protocol

from pydantic import Field

from models.notices import Recipient
from models.pace import Pace
from models.value import Value


class MailReader(Value):
    """One whose mail waits: who it is, and what is known of where."""

    recipient: Recipient
    state: str | None = Field(default=None, description="ISO3 code of the State they sit in; none for staff")


class Window(Protocol):
    """One opening; there is at most one on any day of the reader."""

    @property
    def day(self) -> date:
        """The reader's local day."""
        ...

    @property
    def opens(self) -> datetime:
        """The calendar instant (UTC) from which mail may leave."""
        ...


class ReadingHours(Protocol):
    """When readers are written to. Both answers are in calendar time and depend on nothing but the question."""

    def window(self, reader: MailReader, pace: Pace, at: datetime, *, by: date | None = None) -> Window:
        """The first window for mail of this pace that opens at the calendar instant `at` or after it.

        `by` is the reader's day after which what waits would come too late, quiet period or not.
        """
        ...

    def day(self, reader: MailReader, at: datetime) -> date:
        """The reader's local day at the calendar instant `at`."""
        ...


class DailyWindow(NamedTuple):
    """A window as plain values."""

    day: date
    opens: datetime


class UniversalHours:
    """One hour for everybody, every day, in universal time: for a mechanism whose readers' zones nobody has listed."""

    def __init__(self, hour: time = time(8)) -> None:
        """Take the hour, UTC; the default is the morning of Vienna, where the Secretariat sits."""
        self._hour = hour

    def window(self, reader: MailReader, pace: Pace, at: datetime, *, by: date | None = None) -> DailyWindow:
        """Today's window if it is still to come, else tomorrow's."""
        del reader, pace, by
        today = at.astimezone(UTC).date()
        opens = datetime.combine(today, self._hour, UTC)
        if opens < at:
            opens += timedelta(days=1)
        return DailyWindow(opens.date(), opens)

    def day(self, reader: MailReader, at: datetime) -> date:
        """The day in universal time."""
        del reader
        return at.astimezone(UTC).date()
