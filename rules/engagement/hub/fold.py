"""Folding: the hub after one more event of its own. Each event touches the members that it names, and no other."""

from models.engagement.events import EngagementClosed
from models.engagement.hub import events as e
from models.engagement.hub.member import Appeal, HubReason, Member, MemberStatus, Renewal, Suspension
from models.engagement.hub.state import CodeOfConduct, HubStage, HubState, ReportOutcome
from models.engagement.state import EngagementState
from models.event import Event
from rules.engagement.hub.standing import changed, hub_of, with_hub
from rules.engagement.turn import Turn


def fold(state: EngagementState, event: Event, turn: Turn) -> EngagementState:
    """Return the engagement after `event`."""
    hub = hub_of(state)
    match event:
        case EngagementClosed():
            return state
        case e.CodeOfConductPublished():
            code = CodeOfConduct(version=event.version, document=event.document, published_on=turn.today)
            return with_hub(state, hub.model_copy(update={"codes": (*hub.codes, code), "stage": HubStage.OPEN}))
        case e.AbuseReported():
            return with_hub(state, hub.model_copy(update={"reports": {**hub.reports, event.report.id: event.report}}))
        case e.ReportDecided():
            return with_hub(state, _decided(hub, turn, event.outcome, event.report))
        case e.HubWoundUp():
            wound_up = _decided(hub, turn, ReportOutcome.HUB_CLOSED, *event.reports)
            ended = (
                _ended(hub.members[each], turn, MemberStatus.ENDED, HubReason.HUB_CLOSED) for each in event.members
            )
            return with_hub(state, wound_up.with_members(*ended))
        case _:
            return with_hub(state, hub.with_members(*_members(hub, event, turn)))


def _members(hub: HubState, event: Event, turn: Turn) -> tuple[Member, ...]:
    """Return the members that an event changes, as they are after it."""
    match event:
        case e.MembershipApplied():
            member = Member(
                applicant=event.applicant,
                receipt=event.receipt,
                applied_on=turn.today,
                code=event.code,
                papers=(event.document,) if event.document else (),
            )
            return (member,)
        case e.RenewalsFellDue():
            return tuple(changed(hub.members[each], renewal=Renewal.DUE_SOON) for each in event.members)
        case e.RenewalsMissed():
            return tuple(changed(hub.members[each], renewal=Renewal.MISSED) for each in event.members)
        case e.MembershipsLapsed():
            lapsed = (MemberStatus.LAPSED, HubReason.NOT_RENEWED)
            return tuple(_ended(hub.members[each], turn, *lapsed) for each in event.members)
        case e.OfMember():
            return (_member(hub.members[event.member], event, turn),)
        case _:
            message = f"a hub has no event {event.type}"
            raise TypeError(message)


def _member(member: Member, event: e.OfMember, turn: Turn) -> Member:
    match event:
        case e.CodeOfConductAccepted():
            return changed(member, code=event.code)
        case e.PapersRequested():
            return changed(member, status=MemberStatus.INCOMPLETE, missing=event.papers)
        case e.PapersHandedIn():
            papers = (*member.papers, event.document)
            return changed(member, status=MemberStatus.APPLIED, missing=(), papers=papers)
        case e.OrganisationVerified():
            return changed(member, status=MemberStatus.VERIFIED, missing=())
        case e.MembershipApproved():
            approved = {"status": MemberStatus.MEMBER, "reason": HubReason.VERIFIED, "papers": ()}
            return changed(member, **approved, since=turn.today, renew_by=event.renew_by)
        case e.MembershipDeclined():
            return _ended(member, turn, MemberStatus.DECLINED, event.reason)
        case e.MembershipRenewed():
            renewed = {"code": event.code, "renew_by": event.renew_by, "renewal": None}
            reason = member.reason if member.suspension else HubReason.RENEWED
            return changed(member, **renewed, reason=reason)
        case e.MembershipWithdrawn():
            return _ended(member, turn, MemberStatus.WITHDRAWN, HubReason.OWN_WISH)
        case e.MemberExpelled():
            return _ended(member, turn, MemberStatus.EXPELLED, event.reason)
        case _:
            return _suspended(member, event, turn)


def _suspended(member: Member, event: e.OfMember, turn: Turn) -> Member:
    match event, member.suspension:
        case e.MemberSuspended(), _:
            suspension = Suspension(
                on=turn.today, reason=event.reason, until=event.until, by=event.by, report=event.report
            )
            return changed(member, status=MemberStatus.SUSPENDED, reason=event.reason, suspension=suspension)
        case e.SuspensionAppealed(), Suspension() as suspension:
            appeal = Appeal(receipt=event.receipt, document=event.document, on=turn.today)
            return changed(member, suspension=suspension.model_copy(update={"appeal": appeal}))
        case e.AppealDecided(is_granted=True), _:
            return changed(member, status=MemberStatus.MEMBER, reason=HubReason.APPEAL_GRANTED, suspension=None)
        case e.AppealDecided(), Suspension(appeal=Appeal() as appeal) as suspension:
            refused = suspension.model_copy(update={"appeal": appeal.model_copy(update={"is_granted": False})})
            return changed(member, reason=HubReason.APPEAL_REFUSED, suspension=refused)
        case e.SuspensionEnded(), _:
            return changed(member, status=MemberStatus.MEMBER, reason=event.reason, suspension=None)
        case _:
            message = f"{event.type} does not fit {member.id}, which is {member.status}"
            raise TypeError(message)


def _ended(member: Member, turn: Turn, status: MemberStatus, reason: HubReason) -> Member:
    """A member that is one no more: little is kept of it."""
    nothing = {"papers": (), "missing": (), "renew_by": None, "renewal": None, "suspension": None}
    return changed(member, **nothing, status=status, reason=reason, ended_on=turn.today)


def _decided(hub: HubState, turn: Turn, outcome: ReportOutcome, *reports: str) -> HubState:
    decided = {
        each: hub.reports[each].model_copy(update={"outcome": outcome, "decided_on": turn.today}) for each in reports
    }
    return hub.model_copy(update={"reports": {**hub.reports, **decided}})
