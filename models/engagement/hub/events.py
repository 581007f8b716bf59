"""The events of a hub (domain.md 7.2)."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from models.documents import DocumentRef
from models.engagement.hub.member import HubReason, Paper
from models.engagement.hub.state import AbuseReport, ReportOutcome
from models.event import Event
from models.stakeholders import Applicant


class CodeOfConductPublished(Event):
    """A version of the code of conduct is in force."""

    type: ClassVar[str] = "code_of_conduct_published"
    version: int
    document: DocumentRef


class MembershipApplied(Event):
    """An organisation has applied and accepted the code of conduct."""

    type: ClassVar[str] = "membership_applied"
    applicant: Applicant
    receipt: str
    code: int
    document: DocumentRef | None = None


class OfMember(Event):
    """Base of what is said of one member; never recorded itself."""

    member: str


class CodeOfConductAccepted(OfMember):
    """An organisation has accepted a newer version of the code of conduct."""

    type: ClassVar[str] = "code_of_conduct_accepted"
    code: int


class PapersRequested(OfMember):
    """More papers were asked for."""

    type: ClassVar[str] = "papers_requested"
    papers: tuple[Paper, ...]


class PapersHandedIn(OfMember):
    """A paper has come in."""

    type: ClassVar[str] = "papers_handed_in"
    document: DocumentRef
    receipt: str


class OrganisationVerified(OfMember):
    """The organisation is what it says it is."""

    type: ClassVar[str] = "organisation_verified"
    document: DocumentRef | None = None


class MembershipApproved(OfMember):
    """An organisation has become a member, until `renew_by`; None where the rules name no year."""

    type: ClassVar[str] = "membership_approved"
    code: int
    renew_by: date | None


class MembershipDeclined(OfMember):
    """An application was declined."""

    type: ClassVar[str] = "membership_declined"
    reason: HubReason
    note: DocumentRef | None = None


class RenewalsFellDue(Event):
    """The years of these members end soon: they may renew from now on."""

    type: ClassVar[str] = "renewals_fell_due"
    members: tuple[str, ...]


class RenewalsMissed(Event):
    """The years of these members are over; they are members until the unit records their lapse."""

    type: ClassVar[str] = "renewals_missed"
    members: tuple[str, ...]


class MembershipRenewed(OfMember):
    """A member has renewed for another year, and accepted the code of conduct."""

    type: ClassVar[str] = "membership_renewed"
    code: int
    renew_by: date


class MembershipsLapsed(Event):
    """The unit has recorded that these memberships were not renewed."""

    type: ClassVar[str] = "memberships_lapsed"
    members: tuple[str, ...]


class AbuseReported(Event):
    """A member was reported."""

    type: ClassVar[str] = "abuse_reported"
    report: AbuseReport
    receipt: str


class ReportDecided(Event):
    """It is known what becomes of a report."""

    type: ClassVar[str] = "report_decided"
    report: str
    outcome: ReportOutcome
    note: DocumentRef | None = None


class MemberSuspended(OfMember):
    """A member was suspended; `by` is the officer, where the act named one."""

    type: ClassVar[str] = "member_suspended"
    reason: HubReason
    until: date | None = None
    by: str | None = None
    report: str | None = None
    note: DocumentRef | None = None


class SuspensionAppealed(OfMember):
    """A suspended member appeals."""

    type: ClassVar[str] = "suspension_appealed"
    document: DocumentRef
    receipt: str


class AppealDecided(OfMember):
    """An appeal was decided; granted, it ends the suspension."""

    type: ClassVar[str] = "appeal_decided"
    is_granted: bool
    receipt: str = Field(description="of the appeal")
    by: str | None = None
    note: DocumentRef | None = None


class SuspensionEnded(OfMember):
    """A suspension has ended."""

    type: ClassVar[str] = "suspension_ended"
    reason: HubReason


class MembershipWithdrawn(OfMember):
    """An organisation took its application back, or has left."""

    type: ClassVar[str] = "membership_withdrawn"


class MemberExpelled(OfMember):
    """A member was expelled for good."""

    type: ClassVar[str] = "member_expelled"
    reason: HubReason
    report: str | None = None
    note: DocumentRef | None = None


class HubWoundUp(Event):
    """The hub ends: these applications and appeals come to nothing, these reports are decided no more."""

    type: ClassVar[str] = "hub_wound_up"
    members: tuple[str, ...] = Field(description="accounts of all who were members or had applied")
    reports: tuple[str, ...]


EVENTS: tuple[type[Event], ...] = (
    CodeOfConductPublished,
    MembershipApplied,
    CodeOfConductAccepted,
    PapersRequested,
    PapersHandedIn,
    OrganisationVerified,
    MembershipApproved,
    MembershipDeclined,
    RenewalsFellDue,
    RenewalsMissed,
    MembershipRenewed,
    MembershipsLapsed,
    AbuseReported,
    ReportDecided,
    MemberSuspended,
    SuspensionAppealed,
    AppealDecided,
    SuspensionEnded,
    MembershipWithdrawn,
    MemberExpelled,
    HubWoundUp,
)
"""Every event of this kind."""
