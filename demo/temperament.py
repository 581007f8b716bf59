"""How quickly States answer: five temperaments, shaped by what is known of the real Mechanism (domain.md 1.5).

The figures speak of reviews, not of States: two years after the first launch about a third of all reviews had begun,
three and a half years after it 38.6 per cent, four years after it 44 per cent, and what was missing were preliminary
consultations. A consultation needs every side, so the slowest of three or four States sets the pace. The shares below,
dealt to States, give about that for all reviews of the register; `docs/demonstration.md` lays the two side by side.
No figure says how long a review takes once it has begun, because none was known to be finished: those days are ours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from demo.dice import Dice

DAYS_A_YEAR = 365.25


class Temperament(StrEnum):
    """How a State answers, from the quickest."""

    PROMPT = "prompt"
    AVERAGE = "average"
    SLOW = "slow"
    VERY_SLOW = "very_slow"
    SILENT = "silent"

    @property
    def answers(self) -> bool:
        """Whether the State ever answers."""
        return self is not Temperament.SILENT


@dataclass(frozen=True, slots=True)
class Pace:
    """What a temperament means, in numbers."""

    share: float
    """Part of the States under review that have it; all shares add up to 1."""
    factor: float
    """How many times the usual days (`USUAL_DAYS`) a duty takes."""
    first_answer_days: float
    """Median days from the first launch until anybody there turns to the matter, on top of the duty's own days."""
    later_answer_days: float
    """The same for the phases after the first: people know the way by then."""
    years_for_a_phase: float
    """Years from the launch after which a phase with no slower side is through in nearly every run; a phase that had
    less time than that may be open at the end without anything being wrong."""


PACES: Mapping[Temperament, Pace] = {
    # Shares: chosen so that the share of reviews begun follows domain.md 1.5 [S19, S17, S1b]; see the module's head.
    Temperament.PROMPT: Pace(0.17, 0.7, 12, 8, 2.4),
    Temperament.AVERAGE: Pace(0.37, 1.0, 40, 20, 3.1),
    Temperament.SLOW: Pace(0.17, 1.6, 200, 90, 4.0),
    Temperament.VERY_SLOW: Pace(0.14, 2.2, 1100, 400, 11.5),
    # "73 of 189 reviews in progress; the rest not begun, for want of preliminary consultations" [S17, S17b].
    Temperament.SILENT: Pace(0.15, 1.0, 0, 0, 0),
}

USUAL_DAYS: Mapping[str, float] = {
    # Lead times where the mechanism has one (domain.md 3.2, 3.7): about met by an average State. The rest is ours.
    "receive_nomination": 10,
    "name_experts": 20,
    "propose_consultation": 15,
    "accept_consultation": 5,
    "submit_questionnaire": 150,
    "submit_feedback": 120,
    "answer_clarification": 18,
    "conclude_dialogue": 20,
    "propose_observations": 55,
    "clear_observations": 25,
    "draft_summary": 25,
    "agree_summary": 15,
    "make_publication_choice": 20,
    # The Secretariat
    "approve_participant": 3,
    "hold_preliminary_consultation": 1,
    "order_translation": 5,
    "deliver_translation": 20,
    "share_with_working_groups": 10,
    "close_phase": 5,
    "resume_review": 110,
    "launch_group": 0.4,
}
"""Median calendar days from the moment a duty arises to the act of an average State, by action."""

SPREAD = 0.35
"""Standard deviation of the logarithm of a duty's days: two in three acts lie between 0.7 and 1.4 of the median."""

WIDE_SPREAD = 0.5
"""The same for the first answer, where the figures differ most between States."""

HURRY = 0.4
"""Factor for duties that arise after the planned end of a phase: people hurry when they are asked why."""

FIRST_ANSWERS = frozenset({"receive_nomination", "name_experts"})
"""What a State does first in a phase; the wait for the first answer comes before it."""


def days_until(  # noqa: PLR0913 - each is one thing that a delay depends on
    dice: Dice,
    temperament: Temperament,
    action: str,
    *,
    review: str,
    phase: int = 1,
    is_first_answer: bool = False,
    is_past_end: bool = False,
    occasion: str = "",
) -> float:
    """Return how many calendar days a side takes for an action, from the moment the duty arises.

    Args:
        dice: Chance of this population.
        temperament: Of the side that has to act; silence has no delay, so do not ask for it.
        action: Name of the command.
        review: Workflow id of the review and the side, so that each has its own days.
        phase: 1 to 4.
        is_first_answer: Whether the side has to turn to a newly launched phase first.
        is_past_end: Whether the phase's planned end has passed.
        occasion: What tells this duty from others with the same action in the same review.
    """
    pace = PACES[temperament]
    days = dice.around(USUAL_DAYS[action] * pace.factor, SPREAD, review, action, occasion)
    if is_past_end:
        days *= HURRY
    if is_first_answer:
        waiting = pace.first_answer_days if phase == 1 else pace.later_answer_days
        days += dice.around(waiting, WIDE_SPREAD, review, "first answer")
    return days


def counts_of(size: int) -> dict[Temperament, int]:
    """Return how many of `size` States have each temperament: the shares, rounded so that they add up."""
    exact = {temperament: pace.share * size for temperament, pace in PACES.items()}
    counts = {temperament: int(share) for temperament, share in exact.items()}
    by_remainder = sorted(exact, key=lambda each: counts[each] - exact[each])
    for temperament in by_remainder[: size - sum(counts.values())]:
        counts[temperament] += 1
    return counts


def dealt(
    dice: Dice, states_by_time: Sequence[str], *, speaking: frozenset[str] = frozenset()
) -> dict[str, Temperament]:
    """Deal temperaments to States, given in the order of the time that they have, most first.

    Silence falls on anybody but the `speaking`. Of the others, the quickest and the slowest are dealt in turn, down to
    the average: a slow State that is launched last could not be seen to finish before the calendar ends, and with
    nobody quick in the first group the demonstration would begin with years of silence. (The real one did.)
    """
    counts = counts_of(len(states_by_time))
    may_be_silent = sorted(set(states_by_time) - speaking)
    silent = set(dice.shuffled(may_be_silent, "silent")[: counts[Temperament.SILENT]])
    slow_first = [
        temperament
        for temperament in (Temperament.VERY_SLOW, Temperament.SLOW, Temperament.AVERAGE, Temperament.PROMPT)
        for _ in range(counts[temperament])
    ]
    half = -(-len(slow_first) // 2)
    pairs = zip_longest(reversed(slow_first[half:]), slow_first[:half])
    deck = [temperament for pair in pairs for temperament in pair if temperament is not None]
    answering = [state for state in states_by_time if state not in silent]
    return {**dict(zip(answering, deck, strict=True)), **dict.fromkeys(sorted(silent), Temperament.SILENT)}


def slowest(temperaments: Sequence[Temperament]) -> Temperament:
    """Return the slowest of several temperaments: that of a review with these sides."""
    order = list(Temperament)
    return max(temperaments, key=order.index)
