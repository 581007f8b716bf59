"""With the list: redraws and their limit, deferrals, replacements, late entrants, departures, confirmation, void."""

from datetime import date, timedelta

import pytest

from models.amendment import AmendmentKind, Standing
from models.cycle.commands import AdoptLots, AmendPairing, ReleaseDrawing
from models.drawing import commands as c
from models.drawing import events as e
from models.drawing.state import Decision, DrawingStage, PendingChange, Supplied
from models.errors import RuleViolation
from models.instruments import Instrument
from models.people import SECRETARIAT, SYSTEM
from models.register import Region
from rules.drawing.aggregate import DRAWING_OF_LOTS
from rules.drawing.changes import opened_by
from rules.lots.standing import after
from tests.build import mission
from tests.rules.drawing.build import (
    FAST,
    GIVEN,
    HAND,
    MEETING,
    NUMBERS,
    SEED,
    Drawing,
    beacon_source,
    confirmed,
    drawing,
    frozen,
    note,
    pair,
    planned,
    provisional,
    reported,
    signed,
    supplied,
)

WINDOW_ENDS = MEETING + timedelta(days=21)


def standing(story: Drawing) -> Standing:
    assert story.state.standing is not None
    return story.state.standing


def asked(story: Drawing, iso3: str, reviewer: str) -> tuple[str, ...]:
    return story.act(c.RequestRedraw, mission(iso3), state=iso3, reviewer=reviewer, note=note())


def drawn_again(story: Drawing, *, change: str = "") -> e.PairingAmended:
    change = change or story.state.changes[0].id
    events = DRAWING_OF_LOTS.decide(
        story.state,
        story.made(c.DrawAgain, SECRETARIAT, change=change, supplied=supplied()),
        story.entries[-1].at,
    )
    (event,) = story.record(events, SECRETARIAT)
    assert isinstance(event, e.PairingAmended)
    return event


def amended(story: Drawing) -> list[e.PairingAmended]:
    events = (DRAWING_OF_LOTS.codec.read(each.type, each.data) for each in story.entries)
    return [each for each in events if isinstance(each, e.PairingAmended)]


def test_the_list_is_provisional_until_the_windows_are_closed() -> None:
    story = provisional()

    assert story.state.window_ends == WINDOW_ENDS
    assert story.refusal(c.ConfirmPairing, SECRETARIAT) == "window_open"
    assert story.on(WINDOW_ENDS).refusal(c.ConfirmPairing, SECRETARIAT) == "window_open"
    assert story.on(WINDOW_ENDS + timedelta(days=1)).act(c.ConfirmPairing, SECRETARIAT) == ("pairing_confirmed",)


def test_a_confirmed_list_is_handed_to_the_cycle() -> None:
    story = confirmed()

    (relay,) = story.asked[-1].relays
    adopted = AdoptLots.model_validate(relay.payload)
    assert (relay.workflow_id, relay.command) == ("cycle/untoc-1", "adopt_lots")
    assert adopted.groups == story.state.groups
    assert {iso3: {each.state for each in reviewers} for iso3, reviewers in adopted.assignments.items()} == {
        row.iso3: {each.reviewer for each in standing(story).reviewers(row.iso3)} for row in standing(story).states
    }


def test_the_cycle_takes_over_the_rows_that_were_put_right() -> None:
    story = planned()
    fields: dict[str, object] = {"region": Region.WEOG, "instruments": (Instrument.UNTOC,), "reason": "notice"}
    story.act(c.CorrectRegister, SECRETARIAT, state="ZZZ", **fields)
    story.act(c.CorrectRegister, SECRETARIAT, state="PAA", **fields | {"instruments": ()})
    story.on(date(2020, 8, 1)).act(c.FreezeRegister, SECRETARIAT, cut_off=story.today)
    story.act(c.SealDraw, SECRETARIAT, sources=(HAND,))
    story.act(c.EnterNumbers, SECRETARIAT, numbers=NUMBERS)
    story.act(c.DrawGroups, SECRETARIAT)
    story.act(c.DrawReviewers, SECRETARIAT)
    reported(story).on(MEETING + timedelta(days=30)).act(c.ConfirmPairing, SECRETARIAT)

    (relay,) = story.asked[-1].relays
    adopted = AdoptLots.model_validate(relay.payload)

    assert {row.iso3: bool(row.instruments) for row in adopted.states} == {"PAA": False, "ZZZ": True}
    assert "ZZZ" in adopted.groups


