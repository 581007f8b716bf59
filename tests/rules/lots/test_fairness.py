"""Every valid outcome is as likely as any other: 200,000 draws each, and the ordinary draw fails the same test.

The keys are fixed, so these tests either always pass or never do. An outcome is drawn as a number below the count;
these tests prove that every number names another outcome, that all are named, and that numbers come up alike often.
"""

from collections import Counter
from collections.abc import Hashable

import pytest

from models.lots import LotsInputs
from models.register import Region
from rules.lots.draw import draw_lots
from rules.lots.exact import Counted
from rules.lots.grouping import draw_start_groups
from rules.lots.problem import Problem
from rules.lots.sampling import sample
from rules.lots.slots import Table
from rules.lots.stream import Stream
from tests.rules.lots.cases import (
    MUTUAL_BAR,
    NO_REGION,
    REGIONS_3_2_2,
    gaps_and_caps,
    key_number,
    liking,
    relaxed,
    self_bar,
)
from tests.rules.lots.chance import Ordinary, outcomes_of, p_uniform, p_value, tail_of
from tests.rules.lots.registers import register

DRAWS = 200_000
SIGNIFICANT = 0.001

CASES = [
    *(pytest.param(self_bar(count), id=f"self-bar with {count} States") for count in (4, 5, 6, 7)),
    pytest.param(NO_REGION, id="four States without a region, two reviews each"),
    pytest.param(REGIONS_3_2_2, id="regions of 3, 2 and 2, two reviews each"),
    pytest.param(MUTUAL_BAR, id="regions of 3 and 3, mutual bar, one to three reviews"),
]


@pytest.mark.parametrize("problem", CASES)
def test_every_outcome_is_as_likely_as_any_other_and_the_ordinary_draw_is_not(problem: Problem) -> None:
    outcomes = Counted(problem).weight
    ordinary = Ordinary(problem)
    stream = Stream(key_number(1), "ordinary")
    seen: Counter[tuple[int, ...]] = Counter()
    by_order: Counter[tuple[int, ...]] = Counter()

    for number in range(DRAWS):
        drawn = sample(problem, key_number(number), "principals/0/1/0")
        assert drawn is not None
        seen[drawn.reviewers] += 1
        by_order[ordinary.draw(stream)] += 1

    assert p_uniform(seen, outcomes) > SIGNIFICANT
    assert p_uniform(by_order, outcomes) < 1e-6


@pytest.mark.parametrize("problem", [*CASES[:2], CASES[4], CASES[6], pytest.param(relaxed(), id="relaxations")])
def test_the_count_is_that_of_trying_everything(problem: Problem) -> None:
    counted = Counted(problem)
    tried = outcomes_of(problem)

    assert {counted.outcome(number) for number in range(counted.weight)} == tried
    assert len(tried) == counted.weight


def completions(table: Table) -> dict[tuple[int, ...], Problem]:
    """The assignments of principals that supplements complete, each with the problem of its supplements."""
    completing: dict[tuple[int, ...], Problem] = {}
    counted = Counted(table.principals(widened=False, floor=1)[1])
    for number in range(counted.weight):
        first = counted.outcome(number)
        for wider in (False, True):
            _, gaps = table.supplements(list(zip(first[::2], first[1::2], strict=True)), widened=wider, floor=0)
            if all(slot.costs for slot in gaps.slots) and Counted(gaps).weight:
                completing[first] = gaps
                break
    assert 1 < len(completing) < counted.weight, "some principals have to have no supplements"
    return completing


def shares(completing: dict[tuple[int, ...], Problem], draws: int) -> dict[Hashable, float]:
    """How often each whole outcome should come up: principals alike, and the supplements of each alike."""
    expected: dict[Hashable, float] = {}
    for first, gaps in completing.items():
        more = Counted(gaps)
        for number in range(more.weight):
            expected[first + more.outcome(number)] = draws / len(completing) / more.weight
    return expected


def test_protocol_gaps_and_caps_leave_every_outcome_its_share() -> None:
    table = gaps_and_caps()
    _, problem = table.principals(widened=False, floor=1)
    completing = completions(table)
    seen: Counter[Hashable] = Counter()
    by_order: Counter[Hashable] = Counter()
    ordinary, after = Ordinary(problem), {first: Ordinary(gaps) for first, gaps in completing.items()}
    stream = Stream(key_number(1), "ordinary")

    for number in range(DRAWS):
        attempts = (sample(problem, key_number(number), f"principals/0/1/{attempt}") for attempt in range(100))
        drawn = next(each.reviewers for each in attempts if each is not None and each.reviewers in completing)
        # The lot of the supplements: the count of each problem is taken once, which `sample` would do each time anew.
        more = after[drawn].counted
        lot = Stream(key_number(number), "supplements/0/1/0/0").below(more.weight)
        seen[drawn + more.outcome(lot)] += 1
        first = ordinary.draw(stream)
        while first not in after:
            first = ordinary.draw(stream)
        by_order[first + after[first].draw(stream)] += 1

    expected = shares(completing, DRAWS)
    assert p_value(seen, expected) > SIGNIFICANT
    assert p_value(by_order, expected) < 1e-6


def test_a_whole_draw_leaves_every_outcome_its_share() -> None:
    table = gaps_and_caps()
    draws = 6_000
    numbers = {state.iso3: number for number, state in enumerate(table.states)}
    seen: Counter[Hashable] = Counter()

    for number in range(draws):
        drawn = draw_lots(table.inputs, key_number(number)).assignments
        order = [each for each in drawn if each.principal] + [each for each in drawn if not each.principal]
        seen[tuple(numbers[each.reviewer] for each in order)] += 1

    assert p_value(seen, shares(completions(table), draws)) > SIGNIFICANT


def test_a_preference_makes_an_outcome_as_much_more_likely_as_it_declares() -> None:
    problem = liking(self_bar(5), 3)
    likes = {
        outcome: sum(who == (owner + 1) % 5 for owner, who in enumerate(outcome)) for outcome in outcomes_of(problem)
    }
    weight = Counted(problem).weight
    seen: Counter[Hashable] = Counter()

    for number in range(DRAWS):
        drawn = sample(problem, key_number(number), "x")
        assert drawn is not None
        seen[drawn.reviewers] += 1

    assert sum(3**times for times in likes.values()) == weight
    expected: dict[Hashable, float] = {outcome: DRAWS * 3**times / weight for outcome, times in likes.items()}
    assert p_value(seen, expected) > SIGNIFICANT


def test_every_balanced_division_into_groups_is_as_likely_as_any_other() -> None:
    inputs = LotsInputs(states=register((Region.AFRICAN, 4), (Region.WEOG, 2)))
    draws = 20_000
    seen: Counter[Hashable] = Counter()

    for number in range(draws):
        seen[tuple(sorted(draw_start_groups(inputs, key_number(number)).items()))] += 1

    # One region leaves one State over, the other two: the extra places must be in three different groups.
    divisions = 3 * (4 * 3 * 1) * 2
    expected: dict[Hashable, float] = dict.fromkeys(seen, draws / divisions)
    assert len(seen) == divisions
    assert p_value(seen, expected) > SIGNIFICANT


def test_the_tail_of_chi_square_is_the_known_one() -> None:
    assert tail_of(3.841, 1) == pytest.approx(0.05, abs=1e-4)
    assert tail_of(18.307, 10) == pytest.approx(0.05, abs=1e-4)
    assert tail_of(1143.917, 1000) == pytest.approx(0.001, abs=1e-4)
    assert tail_of(2000, 1853) == pytest.approx(0.0090, abs=1e-3)
