"""A review withheld by the Secretariat: clocks stand still, nobody is reminded, and every date moves by those days."""

from datetime import date, timedelta

import pytest

from models.people import SECRETARIAT
from models.phase import commands as c
from models.phase.stage import LIVE, Stage
from rules.phase.aggregate import PHASE_REVIEW
from rules.phase.obligations import obligations
from tests.build import SAME, SUR, Play, days, document, focal_point, phase_at, procedure, scheduled_phase

BY_THE_DAY = procedure(move_to_working_day=False)
LIVE_STAGES = [stage for stage in Stage if stage in LIVE]


def withhold(play: Play, *, for_days: int) -> None:
    play.act(c.SuspendReview, SECRETARIAT, reason="war")
    assert play.waiting == {"secretariat resume_review"}
    assert play.live_until(play.today + days(for_days)) == []
    play.act(c.ResumeReview, SECRETARIAT)


def dates(play: Play) -> dict[str, date]:
    return {each.key: each.due.original for each in obligations(play.state) if each.due}


@pytest.mark.parametrize("withheld", [1, 92, 1200])
@pytest.mark.parametrize("stage", LIVE_STAGES)
def test_every_date_moves_by_exactly_the_days_withheld(stage: Stage, withheld: int) -> None:
    play = phase_at(stage, scheduled_phase(rules=BY_THE_DAY))
    play.on(play.today + days(3))
    before = dates(play)

    withhold(play, for_days=withheld)

    assert dates(play) == {key: day + timedelta(days=withheld) for key, day in before.items()}
    shown = {each.name: each.due.date for each in PHASE_REVIEW.status(play.state).dates if each.due}
    assert shown["close_phase"] == date(2022, 11, 2) + timedelta(days=withheld)


def test_who_is_late_when_the_clocks_stop_is_as_late_when_they_run_again() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT, scheduled_phase(rules=BY_THE_DAY))
    play.on(date(2021, 6, 9))
    due = play.owed("submit_questionnaire").due
    assert due is not None
    assert play.today - due.original == days(10)

    withhold(play, for_days=300)

    moved = play.owed("submit_questionnaire").due
    assert moved is not None
    assert play.today - moved.original == days(10)


def test_a_date_that_the_state_filed_moves_too() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT, scheduled_phase(rules=BY_THE_DAY))
    play.act(c.SetQuestionnaireExpectedDate, focal_point(SUR), expected_on=date(2021, 9, 1))

    withhold(play.on(date(2021, 6, 9)), for_days=30)

    due = play.owed("submit_questionnaire").due
    assert due is not None
    assert (due.date, due.original) == (date(2021, 10, 1), date(2021, 6, 29))


def test_a_filed_date_that_had_passed_stays_where_it_was() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT, scheduled_phase(rules=BY_THE_DAY))
    play.act(c.SetQuestionnaireExpectedDate, focal_point(SUR), expected_on=date(2021, 6, 8))

    withhold(play.on(date(2021, 6, 9)), for_days=30)

    assert play.state.expected_on == date(2021, 6, 8)


def test_release_reminds_of_nothing_by_itself_and_the_ladder_goes_on_where_it_stopped() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT, scheduled_phase(rules=BY_THE_DAY))
    told = play.live_until(date(2021, 5, 10))
    assert [each.rung for each in told] == ["-90", "-30"]

    withhold(play, for_days=200)
    on = play.today

    assert play.live_until(on + days(12)) == []
    assert [each.rung for each in play.live_until(on + days(13))] == ["-7"]
    assert [each.rung for each in play.live_until(on + days(21))] == ["passed"]


def test_withheld_twice_both_spans_count() -> None:
    play = phase_at(Stage.DESK_REVIEW, scheduled_phase(rules=BY_THE_DAY))
    withhold(play, for_days=10)
    withhold(play.on(play.today + days(5)), for_days=7)

    due = play.owed("submit_feedback", SAME).due

    assert due is not None
    assert due.date == date(2021, 10, 15) + days(17)
    assert [step.text for step in due.derivation[2:]] == [
        "review withheld for 10 days",
        "review withheld for 7 days",
    ]


def test_withheld_and_released_on_one_day_nothing_moves() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    before = dates(play)

    withhold(play, for_days=0)

    assert dates(play) == before


def test_a_review_is_withheld_once_and_released_once() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    assert play.refusal(c.ResumeReview, SECRETARIAT) == "not_suspended"
    play.act(c.SuspendReview, SECRETARIAT, reason="war")

    assert play.refusal(c.SuspendReview, SECRETARIAT, reason="war") == "review_suspended"
    assert play.refusal(c.SubmitFeedback, focal_point(SAME), document=document()) == "review_suspended"
    assert PHASE_REVIEW.status(play.state).suspended_on == play.today
    assert PHASE_REVIEW.wake_at(play.state) is None


def test_what_the_last_approval_brings_about_waits_for_the_release() -> None:
    play = phase_at(Stage.NOMINATING)
    play.act(c.SuspendReview, SECRETARIAT, reason="war")
    for iso3 in play.state.sides:
        play.seat(focal_point(iso3))
    assert play.state.stage is Stage.NOMINATING

    happened = play.on(play.today + days(40)).act(c.ResumeReview, SECRETARIAT)

    assert happened == ("review_resumed", "all_focal_points_named")
    assert play.state.consulting_since == play.today
