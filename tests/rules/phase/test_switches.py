"""Every switch of the policy that a phase review follows, in each of its positions."""

from datetime import date
from typing import Any

import pytest

from models.phase import commands as c
from models.phase.stage import Stage
from models.policy import FeedbackForm, FeedbackQuorum, ObservationsForm, SaqClock
from tests.build import ALL, OTHER, SAME, SUR, Play, document, focal_point, phase_at, procedure, scheduled_phase

UNTOC, TIP, SOM, FA = ALL


def under(stage: Stage, **switches: Any) -> Play:
    return phase_at(stage, scheduled_phase(rules=procedure(**switches)))


@pytest.mark.parametrize(
    ("clock", "due", "event"),
    [
        (SaqClock.EFFECTIVE_START, date(2021, 5, 31), "effective start (preliminary consultation held)"),
        (SaqClock.LAUNCH_DATE, date(2021, 5, 3), "launch"),
    ],
)
def test_the_questionnaire_s_six_months_begin_as_saq_clock_says(clock: SaqClock, due: date, event: str) -> None:
    duty = under(Stage.SELF_ASSESSMENT, saq_clock=clock).owed("submit_questionnaire")

    assert duty.due is not None
    assert (duty.due.date, duty.due.derivation[0].text) == (due, event)
    assert duty.since == date(2020, 11, 30)


@pytest.mark.parametrize(
    ("form", "quorum", "first_is_enough"),
    [
        (FeedbackForm.PER_REVIEWER, FeedbackQuorum.ALL, False),
        (FeedbackForm.PER_REVIEWER, FeedbackQuorum.ANY_REVIEWER, True),
        (FeedbackForm.JOINT_PER_REVIEW, FeedbackQuorum.ALL, True),
        (FeedbackForm.JOINT_PER_REVIEW, FeedbackQuorum.ANY_REVIEWER, True),
    ],
)
def test_feedback_moves_the_review_on_as_form_and_quorum_say(
    form: FeedbackForm,
    quorum: FeedbackQuorum,
    first_is_enough: bool,  # noqa: FBT001 - a column of the table
) -> None:
    play = under(Stage.DESK_REVIEW, feedback_form=form, feedback_quorum=quorum)

    play.act(c.SubmitFeedback, focal_point(OTHER), document=document("feedback"))

    assert play.state.stage is (Stage.DIALOGUE if first_is_enough else Stage.DESK_REVIEW)


def test_one_joint_list_covers_every_instrument() -> None:
    play = under(Stage.DRAFTING_OBSERVATIONS, loo_form=ObservationsForm.JOINT)

    play.act(c.ProposeObservations, focal_point(SAME), document=document("observations"))

    assert play.state.stage is Stage.AGREEING
    assert {len(track.proposals) for track in play.state.tracks} == {1}


def test_each_instrument_may_have_a_list_of_its_own() -> None:
    play = under(Stage.DRAFTING_OBSERVATIONS, loo_form=ObservationsForm.PER_INSTRUMENT)
    proposed = {"document": document("observations")}

    assert play.refusal(c.ProposeObservations, focal_point(SAME), **proposed) == "one_instrument_each"
    for instrument in ALL:
        play.act(c.ProposeObservations, focal_point(SAME), instruments=(instrument,), **proposed)

    assert play.state.stage is Stage.AGREEING


def test_each_reviewer_may_have_a_list_of_its_own() -> None:
    play = under(Stage.DRAFTING_OBSERVATIONS, loo_form=ObservationsForm.PER_REVIEWER)
    proposed = {"document": document("observations")}

    play.act(c.ProposeObservations, focal_point(SAME), **proposed)
    assert play.waiting == {f"{OTHER} propose_observations"}
    assert play.refusal(c.ProposeObservations, focal_point(SAME), **proposed) == "already_submitted"
    play.act(c.ProposeObservations, focal_point(OTHER), **proposed)

    assert play.state.stage is Stage.AGREEING
    assert {len(track.proposals) for track in play.state.tracks} == {2}


def test_after_changes_each_reviewer_proposes_its_list_anew() -> None:
    play = under(Stage.AGREEING, loo_form=ObservationsForm.PER_REVIEWER)

    play.act(c.RequestChanges, focal_point(SUR), document=document("changes"))

    assert play.waiting == {f"{SAME} propose_observations", f"{OTHER} propose_observations"}


@pytest.mark.parametrize(
    ("moves", "due"),
    [(True, date(2021, 5, 31)), (False, date(2021, 5, 29))],
)
def test_a_date_moves_to_a_working_day_if_the_switch_is_on(
    moves: bool,  # noqa: FBT001 - a column of the table
    due: date,
) -> None:
    play = phase_at(Stage.CONSULTING, scheduled_phase(rules=procedure(move_to_working_day=moves)))
    play.act(c.ProposeConsultation, focal_point(SUR), meeting_at="2020-12-10T10:00:00+01:00")
    for iso3 in (SAME, OTHER):
        play.act(c.AcceptConsultation, focal_point(iso3))
    play.on(date(2020, 11, 29)).act(c.HoldPreliminaryConsultation, focal_point(SUR), minutes=document())

    duty = play.owed("submit_questionnaire").due

    assert duty is not None
    assert duty.date == due


def test_holidays_of_the_mechanism_are_no_working_days() -> None:
    rules = procedure(non_working_days=(date(2021, 5, 31), date(2021, 6, 1)))

    duty = phase_at(Stage.SELF_ASSESSMENT, scheduled_phase(rules=rules)).owed("submit_questionnaire").due

    assert duty is not None
    assert duty.date == date(2021, 6, 2)
