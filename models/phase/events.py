"""The events of a phase review (domain.md 3.8): what the ledger keeps and the state is folded from.

Fields named `by` hold the ISO3 code of the State on whose behalf the act was done.
"""

from datetime import date, datetime
from typing import ClassVar

from pydantic import Field

from models.documents import DocumentRef
from models.event import DeadlineApproaching, DeadlinePassed, Event, EventCodec
from models.instruments import Instrument
from models.observations import ObservationItem
from models.people import Nominee
from models.phase.choices import PublicationLevel, PublishedDocument
from models.phase.commands import Delivery
from models.phase.state import PhaseReviewState, Reviewer
from models.policy_change import PolicyApplied, PolicyWithdrawn
from models.register import Language


class PhaseOpened(Event):
    """The phase review exists; its whole first state is kept, so that the ledger alone can rebuild it."""

    type: ClassVar[str] = "phase_opened"
    state: PhaseReviewState


class GroupLaunched(Event):
    """Clocks start; missions are asked for nominations."""

    type: ClassVar[str] = "group_launched"
    launch_date: date


class NominationReceived(Event):
    """A note verbale named people."""

    type: ClassVar[str] = "nomination_received"
    by: str
    note: DocumentRef
    people: tuple[Nominee, ...]


class ExpertsNamed(Event):
    """A note verbale named governmental experts."""

    type: ClassVar[str] = "experts_named"
    by: str
    note: DocumentRef
    people: tuple[str, ...]


class ParticipantApproved(Event):
    """Access was granted."""

    type: ClassVar[str] = "participant_approved"
    person: str
    by: str


class ParticipantReplaced(Event):
    """A seat changed hands."""

    type: ClassVar[str] = "participant_replaced"
    by: str
    note: DocumentRef
    person: str
    successor: str


class ParticipantRemoved(Event):
    """Access ended."""

    type: ClassVar[str] = "participant_removed"
    by: str
    note: DocumentRef
    person: str


class AllFocalPointsNamed(Event):
    """Every State in the review has an approved focal point; the consultation can be arranged."""

    type: ClassVar[str] = "all_focal_points_named"


class ConsultationProposed(Event):
    """A moment for the preliminary consultation was proposed."""

    type: ClassVar[str] = "consultation_proposed"
    by: str
    meeting_at: datetime


class ConsultationAccepted(Event):
    """A side accepted the moment."""

    type: ClassVar[str] = "consultation_accepted"
    by: str


class PreliminaryConsultationHeld(Event):
    """The review has effectively started; a track opens for each instrument."""

    type: ClassVar[str] = "preliminary_consultation_held"
    minutes: DocumentRef


class WorkingLanguageSet(Event):
    """The working languages were fixed."""

    type: ClassVar[str] = "working_language_set"
    by: str
    languages: tuple[Language, ...]


class InstrumentSplitSet(Event):
    """The reviewing States divided the work."""

    type: ClassVar[str] = "instrument_split_set"
    by: str
    split: dict[str, tuple[Instrument, ...]]


class SaqSectionDrafted(Event):
    """A draft section of the questionnaire was saved."""

    type: ClassVar[str] = "saq_section_drafted"
    instrument: Instrument
    document: DocumentRef


class StakeholderInputReceived(Event):
    """Input from national stakeholders was attached to the draft."""

    type: ClassVar[str] = "stakeholder_input_received"
    document: DocumentRef


class SaqExpectedDateSet(Event):
    """The date on which the questionnaire is expected was filed; reminders follow it."""

    type: ClassVar[str] = "saq_expected_date_set"
    expected_on: date


class SaqSubmitted(Event):
    """The questionnaire was submitted for these instruments."""

    type: ClassVar[str] = "saq_submitted"
    instruments: tuple[Instrument, ...]
    document: DocumentRef


class SaqWithdrawn(Event):
    """The questionnaire was taken back for these instruments."""

    type: ClassVar[str] = "saq_withdrawn"
    instruments: tuple[Instrument, ...]
    reason: str


