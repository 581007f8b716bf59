"""Parts that end before their time: a reviewer is released, the State leaves an instrument, or all of them (D20)."""

from datetime import date

import pytest

from models.instruments import Instrument
from models.obligations import Obligation
from models.people import SECRETARIAT, SYSTEM
from models.phase import commands as c
from models.phase.stage import LIVE, TRACK, Stage
from models.phase.state import PhaseReviewState
from rules.phase.aggregate import PHASE_REVIEW
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
    reviewer,
    scheduled_phase,
)
from tests.rules.phase.acts import meet

UNTOC, TIP, SOM, FA = ALL
OPEN = [stage for stage in Stage if stage is not Stage.CLOSED]
LIVE_STAGES = [stage for stage in Stage if stage in LIVE]


def with_supplement() -> PhaseReviewState:
    """Japan is not party to the Firearms Protocol, so Brazil reviews that instrument in its place (D5)."""
    return scheduled_phase(
        reviewers=(
            reviewer(SAME),
            reviewer(OTHER, *ALL[:3], region_role="other_region"),
            reviewer(THIRD, FA, principal=False, region_role="other_region"),
        )
    )


def release(play: Play, outgoing: str, *instruments: Instrument) -> tuple[str, ...]:
    return play.act(
        c.ReleaseReviewer, SYSTEM, outgoing=outgoing, instruments=instruments, reason="has left the Convention"
    )


def leave(play: Play, *instruments: Instrument) -> tuple[str, ...]:
    return play.act(
        c.LeaveInstrument, SYSTEM, instruments=instruments, left_on=play.today, reason="has denounced the Protocol"
    )


def unreviewed(play: Play) -> list[Obligation]:
    return [each for each in obligations(play.state) if each.action == "draw_supplementary_reviewer"]


def finish(play: Play) -> None:
    """Do whatever is owed, by whomever, as long as something is."""
    for _ in range(300):
        duties = obligations(play.state)
        if not duties:
            return
        meet(play, duties[0])


@pytest.mark.parametrize("stage", LIVE_STAGES)
def test_a_released_reviewer_is_out_and_the_review_comes_to_its_close_without_it(stage: Stage) -> None:
    play = phase_at(stage)
    feedback = {track.feedback for track in play.state.tracks}

    assert release(play, SAME)[0] == "reviewer_released"

    assert play.state.sides == (SUR, OTHER)
    assert play.state.released == {SAME: play.today}
    assert {track.feedback for track in play.state.tracks} == feedback
    assert not [seat for seat in play.state.seats if seat.state == SAME and seat.is_open]
    assert not [each for each in obligations(play.state) if each.owner.state == SAME]
    assert play.refusal(c.SetWorkingLanguage, focal_point(SAME), languages=("fr",)) == "not_a_side"
    assert unreviewed(play) == []
    finish(play)
    assert play.state.stage is Stage.CLOSED


def test_a_released_reviewer_s_missing_part_moves_the_review_on() -> None:
    nominating, desk, agreeing = phase_at(Stage.NOMINATING), phase_at(Stage.DESK_REVIEW), phase_at(Stage.AGREEING)
    for iso3 in (SUR, OTHER):
        nominating.seat(focal_point(iso3))
        agreeing.act(c.ClearObservations, focal_point(iso3))
    desk.act(c.SubmitFeedback, focal_point(OTHER), document=document("feedback"))

    for play, stage in ((nominating, Stage.CONSULTING), (desk, Stage.DIALOGUE), (agreeing, Stage.SUMMARISING)):
        release(play, SAME)
        assert play.state.stage is stage


