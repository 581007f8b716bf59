"""A preview says in dates what a version would do: what moves, what comes, what goes, or why not."""

from datetime import date
from typing import Any

from models.people import SECRETARIAT
from models.phase import commands as c
from models.phase.stage import Stage
from models.policy_change import ApplyPolicy, Length, WithdrawPolicy
from rules.policy_change.preview import Preview, preview
from tests.build import OTHER, SAME, SUR, Play, document, focal_point, phase_at, procedure, scheduled_phase
from tests.rules.country.build import country
from tests.rules.policy_change.build import VERSION, applying, withdrawing
from tests.story import Story, noon


def seen(story: Story[Any], **changes: Any) -> Preview:
    made = ApplyPolicy(actor=SECRETARIAT, command_id="apply", **applying(**changes))
    return preview(story.aggregate, story.state, made, noon(story.today))


def dates(found: Preview) -> dict[str, tuple[date | None, date | None, bool]]:
    return {each.key: (each.before, each.after, each.late_at_once) for each in found.moved}


def test_dates_that_move_are_told_with_the_day_before_and_the_day_after() -> None:
    found = seen(phase_at(Stage.DESK_REVIEW), lead_times={"submit_feedback": Length(months=5)})

    assert (found.workflow_id, found.kind, found.state, found.stage) == (
        "phase/untoc-1/FRA/1",
        "phase",
        SUR,
        "desk_review",
    )
    assert dates(found) == {
        f"submit_feedback:{iso3}:2021-04-15": (date(2021, 10, 15), date(2021, 9, 15), False) for iso3 in (SAME, OTHER)
    }
    assert [each.owner for each in found.moved] == [f"{SAME} focal_point", f"{OTHER} focal_point"]
    assert (found.refused, found.comes, found.goes) == (None, (), ())


def test_who_would_be_late_at_once_is_marked() -> None:
    play = phase_at(Stage.DESK_REVIEW).on(date(2021, 9, 16))

    found = seen(play, lead_times={"submit_feedback": Length(months=5)})

    assert all(late for _, _, late in dates(found).values())
    later = play.on(date(2021, 10, 18))
    assert not any(late for _, _, late in dates(seen(later)).values()), "late by the old rules too"


def test_a_duty_that_is_counted_from_another_day_is_the_same_duty() -> None:
    found = seen(phase_at(Stage.SELF_ASSESSMENT), saq_clock="launch_date")

    assert dates(found) == {f"submit_questionnaire:{SUR}:2020-11-02": (date(2021, 5, 31), date(2021, 5, 3), False)}


def test_a_date_that_the_focal_point_has_filed_does_not_hide_that_the_original_moves() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT)
    play.act(c.SetQuestionnaireExpectedDate, focal_point(SUR), expected_on=date(2022, 1, 10))

    found = seen(play, lead_times={"submit_questionnaire": Length(months=7)})

    assert list(dates(found).values()) == [(date(2021, 5, 31), date(2021, 6, 30), False)]


def test_duties_that_come_and_go_are_told() -> None:
    proposed = phase_at(Stage.DRAFTING_OBSERVATIONS, scheduled_phase(rules=procedure(loo_form="per_reviewer")))
    proposed.act(ApplyPolicy, SECRETARIAT, **applying(loo_form="joint"))

    assert seen(proposed, loo_form="joint").refused is not None
    undo = WithdrawPolicy(actor=SECRETARIAT, command_id="undo", **withdrawing())
    found = preview(proposed.aggregate, proposed.state, undo, noon(proposed.today))
    assert (found.refused, found.moved, found.comes, found.goes) == (None, (), (), ())


def test_a_refusal_is_told_with_its_code_and_its_sentence() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    play.act(c.SubmitFeedback, focal_point(SAME), document=document("feedback"))

    found = seen(play, feedback_quorum="any_reviewer")

    assert found.refused is not None
    assert found.refused.code == "policy_would_advance"
    assert "UNTOC would come to dialogue" in found.refused.message
    assert found.moved == ()


def test_a_withheld_review_is_marked_and_nothing_is_due_in_it() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    play.act(c.SuspendReview, SECRETARIAT, reason="war")

    found = seen(play)

    assert (found.is_withheld, found.moved, found.refused) == (True, (), None)


def test_of_a_country_review_is_told_when_its_next_phase_opens() -> None:
    story = country()
    story.by_calendar(date(2021, 3, 1))

    found = seen(story, lead_times={"phase_opens_before_launch": Length(days=10)})
    held = seen(story, phase_overlap="sequential")

    assert dates(found) == {"calendar": (date(2022, 10, 2), date(2022, 10, 22), False)}
    assert dates(held) == {"calendar": (date(2022, 10, 2), None, False)}
    later = country()
    later.by_calendar(date(2022, 8, 15))
    at_once = seen(later, lead_times={"phase_opens_before_launch": Length(days=90)})
    assert dates(at_once) == {"calendar": (date(2022, 10, 2), date(2022, 8, 15), False)}


def test_a_preview_changes_nothing() -> None:
    play: Play = phase_at(Stage.DESK_REVIEW)
    before, entries = play.state, len(play.entries)

    seen(play)

    assert play.state is before
    assert len(play.entries) == entries
    assert play.refusal(WithdrawPolicy, SECRETARIAT, **withdrawing(VERSION)) == "policy_not_applied"
