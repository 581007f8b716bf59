"""The events of a voluntary pilot initiative."""

from datetime import date
from typing import ClassVar

from models.documents import DocumentRef
from models.engagement.pilot.state import Workshop
from models.event import Event
from models.stakeholders import Applicant


class ConsentGiven(Event):
    """The State has consented: the pilot is under way."""

    type: ClassVar[str] = "consent_given"
    note: DocumentRef


class ConsentWithdrawn(Event):
    """The State has withdrawn its consent: the pilot is over."""

    type: ClassVar[str] = "consent_withdrawn"
    note: DocumentRef


class PrioritiesSet(Event):
    """The State has set its priorities."""

    type: ClassVar[str] = "priorities_set"
    document: DocumentRef


class AuthoritiesCounted(Event):
    """So many authorities of the State take part."""

    type: ClassVar[str] = "authorities_counted"
    authorities: int


class PilotInvitationSent(Event):
    """The State has invited stakeholders."""

    type: ClassVar[str] = "pilot_invitation_sent"
    accounts: tuple[Applicant, ...]


class PilotJoined(Event):
    """An invited stakeholder takes part."""

    type: ClassVar[str] = "pilot_joined"
    stakeholder: str


class PilotDeclined(Event):
    """An invited stakeholder does not take part."""

    type: ClassVar[str] = "pilot_declined"
    stakeholder: str


class PilotLeft(Event):
    """A stakeholder takes part no longer."""

    type: ClassVar[str] = "pilot_left"
    stakeholder: str


class PilotInvitationsLapsed(Event):
    """The pilot ends; invitations that nobody had answered are void."""

    type: ClassVar[str] = "pilot_invitations_lapsed"
    stakeholders: tuple[str, ...]


class WorkshopPlanned(Event):
    """A workshop has its days."""

    type: ClassVar[str] = "workshop_planned"
    workshop: Workshop


class WorkshopMoved(Event):
    """A workshop has other days."""

    type: ClassVar[str] = "workshop_moved"
    workshop: str
    starts: date
    ends: date


class WorkshopHeld(Event):
    """A workshop was held."""

    type: ClassVar[str] = "workshop_held"
    workshop: str
    attendance: int
    note: DocumentRef | None = None


class WorkshopCancelled(Event):
    """A workshop was cancelled."""

    type: ClassVar[str] = "workshop_cancelled"
    workshop: str
    reason: str


class ActionListSet(Event):
    """The list of actions is agreed, each with the day on which it is due."""

    type: ClassVar[str] = "action_list_set"
    document: DocumentRef
    due: tuple[date, ...]


class ActionCompleted(Event):
    """An action was done."""

    type: ClassVar[str] = "action_completed"
    action: int


class ActionMoved(Event):
    """An action is due on another day."""

    type: ClassVar[str] = "action_moved"
    action: int
    due: date


class ActionDropped(Event):
    """An action was given up."""

    type: ClassVar[str] = "action_dropped"
    action: int
    reason: str


class PilotReportFiled(Event):
    """The report is with the participants; agreements to publish an earlier one have lapsed."""

    type: ClassVar[str] = "pilot_report_filed"
    document: DocumentRef


class PublicationAgreed(Event):
    """One side, or one stakeholder of the other, agrees to publish; `stakeholder` is empty for the State."""

    type: ClassVar[str] = "publication_agreed"
    stakeholder: str = ""


class AgreementWithdrawn(Event):
    """An agreement to publish was taken back; `stakeholder` is empty for the State."""

    type: ClassVar[str] = "agreement_withdrawn"
    stakeholder: str = ""


class PilotReportPublished(Event):
    """The report is public; both sides had agreed."""

    type: ClassVar[str] = "pilot_report_published"
    document: DocumentRef
    stakeholders: tuple[str, ...]


EVENTS: tuple[type[Event], ...] = (
    ConsentGiven,
    ConsentWithdrawn,
    PrioritiesSet,
    AuthoritiesCounted,
    PilotInvitationSent,
    PilotJoined,
    PilotDeclined,
    PilotLeft,
    PilotInvitationsLapsed,
    WorkshopPlanned,
    WorkshopMoved,
    WorkshopHeld,
    WorkshopCancelled,
    ActionListSet,
    ActionCompleted,
    ActionMoved,
    ActionDropped,
    PilotReportFiled,
    PublicationAgreed,
    AgreementWithdrawn,
    PilotReportPublished,
)
"""Every event of this kind."""