def test_a_reviewer_released_from_a_part_keeps_the_rest_of_the_work() -> None:
    play = phase_at(Stage.AGREEING)
    play.act(c.SetInstrumentSplit, focal_point(SAME), split={SAME: (UNTOC, FA), OTHER: (TIP, SOM)})
    play.act(c.ClearObservations, focal_point(SAME))

    release(play, SAME, FA)

    assert play.state.reviewers_of(FA) == (OTHER,)
    assert play.state.reviewers_of(UNTOC) == (SAME, OTHER)
    assert play.state.instrument_split == {SAME: (UNTOC,), OTHER: (TIP, SOM)}
    cleared = {track.instrument: track.cleared_by for track in play.state.tracks}
    assert (cleared[FA], cleared[UNTOC]) == ((), (SAME,))
    assert play.state.released == {}
    assert play.state.focal_point(SAME) is not None


@pytest.mark.parametrize(
    ("outgoing", "instruments", "code"),
    [
        (SAME, (), "not refused"),
        (THIRD, (UNTOC, FA), "not refused"),
        (THIRD, (UNTOC,), "instrument_outside_assignment"),
        (STRANGER, (), "not_a_reviewer"),
        (SUR, (), "not_a_reviewer"),
    ],
)
def test_who_does_not_review_is_not_released(outgoing: str, instruments: tuple[Instrument, ...], code: str) -> None:
    play = phase_at(Stage.DESK_REVIEW, with_supplement())

    fields = {"outgoing": outgoing, "instruments": instruments, "reason": "has left"}

    assert play.refusal(c.ReleaseReviewer, SYSTEM, **fields) == code


def test_an_excused_reviewer_may_be_released_and_come_back() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    play.act(c.ExcuseReviewer, SECRETARIAT, outgoing=SAME, reason="does not answer")

    release(play, SAME)
    assert (play.state.excused, [each.state for each in play.state.reviewers]) == ({}, [OTHER])

    play.act(c.DrawSupplementaryReviewer, SYSTEM, reviewer=reviewer(SAME, FA, principal=False))
    assert (play.state.released, play.state.reviewers_of(FA)) == ({}, (OTHER, SAME))


@pytest.mark.parametrize("stage", [stage for stage in LIVE_STAGES if stage.order <= Stage.SUMMARISING.order])
def test_an_instrument_without_a_reviewer_waits_for_one_and_nothing_is_agreed_in_between(stage: Stage) -> None:
    play = phase_at(stage)
    release(play, SAME)
    release(play.on(play.today + days(2)), OTHER)

    (duty,) = unreviewed(play)
    assert (duty.owner.role, duty.since, duty.due, duty.instruments) == ("secretariat", play.today, None, ALL)
    if stage is Stage.AGREEING:
        play.act(c.ClearObservations, focal_point(SUR))
    if stage is Stage.SUMMARISING:
        play.act(c.DraftSummary, SECRETARIAT, document=document("summary"))
        play.act(c.AgreeSummary, focal_point(SUR))
    if stage is Stage.DIALOGUE:
        play.act(c.ConcludeDialogue, focal_point(SUR))
    assert play.state.stage is stage

    play.act(c.DrawSupplementaryReviewer, SYSTEM, reviewer=reviewer(THIRD))

    assert unreviewed(play) == []
    finish(play)
    assert play.state.stage is Stage.CLOSED


def test_what_is_agreed_needs_no_reviewer_any_more() -> None:
    play = phase_at(Stage.AGREEING, with_supplement())
    for iso3 in (SUR, SAME, THIRD):
        play.act(c.ClearObservations, focal_point(iso3), instruments=(FA,))
    assert play.stages()[FA] is Stage.SUMMARISING

    release(play, THIRD)
    release(play, SAME, FA)

    assert unreviewed(play) == []


@pytest.mark.parametrize("stage", OPEN)
def test_a_state_that_leaves_an_instrument_is_reviewed_on_the_others(stage: Stage) -> None:
    play = phase_at(stage, with_supplement())

    assert leave(play, FA)[0] == "party_left_instrument"

    assert (play.state.instruments, play.state.left) == (ALL[:3], {FA: play.today})
    release(play, THIRD)
    assert play.state.sides == (SUR, SAME, OTHER)
    assert all(FA not in each.instruments for each in play.state.reviewers)
    assert play.state.track(FA) is None
    assert [track.instrument for track in play.state.ended_tracks] == ([FA] if play.state.tracks else [])
    assert not [each for each in obligations(play.state) if FA in each.instruments or each.owner.state == THIRD]
    assert ("left_FA", play.today) in {(each.name, each.date) for each in PHASE_REVIEW.status(play.state).dates}
    finish(play)
    assert play.state.stage is Stage.CLOSED


