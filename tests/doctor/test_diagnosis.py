"""The doctor finds what clashes and nothing more, what it costs to relax it, and where a register is tight."""

import pytest

from doctor.diagnosis import Verdict, clash_of, diagnose
from doctor.question import question_of
from doctor.solver import ask
from doctor.witness import has_witness, sample_groups
from models.errors import RuleViolation
from models.lots import LotsInputs, LotsPolicy, LotsState
from models.policy import MutualReviewBar, Relaxation
from models.register import Region
from rules.lots.checks import checked_inputs
from rules.lots.draw import draw_lots
from rules.lots.stream import Stream
from tests.build import untoc
from tests.rules.lots.registers import FA, SOM, TIP, UNTOC, code_of, register

ALL = (UNTOC, TIP, SOM, FA)
STRICT = LotsPolicy(region_exhausted_order=())


def injured(number: int) -> LotsInputs:
    """A register of up to 200 States with four instruments in which no draw is possible, in one of seven ways."""
    chance = Stream(bytes(32), f"injured/{number}")
    count = 20 + chance.below(179)
    regions = [region for region in Region if region is not Region.NONE]
    sets = (ALL, ALL, ALL, (UNTOC, TIP, SOM), (UNTOC, TIP), (UNTOC, FA))
    states = [
        LotsState(iso3=code_of(each), region=regions[chance.below(5)], instruments=sets[chance.below(len(sets))])
        for each in range(count)
    ]
    policy, load = STRICT, dict[str, int]()
    match number % 7:
        case 0:  # fewer places than reviews
            policy = policy.model_copy(update={"reviewer_max": 1})
        case 1:  # more reviews asked of States than there are
            policy = policy.model_copy(update={"reviewer_max": None, "reviewer_min": 4})
        case 2:  # a region of two, which would review each other
            states = [each for each in states if each.region is not Region.WEOG]
            states += [LotsState(iso3=f"ZZ{letter}", region=Region.WEOG, instruments=(UNTOC,)) for letter in "AB"]
        case 3:  # a State alone in its region
            states = [each for each in states if each.region is not Region.GRULAC]
            states.append(LotsState(iso3="ZZZ", region=Region.GRULAC, instruments=ALL))
        case 4:  # two parties to an instrument
            states = [each.model_copy(update={"instruments": (UNTOC, TIP, SOM)}) for each in states]
            states[:2] = [each.model_copy(update={"instruments": ALL}) for each in states[:2]]
        case 5:  # a cap that leaves no room for supplements
            policy = policy.model_copy(update={"reviewer_max": 2})
            states[0] = states[0].model_copy(update={"instruments": (UNTOC,)})
        case _:  # a region did enough before
            load = {each.iso3: 3 for each in states if each.region is Region.AFRICAN}
    return checked_inputs(states, policy, earlier_load=load)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(50))
def test_fifty_injured_registers_have_a_minimal_clash(number: int) -> None:
    inputs = injured(number)
    question = question_of(inputs, sample_groups(inputs))
    assert not ask(question).is_possible

    clash = clash_of(question, relaxes=False)

    assert clash.proved, clash
    assert clash.states or clash.rules


@pytest.mark.parametrize(
    ("number", "rules"),
    [(2, ("D2", "D9")), (3, ("D2",)), (4, ())],
    ids=["a region of two", "alone in its region", "two parties"],
)
def test_a_clash_names_what_it_is_about(number: int, rules: tuple[str, ...]) -> None:
    clash = diagnose(injured(number)).clash

    assert clash is not None
    assert clash.rules == rules
    assert clash.proved


def test_a_region_of_two_that_may_not_review_each_other_clashes_in_both() -> None:
    found = diagnose(checked_inputs(register((Region.AFRICAN, 4), (Region.WEOG, 2)), STRICT))

    assert found.verdict is Verdict.IMPOSSIBLE
    assert found.clash is not None
    assert (found.clash.rules, found.clash.states) == (("D2", "D9"), ("AAE", "AAF"))
    assert found.remedy is not None
    assert "region_exhausted_order" in found.remedy.policy


