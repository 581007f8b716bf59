"""The commands of a hub (domain.md 7.2)."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from models.command import Command
from models.documents import DocumentRef
from models.engagement.hub.member import HubReason, Paper
from models.engagement.hub.state import ReportOutcome
from models.stakeholders import ACCOUNT, Applicant

CODE = Field(default=0, ge=0, le=10_000, description="version of the code of conduct that is accepted; 0: none")
REPORT = Field(min_length=1, max_length=40, description="id of a report, such as `r-3`")
MANY = 5000
"""Most members named in one act; one hub seen had 446 (domain.md 7.2)."""


class PublishCodeOfConduct(Command):
    """Publish the code of conduct, or its next version. Members accept that one when they renew."""

    name: ClassVar[str] = "publish_code_of_conduct"
    document: DocumentRef


class ApplyForMembership(Command):
    """Apply to become a member, accepting the version of the code of conduct that is in force."""

    name: ClassVar[str] = "apply_for_membership"
    applicant: Applicant
    accepts: int = CODE
    document: DocumentRef | None = None


class AcceptCodeOfConduct(Command):
    """Accept the version of the code of conduct that is in force; needed where a new one came before the decision."""

    name: ClassVar[str] = "accept_code_of_conduct"
    member: str = ACCOUNT
    accepts: int = CODE


class RequestPapers(Command):
    """Ask an applicant for more papers."""

    name: ClassVar[str] = "request_papers"
    member: str = ACCOUNT
    papers: tuple[Paper, ...] = Field(min_length=1, max_length=10)


class HandInPapers(Command):
    """Hand in a paper, asked for or not; once for each."""

    name: ClassVar[str] = "hand_in_papers"
    member: str = ACCOUNT
    document: DocumentRef


class VerifyOrganisation(Command):
    """Record that the organisation is what it says it is: by what it handed in, or by a document that was found."""

    name: ClassVar[str] = "verify_organisation"
    member: str = ACCOUNT
    document: DocumentRef | None = None


class ApproveMembership(Command):
    """Make a verified organisation a member, until its year is over."""

    name: ClassVar[str] = "approve_membership"
    member: str = ACCOUNT


class DeclineMembership(Command):
    """Decline an application, with its reason."""

    name: ClassVar[str] = "decline_membership"
    member: str = ACCOUNT
    reason: HubReason
    note: DocumentRef | None = None


class RenewMembership(Command):
    """Renew one's membership for another year, accepting the version of the code of conduct that is in force."""

    name: ClassVar[str] = "renew_membership"
    member: str = ACCOUNT
    accepts: int = CODE


class LapseMembership(Command):
    """Record that memberships were not renewed by their day."""

    name: ClassVar[str] = "lapse_membership"
    members: tuple[str, ...] = Field(min_length=1, max_length=MANY)


class ReportAbuse(Command):
    """Report a member, by a member or by the unit; `reporter` only where the unit enters another's report."""

    name: ClassVar[str] = "report_abuse"
    against: str = ACCOUNT
    document: DocumentRef
    reporter: str | None = Field(default=None, pattern=r"^s-[0-9a-z-]{1,60}$")


class DecideReport(Command):
    """Say what became of a report; whoever made it is told."""

    name: ClassVar[str] = "decide_report"
    report: str = REPORT
    outcome: ReportOutcome
    note: DocumentRef | None = None


class SuspendMember(Command):
    """Suspend a member, until a day or openly."""

    name: ClassVar[str] = "suspend_member"
    member: str = ACCOUNT
    reason: HubReason
    until: date | None = None
    report: str | None = Field(default=None, min_length=1, max_length=40)
    note: DocumentRef | None = None


class AppealSuspension(Command):
    """Appeal against one's suspension, once."""

    name: ClassVar[str] = "appeal_suspension"
    member: str = ACCOUNT
    document: DocumentRef


class DecideAppeal(Command):
    """Decide an appeal; another officer than the one who suspended does it."""

    name: ClassVar[str] = "decide_appeal"
    member: str = ACCOUNT
    is_granted: bool
    note: DocumentRef | None = None


class EndSuspension(Command):
    """End a suspension."""

    name: ClassVar[str] = "end_suspension"
    member: str = ACCOUNT
    reason: HubReason = HubReason.SUSPENSION_SERVED


class WithdrawMembership(Command):
    """Take one's application back, or leave the hub."""

    name: ClassVar[str] = "withdraw_membership"
    member: str = ACCOUNT


class ExpelMember(Command):
    """Expel a member for good."""

    name: ClassVar[str] = "expel_member"
    member: str = ACCOUNT
    reason: HubReason
    report: str | None = Field(default=None, min_length=1, max_length=40)
    note: DocumentRef | None = None
