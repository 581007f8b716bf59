"""Consent of the State, and who takes part: its authorities as a number, stakeholders by their own acceptance."""

from models.engagement.pilot import commands as c
from models.engagement.pilot import events as e
from models.engagement.pilot.state import Participant, ParticipantStatus, PilotStage
from models.engagement.state import EngagementState
from models.event import Event
from rules.admission import refuse
from rules.engagement.pilot.part import check_invited, check_side, check_takes_part, part_of, with_part
from rules.engagement.turn import Turn

ASKED_AGAIN = frozenset({ParticipantStatus.DECLINED, ParticipantStatus.LEFT})
"""Who stands so may be invited anew."""


def consent(state: EngagementState, command: c.GiveConsent, turn: Turn) -> tuple[Event, ...]:
    """Begin, for the State."""
    del turn
    check_side(state, command)
    return (e.ConsentGiven(note=command.note),)


def withdraw_consent(state: EngagementState, command: c.WithdrawConsent, turn: Turn) -> tuple[Event, ...]:
    """End, for the State; invitations that wait lapse."""
    del turn
    check_side(state, command)
    return (*lapsing(state), e.ConsentWithdrawn(note=command.note))


def priorities(state: EngagementState, command: c.SetPriorities, turn: Turn) -> tuple[Event, ...]:
    """Set the State's priorities."""
    del turn
    check_side(state, command)
    return (e.PrioritiesSet(document=command.document),)


def authorities(state: EngagementState, command: c.CountAuthorities, turn: Turn) -> tuple[Event, ...]:
    """Say how many authorities take part."""
    del turn
    check_side(state, command)
    return (e.AuthoritiesCounted(authorities=command.authorities),)


def invite(state: EngagementState, command: c.InviteToPilot, turn: Turn) -> tuple[Event, ...]:
    """Invite stakeholders, for the State; one that has declined or left may be asked again."""
    del turn
    check_side(state, command)
    participants = part_of(state).participants
    asked = [each.stakeholder for each in command.accounts]
    for account in asked:
        known = participants.get(account)
        if asked.count(account) > 1 or (known is not None and known.status not in ASKED_AGAIN):
            refuse("already_invited", f"{account} has been invited, or is named twice.")
    return (e.PilotInvitationSent(accounts=command.accounts),)


def join(state: EngagementState, command: c.JoinPilot, turn: Turn) -> tuple[Event, ...]:
    """Accept one's own invitation."""
    del turn
    return (e.PilotJoined(stakeholder=check_invited(state, command.actor.person)),)


def decline(state: EngagementState, command: c.DeclinePilot, turn: Turn) -> tuple[Event, ...]:
    """Decline one's own invitation."""
    del turn
    return (e.PilotDeclined(stakeholder=check_invited(state, command.actor.person)),)


def leave(state: EngagementState, command: c.LeavePilot, turn: Turn) -> tuple[Event, ...]:
    """Take part no longer."""
    del turn
    return (e.PilotLeft(stakeholder=check_takes_part(state, command.actor.person)),)


def lapsing(state: EngagementState) -> tuple[Event, ...]:
    """What becomes of invitations that nobody has answered when the pilot ends."""
    waiting = part_of(state).invited
    return (e.PilotInvitationsLapsed(stakeholders=waiting),) if waiting else ()


def fold_consent(state: EngagementState, event: e.ConsentGiven | e.ConsentWithdrawn, turn: Turn) -> EngagementState:
    """Begin, or end."""
    if isinstance(event, e.ConsentGiven):
        return with_part(state, stage=PilotStage.UNDER_WAY, consent=event.note, consented_on=turn.today)
    return with_part(state, stage=PilotStage.CONSENT_WITHDRAWN, withdrawn_on=turn.today)


def fold_priorities(state: EngagementState, event: e.PrioritiesSet) -> EngagementState:
    """Keep the priorities."""
    return with_part(state, priorities=event.document)


def fold_authorities(state: EngagementState, event: e.AuthoritiesCounted) -> EngagementState:
    """Keep the number."""
    return with_part(state, authorities=event.authorities)


def fold_invited(state: EngagementState, event: e.PilotInvitationSent, turn: Turn) -> EngagementState:
    """Keep who was invited."""
    invited = {
        each.stakeholder: Participant(stakeholder=each.stakeholder, kind=each.kind, invited_on=turn.today)
        for each in event.accounts
    }
    return with_part(state, participants={**part_of(state).participants, **invited})


def fold_answer(state: EngagementState, event: e.PilotJoined | e.PilotDeclined, turn: Turn) -> EngagementState:
    """Keep the answer of one that was invited."""
    joined = isinstance(event, e.PilotJoined)
    status = ParticipantStatus.PARTICIPATING if joined else ParticipantStatus.DECLINED
    return _with_participant(state, event.stakeholder, status=status, answered_on=turn.today)


def fold_left(state: EngagementState, event: e.PilotLeft, turn: Turn) -> EngagementState:
    """Forget the agreement of one that has left: it is of no side any more."""
    state = _with_participant(state, event.stakeholder, status=ParticipantStatus.LEFT, left_on=turn.today)
    report = part_of(state).report
    if report is None or report.published_on is not None:
        return state
    agreed = {account: day for account, day in report.agreed.items() if account != event.stakeholder}
    return with_part(state, report=report.model_copy(update={"agreed": agreed}))


def fold_lapsed(state: EngagementState, event: e.PilotInvitationsLapsed) -> EngagementState:
    """Give invitations that nobody answered their outcome."""
    for account in event.stakeholders:
        state = _with_participant(state, account, status=ParticipantStatus.LAPSED)
    return state


def _with_participant(state: EngagementState, account: str, **update: object) -> EngagementState:
    participants = part_of(state).participants
    changed = participants[account].model_copy(update=update)
    return with_part(state, participants={**participants, account: changed})
