"""Which numbers are left out, so that none that stands for one or two States can be read or worked out (domain.md 5).

A number of States that is 1 or 2 is left out, and so is the number of observations of a kind that one or two States
have. The observations go with any article of the kind that is left out, too: to leave them out only where they would
tell would tell by itself that each small article has one State. Then as few others as it takes, until the audit finds
nothing that can be worked out: one, two or three numbers, each set of so many tried in a fixed order. Where that is not
enough, the row of regions is withheld as a whole, or the articles, or both, or all of the kind. A cluster with one or
two reviews is not published at all.
"""

from collections.abc import Iterator
from itertools import combinations

from models.conference.review import SMALLEST, ArticleNumber, ClusterNumbers, KindNumbers
from rules.general_review.audit import OBSERVATIONS, STATES, Cell, Hidden, Sizes, worked_out
from rules.general_review.counting import Counted, Numbers

MOST_OTHERS = 3
"""Most single numbers that are left out to protect others, before a whole row is withheld."""


def publish(counted: Counted, sizes: Sizes) -> ClusterNumbers:
    """Return what is published of a cluster."""
    if 0 < counted.reviews < SMALLEST:
        return ClusterNumbers(cluster=counted.cluster, reviews=None)
    kinds = tuple(shown(numbers, protected(numbers, sizes)) for numbers in counted.kinds)
    return ClusterNumbers(cluster=counted.cluster, reviews=counted.reviews, kinds=kinds)


def small(numbers: Numbers) -> Hidden:
    """What is left out for being small; a reader can often work it out again."""
    cells: set[Cell] = {region for region, states in numbers.regions.items() if _is_small(states)}
    cells |= {article for article, states in numbers.articles.items() if _is_small(states)}
    if _is_small(numbers.states):
        cells |= {STATES, OBSERVATIONS}
    return Hidden(frozenset(cells))


def always(numbers: Numbers) -> Hidden:
    """What is left out whatever the audit says: what is small, and the observations beside a small article."""
    hidden = small(numbers)
    return hidden.with_cells(OBSERVATIONS) if any(hidden.has(each) for each in numbers.articles) else hidden


def protected(numbers: Numbers, sizes: Sizes) -> Hidden:
    """What is left out, so that nothing of it can be worked out."""
    for hidden in _candidates(numbers):
        if not worked_out(numbers, hidden, sizes):
            return hidden
    message = f"{numbers.kind} in cluster {numbers.cluster}: a kind that is withheld as a whole can be worked out"
    raise AssertionError(message)


def shown(numbers: Numbers, hidden: Hidden) -> KindNumbers:
    """Return the numbers of a kind without those that are left out."""
    return KindNumbers(
        kind=numbers.kind,
        states=None if hidden.has(STATES) else numbers.states,
        observations=None if hidden.has(OBSERVATIONS) else numbers.observations,
        regions=None
        if hidden.regions
        else {each: None if hidden.has(each) else states for each, states in numbers.regions.items()},
        articles=None
        if hidden.articles
        else tuple(
            ArticleNumber(instrument=each[0], article=each[1], states=None if hidden.has(each) else states)
            for each, states in numbers.articles.items()
        ),
    )


def _candidates(numbers: Numbers) -> Iterator[Hidden]:
    """Yield what could be left out: few numbers first, whole rows last.

    The order within is that of what a reader misses least: regions, observations, articles, and the kind's States.
    """
    first = always(numbers)
    regions: list[Cell] = [each for each, states in numbers.regions.items() if states and not first.has(each)]
    articles: list[Cell] = [each for each, states in numbers.articles.items() if states and not first.has(each)]
    single: list[Cell] = [each for each in (OBSERVATIONS, STATES) if not first.has(each)]
    others = [*regions, *single[:1], *articles, *single[1:]]
    yield from _with_few(first, others, MOST_OTHERS)
    row = Hidden(first.cells, regions=True)
    yield from _with_few(row, [*single[:1], *articles, *single[1:]], 2)
    column = Hidden(first.cells, articles=True)
    yield from _with_few(column, [*regions, *single], 2)
    both = Hidden(first.cells, regions=True, articles=True)
    yield from _with_few(both, single, 1)
    yield both.with_cells(STATES, OBSERVATIONS)


def _with_few(first: Hidden, others: list[Cell], most: int) -> Iterator[Hidden]:
    for size in range(most + 1):
        for cells in combinations(others, size):
            yield first.with_cells(*cells)


def _is_small(states: int) -> bool:
    return 0 < states < SMALLEST