class SaqAddendumFiled(Event):
    """A dated addendum was filed."""

    type: ClassVar[str] = "saq_addendum_filed"
    instruments: tuple[Instrument, ...]
    document: DocumentRef


class ClarificationRequested(Event):
    """A reviewing State asked; the question stays open until answered."""

    type: ClassVar[str] = "clarification_requested"
    clarification: str
    by: str
    instrument: Instrument
    document: DocumentRef

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """The one instrument that the question is about."""
        return (self.instrument,)


class ClarificationAnswered(Event):
    """A question was answered; `asked_by` is the reviewing State that asked."""

    type: ClassVar[str] = "clarification_answered"
    clarification: str
    asked_by: str
    instrument: Instrument
    document: DocumentRef


class FeedbackSubmitted(Event):
    """A reviewing State submitted written feedback."""

    type: ClassVar[str] = "feedback_submitted"
    by: str
    instruments: tuple[Instrument, ...]
    document: DocumentRef
    nothing_to_clarify: bool = False


class DialogueMeetingHeld(Event):
    """A meeting in the dialogue was noted."""

    type: ClassVar[str] = "dialogue_meeting_held"
    by: str
    note: DocumentRef


class DialogueConcluded(Event):
    """One side says that the dialogue on these instruments is concluded."""

    type: ClassVar[str] = "dialogue_concluded"
    by: str
    instruments: tuple[Instrument, ...]


class ObservationsProposed(Event):
    """Observations were put forward."""

    type: ClassVar[str] = "observations_proposed"
    by: str
    instruments: tuple[Instrument, ...]
    document: DocumentRef
    items: tuple[ObservationItem, ...] = Field(default=(), exclude_if=lambda items: not items)


class ChangesRequested(Event):
    """Proposed observations went back to their authors."""

    type: ClassVar[str] = "changes_requested"
    by: str
    instruments: tuple[Instrument, ...]
    document: DocumentRef


class ObservationsClearedBy(Event):
    """One focal point cleared the observations."""

    type: ClassVar[str] = "observations_cleared_by"
    by: str
    instruments: tuple[Instrument, ...]


class ObservationsAgreed(Event):
    """Every focal point has cleared the observations on these instruments."""

    type: ClassVar[str] = "observations_agreed"
    instruments: tuple[Instrument, ...]


class ObservationsCoded(Event):
    """The Secretariat coded an agreed list on one instrument; these codes take the place of those before."""

    type: ClassVar[str] = "observations_coded"
    instrument: Instrument
    document: DocumentRef
    items: tuple[ObservationItem, ...]


class SummaryDrafted(Event):
    """A draft summary was put forward; `by` is a State, or `SECRETARIAT`."""

    type: ClassVar[str] = "summary_drafted"
    by: str
    document: DocumentRef


class SummaryAgreedBy(Event):
    """One focal point agreed to the summary."""

    type: ClassVar[str] = "summary_agreed_by"
    by: str


class SummaryAgreed(Event):
    """Every focal point has agreed to the summary."""

    type: ClassVar[str] = "summary_agreed"


class TranslationOrdered(Event):
    """Language versions were ordered."""

    type: ClassVar[str] = "translation_ordered"
    languages: tuple[Language, ...]


class TranslationDelivered(Event):
    """Language versions came in; `complete` says that all six are there."""

    type: ClassVar[str] = "translation_delivered"
    deliveries: tuple[Delivery, ...]
    complete: bool = False


class PublicationChoiceMade(Event):
    """The State under review chose how far a document may be seen."""

    type: ClassVar[str] = "publication_choice_made"
    what: PublishedDocument
    level: PublicationLevel


class SharedWithWorkingGroups(Event):
    """The observations stand on the working groups' file."""

    type: ClassVar[str] = "shared_with_working_groups"
    instruments: tuple[Instrument, ...]


class PhaseClosed(Event):
    """The phase is over."""

    type: ClassVar[str] = "phase_closed"


