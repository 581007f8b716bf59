"""Codes of observations: they come with the proposal, stay with the list, and can be put right once it is agreed."""

from typing import Any

import pytest

from models.instruments import Cluster, Instrument
from models.observations import MOST_ITEMS, ObservationItem, ObservationKind
from models.people import SECRETARIAT
from models.phase import commands as c
from models.phase import events as e
from models.phase.stage import Stage
from models.policy import ObservationsForm
from tests.build import ALL, OTHER, SAME, SUR, Play, document, focal_point, phase_at, procedure, scheduled_phase

LIST = document("observations")


def item(number: int, instrument: Instrument = Instrument.UNTOC, **changed: Any) -> ObservationItem:
    said: dict[str, Any] = {"kind": ObservationKind.GAP, "cluster": Cluster.ONE, "article": 5, **changed}
    return ObservationItem(number=number, instrument=instrument, **said)


def items_of(play: Play, instrument: Instrument) -> tuple[ObservationItem, ...]:
    track = play.state.track(instrument)
    assert track is not None
    return tuple(item for proposal in track.proposals for item in proposal.items)


def agreed(*items: ObservationItem) -> Play:
    play = phase_at(Stage.DRAFTING_OBSERVATIONS)
    play.act(c.ProposeObservations, focal_point(SAME), document=LIST, items=items)
    for iso3 in (SUR, SAME, OTHER):
        play.act(c.ClearObservations, focal_point(iso3))
    assert play.state.stage is Stage.SUMMARISING
    return play


def test_the_codes_of_a_joint_list_stay_with_the_instruments_that_they_are_about() -> None:
    play = phase_at(Stage.DRAFTING_OBSERVATIONS)

    play.act(
        c.ProposeObservations,
        focal_point(SAME),
        document=LIST,
        items=(item(1), item(2, Instrument.FA), item(3, article=6)),
    )

    assert items_of(play, Instrument.UNTOC) == (item(1), item(3, article=6))
    assert items_of(play, Instrument.FA) == (item(2, Instrument.FA),)
    assert items_of(play, Instrument.TIP) == ()


def test_a_list_without_codes_is_written_down_as_it_always_was() -> None:
    play = phase_at(Stage.DRAFTING_OBSERVATIONS)

    made = play.made(c.ProposeObservations, focal_point(SAME), document=LIST)
    play.act(c.ProposeObservations, focal_point(SAME), document=LIST)

    assert "items" not in made.model_dump(mode="json")
    assert "items" not in play.state.tracks[0].proposals[0].model_dump(mode="json")
    assert "items" not in e.ObservationsProposed(by=SAME, instruments=ALL, document=LIST).model_dump(mode="json")


@pytest.mark.parametrize(
    ("instruments", "items", "code"),
    [
        ((Instrument.UNTOC,), (item(1, Instrument.TIP),), "item_not_proposed"),
        ((), (item(1), item(1, Instrument.TIP)), "item_twice"),
        ((), (item(1), item(2, cluster=Cluster.TWO)), "clusters_mixed"),
        ((), (item(1), item(2)), "not refused"),
    ],
)
def test_codes_are_of_what_is_proposed(
    instruments: tuple[Instrument, ...], items: tuple[ObservationItem, ...], code: str
) -> None:
    play = phase_at(Stage.DRAFTING_OBSERVATIONS)

    refused = play.refusal(
        c.ProposeObservations, focal_point(SAME), document=LIST, instruments=instruments, items=items
    )

    assert refused == code


def test_each_reviewing_states_codes_are_of_the_instruments_that_it_still_has_to_propose_on() -> None:
    rules = procedure(loo_form=ObservationsForm.PER_REVIEWER)
    play = phase_at(Stage.DRAFTING_OBSERVATIONS, scheduled_phase(rules=rules))
    play.act(c.ProposeObservations, focal_point(SAME), document=LIST, instruments=(Instrument.UNTOC,))

    assert (
        play.refusal(c.ProposeObservations, focal_point(SAME), document=LIST, items=(item(1),)) == "item_not_proposed"
    )


def test_no_list_has_more_items_than_anybody_would_write() -> None:
    with pytest.raises(ValueError, match="at most"):
        c.ProposeObservations(
            actor=SECRETARIAT,
            command_id="x",
            document=LIST,
            items=tuple(item(number) for number in range(1, MOST_ITEMS + 2)),
        )


def test_codes_go_with_a_list_that_is_sent_back() -> None:
    play = phase_at(Stage.DRAFTING_OBSERVATIONS)
    play.act(c.ProposeObservations, focal_point(SAME), document=LIST, items=(item(1),))

    play.act(c.RequestChanges, focal_point(SUR), document=document("changes"))

    assert items_of(play, Instrument.UNTOC) == ()


def test_the_secretariat_codes_an_agreed_list_and_codes_it_again() -> None:
    play = agreed()

    play.act(c.CodeObservations, SECRETARIAT, instrument=Instrument.UNTOC, document=LIST, items=(item(1), item(2)))
    assert items_of(play, Instrument.UNTOC) == (item(1), item(2))
    play.act(c.CodeObservations, SECRETARIAT, instrument=Instrument.UNTOC, document=LIST, items=(item(1, article=6),))

    assert items_of(play, Instrument.UNTOC) == (item(1, article=6),)
    assert items_of(play, Instrument.TIP) == ()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, "not refused"),
        ({"document": document("another")}, "unknown_list"),
        ({"items": (item(1, Instrument.TIP),)}, "item_not_proposed"),
        ({"items": (item(1), item(1))}, "item_twice"),
        ({"items": (item(9),)}, "coded_already"),
    ],
)
def test_an_agreed_list_is_coded_by_its_own_items(changed: dict[str, Any], code: str) -> None:
    play = agreed(item(9))
    said = {"instrument": Instrument.UNTOC, "document": LIST, "items": (item(1),), **changed}

    assert play.refusal(c.CodeObservations, SECRETARIAT, **said) == code


@pytest.mark.parametrize(
    ("stage", "code"),
    [
        (Stage.DRAFTING_OBSERVATIONS, "not_agreed"),
        (Stage.AGREEING, "not_agreed"),
        (Stage.SUMMARISING, "not refused"),
        (Stage.TRANSLATING, "not refused"),
        (Stage.SHARING, "not refused"),
        (Stage.CLOSED, "review_closed"),
    ],
)
def test_a_list_is_coded_from_its_agreement_to_the_end_of_the_phase(stage: Stage, code: str) -> None:
    play = phase_at(stage)
    track = play.state.tracks[0]
    listed = track.proposals[0].document if track.proposals else LIST

    refused = play.refusal(
        c.CodeObservations,
        SECRETARIAT,
        instrument=track.instrument,
        document=listed,
        items=(item(1, track.instrument),),
    )

    assert refused == code


def test_a_list_is_coded_while_the_list_on_another_instrument_is_still_to_be_agreed() -> None:
    play = phase_at(Stage.DRAFTING_OBSERVATIONS)
    play.act(c.ProposeObservations, focal_point(SAME), document=LIST, instruments=(Instrument.UNTOC,))
    for iso3 in (SUR, SAME, OTHER):
        play.act(c.ClearObservations, focal_point(iso3), instruments=(Instrument.UNTOC,))

    play.act(c.CodeObservations, SECRETARIAT, instrument=Instrument.UNTOC, document=LIST, items=(item(1),))

    assert play.state.stage is Stage.DRAFTING_OBSERVATIONS
    assert items_of(play, Instrument.UNTOC) == (item(1),)
