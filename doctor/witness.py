"""Proves that something is possible: turns the solver's numbers of places by cohort into seats of single States.

States of one cohort may stand in for one another, so it is enough to spread each number over the members, the least
loaded first, around the bars on self, double and mutual review. Who cannot be seated exchanges with another State of
its cohort; loads that came out uneven are evened out afterwards. Where chance runs into a corner, it is tried again.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from doctor.plan import Plan
from doctor.question import Gap, Kind, Question, Seat
from models.lots import Role
from models.policy import Relaxation, SupplementCounts
from rules.lots.stream import Stream

TRIES = 10
"""How often it is tried."""

STEPS = 1000
"""Most steps of evening out loads."""

Member = tuple[int, int]
"""A State: its cohort, and its number among the members."""


_Needs = tuple[Member, Role]
"""A State that needs a reviewer in a role."""

_Wanted = tuple[Member, Role, Gap | None, int]
"""A place that is to go to a State of a cohort."""


_Limits = tuple[int | None, int, int]
"""Room, what is offered above it, and the least that has to be done."""


@dataclass(eq=False)
class _Place:
    """A place of a State: who has it; `part` is None for a principal."""

    state: Member
    role: Role
    part: Gap | None
    who: Member


def spread(question: Question, plan: Plan) -> tuple[Seat, ...] | None:
    """Return seats that fill a plan and keep to the limits; None if none were found, which proves nothing."""
    for number in range(TRIES):
        seats = _Spread(question, plan, Stream(bytes(32), f"witness/{number}")).seats()
        if seats is not None:
            return seats
    return None


@dataclass
class _Spread:
    """One try."""

    question: Question
    plan: Plan
    chance: Stream
    load: Counter[Member] = field(default_factory=Counter[Member])
    served: Counter[Member] = field(default_factory=Counter[Member])
    pairs: set[tuple[Member, Member]] = field(default_factory=set[tuple[Member, Member]])
    places: list[_Place] = field(default_factory=list[_Place])
    limits: dict[Member, _Limits] = field(default_factory=dict[Member, _Limits])

    def seats(self) -> tuple[Seat, ...] | None:
        """Seat everybody; None if a State is left without a reviewer, or a limit is broken."""
        cohorts = self.question.cohorts
        wanted: list[_Wanted] = []
        for owner, role in product(range(len(cohorts)), Role):
            whos = [who for who in range(len(cohorts)) for _ in range(self.plan.principals.get((owner, role, who), 0))]
            states = [((owner, number), role) for number in range(len(cohorts[owner].members))]
            wanted += [(state, role, None, who) for (state, role), who in self._dealt(states, whos)]
        if not self._all_seated(wanted) or not self._fills() or not self._evens_out():
            return None
        return tuple(
            Seat(
                under_review=self._code(place.state),
                reviewer=self._code(place.who),
                role=place.role,
                principal=place.part is None,
                instruments=self._joined(place.state) if place.part is None else place.part,
            )
            for place in self.places
        )

    def _dealt(self, states: Sequence[_Needs], whos: Sequence[int]) -> Iterator[tuple[_Needs, int]]:
        """Deal reviewing cohorts out to the States of one; those that are away in a year, to States of other years."""
        left = self.chance.shuffled(states)
        for who in sorted(self.chance.shuffled(whos), key=lambda who: not self.question.cohorts[who].away):
            if left:
                place = next((at for at, (state, _) in enumerate(left) if not self._is_away(state, who)), 0)
                yield left.pop(place), who

    def _all_seated(self, wanted: Sequence[_Wanted]) -> bool:
        """Seat those first who are to be reviewed by the cohorts with the fewest members: these have least choice."""
        size = [len(cohort.members) for cohort in self.question.cohorts]
        return all(
            self._seats(state, role, part, who) or (part is not None and not self.question.cohorts[state[0]].reviewed)
            for state, role, part, who in sorted(self.chance.shuffled(wanted), key=lambda each: size[each[3]])
        )

    def _fills(self) -> bool:
        """Give the gaps of the principals the supplements that were planned for their cohort."""
        whos: dict[tuple[int, Gap], list[int]] = {}
        for (owner, part, who), times in self.plan.supplements.items():
            whos.setdefault((owner, part), []).extend([who] * times)
        pair: dict[Member, list[Member]] = {}
        for place in self.places:
            pair.setdefault(place.state, []).append(place.who)
        needs: dict[tuple[int, Gap], list[_Needs]] = {}
        for place in self.places:
            for part in self._parts(place.state, place.who, pair[place.state]):
                needs.setdefault((place.state[0], part), []).append((place.state, place.role))
        wanted: list[_Wanted] = []
        for (owner, part), states in needs.items():
            offered = whos.get((owner, part), [])
            if len(offered) < len(states) and self.question.cohorts[owner].reviewed:
                return False
            wanted += [(state, role, part, who) for (state, role), who in self._dealt(states, offered)]
        return self._all_seated(wanted)

    def _parts(self, state: Member, principal: Member, pair: Sequence[Member]) -> list[Gap]:
        """The gap of a principal as the draw fills it: whole, or if nobody else could, by instrument (D5)."""
        gap = tuple(each for each in self._joined(state) if each not in self._joined(principal))
        if not gap:
            return []
        others = self.question.coverers(gap) - 1 - sum(set(gap) <= set(self._joined(each)) for each in pair)
        return [gap] if others else [(each,) for each in gap]

    def _code(self, state: Member) -> str:
        return self.question.cohorts[state[0]].members[state[1]]

    def _joined(self, state: Member) -> Gap:
        return self.question.cohorts[state[0]].instruments

    def _kind(self, state: Member) -> Kind:
        return self.question.cohorts[state[0]].kinds[state[1]]

    def _is_away(self, state: Member, who: int) -> bool:
        away = self.question.cohorts[who].away
        return away > 0 and self._kind(state).group == away

    def _seats(self, state: Member, role: Role, part: Gap | None, who: int) -> bool:
        """Give the least loaded State of a cohort a place with `state`, or let another State's reviewer have it."""
        load = self.served if part is None else self.load
        free = [
            (load[each] + self._kind(each).earlier, order, each)
            for order, each in enumerate(self.chance.shuffled(list(self._free(state, who))))
        ]
        if free:
            self._take(_Place(state, role, part, min(free)[2]))
            return True
        for other in self.chance.shuffled(self.places):
            is_like = other.state[0] == state[0] and other.part == part and (part is not None or other.role is role)
            if not is_like or other.state == state:
                continue
            self._leave(other)
            ours = next(self._free(state, other.who[0]), None)
            if ours is not None:
                self._take(_Place(state, role, part, ours))
                theirs = next(self._free(other.state, who), None)
                if theirs is not None:
                    self._take(_Place(other.state, other.role, part, theirs))
                    return True
                self._leave(self.places[-1])
            self._take(other)
        return False

    def _free(self, state: Member, who: int) -> Iterator[Member]:
        """The States of a cohort that nothing bars from reviewing `state`."""
        if self._is_away(state, who) and Relaxation.DROP_DEFERRALS not in self.question.order:
            return
        for number in range(len(self.question.cohorts[who].members)):
            if not self._is_barred(state, (who, number)):
                yield who, number

    def _is_barred(self, state: Member, who: Member) -> bool:
        if state == who or (state, who) in self.pairs:
            return True
        return (who, state) in self.pairs and self.question.is_barred(self._kind(state), self._kind(who))

    def _take(self, place: _Place) -> None:
        self.places.append(place)
        self.pairs.add((place.state, place.who))
        self._count(place, 1)

    def _leave(self, place: _Place) -> None:
        self.places.remove(place)
        self.pairs.discard((place.state, place.who))
        self._count(place, -1)

    def _counts(self, place: _Place) -> tuple[int, int]:
        """Whether a place counts for the maximum, and for the minimum (D11)."""
        counts = self.question.inputs.policy.supplement_counts
        is_principal = place.part is None
        return (
            int(is_principal or counts is not SupplementCounts.NONE),
            int(is_principal or counts is SupplementCounts.BOTH),
        )

    def _count(self, place: _Place, times: int) -> None:
        load, served = self._counts(place)
        self.load[place.who] += times * load
        self.served[place.who] += times * served

    def _evens_out(self) -> bool:
        """Hand places from those who have too many to others of their cohort, until nobody is above or below."""
        sizes = enumerate(len(cohort.members) for cohort in self.question.cohorts)
        members = [(who, number) for who, size in sizes for number in range(size)]
        places: dict[int, list[_Place]] = {}
        for place in self.places:
            places.setdefault(place.who[0], []).append(place)
        wrong: list[Member] = [each for each in members if self._wrong(each)]
        for _ in range(STEPS):
            if not wrong:
                break
            one = wrong[self.chance.below(len(wrong))]
            moves = list(self._moves(one, places.get(one[0], ())))
            if not moves:
                break
            least = min(change for change, _, _ in moves)
            if least > 0:
                continue
            best = [move for move in moves if move[0] == least]
            _, place, who = best[self.chance.below(len(best))]
            before = place.who
            self._hand(place, who)
            wrong = [each for each in wrong if each not in (before, who)]
            wrong += [each for each in (before, who) if self._wrong(each)]
        return not any(self._wrong(each) >= STEPS for each in wrong)

    def _moves(self, one: Member, places: Sequence[_Place]) -> Iterator[tuple[int, _Place, Member]]:
        """Places that `one` could hand on, or get from another of its cohort: what each would change, and to whom."""
        others = [(one[0], number) for number in range(len(self.question.cohorts[one[0]].members)) if number != one[1]]
        for place in places:
            counts = self._counts(place)
            for who in others if place.who == one else (one,):
                if not self._is_barred(place.state, who):
                    less = tuple(-each for each in counts)
                    before = self._wrong(place.who) + self._wrong(who)
                    yield self._wrong(place.who, less) + self._wrong(who, counts) - before, place, who

    def _hand(self, place: _Place, who: Member) -> None:
        """Let another State have a place."""
        self.pairs.discard((place.state, place.who))
        self._count(place, -1)
        place.who = who
        self.pairs.add((place.state, who))
        self._count(place, 1)

    def _wrong(self, one: Member, more: tuple[int, ...] = (0, 0)) -> int:
        """By how much a State does too much or too little; what a volunteer does more is a little too much."""
        if one not in self.limits:
            kind = self._kind(one)
            self.limits[one] = self.question.room(kind), self.question.offer(kind), self.question.least(kind)
        room, offer, least = self.limits[one]
        above = 0 if room is None else max(0, self.load[one] + more[0] - room)
        return above + STEPS * (max(0, above - offer) + max(0, least - self.served[one] - more[1]))
