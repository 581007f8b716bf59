"""A knowledge hub, such as WhatsOn, as a kind of engagement: its table, and its part in everything else."""
# ruff: noqa: E501 - a row is read across, whatever its length

from models.engagement.hub import commands as c
from models.engagement.hub import events as e
from models.engagement.hub.state import HubStage, HubState
from models.engagement.state import EngagementState
from models.engagement.terms import EngagementKind, HubTerms
from models.people import Role
from rules.engagement.hub import conduct, joining, renewing, telling
from rules.engagement.hub.fold import fold
from rules.engagement.hub.obligations import obligations
from rules.engagement.hub.standing import ORGANISATIONS, UNIT, hub_of
from rules.engagement.kind import Kind, Row

_ANY = frozenset(HubStage)
_OPEN = frozenset({HubStage.OPEN})

# fmt: off
ROWS: tuple[Row, ...] = (
    Row(c.PublishCodeOfConduct, UNIT, _ANY, joining.publish, e.CodeOfConductPublished, "open; members accept the new version when they renew"),
    Row(c.ApplyForMembership, ORGANISATIONS, _OPEN, joining.apply, e.MembershipApplied, "applied, with a receipt; the code of conduct is accepted"),
    Row(c.AcceptCodeOfConduct, ORGANISATIONS, _OPEN, joining.accept_code, e.CodeOfConductAccepted, "the version in force is accepted"),
    Row(c.RequestPapers, UNIT, _OPEN, joining.request_papers, e.PapersRequested, "incomplete until papers come in"),
    Row(c.HandInPapers, ORGANISATIONS, _OPEN, joining.hand_in_papers, e.PapersHandedIn, "applied, with a receipt"),
    Row(c.VerifyOrganisation, UNIT, _OPEN, joining.verify, e.OrganisationVerified, "verified"),
    Row(c.ApproveMembership, UNIT, _OPEN, joining.approve, e.MembershipApproved, "member until the year is over"),
    Row(c.DeclineMembership, UNIT, _OPEN, joining.decline, e.MembershipDeclined, "declined, with the reason; it may apply again"),
    Row(c.RenewMembership, ORGANISATIONS, _OPEN, renewing.renew, e.MembershipRenewed, "member for another year; the version in force is accepted"),
    Row(c.LapseMembership, UNIT, _OPEN, renewing.lapse, e.MembershipsLapsed, "lapsed, after the day and by a person only; it may apply again"),
    Row(c.ReportAbuse, ORGANISATIONS, _OPEN, conduct.report, e.AbuseReported, "a report, with a receipt"),
    Row(c.DecideReport, UNIT, _OPEN, conduct.decide_report, e.ReportDecided, "its outcome; whoever reported is told"),
    Row(c.SuspendMember, UNIT, _OPEN, conduct.suspend, e.MemberSuspended, "suspended, until a day or openly"),
    Row(c.AppealSuspension, ORGANISATIONS, _OPEN, conduct.appeal, e.SuspensionAppealed, "waits for another officer"),
    Row(c.DecideAppeal, UNIT, _OPEN, conduct.decide_appeal, e.AppealDecided, "granted: member again; refused: suspended still"),
    Row(c.EndSuspension, UNIT, _OPEN, conduct.end_suspension, e.SuspensionEnded, "member again"),
    Row(c.WithdrawMembership, ORGANISATIONS, _OPEN, joining.withdraw, e.MembershipWithdrawn, "withdrawn; it may apply again"),
    Row(c.ExpelMember, UNIT, _OPEN, conduct.expel, e.MemberExpelled, "expelled for good"),
)
# fmt: on


def _first(terms: HubTerms) -> HubState:
    del terms
    return HubState()


def _stage(state: EngagementState) -> HubStage:
    return hub_of(state).stage


HUB = Kind(
    kind=EngagementKind.HUB,
    rows=ROWS,
    stages=HubStage,
    first=_first,
    fold=fold,
    stage=_stage,
    obligations=obligations,
    dates=telling.dates,
    counts=telling.counts,
    precondition=joining.precondition,
    closers=UNIT | {Role.SYSTEM},
    closing=telling.closing,
    by_calendar=renewing.by_calendar,
    wake_at=renewing.wake_at,
    applicants=telling.applicants,
    addressed=telling.addressed,
    is_settled=telling.is_settled,
)
