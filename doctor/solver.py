"""Asks CP-SAT whether a question has an answer, and what the cheapest relaxation costs.

OR-Tools was chosen because it is maintained by a team that releases several times a year, has wheels for every platform,
is exact on whole numbers, and sees limits on sums, where a plain SAT solver proves "401 reviews do not fit into
400 places" only by exhaustion.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from ortools.sat.python import cp_model

from doctor.question import Question, Rule
from models.instruments import Instrument
from models.lots import Role
from models.policy import MutualReviewBar, Relaxation, SupplementCounts
from models.register import Region

SECONDS = 20.0
"""Most time for one answer; answers take some hundredths of a second."""

DEARER = 1000
"""How many uses of one relaxation the next in the order outweighs."""

Gap = tuple[Instrument, ...]


class Unanswered(Exception):
    """The solver did not find out in time."""


@dataclass(frozen=True)
class Answer:
    """Whether it can be done, how often each relaxation is used, and how many slots of which kind go to which kind."""

    is_possible: bool
    uses: dict[Relaxation, int] = field(default_factory=dict[Relaxation, int])
    principals: dict[tuple[int, Role, int], int] = field(default_factory=dict[tuple[int, Role, int], int])
    supplements: dict[tuple[int, Gap, int], int] = field(default_factory=dict[tuple[int, Gap, int], int])


def ask(question: Question, *, relaxes: bool = False, cheapest: bool = False) -> Answer:
    """Return whether the question has an answer; with `relaxes`, after the relaxations of the policy (D16).

    `cheapest` finds the way that uses the later relaxations of the order least; otherwise `uses` is of any way.
    "No" is certain. "Yes" holds for States counted by kind, and is proved by an assignment of single States
    (`doctor.witness`).

    Raises:
        Unanswered: the solver did not find out in time.
    """
    return _Case(question, relaxes=relaxes).answer(cheapest=cheapest)


class _Case:
    """One model: numbers of slots of one kind that go to States of another."""

    def __init__(self, question: Question, *, relaxes: bool) -> None:
        self.question = question
        self.policy = question.inputs.policy
        self.rules = question.rules
        self.model = cp_model.CpModel()
        self.order = self.policy.region_exhausted_order if relaxes else ()
        self.size = [len(members) for members in question.members]
        self.used: dict[Relaxation, list[Any]] = defaultdict(list)
        self.pairs: dict[tuple[int, int], list[Any]] = defaultdict(list)
        self.principals: dict[tuple[int, Role, int], Any] = {}
        self.supplements: dict[tuple[int, Gap, int], Any] = {}
        self._is_whole = True
        for owner, reviewed in enumerate(question.reviewed):
            if reviewed:
                self._add_owner(owner, reviewed)
        self._add_pairs()
        self._add_loads()

    def answer(self, *, cheapest: bool) -> Answer:
        """Solve; raises `Unanswered`."""
        if not self._is_whole:
            return Answer(is_possible=False)
        if cheapest:
            self.model.minimize(
                sum(DEARER ** self.order.index(each) * sum(numbers) for each, numbers in self.used.items())
            )
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.max_time_in_seconds = SECONDS
        # All limits into the linear relaxation: without it, tight sums take a thousand times as long.
        solver.parameters.linearization_level = 2
        status = solver.solve(self.model)
        if status == cp_model.INFEASIBLE:
            return Answer(is_possible=False)
        if status not in (cp_model.OPTIMAL, *(() if cheapest else (cp_model.FEASIBLE,))):
            raise Unanswered
        uses = {each: sum(int(solver.value(one)) for one in numbers) for each, numbers in self.used.items()}
        return Answer(
            is_possible=True,
            uses={each: times for each, times in uses.items() if times},
            principals={key: int(solver.value(number)) for key, number in self.principals.items()},
            supplements={key: int(solver.value(number)) for key, number in self.supplements.items()},
        )

    def _number(self, most: int) -> Any:
        return self.model.new_int_var(0, max(0, most), "")

    def _add_owner(self, owner: int, reviewed: int) -> None:
        """The slots of the States of one kind: as many as are reviewed, in each role, and their gaps."""
        kinds = self.question.kinds
        gaps: dict[Gap, list[Any]] = defaultdict(list)
        for role in Role:
            filled: list[Any] = []
            for who, kind in enumerate(kinds):
                relaxed = self._relaxed(owner, who, role)
                if relaxed is None or not set(kind.instruments) & set(kinds[owner].instruments):
                    continue
                number = self._placed(owner, who, relaxed, most=reviewed)
                filled.append(number)
                self.principals[owner, role, who] = number
                gap = tuple(each for each in kinds[owner].instruments if each not in kind.instruments)
                if gap:
                    gaps[gap].append(number)
            if not filled:
                self._is_whole = False
                return
            self.model.add(sum(filled) == reviewed)
        needed: dict[Gap, list[Any]] = defaultdict(list)
        for gap, numbers in gaps.items():
            for part in parts_of(owner, gap, self.question):
                needed[part].extend(numbers)
        for part, numbers in needed.items():
            self._fill(owner, part, numbers, reviewed)

    def _fill(self, owner: int, gap: Gap, numbers: list[Any], reviewed: int) -> None:
        """Supplements for one gap, from any region (D7 gives way by itself)."""
        filled: list[Any] = []
        for who, kind in enumerate(self.question.kinds):
            relaxed = self._away(owner, who)
            if relaxed is not None and set(gap) <= set(kind.instruments):
                filled.append(self._placed(owner, who, relaxed, most=2 * reviewed))
                self.supplements[owner, gap, who] = filled[-1]
        self.model.add(sum(filled) == sum(numbers))

    def _placed(self, owner: int, who: int, relaxed: tuple[Relaxation, ...], *, most: int) -> Any:
        number = self._number(most)
        for each in relaxed:
            self.used[each].append(number)
        self.pairs[owner, who].append(number)
        return number

    def _away(self, owner: int, who: int) -> tuple[Relaxation, ...] | None:
        one, other = self.question.kinds[owner], self.question.kinds[who]
        if Rule.DEFERRALS not in self.rules or not other.defers or one.group != other.group:
            return ()
        return (Relaxation.DROP_DEFERRALS,) if Relaxation.DROP_DEFERRALS in self.order else None

    def _relaxed(self, owner: int, who: int, role: Role) -> tuple[Relaxation, ...] | None:
        """What a principal of this kind in this role relaxes; None if it may not stand there."""
        away = self._away(owner, who)
        region = self.question.kinds[owner].region
        is_same = region is not Region.NONE and region is self.question.kinds[who].region
        if away is None or Rule.REGIONS not in self.rules or is_same == (role is Role.SAME_REGION):
            return away
        if role is Role.OTHER_REGION or Relaxation.ANY_REGION not in self.order:
            return None
        return (*away, Relaxation.ANY_REGION)

    def _add_pairs(self) -> None:
        """No two slots of one State go to one State, none reviews itself (D8), and none review each other (D9)."""
        size, reviewed, kinds = self.size, self.question.reviewed, self.question.kinds
        for (owner, who), numbers in self.pairs.items():
            self.model.add(sum(numbers) <= reviewed[owner] * (size[who] - (owner == who)))
        if Rule.MUTUAL not in self.rules:
            return
        is_phase = self.policy.mutual_review_bar is MutualReviewBar.PHASE
        for one, other in product(range(len(kinds)), repeat=2):
            if one > other or (is_phase and kinds[one].group != kinds[other].group):
                continue
            # Who is not reviewed itself may review anybody; of two that both are, only one may review the other.
            numbers = self.pairs.get((one, other), [])
            free = reviewed[one] * (size[other] - reviewed[other])
            if one == other:
                self.model.add(sum(numbers) <= free + reviewed[one] * (reviewed[one] - 1) // 2)
            elif reviewed[one] and reviewed[other]:
                free += reviewed[other] * (size[one] - reviewed[one])
                both = [*numbers, *self.pairs.get((other, one), [])]
                self.model.add(sum(both) <= free + reviewed[one] * reviewed[other])

    def _add_loads(self) -> None:
        policy, counts = self.policy, self.policy.supplement_counts
        for who, kind in enumerate(self.question.kinds):
            principals = sum(number for key, number in self.principals.items() if key[2] == who)
            supplements = sum(number for key, number in self.supplements.items() if key[2] == who)
            if Rule.MAXIMUM in self.rules and policy.reviewer_max is not None:
                load = principals + (0 if counts is SupplementCounts.NONE else supplements)
                room = self.size[who] * max(0, policy.reviewer_max - kind.earlier)
                extra = 0
                if kind.volunteers and Relaxation.EXCEED_MAXIMUM_FOR_VOLUNTEERS in self.order:
                    above = max(0, kind.earlier - policy.reviewer_max)
                    extra = self._number(self.size[who] * max(0, policy.volunteer_extra - above))
                    self.used[Relaxation.EXCEED_MAXIMUM_FOR_VOLUNTEERS].append(extra)
                self.model.add(load <= room + extra)
            if Rule.MINIMUM in self.rules and policy.reviewer_min:
                served = principals + (supplements if counts is SupplementCounts.BOTH else 0)
                self.model.add(served >= self.size[who] * max(0, policy.reviewer_min - kind.earlier))


def parts_of(owner: int, gap: Gap, question: Question) -> list[Gap]:
    """A gap as it is filled: by one State, or if no other is party to all of it, instrument by instrument (D5).

    The draw also splits a gap that only the other principal could fill whole. Kinds do not know who that is, so there,
    in registers where a single State covers some gap, the doctor is stricter than the draw.
    """
    others = sum(
        len(members) - (who == owner)
        for who, members in enumerate(question.members)
        if set(gap) <= set(question.kinds[who].instruments)
    )
    return [gap] if others else [(each,) for each in gap]
