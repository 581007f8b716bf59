"""A beacon that ends does not end the changes of a drawing, and nobody tries a second source for another answer."""

from datetime import timedelta
from typing import Any

import pytest

from beacon.rehearsal import RehearsalBeacon
from models.beacon import BeaconChain
from models.drawing import commands as c
from models.drawing.state import DeclaredSource, SourceKind
from models.people import SECRETARIAT
from rules.drawing.changes import deciding_chain
from tests.build import mission
from tests.rules.drawing.build import (
    CHAIN,
    DELEGATIONS,
    FAST,
    GIVEN,
    HAND,
    MEETING,
    Drawing,
    by_beacon,
    confirmed,
    note,
    pair,
    planned,
    provisional,
    supplied,
)

FASTER = CHAIN.model_copy(update={"name": "another beacon", "period": 3})
OTHER = FASTER.model_copy(update={"chain": FASTER.hash_of_parameters()})


def of(chain: BeaconChain) -> DeclaredSource:
    return DeclaredSource(kind=SourceKind.BEACON, chain=chain.chain)


def declared(source: DeclaredSource, beacon: BeaconChain | None = None) -> dict[str, Any]:
    return {"source": source, "beacon": beacon, "reason": "the beacon has ended"}


def redraw_of(story: Drawing, iso3: str) -> None:
    story.act(c.RequestRedraw, mission(iso3), state=iso3, reviewer=pair(story, iso3)[0], note=note())


def test_a_beacon_that_has_ended_is_followed_by_another_one() -> None:
    story = by_beacon()
    redraw_of(story, "PAA")
    (before,) = story.state.changes
    story.on(MEETING + timedelta(days=8))

    story.act(c.DeclareSource, SECRETARIAT, **declared(of(OTHER), OTHER))
    (waiting,) = story.state.changes
    redraw_of(story, "PBB")
    story.on(MEETING + timedelta(days=9))

    assert deciding_chain(story.state) == OTHER
    assert waiting.round > before.round
    for change in story.state.changes:
        story.act(c.DrawAgain, SECRETARIAT, change=change.id, supplied=supplied(change.round))
    assert len(story.state.amendments) == 2
    assert story.rebuilt(planned().state.model_copy(update={"version": 0})) == story.state


def test_numbers_by_hand_follow_a_beacon() -> None:
    story = by_beacon()
    story.act(c.DeclareSource, SECRETARIAT, **declared(HAND))
    redraw_of(story, "PAA")

    assert story.state.changes[0].round == 0
    assert story.act(c.DrawAgain, SECRETARIAT, change="change-1", supplied=supplied()) == ("slot_redrawn",)


def test_a_beacon_may_follow_numbers_by_hand() -> None:
    story = confirmed()
    story.act(c.ReplaceReviewer, SECRETARIAT, under_review="PAA", outgoing=pair(story, "PAA")[0], reason="cannot serve")
    story.act(c.DeclareSource, SECRETARIAT, **declared(of(CHAIN)))

    code = story.refusal(c.DrawAgain, SECRETARIAT, change="change-1", supplied=supplied())

    assert code == "beacon_round_to_come"


def test_what_is_known_already_is_drawn_and_not_tried_again() -> None:
    story = by_beacon()
    redraw_of(story, "PAA")
    fields = declared(HAND)

    assert story.refusal(c.DeclareSource, SECRETARIAT, **fields) == "not refused"
    story.on(MEETING + timedelta(days=7))
    assert story.refusal(c.DeclareSource, SECRETARIAT, **fields) == "round_is_out"
    story.on(MEETING + timedelta(days=8))
    assert story.refusal(c.DeclareSource, SECRETARIAT, **fields) == "not refused"


REHEARSAL = RehearsalBeacon("trial").chain


@pytest.mark.parametrize(
    ("source", "beacon", "code"),
    [
        pytest.param(of(OTHER), None, "unknown_beacon_chain", id="unknown"),
        pytest.param(
            of(OTHER), OTHER.model_copy(update={"public_key": "11" * 96}), "unknown_beacon_chain", id="another key"
        ),
        pytest.param(of(OTHER), OTHER.model_copy(update={"public_key": "x"}), "unknown_beacon_chain", id="no key"),
        pytest.param(of(REHEARSAL), REHEARSAL, "seed_not_drawn", id="of a rehearsal"),
        pytest.param(GIVEN, None, "seed_not_drawn", id="given"),
        pytest.param(DELEGATIONS, None, "bad_sources", id="delegations"),
        pytest.param(
            DeclaredSource(kind=SourceKind.HAND, count=6, highest=49), None, "too_little_entropy", id="too few"
        ),
        pytest.param(HAND, None, "source_twice", id="the same"),
    ],
)
def test_no_source_is_declared_that_could_not_have_been_sealed(
    source: DeclaredSource, beacon: BeaconChain | None, code: str
) -> None:
    story = provisional()

    assert story.refusal(c.DeclareSource, SECRETARIAT, **declared(source, beacon)) == code


def test_a_rehearsal_may_go_on_with_a_given_value() -> None:
    story = provisional(clock=FAST)

    assert story.act(c.DeclareSource, SECRETARIAT, **declared(GIVEN)) == ("source_declared",)
