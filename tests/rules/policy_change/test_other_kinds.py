"""A new version of the policy in a country review, the cycle and a dialogue; and in what begins under it."""

from datetime import date
from typing import Any

import pytest

from models.country import commands as country_commands
from models.country.state import CountryReviewState
from models.cycle import commands as cycle_commands
from models.dialogue.state import DialogueStage
from models.people import SECRETARIAT, SYSTEM
from models.phase.stage import Stage
from models.phase.state import PhaseReviewState
from models.policy import ObjectionRule
from models.policy_change import ApplyPolicy, Length, WithdrawPolicy
from rules.country.opening import opening_day
from rules.phase.aggregate import PHASE_REVIEW
from tests.build import Play, procedure
from tests.rules.country.build import country
from tests.rules.cycle.build import DRAWN, SEED, drawn, preparatory
from tests.rules.cycle.drawings import announced
from tests.rules.dialogue import build as dialogues
from tests.rules.policy_change.build import VERSION, applying, withdrawing
from tests.story import Story


def apply(story: Story[Any], version: str = VERSION, **changes: Any) -> tuple[str, ...]:
    return story.act(ApplyPolicy, SECRETARIAT, **applying(version, **changes))


def refusal(story: Story[Any], **changes: Any) -> str:
    return story.refusal(ApplyPolicy, SECRETARIAT, **applying(**changes))


def test_a_phase_that_is_held_back_opens_by_the_calendar_when_a_version_lets_it() -> None:
    story = country(procedure(phase_overlap="sequential"))
    story.by_calendar(date(2022, 11, 1))
    assert story.refusal(country_commands.OpenNextPhase, SECRETARIAT) == "previous_phase_open"

    assert apply(story, phase_overlap="allow_and_warn") == ("policy_applied",)
    assert story.state.open_phases == (1,), "the act itself opens nothing"

    assert [event.type for _, event in story.by_calendar(story.today)] == ["next_phase_opened"]
    story.act(WithdrawPolicy, SECRETARIAT, **withdrawing())
    assert story.state.open_phases == (1, 2), "what is open stays open"
    assert story.by_calendar(date(2025, 1, 1)) == []


def test_a_phase_may_be_held_back_by_a_version_and_let_go_by_taking_it_back() -> None:
    story = country()
    story.by_calendar(date(2022, 1, 10))
    apply(story, phase_overlap="sequential")

    story.by_calendar(date(2022, 12, 1))

    assert story.state.open_phases == (1,)
    story.act(WithdrawPolicy, SECRETARIAT, **withdrawing())
    story.by_calendar(story.today)
    assert story.state.open_phases == (1, 2)


def test_a_phase_that_opens_later_begins_under_the_version_and_can_give_it_back() -> None:
    story = country()
    before = story.state.procedure
    apply(story, loo_form="per_reviewer")

    story.by_calendar(opening_day(story.state, story.state.phases[0]))

    first = PhaseReviewState.model_validate(story.asked[-1].starts[0].state)
    assert first.procedure == story.state.procedure
    phase = Play(PHASE_REVIEW, first, story.today).open()
    assert phase.refusal(ApplyPolicy, SECRETARIAT, **applying(loo_form="per_reviewer")) == "policy_applied_already"
    phase.act(WithdrawPolicy, SECRETARIAT, **withdrawing())
    assert (phase.state.procedure, phase.state.stage) == (before, Stage.SCHEDULED)


def test_a_completed_review_keeps_the_rules_that_it_ended_under() -> None:
    story = country()
    for phase in (1, 2, 3, 4):
        story.by_calendar(opening_day(story.state, story.state.phases[phase - 1]))
        story.act(country_commands.ReportPhase, SYSTEM, phase=phase, closed_on=story.today)

    assert refusal(story) == "review_closed"


def test_country_reviews_begin_under_the_version_that_the_cycle_has_taken() -> None:
    story = preparatory().on(DRAWN)
    apply(story, saq_clock="launch_date")

    story.act(cycle_commands.DrawLots, SECRETARIAT, seed=SEED)

    first = CountryReviewState.model_validate(story.asked[-1].starts[0].state)
    assert first.procedure == story.state.procedure
    assert first.policies == story.state.policies


def test_a_cycle_that_was_drawn_from_a_seed_draws_newcomers_by_new_rules() -> None:
    story = drawn()

    assert apply(story, reviewer_max=5) == ("policy_applied",)
    assert story.state.procedure.policy.reviewer_max == 5


def test_the_switches_of_a_draw_stay_as_long_as_a_drawing_of_lots_has_them() -> None:
    story = announced().on(DRAWN)

    assert refusal(story, reviewer_max=5) == "policy_in_use"
    assert refusal(story, redraw_limit=None) == "policy_in_use"
    assert refusal(story, late_entrants="last_year") == "not refused"
    assert refusal(story, loo_form="per_reviewer", volunteer_extra=3) == "policy_in_use"


def test_a_cycle_s_own_dates_move() -> None:
    story = preparatory().on(date(2019, 1, 7))

    apply(story, effective_on=story.today, lead_times={"phase_opens_before_launch": Length(days=60)})

    (duty,) = story.aggregate.status(story.state).obligations
    assert duty.due is not None
    assert duty.due.date == date(2020, 9, 2)


@pytest.mark.parametrize("rule", [rule for rule in ObjectionRule if rule is not ObjectionRule.BUREAU_DECIDES])
def test_objections_are_decided_under_the_rule_that_they_were_raised_under(rule: ObjectionRule) -> None:
    story = dialogues.circulated()
    assert refusal(story, cd_objection_rule=rule.value) == "not refused"

    dialogues.object_to(story, "a-1", "FRA")

    assert refusal(story, cd_objection_rule=rule.value) == "policy_in_use"
    assert refusal(story, lead_times={"cd_decision": Length(days=20)}) == "not refused"
    assert refusal(dialogues.preparing(), cd_objection_rule=rule.value) == "not refused"


def test_a_call_keeps_the_last_day_that_applicants_were_told() -> None:
    story = dialogues.calling()
    before = story.state

    apply(story, lead_times={"cd_call_closes": Length(days=90), "cd_summary": Length(days=30)})

    assert (story.state.closes_on, story.state.stage) == (before.closes_on, DialogueStage.APPLICATIONS_OPEN)


@pytest.mark.parametrize("stage", list(DialogueStage))
def test_a_dialogue_takes_a_version_and_gives_it_back_at_every_stage_but_the_last(stage: DialogueStage) -> None:
    story = dialogues.at(stage)
    before = story.state
    if story.aggregate.is_over(before):
        assert refusal(story) == "wrong_stage"
        return

    apply(story, cd_objection_rule="vote_simple_majority", lead_times={"cd_summary": Length(days=30)})
    story.act(WithdrawPolicy, SECRETARIAT, **withdrawing())

    same = {"version": before.version, "reminded": before.reminded}
    assert story.state.model_copy(update=same).model_dump_json() == before.model_dump_json()
