"""What the fairness tests are judged by: chi-square with its exact tail, and the ordinary draw that must fail it."""

import itertools
import math
from collections import Counter
from collections.abc import Hashable, Mapping

from rules.lots.exact import Counted
from rules.lots.problem import Problem
from rules.lots.stream import Stream


def tail_of(statistic: float, freedom: int) -> float:
    """Return the probability that chi-square with `freedom` degrees exceeds `statistic` (incomplete gamma function)."""
    half, x = freedom / 2, statistic / 2
    scale = math.exp(-x + half * math.log(x) - math.lgamma(half))
    if x < half + 1:
        term = total = 1 / half
        step = half
        while term > total * 1e-15:
            step += 1
            term *= x / step
            total += term
        return 1 - total * scale
    b, c = x + 1 - half, 1e300
    d = 1 / b
    fraction = d
    for i in range(1, 10_000):
        a = -i * (i - half)
        b += 2
        d = 1 / (a * d + b)
        c = b + a / c
        fraction *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return fraction * scale


def p_value(seen: Mapping[Hashable, int], expected: Mapping[Hashable, float]) -> float:
    """Return the p-value of what was seen, against the times that each outcome should come up."""
    assert seen.keys() <= expected.keys()
    assert min(expected.values()) >= 5
    statistic = sum((seen.get(outcome, 0) - times) ** 2 / times for outcome, times in expected.items())
    return tail_of(statistic, len(expected) - 1)


def p_uniform(seen: Counter[tuple[int, ...]], outcomes: int) -> float:
    """Return the p-value of what was seen, if all `outcomes` should come up alike often."""
    times = seen.total() / outcomes
    assert times >= 5
    assert len(seen) <= outcomes
    statistic = sum((each - times) ** 2 / times for each in seen.values()) + (outcomes - len(seen)) * times
    return tail_of(statistic, outcomes - 1)


def outcomes_of(problem: Problem) -> set[tuple[int, ...]]:
    """Return the cheapest valid outcomes, found by trying everything."""
    costs: dict[tuple[int, ...], int] = {}
    for outcome in itertools.product(*(slot.costs for slot in problem.slots)):
        reviewers = [set(held) for held in problem.held]
        load = list(problem.load)
        for slot, who in zip(problem.slots, outcome, strict=True):
            if who in reviewers[slot.owner]:
                break
            reviewers[slot.owner].add(who)
            load[who] += 1
        else:
            mutual = any(
                owner in reviewers[who] and problem.bar[owner] == problem.bar[who]
                for owner, those in enumerate(reviewers)
                for who in those
            )
            above = [max(0, each - cap) for each, cap in zip(load, problem.cap, strict=True)]
            fits = all(map(int.__le__, problem.floor, load)) and all(map(int.__le__, above, problem.extra))
            if fits and not mutual:
                placed = sum(slot.costs[who] for slot, who in zip(problem.slots, outcome, strict=True))
                costs[outcome] = placed + sum(above) * problem.extra_cost
    least = min(costs.values())
    return {outcome for outcome, cost in costs.items() if cost == least}


class Ordinary:
    """The ordinary draw: slot after slot, each time any State that does not lead into a dead end, all alike likely."""

    def __init__(self, problem: Problem) -> None:
        """Take a problem that can be counted: the count knows the dead ends."""
        self._slots = len(problem.slots)
        self.counted = Counted(problem)
        self._start = (0, problem.load, frozenset[tuple[int, int]]())
        self._open: dict[object, list[tuple[int, tuple[int, tuple[int, ...], frozenset[tuple[int, int]]]]]] = {}

    def draw(self, stream: Stream) -> tuple[int, ...]:
        """Draw one outcome."""
        state = self._start
        chosen: list[int] = []
        for _ in range(self._slots):
            if state not in self._open:
                self._open[state] = [
                    (who, after)
                    for who, _, _, after in self.counted._choices(*state)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
                    if self.counted._ways(*after)[1]  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
                ]
            choices = self._open[state]
            who, state = choices[stream.below(len(choices))]
            chosen.append(who)
        return tuple(chosen)
