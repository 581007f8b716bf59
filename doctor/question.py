"""What is asked: which States have to be reviewed, by which rules; States that are alike are counted together.

States of one region with the same instruments, earlier load, and standing in deferrals, volunteers and groups are of
one kind: they are interchangeable. So it matters how many of a kind have to be reviewed, and not which.

A question can be weakened in two ways, and no weaker one is harder. A rule can be taken away. And a State can be taken
out of the States under review: then it is left open whether and by whom it is reviewed, while it may still review
others, and whatever binds it as a reviewer still does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from models.instruments import Instrument
from models.lots import LotsInputs, Role
from models.policy import Deferral, MutualReviewBar, Relaxation
from models.register import Region

Gap = tuple[Instrument, ...]
"""Instruments of a State that a principal reviewer of it is not party to, or a part of them."""


class Rule(StrEnum):
    """A rule that can be taken away; D1, D4 and D8 never are, and D3, D6 and D7 exclude nobody."""

    REGIONS = "D2"
    """One principal of the own region, one of another."""
    MUTUAL = "D9"
    """No two States review each other."""
    MAXIMUM = "D10 maximum"
    MINIMUM = "D10 minimum"
    DEFERRALS = "D12"
    """Who put off reviewing in its own year does not review then."""


@dataclass(frozen=True, order=True)
class Kind:
    """What makes States alike; `group` is 0 where neither deferrals nor the bar on mutual review look at groups."""

    region: Region
    instruments: tuple[Instrument, ...]
    earlier: int
    defers: bool
    volunteers: bool
    group: int


@dataclass(frozen=True)
class Cohort:
    """States of one region with the same instruments of which all have to be reviewed, or none has to be.

    `away` is the group in whose year all of them put off reviewing, or 0; apart from that their kinds may differ.
    """

    region: Region
    instruments: tuple[Instrument, ...]
    away: int
    reviewed: bool
    members: tuple[str, ...]
    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class Seat:
    """One reviewer of one State: a principal, or a supplementary one for a gap of the principal of that role."""

    under_review: str
    reviewer: str
    role: Role
    principal: bool
    instruments: Gap


@dataclass(frozen=True)
class Question:
    """Kinds with their members, the rules in force, and how many members of each kind have to be reviewed.

    `order` has the relaxations that are allowed (D16), the first the cheapest; none if the rules are to be kept.
    """

    kinds: tuple[Kind, ...]
    members: tuple[tuple[str, ...], ...]
    reviewed: tuple[int, ...]
    rules: frozenset[Rule]
    inputs: LotsInputs
    order: tuple[Relaxation, ...] = ()

    def reviewing(self, reviewed: Sequence[int]) -> "Question":
        """The same with other numbers of States to be reviewed: the first of each kind."""
        return replace(self, reviewed=tuple(reviewed))

    def under(self, rules: frozenset[Rule]) -> "Question":
        """The same with other rules."""
        return replace(self, rules=rules)

    def relaxed(self) -> "Question":
        """The same with the relaxations of the policy."""
        return replace(self, order=self.inputs.policy.region_exhausted_order)

    @cached_property
    def states(self) -> tuple[str, ...]:
        """The States that have to be reviewed, by code."""
        return tuple(
            sorted(iso3 for members, count in zip(self.members, self.reviewed, strict=True) for iso3 in members[:count])
        )

    @cached_property
    def cohorts(self) -> tuple[Cohort, ...]:
        """All States, parted into as few cohorts as there can be."""
        parts: dict[tuple[Region, tuple[Instrument, ...], int, bool], list[tuple[str, Kind]]] = {}
        for kind, members, count in zip(self.kinds, self.members, self.reviewed, strict=True):
            away = kind.group if kind.defers and Rule.DEFERRALS in self.rules else 0
            for number, iso3 in enumerate(members):
                parts.setdefault((kind.region, kind.instruments, away, number < count), []).append((iso3, kind))
        return tuple(
            Cohort(*key, members=tuple(iso3 for iso3, _ in part), kinds=tuple(kind for _, kind in part))
            for key, part in parts.items()
        )

    @property
    def asks_minimum(self) -> bool:
        """Whether everybody has to review somebody: only then does it matter that the other States may be reviewed."""
        return Rule.MINIMUM in self.rules and bool(self.inputs.policy.reviewer_min)

    def coverers(self, gap: Gap) -> int:
        """How many States are party to all of a gap."""
        return sum(
            len(members)
            for kind, members in zip(self.kinds, self.members, strict=True)
            if set(gap) <= set(kind.instruments)
        )

    def is_barred(self, one: Kind, other: Kind) -> bool:
        """Whether States of these kinds may not review each other (D9)."""
        is_phase = self.inputs.policy.mutual_review_bar is MutualReviewBar.PHASE
        return Rule.MUTUAL in self.rules and (not is_phase or one.group == other.group)

    def is_away(self, owner: Kind, reviewer: Kind) -> bool:
        """Whether a reviewer of this kind has put off reviewing in the year of `owner` (D12)."""
        return Rule.DEFERRALS in self.rules and reviewer.defers and owner.group == reviewer.group

    def is_elsewhere(self, owner: Kind | Cohort, reviewer: Kind | Cohort, role: Role) -> bool:
        """Whether a principal is not of the region of its role (D2); who has no region is of no other's (D23)."""
        is_same = owner.region is not Region.NONE and owner.region is reviewer.region
        return Rule.REGIONS in self.rules and is_same != (role is Role.SAME_REGION)

    def may_stand(self, owner: Kind | Cohort, reviewer: Kind | Cohort, role: Role) -> bool:
        """Whether a principal may stand in a role by instruments and regions, with the relaxations that are allowed."""
        if not set(reviewer.instruments) & set(owner.instruments):
            return False
        is_relaxed = role is Role.SAME_REGION and Relaxation.ANY_REGION in self.order
        return is_relaxed or not self.is_elsewhere(owner, reviewer, role)

    def room(self, kind: Kind) -> int | None:
        """How many more reviews a State of this kind may do without a relaxation (D10, D15); None if any number."""
        most = self.inputs.policy.reviewer_max
        if Rule.MAXIMUM not in self.rules or most is None:
            return None
        return max(0, most - kind.earlier)

    def offer(self, kind: Kind) -> int:
        """How many reviews above that a State of this kind offers (D17)."""
        policy = self.inputs.policy
        if not kind.volunteers or Relaxation.EXCEED_MAXIMUM_FOR_VOLUNTEERS not in self.order:
            return 0
        return max(0, policy.volunteer_extra - max(0, kind.earlier - (policy.reviewer_max or 0)))

    def least(self, kind: Kind) -> int:
        """How many reviews a State of this kind has to do (D10)."""
        return max(0, (self.inputs.policy.reviewer_min or 0) - kind.earlier) if self.asks_minimum else 0


