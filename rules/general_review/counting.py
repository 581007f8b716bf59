"""Counting coded observations by cluster, kind, article and region (domain.md 5).

Each number of States is the size of a set of States, so a State that has three gaps on one article counts once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.conference.review import AgreedList
from models.instruments import Cluster, Instrument
from models.observations import ObservationKind
from models.register import Region

Article = tuple[Instrument, int]


@dataclass(frozen=True, slots=True)
class Numbers:
    """What was counted for one kind in one cluster, before anything is left out. Zeros stand in both rows."""

    cluster: Cluster
    kind: ObservationKind
    reviews: int
    states: int
    regions: Mapping[Region, int]
    articles: Mapping[Article, int]


@dataclass(frozen=True, slots=True)
class Counted:
    """One cluster: how many reviews are counted, and the numbers of every kind."""

    cluster: Cluster
    reviews: int
    kinds: tuple[Numbers, ...]


def count(
    lists: Iterable[AgreedList], regions: Mapping[str, Region], articles: Mapping[Cluster, Iterable[Article]]
) -> tuple[Counted, ...]:
    """Count; `regions` has the regional group of each State, and who is not in it has none.

    A list covers the cluster of its items; one without items covers nothing. `articles` are those of each cluster; one
    that lists have observations on stands in the tables all the same.
    """
    reviews: dict[Cluster, set[str]] = defaultdict(set)
    by_article: dict[tuple[Cluster, ObservationKind, Article], set[str]] = defaultdict(set)
    by_region: dict[tuple[Cluster, ObservationKind, Region], set[str]] = defaultdict(set)
    for each in lists:
        for item in each.items:
            reviews[item.cluster].add(each.state)
            by_article[item.cluster, item.kind, (item.instrument, item.article)].add(each.state)
            by_region[item.cluster, item.kind, regions.get(each.state, Region.NONE)].add(each.state)

    def numbers(cluster: Cluster, kind: ObservationKind) -> Numbers:
        row = {region: len(by_region.get((cluster, kind, region), ())) for region in Region}
        known = {*articles.get(cluster, ()), *(article for its, _, article in by_article if its is cluster)}
        column = {
            article: len(by_article.get((cluster, kind, article), ())) for article in sorted(known, key=_by_order)
        }
        return Numbers(
            cluster=cluster,
            kind=kind,
            reviews=len(reviews[cluster]),
            states=sum(row.values()),
            regions=row,
            articles=column,
        )

    return tuple(
        Counted(
            cluster=cluster,
            reviews=len(reviews.get(cluster, ())),
            kinds=tuple(numbers(cluster, kind) for kind in ObservationKind) if cluster in reviews else (),
        )
        for cluster in Cluster
    )


def _by_order(article: Article) -> tuple[int, int]:
    return list(Instrument).index(article[0]), article[1]
