"""Nothing that is left out can be worked out, by a reader who has a solver; and without the rule much of it could."""

from collections.abc import Iterator
from itertools import combinations
from random import Random

import pytest

from models.conference.review import ClusterNumbers
from models.instruments import Cluster, Instrument
from models.register import Region
from rules.general_review.audit import OBSERVATIONS, STATES, Cell, Hidden, Sizes, worked_out
from rules.general_review.counting import Counted, Numbers, count
from rules.general_review.suppression import always, protected, publish, shown, small
from tests.general_review.cases import OF_CLUSTER, ONE_GROUP, agreed, item, made_up, numbers
from tests.general_review.solver import Reader, true_value

FIVE, SIX, EIGHT = ((Instrument.UNTOC, number) for number in (5, 6, 8))
AFRICAN, ASIAN, EASTERN = Region.AFRICAN, Region.ASIA_PACIFIC, Region.EASTERN_EUROPEAN


def found(truth: Numbers, hidden: Hidden, sizes: Sizes = ONE_GROUP) -> set[Cell]:
    """What the solver works out of what is published."""
    reader = Reader(shown(truth, hidden), truth, sizes)
    assert reader.is_sound()
    return set(reader.worked_out())


def kinds(seeds: range) -> Iterator[tuple[Numbers, Sizes]]:
    for seed in seeds:
        lists, regions, sizes = made_up(seed)
        for counted in count(lists, regions, OF_CLUSTER):
            if counted.reviews >= 3:
                yield from ((each, sizes) for each in counted.kinds if each.states)


INJURED = {
    "one small region among large ones": numbers({AFRICAN: 9, ASIAN: 7, EASTERN: 2}, {FIVE: 18}, 30),
    "a row of two ones": numbers({AFRICAN: 1, ASIAN: 1}, {FIVE: 2}, 4),
    "a row of two twos": numbers({AFRICAN: 2, ASIAN: 2}, {FIVE: 4}, 9),
    "articles that have to reach the union": numbers({AFRICAN: 4}, {FIVE: 2, SIX: 2}, 9),
    "an article that has to close the gap to the union": numbers({AFRICAN: 9}, {FIVE: 7, SIX: 2}, 12),
    "no more observations than States": numbers({AFRICAN: 9}, {FIVE: 9, SIX: 1}, 10),
    "observations that leave room for one": numbers({AFRICAN: 8, ASIAN: 6}, {FIVE: 14, SIX: 1, EIGHT: 1}, 16),
    "all reviews of the cluster": numbers({AFRICAN: 3, ASIAN: 1}, {FIVE: 4}, 4, reviews=4),
    "three reviews and all of them": numbers({AFRICAN: 3}, {FIVE: 3, SIX: 1}, 4, reviews=3),
}
"""Kinds of which a reader works something out when only the small numbers are left out."""


@pytest.mark.parametrize("name", INJURED)
def test_leaving_out_small_numbers_alone_protects_nothing(name: str) -> None:
    truth = INJURED[name]

    assert found(truth, small(truth))


@pytest.mark.parametrize("name", INJURED)
def test_no_number_that_is_left_out_can_be_worked_out(name: str) -> None:
    truth = INJURED[name]

    assert found(truth, protected(truth, ONE_GROUP)) == set()


def test_the_observations_go_with_any_article_that_is_left_out() -> None:
    loose = numbers({AFRICAN: 9}, {FIVE: 9, SIX: 2}, 40)
    plain = numbers({AFRICAN: 9}, {FIVE: 9, SIX: 3}, 12)

    assert found(loose, small(loose)) == set()
    assert protected(loose, ONE_GROUP) == small(loose).with_cells(OBSERVATIONS)
    assert protected(plain, ONE_GROUP) == Hidden(frozenset())


@pytest.mark.parametrize("states", [1, 2])
def test_the_only_number_of_its_row_is_protected_by_leaving_out_its_total_and_its_observations(states: int) -> None:
    truth = numbers({AFRICAN: states}, {FIVE: states}, states)

    assert protected(truth, ONE_GROUP) == small(truth)
    assert found(truth, small(truth)) == set()
    assert AFRICAN in found(truth, Hidden(small(truth).cells - {STATES}))
    assert (AFRICAN in found(truth, Hidden(small(truth).cells - {OBSERVATIONS}))) == (states == 1)


