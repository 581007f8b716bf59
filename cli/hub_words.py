"""How the command line says where an organisation stands in a hub, and why: one table for each set of words."""

from collections.abc import Mapping

from models.engagement.hub.member import HubReason, MemberStatus
from models.engagement.hub.state import ReportOutcome

STATUSES: Mapping[MemberStatus, str] = {
    MemberStatus.APPLIED: "has applied",
    MemberStatus.INCOMPLETE: "asked for more papers",
    MemberStatus.VERIFIED: "verified, to be decided",
    MemberStatus.MEMBER: "member",
    MemberStatus.SUSPENDED: "suspended",
    MemberStatus.DECLINED: "declined",
    MemberStatus.WITHDRAWN: "has left",
    MemberStatus.LAPSED: "lapsed",
    MemberStatus.EXPELLED: "expelled",
    MemberStatus.ENDED: "ended",
}

REASONS: Mapping[HubReason, str] = {
    HubReason.PAPERS_MISSING: "papers were missing",
    HubReason.IDENTITY_NOT_SHOWN: "it did not show that it is what it says it is",
    HubReason.WORK_IN_ANOTHER_FIELD: "its work is in another field",
    HubReason.DUPLICATE: "it is a member already under another account",
    HubReason.VERIFIED: "it was verified",
    HubReason.RENEWED: "it has renewed",
    HubReason.CODE_BREACHED: "it broke the code of conduct",
    HubReason.FALSE_STATEMENTS: "it made false statements",
    HubReason.UNLAWFUL_CONDUCT: "it acted unlawfully",
    HubReason.INQUIRY: "a report is being looked into",
    HubReason.APPEAL_GRANTED: "its appeal was granted",
    HubReason.APPEAL_REFUSED: "its appeal was refused",
    HubReason.SUSPENSION_SERVED: "its suspension is over",
    HubReason.SUSPENSION_LIFTED: "its suspension was lifted",
    HubReason.NOT_RENEWED: "it did not renew by its day",
    HubReason.OWN_WISH: "it wished so",
    HubReason.HUB_CLOSED: "the hub was closed",
}

OUTCOMES: Mapping[ReportOutcome, str] = {
    ReportOutcome.UPHELD: "upheld",
    ReportOutcome.SETTLED: "settled with the member",
    ReportOutcome.NOT_UPHELD: "not upheld",
    ReportOutcome.OUTSIDE_THE_HUB: "about what the code of conduct does not cover",
    ReportOutcome.HUB_CLOSED: "not decided: the hub was closed",
}


def standing(status: MemberStatus, reason: HubReason | None) -> str:
    """Where an organisation stands, and why, in a sentence without its end."""
    return f"{STATUSES[status]}: {REASONS[reason]}" if reason else STATUSES[status]
