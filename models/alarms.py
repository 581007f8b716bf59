"""Alarms: who cannot be reached, and the one thing that the Secretariat has to do about it.

An alarm is a reading of what is recorded, never a fact of its own: it is gone when what it says is no longer so.
"""

from datetime import date
from enum import StrEnum

from pydantic import Field

from models.people import Role
from models.value import Value


class AlarmKind(StrEnum):
    """What is wrong, the gravest first: alarms are listed in this order."""

    NO_CONTACT = "no_contact"
    """A State in a review that runs has no confirmed focal point and no alternate: nobody answers for it."""
    VACANT_DUTY = "vacant_duty"
    """Something is owed by a role that nobody holds; an alternate is asked meanwhile."""
    UNREACHABLE = "unreachable"
    """An address does not take mail."""
    INVITATION_EXPIRED = "invitation_expired"
    """Somebody was invited and has not come in time."""
    UNADDRESSED = "unaddressed"
    """Notices wait for somebody whose address nobody has registered."""


class AlarmAction(StrEnum):
    """The one thing to do."""

    ASK_MISSION_TO_NAME = "ask_mission_to_name"
    CONFIRM_PARTICIPANT = "confirm_participant"
    ASK_MISSION_FOR_ADDRESS = "ask_mission_for_address"
    CORRECT_MISSION = "correct_mission"
    CORRECT_DESK = "correct_desk"
    CORRECT_ACCOUNT = "correct_account"
    CORRECT_STAFF = "correct_staff"
    INVITE_AGAIN = "invite_again"
    REGISTER_MISSION = "register_mission"
    REGISTER_DESK = "register_desk"


class Alarm(Value):
    """One line of "Who cannot be reached". No name and no e-mail address stands in it."""

    kind: AlarmKind
    state: str | None = Field(default=None, description="ISO3 code; none for a desk or a stakeholder")
    recipient: str = Field(default="", description="such as person:p-12; empty if it is about a State as a whole")
    role: Role | None = Field(default=None, description="the role that is vacant, or that the person holds")
    since: date = Field(description="calendar day of the cycle")
    streams: tuple[str, ...] = Field(default=(), description="the reviews that it is about")
    actions: tuple[str, ...] = Field(default=(), description="commands that wait because of it")
    waiting: int = Field(default=0, description="notices that wait, or that went to somebody else")
    answer: str = Field(default="", description="what the refusing server said last")
    do: AlarmAction
    asked_instead: str = Field(default="", description="who is asked meanwhile, such as mission:FRA; empty for nobody")
