"""Obligations: each can be met by its owner by the act it names, and what is met is never reminded of."""

from datetime import date

import pytest

from models.people import Actor, Role
from models.phase import commands as c
from models.phase.stage import Stage
from rules.phase.aggregate import PHASE_REVIEW
from rules.phase.obligations import obligations
from tests.build import OTHER, SAME, SUR, days, document, focal_point, noon, phase_at
from tests.rules.phase.acts import meet


@pytest.mark.parametrize("stage", list(Stage))
def test_each_duty_is_met_by_its_owner_s_act(stage: Stage) -> None:
    play = phase_at(stage)
    for duty in obligations(play.state):
        alone = play.copy()

        meet(alone, duty)

        left = [each for each in obligations(alone.state) if each.key == duty.key]
        assert left == []


@pytest.mark.parametrize("stage", list(Stage))
def test_each_duty_has_a_ladder_and_a_way_its_date_came_about(stage: Stage) -> None:
    play = phase_at(stage)

    for duty in obligations(play.state):
        assert duty.since <= (play.state.launch_date if stage is Stage.SCHEDULED else play.today)
        if duty.due is not None:
            assert duty.due.derivation
            assert all(step.text for step in duty.due.derivation)
            assert duty.due.derivation[-1].date == duty.due.date
        assert duty.line == f"{duty.owner}: {duty.action}"


def test_met_duties_are_not_reminded_of() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    assert {each.owner.state for each in play.live_until(date(2021, 7, 19))} == {SAME, OTHER}

    play.act(c.SubmitFeedback, focal_point(SAME), document=document("feedback"))

    later = play.live_until(date(2022, 7, 1))
    assert {each.owner.state for each in later} == {OTHER}
    assert set(play.state.reminded) == {"submit_feedback:JPN:2021-04-15"}


def test_reminders_say_when_and_by_which_act_and_change_nothing_else() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT)
    before = play.state

    (first,) = play.live_until(date(2021, 3, 2))

    assert (first.action, str(first.owner), first.rung) == ("submit_questionnaire", "FRA focal_point", "-90")
    assert (first.due, first.original) == (date(2021, 5, 31), date(2021, 5, 31))
    assert play.state == before.model_copy(
        update={"version": before.version + 1, "reminded": {first.key: date(2021, 3, 2)}}
    )


def test_a_scheduled_phase_reminds_only_from_its_launch_on() -> None:
    """The launches before that are one duty of the cycle's, not sixty of its States'."""
    play = phase_at(Stage.SCHEDULED)

    assert [each.rung for each in play.live_until(date(2020, 11, 3))] == ["due", "passed"]


def test_a_late_beginning_reminds_of_nothing_that_lay_before_it() -> None:
    play = phase_at(Stage.NOMINATING).on(date(2023, 5, 15))
    for iso3 in play.state.sides:
        play.seat(focal_point(iso3))
    assert play.state.stage is Stage.CONSULTING

    duty = play.owed("propose_consultation", SUR)

    assert duty.since == date(2023, 5, 15)
    said = PHASE_REVIEW.by_calendar(play.state, noon(play.today))
    assert [event for event in said if "propose_consultation" in str(event)] == []


def test_the_secretariat_is_asked_to_share_from_the_last_translation_on() -> None:
    play = phase_at(Stage.SHARING)

    duty = play.owed("share_with_working_groups")

    assert duty.since == date(2022, 5, 16)
    play.on(play.today + days(30)).act(c.ShareWithWorkingGroups, Actor(role=Role.SECRETARIAT))
    assert play.owed("close_phase").since == play.today
