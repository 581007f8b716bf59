"""Screening, and the selection that a person makes: of the list that was shown, with exceptions that are named."""

import pytest

from models.engagement.training import commands as c
from models.engagement.training.application import SCREENED_OUT, TrainingReason, TrainingStatus
from models.engagement.training.events import SelectionMade
from models.engagement.training.state import TrainingStage
from rules.engagement.aggregate import ENGAGEMENT
from rules.engagement.training.selection import proposal_of
from tests.rules.engagement.build import UNIT, stakeholder
from tests.rules.engagement.training.build import (
    apply,
    called,
    closed,
    one,
    owed,
    screen,
    screened,
    select,
    selected,
    standing,
    training,
)

NO_PROPOSAL = "0" * 64


def screening(application: str, reason: TrainingReason | None = None, *, eligible: bool = False) -> tuple[object, ...]:
    return (c.TrainingScreening(application=application, is_eligible=eligible, reason=reason),)


def exception(application: str, *, has_place: bool) -> c.SelectionException:
    return c.SelectionException(application=application, has_place=has_place, reason="agreed with the partners")


def test_screening_says_of_each_application_whether_it_is_eligible_and_why_not() -> None:
    story = closed(2)

    story.act(c.ScreenTrainingApplications, UNIT, screenings=screening("a-1", TrainingReason.INCOMPLETE))
    assert (one(story, "a-1").status, one(story, "a-1").reason) == (
        TrainingStatus.INELIGIBLE,
        TrainingReason.INCOMPLETE,
    )
    assert owed(story) == {"civil_society_unit: screen_training_applications"}
    screen(story)
    assert owed(story) == {"civil_society_unit: make_selection"}


def test_screening_can_be_corrected_until_the_selection() -> None:
    story = screened(2)

    story.act(c.ScreenTrainingApplications, UNIT, screenings=screening("a-1", TrainingReason.DUPLICATE))
    story.act(c.ScreenTrainingApplications, UNIT, screenings=screening("a-1", eligible=True))
    assert (one(story, "a-1").status, one(story, "a-1").reason) == (TrainingStatus.ELIGIBLE, None)
    select(story)
    code = story.refusal(c.ScreenTrainingApplications, UNIT, screenings=screening("a-1", TrainingReason.DUPLICATE))
    assert code == "wrong_stage"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (screening("a-9", eligible=True), "unknown_application"),
        (screening("a-1", eligible=True) * 2, "named_twice"),
        (screening("a-1"), "reason_needed"),
        (screening("a-1", TrainingReason.NO_PLACE_LEFT), "reason_needed"),
        (screening("a-1", TrainingReason.INCOMPLETE, eligible=True), "reason_not_needed"),
        (screening("a-2", eligible=True), "already_decided"),
        (screening("a-3", eligible=True), "already_decided"),
    ],
    ids=["unknown", "twice", "no reason", "no such reason", "reason for nothing", "withdrawn", "late"],
)
def test_screening_that_does_not_fit_is_refused(given: tuple[object, ...], code: str) -> None:
    story = closed(2)
    story.act(c.WithdrawTrainingApplication, UNIT, application="a-2")
    apply(story, 9)

    assert story.refusal(c.ScreenTrainingApplications, UNIT, screenings=given) == code


@pytest.mark.parametrize("reason", sorted(SCREENED_OUT))
def test_every_reason_of_screening_can_be_given(reason: TrainingReason) -> None:
    story = closed(1)

    story.act(c.ScreenTrainingApplications, UNIT, screenings=screening("a-1", reason))
    assert one(story, "a-1").reason is reason


def test_nobody_is_selected_before_all_are_screened() -> None:
    assert closed().refusal(c.MakeSelection, UNIT, proposal=NO_PROPOSAL) == "not_screened"


def test_nobody_can_be_selected_when_nobody_is_eligible() -> None:
    story = closed(1)
    story.act(c.ScreenTrainingApplications, UNIT, screenings=screening("a-1", TrainingReason.INCOMPLETE))

    assert story.refusal(c.MakeSelection, UNIT, proposal=proposal_of(training(story)).sha256) == "nobody_to_select"


