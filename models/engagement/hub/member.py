"""One organisation in a hub, from its application to the end of its membership (domain.md 7.2, DESIGN).

A hub has hundreds of members and lasts for as long as the cycle: what is at its default is not written down, and papers
are kept in the ledger alone once a member is approved.
"""

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import Field

from models.documents import DocumentRef
from models.stakeholders import Applicant
from models.value import Value


class MemberStatus(StrEnum):
    """Where an organisation stands. Only an act of a person makes it a member, or ends its membership."""

    APPLIED = "applied"
    INCOMPLETE = "incomplete"
    """More papers were asked for."""
    VERIFIED = "verified"
    """The organisation is what it says it is; its membership can be decided."""
    MEMBER = "member"
    SUSPENDED = "suspended"

    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    """Not renewed by its day, which the unit has recorded."""
    EXPELLED = "expelled"
    ENDED = "ended"
    """The hub was closed."""


class HubReason(StrEnum):
    """Why an organisation stands where it does; it is told, in words."""

    PAPERS_MISSING = "papers_missing"
    IDENTITY_NOT_SHOWN = "identity_not_shown"
    WORK_IN_ANOTHER_FIELD = "work_in_another_field"
    DUPLICATE = "duplicate"
    VERIFIED = "verified"
    RENEWED = "renewed"
    CODE_BREACHED = "code_breached"
    FALSE_STATEMENTS = "false_statements"
    UNLAWFUL_CONDUCT = "unlawful_conduct"
    INQUIRY = "inquiry"
    """A report of abuse is being looked into."""
    APPEAL_GRANTED = "appeal_granted"
    APPEAL_REFUSED = "appeal_refused"
    SUSPENSION_SERVED = "suspension_served"
    SUSPENSION_LIFTED = "suspension_lifted"
    NOT_RENEWED = "not_renewed"
    OWN_WISH = "own_wish"
    HUB_CLOSED = "hub_closed"


DECLINING = frozenset(
    {
        HubReason.PAPERS_MISSING,
        HubReason.IDENTITY_NOT_SHOWN,
        HubReason.WORK_IN_ANOTHER_FIELD,
        HubReason.DUPLICATE,
        HubReason.CODE_BREACHED,
        HubReason.FALSE_STATEMENTS,
    }
)
SANCTIONING = frozenset(
    {HubReason.CODE_BREACHED, HubReason.FALSE_STATEMENTS, HubReason.UNLAWFUL_CONDUCT, HubReason.INQUIRY}
)
"""Reasons of a suspension; an expulsion has one of them too, but for `inquiry`."""
RELEASING = frozenset({HubReason.SUSPENSION_SERVED, HubReason.SUSPENSION_LIFTED})


class Paper(StrEnum):
    """What can be asked for beside an application."""

    REGISTRATION = "registration"
    """Proof that the organisation is registered."""
    STATUTES = "statutes"
    ACTIVITY_REPORT = "activity_report"
    AUTHORITY = "authority"
    """Proof that its contact may speak for it."""


class Renewal(StrEnum):
    """What the calendar has said of a membership's year."""

    DUE_SOON = "due_soon"
    MISSED = "missed"
    """Its day is over. It is a member all the same until the unit records the lapse."""


class Appeal(Value):
    """An appeal against a suspension; `is_granted` is None until it is decided."""

    receipt: str
    document: DocumentRef
    on: date
    is_granted: bool | None = None


class Suspension(Value):
    """A suspension: since when, why, by whom of the unit, and how long it is meant to last."""

    on: date
    reason: HubReason
    until: date | None = Field(default=None, description="when the unit has to end it; None: open")
    by: str | None = Field(default=None, description="id of the officer, where the act named one")
    report: str | None = None
    appeal: Appeal | None = None


def _is_empty(value: Any) -> bool:
    return value is None or value == ()


class Member(Value):
    """One organisation, known by its account."""

    applicant: Applicant
    receipt: str = Field(description="of its latest application")
    applied_on: date
    status: MemberStatus = MemberStatus.APPLIED
    code: int = Field(ge=1, description="version of the code of conduct that it accepted last")
    reason: HubReason | None = Field(default=None, exclude_if=_is_empty)
    papers: tuple[DocumentRef, ...] = Field(default=(), exclude_if=_is_empty, description="until it is decided")
    missing: tuple[Paper, ...] = Field(default=(), exclude_if=_is_empty, description="papers that were asked for")
    since: date | None = Field(default=None, exclude_if=_is_empty, description="day on which it became a member")
    renew_by: date | None = Field(default=None, exclude_if=_is_empty, description="last day of its year")
    renewal: Renewal | None = Field(default=None, exclude_if=_is_empty)
    suspension: Suspension | None = Field(default=None, exclude_if=_is_empty)
    ended_on: date | None = Field(default=None, exclude_if=_is_empty)

    @property
    def id(self) -> str:
        """The id of its account."""
        return self.applicant.stakeholder

    @property
    def is_in(self) -> bool:
        """Whether it is a member now, suspended or not."""
        return self.status in MEMBERS

    @property
    def is_pending(self) -> bool:
        """Whether its application waits for a decision."""
        return self.status in PENDING

    @property
    def is_watched(self) -> bool:
        """Whether anybody owes anything because of it: most members need not be looked at."""
        return self.is_pending or self.renewal is not None or self.suspension is not None


PENDING = frozenset({MemberStatus.APPLIED, MemberStatus.INCOMPLETE, MemberStatus.VERIFIED})
MEMBERS = frozenset({MemberStatus.MEMBER, MemberStatus.SUSPENDED})
