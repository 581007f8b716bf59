"""Proves that something is possible: turns the solver's numbers of slots by kind into an assignment of single States.

States of one kind may stand in for one another, so it is enough to spread each number over the members, the least loaded
first, around the bars on self, double and mutual review. Where chance runs into a corner, it is tried again.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from doctor.question import Question, Rule
from doctor.solver import Answer, Gap, parts_of
from models.lots import LotsInputs, Role
from models.policy import MutualReviewBar, Relaxation, SupplementCounts
from rules.lots.canonical import sha256
from rules.lots.grouping import draw_start_groups
from rules.lots.stream import Stream

TRIES = 200
"""How often it is tried."""

Member = tuple[int, int]
"""A State: its kind, and its number among the members."""


def sample_groups(inputs: LotsInputs) -> dict[str, int]:
    """Return start groups to think with: before the draw nobody knows the real ones."""
    return draw_start_groups(inputs.states, bytes.fromhex(sha256(inputs.model_dump(mode="json"))))


def has_witness(question: Question, answer: Answer) -> bool:
    """Whether the answer was turned into an assignment; if it was not, that proves nothing."""
    return answer.is_possible and any(
        _Spread(question, answer, Stream(bytes(32), f"witness/{number}")).succeeds() for number in range(TRIES)
    )


@dataclass
class _Spread:
    """One try."""

    question: Question
    answer: Answer
    chance: Stream
    load: Counter[Member] = field(default_factory=Counter[Member])
    served: Counter[Member] = field(default_factory=Counter[Member])
    pairs: set[tuple[Member, Member]] = field(default_factory=set[tuple[Member, Member]])

    def succeeds(self) -> bool:
        """Seat everybody; False if a State is left without a reviewer, or a limit is broken."""
        kinds = range(len(self.question.kinds))
        seats: list[tuple[Member, int]] = []
        for owner in kinds:
            for role in Role:
                whos = [who for who in kinds for _ in range(self.answer.principals.get((owner, role, who), 0))]
                seats += [((owner, number), who) for number, who in enumerate(self.chance.shuffled(whos))]
        gaps: list[tuple[Member, Gap]] = []
        # The kinds with the fewest members have the least choice.
        for state, who in sorted(self.chance.shuffled(seats), key=lambda seat: len(self.question.members[seat[1]])):
            if not self._seat(state, who, is_principal=True):
                return False
            joined = self.question.kinds[who].instruments
            gap = tuple(each for each in self.question.kinds[state[0]].instruments if each not in joined)
            if gap:
                gaps.append((state, gap))
        return self._fills(gaps) and self._keeps_limits()

    def _fills(self, gaps: Sequence[tuple[Member, Gap]]) -> bool:
        left: dict[tuple[int, Gap], list[int]] = {}
        for (owner, gap, who), times in self.answer.supplements.items():
            left.setdefault((owner, gap), []).extend([who] * times)
        left = {key: self.chance.shuffled(whos) for key, whos in left.items()}
        for state, gap in self.chance.shuffled(gaps):
            for part in parts_of(state[0], gap, self.question):
                offered = left.get((state[0], part), [])
                place = next((at for at, who in enumerate(offered) if self._seat(state, who, is_principal=False)), None)
                if place is None:
                    return False
                offered.pop(place)
        return True

    def _seat(self, state: Member, who: int, *, is_principal: bool) -> bool:
        """Give the least loaded State of a kind that nothing bars a place with `state`."""
        load = self.served if is_principal else self.load
        free = [
            (load[who, number], order, number)
            for order, number in enumerate(self.chance.shuffled(range(len(self.question.members[who]))))
            if not self._is_barred(state, (who, number))
        ]
        if not free:
            return False
        chosen = (who, min(free)[2])
        self.pairs.add((state, chosen))
        counts = self.question.inputs.policy.supplement_counts
        self.load[chosen] += is_principal or counts is not SupplementCounts.NONE
        self.served[chosen] += is_principal or counts is SupplementCounts.BOTH
        return True

    def _is_barred(self, state: Member, who: Member) -> bool:
        if state == who or (state, who) in self.pairs:
            return True
        if Rule.MUTUAL not in self.question.rules or (who, state) not in self.pairs:
            return False
        kinds = self.question.kinds
        is_phase = self.question.inputs.policy.mutual_review_bar is MutualReviewBar.PHASE
        return not is_phase or kinds[state[0]].group == kinds[who[0]].group

    def _keeps_limits(self) -> bool:
        policy, rules = self.question.inputs.policy, self.question.rules
        asks_volunteers = Relaxation.EXCEED_MAXIMUM_FOR_VOLUNTEERS in self.answer.uses
        for who, members in enumerate(self.question.members):
            kind = self.question.kinds[who]
            extra = policy.volunteer_extra if kind.volunteers and asks_volunteers else 0
            for number in range(len(members)):
                load, served = self.load[who, number], self.served[who, number]
                most, least = policy.reviewer_max, policy.reviewer_min
                if Rule.MAXIMUM in rules and most is not None and load and kind.earlier + load > most + extra:
                    return False
                if Rule.MINIMUM in rules and least and kind.earlier + served < least:
                    return False
        return True
