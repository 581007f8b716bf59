"""The events of a constructive dialogue (domain.md 6.4)."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from models.dialogue.application import Application, Mode, OutcomeReason, Votes
from models.dialogue.commands import (
    AnsweredContribution,
    CountryOverride,
    Screening,
    TravelDecision,
)
from models.dialogue.state import Attendance, Contribution, DialogueState, Panel
from models.documents import DocumentRef
from models.event import DeadlineApproaching, DeadlinePassed, Event, EventCodec
from models.policy_change import PolicyApplied, PolicyWithdrawn
from models.sessions import Session


class CdScheduled(Event):
    """The dialogue is scheduled; its whole first state is kept."""

    type: ClassVar[str] = "cd_scheduled"
    state: DialogueState


class SessionMoved(Event):
    """The session, or the next one, has other dates."""

    type: ClassVar[str] = "session_moved"
    session: Session
    next_session: Session | None = None


class DialogueMoved(Event):
    """The dialogue is held on another day."""

    type: ClassVar[str] = "dialogue_moved"
    day: date


class CallOpened(Event):
    """Applications are taken until midnight Vienna time at the end of `closes_on`."""

    type: ClassVar[str] = "call_opened"
    closes_on: date
    announcement: DocumentRef | None = None


class CallExtended(Event):
    """The call stays open for longer."""

    type: ClassVar[str] = "call_extended"
    closes_on: date


class ApplicationSubmitted(Event):
    """An application has come in; its receipt is its own."""

    type: ClassVar[str] = "application_submitted"
    application: Application


class ApplicationReceivedLate(Event):
    """An application came after the call had closed: kept, with a receipt and its outcome `applied_late`."""

    type: ClassVar[str] = "application_received_late"
    application: Application
    closed_on: date


class ApplicationAmended(Event):
    """An applicant put other particulars in the place of the first."""

    type: ClassVar[str] = "application_amended"
    application: Application = Field(description="as it stands now")


class ApplicationWithdrawn(Event):
    """An applicant took the application back, or gave up the place."""

    type: ClassVar[str] = "application_withdrawn"
    application: str


class CallClosed(Event):
    """Midnight has passed in Vienna at the end of the last day of the call."""

    type: ClassVar[str] = "call_closed"
    applications: int


class ApplicationScreened(Event):
    """Applications were screened: who is eligible, and why the others are not."""

    type: ClassVar[str] = "application_screened"
    screenings: tuple[Screening, ...]


class ListCirculated(Event):
    """The list of eligible applicants is with the Extended Bureau and the missions."""

    type: ClassVar[str] = "list_circulated"
    window_ends: date
    applications: tuple[str, ...]


class ObjectionRaised(Event):
    """A State objects to one applicant. `is_effective` is false where the rule in force gives it no effect."""

    type: ClassVar[str] = "objection_raised"
    application: str
    by: str
    note: DocumentRef | None = None
    is_effective: bool = True


class ObjectionWithdrawn(Event):
    """A State took its objection back."""

    type: ClassVar[str] = "objection_withdrawn"
    application: str
    by: str


class Approval(Event):
    """Base of what is said of applicants let in or turned away; never recorded itself."""

    applications: tuple[str, ...]
    reason: OutcomeReason


class ApplicationApproved(Approval):
    """The Extended Bureau has let applicants in."""

    type: ClassVar[str] = "application_approved"


class ApplicationDeclined(Approval):
    """The Extended Bureau has declined applicants that nobody objected to."""

    type: ClassVar[str] = "application_declined"


class DisputeDecided(Event):
    """An application that a State objected to was decided, under the rule named."""

    type: ClassVar[str] = "dispute_decided"
    application: str
    is_approved: bool
    reason: OutcomeReason
    rule: str = Field(description="value of `cd_objection_rule` that was in force")
    objecting: tuple[str, ...] = Field(description="States whose objections stood; told to the Bureau and themselves")
    votes: Votes | None = None
    note: DocumentRef | None = None


class ApplicationsDecided(Event):
    """Every application on the list has been decided."""

    type: ClassVar[str] = "applications_decided"


class InvitationSent(Event):
    """Approved applicants are invited."""

    type: ClassVar[str] = "invitation_sent"
    applications: tuple[str, ...]
    reply_by: date


class RegistrationConfirmed(Event):
    """An invited applicant has registered."""

    type: ClassVar[str] = "registration_confirmed"
    application: str
    mode: Mode


class TravelSupportDecided(Event):
    """It was decided whose travel is paid for."""

    type: ClassVar[str] = "travel_support_decided"
    decisions: tuple[TravelDecision, ...]


class ProgrammePublished(Event):
    """The programme is public."""

    type: ClassVar[str] = "programme_published"
    document: DocumentRef
    topics: tuple[str, ...]
    panels: tuple[Panel, ...] = ()


class PreparationDayHeld(Event):
    """Stakeholders prepared together."""

    type: ClassVar[str] = "preparation_day_held"
    on: date
    note: DocumentRef | None = None


class WgReportAdopted(Event):
    """The working group has adopted the report of its session."""

    type: ClassVar[str] = "wg_report_adopted"
    on: date
    document: DocumentRef | None = None


class CdOpened(Event):
    """The dialogue is open."""

    type: ClassVar[str] = "cd_opened"


class InterventionLogged(Event):
    """Something was said, by topic."""

    type: ClassVar[str] = "intervention_logged"
    contribution: Contribution


class ContributionSubmitted(Event):
    """A registered stakeholder handed in a paper."""

    type: ClassVar[str] = "contribution_submitted"
    contribution: Contribution


class CountryReferenceFlagged(Event):
    """A contribution spoke of a country situation; it is kept out of the summary."""

    type: ClassVar[str] = "country_reference_flagged"
    contribution: str


class CdClosed(Event):
    """The dialogue is closed; `absent` are those who were invited and did not come."""

    type: ClassVar[str] = "cd_closed"
    attended: tuple[str, ...]
    absent: tuple[str, ...]
    attendance: Attendance


class CountryReferenceAllowed(Event):
    """A text was let through although it names States: which, in what, and why."""

    type: ClassVar[str] = "country_reference_allowed"
    document: DocumentRef
    override: CountryOverride


class SummaryDrafted(Event):
    """The chair's written summary was put forward; every contribution has its outcome now."""

    type: ClassVar[str] = "summary_drafted"
    document: DocumentRef
    outcomes: tuple[AnsweredContribution, ...] = ()
    names: tuple[str, ...] = Field(default=(), description="States that an override lets it name")


