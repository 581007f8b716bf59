"""Exact uniformity: count every valid outcome, then take the one with a number drawn below the count.

Outcomes are counted from the last slot back, for each state that the slots before can leave behind: loads, and those
pairs that a later slot may still clash with. A state knows the least cost at which it can be finished and the number
(with a preference: the weight) of ways to do so; only the cheapest outcomes count, so a rule is relaxed no more often
than it must be (D16).
"""

from dataclasses import dataclass, field

from rules.lots.problem import Problem

MOST_SLOTS = 24
"""With more slots counting is not tried."""

MOST_STATES = 10_000
"""With more states than this counting is given up."""

_Links = frozenset[tuple[int, int]]
_Key = tuple[int, tuple[int, ...], _Links]
_Ways = tuple[int, int]
"""The least cost of finishing, and the weight of all ways at that cost."""

NO_WAY: _Ways = (0, 0)


class TooMany(Exception):
    """The problem is too large to be counted."""


@dataclass
class Counted:
    """The table of a problem that was counted: how many outcomes there are, and which one has a given number."""

    problem: Problem
    _table: dict[_Key, _Ways] = field(default_factory=dict[_Key, _Ways])
    _seen: dict[int, tuple[int, ...]] = field(default_factory=dict[int, tuple[int, ...]])
    cost: int = 0
    weight: int = 0

    def __post_init__(self) -> None:
        """Count.

        Raises:
            TooMany: there are too many slots or states.
        """
        if len(self.problem.slots) > MOST_SLOTS:
            raise TooMany
        self.cost, self.weight = self._ways(0, self.problem.load, frozenset())

    @property
    def size(self) -> int:
        """How many states the table has."""
        return len(self._table)

    def outcome(self, number: int) -> tuple[int, ...]:
        """Return the reviewers of outcome `number` (0 to `weight` - 1), slot by slot."""
        if number not in self._seen:
            self._seen[number] = self._unranked(number)
        return self._seen[number]

    def _ways(self, place: int, load: tuple[int, ...], links: _Links) -> _Ways:
        problem = self.problem
        if place == len(problem.slots):
            return (0, 1) if all(map(int.__le__, problem.floor, load)) else NO_WAY
        key = (place, load, links)
        known = self._table.get(key)
        if known is not None:
            return known
        if len(self._table) >= MOST_STATES:
            raise TooMany
        self._table[key] = NO_WAY
        least, total = 0, 0
        for _, cost, weight, after in self._choices(place, load, links):
            rest, ways = self._ways(*after)
            if not ways:
                continue
            if not total or cost + rest < least:
                least, total = cost + rest, weight * ways
            elif cost + rest == least:
                total += weight * ways
        self._table[key] = (least, total)
        return least, total

    def _choices(self, place: int, load: tuple[int, ...], links: _Links) -> list[tuple[int, int, int, _Key]]:
        """Every State that may stand in the slot: its number, cost, weight, and the state after it."""
        problem, slot = self.problem, self.problem.slots[place]
        owner, bar = slot.owner, problem.bar
        following = problem.slots[place + 1].owner if place + 1 < len(problem.slots) else problem.count
        choices: list[tuple[int, int, int, _Key]] = []
        for reviewer, slot_cost in slot.costs.items():
            cost = slot_cost
            if load[reviewer] >= problem.cap[reviewer]:
                if load[reviewer] >= problem.cap[reviewer] + problem.extra[reviewer]:
                    continue
                cost += problem.extra_cost
            if (owner, reviewer) in links or problem.is_barred(owner, reviewer, problem.held):
                continue
            if bar[owner] == bar[reviewer] and (reviewer, owner) in links:
                continue
            kept = frozenset(
                (one, other)
                for one, other in (*links, (owner, reviewer))
                if one == following or (other >= following and bar[one] == bar[other])
            )
            after = (place + 1, (*load[:reviewer], load[reviewer] + 1, *load[reviewer + 1 :]), kept)
            choices.append((reviewer, cost, problem.weight if reviewer in slot.preferred else 1, after))
        return choices

    def _unranked(self, number: int) -> tuple[int, ...]:
        place, load, links = 0, self.problem.load, frozenset[tuple[int, int]]()
        chosen: list[int] = []
        while place < len(self.problem.slots):
            least, _ = self._ways(place, load, links)
            for reviewer, cost, weight, after in self._choices(place, load, links):
                rest, ways = self._ways(*after)
                if not ways or cost + rest != least:
                    continue
                if number < weight * ways:
                    number %= ways
                    chosen.append(reviewer)
                    place, load, links = after
                    break
                number -= weight * ways
        return tuple(chosen)
