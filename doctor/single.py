"""Asks CP-SAT about single States: slower than by kinds, and without the question whether a plan can be spread.

Only where a plan could not be spread over the States it is for: in small, tight registers, where one State more or less
decides.
"""

from collections import defaultdict
from typing import Any

from ortools.sat.python import cp_model

from doctor.plan import Plan
from doctor.question import Gap, Kind, Question, Seat
from doctor.solver import Uses, solved, targets_of
from models.lots import Role
from models.policy import Relaxation, SupplementCounts


def seated(question: Question, *, cheapest: bool = False, within: Plan | None = None) -> tuple[Seat, ...] | None:
    """Return seats that meet all rules, the `cheapest` if asked; None if there are none. Both are certain.

    With a plan only States of cohorts that have a place in it are tried, and seats that cost no more than it: then None
    proves nothing, and takes less time.

    Raises:
        Undecided: `doctor_undecided`.
    """
    case = _Case(question, within)
    targets = targets_of(case.model, question, case.used) if cheapest else []
    if within is not None:
        for target, most in zip(targets, within.cost, strict=True):
            case.model.add(target <= most)
        targets = []
    found = solved(case.model, targets)
    if found is None:
        return None
    seats = [
        Seat(owner, who, role, principal=True, instruments=case.of[owner].instruments)
        for (owner, role, who), number in case.principals.items()
        if found.value(number)
    ]
    pairs: dict[str, list[Seat]] = defaultdict(list)
    for seat in seats:
        pairs[seat.under_review].append(seat)
    # A part of a gap belongs to the role of a principal that leaves it; which of two, if both do, is all the same.
    left: dict[tuple[str, Gap], list[Role]] = defaultdict(list)
    for owner, pair in pairs.items():
        for seat in pair:
            for part in case.parts_left(seat, pair):
                left[owner, part].append(seat.role)
    seats += [
        Seat(owner, who, left[owner, part].pop(0), principal=False, instruments=part)
        for (owner, part, who), number in case.supplements.items()
        if found.value(number)
    ]
    return tuple(seats)


