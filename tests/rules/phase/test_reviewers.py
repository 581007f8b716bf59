"""Reviewing States are replaced, added for one instrument or excused at any time: work is inherited, consent is not."""

from collections.abc import Callable
from datetime import date

import pytest

from models.command import Command
from models.instruments import Instrument
from models.people import SECRETARIAT, SYSTEM, Actor
from models.phase import commands as c
from models.phase.stage import LIVE, TRACK, Stage
from models.phase.state import PhaseReviewState
from rules.phase.obligations import obligations
from tests.build import (
    ALL,
    OTHER,
    SAME,
    STRANGER,
    SUR,
    THIRD,
    Play,
    days,
    document,
    expert,
    focal_point,
    phase_at,
    procedure,
    reviewer,
    scheduled_phase,
)
from tests.rules.phase.samples import FIELDS

UNTOC, TIP, SOM, FA = ALL
LIVE_STAGES = [stage for stage in Stage if stage in LIVE]
REASON = "cannot serve"


def replace(play: Play, outgoing: str = SAME, incoming: str = THIRD) -> None:
    play.act(c.ReplaceReviewer, SYSTEM, outgoing=outgoing, incoming=incoming, reason=REASON)


def with_supplement() -> PhaseReviewState:
    """Japan is not party to the Firearms Protocol, so Brazil reviews that instrument in its place (D5)."""
    return scheduled_phase(
        reviewers=(
            reviewer(SAME),
            reviewer(OTHER, *ALL[:3], region_role="other_region"),
            reviewer(THIRD, FA, principal=False, region_role="other_region"),
        )
    )


@pytest.mark.parametrize("stage", LIVE_STAGES)
def test_a_reviewer_is_replaced_in_every_live_stage(stage: Stage) -> None:
    play = phase_at(stage)
    before = play.state

    replace(play)

    assert play.state.sides == (SUR, THIRD, OTHER)
    assert play.state.stage is stage
    assert play.state.reviewers_of(FA) == (THIRD, OTHER)
    newcomer = play.state.reviewer(THIRD)
    assert newcomer is not None
    assert (newcomer.succeeds, newcomer.assigned_on, newcomer.instruments) == ((SAME,), play.today, ALL)
    assert not [seat for seat in play.state.seats if seat.state == SAME and seat.is_open]
    assert {track.feedback for track in play.state.tracks} == {track.feedback for track in before.tracks}
    assert play.refusal(c.SetWorkingLanguage, focal_point(SAME), languages=("fr",)) == "not_a_side"
    vacancy = play.owed("receive_nomination", THIRD)
    assert vacancy.since == play.today


@pytest.mark.parametrize("stage", [stage for stage in LIVE_STAGES if stage is not Stage.NOMINATING])
def test_after_a_replacement_the_review_still_comes_to_its_close(stage: Stage) -> None:
    play = phase_at(stage)
    replace(play)
    play.seat(expert(THIRD))
    play.seat(focal_point(THIRD))

    finish(play)

    assert play.state.stage is Stage.CLOSED


def finish(play: Play) -> None:
    """Do whatever is owed, as long as something is."""
    for _ in range(100):
        duties = [each for each in obligations(play.state) if each.action != "make_publication_choice"]
        if not duties:
            return
        owner = duties[0].owner
        actor = focal_point(owner.state) if owner.state else SECRETARIAT
        command = next(each for each in FIELDS if each.name == duties[0].action)
        play.act(command, actor, **FIELDS[command](play.state, actor))


def test_feedback_given_is_the_successor_s_and_feedback_owed_has_its_time_from_now() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    play.act(c.SubmitFeedback, focal_point(SAME), document=document("feedback"), instruments=(UNTOC, TIP))

    replace(play.on(date(2021, 9, 1)))

    assert play.owed("submit_feedback", THIRD).instruments == (SOM, FA)
    duty = play.owed("submit_feedback", THIRD)
    assert duty.due is not None
    assert (duty.since, duty.due.date) == (date(2021, 9, 1), date(2022, 3, 1))
    assert duty.due.derivation[0].text == "BRA took up the review"
    play.seat(focal_point(THIRD))
    again = play.refusal(c.SubmitFeedback, focal_point(THIRD), document=document(), instruments=(UNTOC,))
    assert again == "already_submitted"


