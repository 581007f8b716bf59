"""The state of the track of one session of the Conference, `conference/{cycle}/{number}` (domain.md 5, 6.2)."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from models.aggregate import AggregateState
from models.conference.observers import ObserverApplication
from models.conference.policy_versions import PolicyVersion
from models.documents import DocumentRef
from models.ids import conference_id
from models.register import Language
from models.stakeholders import OrganisationKind
from models.value import Value


class ConferenceStage(StrEnum):
    """Where the general review stands, in the order of the procedure."""

    COLLECTING = "collecting"
    """Reviews go on; what is agreed until the cut-off is counted."""
    COMPILING = "compiling"
    """The program counts and drafts; it answers by itself."""
    DRAFTING = "drafting"
    """The Secretariat edits the draft."""
    TRANSLATING = "translating"
    ISSUED = "issued"
    """A document of the Conference, in six languages."""
    CONSIDERED = "considered"
    CLOSED = "closed"


class ReviewFigures(Value):
    """Sums of what the report publishes, and of nothing else.

    `observations` and `suppressed` were told of reports that were compiled before totals and zeros were left out; such
    an entry stays as it is.
    """

    clusters: int = Field(default=0, ge=0, description="clusters whose tables are published")
    reviews: int = Field(default=0, ge=0, description="reviews that their tables cover, at least")
    observations: int | None = Field(default=None, ge=0, exclude_if=lambda value: value is None)
    published: int = Field(default=0, ge=0, description="numbers in their tables")
    suppressed: int | None = Field(default=None, ge=0, exclude_if=lambda value: value is None)
    uncoded: int = Field(default=0, ge=0, description="agreed lists of the period that have no codes: not counted")


class Version(Value):
    """One language version of the report."""

    language: Language
    ordered_on: date
    document: DocumentRef | None = None
    delivered_on: date | None = None


class Report(Value):
    """The general report, from what the program drafted to the document of the Conference."""

    data: DocumentRef = Field(description="the tables, as canonical JSON")
    draft: DocumentRef = Field(description="the text that the program wrote")
    figures: ReviewFigures
    compiled_on: date
    document: DocumentRef = Field(description="the text as it stands")
    edits: int = 0
    names: tuple[str, ...] = Field(default=(), description="ISO3 of States that an override lets the text name")
    finalised_on: date | None = None
    versions: tuple[Version, ...] = ()
    symbol: str = Field(default="", description="symbol of the document of the Conference")
    issued_on: date | None = None
    considered_on: date | None = None

    def version(self, language: Language) -> Version | None:
        """Return the version in a language, ordered or delivered, or None."""
        return next((each for each in self.versions if each.language is language), None)

    @property
    def missing(self) -> tuple[Language, ...]:
        """The languages in which it is not there yet, in their order."""
        there = {each.language for each in self.versions if each.document is not None}
        return tuple(language for language in Language if language not in there)


class Recommendation(Value):
    """A recommendation of a working group, or an observation of a dialogue, on the review (domain.md 5, [S41])."""

    id: str
    source: str = Field(description="key of a working group, or of the session that a dialogue came after")
    topic: str
    document: DocumentRef
    added_on: date


class ConferenceState(AggregateState):
    """The whole of one track. The cycle gives number, days, the period's first day and the parties.

    What was agreed from `period_starts` to `cut_off`, both included, is in this report and in no other one.
    """

    number: int = Field(ge=1)
    starts: date
    ends: date
    parties: tuple[str, ...] = Field(description="ISO3 of the parties: who has standing to object")
    period_starts: date = Field(description="the day after the cut-off of the Conference before")
    cut_off: date | None = Field(default=None, description="None: the lead time before the first day")
    eligible_kinds: tuple[OrganisationKind, ...] = (OrganisationKind.NGO,)
    """Who may apply under rule 17, which is about non-governmental organisations."""

    stage: ConferenceStage = ConferenceStage.COLLECTING
    since: date | None = Field(default=None, description="day on which it came to its stage")
    planned_on: date | None = None
    asked: int = Field(default=0, description="how often the program was set to work")
    asked_at: datetime | None = Field(default=None, description="calendar instant of the last time, UTC")
    failure: str = Field(default="", description="code and sentence of the last time, if it failed")
    report: Report | None = None
    recommendations: dict[str, Recommendation] = Field(default={}, description="id -> recommendation, in order")
    compilation: DocumentRef | None = Field(default=None, description="all recommendations in one document")
    compiled: tuple[str, ...] = Field(default=(), description="ids of the recommendations that are in it")
    compiled_on: date | None = None
    observers: dict[str, ObserverApplication] = Field(default={}, description="id -> application, in order of arrival")
    policy_versions: tuple[PolicyVersion, ...] = Field(default=(), exclude_if=lambda value: not value)
    """What this Conference decided about the procedure, in the order in which it was entered."""
    closed_on: date | None = None

    @property
    def workflow_id(self) -> str:
        """The workflow's id, which is the ledger stream's name too."""
        return conference_id(self.cycle, self.number)

    def observer(self, stakeholder: str) -> ObserverApplication | None:
        """Return the last application of an account, or None."""
        theirs = [each for each in self.observers.values() if each.applicant.stakeholder == stakeholder]
        return theirs[-1] if theirs else None
