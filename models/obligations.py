"""Who must do what, since when, by when, and why that date.

One idea behind the board, the reminders, the `status` query and every forecast. An obligation is computed from the
state of a review, never stored as a fact of its own.
"""

import datetime as dt
from enum import StrEnum

from pydantic import Field

from models.instruments import Instrument
from models.people import Role
from models.value import Value


class Origin(StrEnum):
    """What made a date what it is."""

    RULE = "rule"
    EVENT = "event"
    CALENDAR = "calendar"
    EXTENSION = "extension"


class DerivationStep(Value):
    """One step on the way to a due date, readable by the person who has to keep it."""

    origin: Origin
    date: dt.date
    text: str
    source: str = ""
    mark: str = ""


class DueDate(Value):
    """A date by which something is due, with the way it came about.

    `date` is what reminders follow; `original` is what the overdue counter keeps when an expected date was filed
    (domain.md 3.7). The obligation is met in time until midnight Vienna time at the end of `date`.
    """

    date: dt.date
    original: dt.date
    derivation: tuple[DerivationStep, ...]


class Owner(Value):
    """The side that has to act: a role, for a State; no State for the Secretariat."""

    role: Role
    state: str | None = None

    def __str__(self) -> str:
        """Read as `FRA focal_point`, or `secretariat`."""
        return f"{self.state} {self.role}" if self.state else str(self.role)


class Obligation(Value):
    """One thing one owner has to do now."""

    key: str = Field(description="stable while the duty stands, unique within its review")
    duty: str = Field(description="what is owed; names its lead time and its ladder in the mechanism's data")
    action: str = Field(description="the command that meets it")
    owner: Owner
    instruments: tuple[Instrument, ...] = ()
    subject: str = Field(default="", description="id of the clarification, person or language that it is about")
    since: dt.date
    due: DueDate | None = None
    until: dt.date | None = Field(
        default=None,
        exclude_if=lambda value: value is None,
        description="last day on which the act is admitted; nobody is reminded of it afterwards",
    )

    def is_overdue(self, today: dt.date) -> bool:
        """Whether `today` is past the original date."""
        return self.due is not None and today > self.due.original

    @property
    def line(self) -> str:
        """Read as `FRA focal_point: submit_questionnaire`."""
        return f"{self.owner}: {self.action}"