class TaNeedRegistered(Event):
    """A need for technical assistance was registered."""

    type: ClassVar[str] = "ta_need_registered"
    instrument: Instrument
    article: str
    document: DocumentRef


class PartyJoinedInstrument(Event):
    """The State under review became party to an instrument; a track was added."""

    type: ClassVar[str] = "party_joined_instrument"
    instrument: Instrument
    joined_on: date
    reviewers: tuple[Reviewer, ...]


class PartyLeftInstrument(Event):
    """The State under review is party no more to these instruments; their tracks have ended where they stood."""

    type: ClassVar[str] = "party_left_instrument"
    instruments: tuple[Instrument, ...]
    left_on: date
    reason: str


class PhaseDiscontinued(Event):
    """Nothing is left to review, for the State has left every instrument: the phase is over, its record stays."""

    type: ClassVar[str] = "phase_discontinued"


class ReviewSuspended(Event):
    """The review is withheld; clocks stand still."""

    type: ClassVar[str] = "review_suspended"
    reason: str


class ReviewResumed(Event):
    """The review was released."""

    type: ClassVar[str] = "review_resumed"


class ReviewerReplaced(Event):
    """Another State took the place of a reviewing State.

    `instruments` are those of the place; `incoming_instruments` and `relaxed` are the successor's, if they differ.
    """

    type: ClassVar[str] = "reviewer_replaced"
    outgoing: str
    incoming: str
    instruments: tuple[Instrument, ...]
    incoming_instruments: tuple[Instrument, ...] | None = Field(default=None, exclude_if=lambda value: value is None)
    relaxed: tuple[str, ...] | None = Field(default=None, exclude_if=lambda value: value is None)
    reason: str


class ReviewerReleased(Event):
    """A reviewing State has no part in these instruments any more, and nobody takes its place."""

    type: ClassVar[str] = "reviewer_released"
    outgoing: str
    instruments: tuple[Instrument, ...]
    reason: str


class SupplementaryDrawn(Event):
    """A State was added that reviews only these instruments."""

    type: ClassVar[str] = "supplementary_drawn"
    reviewer: Reviewer
    instruments: tuple[Instrument, ...]


class ReviewerExcused(Event):
    """The review goes on without this reviewing State."""

    type: ClassVar[str] = "reviewer_excused"
    outgoing: str
    reason: str


CODEC = EventCodec(
    PhaseOpened,
    GroupLaunched,
    NominationReceived,
    ExpertsNamed,
    ParticipantApproved,
    ParticipantReplaced,
    ParticipantRemoved,
    AllFocalPointsNamed,
    ConsultationProposed,
    ConsultationAccepted,
    PreliminaryConsultationHeld,
    WorkingLanguageSet,
    InstrumentSplitSet,
    SaqSectionDrafted,
    StakeholderInputReceived,
    SaqExpectedDateSet,
    SaqSubmitted,
    SaqWithdrawn,
    SaqAddendumFiled,
    ClarificationRequested,
    ClarificationAnswered,
    FeedbackSubmitted,
    DialogueMeetingHeld,
    DialogueConcluded,
    ObservationsProposed,
    ChangesRequested,
    ObservationsClearedBy,
    ObservationsAgreed,
    ObservationsCoded,
    SummaryDrafted,
    SummaryAgreedBy,
    SummaryAgreed,
    TranslationOrdered,
    TranslationDelivered,
    PublicationChoiceMade,
    SharedWithWorkingGroups,
    PhaseClosed,
    TaNeedRegistered,
    PartyJoinedInstrument,
    PartyLeftInstrument,
    PhaseDiscontinued,
    ReviewSuspended,
    ReviewResumed,
    ReviewerReplaced,
    ReviewerReleased,
    SupplementaryDrawn,
    ReviewerExcused,
    PolicyApplied,
    PolicyWithdrawn,
    DeadlineApproaching,
    DeadlinePassed,
)
"""Every event that a phase review's stream can hold."""
