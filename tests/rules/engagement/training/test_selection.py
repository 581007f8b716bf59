"""The proposal of places: balanced over the regions, young candidates among them, nobody's organisation too often."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.engagement.training.application import TrainingReason
from models.register import Region
from rules.engagement.training.selection import Candidate, Proposal, Quotas, next_up, propose

AFRICAN, ASIAN, GRULAC = Region.AFRICAN, Region.ASIA_PACIFIC, Region.GRULAC
BALANCE, YOUTH = TrainingReason.REGIONAL_BALANCE, TrainingReason.YOUTH_SHARE
FULL, LIMIT, DISPLACED = (
    TrainingReason.NO_PLACE_LEFT,
    TrainingReason.ORGANISATION_LIMIT,
    TrainingReason.YOUTH_SHARE_PREFERRED,
)


def queue(*written: str) -> list[Candidate]:
    """Candidates in the order of their arrival, written `african`, `african young` or `african young org-1`."""
    candidates: list[Candidate] = []
    for number, each in enumerate(written, start=1):
        region, *more = each.split()
        organisation = next((word for word in more if word.startswith("org")), f"s-{number}")
        candidates.append(
            Candidate(id=f"a-{number}", organisation=organisation, region=Region(region), is_young="young" in more)
        )
    return candidates


def chosen(proposal: Proposal) -> dict[str, TrainingReason]:
    return {each.application: each.reason for each in proposal.selected}


def waiting(proposal: Proposal) -> dict[str, TrainingReason]:
    return {each.application: each.reason for each in proposal.waiting}


def test_everybody_has_a_place_when_there_are_enough() -> None:
    proposal = propose(queue("african", "african", "grulac"), Quotas(places=5, young=2, per_organisation=2))

    assert chosen(proposal) == {"a-1": BALANCE, "a-2": BALANCE, "a-3": BALANCE}
    assert waiting(proposal) == {}


def test_a_region_that_comes_late_has_its_share_before_others_have_a_second_place() -> None:
    candidates = queue("african", "african", "african", "african", "asia_pacific", "grulac")

    proposal = propose(candidates, Quotas(places=4, young=0, per_organisation=2))

    assert chosen(proposal) == {"a-1": BALANCE, "a-2": BALANCE, "a-5": BALANCE, "a-6": BALANCE}
    assert waiting(proposal) == {"a-3": FULL, "a-4": FULL}


def test_within_a_region_the_earlier_application_goes_first() -> None:
    proposal = propose(queue("african", "african", "african"), Quotas(places=2, young=0, per_organisation=2))

    assert list(chosen(proposal)) == ["a-1", "a-2"]


def test_the_last_place_goes_to_the_region_whose_next_candidate_came_first() -> None:
    candidates = queue("grulac", "african", "african", "grulac")

    proposal = propose(candidates, Quotas(places=3, young=0, per_organisation=2))

    assert set(chosen(proposal)) == {"a-1", "a-2", "a-3"}


def test_the_last_place_goes_where_it_serves_the_youth_share() -> None:
    candidates = queue("grulac", "african young", "grulac", "african young")

    proposal = propose(candidates, Quotas(places=3, young=2, per_organisation=2))

    assert set(chosen(proposal)) == {"a-1", "a-2", "a-4"}


def test_young_candidates_take_places_of_their_own_region_from_the_latest_arrivals() -> None:
    candidates = queue("african", "african", "african young", "grulac", "grulac")

    proposal = propose(candidates, Quotas(places=4, young=1, per_organisation=2))

    assert chosen(proposal) == {"a-1": BALANCE, "a-3": YOUTH, "a-4": BALANCE, "a-5": BALANCE}
    assert waiting(proposal) == {"a-2": DISPLACED}


def test_who_is_young_and_came_early_displaces_nobody() -> None:
    proposal = propose(queue("african young", "african", "african"), Quotas(places=2, young=1, per_organisation=2))

    assert chosen(proposal) == {"a-1": BALANCE, "a-2": BALANCE}


def test_young_places_are_taken_in_the_region_that_has_fewest() -> None:
    candidates = queue("african young", "african", "african young", "grulac", "grulac", "grulac young")

    proposal = propose(candidates, Quotas(places=4, young=2, per_organisation=2))

    assert set(chosen(proposal)) == {"a-1", "a-2", "a-4", "a-6"}


def test_the_youth_share_takes_no_place_from_a_region() -> None:
    candidates = queue("african young", "african young", "african young", "african young", "grulac", "grulac")

    proposal = propose(candidates, Quotas(places=4, young=4, per_organisation=2))

    assert set(chosen(proposal)) == {"a-1", "a-2", "a-5", "a-6"}


def test_no_organisation_has_more_than_its_places_and_the_rest_of_it_stands_last_on_the_waiting_list() -> None:
    candidates = queue("african org-1", "african org-1", "african org-1", "african", "african")

    proposal = propose(candidates, Quotas(places=3, young=0, per_organisation=2))

    assert set(chosen(proposal)) == {"a-1", "a-2", "a-4"}
    assert list(waiting(proposal).items()) == [("a-5", FULL), ("a-3", LIMIT)]


def test_the_waiting_list_goes_over_the_regions_too() -> None:
    candidates = queue("african", "african", "african", "african", "grulac", "grulac")

    proposal = propose(candidates, Quotas(places=2, young=0, per_organisation=2))

    assert list(waiting(proposal)) == ["a-2", "a-6", "a-3", "a-4"]


def test_nobody_is_proposed_when_nobody_is_eligible() -> None:
    proposal = propose([], Quotas(places=2, young=1, per_organisation=2))

    assert (proposal.selected, proposal.waiting) == ((), ())


@pytest.mark.parametrize(
    ("held", "free", "young", "moved"),
    [
        ((), 1, 0, ["a-1"]),
        ((), 3, 0, ["a-1", "a-2", "a-3"]),
        ((), 9, 0, ["a-1", "a-2", "a-3"]),
        ((), 0, 0, []),
        ((), 2, 1, ["a-2", "a-1"]),
        (("african young",), 1, 1, ["a-1"]),
        (("african org-1",), 2, 0, ["a-2", "a-3"]),
        (("african org-1",), 3, 0, ["a-2", "a-3"]),
    ],
    ids=["first", "in order", "no more than wait", "none free", "young first", "enough young", "limit", "limit stays"],
)
def test_a_free_place_goes_to_the_next_on_the_waiting_list(
    held: Sequence[str], free: int, young: int, moved: list[str]
) -> None:
    listed = queue("african org-1", "african young", "african")

    up = next_up(listed, queue(*held), Quotas(places=9, young=young, per_organisation=1), free=free)

    assert [each.id for each in up] == moved


candidates_of_any_kind = st.lists(
    st.tuples(st.sampled_from(list(Region)), st.booleans(), st.integers(1, 3)), max_size=40
).map(
    lambda drawn: [
        # An organisation is of one region.
        Candidate(id=f"a-{number}", organisation=f"{region}-{organisation}", region=region, is_young=is_young)
        for number, (region, is_young, organisation) in enumerate(drawn, start=1)
    ]
)
any_quotas = st.builds(Quotas, places=st.integers(1, 20), young=st.integers(0, 20), per_organisation=st.integers(1, 4))


def room(candidates: Sequence[Candidate], quotas: Quotas) -> dict[Region, int]:
    """How many places each region's candidates could fill."""
    of_each = Counter((each.region, each.organisation) for each in candidates)
    filled: Counter[Region] = Counter()
    for (region, _), count in of_each.items():
        filled[region] += min(count, quotas.per_organisation)
    return {region: filled[region] for region in Region}


