"""The commands of a national alliance or a regional network (domain.md 7)."""

from typing import ClassVar

from pydantic import Field

from models.command import Command
from models.documents import DocumentRef
from models.engagement.alliance.state import MemberReason
from models.people import ISO3
from models.phase.commands import REASON
from models.stakeholders import Applicant

MEMBER = Field(min_length=1, max_length=40, description="id of a member or applicant, such as `m-3`")
STATEMENT = Field(min_length=1, max_length=40, description="id of a statement, such as `st-1`")


class ApplyToAlliance(Command):
    """Apply to be a member."""

    name: ClassVar[str] = "apply_to_alliance"
    applicant: Applicant
    document: DocumentRef | None = None


class WithdrawAllianceApplication(Command):
    """Take one's application back before it is decided."""

    name: ClassVar[str] = "withdraw_alliance_application"
    member: str = MEMBER


class AcceptAllianceMember(Command):
    """Take an applicant in: the convener, or the civil society unit."""

    name: ClassVar[str] = "accept_alliance_member"
    member: str = MEMBER


class DeclineAllianceMember(Command):
    """Do not take an applicant in, and say why."""

    name: ClassVar[str] = "decline_alliance_member"
    member: str = MEMBER
    reason: MemberReason


class FoundAlliance(Command):
    """Found the alliance with the members that it has, by a charter, under a convener of their number."""

    name: ClassVar[str] = "found_alliance"
    convener: str = MEMBER
    charter: DocumentRef


class NameConvener(Command):
    """Let another member convene: the one that convenes hands over, or the unit names one."""

    name: ClassVar[str] = "name_convener"
    member: str = MEMBER


class LeaveAlliance(Command):
    """Be a member no longer."""

    name: ClassVar[str] = "leave_alliance"


class DraftAllianceStatement(Command):
    """Put a shared statement before the members. It may name no State."""

    name: ClassVar[str] = "draft_alliance_statement"
    document: DocumentRef


class JoinAllianceStatement(Command):
    """Join a statement, until it is issued."""

    name: ClassVar[str] = "join_alliance_statement"
    statement: str = STATEMENT


class StayAwayFromStatement(Command):
    """Stay away from a statement, or leave it again, until it is issued."""

    name: ClassVar[str] = "stay_away_from_statement"
    statement: str = STATEMENT


class IssueAllianceStatement(Command):
    """Issue a statement, with the numbers of those who joined, stayed away and said nothing."""

    name: ClassVar[str] = "issue_alliance_statement"
    statement: str = STATEMENT


class WithdrawAllianceStatement(Command):
    """Give up a statement that was not issued, and say why."""

    name: ClassVar[str] = "withdraw_alliance_statement"
    statement: str = STATEMENT
    reason: str = REASON


class RequestLink(Command):
    """Ask a State whether its focal point and the alliance may be linked."""

    name: ClassVar[str] = "request_link"
    state: str = ISO3


class AcceptLink(Command):
    """Agree to the link, for one's State; also after it had declined."""

    name: ClassVar[str] = "accept_link"
    state: str = ISO3
    note: DocumentRef | None = Field(default=None, description="the mission's note, where the Secretariat enters it")


class DeclineLink(Command):
    """Decline the link, for one's State. No reason is asked for."""

    name: ClassVar[str] = "decline_link"
    state: str = ISO3
    note: DocumentRef | None = Field(default=None, description="the mission's note, where the Secretariat enters it")


class EndLink(Command):
    """End the link: the State, or the alliance's convener."""

    name: ClassVar[str] = "end_link"
    state: str = ISO3
