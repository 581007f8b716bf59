"""What only a training has: its call, its applications, the days on which people came, what follows (domain.md 7.1)."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from models.documents import DocumentRef
from models.engagement.training.application import TrainingApplication
from models.value import Value


class TrainingStage(StrEnum):
    """Where a training stands, in the order of its life."""

    ANNOUNCED = "announced"
    CALL_OPEN = "call_open"
    SCREENING = "screening"
    """The call has closed; eligible applications are chosen from."""
    OFFERING = "offering"
    """Places are offered, accepted, declined, and given to the next on the waiting list."""
    HELD = "held"
    FOLLOW_UP = "follow_up"
    """Everybody has an outcome: recommendations, surveys."""
    CANCELLED = "cancelled"


class Survey(Value):
    """A follow-up survey of those who took part."""

    number: int
    document: DocumentRef
    sent_on: date
    due_on: date
    answers: dict[str, DocumentRef] = Field(default={}, description="application -> its answer")


class TrainingState(Value):
    """The whole of one training. Days and places begin as those of its terms."""

    stage: TrainingStage = TrainingStage.ANNOUNCED
    starts: date
    ends: date
    places: int
    states: tuple[str, ...] = Field(default=(), description="ISO3 of countries whose nominees may come; empty: all")
    youth_share: int = Field(default=0, description="percentage of the places")
    per_organisation: int = Field(description="most places of one organisation")
    attendance_share: int = Field(description="percentage of the training's days that a certificate needs")

    call_opened_on: date | None = None
    closes_on: date | None = Field(default=None, description="last day of the call, until midnight Vienna time")
    call_closed_on: date | None = None
    announcement: DocumentRef | None = Field(default=None, description="of the call; public")
    applications: dict[str, TrainingApplication] = Field(
        default={}, description="id -> application, in order of arrival"
    )
    proposal: str = Field(default="", description="SHA-256 of the proposal that the selection was made from")
    selected_on: date | None = None
    waiting: tuple[str, ...] = Field(default=(), description="ids of applications on the waiting list, in order")
    begun_on: date | None = None
    attendance: dict[date, tuple[str, ...]] = Field(
        default={}, description="day -> ids of applications that were there"
    )
    certified_on: date | None = None
    recommendations: DocumentRef | None = None
    surveys: tuple[Survey, ...] = ()
    cancelled_on: date | None = None

    def of(self, stakeholder: str, nominee: int) -> TrainingApplication | None:
        """Return the newest application of an organisation's nominee, or None."""
        return next(
            (
                each
                for each in reversed(self.applications.values())
                if (each.applicant.stakeholder, each.nominee) == (stakeholder, nominee)
            ),
            None,
        )

    def survey(self, number: int) -> Survey | None:
        """Return a survey by its number, or None."""
        return next((each for each in self.surveys if each.number == number), None)
