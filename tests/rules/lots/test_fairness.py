"""Every valid outcome is as likely as any other: 200,000 draws each, and the ordinary draw fails the same test.

The seeds are fixed, so these tests either always pass or never do.
"""

from collections import Counter
from collections.abc import Hashable

import pytest

from models.lots import LotsInputs, LotsPolicy
from models.policy import MutualReviewBar
from models.register import Region
from rules.lots.exact import Counted
from rules.lots.grouping import draw_start_groups
from rules.lots.problem import Problem, Slot
from rules.lots.sampling import sample
from rules.lots.slots import Table
from rules.lots.stream import Stream
from tests.rules.lots.chance import Ordinary, p_uniform, p_value, tail_of
from tests.rules.lots.registers import TIP, UNTOC, register

DRAWS = 200_000
SIGNIFICANT = 0.001


def seed_of(number: int) -> bytes:
    return number.to_bytes(32, "big")


def self_bar(count: int) -> Problem:
    """Each State reviews one other, none itself."""
    slots = tuple(Slot(owner, {other: 0 for other in range(count) if other != owner}) for owner in range(count))
    ones = (1,) * count
    return Problem(slots, load=(0,) * count, floor=ones, cap=ones, extra=(0,) * count, bar=tuple(range(count)))


def principals_of(*regions: tuple[Region, int], policy: LotsPolicy) -> Problem:
    states = register(*regions)
    table = Table(LotsInputs(states=states, policy=policy), dict.fromkeys((state.iso3 for state in states), 1))
    return table.principals(widened=False, floor=policy.reviewer_min or 0)[1]


TWO_EACH = LotsPolicy(mutual_review_bar=MutualReviewBar.OFF, reviewer_max=2, reviewer_min=2)
BARRED = LotsPolicy(reviewer_max=3, reviewer_min=1)
REGIONS_3_2_2 = principals_of((Region.AFRICAN, 3), (Region.WEOG, 2), (Region.GRULAC, 2), policy=TWO_EACH)
NO_REGION = principals_of((Region.NONE, 4), policy=TWO_EACH)
MUTUAL_BAR = principals_of((Region.AFRICAN, 3), (Region.WEOG, 3), policy=BARRED)

CASES = [
    *(pytest.param(self_bar(count), id=f"self-bar with {count} States") for count in (4, 5, 6, 7)),
    pytest.param(NO_REGION, id="four States without a region, two reviews each"),
    pytest.param(REGIONS_3_2_2, id="regions of 3, 2 and 2, two reviews each"),
    pytest.param(MUTUAL_BAR, id="regions of 3 and 3, mutual bar, one to three reviews"),
]


@pytest.mark.slow
@pytest.mark.parametrize("problem", CASES)
def test_every_outcome_is_as_likely_as_any_other_and_the_ordinary_draw_is_not(problem: Problem) -> None:
    outcomes = Counted(problem).weight
    ordinary = Ordinary(problem)
    stream = Stream(seed_of(1), "ordinary")
    seen: Counter[tuple[int, ...]] = Counter()
    by_order: Counter[tuple[int, ...]] = Counter()

    for number in range(DRAWS):
        drawn = sample(problem, seed_of(number), "principals/0/1/0")
        assert drawn is not None
        seen[drawn.reviewers] += 1
        by_order[ordinary.draw(stream)] += 1

    assert p_uniform(seen, outcomes) > SIGNIFICANT
    assert p_uniform(by_order, outcomes) < 1e-6


def gaps_and_caps() -> Table:
    """Five States, three of them party to a Protocol, at most three reviews each."""
    joined = [(UNTOC, TIP), (UNTOC,), (UNTOC, TIP), (UNTOC, TIP), (UNTOC,)]
    states = register((Region.AFRICAN, 3), (Region.WEOG, 2), joined=joined)
    policy = LotsPolicy(mutual_review_bar=MutualReviewBar.OFF, reviewer_max=3, reviewer_min=1)
    return Table(LotsInputs(states=states, policy=policy), dict.fromkeys((state.iso3 for state in states), 1))


