"""The commands of a constructive dialogue: one per event of domain.md 6.4, and what its users need beside them."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from models.command import Command
from models.dialogue.application import Mode, OutcomeReason, Votes
from models.dialogue.state import Attendance, ContributionOutcome, Panel, SpeakerKind
from models.documents import DocumentRef
from models.people import ISO3
from models.phase.commands import REASON
from models.sessions import Session
from models.stakeholders import Applicant, OrganisationKind
from models.value import Value

APPLICATION = Field(min_length=1, max_length=40, description="id of an application, such as `a-12`")
CONTRIBUTION = Field(min_length=1, max_length=40, description="id of a contribution, such as `c-3`")
TOPIC = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$", description="slug of a topic of the programme")
MANY = 2000
"""Most applications named in one act; a dialogue sees 50 to 500 (domain.md 11)."""


class MoveSession(Command):
    """The cycle reports that the session, or the next one, has other dates; only the cycle does."""

    name: ClassVar[str] = "move_session"
    session: Session
    next_session: Session | None = None


class MoveDialogue(Command):
    """Hold the dialogue on another day."""

    name: ClassVar[str] = "move_dialogue"
    day: date


class OpenCall(Command):
    """Open the call for applications until midnight Vienna time at the end of `closes_on`."""

    name: ClassVar[str] = "open_call"
    closes_on: date
    announcement: DocumentRef | None = None


class ExtendCall(Command):
    """Keep the call open for longer."""

    name: ClassVar[str] = "extend_call"
    closes_on: date


class SubmitApplication(Command):
    """Apply to take part. After the call has closed it is kept as late, with a receipt."""

    name: ClassVar[str] = "submit_application"
    applicant: Applicant
    mode: Mode = Mode.ON_LINE
    statement: DocumentRef | None = None
    wants_travel_support: bool = False
    is_grassroots: bool = False


class AmendApplication(Command):
    """Put other particulars in the place of those of one's application, while the call is open. Left out: as before."""

    name: ClassVar[str] = "amend_application"
    application: str = APPLICATION
    mode: Mode | None = None
    statement: DocumentRef | None = None
    wants_travel_support: bool | None = None
    is_grassroots: bool | None = None


class WithdrawApplication(Command):
    """Take one's application back, or give up one's place, before the dialogue is opened."""

    name: ClassVar[str] = "withdraw_application"
    application: str = APPLICATION


class Screening(Value):
    """What screening found of one application; `reason` is needed where it is not eligible."""

    application: str = APPLICATION
    is_eligible: bool
    reason: OutcomeReason | None = None


class ScreenApplications(Command):
    """Record which applications are eligible, and why the others are not."""

    name: ClassVar[str] = "screen_applications"
    screenings: tuple[Screening, ...] = Field(min_length=1, max_length=MANY)


class CirculateList(Command):
    """Circulate the list of eligible applicants to the Extended Bureau and the missions."""

    name: ClassVar[str] = "circulate_list"
    window_ends: date = Field(description="last day for an objection")


class RaiseObjection(Command):
    """Object to one applicant on the list, within the window."""

    name: ClassVar[str] = "raise_objection"
    application: str = APPLICATION
    state: str = ISO3
    note: DocumentRef | None = None


class WithdrawObjection(Command):
    """Take an objection back, before the application is decided."""

    name: ClassVar[str] = "withdraw_objection"
    application: str = APPLICATION
    state: str = ISO3


class ApproveApplications(Command):
    """The Extended Bureau lets applicants in, after the window. Left out: all that nobody's objection holds up."""

    name: ClassVar[str] = "approve_applications"
    applications: tuple[str, ...] = Field(default=(), max_length=MANY)


class DeclineApplications(Command):
    """The Extended Bureau declines applicants that nobody objects to, with its reason."""

    name: ClassVar[str] = "decline_applications"
    applications: tuple[str, ...] = Field(min_length=1, max_length=MANY)
    reason: OutcomeReason = OutcomeReason.BUREAU_DECISION


class DecideDispute(Command):
    """Decide on an application that a State objects to, as `cd_objection_rule` says who may and how."""

    name: ClassVar[str] = "decide_dispute"
    application: str = APPLICATION
    is_approved: bool
    votes: Votes | None = Field(default=None, description="needed under `vote_simple_majority`, refused otherwise")
    note: DocumentRef | None = None