@pytest.mark.parametrize(
    ("stage", "command", "duty"),
    [
        (Stage.CONSULTING, c.AcceptConsultation, "accept_consultation"),
        (Stage.DIALOGUE, c.ConcludeDialogue, "conclude_dialogue"),
        (Stage.AGREEING, c.ClearObservations, "clear_observations"),
        (Stage.SUMMARISING, c.AgreeSummary, "agree_summary"),
    ],
)
def test_consent_is_not_inherited(stage: Stage, command: type[Command], duty: str) -> None:
    play = phase_at(stage)
    if stage is Stage.CONSULTING:
        play.act(c.ProposeConsultation, SECRETARIAT, meeting_at="2021-01-14T10:00:00+01:00")
    if stage is Stage.SUMMARISING:
        play.act(c.DraftSummary, SECRETARIAT, document=document("summary"))
    for iso3 in (SAME, OTHER):
        play.act(command, focal_point(iso3))

    replace(play)
    assert {f"{SUR} {duty}", f"{THIRD} {duty}"} <= play.waiting
    assert f"{OTHER} {duty}" not in play.waiting
    replace(play, outgoing=THIRD, incoming=SAME)

    assert f"{SAME} {duty}" in play.waiting


def test_what_is_agreed_already_stays_agreed_by_whom_it_was() -> None:
    play = phase_at(Stage.TRANSLATING)

    replace(play)

    assert {track.cleared_by for track in play.state.tracks} == {(SUR, SAME, OTHER)}
    assert play.state.summary is not None
    assert play.state.summary.agreed_by == (SUR, SAME, OTHER)


def test_the_part_of_the_work_goes_over() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT)
    play.act(c.SetInstrumentSplit, focal_point(SAME), split={SAME: (UNTOC,), OTHER: (TIP, SOM, FA)})

    replace(play)

    assert play.state.instrument_split == {THIRD: (UNTOC,), OTHER: (TIP, SOM, FA)}


def test_a_newcomer_is_not_reminded_of_what_was_due_before_it_came() -> None:
    play = phase_at(Stage.AGREEING)
    play.live_until(date(2022, 12, 5))

    replace(play)

    told = [each for each in play.live_until(date(2022, 12, 15)) if each.owner.state == THIRD]
    assert told == []
    duty = play.owed("clear_observations", THIRD)
    assert duty.since == date(2022, 12, 5)


@pytest.mark.parametrize(
    ("outgoing", "incoming", "code"),
    [
        (SAME, SUR, "reviews_itself"),
        (SAME, OTHER, "already_reviews"),
        (SAME, SAME, "already_reviews"),
        (STRANGER, THIRD, "not_a_reviewer"),
        (SUR, THIRD, "not_a_reviewer"),
    ],
)
def test_a_replacement_that_breaks_the_rules_is_refused(outgoing: str, incoming: str, code: str) -> None:
    play = phase_at(Stage.DESK_REVIEW)

    assert play.refusal(c.ReplaceReviewer, SYSTEM, outgoing=outgoing, incoming=incoming, reason=REASON) == code


def test_a_supplementary_reviewer_may_not_take_a_principal_s_place_as_well() -> None:
    play = phase_at(Stage.DESK_REVIEW, with_supplement())

    code = play.refusal(c.ReplaceReviewer, SYSTEM, outgoing=SAME, incoming=THIRD, reason=REASON)

    assert code == "already_reviews"


def asks(instrument: Instrument) -> dict[str, object]:
    return {"instrument": instrument, "document": document()}


def says(instrument: Instrument) -> dict[str, object]:
    return {"instruments": (instrument,), "document": document()}


def only(instrument: Instrument) -> dict[str, object]:
    return {"instruments": (instrument,)}


@pytest.mark.parametrize(
    ("stage", "command", "actor", "fields"),
    [
        (Stage.DESK_REVIEW, c.SubmitFeedback, focal_point(THIRD), says),
        (Stage.DESK_REVIEW, c.RequestClarification, expert(THIRD), asks),
        (Stage.DIALOGUE, c.RequestClarification, focal_point(THIRD), asks),
        (Stage.DIALOGUE, c.ConcludeDialogue, focal_point(THIRD), only),
        (Stage.DRAFTING_OBSERVATIONS, c.ProposeObservations, focal_point(THIRD), says),
        (Stage.AGREEING, c.RequestChanges, focal_point(THIRD), says),
        (Stage.AGREEING, c.ClearObservations, focal_point(THIRD), only),
    ],
)
def test_a_supplementary_reviewer_is_confined_to_its_instrument_in_every_act(
    stage: Stage, command: type[Command], actor: Actor, fields: Callable[[Instrument], dict[str, object]]
) -> None:
    play = phase_at(stage, with_supplement())

    assert play.refusal(command, actor, **fields(UNTOC)) == "instrument_outside_assignment"
    assert play.refusal(command, actor, **fields(FA)) == "not refused"
    if command is not c.RequestClarification:
        unnamed = {name: value for name, value in fields(FA).items() if name != "instruments"}
        play.act(command, actor, **unnamed)
        assert play.entries[-1].data["instruments"] == ["FA"]


