"""One stakeholder's application to a dialogue, from its receipt to a reasoned outcome (domain.md 6.1, 6.2)."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from models.documents import DocumentRef
from models.people import ISO3
from models.stakeholders import Applicant
from models.value import Value


class ApplicationStatus(StrEnum):
    """Where an application stands. The last group are outcomes, which only an act of a person brings about."""

    SUBMITTED = "submitted"
    ELIGIBLE = "eligible"
    """Screened; on the list that is circulated."""
    DISPUTED = "disputed"
    """A State objects, and under the rule in force the objection counts."""
    APPROVED = "approved"
    INVITED = "invited"
    REGISTERED = "registered"

    LATE = "late"
    """It came after the call had closed: kept, with a receipt, and not examined."""
    INELIGIBLE = "ineligible"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ATTENDED = "attended"
    ABSENT = "absent"
    """Invited, and not seen at the dialogue."""


class OutcomeReason(StrEnum):
    """Why an application came to its outcome; the applicant is told, in words."""

    APPLIED_LATE = "applied_late"
    KIND_NOT_ELIGIBLE = "kind_not_eligible"
    INCOMPLETE = "incomplete"
    NO_EXPERTISE = "no_expertise"
    """No proven expertise in the working group's topic (domain.md 6.1, CONFIRMED [S8])."""
    DUPLICATE = "duplicate"
    NO_ROOM = "no_room"
    NO_OBJECTION = "no_objection"
    OBJECTION_UPHELD = "objection_upheld"
    OBJECTION_OVERRULED = "objection_overruled"
    OBJECTION_BLOCKS = "objection_blocks"
    """Under `single_objection_blocks` one State's objection is enough (domain.md 6.2, UNCERTAIN)."""
    OBJECTION_WITHOUT_EFFECT = "objection_without_effect"
    """The applicant is an observer, under `rule17_observers_always_in`."""
    VOTED_IN = "voted_in"
    VOTED_OUT = "voted_out"
    BUREAU_DECISION = "bureau_decision"
    WITHDRAWN_BY_APPLICANT = "withdrawn_by_applicant"
    DIALOGUE_CANCELLED = "dialogue_cancelled"
    TOOK_PART = "took_part"
    DID_NOT_COME = "did_not_come"


class Mode(StrEnum):
    """How a participant takes part: dialogues are hybrid (domain.md 6.1)."""

    IN_PERSON = "in_person"
    ON_LINE = "on_line"


class Objection(Value):
    """A State's objection to one application, by note verbale or through its member of the Bureau (domain.md 6.2)."""

    state: str = ISO3
    note: DocumentRef | None = None
    on: date
    withdrawn_on: date | None = None

    @property
    def stands(self) -> bool:
        """Whether it has not been withdrawn."""
        return self.withdrawn_on is None


class Votes(Value):
    """A vote on a dispute; a simple majority of those voting decides (domain.md 6.2, [S28])."""

    in_favour: int = Field(ge=0, le=1000, description="for letting the applicant in")
    against: int = Field(ge=0, le=1000)
    abstaining: int = Field(default=0, ge=0, le=1000)


class Application(Value):
    """One application: who applies is known by account, what was written by document; `id` is its dialogue's own."""

    id: str
    receipt: str
    applicant: Applicant
    mode: Mode
    statement: DocumentRef | None = Field(default=None, description="expertise in the working group's topic")
    wants_travel_support: bool = False
    is_grassroots: bool = Field(default=False, description="grassroots or victim-led: whom travel support is meant for")
    submitted_at: datetime = Field(description="calendar instant, UTC")
    amended: int = 0
    status: ApplicationStatus = ApplicationStatus.SUBMITTED
    reason: OutcomeReason | None = None
    objections: tuple[Objection, ...] = ()
    votes: Votes | None = None
    decided_on: date | None = None
    invited_on: date | None = None
    registered_as: Mode | None = None
    travel_support: bool | None = Field(default=None, description="None until it is decided")

    @property
    def standing_objections(self) -> tuple[Objection, ...]:
        """Objections that were not withdrawn."""
        return tuple(each for each in self.objections if each.stands)

    @property
    def has_outcome(self) -> bool:
        """Whether nothing more will become of it."""
        return self.status in OUTCOMES

    @property
    def is_decided(self) -> bool:
        """Whether it was let in, or came to an outcome."""
        return self.status in DECIDED


OUTCOMES = frozenset(
    {
        ApplicationStatus.LATE,
        ApplicationStatus.INELIGIBLE,
        ApplicationStatus.DECLINED,
        ApplicationStatus.WITHDRAWN,
        ApplicationStatus.ATTENDED,
        ApplicationStatus.ABSENT,
    }
)
DECIDED = OUTCOMES | {ApplicationStatus.APPROVED, ApplicationStatus.INVITED, ApplicationStatus.REGISTERED}
