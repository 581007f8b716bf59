"""Which numbers are published, so that none that stands for one or two States can be read or worked out (domain.md 5).

A number is published where three States or more stand behind it, and nothing else is: no zero, no total, no number of
observations. What a table does not have is "fewer than three", whichever it is. So there are no sums to subtract, and a
reader learns of a missing number only what binds the tables of one kind together: the States of a kind are those of its
regions, and the union of those of its articles. Where that would leave one value alone for a missing number, nothing of
the kind is published. Of the reviews of a cluster it is said how many there are at least, in steps of five, since every
State has an observation of some kind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.conference.review import SMALLEST, ArticleNumber, ClusterNumbers, KindNumbers
from models.register import Region
from rules.general_review.counting import Counted, Numbers

MOST_MISSING = SMALLEST - 1
"""The largest value of a number that is not published."""

ROUNDED_TO = 5
"""Reviews of a cluster are said in steps of so many."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a reader knows of one kind: bounds on its number of States, and how much room the missing numbers have.

    `regions` and `articles` are the sums of the numbers published; `caps` are the largest values of missing regions,
    and `missing` is how many articles are missing.
    """

    regions: int
    caps: tuple[int, ...]
    articles: int
    missing: int
    largest: int

    @property
    def low(self) -> int:
        """Fewest States that the kind can have."""
        return max(self.regions, self.largest)

    @property
    def high(self) -> int:
        """Most States that the kind can have."""
        return min(self.regions + sum(self.caps), self.articles + MOST_MISSING * self.missing)


def publish(counted: Counted, sizes: Mapping[Region, int]) -> ClusterNumbers:
    """Return what is published of a cluster; `sizes` says how many parties each regional group has.

    With fewer than three reviews nothing is.
    """
    if counted.reviews < SMALLEST:
        return ClusterNumbers(cluster=counted.cluster)
    kinds = [each for each in counted.kinds if not tells(known(each, sizes))]
    readers = [known(each, sizes) for each in kinds]
    is_whole = len(kinds) == len(counted.kinds)  # else the States may all have observations of the kind that is missing
    steps = range(_rounded(counted.reviews), 0, -ROUNDED_TO)
    said = next((each for each in (*steps, SMALLEST) if not is_whole or may_be_said(each, readers)), None)
    if said is None:
        return ClusterNumbers(cluster=counted.cluster)
    return ClusterNumbers(cluster=counted.cluster, reviews_at_least=said, kinds=tuple(shown(each) for each in kinds))


def shown(numbers: Numbers) -> KindNumbers:
    """Return the numbers of a kind that three States or more stand behind."""
    return KindNumbers(
        kind=numbers.kind,
        regions={region: states for region, states in numbers.regions.items() if states >= SMALLEST},
        articles=tuple(
            ArticleNumber(instrument=instrument, article=article, states=states)
            for (instrument, article), states in numbers.articles.items()
            if states >= SMALLEST
        ),
    )


def known(numbers: Numbers, sizes: Mapping[Region, int]) -> Known:
    """Return what a reader knows of a kind that is published."""
    articles = [states for states in numbers.articles.values() if states >= SMALLEST]
    return Known(
        regions=sum(states for states in numbers.regions.values() if states >= SMALLEST),
        caps=tuple(
            min(MOST_MISSING, sizes.get(region, 0))
            for region in Region
            if numbers.regions.get(region, 0) < SMALLEST and sizes.get(region, 0)
        ),
        articles=sum(articles),
        missing=len(numbers.articles) - len(articles),
        largest=max(articles, default=0),
    )


def tells(reader: Known, low: int = 0) -> bool:
    """Whether a missing number of a kind can have one value only, if the kind has at least `low` States.

    The States of the kind may be any number between the bounds. A missing region is smallest when all others are as
    large as they can be, and largest when they are zero; so is a missing article, of which none is needed but to reach
    the union.
    """
    low, high, room = max(low, reader.low), reader.high, sum(reader.caps)
    for cap in set(reader.caps):
        least = max(0, low - reader.regions - (room - cap))
        if least >= min(cap, high - reader.regions):
            return True
    if not reader.missing:
        return False
    least = max(0, low - reader.articles - MOST_MISSING * (reader.missing - 1))
    return least >= min(MOST_MISSING, high)


def may_be_said(reviews: int, kinds: Sequence[Known]) -> bool:
    """Whether the reader may know that there are so many reviews: every State has an observation of some kind."""
    most = sum(each.high for each in kinds)
    return not any(tells(each, reviews - (most - each.high)) for each in kinds)


def _rounded(reviews: int) -> int:
    return reviews // ROUNDED_TO * ROUNDED_TO
