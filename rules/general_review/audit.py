"""What a reader can work out of the published numbers of one kind in one cluster, exactly.

The reader knows every number that is published, that a number which is left out is not zero, how many reviews the
cluster has, how large each regional group is, and, to be on the safe side, which of the numbers left out are left out
for being small (1 or 2) and which to protect others (3 or more). Of a row that is withheld as a whole nothing is known,
not even where its zeros are; of a kind that is withheld as a whole only that it is not zero. And the reader knows what
the numbers are:

* States over all regions add up to the States of the kind: every State is in one region;
* no article has more States than the kind has, and together the articles have at least as many: the States of the kind
  are the union of those of its articles;
* there are at least as many observations as States summed over the articles;
* no number of States is above the cluster's reviews.

Nothing else follows: to any numbers that keep to these there are sets of States that have them. So a number can be
worked out if and only if one value alone keeps to them, and, the States of the kind once fixed, every other number has
an interval of values that is found by addition. Numbers of different kinds and clusters have nothing in common but the
reviews, which are published.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from models.conference.review import SMALLEST
from models.register import Region
from rules.general_review.counting import Article, Numbers

STATES = "states"
OBSERVATIONS = "observations"
Cell = str | Article
"""A number of one kind: `STATES`, `OBSERVATIONS`, a `Region` (a text too), or an article."""

BOUNDLESS = 10**12
"""More than anybody observes."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many parties each regional group has, and each instrument: nothing is above them."""

    regions: Mapping[Region, int]
    instruments: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is left out: single numbers, the row of regions as a whole, the articles as a whole."""

    cells: frozenset[Cell]
    regions: bool = False
    articles: bool = False

    def has(self, cell: Cell) -> bool:
        """Whether a number is left out."""
        if isinstance(cell, Region):
            return self.regions or cell in self.cells
        if isinstance(cell, tuple):
            return self.articles or cell in self.cells
        return cell in self.cells

    @property
    def is_all(self) -> bool:
        """Whether nothing of the kind is published: why, nobody can tell."""
        return self.regions and self.articles and STATES in self.cells

    def with_cells(self, *cells: Cell) -> "Hidden":
        """The same, and these numbers too."""
        return replace(self, cells=self.cells | frozenset(cells))


@dataclass(slots=True)
class Span:
    """The lowest and the highest value that a number can have; `low > high` is none."""

    low: int
    high: int

    def take(self, other: "Span") -> None:
        """Widen it by another one."""
        self.low, self.high = min(self.low, other.low), max(self.high, other.high)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What each number can be by itself, before they are put together."""

    states: Span
    observations: Span
    regions: Mapping[Region, Span]
    articles: Mapping[Article, Span]


def worked_out(numbers: Numbers, hidden: Hidden, sizes: Sizes) -> tuple[Cell, ...]:
    """Return the numbers left out that can have one value only, in the order of the tables."""
    return tuple(cell for cell, span in spans(numbers, hidden, sizes).items() if span.low == span.high)


def spans(numbers: Numbers, hidden: Hidden, sizes: Sizes) -> dict[Cell, Span]:
    """Return, for each number that is left out, the lowest and the highest value that it can have.

    There may be holes between the two; both ends can be, so that a number has one value if and only if they are equal.
    """
    known = knowledge(numbers, hidden, sizes)
    found = {cell: Span(BOUNDLESS, -1) for cell in left_out(numbers, hidden, sizes)}
    for states in range(known.states.low, known.states.high + 1):
        for cell, span in _possible(states, known).items():
            if cell in found:
                found[cell].take(span)
    return found


def left_out(numbers: Numbers, hidden: Hidden, sizes: Sizes) -> tuple[Cell, ...]:
    """Return the numbers that are left out, without those of groups that nobody is in, as everybody knows."""
    cells: tuple[Cell, ...] = (STATES, OBSERVATIONS, *numbers.regions, *numbers.articles)
    known = knowledge(numbers, hidden, sizes)
    most: dict[Cell, Span] = {**known.regions, **known.articles}
    return tuple(cell for cell in cells if hidden.has(cell) and (cell not in most or most[cell].high > 0))


def knowledge(numbers: Numbers, hidden: Hidden, sizes: Sizes) -> Knowledge:
    """Return what each number can be by itself: of `numbers` what is published, and which of the others are small."""

    def span(cell: Cell, value: int, most: int) -> Span:
        if not hidden.has(cell):
            return Span(value, value)
        if (hidden.regions and isinstance(cell, Region)) or (hidden.articles and isinstance(cell, tuple)):
            return Span(0, most)
        if hidden.is_all:
            return Span(1, most)
        return Span(1, min(SMALLEST - 1, most)) if value < SMALLEST else Span(SMALLEST, most)

    def most_of(value: int, size: int | None) -> int:
        return max(value, min(numbers.reviews, numbers.reviews if size is None else size))

    given = Span(numbers.observations, numbers.observations)
    return Knowledge(
        states=span(STATES, numbers.states, numbers.reviews),
        observations=Span(1, BOUNDLESS) if hidden.has(OBSERVATIONS) else given,
        regions={
            each: span(each, value, most_of(value, sizes.regions.get(each))) for each, value in numbers.regions.items()
        },
        articles={
            each: span(each, value, most_of(value, sizes.instruments.get(each[0])))
            for each, value in numbers.articles.items()
        },
    )


def _possible(states: int, known: Knowledge) -> dict[Cell, Span]:
    """Return the values of every number when the States of the kind are so many; nothing if they cannot be."""
    regions, observations = known.regions, known.observations
    capped = {article: Span(span.low, min(span.high, states)) for article, span in known.articles.items()}
    fewest, most = _sums(capped)
    low_regions, high_regions = _sums(regions)
    total = Span(max(fewest, states), min(most, observations.high))  # of the States summed over the articles
    if (
        not low_regions <= states <= high_regions
        or any(span.low > span.high for span in capped.values())
        or total.low > total.high
    ):
        return {}
    found: dict[Cell, Span] = {
        STATES: Span(states, states),
        OBSERVATIONS: Span(max(observations.low, total.low), observations.high),
    }
    for region, span in regions.items():
        found[region] = Span(
            max(span.low, states - (high_regions - span.high)), min(span.high, states - (low_regions - span.low))
        )
    for article, span in capped.items():
        found[article] = Span(
            max(span.low, states - (most - span.high)), min(span.high, observations.high - (fewest - span.low))
        )
    return found


def _sums(spans: Mapping[Any, Span]) -> tuple[int, int]:
    return sum(span.low for span in spans.values()), sum(span.high for span in spans.values())
