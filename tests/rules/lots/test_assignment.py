"""The draw on the real register: valid by an independent check, the same from the same seed, fair to regions."""

import hashlib
import json
from collections import Counter
from datetime import date

import pytest

from models.cycle.state import Party
from models.errors import RuleViolation
from models.instruments import Instrument
from models.phase.state import Reviewer
from models.policy import MutualReviewBar, Policy, SupplementCounts
from models.register import Region
from rules.lots.assignment import draw_groups, draw_reviewers, reviewers_for
from tests.build import ALL, reviewer, untoc
from tests.rules.lots.check import broken

ON = date(2020, 9, 1)
UNTOC, TIP, SOM, FA = ALL
SEEDS = [hashlib.sha256(f"seed {number}".encode()).hexdigest() for number in range(20)]
REGIONS = [region for region in Region if region is not Region.NONE]


def real_parties() -> tuple[Party, ...]:
    states = untoc().register.states
    return tuple(Party(iso3=each.iso3, region=each.region, instruments=each.instruments) for each in states)


def code_of(number: int) -> str:
    return "".join(chr(65 + number // 26**place % 26) for place in (2, 1, 0))


def invented_parties(count: int) -> tuple[Party, ...]:
    """States of no register, so that a change of the register changes no expectation."""
    joined = (ALL, ALL, ALL[:3], (UNTOC, TIP), ALL, (UNTOC,), (UNTOC, FA))
    return tuple(
        Party(iso3=code_of(number), region=REGIONS[number % 5], instruments=joined[number % len(joined)])
        for number in range(count)
    )


def plain(assignments: dict[str, tuple[Reviewer, ...]]) -> str:
    return json.dumps(
        {
            iso3: [(each.state, each.instruments, each.principal, each.region_role, each.relaxed) for each in reviewers]
            for iso3, reviewers in assignments.items()
        },
        sort_keys=True,
    )


@pytest.mark.parametrize("seed", SEEDS, ids=range(len(SEEDS)))
def test_a_draw_on_the_real_register_meets_every_constraint(seed: str) -> None:
    parties = tuple(party for party in real_parties() if party.instruments)

    assignments = draw_reviewers(parties, Policy(), seed, ON)

    assert broken(parties, assignments, Policy()) == []


def test_a_state_without_a_region_takes_any_and_is_marked() -> None:
    assignments = draw_reviewers(real_parties(), Policy(), SEEDS[0], ON)

    union = assignments["EUE"]
    assert {each.relaxed for each in union if each.region_role == "same_region" and each.principal} == {("D2", "D16")}


def test_who_is_party_to_nothing_is_not_drawn() -> None:
    parties = real_parties()
    outside = {party.iso3 for party in parties if not party.instruments}
    assert outside

    assignments = draw_reviewers(parties, Policy(), SEEDS[0], ON)

    assert not outside & set(assignments)
    assert not outside & {each.state for reviewers in assignments.values() for each in reviewers}
    assert not outside & set(draw_groups(parties, SEEDS[0]))


@pytest.mark.parametrize("seed", SEEDS[:5], ids=range(5))
def test_groups_are_of_one_size_and_every_region_is_in_each(seed: str) -> None:
    parties = [party for party in real_parties() if party.instruments]

    groups = draw_groups(parties, seed)

    assert set(groups) == {party.iso3 for party in parties}
    assert set(groups.values()) == {1, 2, 3}
    sizes = Counter(groups.values())
    assert max(sizes.values()) - min(sizes.values()) <= 1
    for region in Region:
        members = Counter(groups[party.iso3] for party in parties if party.region == region)
        assert max(members.values()) - min(members[group] for group in (1, 2, 3)) <= 1


def test_the_same_seed_draws_the_same_for_ever() -> None:
    parties = invented_parties(60)
    seed = SEEDS[0]

    drawn = plain(draw_reviewers(parties, Policy(), seed, ON)) + json.dumps(draw_groups(parties, seed), sort_keys=True)

    assert broken(parties, draw_reviewers(parties, Policy(), seed, ON), Policy()) == []
    # Whoever changes this changes what a published seed means: a new draw needs a new version of the algorithm.
    assert (
        hashlib.sha256(drawn.encode()).hexdigest() == "b0fe318506bcba97ed907d530fa0604ffd375876fb20c7cf0edd273526d50ec5"
    )


def test_another_seed_draws_otherwise() -> None:
    parties = invented_parties(60)

    drawn = {plain(draw_reviewers(parties, Policy(), seed, ON)) for seed in SEEDS[:5]}

    assert len(drawn) == 5


def test_the_order_of_the_register_does_not_matter() -> None:
    parties = invented_parties(60)
    other_way = tuple(reversed(parties))

    assert draw_groups(parties, SEEDS[0]) == draw_groups(other_way, SEEDS[0])
    assert plain(draw_reviewers(parties, Policy(), SEEDS[0], ON)) == plain(
        draw_reviewers(other_way, Policy(), SEEDS[0], ON)
    )


@pytest.mark.parametrize(
    "policy",
    [
        pytest.param(Policy(supplement_counts=SupplementCounts.MAX_ONLY), id="supplements count for the most"),
        pytest.param(Policy(supplement_counts=SupplementCounts.BOTH), id="supplements count for both"),
        pytest.param(Policy(supplement_counts=SupplementCounts.NONE), id="supplements count for nothing"),
        pytest.param(Policy(reviewer_max=None), id="no most"),
        pytest.param(Policy(reviewer_min=None), id="no fewest"),
    ],
)
def test_a_draw_follows_the_switches(policy: Policy) -> None:
    parties = invented_parties(60)

    assert broken(parties, draw_reviewers(parties, policy, SEEDS[1], ON), policy) == []


@pytest.mark.parametrize(("most", "code"), [(3, "no_valid_assignment"), (4, "not refused")])
def test_who_does_the_most_reviews_already_is_given_no_more(most: int, code: str) -> None:
    busy, free = (Party(iso3=iso3, region=Region.WEOG, instruments=(UNTOC, FA)) for iso3 in ("BSY", "FRE"))
    others = [Party(iso3=f"{letter}TH", region=Region.WEOG, instruments=(UNTOC,)) for letter in "ABCDEF"]
    late, one, two, *reviewed = others
    assignments = {
        late.iso3: (reviewer(one.iso3, UNTOC), reviewer(two.iso3, UNTOC, region_role="other_region")),
        **{each.iso3: (reviewer(busy.iso3, UNTOC),) for each in reviewed},
    }

    def outcome() -> str:
        try:
            reviewers_for(
                late, FA, (busy, free, *others), assignments, policy=Policy(reviewer_max=most), seed=SEEDS[0], on=ON
            )
        except RuleViolation as refusal:
            return refusal.code
        return "not refused"

    assert outcome() == code


def test_two_states_may_review_each_other_only_if_the_bar_is_off() -> None:
    pair = (
        Party(iso3="AAA", region=Region.WEOG, instruments=(UNTOC,)),
        Party(iso3="BBB", region=Region.WEOG, instruments=(UNTOC,)),
        Party(iso3="CCC", region=Region.AFRICAN, instruments=(UNTOC,)),
    )
    off = Policy(mutual_review_bar=MutualReviewBar.OFF, reviewer_max=None)

    assert draw_reviewers(pair, off, SEEDS[0], ON)
    with pytest.raises(RuleViolation) as refusal:
        draw_reviewers(pair, Policy(reviewer_max=None), SEEDS[0], ON)
    assert refusal.value.code == "no_valid_assignment"


def test_a_maximum_that_cannot_be_kept_is_said_and_not_broken() -> None:
    with pytest.raises(RuleViolation, match="relax reviewer_max") as refusal:
        draw_reviewers(invented_parties(20), Policy(reviewer_max=1), SEEDS[0], ON)

    assert refusal.value.code == "no_valid_assignment"


def late_entrant(instrument: Instrument) -> tuple[Party, ...]:
    """The first invented State that is not party to `instrument`, and all others."""
    parties = invented_parties(60)
    late = next(party for party in parties if not party.is_party_to(instrument))
    return (late, *(party for party in parties if party.iso3 != late.iso3))


@pytest.mark.parametrize("instrument", [TIP, SOM, FA])
@pytest.mark.parametrize("seed", SEEDS[:5], ids=range(5))
def test_an_instrument_that_is_joined_later_has_two_reviewers_as_well(instrument: Instrument, seed: str) -> None:
    late, *others = late_entrant(instrument)
    parties = (late, *others)
    assignments = draw_reviewers(parties, Policy(), seed, ON)

    added = reviewers_for(late, instrument, parties, assignments, policy=Policy(), seed=seed, on=ON)

    now_party_to = tuple(each for each in ALL if each in {*late.instruments, instrument})
    joined = late.model_copy(update={"instruments": now_party_to})
    whole = {each.state: each for each in assignments[late.iso3]}
    for each in added:
        known = whole.get(each.state, each.model_copy(update={"instruments": ()}))
        whole[each.state] = known.model_copy(update={"instruments": (*known.instruments, instrument)})
    after = assignments | {late.iso3: tuple(whole.values())}
    assert {each.instruments for each in added} == {(instrument,)}
    # Where the State is a reviewer itself, it goes on with the instruments it was drawn for.
    found = [each for each in broken((joined, *others), after, Policy()) if f"D6: {late.iso3}" not in each]
    assert found == []


def test_nobody_left_to_review_an_instrument_is_said() -> None:
    late, *others = late_entrant(FA)
    parties = (late, *(each.model_copy(update={"instruments": each.instruments[:3]}) for each in others))
    without = tuple(each.model_copy(update={"instruments": (UNTOC,)}) for each in parties)
    assignments = draw_reviewers(without, Policy(), SEEDS[0], ON)

    with pytest.raises(RuleViolation) as refusal:
        reviewers_for(without[0], FA, without, assignments, policy=Policy(), seed=SEEDS[0], on=ON)

    assert refusal.value.code == "no_valid_assignment"
