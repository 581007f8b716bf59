"""A hub within its engagement: reading its part, finding a member, and putting a changed part back."""

from typing import Any

from models.command import Command
from models.engagement.hub.member import Member, MemberStatus
from models.engagement.hub.state import HubState
from models.engagement.state import EngagementState
from models.people import Role
from rules.admission import refuse
from rules.engagement.turn import check_own_account

UNIT = frozenset({Role.CIVIL_SOCIETY_UNIT, Role.SECRETARIAT})
"""Who runs a hub; the Secretariat may do whatever its unit may."""
ORGANISATIONS = frozenset({Role.STAKEHOLDER, *UNIT})
"""Who does what is an organisation's: itself, or the unit by a letter of theirs."""


def hub_of(state: EngagementState) -> HubState:
    """Return the part of an engagement that is a hub's."""
    if state.hub is None:
        message = f"{state.workflow_id} is no hub"
        raise TypeError(message)
    return state.hub


def with_hub(state: EngagementState, hub: HubState) -> EngagementState:
    """Return the engagement with this hub."""
    return state.model_copy(update={"hub": hub})


def changed(member: Member, **update: Any) -> Member:
    """Return a member with these fields changed."""
    return member.model_copy(update=update)


def known(hub: HubState, member: str) -> Member:
    """Return a member, or one that was or wants to be, or refuse."""
    found = hub.members.get(member)
    if found is None:
        refuse("unknown_member", f"{member} is not a member of this hub, and has not applied.")
    return found


def own(hub: HubState, command: Command, member: str) -> Member:
    """Return a member that whoever acts may act on, or refuse."""
    check_own_account(command, member)
    return known(hub, member)


def check_standing(member: Member, command: Command, statuses: frozenset[MemberStatus]) -> None:
    """Refuse an act that an organisation is not at the right place for."""
    if member.status not in statuses:
        allowed = " or ".join(each for each in MemberStatus if each in statuses)
        refuse("wrong_standing", f"{command.name} is for one that is {allowed}; {member.id} is {member.status}.")


def check_accepted(hub: HubState, accepts: int) -> None:
    """Refuse what needs the version of the code of conduct in force, and does not accept it."""
    if not accepts:
        refuse(
            "code_not_accepted",
            f"read the code of conduct and say that you accept its version {hub.version}: nobody is a member without.",
        )
    if accepts != hub.version:
        refuse(
            "code_outdated", f"version {hub.version} of the code of conduct is in force, not {accepts}: accept that."
        )
