"""When an act is done, by whom, and on which application: what every decision of a dialogue asks first."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NoReturn

from models.command import Command
from models.dialogue.application import Application, ApplicationStatus
from models.dialogue.state import DialogueStage, DialogueState
from models.people import Actor, Role
from rules.admission import refuse
from rules.calendar.vienna import vienna_day

LET_IN = frozenset({ApplicationStatus.APPROVED, ApplicationStatus.INVITED, ApplicationStatus.REGISTERED})
"""Those who were let in and have a place still; whether they came is known when the dialogue is closed."""

EXPECTED = LET_IN - {ApplicationStatus.APPROVED}
"""Those who were invited."""


@dataclass(frozen=True, slots=True)
class Turn:
    """`now` is the calendar instant (UTC), `today` the day in Vienna."""

    today: date
    now: datetime

    @classmethod
    def at(cls, now: datetime) -> "Turn":
        """The turn at the calendar instant `now`."""
        return cls(today=vienna_day(now), now=now)


def application(state: DialogueState, key: str) -> Application:
    """Return an application; refuse an id that is none."""
    found = state.applications.get(key)
    if found is None:
        refuse("unknown_application", f"{key!r} is no application to this dialogue; its ids read a-1, a-2 and so on.")
    return found


def is_over_for(state: DialogueState, key: str) -> bool:
    """Whether an application has an outcome that its applicant knows.

    What screening found is told when the list is out. Until then it can be put right, and whatever else happens to the
    application, a withdrawal or the end of the dialogue, is told instead.
    """
    found = state.applications[key]
    is_told = found.status is not ApplicationStatus.INELIGIBLE or state.stage is not DialogueStage.SCREENING
    return found.has_outcome and is_told


def own_application(state: DialogueState, actor: Actor, key: str) -> Application:
    """Return an application; refuse one that is another stakeholder's."""
    found = application(state, key)
    check_own(actor, found.applicant.stakeholder)
    return found


def check_own(actor: Actor, stakeholder: str) -> None:
    """Refuse what a stakeholder does for another; the Secretariat and its unit enter acts of all."""
    if actor.role is Role.STAKEHOLDER and actor.person != stakeholder:
        refuse("not_your_application", "a stakeholder acts on its own application only: sign in with its account.")


def check_each_once(keys: Iterable[str]) -> None:
    """Refuse an act that names an application twice."""
    twice = sorted(key for key, count in Counter(keys).items() if count > 1)
    if twice:
        refuse("application_twice", f"named more than once: {', '.join(twice)}; name each application once.")


def check_not_past(day: date, turn: Turn, *, what: str) -> None:
    """Refuse a day that is over."""
    if day < turn.today:
        refuse("date_past", f"{what} {day} is past; today is {turn.today} in Vienna: give a later day.")


def check_not_to_come(day: date, turn: Turn, *, what: str) -> None:
    """Refuse what is said to have happened on a day that is still to come."""
    if day > turn.today:
        refuse(
            "date_in_future", f"{what} {day} is still to come; today is {turn.today}: enter it when it has happened."
        )


def refuse_stage(state: DialogueState, command: type[Command], stages: Collection[DialogueStage]) -> NoReturn:
    """Refuse an act at a stage that is not the one it is done at."""
    allowed = " or ".join(each for each in DialogueStage if each in stages)
    refuse("wrong_stage", f"{command.name} can be done in {allowed}; {state.workflow_id} stands at {state.stage}.")


def with_applications(state: DialogueState, keys: Iterable[str], **update: Any) -> DialogueState:
    """Return the state with the same change made to some applications."""
    applications = dict(state.applications)
    for key in keys:
        applications[key] = applications[key].model_copy(update=update)
    return state.model_copy(update={"applications": applications})
