"""Changes of pairings and of the register are decided where the register is: by D4, D8, D9 and D19."""

from datetime import date

import pytest

from models.cycle import commands as c
from models.cycle.state import Party, ReviewCycleState
from models.instruments import Instrument
from models.people import SECRETARIAT
from models.register import Region
from tests.build import procedure
from tests.rules.cycle.build import DRAWN, SEED, STATES, drawn, preparatory
from tests.rules.lots.check import broken
from tests.story import Story

Cycle = Story[ReviewCycleState]
STATE = "PAA"


def reviewers_of(story: Cycle, iso3: str = STATE) -> list[str]:
    return [each.state for each in story.state.assignments[iso3]]


def reviewed_by(story: Cycle, iso3: str = STATE) -> list[str]:
    """The States that `iso3` reviews."""
    return [other for other in STATES if iso3 in reviewers_of(story, other)]


def free_for(story: Cycle, iso3: str = STATE) -> str:
    """A State that may come in: party to everything, no reviewer of the State, not reviewed by it."""
    barred = {iso3, *reviewers_of(story, iso3), *reviewed_by(story, iso3)}
    return next(each for each in STATES if each not in barred and each[1] != "F")


def replacement(story: Cycle, incoming: str, *, under_review: str = STATE, outgoing: str | None = None) -> str:
    return story.refusal(
        c.ReplaceReviewer,
        SECRETARIAT,
        under_review=under_review,
        outgoing=outgoing or reviewers_of(story)[0],
        incoming=incoming,
        reason="cannot serve",
    )


def test_a_replaced_reviewer_s_place_is_told_to_the_country_review() -> None:
    story = drawn().on(date(2021, 3, 1))
    outgoing, incoming = reviewers_of(story)[0], free_for(story)
    before = story.state.assignments[STATE][0]

    happened = story.act(
        c.ReplaceReviewer,
        SECRETARIAT,
        under_review=STATE,
        outgoing=outgoing,
        incoming=incoming,
        reason="cannot serve",
    )

    assert happened == ("pairing_changed",)
    after = story.state.assignments[STATE][0]
    assert (after.state, after.instruments, after.succeeds) == (incoming, before.instruments, (outgoing,))
    assert (after.region_role, after.assigned_on) == (before.region_role, date(2021, 3, 1))
    (relay,) = story.asked[-1].relays
    assert (relay.workflow_id, relay.command) == (f"country/untoc-1/{STATE}", "replace_reviewer")
    assert (relay.payload["outgoing"], relay.payload["incoming"]) == (outgoing, incoming)


def test_a_replacement_in_a_review_out_of_scope_is_told_to_nobody() -> None:
    story = drawn(scope=("QBB",))
    told = len(story.asked)

    story.act(
        c.ReplaceReviewer,
        SECRETARIAT,
        under_review=STATE,
        outgoing=reviewers_of(story)[0],
        incoming=free_for(story),
        reason="cannot serve",
    )

    assert [each.relays for each in story.asked[told:]] in ([], [()])


def test_who_is_not_party_to_what_it_would_review_is_refused() -> None:
    story = drawn()
    outgoing = next(each.state for each in story.state.assignments[STATE] if Instrument.FA in each.instruments)
    without = next(
        each for each in ("PFF", "QFF", "RFF") if each not in {*reviewers_of(story), *reviewed_by(story), STATE}
    )

    assert replacement(story, without, outgoing=outgoing) == "not_a_party"


def test_no_state_reviews_itself_or_takes_two_places() -> None:
    story = drawn()
    first, second, *_ = reviewers_of(story)

    assert replacement(story, STATE) == "reviews_itself"
    assert replacement(story, second) == "already_reviews"
    assert replacement(story, first) == "already_reviews"


