"""The commands of a training (domain.md 7.1)."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from models.command import Command
from models.documents import DocumentRef
from models.engagement.training.application import TrainingReason
from models.people import ISO3
from models.phase.commands import REASON
from models.stakeholders import Applicant
from models.value import Value

APPLICATION = Field(min_length=1, max_length=40, description="id of an application, such as `a-12`")
MANY = 5000
"""Most applications named in one act; trainings seen had some 40 places (domain.md 7.1)."""


class OpenTrainingCall(Command):
    """Open the call for applications until midnight Vienna time at the end of `closes_on`."""

    name: ClassVar[str] = "open_training_call"
    closes_on: date
    announcement: DocumentRef | None = None


class ExtendTrainingCall(Command):
    """Keep the call open for longer."""

    name: ClassVar[str] = "extend_training_call"
    closes_on: date


class MoveTraining(Command):
    """Hold the training on other days, before it has begun."""

    name: ClassVar[str] = "move_training"
    starts: date
    ends: date


class ApplyForTraining(Command):
    """Apply for a place for one nominee. After the call has closed it is kept as late, with a receipt.

    `country` is the nominee's duty station, and what eligibility goes by; the seat of the organisation's account may be
    elsewhere, and is not compared with it. The nominee is a number, given by the organisation; `is_young` is declared.
    """

    name: ClassVar[str] = "apply_for_training"
    applicant: Applicant
    nominee: int = Field(default=1, ge=1, le=99)
    country: str = ISO3
    is_young: bool
    statement: DocumentRef | None = None


class WithdrawTrainingApplication(Command):
    """Take one's application back, or give up one's place, before the training begins."""

    name: ClassVar[str] = "withdraw_training_application"
    application: str = APPLICATION


class TrainingScreening(Value):
    """What screening found of one application; `reason` is needed where it is not eligible."""

    application: str = APPLICATION
    is_eligible: bool
    reason: TrainingReason | None = None


class ScreenTrainingApplications(Command):
    """Record which applications are eligible, and why others are not; again, before the selection, to correct it."""

    name: ClassVar[str] = "screen_training_applications"
    screenings: tuple[TrainingScreening, ...] = Field(min_length=1, max_length=MANY)


class SelectionException(Value):
    """Somebody who is given a place, or not, against the proposal, and why: it stands in the ledger."""

    application: str = APPLICATION
    has_place: bool
    reason: str = REASON


class MakeSelection(Command):
    """Take the proposal, with named exceptions. `proposal` is its hash: no other list is taken than was shown."""

    name: ClassVar[str] = "make_selection"
    proposal: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the proposal that was shown")
    exceptions: tuple[SelectionException, ...] = Field(default=(), max_length=MANY)


class MakeOffers(Command):
    """Offer places until the end of `reply_by`. Left out: to all who have one and no offer.

    Who is named and has an offer already gets its new day. Without a day, the mechanism's lead time says which.
    """

    name: ClassVar[str] = "make_offers"
    applications: tuple[str, ...] = Field(default=(), max_length=MANY)
    reply_by: date | None = None


class AcceptOffer(Command):
    """Accept the place that is offered, by its day."""

    name: ClassVar[str] = "accept_offer"
    application: str = APPLICATION


class DeclineOffer(Command):
    """Decline the place that is offered; it goes to the next on the waiting list."""

    name: ClassVar[str] = "decline_offer"
    application: str = APPLICATION


class ReleaseOffers(Command):
    """Let offers lapse whose day is over, and move the next on the waiting list up into every free place."""

    name: ClassVar[str] = "release_offers"


class BeginTraining(Command):
    """Begin the training: whoever is still waiting, or has not answered, has no place."""

    name: ClassVar[str] = "begin_training"


class RecordTrainingDay(Command):
    """Record who was there on one day of the training; again, to correct it."""

    name: ClassVar[str] = "record_training_day"
    day: date
    present: tuple[str, ...] = Field(default=(), max_length=MANY, description="ids of applications")


class CertificateDocument(Value):
    """The certificate itself, where one is kept; its number is given in any case."""

    application: str = APPLICATION
    document: DocumentRef


class IssueCertificates(Command):
    """Give certificates to those who came often enough; everybody gets an outcome."""

    name: ClassVar[str] = "issue_certificates"
    documents: tuple[CertificateDocument, ...] = Field(default=(), max_length=MANY)


class RecordRecommendations(Command):
    """Keep the recommendations that the participants agreed on, or a new version of them."""

    name: ClassVar[str] = "record_recommendations"
    document: DocumentRef


class SendSurvey(Command):
    """Send a follow-up survey to those who took part, to be answered by the end of `due_on`."""

    name: ClassVar[str] = "send_survey"
    document: DocumentRef
    due_on: date


class AnswerSurvey(Command):
    """Answer a survey; the newest, if its number is left out. A late answer counts as well."""

    name: ClassVar[str] = "answer_survey"
    application: str = APPLICATION
    document: DocumentRef
    survey: int | None = Field(default=None, ge=1, le=100)


class CancelTraining(Command):
    """Cancel the training before it begins; every applicant is told."""

    name: ClassVar[str] = "cancel_training"
    reason: str = REASON
