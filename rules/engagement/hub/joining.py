"""Joining a hub: code of conduct, application, verification, decision; and leaving it (domain.md 7.2, DESIGN)."""

from datetime import date

from models.command import Command
from models.engagement.hub import commands as c
from models.engagement.hub import events as e
from models.engagement.hub.member import DECLINING, MEMBERS, PENDING, MemberStatus
from models.engagement.hub.state import HubStage
from models.engagement.state import EngagementState
from models.event import Event
from models.stakeholders import ELIGIBLE_KINDS, receipt_of
from rules.admission import refuse
from rules.calendar.due import due_date
from rules.engagement.hub.standing import check_accepted, check_standing, hub_of, known, own
from rules.engagement.turn import Turn, check_own_account

RENEWAL = "hub_renewal"
"""Key of the lead time of a membership's year."""

UNVERIFIED = frozenset({MemberStatus.APPLIED, MemberStatus.INCOMPLETE})


def precondition(state: EngagementState, command: Command) -> None:
    """Say of an application that comes too early what is missing, and not that the stage is wrong."""
    if isinstance(command, c.ApplyForMembership) and hub_of(state).stage is HubStage.PREPARING:
        refuse("no_code_of_conduct", "no code of conduct has been published yet: apply when there is one to accept.")


def publish(state: EngagementState, command: c.PublishCodeOfConduct, turn: Turn) -> tuple[Event, ...]:
    """Publish the next version."""
    del turn
    return (e.CodeOfConductPublished(version=hub_of(state).version + 1, document=command.document),)


def apply(state: EngagementState, command: c.ApplyForMembership, turn: Turn) -> tuple[Event, ...]:
    """Take an application of one that is no member; who left, lapsed or was declined may apply again."""
    del turn
    hub, applicant = hub_of(state), command.applicant
    check_own_account(command, applicant.stakeholder)
    if applicant.kind not in ELIGIBLE_KINDS:
        allowed = ", ".join(ELIGIBLE_KINDS)
        refuse("kind_not_eligible", f"organisations of the kind {applicant.kind} cannot apply; it is for {allowed}.")
    before = hub.members.get(applicant.stakeholder)
    if before is not None:
        if before.is_pending:
            refuse("already_applied", f"{before.id} has applied on {before.applied_on}: its application is looked at.")
        if before.is_in:
            refuse("already_a_member", f"{before.id} is a member: renew the membership when it is due.")
        if before.status is MemberStatus.EXPELLED:
            refuse("expelled", f"{before.id} was expelled on {before.ended_on}, and cannot apply again.")
    check_accepted(hub, command.accepts)
    applied = e.MembershipApplied(
        applicant=applicant,
        receipt=receipt_of(state.workflow_id, command.command_id),
        code=command.accepts,
        document=command.document,
    )
    return (applied,)


def accept_code(state: EngagementState, command: c.AcceptCodeOfConduct, turn: Turn) -> tuple[Event, ...]:
    """Accept a newer version, as an applicant or as a member."""
    del turn
    hub = hub_of(state)
    member = own(hub, command, command.member)
    check_standing(member, command, PENDING | MEMBERS)
    check_accepted(hub, command.accepts)
    if member.code == command.accepts:
        refuse("accepted_already", f"{member.id} has accepted version {member.code} of the code of conduct.")
    return (e.CodeOfConductAccepted(member=member.id, code=command.accepts),)


def request_papers(state: EngagementState, command: c.RequestPapers, turn: Turn) -> tuple[Event, ...]:
    """Ask for more papers, as long as the organisation is not verified."""
    del turn
    member = known(hub_of(state), command.member)
    check_standing(member, command, UNVERIFIED)
    return (e.PapersRequested(member=member.id, papers=command.papers),)


def hand_in_papers(state: EngagementState, command: c.HandInPapers, turn: Turn) -> tuple[Event, ...]:
    """Take a paper, asked for or not, as long as the organisation is not verified."""
    del turn
    member = own(hub_of(state), command, command.member)
    check_standing(member, command, UNVERIFIED)
    receipt = receipt_of(state.workflow_id, command.command_id)
    return (e.PapersHandedIn(member=member.id, document=command.document, receipt=receipt),)


def verify(state: EngagementState, command: c.VerifyOrganisation, turn: Turn) -> tuple[Event, ...]:
    """Record that the organisation is what it says it is; by some document, handed in or found."""
    del turn
    member = known(hub_of(state), command.member)
    check_standing(member, command, UNVERIFIED)
    if not member.papers and command.document is None:
        refuse("nothing_to_verify_by", f"{member.id} has handed in nothing: ask for papers, or name what was found.")
    return (e.OrganisationVerified(member=member.id, document=command.document),)


def approve(state: EngagementState, command: c.ApproveMembership, turn: Turn) -> tuple[Event, ...]:
    """Make a verified organisation a member that has accepted the code of conduct in force."""
    hub = hub_of(state)
    member = known(hub, command.member)
    if member.status in UNVERIFIED:
        refuse("not_verified", f"verify {member.id} first: it stands at {member.status}.")
    check_standing(member, command, frozenset({MemberStatus.VERIFIED}))
    if member.code != hub.version:
        refuse(
            "code_outdated",
            f"{member.id} has accepted version {member.code} of the code of conduct; it has to accept {hub.version}.",
        )
    return (e.MembershipApproved(member=member.id, code=member.code, renew_by=year_end(state, turn.today)),)


def decline(state: EngagementState, command: c.DeclineMembership, turn: Turn) -> tuple[Event, ...]:
    """Decline an application with a reason of its own."""
    del turn
    member = known(hub_of(state), command.member)
    check_standing(member, command, PENDING)
    if command.reason not in DECLINING:
        reasons = ", ".join(sorted(DECLINING))
        refuse("reason_does_not_fit", f"{command.reason} is no reason to decline an application; there are {reasons}.")
    return (e.MembershipDeclined(member=member.id, reason=command.reason, note=command.note),)


def withdraw(state: EngagementState, command: c.WithdrawMembership, turn: Turn) -> tuple[Event, ...]:
    """Take an application back, or leave."""
    del turn
    member = own(hub_of(state), command, command.member)
    check_standing(member, command, PENDING | MEMBERS)
    return (e.MembershipWithdrawn(member=member.id),)


def year_end(state: EngagementState, since: date) -> date | None:
    """Return the last day of a membership's year; None if the rules of the cycle name none."""
    if RENEWAL not in state.procedure.lead_times:
        return None
    return due_date(state.procedure, RENEWAL, since=since, event="the year of the membership begins").date
