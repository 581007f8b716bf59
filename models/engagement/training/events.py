"""The events of a training (domain.md 7.1). What became of an application stands in the event that brought it about."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from models.documents import DocumentRef
from models.engagement.training.application import TrainingApplication, TrainingReason, TrainingStatus
from models.engagement.training.commands import SelectionException, TrainingScreening
from models.event import Event
from models.value import Value


class TrainingCallOpened(Event):
    """Applications are taken until midnight Vienna time at the end of `closes_on`."""

    type: ClassVar[str] = "training_call_opened"
    closes_on: date
    announcement: DocumentRef | None = None


class TrainingCallExtended(Event):
    """The call stays open for longer."""

    type: ClassVar[str] = "training_call_extended"
    closes_on: date


class TrainingCallClosed(Event):
    """Midnight has passed in Vienna at the end of the last day of the call."""

    type: ClassVar[str] = "training_call_closed"
    applications: int


class TrainingMoved(Event):
    """The training is held on other days."""

    type: ClassVar[str] = "training_moved"
    starts: date
    ends: date


class TrainingApplied(Event):
    """An application has come in; its receipt is its own."""

    type: ClassVar[str] = "training_applied"
    application: TrainingApplication


class TrainingAppliedLate(Event):
    """An application came after the call had closed: kept, with a receipt and its outcome `applied_late`."""

    type: ClassVar[str] = "training_applied_late"
    application: TrainingApplication
    closed_on: date


class TrainingApplicationWithdrawn(Event):
    """An applicant took the application back, or gave up the place."""

    type: ClassVar[str] = "training_application_withdrawn"
    application: str


class TrainingApplicationsScreened(Event):
    """Applications were screened: who is eligible, and why the others are not."""

    type: ClassVar[str] = "training_applications_screened"
    screenings: tuple[TrainingScreening, ...]


class Placed(Value):
    """One application on one of the two lists of a selection, and why."""

    application: str
    reason: TrainingReason


class SelectionMade(Event):
    """Places were given, the waiting list was made. `proposal` is the hash of what was proposed."""

    type: ClassVar[str] = "selection_made"
    proposal: str
    selected: tuple[Placed, ...]
    waiting: tuple[Placed, ...] = Field(description="in the order in which they move up")
    exceptions: tuple[SelectionException, ...] = ()


class OffersMade(Event):
    """Places were offered until the end of `reply_by`."""

    type: ClassVar[str] = "offers_made"
    applications: tuple[str, ...]
    reply_by: date


class OfferAccepted(Event):
    """An applicant accepted the place."""

    type: ClassVar[str] = "offer_accepted"
    application: str


class OfferDeclined(Event):
    """An applicant declined the place."""

    type: ClassVar[str] = "offer_declined"
    application: str


class OffersReleased(Event):
    """Offers lapsed that were not answered by their day; free places went to the next on the waiting list."""

    type: ClassVar[str] = "offers_released"
    lapsed: tuple[str, ...]
    moved_up: tuple[str, ...]


class TrainingBegun(Event):
    """The training has begun, with those who had accepted."""

    type: ClassVar[str] = "training_begun"
    participants: int
    lapsed: tuple[str, ...] = Field(description="applications whose offer was not answered")
    not_placed: tuple[str, ...] = Field(description="applications that were still waiting")


class TrainingDayRecorded(Event):
    """Who was there on one day; in the place of what was recorded of that day before."""

    type: ClassVar[str] = "training_day_recorded"
    day: date
    present: tuple[str, ...]


class Attended(Value):
    """What one participant has come to: the share of days attended, in percent, and the certificate, if any."""

    application: str
    status: TrainingStatus
    reason: TrainingReason
    share: int = Field(ge=0, le=100, description="percentage of the training's days, rounded down")
    certificate: str = ""
    document: DocumentRef | None = None


class CertificatesIssued(Event):
    """The training is over: certificates for those who came often enough, an outcome for everybody."""

    type: ClassVar[str] = "certificates_issued"
    attended: tuple[Attended, ...]
    days: int


class RecommendationsRecorded(Event):
    """The recommendations of the participants are kept."""

    type: ClassVar[str] = "recommendations_recorded"
    document: DocumentRef


class SurveySent(Event):
    """A follow-up survey went to those who took part."""

    type: ClassVar[str] = "survey_sent"
    number: int
    document: DocumentRef
    due_on: date


class SurveyAnswered(Event):
    """A participant has answered a survey."""

    type: ClassVar[str] = "survey_answered"
    number: int
    application: str
    document: DocumentRef
    receipt: str


class TrainingCancelled(Event):
    """The training does not take place; those without an outcome have it now."""

    type: ClassVar[str] = "training_cancelled"
    reason: str
    applications: tuple[str, ...]


EVENTS: tuple[type[Event], ...] = (
    TrainingCallOpened,
    TrainingCallExtended,
    TrainingCallClosed,
    TrainingMoved,
    TrainingApplied,
    TrainingAppliedLate,
    TrainingApplicationWithdrawn,
    TrainingApplicationsScreened,
    SelectionMade,
    OffersMade,
    OfferAccepted,
    OfferDeclined,
    OffersReleased,
    TrainingBegun,
    TrainingDayRecorded,
    CertificatesIssued,
    RecommendationsRecorded,
    SurveySent,
    SurveyAnswered,
    TrainingCancelled,
)
"""Every event of this kind."""
