"""Who does what is owed beside the reviews: the Secretariat, the unit, the Bureau and the chairs, year after year.

They try, and try again a week later: a window runs, a session has not begun, the next one has no dates yet.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from models.command import Command
from models.conference import commands as conf
from models.conference.state import ConferenceState, ReviewFigures
from models.cycle import commands as cyc
from models.dialogue import commands as c
from models.dialogue.application import ApplicationStatus
from models.dialogue.state import DialogueState
from models.directive import Relay
from models.errors import RuleViolation
from models.obligations import Obligation
from models.people import SECRETARIAT, SYSTEM, Actor
from models.phase.commands import Delivery
from models.register import Language
from models.tasks import COMPILE_REVIEW
from rules.aggregate import Aggregate
from rules.conference.aggregate import CONFERENCE
from rules.cycle.aggregate import REVIEW_CYCLE
from rules.dialogue.aggregate import CONSTRUCTIVE_DIALOGUE
from tests.build import document
from tests.rules.dialogue.build import BUREAU, CHAIR, UNIT, applicant, stakeholder
from tests.simulation.house import House

WEEK = timedelta(days=7)

Deed = tuple[type[Command], Actor, dict[str, Any]]


def beside(house: House, workflow_id: str, duty: Obligation) -> None:
    """Do what is owed, or try again in a week."""
    kind = workflow_id.partition("/")[0]
    command, actor, fields = DEEDS[kind](house, workflow_id, duty)
    try:
        house.act(workflow_id, command, actor, **fields)
    except RuleViolation:
        house.plan(house.today + WEEK, lambda: _again(house, workflow_id, duty.key))
        return
    if command is c.OpenCall:
        for number in range(1, 4):
            house.plan(house.today + timedelta(days=number), lambda number=number: _apply(house, workflow_id, number))
    _answer(house)


def _again(house: House, workflow_id: str, key: str) -> None:
    duty = next((duty for duty in house.duties(workflow_id) if duty.key == key), None)
    if duty is not None:
        beside(house, workflow_id, duty)


def _apply(house: House, workflow_id: str, number: int) -> None:
    house.act(workflow_id, c.SubmitApplication, stakeholder(number), applicant=applicant(number))


def _answer(house: House) -> None:
    """The program that counts answers the day after it was asked."""
    while house.works:
        workflow_id, work = house.works.pop()
        assert work.activity == COMPILE_REVIEW
        number = work.payload["number"]
        told = conf.RecordCompilation(
            actor=SYSTEM,
            command_id=f"{workflow_id}/{number}",
            number=number,
            data=document("tables"),
            draft=document("draft"),
            figures=ReviewFigures(),
        )
        relay = Relay(workflow_id=workflow_id, command=told.name, payload=told.model_dump(mode="json"))
        house.plan(house.today + timedelta(days=1), lambda relay=relay: house.relay(relay))


def _in_cycle(house: House, workflow_id: str, duty: Obligation) -> Deed:
    del house, workflow_id
    fields: dict[str, dict[str, Any]] = {
        "issue_session_file": {"session": duty.subject, "document": document("file"), "lists": 2},
        "plan_dialogue": {"session": duty.subject},
        "plan_conference": {"number": duty.subject},
    }
    return _named(REVIEW_CYCLE, duty.action), SECRETARIAT, fields[duty.action]


def _in_dialogue(house: House, workflow_id: str, duty: Obligation) -> Deed:
    state: DialogueState = house.streams[workflow_id].state
    waiting = [key for key, each in state.applications.items() if each.status is ApplicationStatus.SUBMITTED]
    fields: dict[str, dict[str, Any]] = {
        "open_call": {"closes_on": max(state.day - timedelta(days=68), house.today + WEEK)},
        "screen_applications": {
            "screenings": tuple(c.Screening(application=key, is_eligible=True) for key in waiting),
        },
        "circulate_list": {"window_ends": house.today + timedelta(days=14)},
        "send_invitations": {"reply_by": max(state.day, house.today)},
        "publish_programme": {"document": document("programme"), "topics": ("tracing",)},
        "adopt_report": {"on": state.session.ends},
        "close_dialogue": {"attended": tuple(state.applications)},
        "draft_summary": {"document": document("summary")},
    }
    actors = {"open_call": UNIT, "screen_applications": UNIT, "approve_applications": BUREAU, "approve_summary": CHAIR}
    return _named(CONSTRUCTIVE_DIALOGUE, duty.action), actors.get(duty.action, SECRETARIAT), fields.get(duty.action, {})


def _in_conference(house: House, workflow_id: str, duty: Obligation) -> Deed:
    state: ConferenceState = house.streams[workflow_id].state
    fields: dict[str, dict[str, Any]] = {
        "issue_report": {"symbol": f"CTOC/COP/{state.starts.year}/2"},
        "consider_report": {"on": state.starts},
    }
    if duty.action == "deliver_translation":
        delivery = Delivery(language=Language(duty.subject), document=document(f"report-{duty.subject}"))
        return conf.DeliverTranslation, SECRETARIAT, {"deliveries": (delivery,)}
    return _named(CONFERENCE, duty.action), SECRETARIAT, fields.get(duty.action, {})


DEEDS: dict[str, Callable[[House, str, Obligation], Deed]] = {
    "cycle": _in_cycle,
    "dialogue": _in_dialogue,
    "conference": _in_conference,
}


def _named(aggregate: Aggregate[Any], action: str) -> type[Command]:
    """The command of this name."""
    return next(each for each in aggregate.commands if each.name == action)


def fix(house: House, root: str, group: str, starts: date, *others: str) -> None:
    """Fix a session of two days."""
    ends = starts + timedelta(days=1)
    days: dict[str, Any] = {"year": starts.year, "starts": starts, "ends": ends}
    house.act(root, cyc.FixSession, working_groups=(group, *others), **days)
