"""When an act is done, and what days follow from those of the Conference."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.command import Command
from models.conference.state import ConferenceState
from models.dialogue.commands import CountryOverride
from models.ids import conference_id
from models.people import Actor, Role
from models.stakeholders import receipt_of
from rules.admission import refuse
from rules.calendar.due import lead_end
from rules.calendar.vienna import vienna_day

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Turn:
    """`now` is a calendar instant, `today` its day in Vienna; `receipt` is that of what the act brings in."""

    actor: Actor
    now: datetime
    today: date
    receipt: str

    @classmethod
    def of(cls, state: ConferenceState, command: Command, now: datetime) -> "Turn":
        """The turn at the calendar instant `now`."""
        stream = conference_id(state.cycle, state.number)
        return cls(actor=command.actor, now=now, today=vienna_day(now), receipt=receipt_of(stream, command.command_id))


def cut_off_of(state: ConferenceState) -> date | None:
    """The last day of the period: as it was set, or the lead time before the Conference; None without either."""
    if state.cut_off is not None:
        return state.cut_off
    lead = state.procedure.lead_times.get("conference_cut_off")
    return lead_end(lead, state.starts) if lead else None


def last_list_day(state: ConferenceState) -> date:
    """The last day on which a list of applicants can be circulated: at least thirty days before (CONFIRMED [S7])."""
    lead = state.procedure.lead_times.get("rule17_list")
    return lead_end(lead, state.starts) if lead else state.starts - DAY


def check_own_state(command: Command, iso3: str) -> None:
    """Refuse what a mission, or a member of the Bureau, does for another State; the Secretariat enters notes of all."""
    if command.actor.role in {Role.MISSION, Role.EXTENDED_BUREAU} and command.actor.state != iso3:
        refuse("not_your_act", f"{command.name} for {iso3} is for the mission of {iso3}, or the Secretariat.")


def names_of(override: CountryOverride | None) -> tuple[str, ...]:
    """The States that an override lets a text name, in the order of their codes."""
    return tuple(sorted(set(override.states))) if override else ()
