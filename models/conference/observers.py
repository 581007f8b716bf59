"""Applications for observer status at the Conference under rule 17 (domain.md 6.2, CONFIRMED [S7])."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from models.dialogue.application import Objection, Votes
from models.documents import DocumentRef
from models.stakeholders import Applicant
from models.value import Value


class ObserverStatus(StrEnum):
    """Where an application stands; the second group are outcomes, which only an act of a person brings about."""

    SUBMITTED = "submitted"
    """In consultative status: with the Bureau. Otherwise: to be put on a list."""
    LISTED = "listed"
    """On a list that was circulated; no objection stands."""
    DISPUTED = "disputed"
    """A State objects: the Conference decides."""

    ADMITTED = "admitted"
    NOT_ADMITTED = "not_admitted"
    DECLINED = "declined"
    """By the Secretariat, before it was on a list: incomplete, or a second one of the same organisation."""
    LATE = "late"
    """It came when no list could be circulated in time any more, or after the Conference had begun."""
    WITHDRAWN = "withdrawn"


class ObserverReason(StrEnum):
    """Why an application came to its outcome; the applicant is told, in words."""

    CONSULTATIVE_STATUS = "consultative_status"
    """It applied to the Bureau, and the Conference did not decide otherwise."""
    NO_OBJECTION = "no_objection"
    VOTED_IN = "voted_in"
    VOTED_OUT = "voted_out"
    APPLIED_LATE = "applied_late"
    INCOMPLETE = "incomplete"
    DUPLICATE = "duplicate"
    WITHDRAWN_BY_APPLICANT = "withdrawn_by_applicant"


class ObserverApplication(Value):
    """One application: who applies is known by account, what was written by document."""

    id: str
    receipt: str
    applicant: Applicant
    statement: DocumentRef | None = None
    submitted_at: datetime = Field(description="calendar instant, UTC")
    status: ObserverStatus = ObserverStatus.SUBMITTED
    reason: ObserverReason | None = None
    listed_on: date | None = None
    window_ends: date | None = Field(default=None, description="last day for an objection")
    objections: tuple[Objection, ...] = ()
    votes: Votes | None = None
    decided_on: date | None = None

    @property
    def standing_objections(self) -> tuple[Objection, ...]:
        """Objections that were not withdrawn."""
        return tuple(each for each in self.objections if each.stands)

    @property
    def has_outcome(self) -> bool:
        """Whether it was decided, or ended otherwise."""
        return self.status in OUTCOMES


OUTCOMES = frozenset(
    {
        ObserverStatus.ADMITTED,
        ObserverStatus.NOT_ADMITTED,
        ObserverStatus.DECLINED,
        ObserverStatus.LATE,
        ObserverStatus.WITHDRAWN,
    }
)
