"""What people do without being asked: drafts, questions, addenda, meetings, changes among people and reviewers.

Each wish is one row of a table: who may have it, how often, at which stages it makes sense, and after how much of the
time that another duty takes. It is looked at again when its time has come.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from demo.plan import EXCUSED_AFTER, WITHHELD_AFTER, DemoPlan
from models.people import Role
from models.phase.stage import Stage
from models.status import Status

S = Stage


class Of(StrEnum):
    """Whose wish it is."""

    STATE_UNDER_REVIEW = "state under review"
    EACH_REVIEWER = "each reviewer"
    FIRST_REVIEWER = "first reviewer"
    EVERY_SIDE = "every side"


def _always(status: Status) -> bool:
    del status
    return True


def _no_feedback_yet(status: Status) -> bool:
    """Whether every reviewer still owes its feedback: then a questionnaire may be withdrawn."""
    owing = {each.owner.state for each in status.obligations if each.action == "submit_feedback"}
    return owing == {each.state for each in status.reviewers}


def _two_instruments(status: Status) -> bool:
    return len(status.instruments) > 1


@dataclass(frozen=True, slots=True)
class Wish:
    """One row."""

    action: str
    of: Of
    role: Role
    chance: float
    stages: frozenset[Stage]
    """The stages of the phase at which it is conceived, and at which it still makes sense."""
    part: float
    """When: this part of the time that `beside` takes the same side, after the stage was reached."""
    beside: str
    per_instrument: bool = False
    makes_sense: Callable[[Status], bool] = _always
    name: str = ""
    """What tells it from other wishes for the same action."""


_POINT, _EXPERT, _MISSION = Role.FOCAL_POINT, Role.EXPERT, Role.MISSION
_SUR, _RS, _FIRST, _EVERY = Of.STATE_UNDER_REVIEW, Of.EACH_REVIEWER, Of.FIRST_REVIEWER, Of.EVERY_SIDE
_ASSESSING, _REVIEWING, _TALKING = frozenset({S.SELF_ASSESSMENT}), frozenset({S.DESK_REVIEW}), frozenset({S.DIALOGUE})

# ruff: noqa: E501 - a row is read across, whatever its length
# fmt: off
WISHES: tuple[Wish, ...] = (
    Wish("set_working_language", _SUR, _POINT, 1, _ASSESSING, 0.05, "submit_questionnaire"),
    Wish("set_instrument_split", _FIRST, _POINT, 0.8, _ASSESSING, 0.1, "submit_feedback", makes_sense=_two_instruments),
    Wish("draft_questionnaire_section", _SUR, _EXPERT, 0.9, _ASSESSING, 0.6, "submit_questionnaire", per_instrument=True),
    Wish("receive_stakeholder_input", _SUR, _POINT, 0.4, _ASSESSING, 0.5, "submit_questionnaire"),
    Wish("register_technical_assistance_need", _SUR, _POINT, 0.4, _ASSESSING, 0.8, "submit_questionnaire"),
    Wish("replace_participant", _EVERY, _MISSION, 0.06, _ASSESSING | _REVIEWING, 0.7, "submit_questionnaire"),
    Wish("remove_participant", _EVERY, _MISSION, 0.1, _REVIEWING, 0.5, "submit_feedback"),
    Wish("withdraw_questionnaire", _SUR, _POINT, 0.06, _REVIEWING, 0.08, "submit_questionnaire", makes_sense=_no_feedback_yet),
    Wish("file_questionnaire_addendum", _SUR, _POINT, 0.25, _REVIEWING, 0.4, "submit_questionnaire"),
    Wish("request_clarification", _RS, _EXPERT, 0.6, _REVIEWING, 0.4, "submit_feedback"),
    Wish("request_clarification", _RS, _POINT, 0.2, _TALKING, 0.2, "conclude_dialogue", name="second"),
    Wish("hold_dialogue_meeting", _SUR, _POINT, 0.7, _TALKING, 0.5, "conclude_dialogue"),
    Wish("make_publication_choice", _SUR, _POINT, 0.5, frozenset({S.TRANSLATING}), 0.5, "make_publication_choice"),
)
# fmt: on
"""Chances and times are ours: no figure says how often a questionnaire is withdrawn."""


def conceived(status: Status) -> Iterator[tuple[Wish, str, str]]:
    """Yield every wish that somebody could conceive at the present stage, with the side and a label of its own."""
    for wish in WISHES:
        if status.stage not in wish.stages:
            continue
        for side in _sides(status, wish.of):
            base = ":".join(part for part in (wish.action, side, wish.name) if part)
            if wish.per_instrument:
                for track in status.tracks:
                    yield wish, side, f"{base}:{track.instrument}"
            else:
                yield wish, side, base


def wish_of(action: str, label: str) -> Wish | None:
    """Return the row behind a wish with this action and label, or None if it was planned and not conceived."""
    for wish in WISHES:
        if wish.action == action and (not wish.name or label.endswith(f":{wish.name}")):
            return wish
    return None


@dataclass(frozen=True, slots=True)
class Planned:
    """Something that the Secretariat does once in the demonstration, on a day of the plan."""

    action: str
    on: date
    makes_sense: Callable[[Status], bool]


def planned(plan: DemoPlan, status: Status) -> Iterator[Planned]:
    """Yield what the plan has in store for one workflow."""
    if status.kind != "phase":
        return
    if plan.excusal and plan.excusal.under_review == status.state and status.launch_date:
        yield Planned("excuse_reviewer", status.launch_date + EXCUSED_AFTER, _is_live)
    here = plan.withholding and (plan.withholding.state, plan.withholding.phase) == (status.state, status.phase)
    if here and status.effective_start:
        yield Planned("suspend_review", status.effective_start + WITHHELD_AFTER, _is_live)


def _is_live(status: Status) -> bool:
    return Stage(status.stage).is_live and status.suspended_on is None


def _sides(status: Status, of: Of) -> tuple[str, ...]:
    reviewers = tuple(each.state for each in status.reviewers)
    match of:
        case Of.STATE_UNDER_REVIEW:
            return (str(status.state),)
        case Of.EACH_REVIEWER:
            return reviewers
        case Of.FIRST_REVIEWER:
            return reviewers[:1]
        case Of.EVERY_SIDE:
            return (str(status.state), *reviewers)