def test_a_redraw_takes_one_slot_and_leaves_the_others() -> None:
    story = provisional()
    same, other = pair(story, "PAA")

    assert asked(story, "PAA", other) == ("redraw_requested",)
    event = drawn_again(story)

    assert event.type == "slot_redrawn"
    assert pair(story, "PAA")[0] == same
    assert pair(story, "PAA")[1] not in (same, other)
    assert story.state.changes == ()
    assert story.state.amendments[0].kind is AmendmentKind.REDRAW


def test_a_redraw_opens_a_fresh_window_for_its_state_alone() -> None:
    story = provisional().on(MEETING + timedelta(days=10))
    asked(story, "PAA", pair(story, "PAA")[0])
    drawn_again(story)

    assert story.state.window_of("PAA") == MEETING + timedelta(days=31)
    assert story.state.window_of("PBB") == WINDOW_ENDS
    story.on(WINDOW_ENDS + timedelta(days=1))
    assert story.refusal(c.ConfirmPairing, SECRETARIAT) == "window_open"


def test_a_redraw_is_asked_for_in_time_for_a_reviewer_and_by_its_own_mission() -> None:
    story = provisional()
    same, _ = pair(story, "PAA")
    stranger = next(each.iso3 for each in standing(story).states if each.iso3 not in (*pair(story, "PAA"), "PAA"))

    assert story.refusal(c.RequestRedraw, mission("PBB"), state="PAA", reviewer=same, note=note()) == "not_your_act"
    assert (
        story.refusal(c.RequestRedraw, mission("PAA"), state="PAA", reviewer=stranger, note=note()) == "not_a_reviewer"
    )
    story.on(WINDOW_ENDS + timedelta(days=1))
    assert story.refusal(c.RequestRedraw, mission("PAA"), state="PAA", reviewer=same, note=note()) == "window_closed"


def test_one_place_is_redrawn_once_at_a_time() -> None:
    story = provisional()
    same, other = pair(story, "PAA")
    asked(story, "PAA", same)

    assert story.refusal(c.RequestRedraw, mission("PAA"), state="PAA", reviewer=same, note=note()) == "change_pending"
    assert asked(story, "PAA", other) == ("redraw_requested",)


def test_above_the_limit_the_secretariat_and_the_bureau_decide() -> None:
    story = provisional()
    for _ in range(2):
        asked(story, "PAA", pair(story, "PAA")[1])
        drawn_again(story)
    third = pair(story, "PAA")[1]

    assert asked(story, "PAA", third) == ("redraw_requested", "redraw_limit_reached")
    (change,) = story.state.changes
    assert change.decision is Decision.OUTSTANDING
    code = story.refusal(c.DrawAgain, SECRETARIAT, change=change.id, supplied=supplied())
    assert code == "change_undecided"
    assert [each.action for each in DRAWING_OF_LOTS.status(story.state).obligations] == ["decide_redraw"]

    story.act(c.DecideRedraw, SECRETARIAT, change=change.id, is_granted=True, reason="exceptional circumstances")
    drawn_again(story)

    assert pair(story, "PAA")[1] != third


def test_a_refused_redraw_is_gone_and_does_not_count() -> None:
    story = provisional(redraw_limit=1)
    asked(story, "PAA", pair(story, "PAA")[1])
    drawn_again(story)
    asked(story, "PAA", pair(story, "PAA")[1])
    story.act(c.DecideRedraw, SECRETARIAT, change="change-2", is_granted=False, reason="no such circumstances")

    assert story.state.changes == ()
    assert story.state.redraws == {"PAA": 1}
    code = story.refusal(c.DecideRedraw, SECRETARIAT, change="change-2", is_granted=True, reason="after all")
    assert code == "nothing_to_decide"
    assert story.refusal(c.DrawAgain, SECRETARIAT, change="change-2", supplied=supplied()) == "unknown_change"


