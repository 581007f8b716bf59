"""The doctor says whether a draw is possible, what to give up if it must be, and where a register is tight."""

import pytest

from doctor import solver
from doctor.diagnosis import DIVISIONS, Verdict, diagnose, sample_groups
from doctor.rehearsal import rehearse
from models.lots import LotsPolicy, LotsState
from models.policy import MutualReviewBar, Relaxation
from models.register import Region
from rules.lots.checks import checked_inputs
from tests.build import untoc
from tests.doctor.injured import ALL, STRICT
from tests.rules.lots.registers import FA, SOM, TIP, UNTOC, register

TWO_ALONE = register((Region.AFRICAN, 4), (Region.WEOG, 2))
TWO_REGIONS = register((Region.AFRICAN, 6), (Region.WEOG, 6))


def real() -> tuple[LotsState, ...]:
    return tuple(
        LotsState(iso3=each.iso3, region=each.region, instruments=each.instruments)
        for each in untoc().register.states
        if each.instruments
    )


def test_a_draw_that_keeps_every_rule_is_possible_and_nothing_clashes() -> None:
    found = diagnose(checked_inputs(TWO_REGIONS, STRICT))

    assert (found.verdict, found.is_possible) == (Verdict.POSSIBLE, True)
    assert (found.clash, found.remedy) == (None, None)
    assert found.least_maximum == 2


def test_the_cheapest_remedy_uses_a_relaxation_no_more_than_it_must() -> None:
    found = diagnose(checked_inputs(TWO_ALONE, LotsPolicy()))

    assert found.verdict is Verdict.WITH_RELAXATIONS
    assert found.remedy is not None
    assert {each: len(of) for each, of in found.remedy.uses.items()} == {Relaxation.ANY_REGION: 1}
    assert set(found.remedy.uses[Relaxation.ANY_REGION]) <= {"AAE", "AAF"}
    assert found.remedy.is_least


def test_where_the_policy_allows_no_relaxation_the_first_of_d16_that_helps_is_named() -> None:
    found = diagnose(checked_inputs(TWO_ALONE, STRICT))

    assert found.verdict is Verdict.IMPOSSIBLE
    assert found.remedy is not None
    assert found.remedy.policy == {"region_exhausted_order": [Relaxation.ANY_REGION]}
    assert found.least_maximum is None, "no maximum makes a region of two larger"


def test_volunteers_are_asked_before_regions_are_given_up() -> None:
    states = register((Region.AFRICAN, 4), (Region.WEOG, 4))
    policy = LotsPolicy(reviewer_max=2, mutual_review_bar=MutualReviewBar.OFF)
    codes = [state.iso3 for state in states]

    found = diagnose(checked_inputs(states, policy, volunteers=codes, earlier_load={codes[0]: 1}))

    assert found.remedy is not None
    assert {each: len(of) for each, of in found.remedy.uses.items()} == {Relaxation.EXCEED_MAXIMUM_FOR_VOLUNTEERS: 1}


def test_volunteers_that_nobody_has_named_yet_are_counted() -> None:
    states = register((Region.AFRICAN, 4), (Region.WEOG, 4))
    policy = LotsPolicy(reviewer_max=2, mutual_review_bar=MutualReviewBar.OFF)

    found = diagnose(checked_inputs(states, policy, earlier_load={"AAA": 1, "AAF": 1}))

    assert found.verdict is Verdict.IMPOSSIBLE
    assert found.remedy is not None
    assert (found.remedy.policy, found.remedy.volunteers) == ({}, 2)


def test_a_switch_is_named_where_no_relaxation_helps() -> None:
    states = register((Region.AFRICAN, 6), (Region.WEOG, 6))

    found = diagnose(checked_inputs(states, LotsPolicy(reviewer_max=1, volunteer_extra=0)))

    assert found.verdict is Verdict.IMPOSSIBLE
    assert found.remedy is not None
    assert found.remedy.policy == {"reviewer_max": 2}
    assert found.least_maximum == 2


def test_a_minimum_that_nobody_can_reach_is_lowered() -> None:
    found = diagnose(checked_inputs(TWO_REGIONS, LotsPolicy(reviewer_max=None, reviewer_min=3)))

    assert found.remedy is not None
    assert found.remedy.policy == {"reviewer_min": 2}


def test_a_bar_on_mutual_review_that_leaves_nothing_is_narrowed() -> None:
    """The groups are stratified by region, so two States of a region are never in the same."""
    found = diagnose(checked_inputs(register((Region.AFRICAN, 2), (Region.WEOG, 2)), LotsPolicy()))

    assert found.remedy is not None
    assert found.remedy.policy == {"mutual_review_bar": MutualReviewBar.PHASE}


