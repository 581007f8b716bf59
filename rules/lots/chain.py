"""Sampling where counting is too much: a reversible random walk over the valid assignments (docs/lots.md).

Each step proposes one of three changes, each as likely as the change that undoes it: another reviewer for a slot, two
slots exchange reviewers, three slots of a pool rotate them. What is not valid is refused, so that in the long run
every valid assignment is as likely as any other (or likely in proportion to its preference weight). How long is long
enough is measured, not assumed: two walks from starts that have nothing in common must agree (`rules.lots.sampling`).
"""

from rules.lots.problem import Problem
from rules.lots.stream import Stream, limit_of

TRIES = 50
"""How often a first assignment is begun again when a slot finds nobody."""

SEARCH_STEPS = 40
"""Steps of the search for a valid assignment, per slot."""

LEAST_SEARCH = 1000
"""Steps of the search however few slots there are."""

CHEAPEN = 512
"""Rounds, of as many steps as there are slots, in which a valid assignment is made cheaper."""

PLAY = 32
"""Every so many rounds one may be dearer by one price, lest the cheapest near by is taken for the cheapest of all."""

KINDS = 8
"""Of the kinds of steps, 0 to 5 replace one reviewer, 6 exchanges two, 7 rotates three."""

REPLACES = 6


class Walk:
    """One walk: where it stands, and the stream of chance that moves it."""

    def __init__(self, problem: Problem, stream: Stream) -> None:
        """Take the problem and a stream of the walk's own."""
        self.problem = problem
        self.budget = 0
        self.cost = 0
        self.at: list[int] = []
        self._stream = stream
        self._slots = [
            (slot.owner, tuple(slot.costs), len(slot.costs), limit_of(len(slot.costs)), slot.preferred, slot.costs)
            for slot in problem.slots
        ]
        pools: dict[tuple[str, str], list[int]] = {}
        for place, slot in enumerate(problem.slots):
            pools.setdefault(slot.pool, []).append(place)
        self._pool = [pools[slot.pool] for slot in problem.slots]
        self._most = [cap + extra for cap, extra in zip(problem.cap, problem.extra, strict=True)]
        self._is_priced = any(any(slot.costs.values()) for slot in problem.slots) or any(problem.extra)
        self._load: list[int] = []
        self._reviewers: list[list[int]] = []

    def find(self) -> bool:
        """Look for a valid assignment, as cheap as can be found; False if there is none to be found."""
        if not any(self._begin() for _ in range(TRIES)):
            return False
        wrong = self._wrong()
        for _ in range(LEAST_SEARCH + SEARCH_STEPS * len(self._slots)):
            if not wrong:
                break
            wrong += self._search_step()
        if wrong:
            return False
        self.cost = self._whole_cost()
        self._cheapen()
        return True

    def stand(self, at: list[int]) -> None:
        """Go to a valid assignment."""
        self.at = list(at)
        self._load = list(self.problem.load)
        self._reviewers = [list(held) for held in self.problem.held]
        for (owner, *_), reviewer in zip(self._slots, at, strict=True):
            self._load[reviewer] += 1
            self._reviewers[owner].append(reviewer)
        self.cost = self._whole_cost()

    def walk(self, steps: int) -> None:
        """Take so many steps among the valid assignments that cost no more than the budget."""
        # Written out in one piece, and for States without calls: nearly all the time of a draw is spent in this loop.
        count, word = KINDS * len(self._slots), self._stream.word
        first_limit = limit_of(count)
        slots, at, load, reviewers = self._slots, self.at, self._load, self._reviewers
        most, floor, bar, is_priced = self._most, self.problem.floor, self.problem.bar, self._is_priced
        weight, below = self.problem.weight, self._stream.below
        for _ in range(steps):
            value = word()
            while value >= first_limit:
                value = word()
            place, kind = divmod(value % count, KINDS)
            if kind >= REPLACES:
                self._exchange(place, rotates=kind > REPLACES)
                continue
            owner, candidates, size, limit, preferred, _ = slots[place]
            if size == 1:  # a choice of one takes nothing from the stream
                continue
            value = word()
            while value >= limit:
                value = word()
            new, old = candidates[value % size], at[place]
            if (
                new == old
                or load[new] >= most[new]
                or load[old] <= floor[old]
                or new in reviewers[owner]
                or (owner in reviewers[new] and bar[owner] == bar[new])
            ):
                continue
            if is_priced and self.cost + self._price(place, old, new) > self.budget:
                continue
            if weight > 1 and (old in preferred) > (new in preferred) and below(weight):
                continue
            if is_priced:
                self.cost += self._price(place, old, new)
            at[place] = new
            load[old] -= 1
            load[new] += 1
            reviewers[owner].remove(old)
            reviewers[owner].append(new)

    def _begin(self) -> bool:
        """Fill the slots in their order, each from a random place of its list on, whatever the loads."""
        self.at, self._load = [], list(self.problem.load)
        self._reviewers = [list(held) for held in self.problem.held]
        for owner, candidates, *_ in self._slots:
            first = self._stream.below(len(candidates))
            for step in range(len(candidates)):
                reviewer = candidates[(first + step) % len(candidates)]
                if not self.problem.is_barred(owner, reviewer, self._reviewers):
                    break
            else:
                return False
            self.at.append(reviewer)
            self._load[reviewer] += 1
            self._reviewers[owner].append(reviewer)
        return True

    def _search_step(self) -> int:
        """Give one slot the State that is best for loads, or leave it; returns by how much less is wrong, as a loss."""
        place = self._stream.below(len(self._slots))
        owner, candidates, size, *_ = self._slots[place]
        first = self._stream.below(size)
        load, floor, most, old = self._load, self.problem.floor, self._most, self.at[place]
        relief = (load[old] <= floor[old]) - (load[old] > most[old])
        best, chosen = 1, old
        for step in range(size):
            new = candidates[(first + step) % size]
            change = relief + (load[new] >= most[new]) - (load[new] < floor[new])
            if change < best and new != old and not self.problem.is_barred(owner, new, self._reviewers):
                best, chosen = change, new
        if chosen == old:
            return 0
        self.at[place] = chosen
        load[old] -= 1
        load[chosen] += 1
        self._reviewers[owner].remove(old)
        self._reviewers[owner].append(chosen)
        return best

    def _cheapen(self) -> None:
        """Go where the cost is least of all that the walk comes by."""
        dearest = max(self.problem.extra_cost, *(max(slot.costs.values()) for slot in self.problem.slots))
        cheapest, best = self.cost, list(self.at)
        for number in range(CHEAPEN):
            plays = number % PLAY == PLAY - 1
            for _ in self._slots:
                if not cheapest:
                    return
                self.budget = cheapest + dearest if plays else self.cost
                self.walk(1)
                if self.cost < cheapest:
                    cheapest, best = self.cost, list(self.at)
        self.stand(best)

    def _exchange(self, place: int, *, rotates: bool) -> None:  # noqa: C901, PLR0912 - one step, all or nothing
        """Let two slots exchange reviewers, or three of a pool pass them on, if the outcome is valid."""
        below, at = self._stream.below, self.at
        if rotates:
            pool = self._pool[place]
            second, third = pool[below(len(pool))], pool[below(len(pool))]
        else:
            second = third = below(len(self._slots))
        if place in (second, third):
            return
        if second == third:
            places, new = (place, second), (at[second], at[place])
        else:
            places, new = (place, second, third), (at[second], at[third], at[place])
        old = tuple(at[each] for each in places)
        if old == new:
            return
        slots, reviewers, bar = self._slots, self._reviewers, self.problem.bar
        price = likes = 0
        for each, was, now in zip(places, old, new, strict=True):
            *_, preferred, costs = slots[each]
            if now not in costs:
                return
            price += costs[now] - costs[was]
            likes += (now in preferred) - (was in preferred)
        if self.cost + price > self.budget:
            return
        for each, was in zip(places, old, strict=True):
            reviewers[slots[each][0]].remove(was)
        done = 0
        for each, now in zip(places, new, strict=True):
            owner = slots[each][0]
            if now in reviewers[owner] or (owner in reviewers[now] and bar[owner] == bar[now]):
                break
            reviewers[owner].append(now)
            done += 1
        is_valid = done == len(places)
        weight = self.problem.weight
        if is_valid and weight > 1 and likes < 0 and below(weight**-likes):
            is_valid = False
        if not is_valid:
            for each, now in zip(places[:done], new, strict=False):
                reviewers[slots[each][0]].remove(now)
            for each, was in zip(places, old, strict=True):
                reviewers[slots[each][0]].append(was)
            return
        for each, now in zip(places, new, strict=True):
            at[each] = now
        self.cost += price

    def _price(self, place: int, old: int, new: int) -> int:
        """What the cost changes by when `new` takes the place of `old`."""
        if not self._is_priced:
            return 0
        costs, cap, load = self._slots[place][5], self.problem.cap, self._load
        more = (load[new] >= cap[new]) - (load[old] > cap[old])
        return costs[new] - costs[old] + more * self.problem.extra_cost

    def _whole_cost(self) -> int:
        placed = sum(slot[5][reviewer] for slot, reviewer in zip(self._slots, self.at, strict=True))
        above = sum(max(load - cap, 0) for load, cap in zip(self._load, self.problem.cap, strict=True))
        return placed + above * self.problem.extra_cost

    def _wrong(self) -> int:
        """By how much loads are above what anybody may do, or below what everybody must do."""
        return sum(
            max(load - most, 0) + max(floor - load, 0)
            for load, most, floor in zip(self._load, self._most, self.problem.floor, strict=True)
        )