def test_without_a_limit_nobody_has_to_decide() -> None:
    story = provisional(redraw_limit=None)
    for _ in range(3):
        assert asked(story, "PAA", pair(story, "PAA")[1]) == ("redraw_requested",)
        drawn_again(story)


def test_what_waits_for_its_lot_holds_up_the_confirmation() -> None:
    story = provisional()
    asked(story, "PAA", pair(story, "PAA")[1])
    story.on(WINDOW_ENDS + timedelta(days=1))

    assert story.refusal(c.ConfirmPairing, SECRETARIAT) == "changes_pending"


def test_a_change_is_decided_by_a_round_that_comes_after_it_was_asked_for() -> None:
    story = frozen().on(date(2020, 8, 31))
    source = beacon_source(story)
    story.act(c.SealDraw, SECRETARIAT, sources=(source,))
    story.on(MEETING).act(c.EnterBeacon, SECRETARIAT, **signed(source.round))
    story.act(c.DrawGroups, SECRETARIAT)
    story.act(c.DrawReviewers, SECRETARIAT)
    reported(story)
    asked(story, "PAA", pair(story, "PAA")[1])
    (change,) = story.state.changes
    fields = {"change": change.id, "supplied": supplied(change.round)}

    assert change.round > source.round
    assert story.refusal(c.DrawAgain, SECRETARIAT, **fields) == "beacon_round_to_come"
    story.on(MEETING + timedelta(days=1))
    assert story.refusal(c.DrawAgain, SECRETARIAT, change=change.id) == "beacon_value_missing"
    forged = Supplied(signature=supplied(change.round).signature, randomness="0" * 64)
    assert story.refusal(c.DrawAgain, SECRETARIAT, change=change.id, supplied=forged) == "beacon_value_invalid"
    command = story.made(c.DrawAgain, SECRETARIAT, **fields)
    (event,) = DRAWING_OF_LOTS.decide(story.state, command, story.entries[-1].at + timedelta(days=1))
    assert [proof.value.round for proof in DRAWING_OF_LOTS.proofs(story.state, event)] == [change.round]


def test_a_rehearsals_change_is_decided_by_a_given_value() -> None:
    story = frozen(clock=FAST)
    story.act(c.SealDraw, SECRETARIAT, sources=(GIVEN,))
    story.act(c.EnterSeed, SECRETARIAT, value=SEED)
    story.act(c.DrawGroups, SECRETARIAT)
    story.act(c.DrawReviewers, SECRETARIAT)
    reported(story)
    asked(story, "PAA", pair(story, "PAA")[1])

    assert story.refusal(c.DrawAgain, SECRETARIAT, change="change-1") == "seed_missing"
    assert story.refusal(c.DrawAgain, SECRETARIAT, change="change-1", supplied=Supplied(value="ab")) == "bad_seed"
    assert story.act(c.DrawAgain, SECRETARIAT, change="change-1", supplied=Supplied(value=SEED)) == ("slot_redrawn",)


def reviewing_in_its_own_year(story: Drawing) -> str:
    groups = story.state.groups
    return next(
        each.reviewer for each in standing(story).assignments if groups[each.reviewer] == groups[each.under_review]
    )


def test_a_deferral_after_the_draw_takes_a_state_out_of_its_own_year() -> None:
    story = provisional()
    deferring = reviewing_in_its_own_year(story)
    groups = story.state.groups

    story.act(c.RequestDeferral, mission(deferring), state=deferring, note=note())
    event = drawn_again(story)

    assert event.amendment.kind is AmendmentKind.DEFERRAL
    assert not any(
        each.reviewer == deferring and groups[each.under_review] == groups[deferring]
        for each in standing(story).assignments
    )
    code = story.refusal(c.RequestDeferral, mission(deferring), state=deferring, note=note())
    assert code == "already_deferred"


def test_when_its_reviews_have_begun_a_state_defers_no_more() -> None:
    story = provisional()
    deferring = reviewing_in_its_own_year(story)
    story.on(story.state.group_starts[story.state.groups[deferring]])

    code = story.refusal(c.RequestDeferral, mission(deferring), state=deferring, note=note())

    assert code == "review_begun"


