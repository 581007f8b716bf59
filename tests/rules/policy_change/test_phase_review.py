"""A phase review under a new version of the policy: dates move, what is under way keeps its form, nothing advances."""

from datetime import date
from typing import Any

import pytest

from models.people import SECRETARIAT, Actor, Role
from models.phase import commands as c
from models.phase.stage import Stage
from models.policy_change import ApplyPolicy, Length, WithdrawPolicy
from tests.build import (
    ALL,
    OTHER,
    SAME,
    SUR,
    Play,
    days,
    document,
    focal_point,
    phase_at,
    procedure,
    reviewer,
    scheduled_phase,
)
from tests.rules.policy_change.build import EFFECTIVE, VERSION, applying, change, withdrawing

UNTOC, TIP, SOM, FA = ALL
SIX_MONTHS_LATER = date(2021, 10, 15)
"""When the feedback of a review is due whose questionnaire came on 15 April 2021."""


def under(stage: Stage, **switches: Any) -> Play:
    return phase_at(stage, scheduled_phase(rules=procedure(**switches)))


def apply(play: Play, version: str = VERSION, **changes: Any) -> tuple[str, ...]:
    return play.act(ApplyPolicy, SECRETARIAT, **applying(version, **changes))


def refusal(play: Play, version: str = VERSION, **changes: Any) -> str:
    return play.refusal(ApplyPolicy, SECRETARIAT, **applying(version, **changes))


def half_given(**switches: Any) -> Play:
    """One of two reviewers has given its feedback."""
    play = under(Stage.DESK_REVIEW, **switches)
    play.act(c.SubmitFeedback, focal_point(SAME), document=document("feedback"))
    return play


def half_proposed() -> Play:
    """One of two reviewers has proposed its own list."""
    play = under(Stage.DRAFTING_OBSERVATIONS, loo_form="per_reviewer")
    play.act(c.ProposeObservations, focal_point(SAME), document=document("observations"))
    return play


def due(play: Play, action: str, iso3: str | None = None) -> date:
    by_when = play.owed(action, iso3).due
    assert by_when is not None
    return by_when.date


def test_a_shorter_lead_time_moves_the_dates_that_follow_from_it_and_says_why() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    assert due(play, "submit_feedback", SAME) == SIX_MONTHS_LATER

    assert apply(play) == ("policy_applied",)

    by_when = play.owed("submit_feedback", SAME).due
    assert by_when is not None
    assert by_when.date == date(2021, 9, 15)
    rule = by_when.derivation[1]
    assert (rule.text, rule.source, rule.mark) == ("5 months after it", "resolution 13/4", "CONFIRMED")
    assert play.state.stage is Stage.DESK_REVIEW
    assert [(each.version, each.applied_on) for each in play.state.policies] == [(VERSION, play.today)]


def test_the_event_says_by_which_decision_and_which_rules_hold_now() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    before = play.state.procedure.sha256

    apply(play)

    data = play.entries[-1].data
    assert data["change"]["decision"] == document("resolution").model_dump()
    assert data["change"]["title"] == "resolution 13/4"
    assert (data["sha256_before"], data["sha256"]) == (before, play.state.procedure.sha256)
    assert before != play.state.procedure.sha256


def test_the_questionnaire_s_clock_can_change_while_it_is_awaited() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT)

    apply(play, saq_clock="launch_date")

    assert due(play, "submit_questionnaire") == date(2021, 5, 3)


def test_a_form_that_nobody_has_used_yet_can_change() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    apply(play, feedback_form="joint_per_review", loo_form="per_reviewer")

    play.act(c.SubmitFeedback, focal_point(SAME), document=document("feedback"))

    assert play.state.stage is Stage.DIALOGUE


