"""After a training, and instead of it: recommendations, surveys, and an outcome for everybody before it is closed."""

from datetime import timedelta
from typing import Any

import pytest

from models.engagement.commands import CloseEngagement
from models.engagement.state import EngagementState
from models.engagement.training import commands as c
from models.engagement.training.application import TrainingReason, TrainingStatus
from models.engagement.training.state import TrainingStage
from models.people import SECRETARIAT, SYSTEM
from models.stakeholders import receipt_of
from rules.engagement.aggregate import ENGAGEMENT
from rules.engagement.obligations import obligations
from rules.engagement.status import is_settled, status
from tests.build import document
from tests.rules.engagement.build import UNIT, Engagement, stakeholder
from tests.rules.engagement.training.build import (
    ENDS,
    STARTS,
    announced,
    apply,
    called,
    certified,
    closed,
    held,
    of,
    offered,
    one,
    owed,
    paper,
    screened,
    selected,
    training,
)

DUE = ENDS + timedelta(days=90)


def surveyed() -> Engagement:
    story = certified()
    story.act(c.SendSurvey, UNIT, **paper("survey"), due_on=DUE)
    return story


def test_recommendations_of_the_participants_are_kept() -> None:
    story = held()

    story.act(c.RecordRecommendations, UNIT, **paper("recommendations"))
    assert training(story).recommendations == document("recommendations")
    told = ENGAGEMENT.addressed(story.state, ENGAGEMENT.codec.read(story.entries[-1].type, story.entries[-1].data))
    assert [each.told["application"] for each in told] == ["a-1", "a-2", "a-3", "a-4"]


def test_a_survey_goes_to_those_who_took_part() -> None:
    story = certified()
    assert owed(story) == {"civil_society_unit: send_survey"}

    story.act(c.SendSurvey, UNIT, **paper("survey"), due_on=DUE)

    assert owed(story) == {"stakeholder: answer_survey", "civil_society_unit: close_engagement"}
    told = ENGAGEMENT.addressed(story.state, ENGAGEMENT.codec.read(story.entries[-1].type, story.entries[-1].data))
    assert [each.told["application"] for each in told] == ["a-1", "a-2", "a-3", "a-4"]
    (answer,) = [each for each in obligations(story.state) if each.action == "answer_survey"]
    assert answer.due is not None
    assert (answer.due.date, answer.key) == (DUE, "answer_survey:1")


def test_an_answer_is_a_document_with_a_receipt_and_late_ones_count() -> None:
    story = surveyed().on(DUE + timedelta(days=1))

    story.act(c.AnswerSurvey, of(story, "a-1"), application="a-1", **paper("answer"))
    assert training(story).surveys[0].answers == {"a-1": document("answer")}
    receipt = receipt_of(story.state.workflow_id, f"act-{story.acts}")
    told = ENGAGEMENT.addressed(story.state, ENGAGEMENT.codec.read(story.entries[-1].type, story.entries[-1].data))
    assert [each.told["receipt"] for each in told] == [receipt]


@pytest.mark.parametrize(
    ("number", "fields", "code"),
    [
        (1, {"application": "a-1"}, "not refused"),
        (1, {"application": "a-1", "survey": 2}, "unknown_survey"),
        (2, {"application": "a-1"}, "not_your_application"),
        (5, {"application": "a-5"}, "not_a_participant"),
        (1, {"application": "a-9"}, "unknown_application"),
        (2, {"application": "a-2"}, "already_answered"),
    ],
)
def test_a_survey_is_answered_by_those_who_were_asked_and_once(number: int, fields: dict[str, Any], code: str) -> None:
    story = surveyed()
    story.act(c.AnswerSurvey, stakeholder(2), application="a-2", **paper("answer"))

    assert story.refusal(c.AnswerSurvey, stakeholder(number), **fields, **paper()) == code


def test_without_a_survey_there_is_nothing_to_answer() -> None:
    story = certified()

    assert story.refusal(c.AnswerSurvey, of(story, "a-1"), application="a-1", **paper()) == "unknown_survey"


def test_a_survey_has_a_day_to_come_and_somebody_to_ask() -> None:
    assert certified().refusal(c.SendSurvey, UNIT, **paper(), due_on=STARTS) == "date_in_past"
    story = held(1)
    story.act(c.RecordTrainingDay, UNIT, day=STARTS)
    story.on(ENDS).act(c.IssueCertificates, UNIT)
    assert one(story, "a-1").status is TrainingStatus.ABSENT
    assert story.refusal(c.SendSurvey, UNIT, **paper(), due_on=DUE) == "nobody_to_ask"
    assert owed(story) == {"civil_society_unit: close_engagement"}


def test_there_can_be_a_second_survey() -> None:
    story = surveyed().on(DUE)
    story.act(c.SendSurvey, UNIT, **paper("second"), due_on=DUE + timedelta(days=180))

    story.act(c.AnswerSurvey, of(story, "a-1"), application="a-1", **paper("late answer"), survey=1)
    story.act(c.AnswerSurvey, of(story, "a-1"), application="a-1", **paper("answer"))
    assert [set(each.answers) for each in training(story).surveys] == [{"a-1"}, {"a-1"}]