class SendInvitations(Command):
    """Invite approved applicants. Left out: all that were not invited yet."""

    name: ClassVar[str] = "send_invitations"
    applications: tuple[str, ...] = Field(default=(), max_length=MANY)
    reply_by: date


class ConfirmRegistration(Command):
    """Register for the dialogue, in person or on line, when one has been invited."""

    name: ClassVar[str] = "confirm_registration"
    application: str = APPLICATION
    mode: Mode


class TravelDecision(Value):
    """Whether one applicant's travel is paid for."""

    application: str = APPLICATION
    is_funded: bool


class DecideTravelSupport(Command):
    """Decide on travel support that was asked for."""

    name: ClassVar[str] = "decide_travel_support"
    decisions: tuple[TravelDecision, ...] = Field(min_length=1, max_length=MANY)


class PublishProgramme(Command):
    """Publish the programme with its topics and panels, or a new version of it."""

    name: ClassVar[str] = "publish_programme"
    document: DocumentRef
    topics: tuple[str, ...] = Field(min_length=1, max_length=40)
    panels: tuple[Panel, ...] = Field(default=(), max_length=20)


class HoldPreparationDay(Command):
    """Record the multistakeholder preparation, held the day before."""

    name: ClassVar[str] = "hold_preparation_day"
    on: date
    note: DocumentRef | None = None


class AdoptReport(Command):
    """Record that the working group has adopted the report of its session; only then may the dialogue open."""

    name: ClassVar[str] = "adopt_report"
    on: date
    document: DocumentRef | None = None


class OpenDialogue(Command):
    """Open the dialogue."""

    name: ClassVar[str] = "open_dialogue"


class LogIntervention(Command):
    """Log what was said, by topic. No field holds a country."""

    name: ClassVar[str] = "log_intervention"
    topic: str = TOPIC
    speaker: SpeakerKind
    kind: OrganisationKind | None = None
    application: str | None = Field(default=None, min_length=1, max_length=40)
    document: DocumentRef | None = None


class SubmitContribution(Command):
    """A registered stakeholder hands in a paper on one of the topics."""

    name: ClassVar[str] = "submit_contribution"
    application: str = APPLICATION
    topic: str = TOPIC
    document: DocumentRef


class FlagCountryReference(Command):
    """Mark a contribution that spoke of a country situation: the speaker is reminded, the summary leaves it out."""

    name: ClassVar[str] = "flag_country_reference"
    contribution: str = CONTRIBUTION


class CloseDialogue(Command):
    """Close the dialogue, with who took part."""

    name: ClassVar[str] = "close_dialogue"
    attended: tuple[str, ...] = Field(default=(), max_length=MANY, description="applications that took part")
    attendance: Attendance = Attendance()


class AnsweredContribution(Value):
    """What became of one contribution."""

    contribution: str = CONTRIBUTION
    outcome: ContributionOutcome


class CountryOverride(Value):
    """Let a text name these States all the same, and why: it stands in the ledger."""

    states: tuple[str, ...] = Field(min_length=1, max_length=20, description="ISO3 codes")
    reason: str = REASON


class DraftSummary(Command):
    """Put forward the chair's written summary. Its text may name no State, unless `override` says which and why.

    `outcomes`: what became of contributions; those flagged for a country reference are kept out in any case, and the
    others that are left out here count as reflected.
    """

    name: ClassVar[str] = "draft_summary"
    document: DocumentRef
    outcomes: tuple[AnsweredContribution, ...] = Field(default=(), max_length=MANY)
    override: CountryOverride | None = None


class ApproveSummary(Command):
    """The chair approves the summary as it was drafted last."""

    name: ClassVar[str] = "approve_summary"


class PublishSummary(Command):
    """Put the approved summary on the web."""

    name: ClassVar[str] = "publish_summary"


class TableSummary(Command):
    """Table the summary at the next session of the working group."""

    name: ClassVar[str] = "table_summary"


class CancelDialogue(Command):
    """Cancel the dialogue before it is opened; every applicant is told."""

    name: ClassVar[str] = "cancel_dialogue"
    reason: str = REASON