def test_a_reviewer_is_replaced_by_name_at_once() -> None:
    story = confirmed()
    same, other = pair(story, "PAA")
    region = next(each.region for each in standing(story).states if each.iso3 == same)
    incoming = next(
        each.iso3
        for each in standing(story).states
        if each.region is region
        and each.iso3 not in (same, other, "PAA")
        and "PAA" not in pair(story, each.iso3)
        and len(each.instruments) == len(Instrument)
    )

    happened = story.act(
        c.ReplaceReviewer, SECRETARIAT, under_review="PAA", outgoing=same, incoming=incoming, reason="cannot serve"
    )

    assert happened == ("reviewer_replaced",)
    assert pair(story, "PAA") == (incoming, other)
    (relay,) = story.asked[-1].relays
    assert AmendPairing.model_validate(relay.payload).amendment == amended(story)[-1].amendment


@pytest.mark.parametrize(
    ("incoming", "code"), [("PAA", "reviews_itself"), ("ZZZ", "unknown_state")], ids=["itself", "no party"]
)
def test_a_replacement_by_name_keeps_the_rules(incoming: str, code: str) -> None:
    story = confirmed()
    same, _ = pair(story, "PAA")

    refused = story.refusal(
        c.ReplaceReviewer, SECRETARIAT, under_review="PAA", outgoing=same, incoming=incoming, reason="cannot serve"
    )

    assert refused == code


def test_a_reviewer_is_replaced_by_lot() -> None:
    story = confirmed()
    same, _ = pair(story, "PAA")

    happened = story.act(
        c.ReplaceReviewer, SECRETARIAT, under_review="PAA", outgoing=same, reason="manifest impossibility"
    )
    event = drawn_again(story)

    assert happened == ("replacement_requested",)
    assert (event.type, event.amendment.by_name) == ("reviewer_replaced", False)
    assert pair(story, "PAA")[0] != same


def test_a_state_new_to_the_register_gets_group_and_reviewers() -> None:
    story = confirmed()

    story.act(
        c.AdmitLateEntrant,
        SECRETARIAT,
        state="ZZZ",
        instruments=(Instrument.UNTOC, Instrument.TIP),
        region=Region.WEOG,
        joined_on=story.today,
    )
    event = drawn_again(story)

    assert event.type == "late_entrant_drawn"
    assert len(pair(story, "ZZZ")) == 2
    assert story.state.groups["ZZZ"] == 3
    (relay,) = story.asked[-1].relays
    assert (relay.workflow_id, relay.command) == ("cycle/untoc-1", "amend_pairing")


def test_a_state_that_joins_a_protocol_gets_reviewers_for_it() -> None:
    story = confirmed()
    assert not any(Instrument.FA in each.instruments for each in standing(story).reviewers("PFF"))

    happened = story.act(
        c.AdmitLateEntrant, SECRETARIAT, state="PFF", instruments=(Instrument.FA,), joined_on=story.today
    )
    if story.state.changes:
        drawn_again(story)

    assert happened[0] == "late_entrant_registered"
    assert sum(Instrument.FA in each.instruments for each in standing(story).reviewers("PFF")) == 2


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param({"state": "ZZZ", "instruments": (Instrument.UNTOC,)}, "region_missing", id="no region"),
        pytest.param(
            {"state": "ZZZ", "instruments": (Instrument.FA,), "region": Region.WEOG},
            "party_before_parent",
            id="no parent",
        ),
        pytest.param({"state": "PAA", "instruments": (Instrument.FA,)}, "already_party", id="a party already"),
        pytest.param(
            {"state": "ZZZ", "instruments": (Instrument.UNTOC,), "joined_on": date(2030, 1, 1)},
            "date_in_future",
            id="to come",
        ),
    ],
)
def test_who_enters_late_enters_properly(fields: dict[str, object], code: str) -> None:
    story = confirmed()

    assert story.refusal(c.AdmitLateEntrant, SECRETARIAT, **{"joined_on": story.today, **fields}) == code