@pytest.mark.parametrize(
    ("play", "changes"),
    [
        (half_given(), {"feedback_form": "joint_per_review"}),
        (half_proposed(), {"loo_form": "joint"}),
        (half_proposed(), {"loo_form": "per_instrument"}),
        (under(Stage.AGREEING, loo_form="joint"), {"loo_form": "per_reviewer"}),
        (under(Stage.AGREEING, loo_form="joint"), {"loo_form": "per_instrument"}),
        (under(Stage.AGREEING, loo_form="per_instrument"), {"loo_form": "joint"}),
    ],
)
def test_a_form_stays_while_submissions_in_it_are_on_the_table(play: Play, changes: dict[str, Any]) -> None:
    assert refusal(play, **changes) == "policy_in_use"
    assert refusal(play, cd_objection_rule="single_objection_blocks") == "not refused"


def test_a_form_can_change_when_the_round_is_over_and_what_is_agreed_stays() -> None:
    play = under(Stage.AGREEING, loo_form="joint")
    play.act(c.RequestChanges, focal_point(SUR), document=document("changes"))

    apply(play, loo_form="per_reviewer")

    assert play.waiting == {f"{SAME} propose_observations", f"{OTHER} propose_observations"}
    assert refusal(phase_at(Stage.SUMMARISING), loo_form="per_reviewer") == "not refused"
    assert refusal(phase_at(Stage.DIALOGUE), feedback_form="joint_per_review") == "not refused"


def test_a_quorum_that_would_complete_the_feedback_at_once_is_refused() -> None:
    play = half_given()

    assert refusal(play, feedback_quorum="any_reviewer") == "policy_would_advance"
    assert refusal(phase_at(Stage.DESK_REVIEW), feedback_quorum="any_reviewer") == "not refused"
    play.act(c.SubmitFeedback, focal_point(OTHER), document=document("feedback"))
    assert refusal(play, feedback_quorum="any_reviewer") == "not refused"


def test_one_instrument_on_which_it_would_advance_keeps_the_whole_version_out() -> None:
    pair = (reviewer(SAME, UNTOC, FA), reviewer(OTHER, UNTOC, FA, region_role="other_region"))
    play = phase_at(Stage.DESK_REVIEW, scheduled_phase(instruments=(UNTOC, FA), reviewers=pair))
    play.act(c.SubmitFeedback, focal_point(SAME), document=document("feedback"), instruments=(FA,))
    before = play.state

    code = refusal(play, feedback_quorum="any_reviewer", lead_times={"close_phase": Length(months=30)})

    assert code == "policy_would_advance"
    assert play.state is before


def test_only_the_secretariat_applies_a_version_and_not_to_a_phase_that_is_closed() -> None:
    play = phase_at(Stage.DESK_REVIEW)

    for actor in (focal_point(SUR), Actor(role=Role.SYSTEM)):
        assert play.refusal(ApplyPolicy, actor, **applying()) == "not_your_act"
        assert play.refusal(WithdrawPolicy, actor, **withdrawing()) == "not_your_act"
    assert refusal(phase_at(Stage.CLOSED)) == "review_closed"


@pytest.mark.parametrize(("late", "code"), [(1, "too_early"), (0, "not refused"), (-1, "not refused")])
def test_a_version_is_applied_from_its_effective_day_on(late: int, code: str) -> None:
    play = phase_at(Stage.DESK_REVIEW)

    assert refusal(play, effective_on=play.today + days(late)) == code


def test_one_version_is_applied_once_and_what_was_changed_since_is_not_put_back() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    apply(play, "13.2", effective_on=EFFECTIVE + days(1), lead_times={"submit_feedback": Length(months=4)})

    assert refusal(play, "13.2") == "policy_applied_already"
    assert refusal(play, "13.1") == "policy_superseded"
    assert refusal(play, "13.1", saq_clock="launch_date") == "not refused"
    assert refusal(play, "13.3", effective_on=EFFECTIVE + days(1)) == "not refused"


def test_taking_a_version_back_restores_the_rules_to_the_letter() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    before = play.state
    apply(play, loo_form="per_reviewer", lead_times={"submit_feedback": Length(days=30)})

    assert play.act(WithdrawPolicy, SECRETARIAT, **withdrawing()) == ("policy_withdrawn",)

    same = {"version": before.version, "reminded": before.reminded}
    assert play.state.model_copy(update=same).model_dump_json() == before.model_dump_json()
    assert play.refusal(WithdrawPolicy, SECRETARIAT, **withdrawing()) == "policy_not_applied"
    assert refusal(play) == "not refused"


