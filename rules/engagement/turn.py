"""When an act is done, and whose it is: what the decisions of every kind of engagement ask."""

from dataclasses import dataclass
from datetime import date, datetime

from models.command import Command
from models.people import Role
from rules.admission import refuse
from rules.calendar.vienna import vienna_day


@dataclass(frozen=True, slots=True)
class Turn:
    """One moment: `now` is a calendar instant (UTC), `today` its day in Vienna."""

    today: date
    now: datetime

    @classmethod
    def at(cls, now: datetime) -> "Turn":
        """The turn at the calendar instant `now`."""
        return cls(today=vienna_day(now), now=now)


OF_A_STATE = frozenset({Role.FOCAL_POINT, Role.MISSION})
"""Roles that act for one State; the Secretariat enters notes and papers for all."""


def check_own_state(command: Command, iso3: str) -> None:
    """Refuse what a focal point or a mission does in another State's engagement."""
    if command.actor.role in OF_A_STATE and command.actor.state != iso3:
        refuse("not_your_act", f"{command.name} is for the side of {iso3} here; you act for {command.actor.state}.")


def check_own_account(command: Command, stakeholder: str, *, code: str = "not_your_application") -> None:
    """Refuse what a stakeholder does with what belongs to another account."""
    if command.actor.role is Role.STAKEHOLDER and command.actor.person != stakeholder:
        refuse(code, f"{command.name}: a stakeholder acts for its own account only, and this is another's.")


def check_not_to_come(turn: Turn, day: date) -> None:
    """Refuse to report what has not happened yet."""
    if day > turn.today:
        refuse("date_in_future", f"{day} is still to come; today is {turn.today}.")


def check_not_past(turn: Turn, day: date) -> None:
    """Refuse to announce what has passed."""
    if day < turn.today:
        refuse("date_in_past", f"{day} has passed; today is {turn.today}.")