@pytest.mark.parametrize(
    "story", [closed, screened, selected, offered, held], ids=["applied", "screened", "selected", "offered", "held"]
)
def test_a_training_is_not_closed_while_anybody_has_no_outcome(story: Any) -> None:
    assert story().refusal(CloseEngagement, UNIT) == "outcomes_missing"


@pytest.mark.parametrize("story", [announced, called], ids=["announced", "called"])
def test_one_that_was_not_held_is_cancelled_and_not_closed(story: Any) -> None:
    assert story().refusal(CloseEngagement, SECRETARIAT) == "not_held"


def test_one_is_not_closed_while_participants_may_answer_a_survey() -> None:
    story = surveyed()

    assert story.on(DUE).refusal(CloseEngagement, UNIT) == "survey_running"
    assert story.on(DUE + timedelta(days=1)).act(CloseEngagement, UNIT) == ("engagement_closed",)


def test_one_whose_survey_everybody_has_answered_is_closed_at_once() -> None:
    story = surveyed()
    for each in ("a-1", "a-2", "a-3", "a-4"):
        story.act(c.AnswerSurvey, of(story, each), application=each, **paper("answer"))

    assert story.act(CloseEngagement, UNIT) == ("engagement_closed",)
    assert status(story.state).stage == "closed"
    assert owed(story) == set()


def test_only_those_who_run_it_close_it() -> None:
    assert certified().refusal(CloseEngagement, stakeholder()) == "not_your_act"


@pytest.mark.parametrize("story", [announced, called, closed, screened, selected, offered])
def test_a_training_that_does_not_take_place_is_cancelled_and_everybody_has_an_outcome(story: Any) -> None:
    told = story()
    told.act(c.CancelTraining, UNIT, reason="no funds")

    assert training(told).stage is TrainingStage.CANCELLED
    assert all(each.status is TrainingStatus.CANCELLED for each in training(told).applications.values())
    assert all(each.reason is TrainingReason.TRAINING_CANCELLED for each in training(told).applications.values())
    assert told.asked[-1].relays[-1].command == "report_ended"
    assert told.refusal(c.CancelTraining, UNIT, reason="no funds") == "wrong_stage"


def test_an_outcome_that_was_there_before_is_left_as_it_is() -> None:
    story = closed(2)
    story.act(c.WithdrawTrainingApplication, UNIT, application="a-1")
    apply(story, 9)

    story.act(c.CancelTraining, UNIT, reason="no funds")
    assert [each.status.value for each in training(story).applications.values()] == ["withdrawn", "cancelled", "late"]


def test_one_that_has_begun_is_not_cancelled() -> None:
    assert held().refusal(c.CancelTraining, UNIT, reason="no funds") == "wrong_stage"


@pytest.mark.parametrize("story", [called, closed, offered, held])
def test_when_the_cycle_ends_everybody_is_told_that_there_is_no_training(story: Any) -> None:
    told = story()

    happened = told.act(CloseEngagement, SYSTEM)
    assert happened[-1] == "engagement_closed"
    assert all(each.has_outcome and each.reason for each in training(told).applications.values())


def test_the_status_counts_places_and_applications_by_where_they_stand() -> None:
    story = offered(youth_share=50)
    apply(story, 9, is_young=True, country="FRA")

    assert status(story.state).counts == {
        "places": 4,
        "applications": 7,
        "places_taken": 4,
        "young_with_a_place": 0,
        "countries": 2,
        "training_days": 0,
        "surveys": 0,
        "survey_answers": 0,
        "is_offered": 4,
        "is_waiting": 2,
        "is_late": 1,
    }
    assert {each.name for each in status(story.state).dates} >= {"call_opened", "call_closes", "selected", "starts"}


def test_an_account_is_settled_when_all_its_applications_have_an_outcome() -> None:
    story = offered()
    assert not is_settled(story.state, "s-1")

    story.act(c.DeclineOffer, of(story, "a-1"), application="a-1")
    assert is_settled(story.state, "s-1")
    assert is_settled(story.state, "s-nobody")
    assert is_settled(certified().state, "s-1")


def test_the_announcement_of_the_call_is_public() -> None:
    story = announced()
    assert story.state.public_documents == ()

    story.act(c.OpenTrainingCall, UNIT, closes_on=STARTS - timedelta(days=30), announcement=document("call"))
    assert story.state.public_documents == (document("call"),)


def test_a_training_is_rebuilt_from_its_ledger() -> None:
    story = surveyed()
    story.act(c.AnswerSurvey, of(story, "a-1"), application="a-1", **paper("answer"))
    story.on(DUE + timedelta(days=1)).act(CloseEngagement, UNIT)

    assert story.rebuilt(announced().state.model_copy(update={"version": 0})) == story.state
    assert EngagementState.model_validate_json(story.state.model_dump_json()) == story.state
