"""The events of the track of a Conference."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from models.conference.observers import ObserverApplication, ObserverReason, ObserverStatus
from models.conference.policy_versions import EVENTS as OF_POLICY_VERSIONS
from models.conference.state import ConferenceState, Recommendation, ReviewFigures
from models.dialogue.application import Votes
from models.dialogue.commands import CountryOverride
from models.documents import DocumentRef
from models.event import DeadlineApproaching, DeadlinePassed, Event, EventCodec
from models.phase.commands import Delivery
from models.register import Language


class ConferenceTrackOpened(Event):
    """The track begins; its whole first state is kept."""

    type: ClassVar[str] = "conference_track_opened"
    state: ConferenceState


class ConferenceMoved(Event):
    """The session has other days."""

    type: ClassVar[str] = "conference_moved"
    starts: date
    ends: date


class CutOffSet(Event):
    """The period is fixed: from `period_starts` to `cut_off`, both included."""

    type: ClassVar[str] = "cut_off_set"
    cut_off: date
    period_starts: date


class CompilationBegun(Event):
    """The program was set to work on this period."""

    type: ClassVar[str] = "compilation_begun"
    number: int
    period_starts: date
    cut_off: date


class ReportCompiled(Event):
    """Tables and draft are in the store."""

    type: ClassVar[str] = "report_compiled"
    number: int
    period_starts: date
    cut_off: date
    data: DocumentRef
    draft: DocumentRef
    figures: ReviewFigures


class CompilationFailed(Event):
    """There is no report; why, and what to do."""

    type: ClassVar[str] = "compilation_failed"
    number: int
    code: str
    message: str


class CountryReferenceAllowed(Event):
    """A text was let through although it names States: which, in what, and why."""

    type: ClassVar[str] = "country_reference_allowed"
    document: DocumentRef
    override: CountryOverride


class ReportEdited(Event):
    """Another text stands in the place of the last one."""

    type: ClassVar[str] = "report_edited"
    document: DocumentRef
    names: tuple[str, ...] = ()


class ReportFinalised(Event):
    """The English text is final."""

    type: ClassVar[str] = "report_finalised"
    document: DocumentRef


class ReportReopened(Event):
    """The text is edited again; its versions lapse."""

    type: ClassVar[str] = "report_reopened"
    reason: str


class TranslationOrdered(Event):
    """Language versions were ordered."""

    type: ClassVar[str] = "translation_ordered"
    languages: tuple[Language, ...]


class TranslationDelivered(Event):
    """Language versions came in; `complete` says that all six are there."""

    type: ClassVar[str] = "translation_delivered"
    deliveries: tuple[Delivery, ...]
    complete: bool = False


class ReportIssued(Event):
    """The report is a document of the Conference, and public."""

    type: ClassVar[str] = "report_issued"
    symbol: str
    document: DocumentRef
    versions: tuple[Delivery, ...]


class ReportConsidered(Event):
    """The Conference has considered the report."""

    type: ClassVar[str] = "report_considered"
    on: date


class RecommendationAdded(Event):
    """A recommendation on the review came in."""

    type: ClassVar[str] = "recommendation_added"
    recommendation: Recommendation
    names: tuple[str, ...] = Field(default=(), exclude_if=lambda value: not value)


class RecommendationsCompiled(Event):
    """All recommendations so far are in one document."""

    type: ClassVar[str] = "recommendations_compiled"
    document: DocumentRef
    recommendations: tuple[str, ...]
    names: tuple[str, ...] = Field(default=(), exclude_if=lambda value: not value)


class ObserverApplied(Event):
    """An application for observer status has come in; its receipt is its own."""

    type: ClassVar[str] = "observer_applied"
    application: ObserverApplication


class ObserverAppliedLate(Event):
    """An application came too late: kept, with a receipt and its outcome `applied_late`."""

    type: ClassVar[str] = "observer_applied_late"
    application: ObserverApplication
    last_day: date


class ObserverWithdrawn(Event):
    """An applicant took the application back, or gave the status up."""

    type: ClassVar[str] = "observer_withdrawn"
    application: str


class ObserversDeclined(Event):
    """Applications were declined before they came on a list."""

    type: ClassVar[str] = "observers_declined"
    applications: tuple[str, ...]
    reason: ObserverReason


class ObserversCirculated(Event):
    """A list of applicants is with all parties."""

    type: ClassVar[str] = "observers_circulated"
    window_ends: date
    applications: tuple[str, ...]


class ObserverObjected(Event):
    """A State objects: the Conference decides."""

    type: ClassVar[str] = "observer_objected"
    application: str
    by: str
    note: DocumentRef | None = None


class ObserverObjectionWithdrawn(Event):
    """A State took its objection back."""

    type: ClassVar[str] = "observer_objection_withdrawn"
    application: str
    by: str


class ObserversAdmitted(Event):
    """Applicants are admitted, all for the same reason."""

    type: ClassVar[str] = "observers_admitted"
    applications: tuple[str, ...]
    reason: ObserverReason


class ObserverDecided(Event):
    """The Conference has voted on an application."""

    type: ClassVar[str] = "observer_decided"
    application: str
    status: ObserverStatus
    reason: ObserverReason
    votes: Votes
    objecting: tuple[str, ...] = ()
    note: DocumentRef | None = None


class ConferenceClosed(Event):
    """The track is over."""

    type: ClassVar[str] = "conference_closed"
    reason: str = ""


CODEC = EventCodec(
    ConferenceTrackOpened,
    ConferenceMoved,
    CutOffSet,
    CompilationBegun,
    ReportCompiled,
    CompilationFailed,
    CountryReferenceAllowed,
    ReportEdited,
    ReportFinalised,
    ReportReopened,
    TranslationOrdered,
    TranslationDelivered,
    ReportIssued,
    ReportConsidered,
    RecommendationAdded,
    RecommendationsCompiled,
    ObserverApplied,
    ObserverAppliedLate,
    ObserverWithdrawn,
    ObserversDeclined,
    ObserversCirculated,
    ObserverObjected,
    ObserverObjectionWithdrawn,
    ObserversAdmitted,
    ObserverDecided,
    ConferenceClosed,
    *OF_POLICY_VERSIONS,
    DeadlineApproaching,
    DeadlinePassed,
)
"""Every event that the stream of a Conference's track can hold."""
