"""One nominee's application to a training, from its receipt to a reasoned outcome (domain.md 7.1, DESIGN).

An account is an organisation, which may nominate several people; ledger and history know a nominee by a number that
the organisation gives, never by name.
"""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from models.documents import DocumentRef
from models.people import ISO3
from models.stakeholders import Applicant
from models.value import Value


class TrainingStatus(StrEnum):
    """Where an application stands. The last group are outcomes, which only an act of a person brings about."""

    SUBMITTED = "submitted"
    ELIGIBLE = "eligible"
    """Screened; the selection can choose it."""
    SELECTED = "selected"
    """Has a place, which has not been offered yet."""
    WAITING = "waiting"
    """On the waiting list."""
    OFFERED = "offered"
    ACCEPTED = "accepted"

    LATE = "late"
    """It came after the call had closed: kept, with a receipt, and not examined."""
    INELIGIBLE = "ineligible"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    """The applicant declined the offer."""
    LAPSED = "lapsed"
    """The offer was not answered by its day, and the place was given to another."""
    NOT_PLACED = "not_placed"
    """Still on the waiting list when the training began."""
    CERTIFIED = "certified"
    ATTENDED = "attended"
    """Took part, and not enough of it for a certificate."""
    ABSENT = "absent"
    CANCELLED = "cancelled"


class TrainingReason(StrEnum):
    """Why an application stands where it does; the applicant is told, in words."""

    APPLIED_LATE = "applied_late"
    INCOMPLETE = "incomplete"
    OUTSIDE_TARGET = "outside_target"
    """The nominee turned out to work in no country that the training is for."""
    NOT_THE_AUDIENCE = "not_the_audience"
    """The nominee's work has nothing to do with the training's topic."""
    DUPLICATE = "duplicate"

    REGIONAL_BALANCE = "regional_balance"
    """First in its region, by arrival, when the places were shared out over the regions."""
    YOUTH_SHARE = "youth_share"
    """Chosen before earlier arrivals of its region, so that young applicants have their share of the places."""
    MOVED_UP = "moved_up"
    """From the waiting list, into a place that was given up."""
    EXCEPTION = "exception"
    """Against the proposal, for a reason that was recorded."""
    NO_PLACE_LEFT = "no_place_left"
    ORGANISATION_LIMIT = "organisation_limit"
    """Its organisation has as many places as one may have."""
    YOUTH_SHARE_PREFERRED = "youth_share_preferred"
    """A young applicant of its region was chosen before it."""

    WITHDRAWN_BY_APPLICANT = "withdrawn_by_applicant"
    OFFER_DECLINED = "offer_declined"
    REPLY_DAY_PASSED = "reply_day_passed"
    WAITING_LIST_CLOSED = "waiting_list_closed"
    TRAINING_CANCELLED = "training_cancelled"
    ATTENDED_ENOUGH = "attended_enough"
    ATTENDED_TOO_LITTLE = "attended_too_little"
    DID_NOT_COME = "did_not_come"


SCREENED_OUT = frozenset(
    {
        TrainingReason.INCOMPLETE,
        TrainingReason.OUTSIDE_TARGET,
        TrainingReason.NOT_THE_AUDIENCE,
        TrainingReason.DUPLICATE,
    }
)
"""What screening can find against an application. The full criteria are not public (domain.md 7.1, UNCERTAIN)."""


class TrainingApplication(Value):
    """One application; who applies is known by account and number, what was written by document."""

    id: str = Field(description="the training's own, such as `a-12`")
    receipt: str
    applicant: Applicant
    nominee: int = Field(ge=1, le=99, description="number that the organisation gives its nominee; no name")
    country: str = ISO3
    """The nominee's duty station: declared by the organisation, whose own seat may be elsewhere."""
    is_young: bool = Field(description="as the organisation declares")
    statement: DocumentRef | None = None
    applied_at: datetime = Field(description="calendar instant, UTC")
    status: TrainingStatus = TrainingStatus.SUBMITTED
    reason: TrainingReason | None = None
    chosen_for: TrainingReason | None = Field(default=None, description="why it was given a place")
    reply_by: date | None = Field(default=None, description="until when its offer stands, midnight Vienna time")
    certificate: str = Field(default="", description="number of the certificate")
    certificate_document: DocumentRef | None = None

    @property
    def has_outcome(self) -> bool:
        """Whether nothing more will become of it."""
        return self.status in OUTCOMES

    @property
    def has_place(self) -> bool:
        """Whether one of the places is kept for it."""
        return self.status in HOLDING


HOLDING = frozenset({TrainingStatus.SELECTED, TrainingStatus.OFFERED, TrainingStatus.ACCEPTED})
"""Statuses that keep a place."""

OUTCOMES = frozenset(
    {
        TrainingStatus.LATE,
        TrainingStatus.INELIGIBLE,
        TrainingStatus.WITHDRAWN,
        TrainingStatus.DECLINED,
        TrainingStatus.LAPSED,
        TrainingStatus.NOT_PLACED,
        TrainingStatus.CERTIFIED,
        TrainingStatus.ATTENDED,
        TrainingStatus.ABSENT,
        TrainingStatus.CANCELLED,
    }
)

TOOK_PART = frozenset({TrainingStatus.CERTIFIED, TrainingStatus.ATTENDED})
"""Who is asked in a survey."""
