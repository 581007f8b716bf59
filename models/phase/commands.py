"""The commands of a phase review: one per event of domain.md 3.8 that a person triggers, named in the imperative.

Commands about tracks take `instruments`; left empty they mean every instrument that the actor may act upon now.
"""

from datetime import date, datetime
from typing import ClassVar

from pydantic import Field

from models.command import Command
from models.documents import DocumentRef
from models.instruments import Instrument
from models.observations import MOST_ITEMS, ObservationItem
from models.people import Nominee
from models.phase.choices import PublicationLevel, PublishedDocument
from models.phase.state import Reviewer
from models.register import Language
from models.value import Value

REASON = Field(min_length=3, max_length=2000, description="why; kept in the ledger")


class LaunchGroup(Command):
    """Start the phase: clocks run, missions are asked to name people."""

    name: ClassVar[str] = "launch_group"


class ReceiveNomination(Command):
    """Enter a note verbale that names people. A new focal point takes the seat of the one before."""

    name: ClassVar[str] = "receive_nomination"
    note: DocumentRef
    people: tuple[Nominee, ...] = Field(min_length=1, max_length=50)


class NameExperts(Command):
    """Name governmental experts; more than one note may come."""

    name: ClassVar[str] = "name_experts"
    note: DocumentRef
    people: tuple[str, ...] = Field(min_length=1, max_length=50, description="person ids")


class ApproveParticipant(Command):
    """Open access for a person whose profile matches the note verbale."""

    name: ClassVar[str] = "approve_participant"
    person: str


class ReplaceParticipant(Command):
    """Put another person in a seat; open tasks go to the successor."""

    name: ClassVar[str] = "replace_participant"
    note: DocumentRef
    person: str
    successor: str


class RemoveParticipant(Command):
    """End a person's access."""

    name: ClassVar[str] = "remove_participant"
    note: DocumentRef
    person: str


class ProposeConsultation(Command):
    """Propose a moment for the preliminary consultation; a later proposal replaces the one before."""

    name: ClassVar[str] = "propose_consultation"
    meeting_at: datetime = Field(description="calendar instant with time zone")


class AcceptConsultation(Command):
    """Accept the proposed moment for one's side."""

    name: ClassVar[str] = "accept_consultation"


class HoldPreliminaryConsultation(Command):
    """Record that the preliminary consultation was held: the review has effectively started."""

    name: ClassVar[str] = "hold_preliminary_consultation"
    minutes: DocumentRef


class SetWorkingLanguage(Command):
    """Fix the language or languages of the review (domain.md 3.4)."""

    name: ClassVar[str] = "set_working_language"
    languages: tuple[Language, ...] = Field(min_length=1, max_length=6)


class SetInstrumentSplit(Command):
    """Record how the reviewing States divide the instruments among themselves."""

    name: ClassVar[str] = "set_instrument_split"
    split: dict[str, tuple[Instrument, ...]] = Field(min_length=1)


class DraftQuestionnaireSection(Command):
    """Save a draft of part of the self-assessment questionnaire."""

    name: ClassVar[str] = "draft_questionnaire_section"
    instrument: Instrument
    document: DocumentRef


class ReceiveStakeholderInput(Command):
    """Attach input from national stakeholders to the draft; it stays with the State's own team."""

    name: ClassVar[str] = "receive_stakeholder_input"
    document: DocumentRef


class SetQuestionnaireExpectedDate(Command):
    """File the date on which the questionnaire is expected; reminders follow it (domain.md 3.7)."""

    name: ClassVar[str] = "set_questionnaire_expected_date"
    expected_on: date


class SubmitQuestionnaire(Command):
    """Submit the self-assessment for one or more instruments; the reviewers' six months begin."""

    name: ClassVar[str] = "submit_questionnaire"
    document: DocumentRef
    instruments: tuple[Instrument, ...] = ()


class WithdrawQuestionnaire(Command):
    """Take a submitted questionnaire back, as long as no feedback on it has been submitted."""

    name: ClassVar[str] = "withdraw_questionnaire"
    reason: str = REASON
    instruments: tuple[Instrument, ...] = ()


class FileQuestionnaireAddendum(Command):
    """File a dated addendum to a submitted questionnaire."""

    name: ClassVar[str] = "file_questionnaire_addendum"
    document: DocumentRef
    instruments: tuple[Instrument, ...] = ()


class RequestClarification(Command):
    """Ask the State under review for clarification on one instrument."""

    name: ClassVar[str] = "request_clarification"
    instrument: Instrument
    document: DocumentRef


class AnswerClarification(Command):
    """Answer an open question."""

    name: ClassVar[str] = "answer_clarification"
    clarification: str
    document: DocumentRef


class SubmitFeedback(Command):
    """Submit written feedback on one or more instruments."""

    name: ClassVar[str] = "submit_feedback"
    document: DocumentRef
    instruments: tuple[Instrument, ...] = ()
    nothing_to_clarify: bool = False


class HoldDialogueMeeting(Command):
    """Keep a note of a meeting held in the dialogue between the sides."""

    name: ClassVar[str] = "hold_dialogue_meeting"
    note: DocumentRef


class ConcludeDialogue(Command):
    """Say for one's side that the dialogue is concluded."""

    name: ClassVar[str] = "conclude_dialogue"
    instruments: tuple[Instrument, ...] = ()


