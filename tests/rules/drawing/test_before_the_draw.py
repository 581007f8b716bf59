"""Until the lot falls: the register is frozen, notes are taken, the inputs sealed, and entropy comes in its order."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from models.amendment import AmendmentKind
from models.command import Command
from models.drawing import commands as c
from models.drawing.state import DeclaredSource, DrawingStage, PendingChange, SourceKind
from models.errors import RuleViolation
from models.people import SECRETARIAT, SYSTEM, Actor, Role
from rules.drawing.changes import check_numbers, volunteers_since
from rules.drawing.seal import entropy, inputs_of, seed
from rules.drawing.table import ROWS, TABLE, Transition
from rules.lots.checks import checked_inputs
from rules.lots.transcript import seal as sealed_hash
from tests.build import mission
from tests.rules.drawing.build import (
    CHAIN,
    DELEGATIONS,
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
    grouped,
    note,
    planned,
    provisional,
    reported,
    sealed,
    signed,
)

SECRET = b"our contribution"
COMMITMENT = hashlib.sha256(SECRET).hexdigest()

AT = {
    DrawingStage.PLANNED: planned,
    DrawingStage.REGISTER_FROZEN: frozen,
    DrawingStage.SEALED: sealed,
    DrawingStage.GROUPS_DRAWN: grouped,
    DrawingStage.DRAWING: drawing,
    DrawingStage.PROVISIONAL: provisional,
    DrawingStage.CONFIRMED: confirmed,
}
FIELDS: dict[str, dict[str, Any]] = {
    "correct_register": {"state": "PAA", "region": "weog", "instruments": ("UNTOC",), "reason": "moved"},
    "freeze_register": {"cut_off": date(2020, 7, 1)},
    "request_deferral": {"state": "PAA", "note": note()},
    "offer_volunteer": {"state": "PAA", "note": note()},
    "commit_contribution": {"state": "PAA", "commitment": COMMITMENT},
    "seal_draw": {"sources": (HAND,)},
    "reveal_contribution": {"state": "PAA", "reveal": SECRET.hex()},
    "enter_numbers": {"numbers": NUMBERS},
    "enter_beacon": signed(1),
    "enter_seed": {"value": SEED},
    "record_outcome": {"transcript": note(), "sha256": SEED, "assignments": (), "method": ()},
    "record_failure": {"code": "no_valid_assignment", "message": "nothing"},
    "request_redraw": {"state": "PAA", "reviewer": "PBB", "note": note()},
    "decide_redraw": {"change": "change-1", "is_granted": True, "reason": "the Bureau agreed"},
    "draw_again": {"change": "change-1"},
    "replace_reviewer": {"under_review": "PAA", "outgoing": "PBB", "reason": "cannot serve"},
    "admit_late_entrant": {"state": "ZZZ", "instruments": ("UNTOC",), "region": "weog", "joined_on": MEETING},
    "record_departure": {"state": "PAA", "instruments": ("FA",), "left_on": MEETING, "reason": "denounced"},
    "declare_source": {"source": HAND, "reason": "the beacon has ended"},
    "void_draw": {"reason": "the hall was evacuated"},
}


def actor(role: Role) -> Actor:
    return {Role.SECRETARIAT: SECRETARIAT, Role.SYSTEM: SYSTEM, Role.MISSION: mission("PAA")}.get(
        role, Actor(role=role, state="PAA", person="p-1")
    )


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("row", [pytest.param(row, id=row.command.name) for row in TABLE])
def test_an_act_is_for_those_in_its_row_and_for_nobody_else(row: Transition, role: Role) -> None:
    story = AT.get(next(stage for stage in AT if stage in row.stages), planned)()

    code = story.refusal(row.command, actor(role), **FIELDS.get(row.command.name, {}))

    assert (code == "not_your_act") == (role not in row.by)


@pytest.mark.parametrize("stage", list(AT))
@pytest.mark.parametrize("row", [pytest.param(row, id=row.command.name) for row in TABLE])
def test_an_act_is_done_at_the_stages_of_its_row_and_at_no_other(row: Transition, stage: DrawingStage) -> None:
    code = AT[stage]().refusal(row.command, actor(min(row.by)), **FIELDS.get(row.command.name, {}))

    assert (code == "wrong_stage") == (stage not in row.stages)


def test_every_command_has_its_row() -> None:
    assert len(ROWS) == len(TABLE)


def test_until_it_is_frozen_the_register_is_put_right() -> None:
    story = planned()
    fields: dict[str, Any] = {"state": "ZZZ", "region": "weog", "reason": "notice of the depositary"}

    assert story.refusal(c.CorrectRegister, SECRETARIAT, instruments=("FA",), **fields) == "party_before_parent"
    assert story.refusal(c.CorrectRegister, SECRETARIAT, instruments=(), **fields) == "nothing_corrected"
    story.act(c.CorrectRegister, SECRETARIAT, instruments=("UNTOC", "FA"), **fields)
    assert story.refusal(c.CorrectRegister, SECRETARIAT, instruments=("UNTOC", "FA"), **fields) == "nothing_corrected"
    story.act(c.CorrectRegister, SECRETARIAT, **fields | {"state": "PAA"}, instruments=())
    story.act(c.FreezeRegister, SECRETARIAT, cut_off=story.today)

    drawn = {row.iso3 for row in inputs_of(story.state).states}
    assert "ZZZ" in drawn
    assert "PAA" not in drawn
    assert story.refusal(c.OfferVolunteer, SECRETARIAT, state="PAA", note=note()) == "unknown_state"


def test_the_register_is_frozen_on_a_day_that_has_come() -> None:
    story = planned()

    assert story.refusal(c.FreezeRegister, SECRETARIAT, cut_off=story.today + timedelta(days=1)) == "date_in_future"
    assert story.act(c.FreezeRegister, SECRETARIAT, cut_off=story.today) == ("register_frozen",)


def test_a_mission_acts_for_its_own_state_only() -> None:
    story = frozen()

    for command in (c.RequestDeferral, c.OfferVolunteer):
        assert story.refusal(command, mission("PAA"), state="PBB", note=note()) == "not_your_act"
        assert story.act(command, mission("PAA"), state="PAA", note=note())
        assert story.act(command, SECRETARIAT, state="PBB", note=note())
    assert story.refusal(c.CommitContribution, mission("PAA"), state="PBB", commitment=COMMITMENT) == "not_your_act"
    assert story.refusal(c.OfferVolunteer, SECRETARIAT, state="ZZZ", note=note()) == "unknown_state"


def test_what_is_asked_for_once_is_not_asked_for_again() -> None:
    story = frozen()
    story.act(c.RequestDeferral, mission("PAA"), state="PAA", note=note())
    story.act(c.OfferVolunteer, mission("PAA"), state="PAA", note=note())
    story.act(c.CommitContribution, mission("PAA"), state="PAA", commitment=COMMITMENT)

    assert story.refusal(c.RequestDeferral, mission("PAA"), state="PAA", note=note()) == "already_deferred"
    assert story.refusal(c.OfferVolunteer, mission("PAA"), state="PAA", note=note()) == "already_volunteered"
    code = story.refusal(c.CommitContribution, mission("PAA"), state="PAA", commitment="0" * 64)
    assert code == "already_committed"


def test_a_policy_without_deferrals_takes_none() -> None:
    assert frozen(deferral="off").refusal(c.RequestDeferral, mission("PAA"), state="PAA", note=note()) == "deferral_off"


def test_deferrals_and_volunteers_are_among_the_sealed_inputs() -> None:
    story = frozen()
    story.act(c.RequestDeferral, mission("PBB"), state="PBB", note=note())
    story.act(c.RequestDeferral, mission("PAA"), state="PAA", note=note())
    story.act(c.OfferVolunteer, mission("QAA"), state="QAA", note=note())
    story.act(c.SealDraw, SECRETARIAT, sources=(HAND,))

    inputs = inputs_of(story.state)

    assert (inputs.deferrals, inputs.volunteers) == (("PAA", "PBB"), ("QAA",))
    assert story.state.inputs_sha256 == sealed_hash(inputs)


def test_who_is_put_out_of_the_register_is_sealed_with_no_wish() -> None:
    story = planned()
    story.act(c.RequestDeferral, mission("PAA"), state="PAA", note=note())
    story.act(c.OfferVolunteer, mission("PAA"), state="PAA", note=note())
    story.act(c.CorrectRegister, SECRETARIAT, state="PAA", region="weog", instruments=(), reason="never ratified")
    story.on(date(2020, 8, 1)).act(c.FreezeRegister, SECRETARIAT, cut_off=story.today)
    story.act(c.SealDraw, SECRETARIAT, sources=(HAND,))
    story.on(MEETING).act(c.EnterNumbers, SECRETARIAT, numbers=NUMBERS)
    story.act(c.DrawGroups, SECRETARIAT)
    story.act(c.DrawReviewers, SECRETARIAT)

    inputs = inputs_of(story.state)

    assert (inputs.deferrals, inputs.volunteers) == ((), ())
    checked_inputs(inputs.states, inputs.policy, deferrals=inputs.deferrals, volunteers=inputs.volunteers)
    asked_for = PendingChange(id="change-1", kind=AmendmentKind.REDRAW, state="PBB", on=story.today, offers=1)
    assert volunteers_since(reported(story).state, asked_for) == ()


def test_between_seal_and_list_no_deferral_is_taken_and_a_volunteer_counts_later() -> None:
    story = sealed()
    before = inputs_of(story.state)

    assert story.refusal(c.RequestDeferral, mission("PAA"), state="PAA", note=note()) == "inputs_sealed"
    story.act(c.OfferVolunteer, mission("PAA"), state="PAA", note=note())

    assert inputs_of(story.state) == before


def test_one_seals_what_one_has_looked_at() -> None:
    story = frozen()
    looked_at = sealed_hash(inputs_of(story.state, ({"source": "hand", "count": 13, "highest": 100},)))
    story.act(c.OfferVolunteer, mission("PAA"), state="PAA", note=note())

    code = story.refusal(c.SealDraw, SECRETARIAT, sources=(HAND,), inputs_sha256=looked_at)

    assert code == "inputs_changed"


@pytest.mark.parametrize(
    ("sources", "code"),
    [
        pytest.param((HAND, HAND), "source_twice", id="twice"),
        pytest.param((HAND, GIVEN), "seed_not_drawn", id="a given seed in real time"),
        pytest.param((DELEGATIONS, HAND), "bad_sources", id="nobody has committed"),
        pytest.param((DeclaredSource(kind=SourceKind.HAND),), "bad_sources", id="no numbers"),
        pytest.param(
            (DeclaredSource(kind=SourceKind.HAND, count=6, highest=49),), "too_little_entropy", id="six of forty-nine"
        ),
        pytest.param(
            (DeclaredSource(kind=SourceKind.BEACON, chain="00", round=1),), "unknown_beacon_chain", id="no such chain"
        ),
        pytest.param(
            (DeclaredSource(kind=SourceKind.BEACON, chain=CHAIN.chain, round=1),),
            "beacon_round_past",
            id="a past round",
        ),
    ],
)
def test_sources_that_anybody_could_steer_are_not_sealed(sources: tuple[DeclaredSource, ...], code: str) -> None:
    assert frozen().refusal(c.SealDraw, SECRETARIAT, sources=sources) == code


def test_a_given_seed_stands_alone_in_a_rehearsal() -> None:
    story = frozen(clock=FAST)

    assert story.refusal(c.SealDraw, SECRETARIAT, sources=(GIVEN, HAND)) == "bad_sources"
    story.act(c.SealDraw, SECRETARIAT, sources=(GIVEN,))
    story.act(c.EnterSeed, SECRETARIAT, value=SEED)
    story.act(c.DrawGroups, SECRETARIAT)

    assert story.state.seed == SEED


@pytest.mark.parametrize(("day_seconds", "code"), [(86_399, "seed_not_drawn"), (43_200, "not refused")])
def test_a_calendar_that_is_hardly_faster_than_the_worlds_is_no_rehearsal(day_seconds: float, code: str) -> None:
    story = frozen(clock=FAST.model_copy(update={"day_seconds": day_seconds}))

    assert story.refusal(c.SealDraw, SECRETARIAT, sources=(GIVEN,)) == code


def test_a_rehearsals_beacon_decides_nothing_in_real_time() -> None:
    story = frozen()
    rehearsal = CHAIN.model_copy(update={"name": "rehearsal x"})
    story.state = story.state.model_copy(update={"beacons": (rehearsal,)})

    assert story.refusal(c.SealDraw, SECRETARIAT, sources=(beacon_source(story),)) == "seed_not_drawn"


def test_contributions_alone_could_be_steered_by_the_last_to_reveal() -> None:
    story = frozen()
    story.act(c.CommitContribution, mission("PAA"), state="PAA", commitment=COMMITMENT)

    assert story.refusal(c.SealDraw, SECRETARIAT, sources=(DELEGATIONS,)) == "bad_sources"


def with_contributions(*sources: DeclaredSource) -> Drawing:
    story = frozen().on(date(2020, 8, 31))
    story.act(c.CommitContribution, mission("PBB"), state="PBB", commitment="0" * 64)
    story.act(c.CommitContribution, mission("PAA"), state="PAA", commitment=COMMITMENT)
    story.act(c.SealDraw, SECRETARIAT, sources=(DELEGATIONS, *(sources or (HAND,))))
    return story


@pytest.mark.parametrize(
    ("at", "command"), [(sealed, c.DrawGroups), (grouped, c.DrawReviewers)], ids=["groups", "reviewers"]
)
@pytest.mark.parametrize("change", [{"algorithm": "reviewtrack-lots/0"}, {"inputs_sha256": "0" * 64}], ids=str)
def test_only_the_program_that_sealed_draws(
    at: Callable[[], Drawing], command: type[Command], change: dict[str, str]
) -> None:
    story = at()
    if command is c.DrawGroups:
        story.act(c.EnterNumbers, SECRETARIAT, numbers=NUMBERS)
    story.state = story.state.model_copy(update=change)

    assert story.refusal(command, SECRETARIAT) == "seal_broken"


def test_who_does_not_reveal_counts_as_nothing_and_stops_nothing() -> None:
    story = with_contributions()
    story.act(c.RevealContribution, mission("PAA"), state="PAA", reveal=SECRET.hex())
    story.act(c.CloseReveals, SECRETARIAT)
    story.act(c.EnterNumbers, SECRETARIAT, numbers=NUMBERS)

    story.act(c.DrawGroups, SECRETARIAT)

    reveals = [each.get("reveal") for each in entropy(story.state)]
    assert reveals == [SECRET.hex(), "", None]
    assert story.state.seed == seed(story.state)


def test_a_reveal_is_what_was_committed_to_once_and_in_time() -> None:
    story = with_contributions()

    assert story.refusal(c.RevealContribution, mission("PAA"), state="PAA", reveal="00") == "reveal_mismatch"
    assert story.refusal(c.RevealContribution, mission("QAA"), state="QAA", reveal="00") == "nothing_committed"
    story.act(c.RevealContribution, mission("PAA"), state="PAA", reveal=SECRET.hex())
    assert story.refusal(c.RevealContribution, mission("PAA"), state="PAA", reveal=SECRET.hex()) == "already_revealed"
    story.act(c.CloseReveals, SECRETARIAT)
    assert story.refusal(c.RevealContribution, mission("PBB"), state="PBB", reveal="00") == "reveals_closed"


def test_nobody_chooses_between_revealing_and_holding_back_with_the_numbers_before_his_eyes() -> None:
    story = with_contributions()
    story.act(c.RevealContribution, mission("PAA"), state="PAA", reveal=SECRET.hex())

    assert [each.action for each in story.aggregate.status(story.state).obligations] == ["close_reveals"]
    assert story.refusal(c.EnterNumbers, SECRETARIAT, numbers=NUMBERS) == "reveals_open"
    story.act(c.CloseReveals, SECRETARIAT)
    assert story.refusal(c.CloseReveals, SECRETARIAT) == "reveals_closed"
    assert [each.action for each in story.aggregate.status(story.state).obligations] == ["enter_numbers"]
    assert story.act(c.EnterNumbers, SECRETARIAT, numbers=NUMBERS) == ("entropy_supplied",)
    assert story.rebuilt(frozen().state.model_copy(update={"version": 0})) == story.state


def test_when_all_have_revealed_nothing_has_to_be_closed() -> None:
    story = frozen()
    story.act(c.CommitContribution, mission("PAA"), state="PAA", commitment=COMMITMENT)
    story.act(c.SealDraw, SECRETARIAT, sources=(DELEGATIONS, HAND))
    story.act(c.RevealContribution, mission("PAA"), state="PAA", reveal=SECRET.hex())

    assert story.act(c.EnterNumbers, SECRETARIAT, numbers=NUMBERS) == ("entropy_supplied",)
    assert story.refusal(c.RevealContribution, mission("PAA"), state="PAA", reveal="00") == "already_revealed"
    assert sealed().refusal(c.CloseReveals, SECRETARIAT) == "nothing_to_close"


def test_numbers_by_hand_come_before_the_beacons_round_and_close_reveals() -> None:
    story = with_contributions(beacon_source(frozen().on(date(2020, 8, 31))), HAND)
    late = story.copy().on(MEETING)

    assert story.refusal(c.CloseReveals, SECRETARIAT) == "nothing_to_close"
    story.act(c.EnterNumbers, SECRETARIAT, numbers=NUMBERS)

    assert story.refusal(c.RevealContribution, mission("PAA"), state="PAA", reveal=SECRET.hex()) == "reveals_closed"
    assert late.refusal(c.EnterNumbers, SECRETARIAT, numbers=NUMBERS) == "numbers_too_late"


def test_the_seal_is_with_all_before_the_beacons_round_comes() -> None:
    story = frozen()

    early, late = (beacon_source(story, after=timedelta(minutes=minutes)) for minutes in (4, 5))

    assert story.refusal(c.SealDraw, SECRETARIAT, sources=(early,)) == "beacon_round_too_soon"
    assert story.refusal(c.SealDraw, SECRETARIAT, sources=(late,)) == "not refused"


def test_reveals_are_closed_when_the_beacons_round_is_out() -> None:
    story = with_contributions(beacon_source(frozen().on(date(2020, 8, 31)))).on(MEETING)

    code = story.refusal(c.RevealContribution, mission("PAA"), state="PAA", reveal=SECRET.hex())

    assert code == "reveals_closed"


def test_the_beacon_gives_the_sealed_round_after_its_time() -> None:
    story = frozen().on(date(2020, 8, 31))
    source = beacon_source(story)
    story.act(c.SealDraw, SECRETARIAT, sources=(source, HAND))

    assert story.refusal(c.EnterBeacon, SECRETARIAT, **signed(source.round)) == "beacon_round_to_come"
    story.on(MEETING)
    assert story.refusal(c.EnterBeacon, SECRETARIAT, **signed(source.round + 1)) == "beacon_round_not_sealed"
    forged = signed(source.round) | {"randomness": "0" * 64}
    assert story.refusal(c.EnterBeacon, SECRETARIAT, **forged) == "beacon_value_invalid"
    story.act(c.EnterBeacon, SECRETARIAT, **signed(source.round))
    assert story.refusal(c.EnterBeacon, SECRETARIAT, **signed(source.round)) == "entropy_supplied"
    assert story.refusal(c.DrawGroups, SECRETARIAT) == "entropy_missing"
    assert [each.action for each in story.aggregate.status(story.state).obligations] == ["void_draw"]


def test_numbers_are_as_many_and_as_high_as_was_sealed() -> None:
    story = sealed()

    for numbers in ((1, 2, 3), (*NUMBERS[:-1], 101), (*NUMBERS[:-1], 0)):
        assert story.refusal(c.EnterNumbers, SECRETARIAT, numbers=numbers) == "numbers_not_as_sealed"
    assert story.refusal(c.EnterBeacon, SECRETARIAT, **signed(1)) == "entropy_not_as_sealed"
    assert story.refusal(c.EnterSeed, SECRETARIAT, value=SEED) == "entropy_not_as_sealed"


def test_every_beacon_that_an_entry_relies_on_is_verified_at_the_door() -> None:
    story = frozen().on(date(2020, 8, 31))
    source = beacon_source(story)
    story.act(c.SealDraw, SECRETARIAT, sources=(source,))
    story.on(MEETING)
    command = story.made(c.EnterBeacon, SECRETARIAT, **signed(source.round))

    (event,) = story.aggregate.decide(
        story.state, command, story.state.clock.calendar(story.entries[-1].at) + timedelta(days=1)
    )

    (proof,) = story.aggregate.proofs(story.state, event)
    assert (proof.chain, proof.value.round) == (CHAIN, source.round)


def test_a_number_that_is_not_in_the_drum_is_named() -> None:
    story = sealed()

    with pytest.raises(RuleViolation, match=r"13 were given, among them 0, 101\.$"):
        check_numbers(HAND, (0, 101, *NUMBERS[2:]))
    assert story.refusal(c.EnterNumbers, SECRETARIAT, numbers=NUMBERS[1:]) == "numbers_not_as_sealed"


def test_a_refusal_names_the_stages_in_their_order() -> None:
    story = frozen()

    with pytest.raises(RuleViolation, match="can be done in provisional or confirmed; "):
        story.act(c.AdmitLateEntrant, SECRETARIAT, state="ZZZ", instruments=("UNTOC",), joined_on=story.today)