def test_the_slowest_track_that_ends_lets_the_phase_go_on() -> None:
    play = phase_at(Stage.AGREEING)
    for iso3 in (SUR, SAME, OTHER):
        play.act(c.ClearObservations, focal_point(iso3), instruments=(UNTOC, TIP))
    assert play.state.stage is Stage.AGREEING

    leave(play, SOM, FA)

    assert play.state.stage is Stage.SUMMARISING
    assert {track.stage for track in play.state.ended_tracks} == {Stage.AGREEING}


def test_what_was_submitted_on_an_instrument_stays_on_record() -> None:
    play = phase_at(Stage.DIALOGUE)
    before = play.state.track(FA)

    leave(play, FA)

    assert play.state.ended_tracks == (before,)


def test_the_division_of_work_is_left_without_the_instrument() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT)
    play.act(c.SetInstrumentSplit, focal_point(SAME), split={SAME: (UNTOC, FA), OTHER: (TIP, SOM)})

    leave(play, SOM, FA)

    assert play.state.instrument_split == {SAME: (UNTOC,), OTHER: (TIP,)}


def test_an_instrument_that_is_joined_again_begins_anew() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    leave(play, FA)

    again = (reviewer(SAME, FA), reviewer(OTHER, FA))
    play.on(play.today + days(30)).act(
        c.JoinInstrument, SYSTEM, instrument=FA, joined_on=play.today - days(1), reviewers=again
    )

    assert (play.state.instruments, play.state.left) == (ALL, {})
    assert play.stages()[FA] is Stage.SELF_ASSESSMENT
    assert [track.stage for track in play.state.ended_tracks] == [Stage.DESK_REVIEW]


@pytest.mark.parametrize("is_withheld", [False, True])
@pytest.mark.parametrize("stage", OPEN)
def test_a_state_that_leaves_everything_ends_its_phase_as_it_stands(stage: Stage, is_withheld: bool) -> None:  # noqa: FBT001 - a parameter of the test
    play = phase_at(stage)
    if is_withheld and stage in LIVE:
        play.act(c.SuspendReview, SECRETARIAT, reason="war")
    before = play.state

    assert leave(play, *ALL) == ("party_left_instrument", "phase_discontinued")

    assert (play.state.stage, play.state.closed_on) == (Stage.CLOSED, play.today)
    assert (play.state.tracks, play.state.reviewers, play.state.seats) == (
        before.tracks,
        before.reviewers,
        before.seats,
    )
    assert obligations(play.state) == ()
    assert PHASE_REVIEW.is_over(play.state)
    assert PHASE_REVIEW.wake_at(play.state) is None
    (relay,) = play.asked[-1].relays
    assert (relay.workflow_id, relay.command) == ("country/untoc-1/FRA", "report_phase")
    assert (relay.payload["phase"], relay.payload["closed_on"]) == (1, play.today.isoformat())
    assert play.refusal(c.LeaveInstrument, SYSTEM, instruments=ALL, left_on=play.today, reason="x" * 3) == (
        "review_closed"
    )


def test_a_state_may_leave_one_after_the_other() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    leave(play, FA)
    leave(play, TIP, SOM)

    assert leave(play, UNTOC) == ("party_left_instrument", "phase_discontinued")