class ProposeObservations(Command):
    """Propose the list of observations on one or more instruments."""

    name: ClassVar[str] = "propose_observations"
    document: DocumentRef
    instruments: tuple[Instrument, ...] = ()
    items: tuple[ObservationItem, ...] = Field(
        default=(), max_length=MOST_ITEMS, exclude_if=lambda items: not items, description="the codes of the list"
    )


class RequestChanges(Command):
    """Send proposed observations back to their authors; every clearance given lapses."""

    name: ClassVar[str] = "request_changes"
    document: DocumentRef
    instruments: tuple[Instrument, ...] = ()


class ClearObservations(Command):
    """Clear the proposed observations on behalf of one's State."""

    name: ClassVar[str] = "clear_observations"
    instruments: tuple[Instrument, ...] = ()


class CodeObservations(Command):
    """Code, or recode, an agreed list on one instrument whose proposal carried no codes, or wrong ones."""

    name: ClassVar[str] = "code_observations"
    instrument: Instrument
    document: DocumentRef = Field(description="the list, as it was proposed")
    items: tuple[ObservationItem, ...] = Field(min_length=1, max_length=MOST_ITEMS)


class DraftSummary(Command):
    """Put forward the summary of the list of observations; agreements to an earlier draft lapse."""

    name: ClassVar[str] = "draft_summary"
    document: DocumentRef


class AgreeSummary(Command):
    """Agree to the summary on behalf of one's State."""

    name: ClassVar[str] = "agree_summary"


class OrderTranslation(Command):
    """Order the summary in one or more of the six languages."""

    name: ClassVar[str] = "order_translation"
    languages: tuple[Language, ...] = Field(min_length=1, max_length=6)


class Delivery(Value):
    """One finished language version."""

    language: Language
    document: DocumentRef


class DeliverTranslation(Command):
    """Record finished language versions."""

    name: ClassVar[str] = "deliver_translation"
    deliveries: tuple[Delivery, ...] = Field(min_length=1, max_length=6)


class MakePublicationChoice(Command):
    """Choose how far the list of observations or the summary may be seen (domain.md 3.5)."""

    name: ClassVar[str] = "make_publication_choice"
    what: PublishedDocument
    level: PublicationLevel


class ShareWithWorkingGroups(Command):
    """Put the agreed observations on the working groups' file."""

    name: ClassVar[str] = "share_with_working_groups"


class ClosePhase(Command):
    """Close the phase."""

    name: ClassVar[str] = "close_phase"


class RegisterTechnicalAssistanceNeed(Command):
    """Register a need for technical assistance under one article."""

    name: ClassVar[str] = "register_technical_assistance_need"
    instrument: Instrument
    article: str = Field(min_length=1, max_length=20)
    document: DocumentRef


class JoinInstrument(Command):
    """Add a track for an instrument to which the State has become party (domain.md D19, 3.8).

    `reviewers` are the States that review it; those already in the review take it up as well.
    """

    name: ClassVar[str] = "join_instrument"
    instrument: Instrument
    joined_on: date
    reviewers: tuple[Reviewer, ...] = Field(min_length=1, max_length=8)


class SuspendReview(Command):
    """Withhold the review; clocks stand still."""

    name: ClassVar[str] = "suspend_review"
    reason: str = REASON


class ResumeReview(Command):
    """Release a withheld review; every date moves by the days it was withheld."""

    name: ClassVar[str] = "resume_review"


class ReplaceReviewer(Command):
    """Put another State in the place of a reviewing State; what it had submitted stays."""

    name: ClassVar[str] = "replace_reviewer"
    outgoing: str = Field(pattern=r"^[A-Z]{3}$")
    incoming: str = Field(pattern=r"^[A-Z]{3}$")
    instruments: tuple[Instrument, ...] | None = Field(
        default=None, exclude_if=lambda value: value is None, description="the successor's; left out: as before"
    )
    relaxed: tuple[str, ...] | None = Field(
        default=None, exclude_if=lambda value: value is None, description="the successor's; left out: as before (D16)"
    )
    reason: str = REASON


class ReleaseReviewer(Command):
    """End the part of a reviewing State in some instruments, or in all of them, without a successor."""

    name: ClassVar[str] = "release_reviewer"
    outgoing: str = Field(pattern=r"^[A-Z]{3}$")
    instruments: tuple[Instrument, ...] = ()
    reason: str = REASON


class LeaveInstrument(Command):
    """End the review on instruments to which the State is party no more (domain.md D20, UNCERTAIN: stated default)."""

    name: ClassVar[str] = "leave_instrument"
    instruments: tuple[Instrument, ...] = Field(min_length=1)
    left_on: date
    reason: str = REASON


class DrawSupplementaryReviewer(Command):
    """Add a State that reviews only the instruments named (domain.md D5)."""

    name: ClassVar[str] = "draw_supplementary_reviewer"
    reviewer: Reviewer


class ExcuseReviewer(Command):
    """Go on without a reviewing State that has stopped answering (domain.md 3.7, a manual decision)."""

    name: ClassVar[str] = "excuse_reviewer"
    outgoing: str = Field(pattern=r"^[A-Z]{3}$")
    reason: str = REASON
