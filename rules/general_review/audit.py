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


def worked_out(numbers: Numbers, hidden: Hidden, sizes: Sizes) -> tuple[Cell, ...]:
    """Return the numbers left out that can have one value only, in the order of the tables."""
    return tuple(cell for cell, span in spans(numbers, hidden, sizes).items() if span.low == span.high)


def spans(numbers: Numbers, hidden: Hidden, sizes: Sizes) -> dict[Cell, Span]:
    """Return, for each number that is left out, the lowest and the highest value that it can have.

    There may be holes between the two; both ends can be, so that a number has one value if and only if they are equal.
    """
    regions = {each: _region(numbers, hidden, sizes, each) for each in numbers.regions}
    articles = {each: _article(numbers, hidden, sizes, each) for each in numbers.articles}
    states = _domain(numbers.states, numbers.reviews, is_hidden=hidden.has(STATES))
    if hidden.is_all:
        states = Span(1, numbers.reviews)
    given = Span(numbers.observations, numbers.observations)
    observations = Span(1, BOUNDLESS) if hidden.has(OBSERVATIONS) else given
    cells: tuple[Cell, ...] = (STATES, OBSERVATIONS, *regions, *articles)
    empty = {each for each, span in regions.items() if span.high == 0}  # nobody is in them, as everybody knows
    found = {cell: Span(BOUNDLESS, -1) for cell in cells if hidden.has(cell) and cell not in empty}
    for size in range(states.low, states.high + 1):
        possible = _possible(size, regions, articles, observations, others=BOUNDLESS if hidden.articles else 0)
        for cell, span in possible.items():
            if cell in found:
                found[cell].take(span)
    return found


def _possible(
    states: int,
    regions: Mapping[Region, Span],
    articles: Mapping[Article, Span],
    observations: Span,
    *,
    others: int,
) -> dict[Cell, Span]:
    """Return the values of every number when the States of the kind are so many; nothing if they cannot be.

    `others` is how many States articles may have, taken together, of which the reader does not know that they exist.
    """
    capped = {article: Span(span.low, min(span.high, states)) for article, span in articles.items()}
    fewest, most = _sums(capped)
    most += others
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


def _region(numbers: Numbers, hidden: Hidden, sizes: Sizes, region: Region) -> Span:
    value = numbers.regions[region]
    most = max(value, min(numbers.reviews, sizes.regions.get(region, numbers.reviews)))
    return Span(0, most) if hidden.regions else _domain(value, most, is_hidden=hidden.has(region))


def _article(numbers: Numbers, hidden: Hidden, sizes: Sizes, article: Article) -> Span:
    value = numbers.articles[article]
    most = max(value, min(numbers.reviews, sizes.instruments.get(article[0], numbers.reviews)))
    return Span(0, most) if hidden.articles else _domain(value, most, is_hidden=hidden.has(article))


def _domain(value: int, most: int, *, is_hidden: bool) -> Span:
    if not is_hidden:
        return Span(value, value)
    return Span(1, min(SMALLEST - 1, most)) if value < SMALLEST else Span(SMALLEST, most)


def _sums(spans: Mapping[Any, Span]) -> tuple[int, int]:
    return sum(span.low for span in spans.values()), sum(span.high for span in spans.values())
