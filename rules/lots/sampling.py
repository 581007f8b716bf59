"""One outcome of a problem: exactly uniform where counting allows, otherwise sampled, and the distance measured.

How far a sample is from uniform is measured in the draw itself. Two walks with independent starts and streams note who
stands where, 32 times each. If both have forgotten where they began, the notes differ as two samples of one
distribution do, and the index of their differences is close to 1; walks that are stuck or too short drive it up.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from models.errors import RuleViolation
from rules.lots.chain import Walk
from rules.lots.exact import MOST_SLOTS, Counted, TooMany
from rules.lots.problem import Problem
from rules.lots.stream import Stream

WALKS = 2
NOTES = 32
"""How often each walk notes who stands where, the last time being the outcome."""

BURN_IN = 10
"""Steps before the first note, per slot and per binary digit of the number of slots."""

GAP = 4
"""Steps between two notes, per slot."""

TOLERANCE = 1_250_000
"""The largest index of differences, in millionths, at which a sample is taken."""

LENGTHS = (1, 2, 4, 8)
"""Walks that do not agree are begun again, so many times as long."""

MILLION = 1_000_000


@dataclass(frozen=True)
class Sampled:
    """Who stands in each slot, at what cost, and how that was found.

    `outcomes` is the number of valid outcomes (their weight, with a preference) of an exact draw; otherwise `steps`
    and `index` (millionths) say how long each walk was and how well both agree, and `notes` what each noted: how often
    a State stood in a slot.
    """

    reviewers: tuple[int, ...]
    cost: int
    outcomes: int | None = None
    steps: int = 0
    index: int = 0
    notes: tuple[Counter[tuple[int, int]], ...] = ()


class Hashed:
    """A problem as the key of a cache, so that many draws from one register count it once."""

    def __init__(self, problem: Problem) -> None:
        """Take the problem; two that are written alike are the same."""
        self.problem = problem
        self._key = (
            tuple((slot.owner, tuple(slot.costs.items()), slot.preferred) for slot in problem.slots),
            (problem.load, problem.floor, problem.cap, problem.extra, problem.extra_cost),
            (problem.bar, problem.held, problem.weight),
        )

    def __hash__(self) -> int:
        """By what is written."""
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        """By what is written."""
        return isinstance(other, Hashed) and self._key == other._key


class _Shelf:
    """The tables that were counted last, up to so many states in all: many draws from one register count it once."""

    ROOM = 200_000

    def __init__(self) -> None:
        self._tables: OrderedDict[Hashed, Counted | None] = OrderedDict()
        self._states = 0

    def counted(self, problem: Problem) -> Counted | None:
        """Return the table of a problem; None if there are too many states."""
        key = Hashed(problem)
        if key in self._tables:
            self._tables.move_to_end(key)
            return self._tables[key]
        try:
            table = Counted(problem)
        except TooMany:
            table = None
        self._tables[key] = table
        self._states += _size(table)
        while self._states > self.ROOM:
            self._states -= _size(self._tables.popitem(last=False)[1])
        return table


def _size(table: Counted | None) -> int:
    return table.size + 1 if table is not None else 1


_SHELF = _Shelf()


def sample(problem: Problem, seed: bytes, label: str, *, counts: bool = True) -> Sampled | None:
    """Draw one outcome; `None` if there is none (counted), or if the search found none (sampled).

    `counts` false samples where one could count: that is how the sampler is tested against the truth.

    Raises:
        RuleViolation: `sampler_not_converged`.
    """
    if any(not slot.costs for slot in problem.slots):
        return None
    counted = _SHELF.counted(problem) if counts and len(problem.slots) <= MOST_SLOTS else None
    if counted is not None:
        if not counted.weight:
            return None
        number = Stream(seed, label).below(counted.weight)
        return Sampled(reviewers=counted.outcome(number), cost=counted.cost, outcomes=counted.weight)
    return _walked(problem, seed, label)


def _walked(problem: Problem, seed: bytes, label: str) -> Sampled | None:
    def stream(what: str) -> Stream:
        return Stream(seed, f"{label}/{what}")

    index = 0
    for longer in LENGTHS:
        walks = [Walk(problem, stream(f"{longer}/{number}")) for number in range(WALKS)]
        found = [walk for walk in walks if walk.find()]
        if not found:
            return None
        cheapest = min(found, key=lambda walk: walk.cost)
        budget = cheapest.cost
        for walk in walks:
            if walk not in found or walk.cost > budget:
                walk.stand(cheapest.at)
            walk.budget = budget
        slots = len(problem.slots)
        burn_in = longer * BURN_IN * slots * slots.bit_length()
        gap = longer * GAP * slots
        notes = tuple(_noted(walk, burn_in, gap) for walk in walks)
        index = _index(notes, slots)
        if index <= TOLERANCE:
            return Sampled(
                reviewers=tuple(walks[0].at),
                cost=walks[0].cost,
                steps=burn_in + NOTES * gap,
                index=index,
                notes=notes,
            )
    raise RuleViolation(
        "sampler_not_converged",
        f"the walks of the sampler do not agree ({index / MILLION:.3f}, allowed {TOLERANCE / MILLION}): the limits "
        "leave so little room that no fair draw can be promised; ask the draw doctor where it is tight.",
    )


def _noted(walk: Walk, burn_in: int, gap: int) -> Counter[tuple[int, int]]:
    walk.walk(burn_in)
    notes: Counter[tuple[int, int]] = Counter()
    for _ in range(NOTES):
        walk.walk(gap)
        notes.update(enumerate(walk.at))
    return notes


def _index(notes: tuple[Counter[tuple[int, int]], ...], slots: int) -> int:
    """Chi-square of homogeneity between two walks, by its degrees of freedom, in millionths, rounded down."""
    one, other = notes
    by_total: Counter[int] = Counter()
    cells = one.keys() | other.keys()
    for cell in cells:
        by_total[one[cell] + other[cell]] += (one[cell] - other[cell]) ** 2
    freedom = len(cells) - slots
    if not freedom:
        return 0
    return int(sum(Fraction(square, total) for total, square in by_total.items()) * MILLION / freedom)


def summed(
    sampled: Sampled, kind: Callable[[int, int], tuple[str, str] | None]
) -> dict[tuple[str, str], tuple[int, ...]]:
    """Add up what each walk noted, by the kind of (slot, State); `None` is left out."""
    sums: dict[tuple[str, str], list[int]] = {}
    for number, notes in enumerate(sampled.notes):
        for (slot, state), times in notes.items():
            of = kind(slot, state)
            if of is not None:
                sums.setdefault(of, [0] * WALKS)[number] += times
    return {of: tuple(times) for of, times in sorted(sums.items())}
