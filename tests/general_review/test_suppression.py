"""No number that is not published can be worked out, by a reader who has a solver and all tables of a cluster."""

from collections.abc import Iterator, Mapping
from random import Random

import pytest

from models.conference.review import ClusterNumbers
from models.instruments import Cluster, Instrument
from models.observations import ObservationKind
from models.register import Region
from rules.general_review.counting import Counted, Numbers, count
from rules.general_review.suppression import known, may_be_said, publish, shown, tells
from tests.general_review.cases import EVERYWHERE, OF_THE_CLUSTER, agreed, item, made_up, numbers
from tests.general_review.solver import Place, Reader

FIVE, SIX, EIGHT = ((Instrument.UNTOC, number) for number in (5, 6, 8))
ARTICLES = OF_THE_CLUSTER[Cluster.ONE]
TWO_EACH = dict.fromkeys(Region, 2)


def truth_of(counted: Counted) -> dict[Place, int]:
    """Every number, published or not."""
    return {
        (each.kind, place): states
        for each in counted.kinds
        for place, states in (*each.regions.items(), *each.articles.items())
    }


def found(counted: Counted, published: ClusterNumbers, sizes: Mapping[Region, int]) -> set[Place]:
    """What the solver works out of what is published."""
    reader = Reader(published, ARTICLES, sizes)
    assert reader.is_sound(truth_of(counted))
    return set(reader.worked_out())


def clusters(seeds: range) -> Iterator[tuple[Counted, dict[Region, int]]]:
    for seed in seeds:
        lists, regions, sizes = made_up(seed)
        first, *_ = count(lists, regions, OF_THE_CLUSTER)
        if first.reviews >= 3:
            yield first, sizes


def alone(gaps: Numbers) -> Counted:
    """A cluster in which there are these gaps, and nothing else."""
    others = [
        Numbers(
            cluster=gaps.cluster,
            kind=kind,
            reviews=gaps.reviews,
            states=0,
            regions=dict.fromkeys(Region, 0),
            articles=dict.fromkeys(ARTICLES, 0),
        )
        for kind in ObservationKind
        if kind is not ObservationKind.GAP
    ]
    return Counted(cluster=Cluster.ONE, reviews=gaps.states, kinds=(gaps, *others))


INJURED = {
    "an article that every region has two States of": numbers(TWO_EACH, {FIVE: 12}),
    "an article with all that the regions can have": numbers({**TWO_EACH, Region.AFRICAN: 9}, {FIVE: 19}),
    "as many States as articles of two can have": numbers({Region.AFRICAN: 32}, dict.fromkeys(ARTICLES, 2)),
    "no more States than one article and two of each other": numbers(
        {Region.AFRICAN: 20, Region.WEOG: 19}, {**dict.fromkeys(ARTICLES, 2), FIVE: 9}
    ),
}
"""Kinds of which a reader works something out when only small numbers are missing."""


def plain(counted: Counted) -> ClusterNumbers:
    """What a program would publish that leaves small numbers out, and looks no further."""
    return ClusterNumbers(
        cluster=counted.cluster, reviews_at_least=3, kinds=tuple(shown(each) for each in counted.kinds)
    )


@pytest.mark.parametrize("name", INJURED)
def test_leaving_out_small_numbers_alone_is_not_always_enough(name: str) -> None:
    counted = alone(INJURED[name])

    assert found(counted, plain(counted), EVERYWHERE)


@pytest.mark.parametrize("name", INJURED)
def test_a_kind_of_which_something_could_be_worked_out_is_not_published(name: str) -> None:
    counted = alone(INJURED[name])

    published = publish(counted, EVERYWHERE)

    assert ObservationKind.GAP not in {each.kind for each in published.kinds}
    assert found(counted, published, EVERYWHERE) == set()


def test_reviews_are_not_said_where_their_number_would_tell() -> None:
    """Twelve reviews and one kind: with two of each region, twelve would say so of every one."""
    gaps = numbers(TWO_EACH, dict.fromkeys(ARTICLES, 2))
    reader = known(gaps, EVERYWHERE)

    assert not tells(reader)
    assert may_be_said(10, [reader])
    assert not may_be_said(12, [reader])


@pytest.mark.parametrize("seed", range(60))
def test_nothing_can_be_worked_out_of_made_up_reviews_of_many_sizes(seed: int) -> None:
    for counted, sizes in clusters(range(seed, seed + 1)):
        assert found(counted, publish(counted, sizes), sizes) == set()


def test_the_rule_says_of_a_kind_exactly_what_the_solver_says() -> None:
    """One kind at a time, with numbers that lie close to where it turns."""
    chance = Random(1)  # noqa: S311 - a test's choice
    told = 0
    for _ in range(150):
        regions = {region: chance.choice((0, 1, 2, 2, 3, 9)) for region in Region}
        states = sum(regions.values())
        articles = {each: min(states, chance.choice((0, 1, 2, 2, 2, 3))) for each in ARTICLES}
        articles[FIVE] = max(0, min(states, states - chance.choice((0, 0, 1, 20))))
        if sum(articles.values()) < states:
            continue
        counted = Counted(cluster=Cluster.ONE, reviews=states, kinds=(numbers(regions, articles),))
        published = ClusterNumbers(cluster=Cluster.ONE, kinds=(shown(counted.kinds[0]),))

        expected = bool(found(counted, published, EVERYWHERE))

        assert tells(known(counted.kinds[0], EVERYWHERE)) == expected, (regions, articles)
        told += expected
    assert told > 5


def test_one_and_two_are_never_published_and_look_like_none() -> None:
    for counted, sizes in clusters(range(40)):
        published = publish(counted, sizes)
        values = [
            states
            for kind in published.kinds
            for states in (*kind.regions.values(), *(each.states for each in kind.articles))
        ]

        assert all(each >= 3 for each in values)


def test_the_same_lists_in_another_order_are_published_alike() -> None:
    for seed in range(10):
        lists, regions, sizes = made_up(seed)
        shuffled = Random(seed).sample(lists, len(lists))  # noqa: S311 - a test's choice

        tables = [
            [publish(each, sizes) for each in count(given, regions, OF_THE_CLUSTER)] for given in (lists, shuffled)
        ]

        assert tables[0] == tables[1]


@pytest.mark.parametrize(("reviews", "said"), [(0, None), (1, None), (2, None), (3, 3), (4, 3), (5, 5), (14, 10)])
def test_a_cluster_is_published_from_three_reviews_on(reviews: int, said: int | None) -> None:
    lists = [agreed(f"S{number}", item(1)) for number in range(reviews)]

    first, *_ = (publish(each, EVERYWHERE) for each in count(lists, {}, OF_THE_CLUSTER))

    assert first.reviews_at_least == said
    assert bool(first.kinds) == (said is not None)


def test_a_group_without_parties_tells_nothing() -> None:
    truth = numbers({Region.AFRICAN: 9, Region.WEOG: 2}, {FIVE: 11})
    sizes = {**EVERYWHERE, Region.NONE: 0}

    assert not tells(known(truth, sizes))
    assert found(alone(truth), publish(alone(truth), sizes), sizes) == set()


def test_a_kind_that_nobody_has_is_published_without_a_number() -> None:
    counted = alone(numbers({Region.AFRICAN: 9}, {FIVE: 9, SIX: 4, EIGHT: 1}))

    kinds = publish(counted, EVERYWHERE).kinds

    assert [(len(each.regions), len(each.articles)) for each in kinds] == [(1, 2), (0, 0), (0, 0), (0, 0), (0, 0)]