def test_versions_are_taken_back_in_the_order_in_which_they_came() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    before = play.state.procedure
    apply(play, "13.1")
    apply(play, "13.2", loo_form="per_reviewer")

    assert play.refusal(WithdrawPolicy, SECRETARIAT, **withdrawing("13.1")) == "policy_not_last"
    for version in ("13.2", "13.1"):
        play.act(WithdrawPolicy, SECRETARIAT, **withdrawing(version))

    assert play.state.procedure == before
    assert play.state.policies == ()


@pytest.mark.parametrize(
    ("stage", "changes", "act", "code"),
    [
        (Stage.DESK_REVIEW, {"feedback_quorum": "all"}, c.SubmitFeedback, "policy_would_advance"),
        (Stage.DRAFTING_OBSERVATIONS, {"loo_form": "per_reviewer"}, c.ProposeObservations, "policy_in_use"),
    ],
)
def test_a_version_is_not_taken_back_while_acts_under_it_are_on_the_table(
    stage: Stage, changes: dict[str, Any], act: type, code: str
) -> None:
    play = under(stage, feedback_quorum="any_reviewer")
    apply(play, **changes)
    play.act(act, focal_point(SAME), document=document("paper"))
    before = play.state

    assert play.refusal(WithdrawPolicy, SECRETARIAT, **withdrawing()) == code
    play.act(act, focal_point(OTHER), document=document("paper"))
    assert play.state.stage is not stage
    assert play.state.policies == before.policies


def test_a_withheld_review_takes_a_version_and_counts_by_it_when_it_is_released() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    play.act(c.SuspendReview, SECRETARIAT, reason="war")

    apply(play)

    assert play.waiting == {"secretariat resume_review"}
    play.on(play.today + days(10)).act(c.ResumeReview, SECRETARIAT)
    assert due(play, "submit_feedback", SAME) == date(2021, 9, 27), "15 September and ten days; a Saturday"


def test_nobody_is_reminded_of_a_rung_that_lay_between_the_old_date_and_the_new_one() -> None:
    play = phase_at(Stage.DESK_REVIEW).on(date(2021, 9, 1))
    apply(play, lead_times={"submit_feedback": Length(months=3)})
    assert play.owed("submit_feedback", SAME).is_overdue(play.today)

    assert play.live_until(play.today) == []

    later = play.live_until(date(2021, 12, 31))
    assert {each.duty for each in later} == {"submit_feedback"}
    assert min(each.rung for each in later).startswith("+")


def test_a_date_that_does_not_move_is_reminded_of_as_ever() -> None:
    play = phase_at(Stage.DESK_REVIEW).on(date(2021, 10, 16))

    apply(play, lead_times={"agree_summary": Length(months=2)})

    assert play.state.reminded == {}
    assert play.live_until(play.today)


def test_the_ledger_alone_rebuilds_a_review_that_has_been_under_two_versions() -> None:
    first = scheduled_phase()
    play = phase_at(Stage.DESK_REVIEW, first)
    apply(play, "13.1", loo_form="per_reviewer")
    apply(play, "13.2")
    play.act(WithdrawPolicy, SECRETARIAT, **withdrawing("13.2"))
    for iso3 in (SAME, OTHER):
        play.act(c.SubmitFeedback, focal_point(iso3), document=document(), nothing_to_clarify=True)
        play.today += days(1)
    play.act(c.ProposeObservations, focal_point(OTHER), document=document())

    assert play.rebuilt(first) == play.state
    assert play.state.policies[0].sha256 == first.procedure.sha256
    assert play.waiting == {f"{SAME} propose_observations"}


def test_a_review_that_never_saw_a_version_is_written_as_it_always_was() -> None:
    assert "policies" not in phase_at(Stage.DESK_REVIEW).state.model_dump()
    play = phase_at(Stage.DESK_REVIEW)
    play.act(ApplyPolicy, SECRETARIAT, version=VERSION, change=change())
    assert "policies" in play.state.model_dump()
