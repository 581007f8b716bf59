"""The events of a national alliance or a regional network."""

from typing import ClassVar

from models.documents import DocumentRef
from models.engagement.alliance.state import AllianceMember, AllianceStatement, MemberReason
from models.event import Event


class AllianceApplied(Event):
    """A stakeholder has applied."""

    type: ClassVar[str] = "alliance_applied"
    member: AllianceMember


class AllianceApplicationWithdrawn(Event):
    """An applicant has taken its application back."""

    type: ClassVar[str] = "alliance_application_withdrawn"
    member: str


class AllianceMemberAccepted(Event):
    """An applicant is a member."""

    type: ClassVar[str] = "alliance_member_accepted"
    member: str


class AllianceMemberDeclined(Event):
    """An applicant was not taken in, and why."""

    type: ClassVar[str] = "alliance_member_declined"
    member: str
    reason: MemberReason


class AllianceFounded(Event):
    """The alliance exists."""

    type: ClassVar[str] = "alliance_founded"
    convener: str
    charter: DocumentRef
    members: int


class ConvenerNamed(Event):
    """Another member convenes."""

    type: ClassVar[str] = "convener_named"
    member: str


class AllianceMemberLeft(Event):
    """A member is one no longer; a convener that leaves convenes no more."""

    type: ClassVar[str] = "alliance_member_left"
    member: str


class AllianceStatementDrafted(Event):
    """A shared statement is before the members."""

    type: ClassVar[str] = "alliance_statement_drafted"
    statement: AllianceStatement


class AllianceStatementJoined(Event):
    """A member has joined a statement."""

    type: ClassVar[str] = "alliance_statement_joined"
    statement: str
    member: str


class AllianceStatementAvoided(Event):
    """A member stays away from a statement."""

    type: ClassVar[str] = "alliance_statement_avoided"
    statement: str
    member: str


class AllianceStatementIssued(Event):
    """A statement is out: by how many members of how many. Who joined is not said."""

    type: ClassVar[str] = "alliance_statement_issued"
    statement: str
    document: DocumentRef
    members: int
    joined: int
    away: int


class AllianceStatementWithdrawn(Event):
    """A statement was given up."""

    type: ClassVar[str] = "alliance_statement_withdrawn"
    statement: str
    reason: str


class LinkRequested(Event):
    """A State was asked whether its focal point and the alliance may be linked."""

    type: ClassVar[str] = "link_requested"
    to: str


class LinkAccepted(Event):
    """The State has agreed to the link."""

    type: ClassVar[str] = "link_accepted"
    by: str
    note: DocumentRef | None = None


class LinkDeclined(Event):
    """The State has declined the link."""

    type: ClassVar[str] = "link_declined"
    by: str
    note: DocumentRef | None = None


class LinkEnded(Event):
    """The link is no more; `with_state` is the State that it was with."""

    type: ClassVar[str] = "link_ended"
    with_state: str
    is_by_state: bool


EVENTS: tuple[type[Event], ...] = (
    AllianceApplied,
    AllianceApplicationWithdrawn,
    AllianceMemberAccepted,
    AllianceMemberDeclined,
    AllianceFounded,
    ConvenerNamed,
    AllianceMemberLeft,
    AllianceStatementDrafted,
    AllianceStatementJoined,
    AllianceStatementAvoided,
    AllianceStatementIssued,
    AllianceStatementWithdrawn,
    LinkRequested,
    LinkAccepted,
    LinkDeclined,
    LinkEnded,
)
"""Every event of this kind."""
