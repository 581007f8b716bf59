"""Reading and replacing the part of an engagement that is an alliance, and what its acts ask first."""

from typing import Any

from models.command import Command
from models.engagement.alliance.state import AllianceMember, AllianceState, AllianceStatement, MemberStatus
from models.engagement.state import EngagementState
from models.people import Role
from rules.admission import refuse


def part_of(state: EngagementState) -> AllianceState:
    """Return the alliance's own part."""
    assert state.alliance is not None  # noqa: S101 - the table admits its commands for this kind alone
    return state.alliance


def with_part(state: EngagementState, **update: Any) -> EngagementState:
    """Return the state with changes to the alliance's own part."""
    return state.model_copy(update={"alliance": part_of(state).model_copy(update=update)})


def with_member(state: EngagementState, name: str, **update: Any) -> EngagementState:
    """Return the state with changes to one member."""
    members = part_of(state).members
    return with_part(state, members={**members, name: members[name].model_copy(update=update)})


def with_statement(state: EngagementState, name: str, **update: Any) -> EngagementState:
    """Return the state with changes to one statement."""
    statements = part_of(state).statements
    return with_part(state, statements={**statements, name: statements[name].model_copy(update=update)})


def check_convener(state: EngagementState, command: Command) -> None:
    """Refuse stakeholders other than the member that convenes; the unit and the Secretariat may act for it."""
    part = part_of(state)
    convener = part.members[part.convener].applicant.stakeholder if part.convener else None
    if command.actor.role is Role.STAKEHOLDER and (convener is None or command.actor.person != convener):
        refuse("not_the_convener", f"{command.name} is for the member that convenes, or the civil society unit.")


def acting_member(state: EngagementState, command: Command) -> AllianceMember:
    """Return the member whose account acts, or refuse."""
    member = part_of(state).of(command.actor.person)
    if member is None or member.status is not MemberStatus.MEMBER:
        refuse("not_a_member", "this account is no member of the alliance.")
    return member


def checked_applicant(state: EngagementState, name: str) -> AllianceMember:
    """Return an applicant whose application waits, or refuse."""
    member = part_of(state).members.get(name)
    if member is None:
        refuse("unknown_member", f"there is no applicant {name!r} in {state.workflow_id}.")
    if member.status is not MemberStatus.APPLIED:
        refuse("already_decided", f"the application {name} waits no more: it is {member.status}.")
    return member


def checked_member(state: EngagementState, name: str) -> AllianceMember:
    """Return a member, or refuse."""
    member = part_of(state).members.get(name)
    if member is None:
        refuse("unknown_member", f"there is no member {name!r} in {state.workflow_id}.")
    if member.status is not MemberStatus.MEMBER:
        refuse("not_a_member", f"{name} is {member.status}, and no member.")
    return member


def checked_statement(state: EngagementState, name: str) -> AllianceStatement:
    """Return a statement that members can still join, or refuse."""
    statement = part_of(state).statements.get(name)
    if statement is None:
        refuse("unknown_statement", f"there is no statement {name!r} in {state.workflow_id}.")
    if not statement.is_open:
        over = f"issued on {statement.issued_on}" if statement.issued_on else f"withdrawn on {statement.withdrawn_on}"
        refuse("statement_over", f"{name} was {over}.")
    return statement
