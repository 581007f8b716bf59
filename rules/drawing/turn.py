"""When an act is done: the calendar's day, and the instant on the wall that beacons go by."""

from dataclasses import dataclass
from datetime import date, datetime

from models.clock import SECONDS_A_DAY
from models.command import Command
from models.drawing.state import DrawingState
from models.people import Role
from rules.admission import refuse
from rules.calendar.vienna import vienna_day


@dataclass(frozen=True, slots=True)
class Turn:
    """`today` by the cycle's calendar in Vienna; `real` is the instant in the world, UTC."""

    today: date
    real: datetime

    @classmethod
    def of(cls, state: DrawingState, now: datetime) -> "Turn":
        """The turn at the calendar instant `now`."""
        return cls(today=vienna_day(now), real=state.clock.real(now))


REHEARSED = 2
"""How many times as fast as the world a rehearsal's calendar is at least: no review could be held by it."""


def is_rehearsal(state: DrawingState) -> bool:
    """Whether the calendar is a rehearsal's. One that is a second a day too fast is none: nobody gives its seed."""
    return state.clock.day_seconds * REHEARSED <= SECONDS_A_DAY


def check_own_act(command: Command, iso3: str) -> None:
    """Refuse what a mission does for another State; the Secretariat enters notes of all."""
    if command.actor.role is Role.MISSION and command.actor.state != iso3:
        refuse("not_your_act", f"{command.name} for {iso3} is for the mission of {iso3}, or the Secretariat.")


def check_party(state: DrawingState, iso3: str) -> None:
    """Refuse a State that is not in the register."""
    row = state.party(iso3)
    if row is None or not row.instruments:
        refuse("unknown_state", f"{iso3} is no party in the register of this drawing.")
