"""Who is in an alliance: accounts apply, the convener or the unit takes them in, and they leave when they will."""

from models.engagement.alliance import commands as c
from models.engagement.alliance import events as e
from models.engagement.alliance.state import AllianceMember, AllianceStage, MemberReason, MemberStatus
from models.engagement.commands import CloseEngagement
from models.engagement.state import EngagementState
from models.event import Event
from models.people import Role
from models.stakeholders import receipt_of
from rules.admission import refuse
from rules.engagement.alliance.part import (
    acting_member,
    check_convener,
    checked_applicant,
    checked_member,
    part_of,
    with_member,
    with_part,
    with_statement,
)
from rules.engagement.turn import Turn, check_own_account

FEWEST = 2
"""Members without which there is nothing to share (DESIGN)."""


def apply(state: EngagementState, command: c.ApplyToAlliance, turn: Turn) -> tuple[Event, ...]:
    """Apply; one that was declined or has left may apply again."""
    check_own_account(command, command.applicant.stakeholder)
    part = part_of(state)
    if (known := part.of(command.applicant.stakeholder)) is not None:
        refuse("already_applied", f"this account is {known.status} already, as {known.id}.")
    member = AllianceMember(
        id=f"m-{len(part.members) + 1}",
        receipt=receipt_of(state.workflow_id, command.command_id),
        applicant=command.applicant,
        document=command.document,
        applied_on=turn.today,
    )
    return (e.AllianceApplied(member=member),)


def withdraw(state: EngagementState, command: c.WithdrawAllianceApplication, turn: Turn) -> tuple[Event, ...]:
    """Take one's own application back."""
    del turn
    known = part_of(state).members.get(command.member)
    if known is not None:
        check_own_account(command, known.applicant.stakeholder)
    return (e.AllianceApplicationWithdrawn(member=checked_applicant(state, command.member).id),)


def accept(state: EngagementState, command: c.AcceptAllianceMember, turn: Turn) -> tuple[Event, ...]:
    """Take an applicant in."""
    del turn
    check_convener(state, command)
    return (e.AllianceMemberAccepted(member=checked_applicant(state, command.member).id),)


def decline(state: EngagementState, command: c.DeclineAllianceMember, turn: Turn) -> tuple[Event, ...]:
    """Do not take an applicant in."""
    del turn
    check_convener(state, command)
    if command.reason is MemberReason.ALLIANCE_ENDED:
        refuse(
            "reason_reserved", "alliance_ended is said by the system when it ends an alliance; choose another reason."
        )
    return (e.AllianceMemberDeclined(member=checked_applicant(state, command.member).id, reason=command.reason),)


def found(state: EngagementState, command: c.FoundAlliance, turn: Turn) -> tuple[Event, ...]:
    """Found the alliance with the members taken in so far."""
    del turn
    convener = checked_member(state, command.convener)
    members = len(part_of(state).standing)
    if members < FEWEST:
        refuse("too_few_members", f"an alliance has at least {FEWEST} members; take more applicants in first.")
    return (e.AllianceFounded(convener=convener.id, charter=command.charter, members=members),)


def name_convener(state: EngagementState, command: c.NameConvener, turn: Turn) -> tuple[Event, ...]:
    """Let another member convene."""
    del turn
    check_convener(state, command)
    member = checked_member(state, command.member)
    if part_of(state).convener == member.id:
        refuse("already_convener", f"{member.id} convenes already.")
    return (e.ConvenerNamed(member=member.id),)


def leave(state: EngagementState, command: c.LeaveAlliance, turn: Turn) -> tuple[Event, ...]:
    """Be a member no longer."""
    del turn
    return (e.AllianceMemberLeft(member=acting_member(state, command).id),)


def closing(state: EngagementState, command: CloseEngagement, turn: Turn) -> tuple[Event, ...]:
    """Close when every application is decided and no statement is open; the system ends both itself."""
    del turn
    part = part_of(state)
    if command.actor.role is Role.SYSTEM:
        reason = "the alliance was ended with the cycle"
        declined = (
            e.AllianceMemberDeclined(member=each.id, reason=MemberReason.ALLIANCE_ENDED) for each in part.applied
        )
        withdrawn = (e.AllianceStatementWithdrawn(statement=each.id, reason=reason) for each in part.open_statements)
        return (*declined, *withdrawn)
    left = [each.id for each in (*part.applied, *part.open_statements)]
    if left:
        refuse("outcomes_missing", f"decide applications, issue or withdraw statements first: {', '.join(left)}.")
    return ()


def fold_applied(state: EngagementState, event: e.AllianceApplied) -> EngagementState:
    """Keep the application."""
    return with_part(state, members={**part_of(state).members, event.member.id: event.member})


def fold_decided(
    state: EngagementState,
    event: e.AllianceApplicationWithdrawn | e.AllianceMemberAccepted | e.AllianceMemberDeclined,
    turn: Turn,
) -> EngagementState:
    """Keep the outcome of an application."""
    match event:
        case e.AllianceApplicationWithdrawn():
            status, reason = MemberStatus.WITHDRAWN, None
        case e.AllianceMemberAccepted():
            status, reason = MemberStatus.MEMBER, None
        case e.AllianceMemberDeclined():
            status, reason = MemberStatus.DECLINED, event.reason
    return with_member(state, event.member, status=status, reason=reason, decided_on=turn.today)


def fold_founded(state: EngagementState, event: e.AllianceFounded, turn: Turn) -> EngagementState:
    """The alliance is active."""
    return with_part(
        state, stage=AllianceStage.ACTIVE, convener=event.convener, charter=event.charter, founded_on=turn.today
    )


def fold_convener(state: EngagementState, event: e.ConvenerNamed) -> EngagementState:
    """Another member convenes."""
    return with_part(state, convener=event.member)


def fold_left(state: EngagementState, event: e.AllianceMemberLeft, turn: Turn) -> EngagementState:
    """What is not issued yet goes on without the member."""
    state = with_member(state, event.member, status=MemberStatus.LEFT, left_on=turn.today)
    if part_of(state).convener == event.member:
        state = with_part(state, convener=None)
    for statement in part_of(state).open_statements:
        joined = tuple(each for each in statement.joined if each != event.member)
        away = tuple(each for each in statement.away if each != event.member)
        state = with_statement(state, statement.id, joined=joined, away=away)
    return state
