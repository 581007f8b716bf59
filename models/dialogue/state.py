"""The state of one constructive dialogue, `dialogue/{cycle}/{session}` (domain.md 6)."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from models.aggregate import AggregateState
from models.dialogue.application import Application, ApplicationStatus
from models.documents import DocumentRef
from models.ids import dialogue_id
from models.sessions import Session
from models.stakeholders import ELIGIBLE_KINDS, OrganisationKind
from models.value import Value


class DialogueStage(StrEnum):
    """Where a dialogue stands, in the order of the procedure (domain.md 6.4)."""

    SCHEDULED = "scheduled"
    APPLICATIONS_OPEN = "applications_open"
    SCREENING = "screening"
    OBJECTION_WINDOW = "objection_window"
    """The list is with the Extended Bureau and the missions; after its last day the Bureau decides."""
    PREPARING = "preparing"
    """Every application has been decided: invitations, registration, programme."""
    HELD = "held"
    """Open: interventions are logged."""
    REPORTING = "reporting"
    """Closed: the chair's written summary is drafted."""
    APPROVED = "approved"
    """The chair has approved the summary."""
    PUBLISHED = "published"
    TABLED = "tabled"
    """With the States at the next session: the dialogue is over."""
    CANCELLED = "cancelled"


class Panel(Value):
    """A panel of the programme: a topic, the applicants on it by application, and how many others sit on it."""

    topic: str = Field(min_length=1, max_length=60)
    panellists: tuple[str, ...] = Field(default=(), max_length=20, description="ids of applications")
    others: int = Field(default=0, ge=0, le=20, description="panellists of States, organisations, the Secretariat")


class SpeakerKind(StrEnum):
    """From which side a contribution came. There is no field for a country (domain.md 6.1)."""

    STAKEHOLDER = "stakeholder"
    STATE = "state"
    INTERGOVERNMENTAL = "intergovernmental"
    SECRETARIAT = "secretariat"


class ContributionOutcome(StrEnum):
    """What became of a contribution; whoever made it is told."""

    REFLECTED = "reflected"
    """In the chair's summary."""
    OFF_TOPIC = "off_topic"
    REPEATED = "repeated"
    """Said by others too; the summary has it once."""
    COUNTRY_REFERENCE = "country_reference"
    """It spoke of a country situation, and is kept out (domain.md 6.1)."""
    NO_SUBSTANCE = "no_substance"


class Contribution(Value):
    """An intervention from the floor or a paper: a topic, never a country."""

    id: str
    receipt: str
    topic: str
    speaker: SpeakerKind
    kind: OrganisationKind | None = None
    application: str | None = Field(default=None, description="of the stakeholder that made it")
    document: DocumentRef | None = None
    is_written: bool = False
    has_country_reference: bool = False
    outcome: ContributionOutcome | None = None


class Summary(Value):
    """The chair's written summary on its way to the next session."""

    document: DocumentRef
    drafted_on: date
    approved_on: date | None = None
    published_on: date | None = None
    tabled_on: date | None = None
    names: tuple[str, ...] = Field(default=(), description="ISO3 of States named by an explicit override")


class Attendance(Value):
    """How many came, where it was counted."""

    stakeholders: int = Field(default=0, ge=0, le=100_000)
    organisations: int = Field(default=0, ge=0, le=100_000)
    states: int = Field(default=0, ge=0, le=300)
    intergovernmental: int = Field(default=0, ge=0, le=1000)


class DialogueState(AggregateState):
    """The whole of one dialogue. `parties` have standing to object; `topics` are those that a contribution can have."""

    session: Session
    next_session: Session | None = Field(default=None, description="where the summary is tabled, once it is fixed")
    day: date = Field(description="the day on which the dialogue is held")
    parties: tuple[str, ...]
    eligible_kinds: tuple[OrganisationKind, ...] = ELIGIBLE_KINDS
    topics: tuple[str, ...] = Field(default=(), max_length=40, description="slugs, such as `tracing`")

    stage: DialogueStage = DialogueStage.SCHEDULED
    since: date | None = Field(default=None, description="day on which it came to its stage")
    planned_on: date | None = None
    call_opened_on: date | None = None
    closes_on: date | None = Field(default=None, description="last day of the call, until midnight Vienna time")
    call_closed_on: date | None = None
    circulated_on: date | None = None
    window_ends: date | None = Field(default=None, description="last day for an objection")
    applications: dict[str, Application] = Field(default={}, description="id -> application, in order of arrival")
    reply_by: date | None = Field(default=None, description="until when the invited are asked to register")
    programme: DocumentRef | None = None
    programme_on: date | None = None
    panels: tuple[Panel, ...] = ()
    preparation_on: date | None = None
    preparation_note: DocumentRef | None = None
    report_adopted_on: date | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    attendance: Attendance | None = None
    contributions: dict[str, Contribution] = Field(default={}, description="id -> contribution, in order")
    summary: Summary | None = None
    cancelled_on: date | None = None
    source: str = Field(
        default="",
        exclude_if=lambda value: not value,
        description="where a dialogue of the past is known from; empty for one that was run here",
    )

    @property
    def workflow_id(self) -> str:
        """The workflow's id, which is the ledger stream's name too."""
        return dialogue_id(self.cycle, self.session.key)

    def of(self, stakeholder: str) -> Application | None:
        """Return the application of an account that stands: the last one that was not withdrawn, or None."""
        standing = (
            each
            for each in reversed(self.applications.values())
            if each.applicant.stakeholder == stakeholder and each.status is not ApplicationStatus.WITHDRAWN
        )
        return next(standing, None)