@pytest.mark.parametrize(
    ("instruments", "ahead", "code"),
    [
        ((FA,), 0, "not refused"),
        ((FA, SOM), 0, "not refused"),
        ((SOM,), 0, "instrument_not_under_review"),
        ((FA,), 1, "date_in_future"),
    ],
)
def test_what_is_not_reviewed_is_not_left(instruments: tuple[Instrument, ...], ahead: int, code: str) -> None:
    play = phase_at(Stage.DESK_REVIEW, scheduled_phase(instruments=(UNTOC, FA)))
    fields = {"instruments": instruments, "left_on": play.today + days(ahead), "reason": "has denounced it"}

    assert play.refusal(c.LeaveInstrument, SYSTEM, **fields) == code


def replacing(*instruments: Instrument) -> dict[str, object]:
    return {"outgoing": OTHER, "incoming": STRANGER, "instruments": instruments, "reason": "cannot serve"}


def test_a_successor_that_is_party_to_more_reviews_more() -> None:
    play = phase_at(Stage.DESK_REVIEW, with_supplement())

    play.act(c.ReplaceReviewer, SYSTEM, **replacing(*ALL))
    release(play, THIRD)

    assert play.state.reviewers_of(FA) == (SAME, STRANGER)
    assert play.entries[-2].data["instruments"] == ["UNTOC", "TIP", "SOM"]
    assert play.entries[-2].data["incoming_instruments"] == ["UNTOC", "TIP", "SOM", "FA"]
    play.seat(expert(STRANGER))
    finish(play)
    assert play.state.stage is Stage.CLOSED


def test_a_successor_that_is_party_to_less_reviews_less() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT)
    play.act(c.SetInstrumentSplit, focal_point(SAME), split={SAME: (UNTOC,), OTHER: (TIP, SOM, FA)})

    play.act(c.ReplaceReviewer, SYSTEM, **replacing(UNTOC, TIP))

    assert play.state.reviewers_of(TIP) == (SAME, STRANGER)
    assert play.state.reviewers_of(FA) == (SAME,)
    assert play.state.instrument_split == {SAME: (UNTOC,), STRANGER: (TIP,)}


def test_a_successor_takes_what_is_reviewed_in_the_phase() -> None:
    first = scheduled_phase(instruments=(UNTOC, TIP))
    some, none = phase_at(Stage.DESK_REVIEW, first), phase_at(Stage.DESK_REVIEW, first)

    assert some.act(c.ReplaceReviewer, SYSTEM, **replacing(TIP, FA)) == ("reviewer_replaced",)
    assert none.act(c.ReplaceReviewer, SYSTEM, **replacing(SOM, FA)) == ("reviewer_released",)

    assert some.state.reviewers_of(TIP) == (SAME, STRANGER)
    assert none.state.sides == (SUR, SAME)


def test_a_supplement_takes_what_is_reviewed_in_the_phase() -> None:
    play = phase_at(Stage.DESK_REVIEW, scheduled_phase(instruments=(UNTOC, TIP)))

    play.act(c.DrawSupplementaryReviewer, SYSTEM, reviewer=reviewer(THIRD, TIP, FA, principal=False))

    assert play.entries[-1].data["instruments"] == ["TIP"]
    assert play.state.reviewer(THIRD) == reviewer(THIRD, TIP, principal=False, assigned_on=play.today)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage in TRACK])
def test_a_phase_that_follows_amendments_is_rebuilt_from_its_ledger(stage: Stage) -> None:
    first = with_supplement()
    play = phase_at(stage, first).on(date(2022, 1, 3))
    play.act(c.ReplaceReviewer, SYSTEM, **replacing(*ALL))
    release(play, THIRD)
    leave(play, TIP)
    finish(play)

    assert play.rebuilt(first) == play.state
    assert PhaseReviewState.model_validate_json(play.state.model_dump_json()) == play.state


def test_fields_of_amendments_are_written_by_amendments_alone() -> None:
    play = phase_at(Stage.DESK_REVIEW)
    play.act(c.ReplaceReviewer, SYSTEM, outgoing=SAME, incoming=THIRD, reason="cannot serve")

    written = play.state.model_dump(mode="json")

    assert {"released", "left", "ended_tracks"}.isdisjoint(written)
    assert {"incoming_instruments", "relaxed"}.isdisjoint(play.entries[-1].data)