@pytest.mark.parametrize(
    ("bar", "code"), [("whole_cycle", "mutual_review"), ("phase", "mutual_review"), ("off", "not refused")]
)
def test_two_states_do_not_review_each_other_unless_the_bar_is_off(bar: str, code: str) -> None:
    story = drawn(rules=procedure(mutual_review_bar=bar))
    reviewed = next(each for each in reviewed_by(story) if each[1] != "F" and each not in reviewers_of(story))

    assert replacement(story, reviewed) == code


def test_who_is_unknown_here_is_named() -> None:
    story = drawn()

    assert replacement(story, "ZZZ") == "unknown_state"
    assert replacement(story, free_for(story), under_review="ZZZ") == "unknown_state"
    assert replacement(story, free_for(story), outgoing="ZZZ") == "not_a_reviewer"


def join(story: Cycle, state: str = "PFF", *, on: date = DRAWN) -> str:
    return story.refusal(c.JoinInstrument, SECRETARIAT, state=state, instrument=Instrument.FA, joined_on=on)


def test_a_party_that_joins_an_instrument_gets_two_reviewers_for_it() -> None:
    story = drawn().on(date(2021, 3, 1))

    story.act(c.JoinInstrument, SECRETARIAT, state="PFF", instrument=Instrument.FA, joined_on=date(2021, 2, 1))

    party = story.state.party("PFF")
    assert party is not None
    assert party.instruments == tuple(Instrument)
    on_it = [each for each in story.state.assignments["PFF"] if Instrument.FA in each.instruments]
    assert len(on_it) == 2
    found = broken(story.state.parties, story.state.assignments, story.state.procedure.policy)
    assert [each for each in found if "D6: PFF" not in each] == []
    (relay,) = story.asked[-1].relays
    assert (relay.workflow_id, relay.command) == ("country/untoc-1/PFF", "join_instrument")
    assert {each["state"] for each in relay.payload["reviewers"]} == {each.state for each in on_it}
    assert {tuple(each["instruments"]) for each in relay.payload["reviewers"]} == {("FA",)}


@pytest.mark.parametrize("number", range(20))
def test_supplements_fill_what_a_principal_cannot_review(number: int) -> None:
    story = preparatory().on(DRAWN)
    story.act(c.DrawLots, SECRETARIAT, seed=f"{number:064x}")
    state = next(each for each in ("PFF", "QFF", "RFF") if story.state.assignments[each])
    principals = [each for each in story.state.assignments[state] if each.principal]
    unable = [each for each in principals if each.state[1] == "F"]

    story.act(c.JoinInstrument, SECRETARIAT, state=state, instrument=Instrument.FA, joined_on=DRAWN)

    added = [each for each in story.state.assignments[state] if not each.principal]
    assert len(added) == len(unable)
    assert all(each.instruments == (Instrument.FA,) for each in added)


def test_a_register_changed_before_the_draw_is_drawn_from() -> None:
    story = preparatory().on(DRAWN)
    told = len(story.asked)
    story.act(c.JoinInstrument, SECRETARIAT, state="PFF", instrument=Instrument.FA, joined_on=DRAWN)
    assert len(story.asked) == told

    story.act(c.DrawLots, SECRETARIAT, seed=SEED)

    assert broken(story.state.parties, story.state.assignments, story.state.procedure.policy) == []
    assert len([each for each in story.state.assignments["PFF"] if Instrument.FA in each.instruments]) == 2


def test_a_party_joins_once_and_when_it_has_joined() -> None:
    story = drawn()

    assert join(story, "PAA") == "already_party"
    assert join(story, "ZZZ") == "unknown_state"
    assert join(story, on=date(2020, 9, 2)) == "date_in_future"
    assert join(story) == "not refused"


def test_a_protocol_is_joined_by_parties_to_the_convention() -> None:
    story = drawn()
    outsider = Party(iso3="YYY", region=Region.WEOG, instruments=(Instrument.TIP,))
    story.state = story.state.model_copy(update={"parties": (*story.state.parties, outsider)})

    assert join(story, "YYY") == "not_a_party"
