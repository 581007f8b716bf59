"""The state of one country review: its reviewers, and where each of its four phases stands."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from models.aggregate import AggregateState
from models.ids import country_id
from models.instruments import Instrument
from models.phase.state import Reviewer
from models.value import Value


class CountryStage(StrEnum):
    """Where a country review stands."""

    SCHEDULED = "scheduled"
    UNDER_REVIEW = "under_review"
    COMPLETED = "completed"


class PhasePlan(Value):
    """One phase in the calendar, and what became of it."""

    phase: int = Field(ge=1, le=4)
    launch_date: date
    planned_end: date
    opened_on: date | None = None
    launched_on: date | None = None
    closed_on: date | None = None


class CountryReviewState(AggregateState):
    """One State under review: group, instruments, reviewers, four phases."""

    state: str
    group: int
    stage: CountryStage = CountryStage.SCHEDULED
    instruments: tuple[Instrument, ...]
    reviewers: tuple[Reviewer, ...]
    phases: tuple[PhasePlan, ...]
    completed_on: date | None = None
    left: dict[Instrument, date] = Field(
        default={},
        exclude_if=lambda value: not value,
        description="instrument -> day on which the State was party to it no more (D20)",
    )

    @property
    def workflow_id(self) -> str:
        """The workflow's id, which is the ledger stream's name too."""
        return country_id(self.cycle, self.state)

    def plan(self, phase: int) -> PhasePlan | None:
        """Return the plan of one phase, or None."""
        return next((plan for plan in self.phases if plan.phase == phase), None)

    @property
    def is_discontinued(self) -> bool:
        """Whether the State has left every instrument: no phase is opened any more, the open ones are closed."""
        return bool(self.left) and all(instrument in self.left for instrument in self.instruments)

    @property
    def open_phases(self) -> tuple[int, ...]:
        """Phases that have been opened and not closed."""
        return tuple(plan.phase for plan in self.phases if plan.opened_on and not plan.closed_on)
