"""Where a workflow stands: the answer to its `status` query and the row of the read model, one and the same."""

import datetime as dt

from pydantic import Field

from models.instruments import Instrument
from models.obligations import DueDate, Obligation
from models.people import Seat
from models.value import Value


class TrackStatus(Value):
    """Where one instrument of a phase review stands."""

    instrument: Instrument
    stage: str


class ReviewerStatus(Value):
    """One reviewing State and its part of the work."""

    state: str
    instruments: tuple[Instrument, ...]
    principal: bool
    region_role: str


class KeyDate(Value):
    """A date worth showing, with its derivation if it has one."""

    name: str
    date: dt.date
    due: DueDate | None = None


class Status(Value):
    """Everything a page, a list, a reminder or an operator needs to know of one workflow now."""

    workflow_id: str
    kind: str
    cycle: str
    version: int
    stage: str
    state: str | None = None
    phase: int | None = None
    group: int | None = None
    launch_date: dt.date | None = None
    effective_start: dt.date | None = None
    planned_end: dt.date | None = None
    closed_on: dt.date | None = None
    suspended_on: dt.date | None = None
    instruments: tuple[Instrument, ...] = ()
    tracks: tuple[TrackStatus, ...] = ()
    reviewers: tuple[ReviewerStatus, ...] = ()
    seats: tuple[Seat, ...] = ()
    dates: tuple[KeyDate, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    counts: dict[str, int] = Field(default={})

    @property
    def waiting_on(self) -> tuple[str, ...]:
        """One line per obligation."""
        return tuple(obligation.line for obligation in self.obligations)

    @property
    def next_due(self) -> dt.date | None:
        """The earliest date anybody has to keep."""
        dates = [obligation.due.date for obligation in self.obligations if obligation.due]
        return min(dates, default=None)

    def is_overdue(self, today: dt.date) -> bool:
        """Whether any obligation's original date lies before the calendar day `today` (Vienna)."""
        return any(obligation.is_overdue(today) for obligation in self.obligations)