def test_the_cheapest_remedy_uses_a_relaxation_no_more_than_it_must() -> None:
    found = diagnose(checked_inputs(register((Region.AFRICAN, 4), (Region.WEOG, 2)), LotsPolicy()))

    assert found.verdict is Verdict.WITH_RELAXATIONS
    assert found.remedy is not None
    assert found.remedy.uses == {"any_region": 1}


def test_volunteers_are_asked_before_regions_are_given_up() -> None:
    states = register((Region.AFRICAN, 4), (Region.WEOG, 4))
    policy = LotsPolicy(reviewer_max=2, mutual_review_bar=MutualReviewBar.OFF)
    codes = [state.iso3 for state in states]

    found = diagnose(checked_inputs(states, policy, volunteers=codes, earlier_load={codes[0]: 1}))

    assert found.remedy is not None
    assert found.remedy.uses == {"exceed_maximum_for_volunteers": 1}


def test_a_remedy_of_the_policy_is_found_where_no_relaxation_helps() -> None:
    found = diagnose(checked_inputs(register((Region.AFRICAN, 6), (Region.WEOG, 6)), LotsPolicy(reviewer_max=1)))

    assert found.verdict is Verdict.IMPOSSIBLE
    assert found.clash is not None
    assert found.clash.rules == ("D10 maximum",)
    assert len(found.clash.states) == 7, "twelve places are too few for seven States with two reviewers each"
    assert found.remedy is not None
    assert found.remedy.policy == {"reviewer_max": 2}
    assert found.least_maximum == 2


def test_an_instrument_with_two_parties_is_hopeless() -> None:
    states = register((Region.AFRICAN, 5), (Region.WEOG, 5), joined=[(UNTOC, FA)] * 2 + [(UNTOC,)] * 8)

    found = diagnose(checked_inputs(states, LotsPolicy()))

    assert found.verdict is Verdict.IMPOSSIBLE
    assert found.hopeless == ("FA",)
    assert found.remedy is None


def test_the_real_register_needs_other_regions_for_those_that_have_none() -> None:
    states = tuple(
        LotsState(iso3=each.iso3, region=each.region, instruments=each.instruments)
        for each in untoc().register.states
        if each.instruments
    )

    found = diagnose(checked_inputs(states, LotsPolicy()))

    assert found.verdict is Verdict.WITH_RELAXATIONS
    assert found.remedy is not None
    assert found.remedy.uses == {Relaxation.ANY_REGION: 4}
    assert [each.iso3 for each in found.states[:4]] == ["COK", "EUE", "NIU", "VAT"]
    assert found.least_maximum == 3


@pytest.mark.slow
@pytest.mark.parametrize("number", range(40))
def test_the_doctor_and_the_draw_agree(number: int) -> None:
    """Where the doctor says yes, an assignment is there; where it says no, the draw finds none."""
    chance = Stream(bytes(32), f"agree/{number}")
    regions = [(Region.AFRICAN, 3 + chance.below(3)), (Region.WEOG, 1 + chance.below(3))]
    sets = ((UNTOC,), (UNTOC, TIP), ALL)
    states = register(*regions, joined=[sets[chance.below(3)] for _ in range(sum(size for _, size in regions))])
    bar = (MutualReviewBar.WHOLE_CYCLE, MutualReviewBar.OFF)[chance.below(2)]
    policy = STRICT.model_copy(update={"reviewer_max": 2 + chance.below(4), "mutual_review_bar": bar})
    inputs = checked_inputs(states, policy)
    question = question_of(inputs, sample_groups(inputs))
    answer = ask(question)

    if answer.is_possible:
        assert has_witness(question, answer)
    else:
        with pytest.raises(RuleViolation):
            draw_lots(inputs, bytes(32))
