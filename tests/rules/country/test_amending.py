"""An amendment says how things stand; a country review finds what that changes, and tells its phases one by one."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.country import commands as c
from models.country.state import CountryStage
from models.instruments import Instrument
from models.people import SECRETARIAT, SYSTEM
from models.phase.state import PhaseReviewState, Reviewer
from rules.country.aggregate import COUNTRY_REVIEW
from rules.country.decide import may_open
from tests.build import OTHER, SAME, STRANGER, SUR, THIRD, reviewer
from tests.rules.country.build import FA, UNTOC, Country, country, following

TIP, SOM = Instrument.TIP, Instrument.SOM
BOTH = (UNTOC, FA)
TODAY = date(2021, 3, 1)
DEU = reviewer(SAME, *BOTH)
JPN = reviewer(OTHER, *BOTH, region_role="other_region")


def under_review() -> Country:
    """With its first phase open."""
    story = country()
    story.by_calendar(date(2020, 10, 2))
    return story.on(TODAY)


def successor(iso3: str, of: Reviewer, *instruments: Instrument) -> Reviewer:
    return of.model_copy(
        update={
            "state": iso3,
            "instruments": instruments or of.instruments,
            "succeeds": (*of.succeeds, of.state),
            "assigned_on": TODAY,
        }
    )


def follow(story: Country, *reviewers: Reviewer, instruments: tuple[Instrument, ...] | None = None) -> list[str]:
    """What an amendment brings about, after the amendment itself."""
    first, *rest = story.act(c.FollowAmendment, SYSTEM, **following(story, *reviewers, instruments=instruments))
    assert first == "pairing_amended"
    return rest


def stands(story: Country) -> dict[str, tuple[Instrument, ...]]:
    return {each.state: each.instruments for each in story.state.reviewers}


def told(story: Country, number: int) -> list[tuple[str, str]]:
    """What the phases were told last, in its order."""
    relays = [relay for asked in story.asked for relay in asked.relays]
    return [(relay.workflow_id, relay.command) for relay in relays[-number:]] if number else []


def test_an_amendment_that_changes_nothing_here_is_recorded_and_told_to_nobody() -> None:
    story = under_review()
    asked = len(story.asked)

    assert follow(story) == []

    assert story.entries[-1].data == {
        "drawing": 1,
        "number": 1,
        "kind": "replacement",
        "sha256": f"{1:064x}",
        "reason": "cannot serve",
    }
    assert len(story.asked) == asked


def test_a_successor_takes_the_place_with_what_it_is_party_to() -> None:
    story = under_review()
    supplement = reviewer(STRANGER, FA, principal=False)

    assert follow(story, successor(THIRD, DEU, UNTOC), JPN, supplement) == ["reviewer_replaced", "supplementary_drawn"]

    assert stands(story) == {THIRD: (UNTOC,), OTHER: BOTH, STRANGER: (FA,)}
    assert story.state.reviewers[0].succeeds == (SAME,)
    phase = "phase/untoc-1/FRA/1"
    assert told(story, 2) == [(phase, "replace_reviewer"), (phase, "draw_supplementary_reviewer")]
    replace = story.asked[-2].relays[0].payload
    assert (replace["outgoing"], replace["incoming"], replace["instruments"]) == (SAME, THIRD, ["UNTOC"])


def test_a_successor_with_the_same_part_is_told_as_it_always_was() -> None:
    story = under_review()

    follow(story, successor(THIRD, DEU), JPN)

    assert {"instruments", "relaxed"}.isdisjoint(story.asked[-1].relays[0].payload)
    assert {"incoming_instruments", "relaxed"}.isdisjoint(story.entries[-1].data)


def test_what_was_relaxed_for_a_successor_is_kept() -> None:
    story = under_review()

    follow(story, successor(THIRD, DEU).model_copy(update={"relaxed": ("D2", "D16")}), JPN)

    assert story.state.reviewers[0].relaxed == ("D2", "D16")
    assert story.asked[-1].relays[0].payload["relaxed"] == ["D2", "D16"]


def test_a_supplement_whose_gap_is_closed_is_released_after_its_successor_has_come() -> None:
    story = under_review()
    follow(story, DEU.model_copy(update={"instruments": (UNTOC,)}), JPN, reviewer(STRANGER, FA, principal=False))

    happened = follow(story, successor(THIRD, reviewer(SAME, UNTOC), *BOTH), JPN)

    assert happened == ["reviewer_replaced", "reviewer_released"]
    assert stands(story) == {THIRD: BOTH, OTHER: BOTH}


def test_a_reviewer_that_keeps_a_part_is_released_from_the_other_part_only() -> None:
    story = under_review()

    happened = follow(story, DEU.model_copy(update={"instruments": (UNTOC,)}), JPN)

    assert happened == ["reviewer_released"]
    assert stands(story) == {SAME: (UNTOC,), OTHER: BOTH}
    payload = story.asked[-1].relays[0].payload
    assert (payload["outgoing"], payload["instruments"]) == (SAME, ["FA"])


def test_an_instrument_joined_comes_with_all_who_review_it() -> None:
    story = under_review()
    widened = DEU.model_copy(update={"instruments": (UNTOC, TIP, FA)})

    happened = follow(story, widened, JPN, reviewer(THIRD, TIP, principal=False), instruments=(UNTOC, TIP, FA))

    assert happened == ["party_joined_instrument"]
    assert story.state.instruments == (UNTOC, TIP, FA)
    assert {iso3: set(has) for iso3, has in stands(story).items()} == {
        SAME: {UNTOC, TIP, FA},
        OTHER: {UNTOC, FA},
        THIRD: {TIP},
    }
    payload = story.asked[-1].relays[0].payload
    assert (payload["instrument"], payload["joined_on"]) == ("TIP", TODAY.isoformat())
    assert [(each["state"], each["instruments"]) for each in payload["reviewers"]] == [
        (SAME, ["TIP"]),
        (THIRD, ["TIP"]),
    ]


def test_an_instrument_that_nobody_reviews_yet_joins_with_its_first_reviewer() -> None:
    story = under_review()

    assert follow(story, instruments=(UNTOC, SOM, FA)) == []
    assert story.state.instruments == BOTH
    some = reviewer(THIRD, SOM, principal=False)
    assert follow(story, DEU, JPN, some, instruments=(UNTOC, SOM, FA)) == ["party_joined_instrument"]
    assert story.state.instruments == (UNTOC, SOM, FA)


def test_an_instrument_that_the_state_leaves_is_reviewed_no_more() -> None:
    story = under_review()
    follow(story, DEU, JPN, reviewer(THIRD, FA, principal=False))
    kept = [each.model_copy(update={"instruments": (UNTOC,)}) for each in (DEU, JPN)]

    assert follow(story, *kept, instruments=(UNTOC,)) == ["party_left_instrument", "reviewer_released"]

    assert (story.state.instruments, story.state.left) == ((UNTOC,), {FA: TODAY})
    assert stands(story) == {SAME: (UNTOC,), OTHER: (UNTOC,)}
    leaving, releasing = (each.relays[0] for each in story.asked[-2:])
    assert (leaving.command, leaving.payload["instruments"]) == ("leave_instrument", ["FA"])
    assert (releasing.command, releasing.payload["outgoing"]) == ("release_reviewer", THIRD)
    assert "left_FA" in {each.name for each in COUNTRY_REVIEW.status(story.state).dates}
    assert story.state.stage is CountryStage.UNDER_REVIEW


def test_an_instrument_may_be_joined_again() -> None:
    story = under_review()
    narrow = [each.model_copy(update={"instruments": (UNTOC,)}) for each in (DEU, JPN)]
    follow(story, *narrow, instruments=(UNTOC,))

    assert follow(story, DEU, JPN, instruments=BOTH) == ["party_joined_instrument"]

    assert (story.state.instruments, story.state.left) == (BOTH, {})


def gone(story: Country) -> list[str]:
    fields = following(story, instruments=()) | {"reviewers": ()}
    return list(story.act(c.FollowAmendment, SYSTEM, **fields))


def test_a_state_that_leaves_everything_is_asked_for_nothing_more() -> None:
    story = under_review()

    assert gone(story) == ["pairing_amended", "party_left_instrument"]

    assert told(story, 1) == [("phase/untoc-1/FRA/1", "leave_instrument")]
    assert COUNTRY_REVIEW.wake_at(story.state) is None
    assert not any(may_open(story.state, plan) for plan in story.state.phases)
    assert story.by_calendar(date(2030, 1, 1)) == []
    assert story.refusal(c.OpenNextPhase, SECRETARIAT) == "review_discontinued"
    assert story.refusal(c.LaunchPhase, SYSTEM, phase=2) == "review_discontinued"
    assert story.refusal(c.FollowAmendment, SYSTEM, **following(story, number=2)) == "review_discontinued"


def test_the_review_of_a_state_that_has_left_ends_with_its_open_phases_and_keeps_its_record() -> None:
    story = under_review()
    gone(story)

    happened = story.act(c.ReportPhase, SYSTEM, phase=1, closed_on=TODAY)

    assert happened == ("phase_completed", "country_review_discontinued")
    assert (story.state.stage, story.state.completed_on) == (CountryStage.COMPLETED, TODAY)
    assert (story.state.instruments, stands(story)) == (BOTH, {SAME: BOTH, OTHER: BOTH})
    (relay,) = story.asked[-1].relays
    assert (relay.workflow_id, relay.command, relay.payload["state"]) == ("cycle/untoc-1", "report_country", SUR)
    assert COUNTRY_REVIEW.is_over(story.state)


def test_a_review_without_an_open_phase_ends_at_once() -> None:
    story = country().on(date(2020, 9, 15))

    assert gone(story) == ["pairing_amended", "party_left_instrument", "country_review_discontinued"]

    assert story.refusal(c.OpenNextPhase, SECRETARIAT) == "review_closed"


@pytest.mark.parametrize("phases", [(4,), (3, 4)])
def test_a_late_entrant_s_review_is_complete_with_the_phases_that_it_has(phases: tuple[int, ...]) -> None:
    story = country()
    plans = tuple(plan for plan in story.state.phases if plan.phase in phases)
    story.state = story.state.model_copy(update={"phases": plans})
    story.by_calendar(date(2029, 1, 1))

    happened = [story.act(c.ReportPhase, SYSTEM, phase=phase, closed_on=story.today) for phase in phases]

    assert happened[-1] == ("phase_completed", "country_review_completed")
    assert COUNTRY_REVIEW.status(story.state).counts == {"phases_opened": len(phases), "phases_closed": len(phases)}


def test_a_review_that_missed_an_amendment_is_right_after_the_next_one() -> None:
    story = under_review()
    first = successor(THIRD, DEU)

    happened = follow(story, successor(STRANGER, first), JPN)

    assert happened == ["reviewer_replaced"]
    assert story.entries[-1].data["outgoing"] == SAME
    assert stands(story) == {STRANGER: BOTH, OTHER: BOTH}


def test_phases_to_come_are_opened_with_the_amended_reviewers() -> None:
    story = under_review()
    follow(story, successor(THIRD, DEU, UNTOC), JPN, reviewer(STRANGER, FA, principal=False))

    story.by_calendar(date(2022, 10, 2))

    second = PhaseReviewState.model_validate(story.asked[-1].starts[0].state)
    assert second.reviewers == story.state.reviewers


INSTRUMENTS = (UNTOC, TIP, SOM, FA)
SOME = st.sets(st.sampled_from(INSTRUMENTS), min_size=1)
PAIRINGS = st.dictionaries(st.sampled_from(("DEU", "JPN", "BRA", "KEN", "IND")), SOME, max_size=4)
STEPS = st.lists(st.tuples(SOME, PAIRINGS, st.booleans()), min_size=1, max_size=6)


@settings(max_examples=150, deadline=None)
@given(steps=STEPS)
def test_after_any_amendments_the_review_stands_as_the_last_one_says(
    steps: list[tuple[set[Instrument], dict[str, set[Instrument]], bool]],
) -> None:
    story = under_review()
    for party_to, pairing, is_succession in steps:
        wanted = {iso3: tuple(sorted(on & party_to, key=INSTRUMENTS.index)) for iso3, on in pairing.items()}
        before = {each.state: each for each in story.state.reviewers}
        leaving = [iso3 for iso3 in before if not wanted.get(iso3)]
        target = [
            Reviewer(state=iso3, instruments=on, assigned_on=TODAY, succeeds=tuple(leaving) if is_succession else ())
            for iso3, on in wanted.items()
            if on
        ]
        fields = following(story) | {"instruments": tuple(sorted(party_to, key=INSTRUMENTS.index)), "reviewers": target}
        if not story.state.instruments or story.state.is_discontinued:
            break
        story.act(c.FollowAmendment, SYSTEM, **fields)
        if story.state.is_discontinued:
            break
        covered = {one for on in wanted.values() for one in on}
        assert set(story.state.instruments) <= party_to
        assert set(story.state.instruments) >= party_to & covered
        assert {iso3: set(on) for iso3, on in stands(story).items()} == {
            iso3: set(on) for iso3, on in wanted.items() if on
        }

    assert type(story.state).model_validate_json(story.state.model_dump_json()) == story.state