def test_work_is_not_divided_beyond_an_assignment() -> None:
    play = phase_at(Stage.CONSULTING, with_supplement())

    code = play.refusal(c.SetInstrumentSplit, focal_point(SAME), split={SAME: ALL[:3], THIRD: (FA, UNTOC)})

    assert code == "instrument_outside_assignment"


def test_a_meeting_is_noted_by_whoever_has_something_in_dialogue() -> None:
    play = phase_at(Stage.DESK_REVIEW, with_supplement())
    play.act(c.WithdrawQuestionnaire, focal_point(SUR), reason="to be redone", instruments=(FA,))

    assert play.refusal(c.HoldDialogueMeeting, focal_point(THIRD), note=document()) == "wrong_stage"
    assert play.refusal(c.HoldDialogueMeeting, focal_point(OTHER), note=document()) == "not refused"


def test_a_review_with_a_supplementary_reviewer_comes_to_its_close() -> None:
    play = phase_at(Stage.CLOSED, with_supplement())

    cleared = {track.instrument: track.cleared_by for track in play.state.tracks}
    assert cleared[UNTOC] == (SUR, SAME, OTHER)
    assert cleared[FA] == (SUR, SAME, THIRD)
    assert play.state.summary is not None
    assert play.state.summary.agreed_by == (SUR, SAME, OTHER, THIRD)


@pytest.mark.parametrize("stage", LIVE_STAGES)
def test_a_supplementary_reviewer_is_drawn_in_every_live_stage(stage: Stage) -> None:
    play = phase_at(stage)

    play.act(c.DrawSupplementaryReviewer, SYSTEM, reviewer=reviewer(THIRD, FA, principal=False))

    assert play.state.reviewers_of(FA) == (SAME, OTHER, THIRD)
    assert play.state.reviewers_of(UNTOC) == (SAME, OTHER)
    assert f"{THIRD} receive_nomination" in play.waiting
    if stage is Stage.DESK_REVIEW:
        assert play.owed("submit_feedback", THIRD).instruments == (FA,)


@pytest.mark.parametrize(
    ("newcomer", "code"),
    [
        (reviewer(SUR, FA), "reviews_itself"),
        (reviewer(OTHER, FA), "already_reviews"),
        (reviewer(STRANGER, SOM), "instrument_not_under_review"),
    ],
)
def test_a_supplementary_draw_that_breaks_the_rules_is_refused(newcomer: object, code: str) -> None:
    first = scheduled_phase(instruments=(UNTOC, TIP, FA))

    assert phase_at(Stage.DESK_REVIEW, first).refusal(c.DrawSupplementaryReviewer, SYSTEM, reviewer=newcomer) == code


@pytest.mark.parametrize("stage", LIVE_STAGES)
def test_the_review_goes_on_without_a_reviewer_that_is_excused(stage: Stage) -> None:
    play = phase_at(stage)

    play.act(c.ExcuseReviewer, SECRETARIAT, outgoing=SAME, reason="does not answer")

    assert play.state.sides == (SUR, OTHER)
    assert not [each for each in obligations(play.state) if each.owner.state == SAME]
    assert play.refusal(c.SetWorkingLanguage, focal_point(SAME), languages=("fr",)) == "not_a_side"


def test_an_excused_reviewer_s_missing_part_moves_the_review_on() -> None:
    nominating = phase_at(Stage.NOMINATING)
    for iso3 in (SUR, OTHER):
        nominating.seat(focal_point(iso3))
    desk = phase_at(Stage.DESK_REVIEW)
    desk.act(c.SubmitFeedback, focal_point(OTHER), document=document("feedback"))
    agreeing = phase_at(Stage.AGREEING)
    summarising = phase_at(Stage.SUMMARISING)
    summarising.act(c.DraftSummary, SECRETARIAT, document=document("summary"))
    for iso3 in (SUR, OTHER):
        agreeing.act(c.ClearObservations, focal_point(iso3))
        summarising.act(c.AgreeSummary, focal_point(iso3))

    for play, stage in (
        (nominating, Stage.CONSULTING),
        (desk, Stage.DIALOGUE),
        (agreeing, Stage.SUMMARISING),
        (summarising, Stage.TRANSLATING),
    ):
        play.act(c.ExcuseReviewer, SECRETARIAT, outgoing=SAME, reason="does not answer")
        assert play.state.stage is stage


