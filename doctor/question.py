"""What is asked of the solver: States that are alike counted together, and the rules that are in force.

States of one region, with the same instruments, the same earlier load, and the same standing in deferrals and groups are
interchangeable, so the solver needs how many slots of one kind go to States of another, not which. That makes a
question of tens of thousands of unknowns one of a few hundred, and lets "too few places for too many reviews" be seen at
once, which a search over single States sees only after trying everything.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from models.instruments import Instrument
from models.lots import LotsInputs
from models.policy import Deferral, MutualReviewBar
from models.register import Region


class Rule(StrEnum):
    """A rule that can be taken away; D1, D4 and D8 never are."""

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
class Question:
    """Kinds with their members, the rules in force, and how many members of each kind are to be reviewed."""

    kinds: tuple[Kind, ...]
    members: tuple[tuple[str, ...], ...]
    reviewed: tuple[int, ...]
    rules: frozenset[Rule]
    inputs: LotsInputs

    def reviewing(self, reviewed: Sequence[int]) -> "Question":
        """The same with other numbers of States to be reviewed."""
        return replace(self, reviewed=tuple(reviewed))

    def without(self, rule: Rule) -> "Question":
        """The same without a rule."""
        return replace(self, rules=self.rules - {rule})


def question_of(inputs: LotsInputs, groups: Mapping[str, int]) -> Question:
    """Put the question whether `inputs` have an outcome."""
    policy = inputs.policy
    deferring = set(inputs.deferrals) if policy.deferral is Deferral.OWN_REVIEW_YEAR else set[str]()
    sees_groups = bool(deferring) or policy.mutual_review_bar is MutualReviewBar.PHASE
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


def parties_of(question: Question) -> Counter[Instrument]:
    """How many parties each instrument has."""
    return Counter(instrument for state in question.inputs.states for instrument in state.instruments)
