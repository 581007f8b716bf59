"""One outcome of a problem: exactly uniform where counting allows, otherwise sampled, and the distance measured.

How far a sample is from uniform is measured in the draw itself. Two walks with independent starts and streams note who
stands where, 32 times each. If both have forgotten where they began, the notes differ as two samples of one
distribution do: cell by cell, which the index of their differences sums up, and in the marginals, where a slow drift
shows that is spread too thin over the cells. Walks that are stuck or too short fail one or the other.
"""

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from math import isqrt

from models.errors import RuleViolation
from rules.lots.chain import Walk
from rules.lots.exact import MOST_SLOTS, Counted, TooMany
from rules.lots.problem import Problem, Written
from rules.lots.stream import Stream

WALKS = 2
NOTES = 32
"""How often each walk notes who stands where, the last time being the outcome."""

BURN_IN = 10
"""Steps before the first note, per slot and per binary digit of the number of slots."""

GAP = 4
"""Steps between two notes, per slot."""

TOLERANCE = 1_150_000
"""The largest index of differences, in millionths, at which a sample is taken, apart from the noise of few cells."""

NOISE = 4
"""Standard deviations of the index that are allowed for as noise."""

APART = 5
"""Standard deviations by which the two counts of one marginal may differ."""

TABLES = 16
"""How many counted tables are kept, so that many draws from one register count it once."""

LENGTHS = (1, 2, 4, 8, 16, 32, 64)
"""Walks that do not agree are begun again, so many times as long."""

MILLION = 1_000_000

Marginals = dict[str, dict[str, tuple[int, int, int]]]
"""Row -> column -> how often in a million each walk saw it, and by how much the two may differ."""

_Notes = tuple[Counter[tuple[int, int]], Counter[tuple[int, int]]]


@dataclass(frozen=True)
class Sampled:
    """Who stands in each slot, at what cost, and how that was found.

    `outcomes` is the number of valid outcomes (their weight, with a preference) of an exact draw; otherwise `steps`
    says how long each walk was, `index` and `tolerance` (millionths) how well both agree and had to, and `marginals`
    what both saw.
    """

    reviewers: tuple[int, ...]
    cost: int
    outcomes: int | None = None
    steps: int = 0
    index: int = 0
    tolerance: int = 0
    marginals: Marginals = field(default_factory=dict[str, dict[str, tuple[int, int, int]]])


def sample(problem: Problem, key: bytes, label: str, *, counts: bool = True) -> Sampled | None:
    """Draw one outcome; `None` if there is none (counted), or if the search found none (sampled).

    `counts` false samples where one could count: that is how the sampler is tested against the truth.

    Raises:
        RuleViolation: `sampler_not_converged`.
    """
    if any(not slot.costs for slot in problem.slots):
        return None
    counted = _counted(problem.written) if counts and len(problem.slots) <= MOST_SLOTS else None
    if counted is not None:
        if not counted.weight:
            return None
        number = Stream(key, label).below(counted.weight)
        return Sampled(reviewers=counted.outcome(number), cost=counted.cost, outcomes=counted.weight)
    return _walked(problem, key, label)


@lru_cache(maxsize=TABLES)
def _counted(written: Written) -> Counted | None:
    """Return the table of a problem; None if it would have too many states."""
    try:
        return Counted(written.problem)
    except TooMany:
        return None


def _walked(problem: Problem, key: bytes, label: str) -> Sampled | None:
    slots = len(problem.slots)
    index = tolerance = 0
    for longer in LENGTHS:
        walks = [Walk(problem, Stream(key, f"{label}/{longer}/{number}")) for number in range(WALKS)]
        found = [walk for walk in walks if walk.find()]
        if not found:
            return None
        cheapest = min(found, key=lambda walk: walk.cost)
        budget = cheapest.cost
        for walk in walks:
            if walk not in found or walk.cost > budget:
                walk.stand(cheapest.at)
            walk.budget = budget
        burn_in = longer * BURN_IN * slots * slots.bit_length()
        gap = longer * GAP * slots
        one, other = walks
        notes = (_noted(one, burn_in, gap), _noted(other, burn_in, gap))
        index, tolerance = _index(notes, slots)
        marginals = _marginals(problem, notes)
        if index <= tolerance and _agree(marginals):
            return Sampled(
                reviewers=tuple(one.at),
                cost=one.cost,
                steps=burn_in + NOTES * gap,
                index=index,
                tolerance=tolerance,
                marginals=marginals,
            )
    raise RuleViolation(
        "sampler_not_converged",
        f"the walks of the sampler do not agree (index {index / MILLION:.3f}, allowed {tolerance / MILLION:.3f}): the "
        "limits leave so little room that no fair draw can be promised; ask the draw doctor where it is tight.",
    )


def _noted(walk: Walk, burn_in: int, gap: int) -> Counter[tuple[int, int]]:
    walk.walk(burn_in)
    notes: Counter[tuple[int, int]] = Counter()
    for _ in range(NOTES):
        walk.walk(gap)
        notes.update(enumerate(walk.at))
    return notes


def _index(notes: _Notes, slots: int) -> tuple[int, int]:
    """Chi-square of homogeneity between two walks, by its degrees of freedom, and what it may be; in millionths.

    Both are rounded down. Without freedom both walks saw one outcome only, and there is nothing to differ in.
    """
    one, other = notes
    by_total: Counter[int] = Counter()
    cells = one.keys() | other.keys()
    for cell in cells:
        by_total[one[cell] + other[cell]] += (one[cell] - other[cell]) ** 2
    freedom = max(1, len(cells) - slots)
    chi_square = sum(Fraction(square, total) for total, square in by_total.items())
    # The standard deviation of chi-square by its degrees of freedom is the root of 2 / freedom.
    return int(chi_square * MILLION / freedom), TOLERANCE + isqrt(2 * (NOISE * MILLION) ** 2 // freedom)


def _marginals(problem: Problem, notes: _Notes) -> Marginals:
    """Add up the notes by row of slot and column of State, and say by how much the walks may differ.

    A number of notes has about its own root as standard deviation, and the difference of two the root of their sum.
    """
    times: dict[tuple[str, str], list[int]] = {}
    for number, noted in enumerate(notes):
        for (place, state), seen in noted.items():
            if problem.slots[place].row:
                times.setdefault((problem.slots[place].row, problem.columns[state]), [0] * WALKS)[number] += seen
    of_row = Counter(slot.row for slot in problem.slots)
    marginals: Marginals = {}
    for (row, column), (one, other) in sorted(times.items()):
        all_notes = of_row[row] * NOTES
        apart = -(-isqrt(APART**2 * (one + other)) * MILLION // all_notes)
        marginals.setdefault(row, {})[column] = (one * MILLION // all_notes, other * MILLION // all_notes, apart)
    return marginals


def _agree(marginals: Marginals) -> bool:
    return all(abs(one - other) <= apart for row in marginals.values() for one, other, apart in row.values())
