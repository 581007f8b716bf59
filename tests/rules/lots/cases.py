"""Problems of the draw that are small enough to write down every outcome."""

from dataclasses import replace
from typing import Any

from models.lots import LotsInputs, LotsPolicy
from models.policy import MutualReviewBar
from models.register import Region
from rules.lots.problem import Problem, Slot
from rules.lots.slots import Table
from tests.rules.lots.registers import TIP, UNTOC, register


def key_number(number: int) -> bytes:
    """Return the key of one draw."""
    return number.to_bytes(32, "big")


def self_bar(count: int) -> Problem:
    """Each State reviews one other, and none itself."""
    slots = tuple(Slot(owner, {other: 0 for other in range(count) if other != owner}) for owner in range(count))
    ones = (1,) * count
    return Problem(slots, load=(0,) * count, floor=ones, cap=ones, extra=(0,) * count, bar=tuple(range(count)))


def liking(problem: Problem, weight: int) -> Problem:
    """The same problem, where each State would like to be reviewed by the next."""
    slots = (replace(each, preferred=frozenset({(each.owner + 1) % problem.count})) for each in problem.slots)
    return replace(problem, slots=tuple(slots), weight=weight)


def table_of(*regions: tuple[Region, int], policy: LotsPolicy) -> Table:
    """A register whose States are all in the first group."""
    states = register(*regions)
    return Table(LotsInputs(states=states, policy=policy), dict.fromkeys((state.iso3 for state in states), 1))


def principals_of(*regions: tuple[Region, int], policy: LotsPolicy) -> Problem:
    """The problem of the principal reviewers."""
    return table_of(*regions, policy=policy).principals(widened=False, floor=policy.reviewer_min or 0)[1]


TWO_EACH = LotsPolicy(mutual_review_bar=MutualReviewBar.OFF, reviewer_max=2, reviewer_min=2)
BARRED = LotsPolicy(reviewer_max=3, reviewer_min=1)
REGIONS_3_2_2 = principals_of((Region.AFRICAN, 3), (Region.WEOG, 2), (Region.GRULAC, 2), policy=TWO_EACH)
NO_REGION = principals_of((Region.NONE, 4), policy=TWO_EACH)
MUTUAL_BAR = principals_of((Region.AFRICAN, 3), (Region.WEOG, 3), policy=BARRED)


def gaps_and_caps() -> Table:
    """Five States, three of them party to a Protocol, at most three reviews each."""
    joined = [(UNTOC, TIP), (UNTOC,), (UNTOC, TIP), (UNTOC, TIP), (UNTOC,)]
    states = register((Region.AFRICAN, 3), (Region.WEOG, 2), joined=joined)
    policy = LotsPolicy(mutual_review_bar=MutualReviewBar.OFF, reviewer_max=3, reviewer_min=1)
    return Table(LotsInputs(states=states, policy=policy), dict.fromkeys((state.iso3 for state in states), 1))


def relaxed() -> Problem:
    """Too few reviews for all slots: somebody of the wrong region, or a volunteer above the maximum."""
    states = register((Region.AFRICAN, 3), (Region.WEOG, 2))
    policy = LotsPolicy(mutual_review_bar=MutualReviewBar.OFF, reviewer_max=2)
    inputs = LotsInputs(states=states, policy=policy, volunteers=("AAA", "AAD"), earlier_load={"AAB": 1})
    table = Table(inputs, dict.fromkeys((state.iso3 for state in states), 1))
    return table.principals(widened=True, floor=0)[1]


def too_little_room() -> dict[str, Any]:
    """Fourteen States that may do 24 reviews for 28 slots; volunteers can do the four that are missing."""
    states = register((Region.AFRICAN, 5), (Region.WEOG, 5), (Region.GRULAC, 4))
    codes = [state.iso3 for state in states]
    return {
        "states": states,
        "policy": LotsPolicy(reviewer_max=2),
        "volunteers": codes[::2],
        "deferrals": codes[1::2],
        "earlier_load": {codes[0]: 1, codes[5]: 1, codes[9]: 2},
    }
