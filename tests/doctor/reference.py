"""Whether a question has an answer, found by trying everything: for registers of five or six States."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product

from doctor.question import Rule
from models.lots import LotsInputs
from models.policy import Deferral, MutualReviewBar, Relaxation, SupplementCounts
from models.register import Region
from rules.lots.exact import Counted
from rules.lots.problem import Problem
from rules.lots.slots import Table

ANY_NUMBER = 10**6

NOBODY = -1
"""In the place of a reviewer of a State that need not be reviewed."""


def exists_by_the_draw(inputs: LotsInputs, groups: Mapping[str, int]) -> bool:
    """Whether the problems that the draw poses itself (`rules.lots`), all relaxations allowed, have an outcome.

    Principals are tried one assignment after the other, whatever they cost; supplements are counted for each.
    """
    table, least = Table(inputs, groups), inputs.policy.reviewer_min or 0
    floors = [(least, 0)]
    if least and inputs.policy.supplement_counts is SupplementCounts.BOTH:
        floors.append((0, least))
    return any(
        _is_completed(table, at, floor_after)
        for floor, floor_after in floors
        for at in _all_outcomes(table.principals(widened=True, floor=floor)[1])
    )


def _is_completed(table: Table, principals: Sequence[int], floor: int) -> bool:
    pairs = list(zip(principals[::2], principals[1::2], strict=True))
    _, problem = table.supplements(pairs, widened=True, floor=floor)
    return all(slot.costs for slot in problem.slots) and Counted(problem).weight > 0


def _all_outcomes(problem: Problem) -> Iterator[list[int]]:
    load, at = list(problem.load), list[int]()
    reviewers = [list(held) for held in problem.held]

    def from_here() -> Iterator[list[int]]:
        if len(at) == len(problem.slots):
            if all(map(int.__ge__, load, problem.floor)):
                yield at
            return
        slot = problem.slots[len(at)]
        for who in slot.costs:
            if load[who] >= problem.cap[who] + problem.extra[who] or problem.is_barred(slot.owner, who, reviewers):
                continue
            load[who] += 1
            reviewers[slot.owner].append(who)
            at.append(who)
            yield from from_here()
            at.pop()
            reviewers[slot.owner].pop()
            load[who] -= 1

    return from_here()


def exists(
    inputs: LotsInputs,
    groups: Mapping[str, int],
    *,
    required: Collection[str],
    rules: Collection[Rule],
    order: Collection[Relaxation] = (),
) -> bool:
    """Whether the `required` States can be reviewed while `rules` are kept, up to the relaxations of `order`.

    Written from the rules, State by State: every team of reviewers of one, then of the next. The others may be
    reviewed, by any part of a team, which matters only where everybody has to review somebody.
    """
    nothing = (0,) * len(inputs.states)
    return _ByTeams(inputs, groups, required, rules, order).goes_on(0, nothing, nothing, frozenset())


_Team = tuple[tuple[int, ...], tuple[int, ...]]
"""The principals of a State, and its supplementary reviewers."""


class _ByTeams:
    def __init__(
        self,
        inputs: LotsInputs,
        groups: Mapping[str, int],
        required: Collection[str],
        rules: Collection[Rule],
        order: Collection[Relaxation],
    ) -> None:
        self.states, self.policy, self.inputs = inputs.states, inputs.policy, inputs
        self.joined = [set(state.instruments) for state in inputs.states]
        self.group = [groups[state.iso3] for state in inputs.states]
        self.rules, self.order = rules, order
        self.numbers = range(len(self.states))
        self.earlier = [inputs.earlier_load.get(state.iso3, 0) for state in self.states]
        self.least = (self.policy.reviewer_min or 0) if Rule.MINIMUM in rules else 0
        self.room = [self._room(who) for who in self.numbers]
        self.required = [state.iso3 in required for state in self.states]
        self.teams = [self._teams(owner) for owner in self.numbers]
        self.known: dict[object, bool] = {}

    def goes_on(
        self, owner: int, load: tuple[int, ...], served: tuple[int, ...], links: frozenset[tuple[int, int]]
    ) -> bool:
        """Whether the States from `owner` on can be reviewed, after those before it are."""
        if owner == len(self.states):
            return all(self.earlier[who] + served[who] >= self.least for who in self.numbers)
        key = (owner, load, served, links)
        if key not in self.known:
            self.known[key] = any(
                self.goes_on(owner + 1, *after)
                for team in self.teams[owner]
                for after in self._after(owner, team, (load, served, links))
            )
        return self.known[key]

    def _after(
        self, owner: int, team: _Team, before: tuple[tuple[int, ...], tuple[int, ...], frozenset[tuple[int, int]]]
    ) -> Iterator[tuple[tuple[int, ...], tuple[int, ...], frozenset[tuple[int, int]]]]:
        """What a team leaves behind, if it is allowed."""
        load, served, reviews = list(before[0]), list(before[1]), set(before[2])
        for who in (*team[0], *team[1]):
            if (who, owner) in reviews and self._is_barred(who, owner):
                return
            load[who] += who in team[0] or self.policy.supplement_counts is not SupplementCounts.NONE
            served[who] += who in team[0] or self.policy.supplement_counts is SupplementCounts.BOTH
            reviews.add((owner, who))
        if all(load[who] <= self.room[who] for who in self.numbers if load[who]):
            # A review matters later only if the reviewer is still to be reviewed.
            kept = frozenset((of, by) for of, by in reviews if by > owner and self._is_barred(of, by))
            yield tuple(load), tuple(min(each, self.least) for each in served), kept

    def _room(self, who: int) -> int:
        most = self.policy.reviewer_max
        if Rule.MAXIMUM not in self.rules or most is None:
            return ANY_NUMBER
        extra = self.policy.volunteer_extra - max(0, self.earlier[who] - most)
        offers = (
            Relaxation.EXCEED_MAXIMUM_FOR_VOLUNTEERS in self.order and self.states[who].iso3 in self.inputs.volunteers
        )
        return max(0, most - self.earlier[who]) + (max(0, extra) if offers else 0)

    def _is_away(self, owner: int, who: int) -> bool:
        if Rule.DEFERRALS not in self.rules or self.policy.deferral is Deferral.OFF:
            return False
        is_dropped = Relaxation.DROP_DEFERRALS in self.order
        return (
            not is_dropped and self.states[who].iso3 in self.inputs.deferrals and self.group[who] == self.group[owner]
        )

    def _is_barred(self, one: int, other: int) -> bool:
        if Rule.MUTUAL not in self.rules or self.policy.mutual_review_bar is MutualReviewBar.OFF:
            return False
        return self.policy.mutual_review_bar is MutualReviewBar.WHOLE_CYCLE or self.group[one] == self.group[other]

    def _fits(self, owner: int, who: int, *, same: bool) -> bool:
        if who == owner or self._is_away(owner, who) or not self.joined[owner] & self.joined[who]:
            return False
        region = self.states[owner].region
        is_same = region is not Region.NONE and region is self.states[who].region
        is_relaxed = Rule.REGIONS not in self.rules or (same and Relaxation.ANY_REGION in self.order)
        return is_relaxed or is_same == same

    def _teams(self, owner: int) -> list[_Team]:
        if not self.required[owner] and not self.least:
            return [((), ())]
        left_open = [] if self.required[owner] else [NOBODY]
        sides = [[who for who in self.numbers if self._fits(owner, who, same=same)] for same in (True, False)]
        found: set[_Team] = set()
        for sides_taken in product(*(side + left_open for side in sides)):
            pair = tuple(who for who in sides_taken if who != NOBODY)
            if len(set(pair)) < len(pair):
                continue
            able = [
                [
                    who
                    for who in self.numbers
                    if who not in (owner, *pair) and not self._is_away(owner, who) and part <= self.joined[who]
                ]
                for principal in pair
                for part in self._parts(owner, principal, pair)
            ]
            for taken in product(*(each + left_open for each in able)):
                more = tuple(sorted(who for who in taken if who != NOBODY))
                if len(set(more)) == len(more):
                    found.add((tuple(sorted(pair)), more))
        return sorted(found)

    def _parts(self, owner: int, principal: int, pair: tuple[int, ...]) -> list[set[str]]:
        gap = {str(each) for each in self.joined[owner] - self.joined[principal]}
        is_whole = any(gap <= self.joined[who] for who in self.numbers if who not in (owner, *pair))
        if not gap or is_whole:
            return [gap] if gap else []
        return [{each} for each in sorted(gap)]
