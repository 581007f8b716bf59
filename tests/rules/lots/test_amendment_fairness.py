"""Every valid way to fill what an amendment vacates is as likely as any other: held against plain enumeration."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from itertools import product
from math import prod

import pytest

from models.amendment import Amendment, Change, Standing
from models.errors import RuleViolation
from models.instruments import Instrument
from models.lots import LotsAssignment, LotsPolicy, LotsState, Role
from models.register import LegalTradition, Region
from rules.lots.amendment import departure_of, drawn, redraw_of, standing_of
from rules.lots.checks import checked_inputs
from rules.lots.filling import Candidate, Vacancies, Ways
from rules.lots.stream import Stream
from tests.rules.lots.amendments import DAY, given
from tests.rules.lots.chance import p_value
from tests.rules.lots.registers import TIP, UNTOC

SIGNIFICANT = 0.001


def any_vacancies(chance: Stream) -> Vacancies:
    """Up to five vacancies of few States, so that owners stand for each other, rooms are short and prices differ."""
    count, places = 2 + chance.below(5), 1 + chance.below(5)
    owners = tuple(sorted(chance.below(count) for _ in range(places)))
    candidates: list[Candidate] = []
    for who in range(count):
        prices = {place: (0, 0, 1, 1000)[chance.below(4)] for place in range(places) if owners[place] != who}
        prices = {place: price for place, price in prices.items() if chance.below(5)}
        liked = frozenset(place for place in prices if not chance.below(3))
        candidates.append(Candidate(who, prices, liked, chance.below(3), chance.below(2)))
    bar = ([0] * count, list(range(count)), [who % 2 for who in range(count)])[chance.below(3)]
    return Vacancies(
        owners, tuple(candidates), bar, extra_price=(0, 1, 1000)[chance.below(3)], weight=1 + chance.below(3)
    )


def every_way(vacancies: Vacancies) -> Iterator[tuple[tuple[int, ...], int, int]]:
    """Every valid way, its price and its weight, by trying all of them."""
    by_number = {each.number: each for each in vacancies.candidates}
    owners, bar = vacancies.owners, vacancies.bar
    for way in product(by_number, repeat=len(owners)):
        pairs = set(zip(way, owners, strict=True))
        if len(pairs) < len(owners) or any((b, a) in pairs and bar[a] == bar[b] for a, b in pairs):
            continue
        taken = Counter(way)
        if any(place not in by_number[who].prices for place, who in enumerate(way)):
            continue
        if any(times > by_number[who].room + by_number[who].extra for who, times in taken.items()):
            continue
        price = sum(by_number[who].prices[place] for place, who in enumerate(way))
        price += vacancies.extra_price * sum(max(0, times - by_number[who].room) for who, times in taken.items())
        yield way, price, prod(vacancies.weight for place, who in enumerate(way) if place in by_number[who].preferred)


def test_the_count_is_that_of_plain_enumeration_and_every_number_names_its_way() -> None:
    chance = Stream(bytes(32), "ways")
    impossible = 0
    for _ in range(250):
        vacancies = any_vacancies(chance)
        found = list(every_way(vacancies))
        least = min((price for _, price, _ in found), default=0)
        valid = {way: weight for way, price, weight in found if price == least}

        ways = Ways(vacancies)

        assert ways.weight == sum(valid.values())
        impossible += not valid
        if valid:
            assert ways.price == least
            assert Counter(ways.reviewers(number) for number in range(ways.weight)) == valid

    assert 20 < impossible < 150


def of_one_region(joined: Mapping[str, tuple[Instrument, ...]], policy: LotsPolicy, *rows: tuple[str, str]) -> Standing:
    """States of one region with these same-region principals alone; codes that end in C have a civil legal system."""
    states = [
        LotsState(iso3=iso3, region=Region.AFRICAN, instruments=on, legal_tradition=tradition_of(iso3))
        for iso3, on in joined.items()
    ]
    base = standing_of(checked_inputs(states, policy), {"1": tuple(joined)}, (), "00" * 32)
    assignments = tuple(
        LotsAssignment(
            under_review=of,
            reviewer=by,
            role=Role.SAME_REGION,
            principal=True,
            instruments=tuple(each for each in joined[of] if each in joined[by]),
        )
        for of, by in rows
    )
    return base.model_copy(update={"assignments": assignments})


def tradition_of(iso3: str) -> LegalTradition:
    return LegalTradition.CIVIL if iso3.endswith("C") else LegalTradition.UNKNOWN


def falls(base: Standing, change: Change, times: int) -> list[Amendment]:
    return [drawn(base, change, given(number), on=DAY, reason="") for number in range(times)]


def test_a_redraw_gives_every_state_that_may_stand_there_the_same_chance() -> None:
    joined: dict[str, tuple[Instrument, ...]] = dict.fromkeys(
        ("AAA", "BAA", "CAA", "DAA", "EAA", "FAA", "GAA", "HAA"), (UNTOC,)
    )
    rows = (("AAA", "BAA"), ("CAA", "DAA"), ("EAA", "AAA"))
    base = of_one_region(joined, LotsPolicy(reviewer_max=1), *rows)

    amendments = falls(base, redraw_of(base, "AAA", "BAA"), 2000)

    # Not itself, not who gave up, not who has its one review, not whom it reviews.
    may = ("CAA", "FAA", "GAA", "HAA")
    seen = Counter[Hashable](each.filled[0].reviewer for each in amendments)
    assert p_value(seen, dict.fromkeys(may, 2000 / len(may))) > SIGNIFICANT


@pytest.mark.parametrize("weight", [1, 3], ids=["without a preference", "with a preference"])
def test_all_ways_to_fill_what_a_departure_leaves_are_alike_likely(weight: int) -> None:
    """Three States lose their reviewer at once: they bar each other, and room is short."""
    owners, others = ("AAC", "BAC", "CAC"), ("DAA", "EAA")
    joined = dict.fromkeys((*owners, *others, "FAA"), (UNTOC,))
    rows = (*((owner, "FAA") for owner in owners), ("DAA", "EAA"))
    base = of_one_region(joined, LotsPolicy(reviewer_max=2, legal_tradition_weight=weight), *rows)
    ways: dict[Hashable, int] = {}
    for way in product((*owners, *others), repeat=3):
        pairs = set(zip(owners, way, strict=True))
        load = Counter(way) + Counter(["EAA"])
        if not any(a == b or (b, a) in pairs for a, b in pairs) and max(load.values()) <= 2:
            ways[way] = weight ** sum(by in owners for by in way)
    total = sum(ways.values())
    draws = 5 * total

    amendments = falls(base, departure_of(base, "FAA", None), draws)

    seen = Counter[Hashable](tuple(row.reviewer for row in each.filled) for each in amendments)
    assert {each.method[0].outcomes for each in amendments} == {str(total)}
    assert p_value(seen, {way: draws * share / total for way, share in ways.items()}) > SIGNIFICANT


def test_principals_that_nobody_can_complete_are_drawn_again_and_the_others_are_alike_likely() -> None:
    """AAA needs FAA for the Protocol: where FAA was drawn for KAA, it has no room left, and nobody fills the gap."""
    joined: dict[str, tuple[Instrument, ...]] = dict.fromkeys(
        ("AAA", "BAA", "CAA", "DAA", "EAA", "FAA", "KAA"), (UNTOC,)
    )
    joined |= dict.fromkeys(("AAA", "EAA", "FAA"), (UNTOC, TIP))
    base = of_one_region(joined, LotsPolicy(reviewer_max=1), ("AAA", "EAA"), ("KAA", "EAA"))
    ways = [
        (one, other)
        for one, other in product(joined, repeat=2)
        if one not in {other, "AAA", "EAA"} and other not in {"KAA", "EAA", "FAA"} and (one, other) != ("KAA", "AAA")
    ]
    change, draws = departure_of(base, "EAA", None), 100 * len(ways)

    amendments = falls(base, change, draws)

    seen = Counter[Hashable](tuple(row.reviewer for row in each.filled if row.principal) for each in amendments)
    assert p_value(seen, dict.fromkeys(ways, draws / len(ways))) > SIGNIFICANT
    assert any(each.method[0].attempt for each in amendments)
    full = base.model_copy(update={"earlier_load": {"FAA": 1}})
    with pytest.raises(RuleViolation, match="no_valid_assignment"):
        drawn(full, departure_of(full, "EAA", None), given(1), on=DAY, reason="")