def test_no_instrument_is_left_without_a_reviewer() -> None:
    play = phase_at(Stage.DESK_REVIEW, with_supplement())
    play.act(c.ExcuseReviewer, SECRETARIAT, outgoing=SAME, reason="does not answer")

    assert play.refusal(c.ExcuseReviewer, SECRETARIAT, outgoing=THIRD, reason="does not answer") == "no_reviewer_left"
    assert play.refusal(c.ExcuseReviewer, SECRETARIAT, outgoing=SAME, reason="does not answer") == "not_a_reviewer"


def test_an_excused_reviewer_may_be_replaced_or_come_back() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    play.act(c.ExcuseReviewer, SECRETARIAT, outgoing=SAME, reason="does not answer")
    replace(play)
    assert play.state.sides == (SUR, THIRD, OTHER)

    play.act(c.ExcuseReviewer, SECRETARIAT, outgoing=THIRD, reason="does not answer either")
    play.act(c.DrawSupplementaryReviewer, SYSTEM, reviewer=reviewer(THIRD, FA, principal=False))

    assert play.state.sides == (SUR, OTHER, THIRD)
    assert play.state.reviewers_of(UNTOC) == (OTHER,)
    assert play.state.reviewers_of(FA) == (OTHER, THIRD)
    assert play.state.excused == {}


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.CLOSED])
def test_a_party_joins_an_instrument_while_the_phase_has_tracks_to_come(stage: Stage) -> None:
    play = phase_at(stage, scheduled_phase(instruments=(UNTOC, FA)))
    play.on(play.today + days(1))
    newcomers = (reviewer(SAME, SOM), reviewer(THIRD, SOM, principal=False))
    fields = {"instrument": SOM, "joined_on": date(2020, 10, 1), "reviewers": newcomers}
    if stage.order >= Stage.SUMMARISING.order:
        assert play.refusal(c.JoinInstrument, SYSTEM, **fields) == "too_late_for_this_phase"
        return

    play.act(c.JoinInstrument, SYSTEM, **fields)

    assert play.state.instruments == (UNTOC, SOM, FA)
    assert play.state.reviewers_of(SOM) == (SAME, THIRD)
    assert play.state.reviewers_of(UNTOC) == (SAME, OTHER)
    if stage in TRACK:
        assert play.stages()[SOM] is Stage.SELF_ASSESSMENT
        assert play.state.stage is Stage.SELF_ASSESSMENT
        duty = next(each for each in obligations(play.state) if each.instruments == (SOM,))
        assert duty.due is not None
        assert duty.due.derivation[0].date == play.today
        assert duty.due.derivation[0].text == "FRA joined SOM"
    if stage is Stage.CONSULTING:
        play.seat(focal_point(THIRD))
        play.act(c.HoldPreliminaryConsultation, SECRETARIAT, minutes=document("minutes"))
        assert play.stages() == dict.fromkeys((UNTOC, SOM, FA), Stage.SELF_ASSESSMENT)


@pytest.mark.parametrize(
    ("instrument", "joined_on", "newcomer", "code"),
    [
        (UNTOC, date(2020, 10, 1), reviewer(SAME, UNTOC), "already_under_review"),
        (SOM, date(2021, 4, 16), reviewer(SAME, SOM), "date_in_future"),
        (SOM, date(2021, 4, 15), reviewer(SAME, SOM), "not refused"),
        (SOM, date(2020, 10, 1), reviewer(SUR, SOM), "reviews_itself"),
    ],
)
def test_an_instrument_joins_once_it_is_in_force_with_others_to_review_it(
    instrument: Instrument, joined_on: date, newcomer: object, code: str
) -> None:
    play = phase_at(Stage.DESK_REVIEW, scheduled_phase(instruments=(UNTOC, FA)))

    refusal = play.refusal(c.JoinInstrument, SYSTEM, instrument=instrument, joined_on=joined_on, reviewers=(newcomer,))

    assert refusal == code


def test_an_instrument_is_not_joined_with_nobody_left_to_review_it() -> None:
    play = phase_at(Stage.DESK_REVIEW, scheduled_phase(instruments=(UNTOC, FA)))
    play.act(c.ExcuseReviewer, SECRETARIAT, outgoing=SAME, reason="does not answer")

    code = play.refusal(
        c.JoinInstrument, SYSTEM, instrument=SOM, joined_on=date(2020, 10, 1), reviewers=(reviewer(SAME, SOM),)
    )

    assert code == "no_reviewer_left"


def test_a_successor_need_not_propose_what_was_proposed() -> None:
    rules = procedure(loo_form="per_reviewer")
    play = phase_at(Stage.DRAFTING_OBSERVATIONS, scheduled_phase(rules=rules))
    play.act(c.ProposeObservations, focal_point(SAME), document=document("observations"))

    replace(play)

    assert play.waiting == {f"{OTHER} propose_observations", f"{THIRD} receive_nomination"}
