"""Numbers of States are sizes of sets of States: who has three gaps on an article counts once."""

from models.conference.review import AgreedList
from models.instruments import Cluster, Instrument
from models.observations import ObservationKind
from models.register import Region
from rules.general_review.counting import Numbers, count
from tests.general_review.cases import OF_THE_CLUSTER, agreed, item, made_up

REGIONS = {"FRA": Region.WEOG, "KEN": Region.AFRICAN, "EGY": Region.AFRICAN}


def gaps(cluster: Cluster, *lists: AgreedList) -> Numbers:
    counted = {each.cluster: each for each in count(lists, REGIONS, {})}
    return next(each for each in counted[cluster].kinds if each.kind is ObservationKind.GAP)


def test_a_state_counts_once_for_an_article() -> None:
    found = gaps(Cluster.ONE, agreed("FRA", item(1), item(2), item(3, 6)))

    assert found.states == 1
    assert found.articles == {(Instrument.UNTOC, 5): 1, (Instrument.UNTOC, 6): 1}


def test_a_state_counts_once_for_a_kind_over_all_its_instruments() -> None:
    found = gaps(
        Cluster.ONE,
        agreed("FRA", item(1)),
        agreed("FRA", item(1, 3, Instrument.TIP), instrument=Instrument.TIP),
        agreed("KEN", item(1)),
    )

    assert (found.states, found.reviews) == (2, 2)
    assert found.regions[Region.WEOG] == found.regions[Region.AFRICAN] == 1
    assert found.articles == {(Instrument.UNTOC, 5): 2, (Instrument.TIP, 3): 1}


def test_a_review_without_an_observation_of_a_kind_is_covered_all_the_same() -> None:
    found = gaps(Cluster.ONE, agreed("FRA", item(1, kind=ObservationKind.CHALLENGE)), agreed("KEN", item(1)))

    assert (found.reviews, found.states) == (2, 1)


def test_every_article_of_the_cluster_has_a_number() -> None:
    counted, *_ = count([agreed("FRA", item(1))], REGIONS, OF_THE_CLUSTER)

    assert all(list(kind.articles) == OF_THE_CLUSTER[Cluster.ONE] for kind in counted.kinds)


def test_a_list_without_codes_covers_nothing() -> None:
    counted = count([agreed("FRA")], REGIONS, {})

    assert {each.reviews for each in counted} == {0}


def test_clusters_are_counted_apart() -> None:
    lists = (agreed("FRA", item(1)), agreed("FRA", item(1, 24, cluster=Cluster.TWO)), agreed("KEN", item(1)))

    assert [each.reviews for each in count(lists, REGIONS, {})] == [2, 1, 0, 0]
    assert gaps(Cluster.TWO, *lists).articles == {(Instrument.UNTOC, 24): 1}


def test_who_is_in_no_register_is_in_no_regional_group() -> None:
    found = gaps(Cluster.ONE, agreed("VAT", item(1)), agreed("KEN", item(1)), agreed("EGY", item(1)))

    assert {region: states for region, states in found.regions.items() if states} == {
        Region.AFRICAN: 2,
        Region.NONE: 1,
    }


def test_articles_stand_in_the_order_of_instruments_and_numbers() -> None:
    lists, regions, _ = made_up(7)
    order = list(Instrument)

    for counted in count(reversed(lists), regions, OF_THE_CLUSTER):
        for numbers in counted.kinds:
            assert list(numbers.articles) == sorted(numbers.articles, key=lambda each: (order.index(each[0]), each[1]))


def test_regions_add_up_and_the_union_is_between_its_parts_and_their_sum() -> None:
    for seed in range(30):
        lists, regions, _ = made_up(seed)
        for counted in count(lists, regions, OF_THE_CLUSTER):
            for numbers in counted.kinds:
                parts = list(numbers.articles.values())
                assert sum(numbers.regions.values()) == numbers.states
                assert max(parts, default=0) <= numbers.states <= min(sum(parts), numbers.reviews)
