"""Every way to fill a few vacancies, counted exactly, whatever the size of the register (docs/amendments.md).

`rules.lots.exact` counts slot by slot, and must remember the loads of all States; that grows with the register. A few
vacancies are counted State by State instead: all that matters of those already asked is which vacancies they took. So
the work grows with the number of States, and only the number of vacancies has to be small.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

MOST = 6
"""Vacancies that are counted together; more are filled in parts."""

_Pairs = frozenset[tuple[int, int]]
_Ways = tuple[int, int]
"""The least price of filling what is left, and the weight of all ways at that price; no weight if there is no way."""

_Option = tuple[int, int, int]
"""Vacancies that one State takes (the sum of 2^j), its price and its weight."""


@dataclass(frozen=True)
class Candidate:
    """A State that may stand in some of the vacancies.

    `prices` has what it costs to put it into each; `preferred` are the vacancies of States with a similar legal
    system. It takes `room` of them at most, and `extra` more at the price of a review above the maximum each.
    """

    number: int
    prices: dict[int, int]
    preferred: frozenset[int]
    room: int
    extra: int


@dataclass(frozen=True)
class Vacancies:
    """Places to be filled together: the State under review of each, and who may stand there, by number.

    Two States whose `bar` is the same number may not review each other; `weight` is how many times a preferred
    reviewer counts.
    """

    owners: tuple[int, ...]
    candidates: tuple[Candidate, ...]
    bar: Sequence[int]
    extra_price: int = 0
    weight: int = 1


@dataclass
class Ways:
    """The ways to fill vacancies at the least price: how many there are, and which one has a given number.

    A way is the list of what each candidate takes, States that own one of the vacancies first, then by number; ways
    are in the order of these lists.
    """

    vacancies: Vacancies
    price: int = 0
    weight: int = 0
    _order: list[Candidate] = field(default_factory=list[Candidate])
    _options: list[list[_Option]] = field(default_factory=list[list[_Option]])
    _tables: list[list[_Ways]] = field(default_factory=list[list[_Ways]])
    _known: dict[tuple[int, int, _Pairs], _Ways] = field(default_factory=dict[tuple[int, int, _Pairs], _Ways])

    def __post_init__(self) -> None:
        """Count."""
        owners = self.vacancies.owners
        self._order = sorted(self.vacancies.candidates, key=lambda each: (each.number not in owners, each.number))
        known: dict[object, list[_Option]] = {}
        for each in self._order:
            alike = (tuple(sorted(each.prices.items())), each.preferred, each.room, each.extra)
            if alike not in known:
                known[alike] = sorted(self._offers(each))
            self._options.append(known[alike])
        self._own = sum(each.number in owners for each in self._order)
        self._count_others()
        self.price, self.weight = self._ways(0, (1 << len(owners)) - 1, frozenset())

    def reviewers(self, number: int) -> tuple[int, ...]:
        """Return who stands in each vacancy in way `number` (0 to `weight` - 1)."""
        left, pairs = (1 << len(self.vacancies.owners)) - 1, _Pairs()
        stands = [0] * len(self.vacancies.owners)
        for place, candidate in enumerate(self._order):
            number, taken, (left, pairs) = self._taken(place, left, pairs, number)
            for vacancy in range(len(stands)):
                if taken >> vacancy & 1:
                    stands[vacancy] = candidate.number
        return tuple(stands)

    def _taken(self, place: int, left: int, pairs: _Pairs, number: int) -> tuple[int, int, tuple[int, _Pairs]]:
        """What a candidate takes in way `number` of those left; before it the number that names the rest of the way."""
        least, _ = self._ways(place, left, pairs)
        for taken, price, weight, after in self._steps(place, left, pairs):
            rest, ways = self._ways(place + 1, *after)
            share = weight * ways if price + rest == least else 0
            if number < share:
                return number % ways, taken, after
            number -= share
        raise IndexError

    def _offers(self, candidate: Candidate) -> Iterator[_Option]:
        """What one State may take: no two vacancies of one owner (D8), and no more than it has room for (D10)."""
        owners = self.vacancies.owners
        for size in range(1, min(candidate.room + candidate.extra, len(candidate.prices)) + 1):
            above = max(0, size - candidate.room) * self.vacancies.extra_price
            for taken in combinations(sorted(candidate.prices), size):
                if len({owners[vacancy] for vacancy in taken}) == size:
                    price = above + sum(candidate.prices[vacancy] for vacancy in taken)
                    weight = self.vacancies.weight ** sum(vacancy in candidate.preferred for vacancy in taken)
                    yield sum(1 << vacancy for vacancy in taken), price, weight

    def _count_others(self) -> None:
        """Count for those who own no vacancy: no bar binds them, so what is left is all that matters."""
        size = 1 << len(self.vacancies.owners)
        table: list[_Ways] = [(0, 1)] + [(0, 0)] * (size - 1)
        self._tables = [table]
        for options in reversed(self._options[self._own :]):
            before, table = table, table.copy()
            for taken, price, weight in options:
                for left in range(taken, size):
                    if left & taken == taken:
                        rest, ways = before[left ^ taken]
                        if ways:
                            table[left] = _either(table[left], (price + rest, weight * ways))
            self._tables.append(table)
        self._tables.reverse()

    def _ways(self, place: int, left: int, pairs: _Pairs) -> _Ways:
        if place >= self._own:
            return self._tables[place - self._own][left]
        key = (place, left, pairs)
        if key not in self._known:
            found = (0, 0)
            for _, price, weight, after in self._steps(place, left, pairs):
                rest, ways = self._ways(place + 1, *after)
                if ways:
                    found = _either(found, (price + rest, weight * ways))
            self._known[key] = found
        return self._known[key]

    def _steps(self, place: int, left: int, pairs: _Pairs) -> Iterator[tuple[int, int, int, tuple[int, _Pairs]]]:
        """What a candidate may take of what is left (D9): nothing first, then in ascending order."""
        yield 0, 0, 1, (left, pairs)
        who, bar, owners = self._order[place].number, self.vacancies.bar, self.vacancies.owners
        for taken, price, weight in self._options[place]:
            if left & taken != taken:
                continue
            if place >= self._own:
                yield taken, price, weight, (left ^ taken, pairs)
                continue
            reviewed = {
                owner for vacancy, owner in enumerate(owners) if taken >> vacancy & 1 and bar[owner] == bar[who]
            }
            if all((owner, who) not in pairs for owner in reviewed):
                yield taken, price, weight, (left ^ taken, pairs | {(who, owner) for owner in reviewed})


def _either(one: _Ways, other: _Ways) -> _Ways:
    """The cheaper of two; together, if both cost the same. `other` has a way."""
    if not one[1] or other[0] < one[0]:
        return other
    return (one[0], one[1] + other[1]) if other[0] == one[0] else one