def test_a_group_with_one_party_is_withheld_with_its_row() -> None:
    truth = numbers({AFRICAN: 9, Region.NONE: 1}, {FIVE: 10}, 20)
    sizes = Sizes(regions={**ONE_GROUP.regions, Region.NONE: 1}, instruments=ONE_GROUP.instruments)

    hidden = protected(truth, sizes)

    assert hidden.regions
    assert found(truth, hidden, sizes) == set()
    assert Region.NONE in found(truth, small(truth).with_cells(AFRICAN, STATES, OBSERVATIONS), sizes)


def test_made_up_reviews_of_many_sizes_are_protected() -> None:
    for truth, sizes in kinds(range(40)):
        assert found(truth, protected(truth, sizes), sizes) == set(), truth


def test_without_the_others_left_out_the_solver_finds_what_is_small() -> None:
    injured = [truth for truth, sizes in kinds(range(20)) if found(truth, small(truth), sizes)]

    assert len(injured) > 10


def test_the_audit_finds_exactly_what_the_solver_finds() -> None:
    chance = Random(1)  # noqa: S311 - a test's choice
    differed = 0
    for truth, sizes in kinds(range(100, 130)):
        others = [
            cell
            for cell in (STATES, OBSERVATIONS, *truth.regions, *truth.articles)
            if not small(truth).has(cell) and true_value(truth, cell)
        ]
        hidden = small(truth).with_cells(*chance.sample(others, min(len(others), chance.randint(0, 3))))
        hidden = Hidden(hidden.cells, regions=chance.random() < 0.2, articles=chance.random() < 0.2)
        expected = found(truth, hidden, sizes)

        assert set(worked_out(truth, hidden, sizes)) == expected, (truth, hidden)
        differed += bool(expected)
    assert differed > 10


def test_as_few_others_are_left_out_as_can_be() -> None:
    for truth, sizes in kinds(range(40)):
        hidden, first = protected(truth, sizes), always(truth)
        extra = hidden.cells - first.cells
        if hidden.regions or hidden.articles or not extra:
            continue
        others = [cell for cell in (STATES, OBSERVATIONS) if not first.has(cell)]
        rows = (*truth.regions.items(), *truth.articles.items())
        others += [cell for cell, states in rows if states and not first.has(cell)]

        for fewer in combinations(others, len(extra) - 1):
            assert worked_out(truth, first.with_cells(*fewer), sizes)


def test_the_same_lists_in_another_order_are_published_alike() -> None:
    for seed in range(10):
        lists, regions, sizes = made_up(seed)
        shuffled = Random(seed).sample(lists, len(lists))  # noqa: S311 - a test's choice

        tables = [[publish(each, sizes) for each in count(given, regions, OF_CLUSTER)] for given in (lists, shuffled)]

        assert tables[0] == tables[1]


def test_zero_is_published_and_one_and_two_never_are() -> None:
    for truth, sizes in kinds(range(40)):
        published = shown(truth, protected(truth, sizes))
        states = [
            published.states,
            *(published.regions or {}).values(),
            *(each.states for each in published.articles or ()),
        ]

        assert not {1, 2} & set(states)
        if published.regions is not None:
            assert all(published.regions[region] == 0 for region, value in truth.regions.items() if value == 0)


@pytest.mark.parametrize(("reviews", "published"), [(0, 0), (1, None), (2, None), (3, 3)])
def test_a_cluster_is_published_from_three_reviews_on(reviews: int, published: int | None) -> None:
    lists = [agreed(f"S{number}", item(1)) for number in range(reviews)]

    first, *_ = (publish(each, ONE_GROUP) for each in count(lists, {}, OF_CLUSTER))

    assert first.reviews == published
    assert bool(first.kinds) == bool(published)


def test_a_cluster_without_reviews_has_no_tables() -> None:
    empty = Counted(cluster=Cluster.FOUR, reviews=0, kinds=())

    assert publish(empty, ONE_GROUP) == ClusterNumbers(cluster=Cluster.FOUR, reviews=0)
