"""The three start groups, drawn so that every division that keeps the proportions is as likely as any other (D21)."""

from collections.abc import Sequence
from itertools import combinations, product

from models.lots import GROUPS, LotsInputs
from models.register import Region
from rules.lots.sealing import key_of
from rules.lots.stream import Stream


def draw_start_groups(inputs: LotsInputs, seed: bytes) -> dict[str, int]:
    """Divide the States into groups: inside each region, and all in all, sizes differ by one at most.

    Which groups get the States that are left over in a region is drawn first, among all ways that keep the whole
    balanced; then each region is shuffled and dealt out. Each division has the same number of shuffles, so all are
    equally likely.
    """
    stream = Stream(key_of(inputs, seed), "groups")
    members = {
        region: sorted(state.iso3 for state in inputs.states if state.region is region)
        for region in sorted(Region)
        if any(state.region is region for state in inputs.states)
    }
    left_over = [list(combinations(GROUPS, len(each) % len(GROUPS))) for each in members.values()]
    balanced = [ways for ways in product(*left_over) if _is_balanced(ways)]
    chosen = balanced[stream.below(len(balanced))]
    groups: dict[str, int] = {}
    for of_region, extra in zip(members.values(), chosen, strict=True):
        places = [group for group in GROUPS for _ in range(len(of_region) // len(GROUPS) + (group in extra))]
        groups.update(zip(stream.shuffled(of_region), places, strict=True))
    return groups


def _is_balanced(ways: Sequence[Sequence[int]]) -> bool:
    totals = [sum(group in way for way in ways) for group in GROUPS]
    return max(totals) - min(totals) <= 1
