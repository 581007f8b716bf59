"""Finds a small set of rules and States that clash, and proves that none of it can be left out.

A clash is found by deletion: take away what can be taken away while it stays impossible. What is left depends on the
order, so several starts are tried (single States, regions, all) and the smallest end is kept. Every weaker question
is at least as easy (`doctor.question`), so what could not be taken away once cannot be taken away later either.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from doctor.deciding import Found, decided
from doctor.plan import least_load, planned
from doctor.proof import breaches
from doctor.question import Question, Rule, Seat
from models.register import Region

SINGLES = 5
"""So many States that clash by themselves are looked at for the fewest rules."""


@dataclass(frozen=True)
class Proof:
    """An assignment for a clash without one member: a rule, or one State that stands for all that are like it."""

    without: str
    like: tuple[str, ...]
    seats: tuple[Seat, ...]


@dataclass(frozen=True)
class Clash:
    """A minimal set: these rules cannot all be kept if all these States are reviewed (by two others, D1, D4, D8).

    It says nothing of the other States: they need not be reviewed, and may all review. `relaxes`: the members clash
    even with the relaxations of the policy (D16). `proofs` has an assignment for the set without each single member.
    If the maximum is one of the rules, `needs` is how many reviews these States take at least, and `room` how many all
    States may do.
    """

    rules: tuple[Rule, ...]
    states: tuple[str, ...]
    relaxes: bool
    proofs: tuple[Proof, ...]
    needs: int | None = None
    room: int | None = None

    @property
    def size(self) -> int:
        """How many members it has."""
        return len(self.rules) + len(self.states)


def clash_of(question: Question) -> Clash:
    """Return a clash of a question that has no answer, the smallest of several that are looked for.

    Raises:
        Undecided: `doctor_undecided`.
    """
    search = _Search(question)
    best = min(search.ends(), key=lambda end: (len(end.rules) + len(end.states), len(end.rules), end.states))
    needs = room = None
    if Rule.MAXIMUM in best.rules:
        needs = least_load(best.under(best.rules - {Rule.MAXIMUM}))
        room = sum((best.room(kind) or 0) * len(of) for kind, of in zip(best.kinds, best.members, strict=True))
        room += sum(best.offer(kind) * len(of) for kind, of in zip(best.kinds, best.members, strict=True))
    return Clash(
        rules=tuple(sorted(best.rules)),
        states=best.states,
        relaxes=bool(question.order),
        proofs=tuple(search.proofs(best)),
        needs=needs,
        room=room,
    )


_Key = tuple[frozenset[Rule], tuple[int, ...]]


@dataclass
class _Search:
    """One search: what was asked, and what was answered."""

    whole: Question
    answers: dict[_Key, Found | None] = field(default_factory=dict[_Key, Found | None])

    def ends(self) -> Iterator[Question]:
        """Clashes that cannot be made smaller: of nobody, of one State, of a region, or else of any States."""
        nobody = self.whole.reviewing([0] * len(self.whole.kinds))
        whole = self._without(self.whole, Rule.MINIMUM)
        # Without any State under review only the minimum can be broken, and mostly it is not what clashes.
        if planned(nobody) is None or (Rule.MINIMUM in whole.rules and self._clashes(nobody)):
            self.answers[_key(nobody)] = None
            yield self._fewest_rules(nobody)
            if Rule.MINIMUM in whole.rules:
                return
        starts = [
            start
            for kind in range(len(whole.kinds))
            if self._clashes(start := whole.reviewing([int(each == kind) for each in range(len(whole.kinds))]))
        ]
        for start in starts[:SINGLES]:
            yield self._fewest_rules(start)
        if starts:
            return
        for region in sorted(Region, key=lambda region: _members(whole, region)):
            start = whole.reviewing(
                [count * (kind.region is region) for kind, count in zip(whole.kinds, whole.reviewed, strict=True)]
            )
            if self._clashes(start):
                starts.append(start)
                yield self._fewest_states(self._fewer_rules(start), _smallest_first(whole))
        if not starts:
            fewer, order = self._fewer_rules(whole), _smallest_first(whole)
            end = self._fewest_states(fewer, order)
            yield end
            if len(end.states) < len(whole.states):
                yield self._fewest_states(fewer, order[::-1])

    def proofs(self, end: Question) -> Iterator[Proof]:
        """An assignment for the end without each rule, and without the last State of each kind."""
        for rule in sorted(end.rules):
            without = end.under(end.rules - {rule})
            yield Proof(str(rule), (), self._seats(without))
        for kind, count in enumerate(end.reviewed):
            if count:
                members = end.members[kind][:count]
                yield Proof(members[-1], members, self._seats(_with(end, kind, count - 1)))

    def _seats(self, question: Question) -> tuple[Seat, ...]:
        """The seats that answer a question, those of a stronger one that was answered before if there is one."""
        for (rules, reviewed), found in self.answers.items():
            if found and rules >= question.rules and all(map(int.__ge__, reviewed, question.reviewed)):
                seats = found.seats
                if not question.asks_minimum:
                    seats = tuple(each for each in seats if each.under_review in question.states)
                if not breaches(question, seats):
                    return seats
        found = decided(question)
        if found is None:
            raise AssertionError("a member of a clash can be left out")
        return found.seats

    def _clashes(self, question: Question) -> bool:
        """Whether there is no answer; asked once."""
        key = _key(question)
        if key not in self.answers:
            self.answers[key] = decided(question)
        return self.answers[key] is None

    def _without(self, question: Question, rule: Rule) -> Question:
        """The question without a rule, if it clashes still."""
        fewer = question.under(question.rules - {rule})
        return fewer if rule in question.rules and self._clashes(fewer) else question

    def _fewer_rules(self, question: Question) -> Question:
        """Take away one rule after the other."""
        for rule in sorted(question.rules):
            question = self._without(question, rule)
        return question

    def _fewest_rules(self, question: Question) -> Question:
        """Keep as few rules as there can be: for questions of few States, which are answered at once."""
        for count in range(len(question.rules)):
            for rules in combinations(sorted(question.rules), count):
                if self._clashes(question.under(frozenset(rules))):
                    return question.under(frozenset(rules))
        return question

    def _fewest_states(self, question: Question, order: Sequence[int]) -> Question:
        """Keep the first States of an order that clash, and of these as few of each kind as clash still."""
        low, high = 0, sum(question.reviewed)
        while low < high:
            middle = (low + high) // 2
            if self._clashes(_first(question, order, middle)):
                high = middle
            else:
                low = middle + 1
        question = _first(question, order, high)
        last = [kind for kind in order if question.reviewed[kind]][-1]
        for kind in order:
            count = question.reviewed[kind]
            if kind == last or not count or not self._clashes(_with(question, kind, count - 1)):
                continue
            low, high = 0, count - 1
            while low < high:
                # The first guess is none at all: most kinds have no part in a clash.
                middle = 0 if high == count - 1 and low == 0 else (low + high) // 2
                if self._clashes(_with(question, kind, middle)):
                    high = middle
                else:
                    low = middle + 1
            question = _with(question, kind, high)
        return question


def _key(question: Question) -> _Key:
    return question.rules, question.reviewed


def _with(question: Question, kind: int, count: int) -> Question:
    reviewed = list(question.reviewed)
    reviewed[kind] = count
    return question.reviewing(reviewed)


def _first(question: Question, order: Sequence[int], states: int) -> Question:
    """The question with only so many States under review, kind by kind."""
    reviewed = [0] * len(question.kinds)
    for kind in order:
        reviewed[kind] = min(states, question.reviewed[kind])
        states -= reviewed[kind]
    return question.reviewing(reviewed)


def _smallest_first(question: Question) -> list[int]:
    """Kinds by the size of their region, then by their own."""
    return sorted(
        range(len(question.kinds)),
        key=lambda kind: (_members(question, question.kinds[kind].region), len(question.members[kind]), kind),
    )


def _members(question: Question, region: Region) -> int:
    return sum(
        len(members) for kind, members in zip(question.kinds, question.members, strict=True) if kind.region is region
    )