class _Case:
    """One model: yes or no for each State in each place of each other State."""

    def __init__(self, question: Question, within: Plan | None) -> None:
        self.question = question
        self.within = within
        self.cohort = {iso3: number for number, cohort in enumerate(question.cohorts) for iso3 in cohort.members}
        self.model = cp_model.CpModel()
        self.of: dict[str, Kind] = {
            iso3: kind for cohort in question.cohorts for iso3, kind in zip(cohort.members, cohort.kinds, strict=True)
        }
        self.used: Uses = defaultdict(list)
        self.principals: dict[tuple[str, Role, str], Any] = {}
        self.supplements: dict[tuple[str, Gap, str], Any] = {}
        self.reviews: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for cohort in question.cohorts:
            if cohort.reviewed or question.asks_minimum:
                for owner in cohort.members:
                    self._add_owner(owner, is_required=cohort.reviewed)
        self._add_pairs()
        self._add_loads()

    def parts_left(self, seat: Seat, beside: list[Seat]) -> list[Gap]:
        """The gap of a principal as the draw fills it: whole, or if nobody else could, by instrument (D5)."""
        gap = self._gap(seat.under_review, seat.reviewer)
        if not gap:
            return []
        taken = sum(set(gap) <= set(self.of[each.reviewer].instruments) for each in beside)
        return [gap] if self.question.coverers(gap) - 1 - taken else [(each,) for each in gap]

    def _gap(self, owner: str, who: str) -> Gap:
        joined = self.of[who].instruments
        return tuple(each for each in self.of[owner].instruments if each not in joined)

    def _add_owner(self, owner: str, *, is_required: bool) -> None:
        gaps: dict[tuple[Role, Gap], list[Any]] = defaultdict(list)
        for role in Role:
            self._add_principals(owner, role, gaps, is_required=is_required)
        needed: dict[Gap, list[Any]] = defaultdict(list)
        for (role, gap), numbers in gaps.items():
            for part, number in self._parts(owner, role, gap, sum(numbers)):
                needed[part].append(number)
        for part, numbers in needed.items():
            filled: list[Any] = []
            for who, kind in self.of.items():
                if set(part) <= set(kind.instruments) and self._is_planned(owner, who, part):
                    number = self._placed(owner, who)
                    if number is not None:
                        filled.append(number)
                        self.supplements[owner, part, who] = number
            self._equal(filled, sum(numbers), is_required=is_required)

    def _add_principals(
        self, owner: str, role: Role, gaps: dict[tuple[Role, Gap], list[Any]], *, is_required: bool
    ) -> None:
        filled: list[Any] = []
        for who, kind in self.of.items():
            if not self.question.may_stand(self.of[owner], kind, role) or not self._is_planned(owner, who, role):
                continue
            number = self._placed(owner, who)
            if number is None:
                continue
            filled.append(number)
            self.principals[owner, role, who] = number
            if self.question.is_elsewhere(self.of[owner], kind, role):
                self.used[Relaxation.ANY_REGION].append(number)
            if gap := self._gap(owner, who):
                gaps[role, gap].append(number)
        self._equal(filled, 1, is_required=is_required)

    def _is_planned(self, owner: str, who: str, place: Role | Gap) -> bool:
        if self.within is None:
            return True
        one, other = self.cohort[owner], self.cohort[who]
        if isinstance(place, Role):
            return (one, place, other) in self.within.principals
        return (one, place, other) in self.within.supplements

    def _equal(self, filled: list[Any], needed: Any, *, is_required: bool) -> None:
        total: Any = sum(filled) if filled else self.model.new_constant(0)
        self.model.add(total == needed if is_required else total <= needed)

    def _placed(self, owner: str, who: str) -> Any:
        """Whether `who` reviews `owner` in one place; None if it may not."""
        is_away = self.question.is_away(self.of[owner], self.of[who])
        if who == owner or (is_away and Relaxation.DROP_DEFERRALS not in self.question.order):
            return None
        number = self.model.new_bool_var("")
        if is_away:
            self.used[Relaxation.DROP_DEFERRALS].append(number)
        self.reviews[owner, who].append(number)
        return number

    def _parts(self, owner: str, role: Role, gap: Gap, whole: Any) -> list[tuple[Gap, Any]]:
        others = [who for who, kind in self.of.items() if who != owner and set(gap) <= set(kind.instruments)]
        if len(others) > 1 or len(gap) == 1:
            return [(gap, whole)]
        if not others:
            return [((each,), whole) for each in gap]
        beside = [
            self.principals[key]
            for each in Role
            if each is not role and (key := (owner, each, others[0])) in self.principals
        ]
        split = self.model.new_bool_var("")
        self.model.add(split <= whole)
        self.model.add(split <= sum(beside))
        self.model.add(split >= whole + sum(beside) - 1)
        return [(gap, whole - split), *(((each,), split) for each in gap)]

    def _add_pairs(self) -> None:
        for numbers in self.reviews.values():
            self.model.add_at_most_one(numbers)
        for (owner, who), numbers in self.reviews.items():
            back = self.reviews.get((who, owner))
            if back and owner < who and self.question.is_barred(self.of[owner], self.of[who]):
                self.model.add(sum(numbers) + sum(back) <= 1)

    def _add_loads(self) -> None:
        counts = self.question.inputs.policy.supplement_counts
        load: dict[str, list[Any]] = defaultdict(list)
        served: dict[str, list[Any]] = defaultdict(list)
        for (_, _, who), number in self.principals.items():
            load[who].append(number)
            served[who].append(number)
        for (_, _, who), number in self.supplements.items():
            if counts is not SupplementCounts.NONE:
                load[who].append(number)
            if counts is SupplementCounts.BOTH:
                served[who].append(number)
        zero = self.model.new_constant(0)
        for who, kind in self.of.items():
            room, extra = self.question.room(kind), self.question.offer(kind)
            if room is not None:
                above = self.model.new_int_var(0, extra, "")
                if extra:
                    self.used[Relaxation.EXCEED_MAXIMUM_FOR_VOLUNTEERS].append(above)
                self.model.add(sum(load[who], zero) <= room + above)
            self.model.add(sum(served[who], zero) >= self.question.least(kind))
