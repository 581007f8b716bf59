"""The questionnaire: submitted, taken back before feedback, added to after it, expected on a date of the State's."""

from datetime import date

import pytest

from models.event import DeadlineApproaching, DeadlinePassed
from models.phase import commands as c
from models.phase.stage import Stage
from tests.build import ALL, OTHER, SAME, SUR, document, focal_point, phase_at

UNTOC, TIP, SOM, FA = ALL
REASON = "a ministry was forgotten"


def test_a_questionnaire_is_taken_back_before_feedback_with_the_clock_it_had() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT)
    due = play.owed("submit_questionnaire").due
    play.on(date(2021, 4, 15)).act(c.SubmitQuestionnaire, focal_point(SUR), document=document())

    play.on(date(2021, 4, 20)).act(c.WithdrawQuestionnaire, focal_point(SUR), reason=REASON)

    assert play.state.stage is Stage.SELF_ASSESSMENT
    again = play.owed("submit_questionnaire")
    assert (again.due, again.since) == (due, date(2021, 4, 20))
    assert all(track.questionnaire is None for track in play.state.tracks)


def test_after_feedback_it_is_not_taken_back_but_added_to() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    play.act(c.SubmitFeedback, focal_point(SAME), document=document("feedback"), instruments=ALL)

    assert play.refusal(c.WithdrawQuestionnaire, focal_point(SUR), reason=REASON) == "feedback_submitted"
    play.on(date(2021, 5, 10)).act(c.FileQuestionnaireAddendum, focal_point(SUR), document=document("addendum"))

    assert [[filed.on for filed in track.addenda] for track in play.state.tracks] == [[date(2021, 5, 10)]] * 4


def test_what_has_no_feedback_yet_can_still_be_taken_back() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    play.act(c.SubmitFeedback, focal_point(SAME), document=document("feedback"), instruments=(UNTOC,))

    named = play.refusal(c.WithdrawQuestionnaire, focal_point(SUR), reason=REASON, instruments=(UNTOC, TIP))
    play.act(c.WithdrawQuestionnaire, focal_point(SUR), reason=REASON)

    assert named == "feedback_submitted"
    assert play.stages() == {
        UNTOC: Stage.DESK_REVIEW,
        TIP: Stage.SELF_ASSESSMENT,
        SOM: Stage.SELF_ASSESSMENT,
        FA: Stage.SELF_ASSESSMENT,
    }


@pytest.mark.parametrize("stage", [Stage.DESK_REVIEW, Stage.DIALOGUE, Stage.DRAFTING_OBSERVATIONS, Stage.AGREEING])
def test_addenda_are_kept_in_their_order_up_to_agreement(stage: Stage) -> None:
    play = phase_at(stage)
    for name in ("first", "second"):
        play.act(c.FileQuestionnaireAddendum, focal_point(SUR), document=document(name), instruments=(TIP,))

    track = play.state.track(TIP)

    assert track is not None
    assert [filed.document for filed in track.addenda] == [document("first"), document("second")]
    assert play.state.stage is stage


def test_reminders_follow_the_expected_date_and_lateness_keeps_the_original() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT)
    assert [each.rung for each in play.live_until(date(2021, 5, 3))] == ["-90", "-30"]

    play.act(c.SetQuestionnaireExpectedDate, focal_point(SUR), expected_on=date(2021, 9, 30))

    duty = play.owed("submit_questionnaire")
    assert duty.due is not None
    assert (duty.due.date, duty.due.original) == (date(2021, 9, 30), date(2021, 5, 31))
    assert not duty.is_overdue(date(2021, 5, 31))
    assert duty.is_overdue(date(2021, 6, 1))
    sent = [(play.state.reminded[duty.key], each) for each in play.live_until(date(2021, 7, 2))]
    assert [(day, type(each), each.rung) for day, each in sent] == [(date(2021, 7, 2), DeadlineApproaching, "-90")]
    (month_before, *_, last) = play.live_until(date(2021, 10, 1))
    assert (month_before.rung, month_before.escalate) == ("-30", ("experts", "mission"))
    assert isinstance(last, DeadlinePassed)
    assert (last.due, last.original, last.escalate) == (
        date(2021, 9, 30),
        date(2021, 5, 31),
        ("alternates", "secretariat"),
    )
    (*_, three_months_late) = play.live_until(date(2022, 1, 1))
    assert (three_months_late.rung, three_months_late.escalate) == ("+3m", ("alternates", "mission", "secretariat"))


def test_an_expected_date_lies_ahead() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT).on(date(2021, 6, 10))

    def code(day: date) -> str:
        return play.refusal(c.SetQuestionnaireExpectedDate, focal_point(SUR), expected_on=day)

    assert code(date(2021, 6, 9)) == "date_in_past"
    assert code(date(2021, 6, 10)) == "not refused"
    assert code(date(2051, 6, 10)) == "not refused"
    assert code(date(2051, 6, 11)) == "date_too_far"
    assert code(date.max) == "date_too_far"


def test_a_need_for_assistance_is_registered_under_an_instrument_of_the_review() -> None:
    play = phase_at(Stage.SHARING)

    play.act(c.RegisterTechnicalAssistanceNeed, focal_point(SUR), instrument=FA, article="8", document=document())

    (need,) = play.state.technical_assistance
    assert (need.instrument, need.article) == (FA, "8")


def test_submitting_gives_each_reviewer_six_months_from_receipt() -> None:
    play = phase_at(Stage.DESK_REVIEW)

    for iso3 in (SAME, OTHER):
        duty = play.owed("submit_feedback", iso3)
        assert duty.due is not None
        assert (duty.since, duty.due.date) == (date(2021, 4, 15), date(2021, 10, 15))
        assert duty.due.derivation[0].text == "receipt of the questionnaire"