@given(candidates=candidates_of_any_kind, quotas=any_quotas)
def test_everybody_is_on_one_list_and_every_place_that_can_be_is_given(
    candidates: list[Candidate], quotas: Quotas
) -> None:
    proposal = propose(candidates, quotas)

    listed = [*chosen(proposal), *waiting(proposal)]
    assert sorted(listed) == sorted(each.id for each in candidates)
    assert len(proposal.selected) == min(quotas.places, sum(room(candidates, quotas).values()))


@given(candidates=candidates_of_any_kind, quotas=any_quotas)
def test_no_region_is_left_out_while_another_has_two_more(candidates: list[Candidate], quotas: Quotas) -> None:
    places = Counter(each.region for each in candidates if each.id in chosen(propose(candidates, quotas)))

    could = {region for region, most in room(candidates, quotas).items() if places[region] < most}
    assert all(places[region] <= places[one] + 1 for one in could for region in Region)


@given(candidates=candidates_of_any_kind, quotas=any_quotas)
def test_no_organisation_has_more_places_than_it_may(candidates: list[Candidate], quotas: Quotas) -> None:
    selected = chosen(propose(candidates, quotas))

    places = Counter(each.organisation for each in candidates if each.id in selected)
    assert all(count <= quotas.per_organisation for count in places.values())


