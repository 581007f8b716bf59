"""Feedback, questions and answers: an open question holds the dialogue up, for its instrument only."""

from datetime import date

import pytest

from models.phase import commands as c
from models.phase.stage import Stage
from tests.build import ALL, OTHER, SAME, SUR, Play, document, expert, focal_point, phase_at, scheduled_phase

UNTOC, TIP, SOM, FA = ALL
SIDES = (SUR, SAME, OTHER)


def ask(play: Play, iso3: str = SAME) -> str:
    play.act(c.RequestClarification, expert(iso3), instrument=TIP, document=document("question"))
    track = play.state.track(TIP)
    assert track is not None
    return track.clarifications[-1].id


def test_a_question_has_a_month_and_its_asker_hears_the_answer() -> None:
    play = phase_at(Stage.DESK_REVIEW).on(date(2021, 5, 3))
    question = ask(play)
    duty = play.owed("answer_clarification")
    assert duty.due is not None
    assert (duty.subject, duty.instruments, duty.due.date) == ("q1", (TIP,), date(2021, 6, 3))

    play.act(c.AnswerClarification, focal_point(SUR), clarification=question, document=document("answer"))

    assert (play.entries[-1].data["asked_by"], play.entries[-1].data["instrument"]) == (SAME, "TIP")
    assert "FRA answer_clarification" not in play.waiting
    again = play.refusal(c.AnswerClarification, focal_point(SUR), clarification=question, document=document("answer"))
    assert again == "already_answered"


def test_an_open_question_holds_up_the_end_of_the_dialogue() -> None:
    play = phase_at(Stage.DIALOGUE)
    question = ask(play)

    named = play.refusal(c.ConcludeDialogue, focal_point(SUR), instruments=(UNTOC, TIP))
    assert named == "clarification_open"
    assert play.owed("conclude_dialogue", SUR).instruments == (UNTOC, SOM, FA)
    for iso3 in SIDES:
        play.act(c.ConcludeDialogue, focal_point(iso3))
    assert play.refusal(c.ConcludeDialogue, focal_point(SUR)) == "clarification_open"
    assert play.stages() == dict.fromkeys(ALL, Stage.DRAFTING_OBSERVATIONS) | {TIP: Stage.DIALOGUE}
    play.act(c.AnswerClarification, focal_point(SUR), clarification=question, document=document("answer"))
    for iso3 in SIDES:
        play.act(c.ConcludeDialogue, focal_point(iso3))

    assert play.state.stage is Stage.DRAFTING_OBSERVATIONS


def test_a_new_question_takes_back_what_was_concluded() -> None:
    play = phase_at(Stage.DIALOGUE)
    play.act(c.ConcludeDialogue, focal_point(SUR))
    assert play.refusal(c.ConcludeDialogue, focal_point(SUR)) == "already_concluded"
    question = ask(play)
    play.act(c.AnswerClarification, focal_point(SUR), clarification=question, document=document("answer"))

    play.act(c.ConcludeDialogue, focal_point(SUR))

    assert play.entries[-1].data["instruments"] == ["TIP"]


def test_to_conclude_is_reminded_of_from_the_last_answer_on() -> None:
    play = phase_at(Stage.DIALOGUE, scheduled_phase(instruments=(TIP,)))
    question = ask(play)
    play.live_until(date(2022, 5, 2))
    play.act(c.AnswerClarification, focal_point(SUR), clarification=question, document=document("answer"))

    duty = play.owed("conclude_dialogue", SUR)

    assert duty.due is not None
    assert (duty.since, duty.due.date) == (date(2022, 5, 2), date(2022, 2, 16))
    assert play.live_until(date(2022, 5, 31)) == []
    assert len(play.live_until(date(2022, 6, 1))) == len(SIDES)


def test_questions_are_numbered_through_all_instruments() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    ask(play)
    play.act(c.RequestClarification, focal_point(OTHER), instrument=FA, document=document("question"))

    assert play.entries[-1].data["clarification"] == "q2"
    unknown = play.refusal(c.AnswerClarification, focal_point(SUR), clarification="q3", document=document())
    assert unknown == "unknown_clarification"


def test_feedback_is_given_once() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    feedback = document("feedback")
    play.act(c.SubmitFeedback, focal_point(SAME), document=feedback, instruments=(UNTOC,))

    assert play.refusal(c.SubmitFeedback, focal_point(SAME), document=feedback, instruments=(UNTOC, TIP)) == (
        "already_submitted"
    )
    play.act(c.SubmitFeedback, focal_point(SAME), document=feedback)
    assert play.entries[-1].data["instruments"] == ["TIP", "SOM", "FA"]
    assert play.refusal(c.SubmitFeedback, focal_point(SAME), document=feedback) == "already_submitted"


@pytest.mark.parametrize(
    ("clear", "asked", "stage"),
    [
        pytest.param((True, True), False, Stage.DRAFTING_OBSERVATIONS, id="nobody has anything to clarify"),
        pytest.param((True, False), False, Stage.DIALOGUE, id="one has"),
        pytest.param((True, True), True, Stage.DIALOGUE, id="a question is open"),
    ],
)
def test_the_dialogue_is_left_out_if_nothing_is_to_be_clarified(
    clear: tuple[bool, bool],
    asked: bool,  # noqa: FBT001 - a column of the table
    stage: Stage,
) -> None:
    play = phase_at(Stage.DESK_REVIEW)
    if asked:
        ask(play)

    for iso3, nothing in zip((SAME, OTHER), clear, strict=True):
        play.act(
            c.SubmitFeedback,
            focal_point(iso3),
            document=document("feedback"),
            nothing_to_clarify=nothing,
            instruments=(TIP,),
        )

    assert play.stages()[TIP] is stage


def test_a_questionnaire_taken_back_keeps_its_questions() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    question = ask(play)
    play.act(c.WithdrawQuestionnaire, focal_point(SUR), reason="to be redone")

    assert play.waiting == {"FRA submit_questionnaire", "FRA answer_clarification"}
    play.act(c.AnswerClarification, focal_point(SUR), clarification=question, document=document("answer"))
    assert play.waiting == {"FRA submit_questionnaire"}
