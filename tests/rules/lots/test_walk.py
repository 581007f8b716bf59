"""The walk is as fair as the count: every step balances, the steps connect everything, and both find the same.

On small problems that is proved, not sampled: each step that the walk can make from each outcome is made, with the
probability that it has.
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import cast

import pytest

from models.errors import RuleViolation
from models.lots import LotsPolicy, Method
from models.policy import MutualReviewBar
from rules.lots.chain import KINDS, Walk
from rules.lots.checks import checked_inputs
from rules.lots.draw import draw_lots
from rules.lots.exact import Counted
from rules.lots.problem import Problem, Slot
from rules.lots.sampling import sample
from rules.lots.stream import Stream
from tests.rules.lots.cases import (
    MUTUAL_BAR,
    NO_REGION,
    gaps_and_caps,
    key_number,
    liking,
    relaxed,
    self_bar,
    too_little_room,
)
from tests.rules.lots.chance import outcomes_of, p_value
from tests.rules.lots.real import real_inputs

SIGNIFICANT = 0.001


@dataclass
class Scripted:
    """A stream that says what the script says, and remembers how many answers there would have been each time."""

    problem: Problem
    script: list[int] = field(default_factory=list[int])
    taken: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])

    def below(self, bound: int) -> int:
        """The next answer of the script, the first where it has none."""
        if bound == 1:
            return 0
        answer = self.script[len(self.taken)] if len(self.taken) < len(self.script) else 0
        self.taken.append((answer, bound))
        return answer

    def word(self) -> int:
        """The walk's own way to ask: first for a slot and a kind of step, then for a State of that slot."""
        if not self.taken:
            return self.below(KINDS * len(self.problem.slots))
        return self.below(len(self.problem.slots[self.taken[0][0] // KINDS].costs))


def steps_from(problem: Problem, outcome: Iterable[int], budget: int) -> dict[tuple[int, ...], Fraction]:
    """Where one step can lead from an outcome, and how likely."""
    stream = Scripted(problem)
    walk = Walk(problem, cast("Stream", stream))
    start = list(outcome)
    leads: dict[tuple[int, ...], Fraction] = {}
    while True:
        walk.stand(start)
        walk.budget = budget
        walk.walk(1)
        chance = Fraction(1)
        for _, bound in stream.taken:
            chance /= bound
        after = tuple(walk.at)
        leads[after] = leads.get(after, Fraction(0)) + chance
        taken = stream.taken
        while taken and taken[-1][0] + 1 == taken[-1][1]:
            taken.pop()
        if not taken:
            return leads
        stream.script = [answer for answer, _ in taken]
        stream.script[-1] += 1
        stream.taken = []


def supplements() -> Problem:
    """Gaps of Protocols, with principals that may not be taken again."""
    table = gaps_and_caps()
    counted = Counted(table.principals(widened=False, floor=1)[1])
    problems = [
        table.supplements(list(zip(first[::2], first[1::2], strict=True)), widened=True, floor=0)[1]
        for first in map(counted.outcome, range(counted.weight))
    ]
    return max(
        (each for each in problems if all(slot.costs for slot in each.slots)), key=lambda each: Counted(each).weight
    )


PROVED = [
    pytest.param(self_bar(4), id="self-bar with 4 States"),
    pytest.param(self_bar(5), id="self-bar with 5 States"),
    pytest.param(liking(self_bar(4), 3), id="a preference"),
    pytest.param(NO_REGION, id="no region, two reviews each"),
    pytest.param(MUTUAL_BAR, id="mutual bar, one to three reviews"),
    pytest.param(relaxed(), id="relaxations at a price"),
    pytest.param(supplements(), id="supplements"),
]


@pytest.mark.parametrize("problem", PROVED)
def test_every_step_is_as_likely_as_the_one_that_undoes_it_and_steps_connect_all_outcomes(problem: Problem) -> None:
    counted = Counted(problem)
    outcomes = outcomes_of(problem)
    assert len(outcomes) > 1

    leads = {outcome: steps_from(problem, outcome, counted.cost) for outcome in outcomes}

    likes = {
        outcome: sum(who in slot.preferred for slot, who in zip(problem.slots, outcome, strict=True))
        for outcome in outcomes
    }
    for outcome, after in leads.items():
        assert after.keys() <= outcomes
        assert sum(after.values()) == 1
        assert after[outcome] > 0, "who never stays comes round in time with itself"
        for other, chance in after.items():
            there, back = problem.weight ** likes[outcome], problem.weight ** likes[other]
            assert there * chance == back * leads[other][outcome]
    start = next(iter(outcomes))
    reached, ahead = {start}, [start]
    while ahead:
        new = leads[ahead.pop()].keys() - reached
        reached |= new
        ahead += new
    assert reached == outcomes


@pytest.mark.parametrize(
    ("problem", "draws"),
    [
        pytest.param(liking(self_bar(4), 3), 1000, id="self-bar with 4 States and a preference"),
        pytest.param(self_bar(5), 500, id="self-bar with 5 States"),
    ],
)
def test_walked_draws_have_the_shares_that_counting_gives(problem: Problem, draws: int) -> None:
    counted = Counted(problem)
    shares = Counter(counted.outcome(number) for number in range(counted.weight))
    seen: Counter[Hashable] = Counter()

    for number in range(draws):
        drawn = sample(problem, key_number(number), "x", counts=False)
        assert drawn is not None
        assert drawn.outcomes is None
        seen[drawn.reviewers] += 1

    expected: dict[Hashable, float] = {each: draws * times / counted.weight for each, times in shares.items()}
    assert p_value(seen, expected) > SIGNIFICANT


def test_a_walk_relaxes_no_more_than_the_count_does() -> None:
    problem = relaxed()
    least = Counted(problem).cost
    assert least > 0

    for number in range(20):
        drawn = sample(problem, key_number(number), "x", counts=False)
        assert drawn is not None
        assert drawn.cost == least


@pytest.mark.parametrize("number", range(2))
def test_where_reviews_are_missing_volunteers_do_just_these_and_no_later_relaxation_is_used(number: int) -> None:
    inputs = checked_inputs(**too_little_room())

    outcome = draw_lots(inputs, key_number(number))

    assert outcome.method[0].sampler == "walk"
    assert outcome.method[0].widened
    assert outcome.method[0].relaxation_cost == 4 * 1000**2
    assert Counter(rule for each in outcome.assignments for rule in each.relaxed) == {"D10": 4}


def test_walks_that_cannot_meet_are_not_believed() -> None:
    """Nine times three slots with two outcomes each, and no step from one to the other."""
    slots = tuple(
        Slot(owner, {each: 0 for each in range(block * 3, block * 3 + 3) if each != owner}, pool=("", str(owner)))
        for block in range(9)
        for owner in range(block * 3, block * 3 + 3)
    )
    ones, none = (1,) * 27, (0,) * 27
    problem = Problem(slots, load=none, floor=ones, cap=ones, extra=none, bar=tuple(range(27)))

    with pytest.raises(RuleViolation) as refused:
        sample(problem, key_number(1), "x")

    assert refused.value.code == "sampler_not_converged"


def marginals_of(method: Method) -> list[dict[tuple[str, str], tuple[int, int]]]:
    """Of each of the two walks: what it saw, and by how much another may differ."""
    return [
        {
            (row, column): (cell[walk], cell[2])
            for row, columns in method.marginals.items()
            for column, cell in columns.items()
        }
        for walk in (0, 1)
    ]


def test_independent_walks_of_the_real_register_see_the_same_marginals() -> None:
    inputs = real_inputs(LotsPolicy(mutual_review_bar=MutualReviewBar.WHOLE_CYCLE))
    drawn = [draw_lots(inputs, key_number(number)).method[0] for number in range(3)]

    walks = [walk for method in drawn for walk in marginals_of(method)]

    assert len(walks) == 6
    assert all(1_000_000 < method.distance_millionths < method.tolerance_millionths for method in drawn)
    for one, other in combinations(walks, 2):
        for pair in one.keys() | other.keys():
            (seen, apart), (again, as_far) = one.get(pair, (0, 0)), other.get(pair, (0, 0))
            assert abs(seen - again) <= max(apart, as_far), pair