def question_of(inputs: LotsInputs, groups: Mapping[str, int]) -> Question:
    """Put the question whether `inputs` have an outcome that keeps all rules, if the start groups are these."""
    policy = inputs.policy
    deferring = set(inputs.deferrals) if policy.deferral is Deferral.OWN_REVIEW_YEAR else set[str]()
    sees_groups = looks_at_groups(inputs)
    members: dict[Kind, list[str]] = {}
    for state in inputs.states:
        kind = Kind(
            region=state.region,
            instruments=state.instruments,
            earlier=inputs.earlier_load.get(state.iso3, 0),
            defers=state.iso3 in deferring,
            volunteers=state.iso3 in inputs.volunteers,
            group=groups[state.iso3] if sees_groups else 0,
        )
        members.setdefault(kind, []).append(state.iso3)
    kinds = tuple(sorted(members))
    in_force = {
        Rule.REGIONS: True,
        Rule.MUTUAL: policy.mutual_review_bar is not MutualReviewBar.OFF,
        Rule.MAXIMUM: policy.reviewer_max is not None,
        Rule.MINIMUM: bool(policy.reviewer_min),
        Rule.DEFERRALS: bool(deferring),
    }
    return Question(
        kinds=kinds,
        members=tuple(tuple(sorted(members[kind])) for kind in kinds),
        reviewed=tuple(len(members[kind]) for kind in kinds),
        rules=frozenset(rule for rule, is_in_force in in_force.items() if is_in_force),
        inputs=inputs,
    )


def looks_at_groups(inputs: LotsInputs) -> bool:
    """Whether it depends on the start groups who may review whom: by deferrals, or by the bar on mutual review."""
    policy = inputs.policy
    return (bool(inputs.deferrals) and policy.deferral is Deferral.OWN_REVIEW_YEAR) or (
        policy.mutual_review_bar is MutualReviewBar.PHASE
    )
