"""How people are told, as data of the mechanism: what may wait, what is formal, and when its readers read.

None of this is a rule of the Mechanism; the lead times of domain.md 9 are proposals (DESIGN), and so is the rest.
"""

from collections.abc import Mapping
from datetime import date

from pydantic import Field

from models.evidence import Evidence
from models.notices import RecipientKind
from models.pace import Pace
from models.value import Value

SEAT = "seat"
"""Key of the zone of the seat, where missions, Secretariat and working groups read."""

SEAT_COUNTRY = "AUT"
"""The country of the seat, by whose weekends and holidays missions, Secretariat and working groups live."""


class NoticeRule(Value):
    """The pace of some notices, and whether they are notes verbales. What is `None` fits everything."""

    stream: str | None = Field(description="first part of a workflow id, such as `phase`")
    event: str | None
    recipient: RecipientKind | None
    within_days: int | None = Field(description="of a reminder: at most so many days before the date, on it, or later")
    pace: Pace
    is_formal: bool
    evidence: Evidence

    def fits(self, stream: str, event: str, recipient: RecipientKind, days_left: int | None) -> bool:
        """Whether the rule is about such a notice; `days_left` is `None` for what is no reminder."""
        return (
            self.stream in {None, stream}
            and self.event in {None, event}
            and self.recipient in {None, recipient}
            and (self.within_days is None or (days_left is not None and days_left <= self.within_days))
        )


class QuietPeriod(Value):
    """Days of every year, both included, on which nobody is written to without need: `(month, day)` to the same."""

    name: str
    first: tuple[int, int]
    last: tuple[int, int]
    evidence: Evidence

    def covers(self, day: date) -> bool:
        """Whether `day` lies in it; a period whose last day is before its first goes over New Year."""
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


class Hours(Value):
    """When the readers of a mechanism read: time zones by State, and the quiet periods."""

    zones: Mapping[str, str] = Field(default={}, description="ISO3 code, or `seat`, to a zone of the IANA database")
    quiet_periods: tuple[QuietPeriod, ...] = ()
    morning: int = Field(default=8, ge=0, le=23, description="the local hour of the one mail of the day")


class Telling(Value):
    """Rules in the order in which they are tried, the first that fits counts, and the hours."""

    rules: tuple[NoticeRule, ...] = ()
    hours: Hours = Hours()

    def rule_for(
        self, stream: str, event: str, recipient: RecipientKind, days_left: int | None = None
    ) -> NoticeRule | None:
        """The rule of a notice; `None` without any, and it goes at once as an ordinary mail."""
        return next((rule for rule in self.rules if rule.fits(stream, event, recipient, days_left)), None)
