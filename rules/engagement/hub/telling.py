"""What a hub shows of itself, how it ends, and whom its events concern (domain.md 7.2)."""

from collections import Counter

from models.engagement.commands import CloseEngagement
from models.engagement.hub import events as e
from models.engagement.hub.member import Member, MemberStatus, Renewal
from models.engagement.state import EngagementState
from models.event import Event, Reminder
from models.notices import Addressed, Recipient, RecipientKind
from models.people import Role
from models.stakeholders import Applicant
from models.status import KeyDate
from rules.admission import refuse
from rules.engagement.hub.conduct import has_open_appeal
from rules.engagement.hub.obligations import owing
from rules.engagement.hub.standing import hub_of
from rules.engagement.turn import Turn


def dates(state: EngagementState) -> tuple[KeyDate, ...]:
    """Return the days on which the versions of the code of conduct were published."""
    codes = hub_of(state).codes
    return tuple(KeyDate(name=f"code_of_conduct_{each.version}", date=each.published_on) for each in codes)


def counts(state: EngagementState) -> dict[str, int]:
    """Return how many organisations stand where, and how many reports wait."""
    hub = hub_of(state)
    standing = Counter(each.status for each in hub.members.values())
    watched = [hub.members[each] for each in hub.watched]
    return {
        "members": standing[MemberStatus.MEMBER] + standing[MemberStatus.SUSPENDED],
        "applications": sum(each.is_pending for each in watched),
        "renewals_due": sum(each.renewal is Renewal.DUE_SOON for each in watched),
        "renewals_missed": sum(each.renewal is Renewal.MISSED for each in watched),
        "appeals": sum(has_open_appeal(each) for each in watched),
        "reports": len(hub.reports),
        "reports_open": sum(each.outcome is None for each in hub.reports.values()),
        "code_of_conduct": hub.version,
        **{f"is_{status}": standing[status] for status in MemberStatus if standing[status]},
    }


def closing(state: EngagementState, command: CloseEngagement, turn: Turn) -> tuple[Event, ...]:
    """End every membership; not while applications, appeals or reports wait, unless the cycle is over."""
    del turn
    hub = hub_of(state)
    reports = tuple(each.id for each in hub.reports.values() if each.outcome is None)
    waiting = [
        each.id for each in map(hub.members.__getitem__, hub.watched) if each.is_pending or has_open_appeal(each)
    ]
    if command.actor.role is not Role.SYSTEM and (waiting or reports):
        refuse(
            "outcomes_missing",
            f"{len(waiting)} applications or appeals and {len(reports)} reports wait for a decision, such as "
            f"{(*waiting, *reports)[0]}: everybody is told an outcome before the hub is closed.",
        )
    members = tuple(each.id for each in hub.members.values() if each.is_in or each.is_pending)
    return (e.HubWoundUp(members=members, reports=reports),) if members or reports else ()


def is_settled(state: EngagementState, account: str) -> bool:
    """Whether an organisation is out, and no report that it made waits for its outcome."""
    hub = hub_of(state)
    member = hub.members.get(account)
    reports = any(each.reporter == account and each.outcome is None for each in hub.reports.values())
    return not reports and (member is None or not (member.is_in or member.is_pending))


def applicants(event: Event) -> tuple[Applicant, ...]:
    """Return the account that an event describes."""
    return (event.applicant,) if isinstance(event, e.MembershipApplied) else ()


def addressed(state: EngagementState, event: Event) -> tuple[Addressed, ...]:
    """Return the members whom an event concerns, each with where it stands; by the state after it.

    Whoever is reported does not hear of the report by it, nor ever who made it; whoever reported is told the outcome.
    """
    hub = hub_of(state)
    match event:
        case Reminder():
            return tuple(_told(each) for each in owing(state, event.key))
        case e.MembershipApplied():
            return (_told(hub.members[event.applicant.stakeholder]),)
        case e.OfMember():
            return _of_member(hub.members[event.member], event)
        case e.RenewalsFellDue() | e.RenewalsMissed() | e.MembershipsLapsed():
            return tuple(_told(hub.members[each]) for each in event.members)
        case e.CodeOfConductPublished():
            return tuple(_told(each) for each in hub.members.values() if each.is_in or each.is_pending)
        case e.AbuseReported():
            return _reporter(state, event.report.id)
        case e.ReportDecided():
            return _reporter(state, event.report)
        case e.HubWoundUp():
            told = tuple(_told(hub.members[each]) for each in event.members)
            return (*told, *(each for report in event.reports for each in _reporter(state, report)))
        case _:
            return ()


def _of_member(member: Member, event: e.OfMember) -> tuple[Addressed, ...]:
    match event:
        case e.PapersHandedIn() | e.SuspensionAppealed():
            return (_told(member, receipt=event.receipt),)
        case e.AppealDecided():
            outcome = "granted" if event.is_granted else "refused"
            decided = Addressed(recipient=_account(member.id), told={"receipt": event.receipt, "outcome": outcome})
            return (decided, _told(member))
        case _:
            return (_told(member),)


def _reporter(state: EngagementState, report: str) -> tuple[Addressed, ...]:
    found = hub_of(state).reports[report]
    if found.reporter is None:
        return ()
    outcome = {"outcome": found.outcome.value} if found.outcome else {}
    told = {"report": found.id, "receipt": found.receipt, **outcome}
    return (Addressed(recipient=_account(found.reporter), told=told),)


def _told(member: Member, *, receipt: str = "") -> Addressed:
    told = {
        "receipt": receipt or member.receipt,
        "status": member.status.value,
        "reason": member.reason.value if member.reason else "",
        "papers": ", ".join(member.missing),
        "renew_by": member.renew_by.isoformat() if member.renew_by else "",
        "until": member.suspension.until.isoformat() if member.suspension and member.suspension.until else "",
    }
    return Addressed(recipient=_account(member.id), told={name: value for name, value in told.items() if value})


def _account(stakeholder: str) -> Recipient:
    return Recipient(kind=RecipientKind.STAKEHOLDER, id=stakeholder)
