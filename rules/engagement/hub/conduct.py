"""Conduct in a hub: reports of abuse, suspension, appeal to another officer, expulsion (domain.md 7.2, DESIGN)."""

from models.engagement.hub import commands as c
from models.engagement.hub import events as e
from models.engagement.hub.member import MEMBERS, RELEASING, SANCTIONING, HubReason, Member, MemberStatus, Suspension
from models.engagement.hub.state import AbuseReport, HubState, ReportOutcome
from models.engagement.state import EngagementState
from models.event import Event
from models.people import Role
from models.stakeholders import receipt_of
from rules.admission import refuse
from rules.engagement.hub.standing import check_standing, hub_of, known, own
from rules.engagement.turn import Turn, check_not_past, check_own_account

MEMBER = frozenset({MemberStatus.MEMBER})
SUSPENDED = frozenset({MemberStatus.SUSPENDED})


def report(state: EngagementState, command: c.ReportAbuse, turn: Turn) -> tuple[Event, ...]:
    """Take a report of a member or of the unit."""
    hub = hub_of(state)
    reporter = command.reporter
    if command.actor.role is Role.STAKEHOLDER:
        reporter = reporter or command.actor.person
    if reporter is not None:
        check_own_account(command, reporter)
        if reporter not in hub.members or hub.members[reporter].status not in MEMBER:
            refuse("not_a_member", f"{reporter} is no member: members report abuse, others write to the unit.")
    member = known(hub, command.against)
    if member.id == reporter:
        refuse(
            "against_oneself", "a report is about another member; write to the unit to have your own data put right."
        )
    check_standing(member, command, MEMBERS)
    made = AbuseReport(
        id=f"r-{len(hub.reports) + 1}",
        receipt=receipt_of(state.workflow_id, command.command_id),
        against=member.id,
        reporter=reporter,
        document=command.document,
        on=turn.today,
    )
    return (e.AbuseReported(report=made, receipt=made.receipt),)


def decide_report(state: EngagementState, command: c.DecideReport, turn: Turn) -> tuple[Event, ...]:
    """Say what becomes of a report, once."""
    del turn
    found = _report(hub_of(state), command.report)
    if found.outcome is not None:
        refuse("already_decided", f"report {found.id} has its outcome: {found.outcome}.")
    if command.outcome is ReportOutcome.HUB_CLOSED:
        refuse("outcome_reserved", "that the hub was closed is said of a report when it is: choose another outcome.")
    return (e.ReportDecided(report=found.id, outcome=command.outcome, note=command.note),)


def suspend(state: EngagementState, command: c.SuspendMember, turn: Turn) -> tuple[Event, ...]:
    """Suspend a member; by an officer who is known, so that another one can decide an appeal."""
    hub = hub_of(state)
    officer = _officer(command)
    member = known(hub, command.member)
    check_standing(member, command, MEMBER)
    _check_sanction(command.reason, SANCTIONING)
    _check_report(hub, command.report, member)
    if command.until is not None:
        check_not_past(turn, command.until)
    suspended = e.MemberSuspended(
        member=member.id,
        reason=command.reason,
        until=command.until,
        by=officer,
        report=command.report,
        note=command.note,
    )
    return (suspended,)


def appeal(state: EngagementState, command: c.AppealSuspension, turn: Turn) -> tuple[Event, ...]:
    """Take the one appeal against a suspension."""
    del turn
    member = own(hub_of(state), command, command.member)
    suspension = _suspension(member, command)
    if suspension.appeal is not None:
        refuse("already_appealed", f"{member.id} has appealed against this suspension on {suspension.appeal.on}.")
    receipt = receipt_of(state.workflow_id, command.command_id)
    return (e.SuspensionAppealed(member=member.id, document=command.document, receipt=receipt),)


def decide_appeal(state: EngagementState, command: c.DecideAppeal, turn: Turn) -> tuple[Event, ...]:
    """Decide an appeal, by another officer than the one who suspended."""
    del turn
    member = known(hub_of(state), command.member)
    suspension = _suspension(member, command)
    appeal = suspension.appeal
    if appeal is None or appeal.is_granted is not None:
        refuse("no_appeal", f"no appeal of {member.id} waits for a decision.")
    officer = _officer(command)
    if officer == suspension.by:
        refuse("same_officer", f"{officer} has suspended {member.id}: another officer decides the appeal.")
    decided = e.AppealDecided(
        member=member.id, is_granted=command.is_granted, receipt=appeal.receipt, by=officer, note=command.note
    )
    return (decided,)


def end_suspension(state: EngagementState, command: c.EndSuspension, turn: Turn) -> tuple[Event, ...]:
    """End a suspension, when no appeal waits: that is answered by its decision."""
    del turn
    member = known(hub_of(state), command.member)
    _suspension(member, command)
    check_no_appeal(member)
    if command.reason not in RELEASING:
        reasons = ", ".join(sorted(RELEASING))
        refuse("reason_does_not_fit", f"{command.reason} is no reason to end a suspension; there are {reasons}.")
    return (e.SuspensionEnded(member=member.id, reason=command.reason),)


def expel(state: EngagementState, command: c.ExpelMember, turn: Turn) -> tuple[Event, ...]:
    """Expel a member; not while its appeal waits."""
    del turn
    hub = hub_of(state)
    member = known(hub, command.member)
    check_standing(member, command, MEMBERS)
    check_no_appeal(member)
    _check_sanction(command.reason, SANCTIONING - {HubReason.INQUIRY})
    _check_report(hub, command.report, member)
    return (e.MemberExpelled(member=member.id, reason=command.reason, report=command.report, note=command.note),)


def has_open_appeal(member: Member) -> bool:
    """Whether an appeal waits for its decision."""
    appeal = member.suspension.appeal if member.suspension else None
    return appeal is not None and appeal.is_granted is None


def _officer(command: c.SuspendMember | c.DecideAppeal) -> str:
    """The person who acts for the unit; a desk alone cannot be told from the one that suspended."""
    if command.actor.person is None:
        role = command.actor.role
        refuse("officer_needed", f"{command.name} is the act of one officer: do it as the person, {role}::p-...")
    return command.actor.person


def _suspension(member: Member, command: c.AppealSuspension | c.DecideAppeal | c.EndSuspension) -> Suspension:
    check_standing(member, command, SUSPENDED)
    if member.suspension is None:
        message = f"{member.id} is suspended without a suspension"
        raise TypeError(message)
    return member.suspension


def _report(hub: HubState, name: str) -> AbuseReport:
    found = hub.reports.get(name)
    if found is None:
        refuse("unknown_report", f"this hub has no report {name!r}.")
    return found


def _check_report(hub: HubState, name: str | None, member: Member) -> None:
    if name is not None and _report(hub, name).against != member.id:
        refuse("report_about_another", f"report {name} is not about {member.id}.")


def check_no_appeal(member: Member) -> None:
    """Refuse what would end an appeal without an answer."""
    if has_open_appeal(member):
        refuse("appeal_pending", f"decide first on the appeal of {member.id}.")


def _check_sanction(reason: HubReason, allowed: frozenset[HubReason]) -> None:
    if reason not in allowed:
        refuse("reason_does_not_fit", f"{reason} is no reason for it; there are {', '.join(sorted(allowed))}.")
