"""Asks the solver how many places of one cohort of States go to States of another.

Numbers make a question of tens of thousands of unknowns one of a few hundred, and let "too few places for too many
reviews" be seen at once, which a search over single States sees only after trying everything.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from ortools.sat.python import cp_model

from doctor.question import Cohort, Gap, Question, Rule
from doctor.solver import Uses, lower_bound, solved, targets_of
from models.lots import Role
from models.policy import Relaxation, SupplementCounts
from models.register import Region


@dataclass(frozen=True)
class Plan:
    """How many places in each role of the States of one cohort go to States of another, and how many parts of gaps.

    `cost` is how often relaxations are used, the last of the order first, if that was to be least; `is_least` says
    whether it is proved to be.
    """

    principals: dict[tuple[int, Role, int], int]
    supplements: dict[tuple[int, Gap, int], int]
    cost: tuple[int, ...]
    is_least: bool


def planned(question: Question, *, cheapest: bool = False, seed: int = 1) -> Plan | None:
    """Return places by cohort that meet all limits; None if there are none.

    "None" is certain. A plan holds for States counted together, and is proved by an assignment of single States
    (`doctor.deciding`). `cheapest` finds one that uses the later relaxations of the order least.

    Raises:
        Undecided: `doctor_undecided`.
    """
    case = _Case(question)
    if not case.is_whole:
        return None
    targets = targets_of(case.model, question, case.used) if cheapest else []
    found = solved(case.model, targets, seed=seed)
    if found is None:
        return None
    return Plan(
        principals={key: count for key, number in case.principals.items() if (count := found.value(number))},
        supplements={key: count for key, number in case.supplements.items() if (count := found.value(number))},
        cost=tuple(found.value(target) for target in targets),
        is_least=found.is_least,
    )


def least_load(question: Question, region: Region | None = None) -> int | None:
    """How many reviews count at least, of the States of a region or of all; None if there is no solution.

    Raises:
        Undecided: `doctor_undecided`.
    """
    case, counts = _Case(question), question.inputs.policy.supplement_counts
    if not case.is_whole:
        return None
    places = [case.principals, *(() if counts is SupplementCounts.NONE else (case.supplements,))]
    load = sum(
        number
        for numbers in places
        for (_, _, who), number in numbers.items()
        if region is None or question.cohorts[who].region is region
    )
    return lower_bound(case.model, load)


class _Case:
    """One model: numbers of places of one cohort that go to States of another."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.cohorts = question.cohorts
        self.model = cp_model.CpModel()
        self.used: Uses = defaultdict(list)
        self.pairs: dict[tuple[int, int], list[Any]] = defaultdict(list)
        self.dropped: dict[tuple[int, int], Any] = {}
        self.principals: dict[tuple[int, Role, int], Any] = {}
        self.supplements: dict[tuple[int, Gap, int], Any] = {}
        self.is_whole = True
        for owner, cohort in enumerate(self.cohorts):
            if cohort.reviewed or question.asks_minimum:
                self._add_owner(owner, cohort)
        self._add_pairs()
        self._add_loads()

    def _number(self, most: int) -> Any:
        return self.model.new_int_var(0, max(0, most), "")

    def _add_owner(self, owner: int, cohort: Cohort) -> None:
        """The places of the States of one cohort, in each role, and their gaps; if it need not be, any part of them."""
        gaps: dict[tuple[Role, Gap], list[Any]] = defaultdict(list)
        for role in Role:
            self._add_principals(owner, cohort, role, gaps)
        needed: dict[Gap, list[Any]] = defaultdict(list)
        for (role, gap), numbers in gaps.items():
            for part, number in self._parts(owner, role, gap, sum(numbers)):
                needed[part].append(number)
        size = len(cohort.members)
        for part, numbers in needed.items():
            filled: list[Any] = []
            for who, other in enumerate(self.cohorts):
                if set(part) <= set(other.instruments) and (who != owner or size > 1):
                    filled.append(self._number(2 * size))
                    self.supplements[owner, part, who] = filled[-1]
                    self.pairs[owner, who].append(filled[-1])
            self._equal(cohort, filled, sum(numbers))

    def _add_principals(self, owner: int, cohort: Cohort, role: Role, gaps: dict[tuple[Role, Gap], list[Any]]) -> None:
        size = len(cohort.members)
        filled: list[Any] = []
        away: dict[int, list[int]] = defaultdict(list)
        for who, other in enumerate(self.cohorts):
            if not self.question.may_stand(cohort, other, role) or (who == owner and size == 1):
                continue
            number = self._number(size)
            filled.append(number)
            self.principals[owner, role, who] = number
            self.pairs[owner, who].append(number)
            if other.away:
                away[other.away].append(who)
            if self.question.is_elsewhere(cohort, other, role):
                self.used[Relaxation.ANY_REGION].append(number)
            if gap := tuple(each for each in cohort.instruments if each not in other.instruments):
                gaps[role, gap].append(number)
        self._equal(cohort, filled, size)
        # A State has one principal in a role: those that are away in a year serve the States of the other years.
        for group, whos in away.items():
            others = sum(kind.group != group for kind in cohort.kinds)
            dropped = sum(self._dropped(owner, who) for who in whos)
            self.model.add(sum(self.principals[owner, role, who] for who in whos) <= others + dropped)

    def _equal(self, cohort: Cohort, filled: list[Any], needed: Any) -> None:
        """Fill what is needed, or if the cohort need not be reviewed, no more than that."""
        if not cohort.reviewed:
            self.model.add(sum(filled) <= needed)
        elif filled:
            self.model.add(sum(filled) == needed)
        elif isinstance(needed, int):
            self.is_whole = False
        else:
            self.model.add(needed == 0)

    def _parts(self, owner: int, role: Role, gap: Gap, whole: Any) -> list[tuple[Gap, Any]]:
        """The gap whole, or if nobody but the State and its principals is party to all of it, by instrument (D5)."""
        others = self.question.coverers(gap) - 1
        if others > 1 or len(gap) == 1:
            return [(gap, whole)]
        if not others:
            return [((each,), whole) for each in gap]
        # There it is split where the one State that could fill it is the other principal.
        size = len(self.cohorts[owner].members)
        split = self._number(size)
        beside = sum(
            number
            for (of, other, who), number in self.principals.items()
            if of == owner and other is not role and set(gap) <= set(self.cohorts[who].instruments)
        )
        self.model.add(split <= whole)
        self.model.add(split <= beside)
        self.model.add(split >= whole + beside - size)
        return [(gap, whole - split), *(((each,), split) for each in gap)]

    def _add_pairs(self) -> None:
        """Who may review whom how often: nobody itself, nor another twice (D8), in its year off (D12), or back (D9)."""
        question, cohorts = self.question, self.cohorts
        for (owner, who), numbers in self.pairs.items():
            one, other = cohorts[owner], cohorts[who]
            size = len(one.members) * (len(other.members) - (owner == who))
            self.model.add(sum(numbers) <= size - self._pairs_away(owner, who) + self._dropped(owner, who))
            back = self.pairs.get((who, owner))
            if Rule.MUTUAL in question.rules and back and owner <= who:
                both = sum(numbers) + (sum(back) if owner != who else 0)
                if owner == who:
                    free = sum(not question.is_barred(*pair) for pair in combinations(one.kinds, 2))
                    self.model.add(both <= size // 2 + free)
                else:
                    free = sum(not question.is_barred(*pair) for pair in product(one.kinds, other.kinds))
                    self.model.add(both <= size + free)

    def _pairs_away(self, owner: int, who: int) -> int:
        """In how many pairs of States of two cohorts the reviewer is away (D12)."""
        one, other = self.cohorts[owner], self.cohorts[who]
        times = sum(kind.group == other.away for kind in one.kinds) if other.away else 0
        return times * (len(other.members) - (owner == who))

    def _dropped(self, owner: int, who: int) -> Any:
        """In how many of these pairs it reviews all the same."""
        if (owner, who) not in self.dropped:
            most = self._pairs_away(owner, who) if Relaxation.DROP_DEFERRALS in self.question.order else 0
            self.dropped[owner, who] = self._number(most) if most else 0
            self.used[Relaxation.DROP_DEFERRALS] += [self.dropped[owner, who]] if most else []
        return self.dropped[owner, who]

    def _add_loads(self) -> None:
        """All States of a cohort together: no more than the maximum allows them, no less than the minimum asks."""
        counts = self.question.inputs.policy.supplement_counts
        principals: dict[int, list[Any]] = defaultdict(list)
        supplements: dict[int, list[Any]] = defaultdict(list)
        for (_, _, who), number in self.principals.items():
            principals[who].append(number)
        for (_, _, who), number in self.supplements.items():
            supplements[who].append(number)
        for who, cohort in enumerate(self.cohorts):
            rooms = [self.question.room(kind) for kind in cohort.kinds]
            if None not in rooms:
                most = sum(self.question.offer(kind) for kind in cohort.kinds)
                load = principals[who] + ([] if counts is SupplementCounts.NONE else supplements[who])
                above = self._number(most)
                if most:
                    self.used[Relaxation.EXCEED_MAXIMUM_FOR_VOLUNTEERS].append(above)
                self.model.add(sum(load) <= sum(room or 0 for room in rooms) + above)
            least = sum(self.question.least(kind) for kind in cohort.kinds)
            served = principals[who] + (supplements[who] if counts is SupplementCounts.BOTH else [])
            if served:
                self.model.add(sum(served) >= least)
            elif least:
                self.is_whole = False