def test_the_selection_is_the_unit_s() -> None:
    assert screened().refusal(c.MakeSelection, stakeholder(), proposal=NO_PROPOSAL) == "not_your_act"


def test_the_selection_is_the_proposal_that_was_shown() -> None:
    story = screened()
    shown = proposal_of(training(story))

    select(story)

    assert training(story).stage is TrainingStage.OFFERING
    assert training(story).proposal == shown.sha256
    assert standing(story, TrainingStatus.SELECTED) == tuple(each.application for each in shown.selected)
    assert training(story).waiting == tuple(each.application for each in shown.waiting)
    assert all(one(story, each.application).reason is each.reason for each in (*shown.selected, *shown.waiting))


def test_a_proposal_that_has_changed_since_it_was_shown_is_not_taken() -> None:
    story = screened()
    shown = proposal_of(training(story)).sha256
    story.act(c.WithdrawTrainingApplication, stakeholder(1), application="a-1")

    assert story.refusal(c.MakeSelection, UNIT, proposal=shown) == "selection_changed"
    select(story)
    assert "a-1" not in standing(story, TrainingStatus.SELECTED)


def test_exceptions_are_named_with_their_reason_and_told_as_such() -> None:
    story = screened()
    gives, takes = exception("a-5", has_place=True), exception("a-1", has_place=False)

    select(story, gives, takes)

    assert one(story, "a-5").status is TrainingStatus.SELECTED
    assert (one(story, "a-5").reason, one(story, "a-5").chosen_for) == (TrainingReason.EXCEPTION,) * 2
    assert one(story, "a-1").reason is TrainingReason.EXCEPTION
    assert training(story).waiting[-1] == "a-1"
    assert story.entries[-1].data["exceptions"] == [each.model_dump() for each in (gives, takes)]


@pytest.mark.parametrize(
    ("exceptions", "code"),
    [
        ((exception("a-1", has_place=True),), "no_exception"),
        ((exception("a-6", has_place=False),), "no_exception"),
        ((exception("a-5", has_place=True),), "too_many_places"),
        ((exception("a-9", has_place=True),), "not_eligible"),
        ((exception("a-7", has_place=True),), "not_eligible"),
        ((exception("a-1", has_place=False),) * 2, "named_twice"),
    ],
    ids=["has one", "has none", "no place for it", "unknown", "late", "twice"],
)
def test_exceptions_that_do_not_fit_are_refused(exceptions: tuple[c.SelectionException, ...], code: str) -> None:
    story = screened()
    apply(story, 9)
    shown = proposal_of(training(story)).sha256

    assert story.refusal(c.MakeSelection, UNIT, proposal=shown, exceptions=exceptions) == code


def test_everybody_on_either_list_is_told_which_and_why() -> None:
    story = selected()
    made = ENGAGEMENT.codec.read("selection_made", story.entries[-1].data)

    told = ENGAGEMENT.addressed(story.state, made)
    assert isinstance(made, SelectionMade)
    assert {(each.told["status"], each.told["reason"]) for each in told} == {
        ("selected", "regional_balance"),
        ("waiting", "no_place_left"),
    }
    assert len(told) == 6


def test_a_training_without_a_call_has_nobody_to_screen() -> None:
    assert called().refusal(c.ScreenTrainingApplications, UNIT, screenings=screening("a-1")) == "wrong_stage"


def test_a_training_for_which_nobody_is_eligible_is_to_be_cancelled_and_not_selected_for() -> None:
    assert owed(closed(0)) == {"civil_society_unit: cancel_training"}
    story = closed(1)
    story.act(c.ScreenTrainingApplications, UNIT, screenings=screening("a-1", TrainingReason.INCOMPLETE))

    assert owed(story) == {"civil_society_unit: cancel_training"}
    assert story.refusal(c.CancelTraining, UNIT, reason="nobody is eligible") == "not refused"
