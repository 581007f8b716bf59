"""What waits for its lot is drawn in its order, from what was known when it was asked for; nothing waits for ever."""

from datetime import timedelta
from typing import Any

import pytest

from models.drawing import commands as c
from models.drawing import events as e
from models.drawing.state import Decision, Supplied
from models.instruments import Instrument
from models.people import SECRETARIAT, Actor
from models.register import Region
from rules.drawing.aggregate import DRAWING_OF_LOTS
from tests.build import mission
from tests.rules.drawing.build import (
    FULL,
    MEETING,
    NUMBERS,
    Drawing,
    by_beacon,
    confirmed,
    note,
    pair,
    planned,
    provisional,
    supplied,
)

ENTRANT: dict[str, Any] = {"state": "ZZZ", "instruments": (Instrument.UNTOC,), "region": Region.WEOG}
NUMBERS_OF = [tuple((number * 7 + shift) % 100 + 1 for number in range(len(NUMBERS))) for shift in range(20)]


def redraw_of(story: Drawing, iso3: str, reviewer: str) -> None:
    story.act(c.RequestRedraw, mission(iso3), state=iso3, reviewer=reviewer, note=note())


def replace(story: Drawing, iso3: str, **fields: str) -> tuple[str, ...]:
    outgoing = pair(story, iso3)[0]
    return story.act(
        c.ReplaceReviewer, SECRETARIAT, under_review=iso3, outgoing=outgoing, reason="cannot serve", **fields
    )


def draw(story: Drawing, change: str, given: Supplied | None = None) -> e.Event:
    command = story.made(c.DrawAgain, SECRETARIAT, change=change, supplied=given or supplied())
    (event,) = story.record(DRAWING_OF_LOTS.decide(story.state, command, story.entries[-1].at), SECRETARIAT)
    return event


def may_be_named(story: Drawing, iso3: str) -> str:
    outgoing = pair(story, iso3)[0]
    fields = {"under_review": iso3, "outgoing": outgoing, "reason": "agreed by all sides"}
    return next(
        each.iso3
        for each in story.state.parties
        if story.refusal(c.ReplaceReviewer, SECRETARIAT, incoming=each.iso3, **fields) == "not refused"
    )


def test_what_was_asked_for_first_is_drawn_first() -> None:
    story = by_beacon()
    for iso3 in ("PAA", "PBB"):
        redraw_of(story, iso3, pair(story, iso3)[1])
    first, second = story.state.changes
    story.on(MEETING + timedelta(days=1))

    fields = {"change": second.id, "supplied": supplied(second.round)}

    assert story.refusal(c.DrawAgain, SECRETARIAT, **fields) == "not_its_turn"
    assert [each.subject for each in DRAWING_OF_LOTS.status(story.state).obligations] == [first.id]
    story.act(c.DrawAgain, SECRETARIAT, change=first.id, supplied=supplied(first.round))
    assert story.act(c.DrawAgain, SECRETARIAT, **fields) == ("slot_redrawn",)


def test_no_record_of_anybodys_words_comes_before_a_lot_that_is_known() -> None:
    story = by_beacon()
    named = may_be_named(story, "PCC")
    redraw_of(story, "PAA", pair(story, "PAA")[1])

    code = story.refusal(
        c.ReplaceReviewer,
        SECRETARIAT,
        under_review="PCC",
        outgoing=pair(story, "PCC")[0],
        incoming=named,
        reason="as often as it takes",
    )

    assert code == "not_its_turn"
    draw_of_the_beacon(story)
    assert replace(story, "PCC", incoming=named) == ("reviewer_replaced",)


def draw_of_the_beacon(story: Drawing) -> None:
    (change,) = story.state.changes
    story.on(story.today + timedelta(days=1))
    story.act(c.DrawAgain, SECRETARIAT, change=change.id, supplied=supplied(change.round))


def test_what_needs_no_lot_waits_its_turn_all_the_same() -> None:
    story = confirmed()
    replace(story, "PAA")
    party = next(each for each in story.state.parties if set(each.instruments) >= {Instrument.UNTOC, Instrument.FA})
    leaving: dict[str, Any] = {"state": party.iso3, "left_on": story.today, "reason": "denounced"}

    happened = story.act(c.RecordDeparture, SECRETARIAT, instruments=(Instrument.FA,), **leaving)
    draw(story, "change-1")
    event = draw(story, "change-2")

    assert happened == ("departure_registered",)
    assert event.type == "departure_drawn"
    assert story.state.changes == ()


def test_a_granted_redraw_is_drawn_after_what_was_asked_for_meanwhile() -> None:
    story = by_beacon(redraw_limit=0)
    redraw_of(story, "PAA", pair(story, "PAA")[1])
    replace(story, "PBB")
    assert [each.decision for each in story.state.changes] == [Decision.OUTSTANDING, Decision.NOT_NEEDED]
    story.on(story.today + timedelta(days=1))
    story.act(c.DecideRedraw, SECRETARIAT, change="change-1", is_granted=True, reason="exceptional circumstances")

    waiting = story.state.changes

    assert [each.id for each in waiting] == ["change-2", "change-1"]
    assert waiting[0].round < waiting[1].round