class SummaryApproved(Event):
    """The chair has approved the summary."""

    type: ClassVar[str] = "summary_approved"
    document: DocumentRef


class SummaryPublished(Event):
    """The summary is on the web."""

    type: ClassVar[str] = "summary_published"
    document: DocumentRef


class SummaryTabled(Event):
    """The summary is before the next session; the dialogue is over."""

    type: ClassVar[str] = "summary_tabled"
    document: DocumentRef
    session: str = Field(description="key of the session")


class DialogueCancelled(Event):
    """The dialogue does not take place; `applications` had no outcome yet and have this one now."""

    type: ClassVar[str] = "dialogue_cancelled"
    reason: str
    applications: tuple[str, ...] = ()


CODEC = EventCodec(
    CdScheduled,
    SessionMoved,
    DialogueMoved,
    CallOpened,
    CallExtended,
    ApplicationSubmitted,
    ApplicationReceivedLate,
    ApplicationAmended,
    ApplicationWithdrawn,
    CallClosed,
    ApplicationScreened,
    ListCirculated,
    ObjectionRaised,
    ObjectionWithdrawn,
    ApplicationApproved,
    ApplicationDeclined,
    DisputeDecided,
    ApplicationsDecided,
    InvitationSent,
    RegistrationConfirmed,
    TravelSupportDecided,
    ProgrammePublished,
    PreparationDayHeld,
    WgReportAdopted,
    CdOpened,
    InterventionLogged,
    ContributionSubmitted,
    CountryReferenceFlagged,
    CdClosed,
    CountryReferenceAllowed,
    SummaryDrafted,
    SummaryApproved,
    SummaryPublished,
    SummaryTabled,
    DialogueCancelled,
    PolicyApplied,
    PolicyWithdrawn,
    DeadlineApproaching,
    DeadlinePassed,
)
"""Every event of a dialogue."""
