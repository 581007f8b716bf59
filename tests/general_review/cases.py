"""Lists of observations made up by a seed, of any size, and kinds with given numbers."""

from collections.abc import Mapping
from datetime import date
from random import Random

from models.conference.review import AgreedList
from models.instruments import Cluster, Instrument
from models.observations import ObservationItem, ObservationKind
from models.register import Region
from rules.general_review.counting import Article, Numbers

ARTICLES: Mapping[Instrument, tuple[int, ...]] = {
    Instrument.UNTOC: (2, 5, 6, 8, 9, 10, 15, 23),
    Instrument.TIP: (3, 5),
    Instrument.SOM: (3, 5, 6),
    Instrument.FA: (3, 5, 8),
}
EVERYWHERE = dict.fromkeys(Region, 60)
"""Parties of each regional group, where it does not matter."""

OF_THE_CLUSTER = {Cluster.ONE: [(instrument, number) for instrument in ARTICLES for number in ARTICLES[instrument]]}


def made_up(seed: int) -> tuple[list[AgreedList], dict[str, Region], dict[Region, int]]:
    """Lists of some States, dense or sparse, in few regional groups or in all; with groups as small as they can be."""
    chance = Random(seed)  # noqa: S311 - a test's choice
    states = [f"S{number:02}" for number in range(chance.choice((3, 3, 4, 5, 6, 8, 12, 20, 40, 90)))]
    groups = chance.sample(list(Region), chance.randint(1, 6))
    regions = {state: chance.choice(groups) for state in states}
    rate = chance.choice((0.02, 0.05, 0.1, 0.2, 0.5))
    lists = [_list(state, instrument, chance, rate) for state in states for instrument in Instrument]
    spare = chance.choice((0, 1, 40))
    sizes = {group: sum(each is group for each in regions.values()) + spare for group in Region}
    return lists, regions, sizes


def numbers(regions: Mapping[Region, int], articles: Mapping[Article, int], *, reviews: int = 40) -> Numbers:
    """A kind with these numbers; regions and articles that are not named have none."""
    return Numbers(
        cluster=Cluster.ONE,
        kind=ObservationKind.GAP,
        reviews=reviews,
        states=sum(regions.values()),
        regions={region: regions.get(region, 0) for region in Region},
        articles=dict.fromkeys(OF_THE_CLUSTER[Cluster.ONE], 0) | dict(articles),
    )


def item(
    number: int, article: int = 5, instrument: Instrument = Instrument.UNTOC, **changed: object
) -> ObservationItem:
    """An item: a gap on an article, in cluster I."""
    said: dict[str, object] = {"kind": ObservationKind.GAP, "cluster": Cluster.ONE, **changed}
    return ObservationItem.model_validate({"number": number, "instrument": instrument, "article": article, **said})


def agreed(state: str, *items: ObservationItem, instrument: Instrument = Instrument.UNTOC) -> AgreedList:
    """A list that was agreed in 2022."""
    return AgreedList(state=state, instrument=instrument, agreed_on=date(2022, 3, 1), items=items)


def _list(state: str, instrument: Instrument, chance: Random, rate: float) -> AgreedList:
    items: list[ObservationItem] = []
    for article in ARTICLES[instrument]:
        for kind in ObservationKind:
            while chance.random() < rate:
                items.append(item(len(items) + 1, article, instrument, kind=kind))
    return agreed(state, *items, instrument=instrument)