@given(candidates=candidates_of_any_kind, quotas=any_quotas)
def test_young_candidates_have_their_share_as_far_as_balanced_places_allow(
    candidates: list[Candidate], quotas: Quotas
) -> None:
    selected = chosen(propose(candidates, quotas))

    young = [each for each in candidates if each.is_young]
    places = Counter(each.region for each in candidates if each.id in selected)
    have = sum(each.id in selected for each in young)
    level, more = balanced(candidates, quotas)
    could = sum(min(places_, young_) for places_, young_ in pairs(level, room(young, quotas)))
    gains = sum(room(young, quotas)[region] > level[region] for region in more)
    spare = min(quotas.places, sum(room(candidates, quotas).values())) - sum(level.values())
    assert have >= min(quotas.young, could + min(gains, spare))
    assert sum(places.values()) == sum(level.values()) + spare


def balanced(candidates: Sequence[Candidate], quotas: Quotas) -> tuple[dict[Region, int], list[Region]]:
    """What every region has for certain, place by place, and the regions that may have one of the last places."""
    most = room(candidates, quotas)
    level: dict[Region, int] = dict.fromkeys(Region, 0)
    left = quotas.places
    while True:
        open_ = [region for region in Region if level[region] < most[region]]
        lowest = [region for region in open_ if level[region] == min(level[each] for each in open_)]
        if not lowest or len(lowest) > left:
            return level, lowest
        for region in lowest:
            level[region] += 1
        left -= len(lowest)


def pairs(one: dict[Region, int], other: dict[Region, int]) -> list[tuple[int, int]]:
    return [(one[region], other[region]) for region in Region]


@given(candidates=candidates_of_any_kind, quotas=any_quotas)
def test_the_same_candidates_make_the_same_proposal(candidates: list[Candidate], quotas: Quotas) -> None:
    assert propose(candidates, quotas).sha256 == propose(list(candidates), quotas).sha256


@given(data=st.data(), candidates=candidates_of_any_kind, quotas=any_quotas)
def test_equal_candidates_that_change_places_leave_the_regions_as_they_are(
    data: st.DataObject, candidates: list[Candidate], quotas: Quotas
) -> None:
    """Equal: of the same region, organisation and age."""
    alike: dict[tuple[Region, str, bool], list[int]] = {}
    for position, each in enumerate(candidates):
        alike.setdefault((each.region, each.organisation, each.is_young), []).append(position)
    permuted = list(candidates)
    for positions in alike.values():
        for position, other in zip(positions, data.draw(st.permutations(positions)), strict=True):
            permuted[position] = candidates[other]

    assert by_region(candidates, quotas) == by_region(permuted, quotas)


def by_region(candidates: Sequence[Candidate], quotas: Quotas) -> Counter[tuple[Region, bool]]:
    selected = chosen(propose(candidates, quotas))
    return Counter((each.region, each.is_young) for each in candidates if each.id in selected)


@given(data=st.data(), candidates=candidates_of_any_kind, quotas=any_quotas)
def test_in_any_order_of_arrival_regions_have_as_many_places_but_for_the_last_ones(
    data: st.DataObject, candidates: list[Candidate], quotas: Quotas
) -> None:
    level, _ = balanced(candidates, quotas)

    shuffled = data.draw(st.permutations(candidates))
    places = Counter(each.region for each in shuffled if each.id in chosen(propose(shuffled, quotas)))
    assert all(places[region] - level[region] in {0, 1} for region in Region)


def test_the_hash_of_a_proposal_changes_with_any_order_or_reason() -> None:
    quotas = Quotas(places=1, young=0, per_organisation=2)

    one = propose(queue("african", "african", "grulac"), quotas)
    other = propose(queue("african", "grulac", "african"), quotas)

    assert len({one.sha256, other.sha256, Proposal(selected=one.selected, waiting=()).sha256}) == 3
