"""A cycle and its drawing of lots: opened once, adopted as confirmed, given up when void, amended nowhere else."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from models.command import Command
from models.country import commands as country
from models.country.state import CountryReviewState
from models.cycle import commands as c
from models.cycle.state import CycleStage
from models.drawing import commands as lots
from models.drawing.state import DrawingState
from models.errors import RuleViolation
from models.ids import lots_id
from models.instruments import Instrument
from models.lots import LotsPolicy
from models.people import SECRETARIAT, SYSTEM
from models.register import LegalTradition, Region
from rules.cycle.aggregate import REVIEW_CYCLE
from rules.cycle.drawings import check_not_amended_elsewhere
from rules.cycle.obligations import obligations
from tests.build import CYCLE, document, procedure
from tests.rules.cycle.build import SEED, STATES, drawn, parties, preparatory
from tests.rules.cycle.drawings import ANNOUNCED, CONFIRMED, Cycle, Desk, announced, by_drawing, confirmed, provisional
from tests.rules.drawing.build import CHAIN, MEETING, planned, supplied

UNTOC, TIP, SOM, FA = Instrument
LATER = date(2021, 3, 1)


def test_a_drawing_is_announced_and_its_workflow_starts_with_the_register() -> None:
    story = by_drawing(rules=procedure(reviewer_max=4)).on(ANNOUNCED)

    happened = story.act(c.OpenDrawing, SECRETARIAT, meeting_on=MEETING, beacons=(CHAIN,))

    assert happened == ("drawing_opened",)
    assert (story.state.drawing, story.state.drawing_id) == (1, "lots/untoc-1/1")
    (start,) = story.asked[-1].starts
    assert (start.workflow_type, start.workflow_id) == ("DrawingOfLots", lots_id(CYCLE, 1))
    first = DrawingState.model_validate(start.state)
    assert (first.version, first.number, first.meeting_on, first.beacons) == (0, 1, MEETING, (CHAIN,))
    assert first.policy == LotsPolicy.of(story.state.procedure.policy)
    assert first.policy.reviewer_max == 4
    assert first.group_starts == {1: date(2020, 11, 1), 2: date(2021, 11, 1), 3: date(2022, 11, 1)}
    assert [(row.iso3, row.instruments) for row in first.parties] == [(p.iso3, p.instruments) for p in parties()]
    assert str(len(STATES)) in start.summary
    assert str(MEETING) in start.details


def test_legal_traditions_come_to_the_drawing() -> None:
    story = by_drawing().on(ANNOUNCED)
    civil = parties()[0].model_copy(update={"legal_tradition": LegalTradition.CIVIL})
    story.state = story.state.model_copy(update={"parties": (civil, *parties()[1:])})

    story.act(c.OpenDrawing, SECRETARIAT, meeting_on=MEETING)

    traditions = {row["iso3"]: row["legal_tradition"] for row in story.asked[-1].starts[0].state["parties"]}
    assert traditions == dict.fromkeys(STATES, "unknown") | {civil.iso3: "civil"}
    assert "legal_tradition" not in parties()[0].model_dump(mode="json")


@pytest.mark.parametrize(
    ("meeting_on", "code"),
    [
        (date(2020, 6, 30), "date_in_past"),
        (ANNOUNCED, "not refused"),
        (date(2030, 10, 31), "not refused"),
        (date(2201, 9, 1), "date_too_far"),
    ],
)
def test_a_drawing_is_announced_for_a_day_to_come_within_the_cycle(meeting_on: date, code: str) -> None:
    assert by_drawing().on(ANNOUNCED).refusal(c.OpenDrawing, SECRETARIAT, meeting_on=meeting_on) == code


def test_there_is_one_drawing_at_a_time() -> None:
    story = announced()

    assert story.refusal(c.OpenDrawing, SECRETARIAT, meeting_on=MEETING) == "drawing_under_way"


def test_a_void_drawing_makes_room_for_another_one() -> None:
    desk = provisional()

    assert desk.lots(lots.VoidDraw, reason="a register was wrong") == ("draw_voided", "drawing_released")

    assert (desk.cycle.state.drawing, desk.cycle.state.drawing_id) == (None, None)
    (owed,) = obligations(desk.cycle.state)
    assert (owed.action, owed.since) == ("open_drawing", MEETING)
    desk.cycle.act(c.OpenDrawing, SECRETARIAT, meeting_on=date(2020, 9, 15))
    assert desk.asked.starts[0].workflow_id == "lots/untoc-1/2"
    assert REVIEW_CYCLE.status(desk.cycle.state).counts["drawings"] == 2


def test_what_a_void_drawing_had_put_right_stays_right_in_the_next_one() -> None:
    story = planned()
    fields: dict[str, Any] = {"region": Region.WEOG, "reason": "notice of the depositary"}
    story.act(lots.CorrectRegister, SECRETARIAT, state="ZZZ", instruments=(Instrument.UNTOC,), **fields)
    story.act(lots.CorrectRegister, SECRETARIAT, state="PAA", instruments=(), **fields)
    story.act(lots.VoidDraw, SECRETARIAT, reason="the wrong source was sealed")
    (relay,) = story.asked[-1].relays
    cycle = announced()

    released = c.ReleaseDrawing.model_validate(relay.payload)
    cycle.record(REVIEW_CYCLE.decide(cycle.state, released, cycle.entries[-1].at))
    cycle.act(c.OpenDrawing, SECRETARIAT, meeting_on=MEETING)

    (start,) = cycle.asked[-1].starts
    drawn = {row.iso3 for row in DrawingState.model_validate(start.state).parties}
    assert "ZZZ" in drawn
    assert "PAA" not in drawn


def empty_adoption(number: int) -> dict[str, Any]:
    return {"drawing": number, "seed": SEED, "groups": {}, "assignments": {}, "head": "a" * 64}


def test_nothing_is_taken_from_a_drawing_that_is_not_the_cycles() -> None:
    story = announced()
    amendment = _amendment(confirmed())

    assert story.refusal(c.AdoptLots, SYSTEM, **empty_adoption(2)) == "not_the_drawing"
    assert story.refusal(c.ReleaseDrawing, SYSTEM, drawing=2, reason="it is void") == "not_the_drawing"
    assert by_drawing().refusal(c.AdoptLots, SYSTEM, **empty_adoption(1)) == "not_the_drawing"
    assert drawn().refusal(c.AmendPairing, SYSTEM, drawing=1, amendment=amendment) == "not_the_drawing"


def _amendment(desk: Desk) -> object:
    """An amendment as the drawing reports it; the cycle has not heard of it."""
    outgoing = desk.reviewers("PAA")[0]
    desk.on(LATER).drawing.act(lots.ReplaceReviewer, SECRETARIAT, **replacing("PAA", outgoing))
    waiting = desk.drawing.state.changes[0].id
    desk.drawing.act(lots.DrawAgain, SECRETARIAT, change=waiting, supplied=supplied())
    return desk.drawing.asked[-1].relays[0].payload["amendment"]


def replacing(under_review: str, outgoing: str, incoming: str = "") -> dict[str, Any]:
    return {
        "under_review": under_review,
        "outgoing": outgoing,
        "incoming": incoming,
        "note": document(),
        "reason": "cannot serve",
    }


def test_the_confirmed_pairing_starts_every_country_review() -> None:
    desk = confirmed()
    standing = desk.drawing.state.standing
    assert standing is not None

    assert desk.cycle.state.stage is CycleStage.DRAWN
    assert (desk.cycle.state.drawn_on, desk.cycle.state.lots_head) == (CONFIRMED, standing.head)
    assert desk.cycle.state.groups == desk.drawing.state.groups
    starts = desk.asked.starts
    assert [start.workflow_id for start in starts] == [f"country/untoc-1/{iso3}" for iso3 in sorted(STATES)]
    for start in starts:
        first = CountryReviewState.model_validate(start.state)
        rows = standing.reviewers(first.state)
        assert [(each.state, each.instruments, each.principal, each.region_role) for each in first.reviewers] == [
            (row.reviewer, row.instruments, row.principal, row.role.value) for row in rows
        ]
        assert len(first.phases) == 4


def test_the_register_comes_with_the_pairing_as_it_was_amended_before_the_confirmation() -> None:
    desk = provisional().on(date(2020, 9, 10))
    entering = {"state": "XXX", "instruments": (UNTOC,), "region": Region.WEOG, "joined_on": date(2020, 9, 1)}
    desk.lots(lots.AdmitLateEntrant, **entering)
    desk.draw_again()
    leaving = {"state": "PAA", "instruments": tuple(Instrument), "left_on": date(2020, 9, 2), "reason": "denunciation"}
    desk.lots(lots.RecordDeparture, **leaving)
    desk.draw_again()

    desk.on(date(2020, 10, 20)).lots(lots.ConfirmPairing)

    assert desk.cycle.state.party("PAA") is None
    assert "PAA" not in desk.cycle.state.under_review
    entrant = desk.cycle.state.party("XXX")
    assert entrant is not None
    assert (entrant.instruments, entrant.region) == ((UNTOC,), Region.WEOG)
    started = {start.workflow_id for start in desk.asked.starts}
    assert started == {f"country/untoc-1/{iso3}" for iso3 in {*STATES, "XXX"} - {"PAA"}}


def test_a_cycle_by_drawing_is_drawn_from_no_seed_that_somebody_gives() -> None:
    assert by_drawing().refusal(c.DrawLots, SECRETARIAT, seed=SEED) == "drawn_by_drawing"
    assert announced().refusal(c.DrawLots, SECRETARIAT, seed=SEED) == "drawing_under_way"


def test_an_older_cycle_may_still_be_drawn_by_a_drawing() -> None:
    story = preparatory().on(ANNOUNCED)
    story.act(c.OpenDrawing, SECRETARIAT, meeting_on=MEETING)

    assert obligations(story.state) == ()
    assert story.refusal(c.DrawLots, SECRETARIAT, seed=SEED) == "drawing_under_way"


CHANGES: dict[str, tuple[type[Command], dict[str, Any]]] = {
    "replace_reviewer": (
        c.ReplaceReviewer,
        {"under_review": "PAA", "outgoing": "PBB", "incoming": "PCC", "reason": "cannot serve"},
    ),
    "join_instrument": (c.JoinInstrument, {"state": "PFF", "instrument": FA, "joined_on": date(2020, 6, 1)}),
}


@pytest.mark.parametrize("act", list(CHANGES))
@pytest.mark.parametrize(
    ("story", "codes"),
    [
        (by_drawing, {"replace_reviewer": "wrong_stage", "join_instrument": "not refused"}),
        (announced, {"replace_reviewer": "wrong_stage", "join_instrument": "amend_the_drawing"}),
        (lambda: confirmed().cycle, dict.fromkeys(CHANGES, "amend_the_drawing")),
    ],
    ids=["before", "announced", "confirmed"],
)
def test_who_reviews_whom_is_changed_in_the_drawing_alone(
    story: Callable[[], Cycle], codes: dict[str, str], act: str
) -> None:
    command, fields = CHANGES[act]

    assert story().on(LATER).refusal(command, SECRETARIAT, **fields) == codes[act]


@pytest.mark.parametrize(
    ("state", "act", "said"),
    [
        (lambda: confirmed().cycle.state, "replace_reviewer", "use its replace_reviewer."),
        (lambda: announced().state, "admit_late_entrant", "use its admit_late_entrant as soon as its provisional list"),
    ],
)
def test_the_refusal_names_the_drawing_and_its_act(state: Callable[[], Any], act: str, said: str) -> None:
    with pytest.raises(RuleViolation, match=said) as refused:
        check_not_amended_elsewhere(state(), act)

    assert "lots/untoc-1/1" in refused.value.message


def test_a_drawing_is_owed_an_announcement_and_owes_the_rest_itself() -> None:
    (owed,) = obligations(by_drawing().state)

    assert owed.due is not None
    assert (owed.key, owed.duty, owed.action) == ("open_drawing", "open_drawing", "open_drawing")
    assert (owed.since, owed.due.date) == (date(2018, 11, 1), date(2020, 8, 3))
    assert [step.text for step in owed.due.derivation] == [
        "opening of the first phase in the cycle's calendar",
        "60 days before it",
    ]
    assert obligations(announced().state) == ()
    assert {each.action for each in obligations(confirmed().cycle.state)} == {"launch_group"}


def test_an_amendment_is_taken_once_and_in_its_order() -> None:
    desk = confirmed()
    amendment = _amendment(desk)
    told = {"drawing": 1, "amendment": amendment}

    assert desk.cycle.on(LATER).act(c.AmendPairing, SYSTEM, **told) == ("pairing_amended",)

    assert desk.cycle.refusal(c.AmendPairing, SYSTEM, **told) == "amendment_out_of_order"
    assert desk.cycle.state.lots_head == desk.drawing.state.amendments[-1].sha256


def test_the_end_of_the_cycle_closes_its_drawing() -> None:
    desk = confirmed(scope=("PAA",))

    assert desk.cycle.act(c.ReportCountry, SYSTEM, state="PAA") == ("country_completed", "cycle_completed")

    assert desk.asked.stops == ("postmaster/untoc-1",)
    (relay,) = desk.asked.relays
    assert (relay.workflow_id, relay.command) == ("lots/untoc-1/1", "close_drawing")
    assert desk.drawing.act(lots.CloseDrawing, SYSTEM) == ("drawing_closed",)


def test_a_replaced_reviewer_is_told_to_the_review_that_it_leaves() -> None:
    desk = confirmed().on(LATER)
    outgoing, other = desk.reviewers("PAA")[:2]
    assert desk.lots(lots.ReplaceReviewer, **replacing("PAA", outgoing)) == ("replacement_requested",)

    assert desk.draw_again() == ("reviewer_replaced", "pairing_amended")

    incoming = desk.cycle.state.assignments["PAA"][0]
    assert (incoming.succeeds, incoming.assigned_on) == ((outgoing,), LATER)
    assert incoming.state not in {outgoing, other}
    (relay,) = [each for each in desk.asked.relays if each.workflow_id == "country/untoc-1/PAA"]
    told = country.FollowAmendment.model_validate(relay.payload)
    assert relay.command == "follow_amendment"
    assert (told.drawing, told.number, told.kind, told.on) == (1, 1, "replacement", LATER)
    assert told.sha256 == desk.drawing.state.amendments[-1].sha256
    assert (told.instruments, told.reviewers) == (tuple(Instrument), desk.cycle.state.assignments["PAA"])
    assert told.reason == "cannot serve"


def test_reviews_out_of_scope_are_amended_and_told_nothing() -> None:
    desk = confirmed(scope=("QBB",)).on(LATER)
    outgoing = desk.reviewers("PAA")[0]

    desk.lots(lots.ReplaceReviewer, **replacing("PAA", outgoing))
    desk.draw_again()

    assert outgoing not in desk.reviewers("PAA")
    assert not any(asked.relays for asked in desk.cycle.asked)


def test_the_ledger_alone_rebuilds_a_cycle_by_drawing() -> None:
    desk = confirmed().on(LATER)
    desk.lots(lots.ReplaceReviewer, **replacing("PAA", desk.reviewers("PAA")[0]))
    desk.draw_again()
    desk.lots(
        lots.RecordDeparture, state="QAA", instruments=tuple(Instrument), left_on=LATER, reason="has denounced it"
    )
    desk.draw_again()

    assert desk.cycle.rebuilt(by_drawing().state.model_copy(update={"version": 0})) == desk.cycle.state
    assert type(desk.cycle.state).model_validate_json(desk.cycle.state.model_dump_json()) == desk.cycle.state
    assert REVIEW_CYCLE.status(desk.cycle.state).counts["amendments"] == 2
