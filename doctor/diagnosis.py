"""The draw doctor: feasibility, a minimal clash, the cheapest remedy, and how tight each State and region is.

A clash is found by deletion: take away what can be taken away while it stays impossible. Rules are tried one by one; the
States of one kind are interchangeable, so the least number of them is found by halving. What is left is minimal: with
any one rule or State less a draw is possible, and `proved` says that an assignment was found for each of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from doctor.question import Question, Rule, parties_of, question_of
from doctor.solver import ask
from doctor.witness import has_witness, sample_groups
from models.lots import LotsInputs, LotsPolicy, Role
from models.policy import MutualReviewBar, Relaxation
from models.register import Region
from rules.lots.slots import Table

FEWEST = 3
"""Parties to an instrument that make two others for each."""

RAISES = (1, 2, 3, 5, 8)
"""By how much a higher maximum is tried as a remedy."""

Change = Mapping[str, str | int | None]
"""Switches of a policy with other values."""


class Verdict(StrEnum):
    """What the doctor finds."""

    POSSIBLE = "possible"
    WITH_RELAXATIONS = "possible_with_relaxations"
    IMPOSSIBLE = "impossible"
    UNDECIDED = "undecided"
    """The solver sees no obstacle, but no assignment was found."""


@dataclass(frozen=True)
class Clash:
    """A minimal set: these rules cannot all be kept if all these States are reviewed (by two others, D1, D4, D8).

    `relaxes`: they clash even with the relaxations of the policy (D16). `proved`: for the set without each single
    member an assignment was found.
    """

    rules: tuple[Rule, ...]
    states: tuple[str, ...]
    relaxes: bool
    proved: bool


@dataclass(frozen=True)
class Remedy:
    """What makes a draw possible: relaxations of the policy's order with the times they are used, or another policy."""

    uses: Mapping[str, int] = field(default_factory=dict[str, int])
    policy: Change = field(default_factory=dict[str, str | int | None])


@dataclass(frozen=True)
class RegionTightness:
    """Places that a region's States have to fill among themselves, and how many reviews they may do (None: any)."""

    region: Region
    same_region_slots: int
    room: int | None


@dataclass(frozen=True)
class StateTightness:
    """How many States may stand in each principal slot of a State."""

    iso3: str
    same_region: int
    other_region: int


@dataclass(frozen=True)
class Diagnosis:
    """All that the doctor says; the tightest States first.

    `hopeless` are instruments with fewer than three parties. `least_maximum` is the smallest maximum of reviews under
    which a draw is possible, with the relaxations; None if none helps.
    """

    verdict: Verdict
    clash: Clash | None
    remedy: Remedy | None
    hopeless: tuple[str, ...]
    regions: tuple[RegionTightness, ...]
    states: tuple[StateTightness, ...]
    least_maximum: int | None


def diagnose(inputs: LotsInputs) -> Diagnosis:
    """Examine the inputs of a draw before they are sealed; groups are unknown then, so a sample division is taken.

    Raises:
        Unanswered: the solver did not find out in time (`doctor.solver`).
    """
    groups = sample_groups(inputs)
    question = question_of(inputs, groups)
    clash = remedy = None
    answer = ask(question)
    if answer.is_possible:
        verdict = Verdict.POSSIBLE
    else:
        answer = ask(question, relaxes=True, cheapest=True)
        verdict = Verdict.WITH_RELAXATIONS if answer.is_possible else Verdict.IMPOSSIBLE
        clash = clash_of(question, relaxes=not answer.is_possible)
        uses = {str(each): times for each, times in answer.uses.items()}
        remedy = Remedy(uses=uses) if answer.is_possible else _other_policy(question)
    if answer.is_possible and not has_witness(question, answer):
        verdict = Verdict.UNDECIDED
    return Diagnosis(
        verdict=verdict,
        clash=clash,
        remedy=remedy,
        hopeless=tuple(str(each) for each, count in sorted(parties_of(question).items()) if count < FEWEST),
        regions=_regions(inputs),
        states=_states(Table(inputs, groups)),
        least_maximum=_least_maximum(question),
    )


