"""Shared statements of an alliance: drafted, joined or not by each member for itself, issued with the numbers."""

from models.engagement.alliance import commands as c
from models.engagement.alliance import events as e
from models.engagement.alliance.state import AllianceStatement
from models.engagement.state import EngagementState
from models.event import Event
from rules.admission import refuse
from rules.engagement.alliance.members import FEWEST
from rules.engagement.alliance.part import (
    acting_member,
    check_convener,
    checked_statement,
    part_of,
    with_part,
    with_statement,
)
from rules.engagement.turn import Turn


def draft(state: EngagementState, command: c.DraftAllianceStatement, turn: Turn) -> tuple[Event, ...]:
    """Put a statement before the members."""
    check_convener(state, command)
    number = len(part_of(state).statements) + 1
    statement = AllianceStatement(id=f"st-{number}", document=command.document, drafted_on=turn.today)
    return (e.AllianceStatementDrafted(statement=statement),)


def join(state: EngagementState, command: c.JoinAllianceStatement, turn: Turn) -> tuple[Event, ...]:
    """Join, for oneself."""
    del turn
    member, statement = acting_member(state, command), checked_statement(state, command.statement)
    if member.id in statement.joined:
        refuse("already_joined", f"this member has joined {statement.id}.")
    return (e.AllianceStatementJoined(statement=statement.id, member=member.id),)


def stay_away(state: EngagementState, command: c.StayAwayFromStatement, turn: Turn) -> tuple[Event, ...]:
    """Stay away, for oneself; also after one has joined."""
    del turn
    member, statement = acting_member(state, command), checked_statement(state, command.statement)
    if member.id in statement.away:
        refuse("already_away", f"this member stays away from {statement.id}.")
    return (e.AllianceStatementAvoided(statement=statement.id, member=member.id),)


def issue(state: EngagementState, command: c.IssueAllianceStatement, turn: Turn) -> tuple[Event, ...]:
    """Issue a statement that is shared: the numbers say by how many, and nobody is named."""
    del turn
    check_convener(state, command)
    statement = checked_statement(state, command.statement)
    if len(statement.joined) < FEWEST:
        refuse(
            "not_shared", f"{statement.id} was joined by {len(statement.joined)}; at least {FEWEST} members share it."
        )
    return (
        e.AllianceStatementIssued(
            statement=statement.id,
            document=statement.document,
            members=len(part_of(state).standing),
            joined=len(statement.joined),
            away=len(statement.away),
        ),
    )


def withdraw(state: EngagementState, command: c.WithdrawAllianceStatement, turn: Turn) -> tuple[Event, ...]:
    """Give a statement up."""
    del turn
    check_convener(state, command)
    statement = checked_statement(state, command.statement)
    return (e.AllianceStatementWithdrawn(statement=statement.id, reason=command.reason),)


def fold_drafted(state: EngagementState, event: e.AllianceStatementDrafted) -> EngagementState:
    """Keep the statement."""
    return with_part(state, statements={**part_of(state).statements, event.statement.id: event.statement})


def fold_choice(
    state: EngagementState, event: e.AllianceStatementJoined | e.AllianceStatementAvoided
) -> EngagementState:
    """Keep what the member chose, in the place of what it had chosen before."""
    statement = part_of(state).statements[event.statement]
    joined = tuple(each for each in statement.joined if each != event.member)
    away = tuple(each for each in statement.away if each != event.member)
    if isinstance(event, e.AllianceStatementJoined):
        joined = (*joined, event.member)
    else:
        away = (*away, event.member)
    return with_statement(state, event.statement, joined=joined, away=away)


def fold_over(
    state: EngagementState, event: e.AllianceStatementIssued | e.AllianceStatementWithdrawn, turn: Turn
) -> EngagementState:
    """Keep what became of it."""
    if isinstance(event, e.AllianceStatementIssued):
        return with_statement(state, event.statement, members=event.members, issued_on=turn.today)
    return with_statement(state, event.statement, withdrawn_on=turn.today)
