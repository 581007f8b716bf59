"""A national alliance or a regional network of stakeholders (domain.md 7, [S40]): members, statements, link to a State.

It goes on for as long as the cycle does.
"""

from datetime import date
from enum import StrEnum

from pydantic import Field

from models.documents import DocumentRef
from models.stakeholders import Applicant
from models.value import Value


class AllianceStage(StrEnum):
    """Where an alliance stands."""

    FORMING = "forming"
    """Members apply; it has no convener and says nothing yet."""
    ACTIVE = "active"
    """Founded: it has a charter, a convener and members."""


class MemberStatus(StrEnum):
    """Where an applicant to the alliance stands."""

    APPLIED = "applied"
    MEMBER = "member"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LEFT = "left"


class MemberReason(StrEnum):
    """Why an applicant was not taken in (DESIGN)."""

    KIND_NOT_ELIGIBLE = "kind_not_eligible"
    OUTSIDE_THE_REGION = "outside_the_region"
    """Not of the country or region of the alliance."""
    OUTSIDE_THE_FIELD = "outside_the_field"
    """Not at work on what the Convention and its Protocols are about."""
    INCOMPLETE = "incomplete"
    DUPLICATE = "duplicate"
    ALLIANCE_ENDED = "alliance_ended"


class AllianceMember(Value):
    """A stakeholder that has applied, from its application on; `id` is the alliance's own."""

    id: str
    receipt: str
    applicant: Applicant
    document: DocumentRef | None = None
    applied_on: date
    status: MemberStatus = MemberStatus.APPLIED
    reason: MemberReason | None = None
    decided_on: date | None = None
    left_on: date | None = None


class AllianceStatement(Value):
    """A shared statement: every member joins or stays away by itself; it is issued with the numbers, without names."""

    id: str
    document: DocumentRef
    drafted_on: date
    joined: tuple[str, ...] = Field(default=(), description="ids of members")
    away: tuple[str, ...] = Field(default=(), description="ids of members that stay away")
    members: int = Field(default=0, description="how many there were when it was issued")
    issued_on: date | None = None
    withdrawn_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether members can still join or stay away."""
        return self.issued_on is None and self.withdrawn_on is None


class LinkStatus(StrEnum):
    """Where a link to a State's focal point stands; it exists only while the State agrees."""

    REQUESTED = "requested"
    LINKED = "linked"
    DECLINED = "declined"
    ENDED = "ended"


class Link(Value):
    """A link of the alliance to the focal point of one State."""

    state: str
    status: LinkStatus
    requested_on: date
    answered_on: date | None = None
    ended_on: date | None = None
    is_refused: bool = Field(
        default=False, description="the State has declined or ended it, and is not asked again; it may agree by itself"
    )


class AllianceState(Value):
    """The part of an engagement that is an alliance."""

    stage: AllianceStage = AllianceStage.FORMING
    charter: DocumentRef | None = None
    founded_on: date | None = None
    convener: str | None = Field(default=None, description="id of the member that convenes")
    members: dict[str, AllianceMember] = Field(default={}, description="id -> member, in order of application")
    statements: dict[str, AllianceStatement] = Field(default={}, description="id -> statement, in order")
    links: dict[str, Link] = Field(default={}, description="ISO3 -> link")

    @property
    def standing(self) -> tuple[AllianceMember, ...]:
        """Who is a member now."""
        return self._with_status(MemberStatus.MEMBER)

    @property
    def applied(self) -> tuple[AllianceMember, ...]:
        """Whose application is not decided."""
        return self._with_status(MemberStatus.APPLIED)

    @property
    def open_statements(self) -> tuple[AllianceStatement, ...]:
        """Statements that are neither issued nor withdrawn."""
        return tuple(each for each in self.statements.values() if each.is_open)

    def of(self, account: str | None) -> AllianceMember | None:
        """Return the application or membership of an account that stands, or None."""
        standing = (*self.standing, *self.applied)
        return next((each for each in standing if each.applicant.stakeholder == account), None)

    def _with_status(self, status: MemberStatus) -> tuple[AllianceMember, ...]:
        return tuple(each for each in self.members.values() if each.status is status)
