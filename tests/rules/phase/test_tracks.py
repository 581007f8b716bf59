"""Instruments pass from self-assessment to agreed observations at their own speed; the phase shows the slowest."""

from datetime import date

import pytest

from models.command import Command
from models.instruments import Instrument
from models.people import Actor
from models.phase import commands as c
from models.phase.stage import Stage
from rules.phase.obligations import obligations
from tests.build import ALL, OTHER, SAME, SUR, document, expert, focal_point, phase_at, procedure, scheduled_phase

UNTOC, TIP, SOM, FA = ALL
SIDES = (SUR, SAME, OTHER)


def test_each_instrument_goes_at_its_own_speed() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT)
    saq, feedback, observations = document("saq"), document("feedback"), document("observations")

    play.on(date(2021, 2, 1)).act(c.SubmitQuestionnaire, focal_point(SUR), document=saq, instruments=(UNTOC, TIP, SOM))
    for iso3 in (SAME, OTHER):
        play.act(c.SubmitFeedback, focal_point(iso3), document=feedback, instruments=(UNTOC, TIP))
    for iso3 in SIDES:
        play.act(c.ConcludeDialogue, focal_point(iso3), instruments=(UNTOC,))
    play.act(c.ProposeObservations, focal_point(SAME), document=observations)

    assert play.stages() == {
        UNTOC: Stage.AGREEING,
        TIP: Stage.DIALOGUE,
        SOM: Stage.DESK_REVIEW,
        FA: Stage.SELF_ASSESSMENT,
    }
    assert play.state.stage is Stage.SELF_ASSESSMENT
    assert play.waiting == {
        f"{SUR} submit_questionnaire",
        f"{SAME} submit_feedback",
        f"{OTHER} submit_feedback",
        *(f"{iso3} conclude_dialogue" for iso3 in SIDES),
        *(f"{iso3} clear_observations" for iso3 in SIDES),
    }


def test_the_phase_waits_for_the_slowest_instrument_before_the_summary() -> None:
    play = phase_at(Stage.AGREEING)
    for iso3 in SIDES:
        play.act(c.ClearObservations, focal_point(iso3), instruments=(UNTOC, TIP, SOM))
    assert play.entries[-1].type == "observations_agreed"
    assert play.stages()[UNTOC] is Stage.SUMMARISING
    assert play.state.stage is Stage.AGREEING

    for iso3 in SIDES:
        play.act(c.ClearObservations, focal_point(iso3), instruments=(FA,))

    assert play.state.stage is Stage.SUMMARISING


def test_duties_of_one_owner_on_several_instruments_are_one_line() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT)

    assert play.owed("submit_questionnaire").instruments == ALL


def test_a_duty_keeps_its_key_while_instruments_are_finished_one_by_one() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    before = play.owed("submit_feedback", SAME)
    first, *_ = play.live_until(date(2021, 7, 20))
    assert (first.rung, play.today) == ("-90", date(2021, 7, 20))

    play.act(c.SubmitFeedback, focal_point(SAME), document=document("feedback"), instruments=(TIP,))

    after = play.owed("submit_feedback", SAME)
    assert after.key == before.key
    assert after.instruments == (UNTOC, SOM, FA)
    assert play.live_until(date(2021, 7, 31)) == []


def test_instruments_counted_from_different_days_are_lines_of_their_own() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT)
    play.on(date(2021, 2, 1)).act(c.SubmitQuestionnaire, focal_point(SUR), document=document(), instruments=(UNTOC,))
    play.on(date(2021, 3, 1)).act(c.SubmitQuestionnaire, focal_point(SUR), document=document(), instruments=(TIP, FA))

    lines = [each for each in play.state.tracks if each.questionnaire]
    owed = {
        each.instruments: each.due.date for each in obligations(play.state) if each.due and each.owner.state == SAME
    }

    assert len(lines) == 3
    assert owed == {(UNTOC,): date(2021, 8, 2), (TIP, FA): date(2021, 9, 1)}


@pytest.mark.parametrize(
    ("command", "stage", "actor"),
    [
        (c.SubmitQuestionnaire, Stage.SELF_ASSESSMENT, focal_point(SUR)),
        (c.FileQuestionnaireAddendum, Stage.DESK_REVIEW, focal_point(SUR)),
        (c.SubmitFeedback, Stage.DESK_REVIEW, focal_point(SAME)),
        (c.ProposeObservations, Stage.DRAFTING_OBSERVATIONS, focal_point(SAME)),
    ],
)
def test_an_instrument_that_is_not_reviewed_here_is_refused(command: type[Command], stage: Stage, actor: Actor) -> None:
    play = phase_at(stage, scheduled_phase(instruments=ALL[:3]))

    assert play.refusal(command, actor, document=document(), instruments=(FA,)) == "instrument_not_under_review"


def test_an_act_that_names_one_instrument_at_another_stage_is_refused_whole() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT)
    play.act(c.SubmitQuestionnaire, focal_point(SUR), document=document(), instruments=(UNTOC,))

    named = play.refusal(c.SubmitQuestionnaire, focal_point(SUR), document=document(), instruments=(UNTOC, TIP))

    assert named == "wrong_stage"


def test_drafts_are_saved_only_for_what_is_still_in_self_assessment() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT)
    play.act(c.SubmitQuestionnaire, focal_point(SUR), document=document(), instruments=(UNTOC,))

    def code(instrument: Instrument) -> str:
        return play.refusal(c.DraftQuestionnaireSection, expert(SUR), instrument=instrument, document=document())

    assert code(UNTOC) == "wrong_stage"
    assert code(TIP) == "not refused"


def test_the_way_of_one_instrument_is_not_held_up_by_the_form_of_another() -> None:
    play = phase_at(Stage.AGREEING, scheduled_phase(rules=procedure(move_to_working_day=False)))
    play.act(c.RequestChanges, focal_point(SUR), document=document(), instruments=(SOM,))

    for iso3 in SIDES:
        play.act(c.ClearObservations, focal_point(iso3))

    assert play.stages() == {
        UNTOC: Stage.SUMMARISING,
        TIP: Stage.SUMMARISING,
        SOM: Stage.DRAFTING_OBSERVATIONS,
        FA: Stage.SUMMARISING,
    }