@pytest.mark.slow
def test_protocol_gaps_and_caps_leave_every_outcome_its_share() -> None:
    table = gaps_and_caps()
    _, problem = table.principals(widened=False, floor=1)
    counted = Counted(problem)
    completing: dict[tuple[int, ...], Problem] = {}
    for number in range(counted.weight):
        first = counted.outcome(number)
        for wider in (False, True):
            _, gaps = table.supplements(list(zip(first[::2], first[1::2], strict=True)), widened=wider, floor=0)
            if all(slot.costs for slot in gaps.slots) and Counted(gaps).weight:
                completing[first] = gaps
                break
    assert 1 < len(completing) < counted.weight, "some principals have to have no supplements"
    expected: dict[Hashable, float] = {}
    for first, gaps in completing.items():
        more = Counted(gaps)
        for number in range(more.weight):
            expected[first + more.outcome(number)] = DRAWS / len(completing) / more.weight
    seen: Counter[Hashable] = Counter()
    by_order: Counter[Hashable] = Counter()
    ordinary, after = Ordinary(problem), {first: Ordinary(gaps) for first, gaps in completing.items()}
    stream = Stream(seed_of(1), "ordinary")

    for number in range(DRAWS):
        for attempt in range(100):
            drawn = sample(problem, seed_of(number), f"principals/0/1/{attempt}")
            assert drawn is not None
            if drawn.reviewers in completing:
                break
        gaps = sample(completing[drawn.reviewers], seed_of(number), "supplements/0/1/0/0")
        assert gaps is not None
        seen[drawn.reviewers + gaps.reviewers] += 1
        first = ordinary.draw(stream)
        while first not in after:
            first = ordinary.draw(stream)
        by_order[first + after[first].draw(stream)] += 1

    assert p_value(seen, expected) > SIGNIFICANT
    assert p_value(by_order, expected) < 1e-6


@pytest.mark.slow
def test_a_preference_makes_an_outcome_as_much_more_likely_as_it_declares() -> None:
    problem = self_bar(5)
    liking = Problem(
        tuple(Slot(each.owner, each.costs, preferred=frozenset({(each.owner + 1) % 5})) for each in problem.slots),
        load=problem.load, floor=problem.floor, cap=problem.cap, extra=problem.extra, bar=problem.bar, weight=3,
    )  # fmt: skip
    weight = Counted(liking).weight
    seen: Counter[Hashable] = Counter()

    for number in range(DRAWS):
        drawn = sample(liking, seed_of(number), "x")
        assert drawn is not None
        seen[drawn.reviewers] += 1

    likes = {
        outcome: sum(who == (owner + 1) % 5 for owner, who in enumerate(outcome))
        for outcome in {Counted(problem).outcome(number) for number in range(44)}
    }
    assert sum(3**times for times in likes.values()) == weight
    expected: dict[Hashable, float] = {outcome: DRAWS * 3**times / weight for outcome, times in likes.items()}
    assert p_value(seen, expected) > SIGNIFICANT


@pytest.mark.slow
@pytest.mark.parametrize("count", [4, 5, 6])
def test_the_sampler_agrees_with_the_truth_where_both_are_known(count: int) -> None:
    problem = self_bar(count)
    outcomes = Counted(problem).weight
    seen: Counter[tuple[int, ...]] = Counter()

    for number in range(600 if count == 4 else 1500):
        try:
            drawn = sample(problem, seed_of(number), "x", counts=False)
        except Exception:  # noqa: BLE001, S112 - so few slots leave the walks' index much noise; a refusal draws nothing
            continue
        assert drawn is not None
        seen[drawn.reviewers] += 1

    assert p_uniform(seen, outcomes) > SIGNIFICANT


@pytest.mark.slow
def test_every_balanced_division_into_groups_is_as_likely_as_any_other() -> None:
    states = register((Region.AFRICAN, 4), (Region.WEOG, 2))
    seen: Counter[Hashable] = Counter()

    for number in range(50_000):
        groups = draw_start_groups(states, seed_of(number))
        seen[tuple(sorted(groups.items()))] += 1

    # One region leaves one State over, the other two: the extra places must be in three different groups.
    divisions = 3 * (4 * 3 * 1) * 2
    expected: dict[Hashable, float] = dict.fromkeys(seen, 50_000 / divisions)
    assert len(seen) == divisions
    assert p_value(seen, expected) > SIGNIFICANT


def test_the_tail_of_chi_square_is_the_known_one() -> None:
    assert tail_of(3.841, 1) == pytest.approx(0.05, abs=1e-4)
    assert tail_of(18.307, 10) == pytest.approx(0.05, abs=1e-4)
    assert tail_of(1143.917, 1000) == pytest.approx(0.001, abs=1e-4)