def clash_of(question: Question, *, relaxes: bool) -> Clash:
    """Return a minimal clash of a question that is impossible, as it stands or even with the policy's relaxations."""
    for rule in sorted(question.rules):
        fewer = question.without(rule)
        if not ask(fewer, relaxes=relaxes).is_possible:
            question = fewer
    for kind in range(len(question.kinds)):
        low, high = 0, question.reviewed[kind]
        while low < high:
            middle = (low + high) // 2
            if ask(_with(question, kind, middle), relaxes=relaxes).is_possible:
                low = middle + 1
            else:
                high = middle
        question = _with(question, kind, high)
    states = (
        iso3 for members, count in zip(question.members, question.reviewed, strict=True) for iso3 in members[:count]
    )
    return Clash(
        rules=tuple(sorted(question.rules)),
        states=tuple(sorted(states)),
        relaxes=relaxes,
        proved=all(has_witness(each, ask(each, relaxes=relaxes)) for each in one_less(question)),
    )


def one_less(question: Question) -> Iterator[Question]:
    """The question without each single rule, and without one State of each kind (its like are interchangeable)."""
    for rule in sorted(question.rules):
        yield question.without(rule)
    for kind, count in enumerate(question.reviewed):
        if count:
            yield _with(question, kind, count - 1)


def _with(question: Question, kind: int, count: int) -> Question:
    reviewed = list(question.reviewed)
    reviewed[kind] = count
    return question.reviewing(reviewed)


def _other_policy(question: Question) -> Remedy | None:
    """The first change of the policy that makes a draw possible: the order of relaxations, limits, then the bar."""
    policy = question.inputs.policy
    changes: list[Change] = []
    if set(policy.region_exhausted_order) != set(Relaxation):
        changes.append({"region_exhausted_order": ",".join(Relaxation)})
    if policy.reviewer_max is not None:
        changes += [{"reviewer_max": policy.reviewer_max + more} for more in RAISES]
    if policy.reviewer_min:
        changes += [{"reviewer_min": least} for least in range(policy.reviewer_min - 1, -1, -1)]
    if policy.mutual_review_bar is not MutualReviewBar.OFF:
        changes.append({"mutual_review_bar": MutualReviewBar.OFF})
    changes.append({"reviewer_max": None, "reviewer_min": 0, "mutual_review_bar": MutualReviewBar.OFF})
    return next((Remedy(policy=change) for change in changes if _is_possible(question, change)), None)


def _is_possible(question: Question, change: Change) -> bool:
    values: dict[str, object] = {**question.inputs.policy.model_dump(), **change}
    if "region_exhausted_order" in change:
        values["region_exhausted_order"] = tuple(Relaxation)
    inputs = question.inputs.model_copy(update={"policy": LotsPolicy.model_validate(values)})
    return ask(question_of(inputs, sample_groups(question.inputs)), relaxes=True).is_possible


def _least_maximum(question: Question) -> int | None:
    """By halving: a higher maximum never makes a draw impossible."""
    low, high = max(1, question.inputs.policy.reviewer_min or 0), 8 * len(question.inputs.states)
    if not _is_possible(question, {"reviewer_max": high}):
        return None
    while low < high:
        middle = (low + high) // 2
        if _is_possible(question, {"reviewer_max": middle}):
            high = middle
        else:
            low = middle + 1
    return high


def _regions(inputs: LotsInputs) -> tuple[RegionTightness, ...]:
    most = inputs.policy.reviewer_max
    found: list[RegionTightness] = []
    for region in Region:
        members = [state.iso3 for state in inputs.states if state.region is region]
        if members:
            room = None if most is None else sum(max(0, most - inputs.earlier_load.get(each, 0)) for each in members)
            found.append(RegionTightness(region, len(members), room))
    return tuple(found)


def _states(table: Table) -> tuple[StateTightness, ...]:
    count = range(len(table.states))
    found: list[StateTightness] = []
    for owner, state in enumerate(table.states):
        may = [
            who
            for who in count
            if who != owner and table.joined[owner] & table.joined[who] and not table.is_away(owner, who)
        ]
        same = sum(table.stands_for(owner, who) is Role.SAME_REGION for who in may)
        found.append(StateTightness(state.iso3, same, len(may) - same))
    return tuple(sorted(found, key=lambda each: (min(each.same_region, each.other_region), each.iso3)))
