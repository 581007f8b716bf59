"""The table of a dialogue is its admission: who may do what, and when."""

from typing import Any

import pytest

from models.dialogue import commands as c
from models.dialogue.events import CdScheduled
from models.dialogue.state import DialogueStage
from models.errors import RuleViolation
from models.people import Role
from models.policy_change import ApplyPolicy, PolicyChange, WithdrawPolicy
from rules.dialogue.table import OVER, ROWS, TABLE, Transition
from tests.build import document
from tests.rules.dialogue.build import (
    CIRCULATED,
    CLOSES,
    DAY,
    NEXT,
    PLANNED,
    SESSION,
    WINDOW_ENDS,
    actor,
    applicant,
    at,
)

FIELDS: dict[type[Any], dict[str, Any]] = {
    c.MoveSession: {"session": SESSION, "next_session": NEXT},
    c.MoveDialogue: {"day": DAY},
    c.OpenCall: {"closes_on": CLOSES},
    c.ExtendCall: {"closes_on": CLOSES},
    c.SubmitApplication: {"applicant": applicant(1)},
    c.AmendApplication: {"application": "a-1"},
    c.WithdrawApplication: {"application": "a-1"},
    c.ScreenApplications: {"screenings": (c.Screening(application="a-1", is_eligible=True),)},
    c.CirculateList: {"window_ends": WINDOW_ENDS},
    c.RaiseObjection: {"application": "a-1", "state": "FRA"},
    c.WithdrawObjection: {"application": "a-1", "state": "FRA"},
    c.DeclineApplications: {"applications": ("a-1",)},
    c.DecideDispute: {"application": "a-1", "is_approved": True},
    c.SendInvitations: {"reply_by": DAY},
    c.ConfirmRegistration: {"application": "a-1", "mode": "on_line"},
    c.DecideTravelSupport: {"decisions": (c.TravelDecision(application="a-1", is_funded=True),)},
    c.PublishProgramme: {"document": document("programme"), "topics": ("tracing",)},
    c.HoldPreparationDay: {"on": PLANNED},
    c.AdoptReport: {"on": CIRCULATED},
    c.LogIntervention: {"topic": "tracing", "speaker": "state"},
    c.SubmitContribution: {"application": "a-1", "topic": "tracing", "document": document("paper")},
    c.FlagCountryReference: {"contribution": "c-1"},
    c.DraftSummary: {"document": document("summary")},
    c.CancelDialogue: {"reason": "the hall is under repair"},
    ApplyPolicy: {
        "version": "14.1",
        "change": PolicyChange(title="resolution 14/1", effective_on=PLANNED, decision=document("resolution")),
    },
    WithdrawPolicy: {"version": "14.1", "reason": "entered by mistake"},
}
OUTSIDE = {"wrong_stage", "call_not_open", "call_closed", "dialogue_closed", "window_not_open", "window_closed"}
"""The codes by which an act is refused at a stage that is not its own."""


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("row", [pytest.param(row, id=row.command.name) for row in TABLE])
def test_an_act_is_for_those_in_its_row_and_for_nobody_else(row: Transition, role: Role) -> None:
    story = at(next(stage for stage in DialogueStage if stage in row.stages))

    code = story.refusal(row.command, actor(role), **FIELDS.get(row.command, {}))

    assert (code == "not_your_act") == (role not in row.by)


@pytest.mark.parametrize("stage", list(DialogueStage))
@pytest.mark.parametrize("row", [pytest.param(row, id=row.command.name) for row in TABLE])
def test_an_act_is_done_at_the_stages_of_its_row_and_at_no_other(row: Transition, stage: DialogueStage) -> None:
    code = at(stage).refusal(row.command, actor(min(row.by)), **FIELDS.get(row.command, {}))

    assert (code in OUTSIDE) == (stage not in row.stages)


def test_every_command_has_one_row() -> None:
    assert len(ROWS) == len(TABLE)


@pytest.mark.parametrize("stage", list(DialogueStage))
def test_a_dialogue_is_over_when_it_is_tabled_or_cancelled(stage: DialogueStage) -> None:
    story = at(stage)

    assert story.aggregate.is_over(story.state) == (stage in OVER)


@pytest.mark.parametrize("stage", list(DialogueStage))
def test_its_state_is_the_sum_of_its_entries(stage: DialogueStage) -> None:
    story = at(stage)
    opening = CdScheduled.model_validate(story.entries[0].data)

    assert story.state.stage is stage
    assert story.rebuilt(opening.state) == story.state


def test_a_refusal_names_the_stages_in_their_order() -> None:
    with pytest.raises(
        RuleViolation, match="can be done in reporting or approved; dialogue/untoc-1/firearms-2027 stands"
    ):
        at(DialogueStage.HELD).act(c.DraftSummary, actor(Role.CHAIR), document=document("summary"))