def test_an_instrument_with_two_parties_is_hopeless() -> None:
    states = register((Region.AFRICAN, 5), (Region.WEOG, 5), joined=[(UNTOC, FA)] * 2 + [(UNTOC,)] * 8)

    found = diagnose(checked_inputs(states, LotsPolicy()))

    assert found.verdict is Verdict.IMPOSSIBLE
    assert found.parties == {UNTOC: 10, FA: 2}
    assert found.hopeless == (FA,)
    assert found.remedy is None


def test_the_real_register_needs_other_regions_for_those_that_have_none() -> None:
    inputs = checked_inputs(real(), LotsPolicy())

    found = diagnose(inputs)

    assert found.verdict is Verdict.WITH_RELAXATIONS
    assert found.remedy is not None
    assert found.remedy.uses == {Relaxation.ANY_REGION: ("COK", "EUE", "NIU", "VAT")}
    assert [each.iso3 for each in found.states[:4]] == ["COK", "EUE", "NIU", "VAT"]
    assert found.least_maximum == 3
    assert rehearse(inputs, 1).refused == ()


def test_the_real_register_with_a_maximum_of_two_needs_volunteers() -> None:
    found = diagnose(checked_inputs(real(), LotsPolicy(reviewer_max=2)))

    assert found.verdict is Verdict.IMPOSSIBLE
    assert found.clash is not None
    assert [str(rule) for rule in found.clash.rules] == ["D10 maximum"]
    assert found.remedy is not None
    assert found.remedy.volunteers == 8


def test_a_region_that_has_to_do_all_it_may_is_told() -> None:
    """Three States of one region and nine of another: the three are the others of the nine."""
    states = register((Region.AFRICAN, 3), (Region.WEOG, 9))

    found = diagnose(checked_inputs(states, LotsPolicy(reviewer_max=4)))

    assert [(each.region, each.states, each.least, each.room) for each in found.regions] == [
        (Region.AFRICAN, 3, 12, 12),
        (Region.WEOG, 9, 12, 36),
    ]
    assert [(each.iso3, each.same_region, each.other_region) for each in found.states[:4]] == [
        ("AAA", 2, 9),
        ("AAB", 2, 9),
        ("AAC", 2, 9),
        ("AAD", 8, 3),
    ]


def test_who_has_no_room_or_may_be_away_is_no_candidate_to_count_on() -> None:
    inputs = checked_inputs(TWO_REGIONS, LotsPolicy(), deferrals=["AAB"], earlier_load={"AAC": 3})

    found = {each.iso3: each.same_region for each in diagnose(inputs).states}

    assert (found["AAA"], found["AAB"], found["AAC"]) == (3, 4, 4)


def test_where_groups_matter_several_divisions_are_looked_at_and_the_worst_is_told() -> None:
    """Three States of a region of four put off reviewing: whether a draw is possible depends on their groups."""
    states = register((Region.AFRICAN, 4), (Region.WEOG, 8))
    inputs = checked_inputs(states, STRICT.model_copy(update={"reviewer_max": None}), deferrals=["AAA", "AAB", "AAC"])

    found = diagnose(inputs)

    assert len(found.divisions) == DIVISIONS
    assert found.verdict is max(found.divisions, key=list(Verdict).index)
    assert len({tuple(sample_groups(inputs, number).items()) for number in range(DIVISIONS)}) > 1
    assert len(diagnose(checked_inputs(states, STRICT)).divisions) == 1


def test_the_same_inputs_give_the_same_diagnosis() -> None:
    inputs = checked_inputs(TWO_ALONE, STRICT)

    assert diagnose(inputs) == diagnose(inputs)


def test_a_doctor_that_does_not_find_out_says_so_and_raises_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "GLANCE", 0.0)
    monkeypatch.setattr(solver, "EFFORT", 0.0)

    states = register((Region.AFRICAN, 6), (Region.WEOG, 6), joined=[(UNTOC, TIP), (UNTOC, SOM, FA), ALL] * 4)

    found = diagnose(checked_inputs(states, STRICT))

    assert found.verdict is Verdict.UNDECIDED
    assert not found.is_possible
    assert found.states


def test_a_rehearsal_tells_why_a_draw_is_refused() -> None:
    inputs = checked_inputs(register((Region.AFRICAN, 4), (Region.WEOG, 2)), STRICT)

    assert rehearse(inputs, 2).refused == ("no_valid_assignment", "no_valid_assignment")
    assert rehearse(checked_inputs(TWO_REGIONS, STRICT, volunteers=["AAA"]), 2).refused == ()
