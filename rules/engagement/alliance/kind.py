"""A national alliance or a regional network as a kind of engagement (domain.md 7, [S40]; its steps are DESIGN).

Members act for themselves. Whoever convenes does what is common, and the civil society unit may do it too. A State is
linked to it only by its own agreement, and no statement names a State.
"""
# ruff: noqa: E501 - a row is read across, whatever its length

from collections.abc import Iterable

from models.engagement.alliance import commands as c
from models.engagement.alliance import events as e
from models.engagement.alliance.state import AllianceMember, AllianceState, LinkStatus
from models.engagement.alliance.state import AllianceStage as Stage
from models.engagement.state import EngagementState
from models.engagement.terms import AllianceTerms, EngagementKind
from models.event import Event
from models.naming import Reading
from models.notices import Addressed, Recipient, RecipientKind
from models.obligations import Obligation, Owner
from models.people import Role
from models.stakeholders import Applicant
from models.status import KeyDate
from rules.engagement.alliance import links, members, statements
from rules.engagement.alliance.members import FEWEST
from rules.engagement.alliance.part import part_of
from rules.engagement.due import SECRETARIAT, UNIT, due_by_lead, owed
from rules.engagement.kind import Kind, Row
from rules.engagement.turn import Turn

DECIDE_MEMBER = "decide_alliance_member"
"""Lead time and ladder of the decision on an application."""

_STAKEHOLDER = frozenset({Role.STAKEHOLDER})
_UNIT = frozenset({Role.CIVIL_SOCIETY_UNIT, Role.SECRETARIAT})
_ANYBODY = _STAKEHOLDER | _UNIT
"""A stakeholder for itself, the unit for one that writes to it; or the convener, whom the decision looks for."""
_STATE = frozenset({Role.FOCAL_POINT, Role.MISSION, Role.SECRETARIAT})

_ALL = frozenset(Stage)
_FORMING = frozenset({Stage.FORMING})
_ACTIVE = frozenset({Stage.ACTIVE})

# fmt: off
ROWS = (
    Row(c.ApplyToAlliance, _ANYBODY, _ALL, members.apply, e.AllianceApplied, "waits for the convener or the unit; the applicant has a receipt"),
    Row(c.WithdrawAllianceApplication, _ANYBODY, _ALL, members.withdraw, e.AllianceApplicationWithdrawn, "withdrawn"),
    Row(c.AcceptAllianceMember, _ANYBODY, _ALL, members.accept, e.AllianceMemberAccepted, "a member; stakeholders only as the convener"),
    Row(c.DeclineAllianceMember, _ANYBODY, _ALL, members.decline, e.AllianceMemberDeclined, "not taken in; the applicant is told why"),
    Row(c.FoundAlliance, _UNIT, _FORMING, members.found, e.AllianceFounded, "active, under its convener"),
    Row(c.NameConvener, _ANYBODY, _ACTIVE, members.name_convener, e.ConvenerNamed, "another member convenes"),
    Row(c.LeaveAlliance, _STAKEHOLDER, _ALL, members.leave, e.AllianceMemberLeft, "no member; statements that are open go on without it"),
    Row(c.DraftAllianceStatement, _ANYBODY, _ACTIVE, statements.draft, e.AllianceStatementDrafted, "before the members; refused if it names a State"),
    Row(c.JoinAllianceStatement, _STAKEHOLDER, _ACTIVE, statements.join, e.AllianceStatementJoined, "joined, until it is issued"),
    Row(c.StayAwayFromStatement, _STAKEHOLDER, _ACTIVE, statements.stay_away, e.AllianceStatementAvoided, "not joined"),
    Row(c.IssueAllianceStatement, _ANYBODY, _ACTIVE, statements.issue, e.AllianceStatementIssued, "public, with the numbers and without names"),
    Row(c.WithdrawAllianceStatement, _ANYBODY, _ACTIVE, statements.withdraw, e.AllianceStatementWithdrawn, "given up"),
    Row(c.RequestLink, _ANYBODY, _ACTIVE, links.request, e.LinkRequested, "waits for the State, without a date"),
    Row(c.AcceptLink, _STATE, _ACTIVE, links.accept, e.LinkAccepted, "linked to the State's focal point"),
    Row(c.DeclineLink, _STATE, _ACTIVE, links.decline, e.LinkDeclined, "not linked; the State is not asked again"),
    Row(c.EndLink, _STATE | _ANYBODY, _ACTIVE, links.end, e.LinkEnded, "not linked any more"),
)
# fmt: on


