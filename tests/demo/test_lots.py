"""The demonstration's drawing of lots: every act of it, in its order, and what the room is told."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from demo.ceremony import amended, lines_of
from demo.lots import BEACON, LotsAct, is_done, next_act
from demo.outset import Outset
from demo.plan import DemoPlan
from models.amendment import AmendmentKind
from models.drawing import commands as c
from models.drawing.events import PairingAmended
from models.drawing.state import DrawingStage, DrawingState, SourceKind
from models.people import Role
from rules.calendar.vienna import vienna_day
from rules.drawing.aggregate import DRAWING_OF_LOTS
from rules.lots.beacon import opens_at
from tests.demo.rehearsal import Rehearsal


@pytest.fixture(scope="session")
def told(decade: Rehearsal) -> str:
    """What the room heard in all, States by their codes."""
    return "\n".join(line for state, event in decade.of_lots for line in lines_of(state, event, str))


def following(outset: Outset, state: DrawingState, now: datetime) -> LotsAct:
    act = next_act(outset, state, now)
    assert act is not None
    return act


def test_the_ceremony_has_every_act_once(decade: Rehearsal) -> None:
    once = {
        "open_drawing",
        "freeze_register",
        "commit_contribution",
        "seal_draw",
        "reveal_contribution",
        "enter_beacon",
        "draw_groups",
        "draw_reviewers",
        "request_redraw",
        "request_deferral",
        "confirm_pairing",
        "replace_reviewer",
    }

    assert {name: decade.acts[name] for name in once} == dict.fromkeys(once, 1)
    assert decade.acts["admit_late_entrant"] == 2


def test_nothing_at_the_desk_of_the_lots_is_refused(decade: Rehearsal) -> None:
    names = {command.name for command in DRAWING_OF_LOTS.commands}

    assert not {what for what in decade.refusals if what.split(": ")[0] in names}


def test_everything_in_store_is_done(plan: DemoPlan, decade: Rehearsal) -> None:
    assert all(is_made for _, is_made in is_done(plan, decade.drawing))
    kinds = Counter(each.kind for each in decade.drawing.amendments)
    assert kinds == dict.fromkeys(
        (
            AmendmentKind.REDRAW,
            AmendmentKind.DEFERRAL,
            AmendmentKind.REPLACEMENT,
            AmendmentKind.LATE_ENTRANT,
            AmendmentKind.INSTRUMENT_JOINED,
        ),
        1,
    )


def test_nothing_is_done_before_the_list_is_confirmed(plan: DemoPlan, decade: Rehearsal) -> None:
    assert not any(is_made for _, is_made in is_done(plan, decade.drawing_as_confirmed))


def test_the_list_is_confirmed_before_the_first_phases_are_opened(plan: DemoPlan) -> None:
    assert plan.begins < plan.drawn_on < date(2020, 10, 1)


def test_the_late_entrant_is_reviewed(outset: Outset, decade: Rehearsal) -> None:
    (entrant,) = outset.entrants

    assert decade.cycle.groups[entrant] == 3
    assert {status.phase for status in decade.phases() if status.state == entrant} == {1, 2, 3, 4}
    assert len([each for each in decade.cycle.assignments[entrant] if each.principal]) == 2


def test_no_round_is_entered_before_its_time(outset: Outset, decade: Rehearsal) -> None:
    sealed = decade.stage(DrawingStage.SEALED)
    source = next(each for each in sealed.sources if each.kind is SourceKind.BEACON)
    comes = opens_at(BEACON.chain, source.round)
    sealed_at = sealed.sealed_at
    assert sealed_at is not None
    revealed = sealed.model_copy(
        update={"contributions": tuple(each.model_copy(update={"reveal": "00"}) for each in sealed.contributions)}
    )

    act = following(outset, revealed, sealed.clock.calendar(sealed_at))

    assert comes > sealed_at
    assert act.command is c.EnterBeacon
    assert sealed.clock.real(act.at) >= comes


def test_a_delegation_that_is_late_does_not_hold_up_the_draw(outset: Outset, decade: Rehearsal) -> None:
    sealed = decade.stage(DrawingStage.SEALED)
    source = next(each for each in sealed.sources if each.kind is SourceKind.BEACON)
    comes = opens_at(BEACON.chain, source.round)

    in_time = following(outset, sealed, sealed.clock.calendar(comes - timedelta(seconds=1)))
    too_late = following(outset, sealed, sealed.clock.calendar(comes - timedelta(seconds=0.1)))

    assert in_time.command is c.RevealContribution
    assert in_time.made("reveal").actor.role is Role.MISSION
    assert too_late.command is c.EnterBeacon


def test_who_missed_the_window_does_not_ask(outset: Outset, decade: Rehearsal) -> None:
    provisional = decade.stage(DrawingStage.PROVISIONAL)
    assert provisional.window_ends is not None
    after = datetime.combine(provisional.window_ends + timedelta(days=1), datetime.min.time(), UTC)

    asked = following(outset, provisional, after - timedelta(days=2))
    confirmed = following(outset, provisional, after)

    assert asked.command is c.RequestRedraw
    assert confirmed.command is c.ConfirmPairing
    assert vienna_day(confirmed.at) > provisional.window_ends


def test_while_the_program_draws_the_desk_waits(outset: Outset, decade: Rehearsal) -> None:
    assert next_act(outset, decade.stage(DrawingStage.DRAWING), decade.now) is None


def test_the_room_hears_seal_round_groups_pairs_and_distance(told: str, decade: Rehearsal) -> None:
    state = decade.drawing
    source = next(each for each in state.sources if each.kind is SourceKind.BEACON)

    assert f"sealed     {state.inputs_sha256}" in told
    assert f"round {source.round:,} of rehearsal demonstration" in told
    assert "64 in group 1, 64 in group 2, 64 in group 3" in told
    assert " pairs, " in told
    assert "distance from uniform (1: none): principals 1." in told
    assert "confirmed  " in told


def test_every_line_of_the_ceremony_fits_a_terminal(decade: Rehearsal) -> None:
    lines = [line for state, event in decade.of_lots for line in lines_of(state, event, str)]

    assert max(len(line) for line in lines if not line.startswith("amended")) <= 116


def test_every_amendment_is_told_in_words(plan: DemoPlan, decade: Rehearsal) -> None:
    told = [
        amended(event.amendment, lambda iso3: plan.state(iso3).name)
        for _, event in decade.of_lots
        if isinstance(event, PairingAmended)
    ]

    assert len(told) == 5
    assert sum("asked for another reviewer than" in line for line in told) == 1
    assert sum("puts off reviewing in its own year" in line for line in told) == 1
    assert sum("is replaced in the review of" in line for line in told) == 1
    assert sum("Bhutan (UNTOC, TIP) enters late, into group 3; the lot falls on" in line for line in told) == 1
    assert sum("has joined an instrument" in line for line in told) == 1