def test_a_state_that_leaves_reviews_nobody_and_is_reviewed_no_more() -> None:
    story = confirmed()
    leaving = pair(story, "PAA")[0]

    story.act(
        c.RecordDeparture,
        SECRETARIAT,
        state=leaving,
        instruments=(Instrument.UNTOC,),
        left_on=story.today,
        reason="denounced the Convention",
    )
    event = drawn_again(story)

    assert event.type == "departure_drawn"
    assert not any(leaving in (each.reviewer, each.under_review) for each in standing(story).assignments)
    assert len(pair(story, "PAA")) == 2
    code = story.refusal(c.ReplaceReviewer, SECRETARIAT, under_review="PAA", outgoing=leaving, reason="gone")
    assert code == "not_a_reviewer"


def test_nobody_has_left_before_the_day() -> None:
    story = confirmed()
    fields = {"state": "PAA", "instruments": (Instrument.FA,), "reason": "denounced"}

    assert story.refusal(c.RecordDeparture, SECRETARIAT, left_on=date(2030, 1, 1), **fields) == "date_in_future"


def test_a_draw_is_voided_by_a_public_record_and_is_over() -> None:
    story = provisional()
    assert not DRAWING_OF_LOTS.is_over(story.state)

    story.act(c.VoidDraw, SECRETARIAT, reason="a State was left out of the register")

    assert DRAWING_OF_LOTS.is_over(story.state)
    assert story.state.void_reason == "a State was left out of the register"
    (relay,) = story.asked[-1].relays
    assert ReleaseDrawing.model_validate(relay.payload).drawing == 1


def test_a_confirmed_draw_is_amended_and_not_voided() -> None:
    assert confirmed().refusal(c.VoidDraw, SECRETARIAT, reason="second thoughts") == "wrong_stage"


def test_a_draw_that_finds_nothing_can_only_be_voided() -> None:
    story = drawing()
    story.act(c.RecordFailure, SYSTEM, code="no_valid_assignment", message="no assignment meets all rules")

    assert story.state.stage is DrawingStage.FAILED
    assert [each.action for each in DRAWING_OF_LOTS.status(story.state).obligations] == ["void_draw"]
    assert story.act(c.VoidDraw, SECRETARIAT, reason="nothing could be drawn") == ("draw_voided",)


def test_nothing_is_changed_before_there_is_a_list() -> None:
    story = planned()
    story.state = story.state.model_copy(update={"stage": DrawingStage.CONFIRMED})

    code = story.refusal(c.ReplaceReviewer, SECRETARIAT, under_review="PAA", outgoing="PBB", reason="cannot serve")

    assert code == "nothing_drawn"


def test_the_standing_is_the_fold_of_transcript_and_amendments() -> None:
    story = provisional()
    first = standing(story)
    for iso3 in ("PAA", "QBB", "RCC"):
        asked(story, iso3, pair(story, iso3)[1])
        drawn_again(story)

    folded = first
    for event in amended(story):
        folded = after(folded, event.amendment)

    assert folded == standing(story)
    assert story.rebuilt(planned().state.model_copy(update={"version": 0})) == story.state


def test_the_end_of_the_cycle_is_the_end_of_amendments() -> None:
    story = confirmed()
    story.act(c.CloseDrawing, SYSTEM)

    assert DRAWING_OF_LOTS.is_over(story.state)


def test_the_secretariat_is_reminded_of_the_meeting_and_of_the_confirmation() -> None:
    story = planned()
    brought = story.by_calendar(MEETING)
    assert [day for day, event in brought if event.type == "deadline_approaching"]

    story = provisional()
    brought = story.by_calendar(WINDOW_ENDS + timedelta(days=60))
    assert {getattr(event, "duty", "") for _, event in brought} == {"confirm_pairing"}


def test_a_supplement_fills_what_was_left_open_and_nothing_else() -> None:
    story = confirmed()
    change = PendingChange(id="change-1", kind=AmendmentKind.SUPPLEMENT, state="PAA", on=story.today)

    with pytest.raises(RuleViolation) as refusal:
        opened_by(story.state, change)

    assert refusal.value.code == "nothing_to_draw"
