"""An independent check of a draw: the constraints of domain.md 2.2, read again, not taken from the code that draws."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from models.cycle.state import Party
from models.phase.state import Reviewer
from models.policy import Policy, SupplementCounts
from models.register import Region

Assignments = Mapping[str, tuple[Reviewer, ...]]


def broken(parties: Sequence[Party], assignments: Assignments, policy: Policy) -> list[str]:
    """Every constraint that is broken, in words; empty if the draw is valid."""
    known = {party.iso3: party for party in parties}
    found = [f"{iso3}: not drawn" for iso3 in known if iso3 not in assignments]
    for iso3, reviewers in assignments.items():
        found.extend(f"{iso3}: {each}" for each in _of_one(known[iso3], reviewers, known))
    return [*found, *_between(assignments), *_loads(known, assignments, policy)]


def _of_one(state: Party, reviewers: Sequence[Reviewer], known: Mapping[str, Party]) -> Iterator[str]:
    for instrument in state.instruments:
        on_it = [each for each in reviewers if instrument in each.instruments]
        if len({each.state for each in on_it}) != 2 or len(on_it) != 2:
            yield f"D1: {instrument} has {len(on_it)} reviewers"
        if sorted(each.region_role for each in on_it) != ["other_region", "same_region"]:
            yield f"D2: {instrument} has the roles {[each.region_role for each in on_it]}"
    for each in reviewers:
        yield from _of_pair(state, each, known[each.state])
    if len({each.state for each in reviewers}) != len(reviewers):
        yield "D8: one State stands twice"
    principals = [each for each in reviewers if each.principal]
    if len(principals) != 2:
        yield f"D6: {len(principals)} principal reviewers"
    for each in principals:
        able = {one for one in state.instruments if known[each.state].is_party_to(one)}
        if set(each.instruments) != able:
            yield f"D6: {each.state} could cover {able}"


def _of_pair(state: Party, reviewer: Reviewer, reviewing: Party) -> Iterator[str]:
    if reviewer.state == state.iso3:
        yield "D8: reviews itself"
    if any(not reviewing.is_party_to(instrument) for instrument in reviewer.instruments):
        yield f"D4: {reviewer.state} is not party to all of {reviewer.instruments}"
    if not set(reviewer.instruments) <= set(state.instruments):
        yield f"D1: {reviewer.state} reviews what {state.iso3} is not party to"
    is_same = reviewing.region == state.region and state.region is not Region.NONE
    if not reviewer.relaxed and is_same != (reviewer.region_role == "same_region"):
        yield f"D2: {reviewer.state} is called {reviewer.region_role}"
    if reviewer.relaxed and is_same == (reviewer.region_role == "same_region"):
        yield f"D16: {reviewer.state} is marked {reviewer.relaxed} without need"
    if reviewer.principal and reviewer.relaxed and state.region is not Region.NONE:
        yield f"D16: {reviewer.state} is relaxed for a State that has a region"


def _between(assignments: Assignments) -> Iterator[str]:
    pairs = {(iso3, each.state) for iso3, reviewers in assignments.items() for each in reviewers}
    for state, reviewing in sorted(pairs):
        if state < reviewing and (reviewing, state) in pairs:
            yield f"D9: {state} and {reviewing} review each other"


def _loads(known: Mapping[str, Party], assignments: Assignments, policy: Policy) -> Iterator[str]:
    as_principal = Counter(each.state for reviewers in assignments.values() for each in reviewers if each.principal)
    load = Counter(each.state for reviewers in assignments.values() for each in reviewers)
    if policy.supplement_counts is SupplementCounts.NONE:
        load = as_principal
    for iso3 in known:
        if policy.reviewer_max is not None and load[iso3] > policy.reviewer_max:
            yield f"D10: {iso3} does {load[iso3]} reviews"
        if as_principal[iso3] < (policy.reviewer_min or 0):
            yield f"D10: {iso3} does {as_principal[iso3]} reviews"
