"""What makes a draw possible: the relaxations of the policy in D16's order, or else the least change of the policy."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from doctor.deciding import Found, decided
from doctor.plan import planned
from doctor.question import Question, Rule, looks_at_groups, question_of
from models.lots import LotsInputs, LotsPolicy
from models.policy import Deferral, MutualReviewBar, Relaxation, SupplementCounts

MOST = 1000
"""The highest maximum of reviews that is tried."""

ADDED = (Relaxation.DROP_DEFERRALS, Relaxation.EXCEED_MAXIMUM_FOR_VOLUNTEERS, Relaxation.ANY_REGION)
"""The relaxations that can make a draw possible, the cheapest first (D16); a preference never makes it impossible."""

Change = Mapping[str, object]
"""Switches of a policy with other values."""


@dataclass(frozen=True)
class Remedy:
    """The cheapest way to a valid outcome, by D16's order.

    `uses` are the relaxations that it needs, with the States where they are used in one such way: those under review,
    or who reviews above the maximum; as often as they are. `is_least` says that no way is cheaper. If the policy and
    the notes of the missions do not allow it as they are, `policy` has the switches to change, and `volunteers` is how
    many reviews above the maximum have to be offered.
    """

    uses: Mapping[Relaxation, tuple[str, ...]] = field(default_factory=dict[Relaxation, tuple[str, ...]])
    is_least: bool = True
    policy: Change = field(default_factory=dict[str, object])
    volunteers: int = 0


def remedy_by(found: Found) -> Remedy:
    """Return the remedy that the policy has already."""
    return Remedy(uses={each: tuple(of) for each, of in found.uses.items()}, is_least=found.is_least)


def other_remedy(
    inputs: LotsInputs, divisions: Sequence[Mapping[str, int]], least_maximum: int | None
) -> Remedy | None:
    """Return what else has to be allowed where the relaxations of the policy do not help; None if nothing does.

    First more relaxations and more volunteers, the cheapest by D16; then one other switch; then several. Where groups
    matter, it has to help in every division into start groups, of which the worst is the first.

    Raises:
        Undecided: `doctor_undecided`.
    """
    for wider in _wider(inputs):
        if not _helps(wider, divisions):
            continue
        found = decided(question_of(wider, divisions[0]).relaxed(), cheapest=True)
        if found is not None:
            is_new = wider.policy != inputs.policy
            above = len(found.uses.get(Relaxation.EXCEED_MAXIMUM_FOR_VOLUNTEERS, ()))
            return Remedy(
                uses={each: tuple(of) for each, of in found.uses.items()},
                is_least=found.is_least,
                policy={"region_exhausted_order": list(wider.policy.region_exhausted_order)} if is_new else {},
                volunteers=above if wider.volunteers != inputs.volunteers else 0,
            )
    changes = _changes(inputs.policy, least_maximum)
    return next((Remedy(policy=change) for change in changes if _helps(changed(inputs, change), divisions)), None)


def _helps(inputs: LotsInputs, divisions: Sequence[Mapping[str, int]]) -> bool:
    looked_at = divisions if looks_at_groups(inputs) else divisions[:1]
    return all(decided(question_of(inputs, groups).relaxed()) is not None for groups in looked_at)


def least_maximum(inputs: LotsInputs, groups: Mapping[str, int]) -> int | None:
    """Return the smallest maximum of reviews under which a draw is possible, with the relaxations; None if none is.

    Raises:
        Undecided: `doctor_undecided`.
    """

    def question(most: int) -> Question:
        return question_of(changed(inputs, {"reviewer_max": most}), groups).relaxed()

    low = max(1, inputs.policy.reviewer_min or 0)
    high = low
    while planned(question(high)) is None:
        low, high = high + 1, 2 * high
        if high > MOST:
            return None
    while low < high:
        middle = (low + high) // 2
        if planned(question(middle)) is None:
            low = middle + 1
        else:
            high = middle
    # A plan is not yet an assignment; a higher maximum never makes a draw impossible.
    return next((most for most in range(high, MOST) if decided(question(most)) is not None), None)


def changed(inputs: LotsInputs, change: Change) -> LotsInputs:
    """Return the inputs with another policy."""
    policy = LotsPolicy.model_validate({**inputs.policy.model_dump(), **change})
    return inputs.model_copy(update={"policy": policy})


def _wider(inputs: LotsInputs) -> Iterator[LotsInputs]:
    """The inputs with more relaxations in D16's order, and everybody a volunteer where that is one of them."""
    given, rules = inputs.policy.region_exhausted_order, question_of(inputs, _nobodys(inputs)).rules
    useful = {
        Relaxation.DROP_DEFERRALS: Rule.DEFERRALS in rules and Relaxation.DROP_DEFERRALS not in given,
        Relaxation.EXCEED_MAXIMUM_FOR_VOLUNTEERS: Rule.MAXIMUM in rules,
        Relaxation.ANY_REGION: Relaxation.ANY_REGION not in given,
    }
    new = [each for each in ADDED if useful[each]]
    subsets = [added for count in range(1, len(new) + 1) for added in combinations(new, count)]
    for added in sorted(subsets, key=lambda added: [ADDED.index(each) for each in reversed(added)]):
        order = tuple(each for each in Relaxation if each in given or each in added)
        order = given if set(order) == set(given) else order
        policy = inputs.policy.model_copy(update={"region_exhausted_order": order})
        volunteers = inputs.volunteers
        if Relaxation.EXCEED_MAXIMUM_FOR_VOLUNTEERS in added:
            volunteers = tuple(sorted(state.iso3 for state in inputs.states))
        yield inputs.model_copy(update={"policy": policy, "volunteers": volunteers})


def _nobodys(inputs: LotsInputs) -> dict[str, int]:
    return {state.iso3: 0 for state in inputs.states}


def _changes(policy: LotsPolicy, least_maximum: int | None) -> Iterator[Change]:
    """Other values of one switch after the other: limits, deferrals, what counts, the bar; at last of all of them."""
    if least_maximum is not None and policy.reviewer_max is not None:
        yield {"reviewer_max": least_maximum}
    for least in range((policy.reviewer_min or 0) - 1, -1, -1):
        yield {"reviewer_min": least}
    if policy.supplement_counts is SupplementCounts.MAX_ONLY:
        yield {"supplement_counts": SupplementCounts.BOTH}
    if policy.supplement_counts is not SupplementCounts.NONE:
        yield {"supplement_counts": SupplementCounts.NONE}
    if policy.deferral is not Deferral.OFF:
        yield {"deferral": Deferral.OFF}
    bars = list(MutualReviewBar)
    for bar in bars[bars.index(policy.mutual_review_bar) + 1 :]:
        yield {"mutual_review_bar": bar}
    yield {"region_exhausted_order": list(Relaxation), "mutual_review_bar": MutualReviewBar.OFF}
    yield {
        "region_exhausted_order": list(Relaxation),
        "reviewer_max": None,
        "reviewer_min": 0,
        "mutual_review_bar": MutualReviewBar.OFF,
    }
