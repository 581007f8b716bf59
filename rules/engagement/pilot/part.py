"""Reading and replacing the part of an engagement that is a pilot, and what its acts ask first."""

from typing import Any

from models.command import Command
from models.engagement.commands import CloseEngagement
from models.engagement.pilot.commands import GiveConsent
from models.engagement.pilot.state import Action, ParticipantStatus, PilotStage, PilotState, Workshop, WorkshopStatus
from models.engagement.state import EngagementState
from models.engagement.terms import PilotTerms
from rules.admission import refuse
from rules.engagement.turn import check_own_state


def part_of(state: EngagementState) -> PilotState:
    """Return the pilot's own part."""
    assert state.pilot is not None  # noqa: S101 - the table admits its commands for this kind alone
    return state.pilot


def state_of(state: EngagementState) -> str:
    """Return the ISO3 of the State whose pilot it is."""
    assert isinstance(state.terms, PilotTerms)  # noqa: S101 - as above
    return state.terms.state


def with_part(state: EngagementState, **update: Any) -> EngagementState:
    """Return the state with changes to the pilot's own part."""
    return state.model_copy(update={"pilot": part_of(state).model_copy(update=update)})


def check_side(state: EngagementState, command: Command) -> None:
    """Refuse focal points and missions of other States."""
    check_own_state(command, state_of(state))


def check_consent(state: EngagementState, command: Command) -> None:
    """Refuse everything but the consent itself, and the end, before the State has consented."""
    if part_of(state).stage is PilotStage.AWAITING_CONSENT and not isinstance(command, GiveConsent | CloseEngagement):
        refuse(
            "no_consent",
            f"{state_of(state)} has not consented to this pilot: its mission does so by note verbale, before all else.",
        )


def checked_workshop(state: EngagementState, name: str) -> Workshop:
    """Return a workshop that is still to be held, or refuse."""
    workshop = part_of(state).workshops.get(name)
    if workshop is None:
        refuse("unknown_workshop", f"there is no workshop {name!r} in {state.workflow_id}.")
    if workshop.status is not WorkshopStatus.PLANNED:
        refuse("workshop_over", f"{name} was {workshop.status}; plan another one.")
    return workshop


def checked_action(state: EngagementState, number: int) -> Action:
    """Return an action that is still to be done, or refuse."""
    actions = part_of(state).actions
    if number > len(actions):
        refuse("unknown_action", f"the list has {len(actions)} actions; there is no number {number}.")
    action = actions[number - 1]
    if not action.is_open:
        over = f"done on {action.done_on}" if action.done_on else f"dropped on {action.dropped_on}"
        refuse("action_over", f"action {number} was {over}.")
    return action


def check_takes_part(state: EngagementState, account: str | None) -> str:
    """Return the account if it takes part now, or refuse."""
    if account is None or account not in part_of(state).participating:
        refuse("not_a_participant", "this account takes no part in the pilot; who is invited accepts first.")
    return account


def check_invited(state: EngagementState, account: str | None) -> str:
    """Return the account if its invitation waits for an answer, or refuse."""
    participant = part_of(state).participants.get(account or "")
    if account is None or participant is None:
        refuse("not_invited", "the State has not invited this account to its pilot.")
    if participant.status is not ParticipantStatus.INVITED:
        refuse("already_answered", f"the invitation was answered: this account is {participant.status}.")
    return account