def fold(state: EngagementState, event: Event, turn: Turn) -> EngagementState:
    """Return the state after an event of an alliance."""
    match event:
        case e.AllianceApplied():
            return members.fold_applied(state, event)
        case e.AllianceApplicationWithdrawn() | e.AllianceMemberAccepted() | e.AllianceMemberDeclined():
            return members.fold_decided(state, event, turn)
        case e.AllianceFounded():
            return members.fold_founded(state, event, turn)
        case e.ConvenerNamed():
            return members.fold_convener(state, event)
        case e.AllianceMemberLeft():
            return members.fold_left(state, event, turn)
        case e.AllianceStatementDrafted():
            return statements.fold_drafted(state, event)
        case e.AllianceStatementJoined() | e.AllianceStatementAvoided():
            return statements.fold_choice(state, event)
        case e.AllianceStatementIssued() | e.AllianceStatementWithdrawn():
            return statements.fold_over(state, event, turn)
        case e.LinkRequested() | e.LinkAccepted() | e.LinkDeclined() | e.LinkEnded():
            return links.fold_link(state, event, turn)
        case _:
            return state


def obligations(state: EngagementState) -> tuple[Obligation, ...]:
    """Return whose move it is: of applicants the unit's, of a link the State's, which has no date for it."""
    part = part_of(state)
    standing = [_application(state, each) for each in part.applied]
    if part.stage is Stage.FORMING and len(part.standing) >= FEWEST:
        standing.append(owed(state, "found_alliance", UNIT))
    if part.stage is Stage.ACTIVE and part.standing and part.convener is None:
        standing.append(owed(state, "name_convener", UNIT))
    if part.stage is Stage.ACTIVE and not part.standing and not part.applied:
        standing.append(owed(state, "close_engagement", SECRETARIAT))
    standing += [
        owed(
            state,
            "accept_link",
            Owner(role=Role.FOCAL_POINT, state=link.state),
            duty="answer_link",
            subject=link.state,
            since=link.requested_on,
        )
        for link in part.links.values()
        if link.status is LinkStatus.REQUESTED
    ]
    return tuple(standing)


def addressed(state: EngagementState, event: Event) -> tuple[Addressed, ...]:
    """Whom an event concerns: the applicant, and all members of what they have in common."""
    part = part_of(state)
    match event:
        case e.AllianceApplied():
            return _to((event.member,))
        case e.AllianceMemberAccepted() | e.AllianceMemberDeclined() | e.AllianceApplicationWithdrawn():
            return _to((part.members[event.member],))
        case e.AllianceFounded() | e.AllianceStatementDrafted() | e.AllianceStatementIssued():
            return _to(part.standing)
        case e.ConvenerNamed():
            return _to((part.members[event.member],))
        case e.LinkAccepted() | e.LinkDeclined() | e.LinkEnded() if part.convener is not None:
            return _to((part.members[part.convener],))
        case _:
            return ()


def _application(state: EngagementState, member: AllianceMember) -> Obligation:
    due = due_by_lead(state, DECIDE_MEMBER, since=member.applied_on, event=f"{member.id} has applied")
    return owed(
        state,
        "accept_alliance_member",
        UNIT,
        duty=DECIDE_MEMBER,
        subject=member.id,
        since=member.applied_on,
        due=due,
    )


def _to(told: Iterable[AllianceMember]) -> tuple[Addressed, ...]:
    return tuple(
        Addressed(
            recipient=Recipient(kind=RecipientKind.STAKEHOLDER, id=each.applicant.stakeholder),
            told={
                "receipt": each.receipt,
                "status": each.status.value,
                **({"reason": each.reason.value} if each.reason else {}),
            },
        )
        for each in told
    )


def _first(terms: AllianceTerms) -> AllianceState:
    del terms
    return AllianceState()


def _dates(state: EngagementState) -> tuple[KeyDate, ...]:
    part = part_of(state)
    days = [("founded", part.founded_on)]
    days += [(f"statement {each.id}", each.issued_on) for each in part.statements.values()]
    return tuple(KeyDate(name=name, date=day) for name, day in days if day is not None)


def _counts(state: EngagementState) -> dict[str, int]:
    part = part_of(state)
    return {
        "members": len(part.standing),
        "applied": len(part.applied),
        "statements_open": len(part.open_statements),
        "statements_issued": sum(each.issued_on is not None for each in part.statements.values()),
        "links": sum(each.status is LinkStatus.LINKED for each in part.links.values()),
    }


def _applicants(event: Event) -> tuple[Applicant, ...]:
    return (event.member.applicant,) if isinstance(event, e.AllianceApplied) else ()


def _readings(_state: EngagementState, event: Event) -> tuple[Reading, ...]:
    """A statement speaks of no State's situation: read when it is drafted, so that nobody joins what cannot be issued."""
    if not isinstance(event, e.AllianceStatementDrafted):
        return ()
    return (Reading(documents=(event.statement.document,), has_override=False),)


ALLIANCE = Kind(
    kind=EngagementKind.ALLIANCE,
    rows=ROWS,
    stages=Stage,
    first=_first,
    fold=fold,
    stage=lambda state: part_of(state).stage,
    obligations=obligations,
    dates=_dates,
    counts=_counts,
    closing=members.closing,
    applicants=_applicants,
    readings=_readings,
    addressed=addressed,
    is_settled=lambda state, account: part_of(state).of(account) is None,
)