def test_an_offer_that_comes_later_counts_for_later_changes() -> None:
    story = confirmed()
    story.act(c.OfferVolunteer, mission("PAA"), state="PAA", note=note())
    replace(story, "PCC")
    story.act(c.OfferVolunteer, mission("PBB"), state="PBB", note=note())
    replace(story, "PDD")

    events = [draw(story, each) for each in ("change-1", "change-2")]

    assert [each.amendment.volunteers for each in events if isinstance(each, e.PairingAmended)] == [("PAA",), ("PBB",)]


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        pytest.param(c.AdmitLateEntrant, ENTRANT, id="a State that enters"),
        pytest.param(c.AdmitLateEntrant, {"state": "PFF", "instruments": (Instrument.FA,)}, id="an instrument"),
    ],
)
def test_what_has_happened_once_is_entered_once(command: type[c.Command], fields: dict[str, Any]) -> None:
    story = confirmed()
    replace(story, "PAA")
    story.act(command, SECRETARIAT, joined_on=story.today, **fields)

    code = story.refusal(command, SECRETARIAT, joined_on=story.today, **fields)

    assert code == "change_pending"


def with_supplement_that_leaves() -> tuple[Drawing, str, str]:
    """Redraws of a supplement and of the principal whose gap it fills; the new principal leaves no such gap."""
    story = provisional()
    assert story.state.standing is not None
    for row in story.state.standing.assignments:
        principals = [each for each in story.state.standing.reviewers(row.under_review) if each.principal]
        (principal,) = [each for each in principals if each.role is row.role]
        if row.principal:
            continue
        for numbers in NUMBERS_OF:
            told = story.copy()
            redraw_of(told, row.under_review, principal.reviewer)
            redraw_of(told, row.under_review, row.reviewer)
            draw(told, "change-1", Supplied(numbers=numbers))
            assert told.state.standing is not None
            if row.reviewer not in {each.reviewer for each in told.state.standing.reviewers(row.under_review)}:
                return told, row.under_review, row.reviewer
    raise LookupError


def test_a_wish_that_another_amendment_made_impossible_lapses() -> None:
    story, iso3, _ = with_supplement_that_leaves()
    assert story.state.redraws == {iso3: 2}

    event = draw(story, "change-2")

    assert isinstance(event, e.ChangeLapsed)
    assert (event.code, event.kind, event.under_review) == ("not_a_reviewer", "redraw", iso3)
    assert story.state.changes == ()
    assert story.state.redraws == {iso3: 1}


def test_what_has_become_impossible_hinders_nobody_else() -> None:
    story, iso3, _ = with_supplement_that_leaves()
    other = next(each.iso3 for each in story.state.parties if each.iso3 != iso3)

    redraw_of(story, other, pair(story, other)[0])
    draw(story, "change-2")
    draw(story, "change-3")

    assert story.state.changes == ()


@pytest.mark.parametrize("kind", ["redraw", "deferral"])
def test_a_wish_for_which_nobody_is_left_lapses_and_may_be_asked_for_again(kind: str) -> None:
    story = provisional(**FULL)
    assert story.state.standing is not None
    groups = story.state.groups
    row = next(each for each in story.state.standing.assignments if groups[each.reviewer] == groups[each.under_review])
    wish: tuple[type[c.Command], Actor, dict[str, Any]] = {
        "redraw": (c.RequestRedraw, SECRETARIAT, {"state": row.under_review, "reviewer": row.reviewer}),
        "deferral": (c.RequestDeferral, SECRETARIAT, {"state": row.reviewer}),
    }[kind]
    story.act(wish[0], wish[1], **wish[2], note=note())

    event = draw(story, "change-1")

    assert isinstance(event, e.ChangeLapsed)
    assert (event.code, event.kind) == ("no_valid_assignment", kind)
    assert (story.state.changes, story.state.deferrals) == ((), ())
    assert not any(story.state.redraws.values())
    assert story.refusal(wish[0], wish[1], **wish[2], note=note()) == "not refused"


def test_a_fact_for_which_nobody_is_left_waits_for_another_lot_behind_all_others() -> None:
    story = by_beacon(**FULL)
    story.act(c.AdmitLateEntrant, SECRETARIAT, joined_on=story.today, **ENTRANT)
    redraw_of(story, "PAA", pair(story, "PAA")[1])
    story.act(c.OfferVolunteer, mission("PBB"), state="PBB", note=note())
    first = story.state.changes[0]
    story.on(MEETING + timedelta(days=1))

    story.act(c.DrawAgain, SECRETARIAT, change=first.id, supplied=supplied(first.round))

    waiting = story.state.changes
    assert [each.id for each in waiting] == ["change-2", "change-1"]
    assert waiting[1].round > waiting[0].round
    assert (waiting[1].offers, story.state.party("ZZZ")) == (1, None)
    assert story.rebuilt(planned(**FULL).state.model_copy(update={"version": 0})) == story.state
