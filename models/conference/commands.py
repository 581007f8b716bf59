"""The commands of the track of a Conference: cut-off, general report, recommendations, observers."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from models.command import Command
from models.conference.observers import ObserverReason
from models.conference.state import ReviewFigures
from models.dialogue.application import Votes
from models.dialogue.commands import CountryOverride
from models.documents import DocumentRef
from models.people import ISO3
from models.phase.commands import REASON, Delivery
from models.register import Language
from models.stakeholders import Applicant

APPLICATION = Field(min_length=1, max_length=40, description="id of an application, such as `o-12`")
SLUG = r"^[a-z0-9][a-z0-9-]{0,59}$"
MANY = 2000
"""Most applications named in one act."""


class MoveConference(Command):
    """Enter other days of the session: those of the calendar may be placeholders."""

    name: ClassVar[str] = "move_conference"
    starts: date
    ends: date


class SetCutOff(Command):
    """Fix the last day whose agreed observations are counted, and the first, where it is another than was planned."""

    name: ClassVar[str] = "set_cut_off"
    cut_off: date
    period_starts: date | None = Field(default=None, description="left out: as before")


class CompileReport(Command):
    """Count the coded observations of the period; the program answers within minutes by itself."""

    name: ClassVar[str] = "compile_report"


class RecordCompilation(Command):
    """The program reports where the tables and the draft are."""

    name: ClassVar[str] = "record_compilation"
    number: int = Field(ge=1, description="which asking it answers")
    data: DocumentRef
    draft: DocumentRef
    figures: ReviewFigures


class RecordCompilationFailure(Command):
    """The program reports why there is no report."""

    name: ClassVar[str] = "record_compilation_failure"
    number: int = Field(ge=1, description="which asking it answers")
    code: str = Field(min_length=1, max_length=100)
    message: str = Field(min_length=1, max_length=2000)


class EditReport(Command):
    """Put an edited text in the place of the draft. It may name no State, unless `override` says which and why."""

    name: ClassVar[str] = "edit_report"
    document: DocumentRef
    override: CountryOverride | None = None


class FinaliseReport(Command):
    """The English text is final; it counts as delivered."""

    name: ClassVar[str] = "finalise_report"


class ReopenReport(Command):
    """Take the final text back for another edit; versions that were ordered or delivered lapse."""

    name: ClassVar[str] = "reopen_report"
    reason: str = REASON


class OrderTranslation(Command):
    """Order the report in other languages. Left out: in all that were not ordered yet."""

    name: ClassVar[str] = "order_translation"
    languages: tuple[Language, ...] = Field(default=(), max_length=6)


class DeliverTranslation(Command):
    """Record finished language versions."""

    name: ClassVar[str] = "deliver_translation"
    deliveries: tuple[Delivery, ...] = Field(min_length=1, max_length=6)


class IssueReport(Command):
    """Issue the report as a document of the Conference, when it is there in six languages."""

    name: ClassVar[str] = "issue_report"
    symbol: str = Field(min_length=3, max_length=60, description="such as `CTOC/COP/2028/2`")
    document: DocumentRef | None = Field(default=None, description="as it was issued, where that is another file")


class ConsiderReport(Command):
    """Record that the Conference has considered the report, on a day of its session."""

    name: ClassVar[str] = "consider_report"
    on: date


class AddRecommendation(Command):
    """Add what a working group recommends, or what came of a dialogue, on the review. It may name no State."""

    name: ClassVar[str] = "add_recommendation"
    source: str = Field(pattern=SLUG, description="key of a working group, or of the session a dialogue came after")
    topic: str = Field(pattern=SLUG)
    document: DocumentRef
    override: CountryOverride | None = None


class CompileRecommendations(Command):
    """Put all recommendations together in one document for the Conference, or anew. It may name no State."""

    name: ClassVar[str] = "compile_recommendations"
    document: DocumentRef
    override: CountryOverride | None = None


class ApplyForObserverStatus(Command):
    """A non-governmental organisation applies for observer status (rule 17). When it is too late it is kept as late."""

    name: ClassVar[str] = "apply_for_observer_status"
    applicant: Applicant
    statement: DocumentRef | None = None


class WithdrawObserverApplication(Command):
    """Take one's application back, or give the status up."""

    name: ClassVar[str] = "withdraw_observer_application"
    application: str = APPLICATION


class DeclineObservers(Command):
    """Decline applications that cannot be put on a list, with the reason."""

    name: ClassVar[str] = "decline_observers"
    applications: tuple[str, ...] = Field(min_length=1, max_length=MANY)
    reason: ObserverReason = ObserverReason.INCOMPLETE


class CirculateObservers(Command):
    """Circulate a list of applicants, at least thirty days before the Conference.

    Left out: all that are not in consultative status and on no list yet. Named, one that is counted as an observer can
    be put on it too: it may have been admitted by an earlier Conference only, and not be in consultative status.
    """

    name: ClassVar[str] = "circulate_observers"
    window_ends: date = Field(description="last day for an objection; before the Conference")
    applications: tuple[str, ...] = Field(default=(), max_length=MANY)


class ObjectToObserver(Command):
    """Object to an applicant on the list, within the window: the Conference will decide."""

    name: ClassVar[str] = "object_to_observer"
    application: str = APPLICATION
    state: str = ISO3
    note: DocumentRef | None = None


class WithdrawObserverObjection(Command):
    """Take an objection back, before the Conference has decided."""

    name: ClassVar[str] = "withdraw_observer_objection"
    application: str = APPLICATION
    state: str = ISO3


class AdmitObservers(Command):
    """Record who is admitted: in consultative status, or without an objection after the window. Left out: all."""

    name: ClassVar[str] = "admit_observers"
    applications: tuple[str, ...] = Field(default=(), max_length=MANY)


class DecideObserver(Command):
    """Record a vote of the Conference on an application; a simple majority of those voting decides ([S28])."""

    name: ClassVar[str] = "decide_observer"
    application: str = APPLICATION
    votes: Votes
    note: DocumentRef | None = None


class CloseConference(Command):
    """Close the track. Before the report was considered: only after the session, and with a reason."""

    name: ClassVar[str] = "close_conference"
    reason: str = Field(default="", max_length=2000)
