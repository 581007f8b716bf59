"""After the lots: who answers how, and what is in store for the reviews that were drawn.

The parts are dealt when everybody knows who reviews whom, so the demonstration shows the same things whatever was
drawn: a reviewing State that has to be replaced, one that is excused, a review that is withheld, some that never begin.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from demo.dice import Dice
from demo.outset import Outset
from demo.plan import DemoPlan, Excusal, Replacement, Withholding
from demo.temperament import Temperament, counts_of, dealt
from models.drawing.state import DrawingState
from models.lots import LotsAssignment

REPLACED_AFTER = timedelta(days=480)
"""After the launch: the Secretariat gives up waiting for a reviewing State (domain.md 3.7, a manual decision)."""

_Pair = tuple[str, str]
"""A State under review and one of its reviewers."""


def cast(outset: Outset, drawing: DrawingState) -> DemoPlan:
    """Deal the parts when the list is confirmed."""
    rows: dict[str, tuple[LotsAssignment, ...]] = {}
    for each in drawing.standing.assignments if drawing.standing else ():
        rows[each.under_review] = (*rows.get(each.under_review, ()), each)
    last = max(drawing.group_starts)
    plan = DemoPlan(
        loaded=outset.loaded,
        seed=outset.seed,
        minutes=outset.minutes,
        parties=outset.parties,
        under_review=outset.under_review,
        accessions=outset.accessions,
        cycle=outset.cycle,
        drawn_on=drawing.confirmed_on or outset.begins,
        groups={**dict.fromkeys(outset.entrants, last), **drawing.groups},
        assignments=rows,
        temperaments={},
    )
    return _with_parts(plan)


def _with_parts(plan: DemoPlan) -> DemoPlan:
    dice = plan.dice
    by_time = sorted(
        dice.shuffled(plan.under_review, "order"), key=lambda iso3: (plan.groups[iso3], iso3 in plan.entrants)
    )
    temperaments = dealt(dice, by_time, speaking=_speaking(plan)) | _reviewing_only(plan, dice)
    choices = list(_with_one_silent_reviewer(plan, temperaments)) or list(_could_fall_silent(plan, temperaments))
    replacement = _replacement(plan, choices)
    excusal = _excusal(plan, choices, replacement)
    for gone in (replacement, excusal):
        if gone:
            temperaments[gone.outgoing] = Temperament.SILENT
    return replace(
        plan,
        temperaments=temperaments,
        replacement=replacement,
        excusal=excusal,
        withholding=_withholding(plan, temperaments, (replacement, excusal)),
    )


def _speaking(plan: DemoPlan) -> frozenset[str]:
    """States that may not fall silent: those that join something, and those that would hold up two reviews at once."""
    speaking = {each.state for each in plan.accessions}
    meeting = {each for state in plan.under_review for each in plan.reviewers(state)} & set(plan.under_review)
    left = set(plan.under_review) - speaking - meeting
    if len(left) >= counts_of(len(plan.under_review))[Temperament.SILENT]:
        speaking |= meeting
    return frozenset(speaking)


def _reviewing_only(plan: DemoPlan, dice: Dice) -> dict[str, Temperament]:
    """Temperaments of the States that only review: none so slow that it would decide the reviews of others."""
    latest: dict[str, int] = {}
    for state in plan.under_review:
        for each in plan.reviewers(state):
            latest[each] = max(latest.get(each, 1), plan.groups[state])
    easy = [Temperament.PROMPT, Temperament.AVERAGE]
    return {
        iso3: dice.one_of([*easy, Temperament.SLOW] if group == 1 else easy, "reviewing", iso3)
        for iso3, group in sorted(latest.items())
        if iso3 not in plan.under_review
    }


def _with_one_silent_reviewer(plan: DemoPlan, temperaments: Mapping[str, Temperament]) -> Iterator[_Pair]:
    """Reviews that only one silent reviewer holds up, the earliest launched first."""
    for state in sorted(plan.under_review, key=lambda iso3: (plan.groups[iso3], iso3)):
        silent = [each for each in plan.reviewers(state) if not temperaments[each].answers]
        if temperaments[state].answers and len(silent) == 1 and not plan.accession_of(state):
            yield state, silent[0]


def _could_fall_silent(plan: DemoPlan, temperaments: Mapping[str, Temperament]) -> Iterator[_Pair]:
    """Reviewers that serve one answering State only, where their silence would be seen and do no other harm."""
    groups = sorted(set(plan.groups.values()))

    def harm(iso3: str) -> tuple[bool, bool, bool, int]:
        """Least where there is time to wait, and where the review is not one of the quick ones that come first."""
        group = plan.groups[iso3]
        return group == groups[-1], group == groups[0], temperaments[iso3] is Temperament.PROMPT, group

    for state in sorted(plan.under_review, key=harm):
        if temperaments[state] not in {Temperament.PROMPT, Temperament.AVERAGE, Temperament.SLOW}:
            continue
        if plan.accession_of(state):
            continue
        for each in plan.assignments[state]:
            serves = [other for other in plan.under_review if each.reviewer in plan.reviewers(other)]
            if each.principal and each.reviewer not in plan.under_review and serves == [state]:
                yield state, each.reviewer


def _replacement(plan: DemoPlan, choices: Sequence[_Pair]) -> Replacement | None:
    """The first choice: who comes in its place is drawn when it leaves (D14)."""
    if not choices:
        return None
    state, outgoing = choices[0]
    return Replacement(state, outgoing, plan.launch(state, 1) + REPLACED_AFTER)


def _excusal(plan: DemoPlan, choices: Sequence[_Pair], replacement: Replacement | None) -> Excusal | None:
    """The first choice in another review in which every instrument keeps a reviewer (domain.md D1)."""
    for state, outgoing in choices:
        if replacement and state == replacement.under_review:
            continue
        others = [each for each in plan.assignments[state] if each.reviewer != outgoing]
        leaving = next(each for each in plan.assignments[state] if each.reviewer == outgoing)
        if all(any(instrument in each.instruments for each in others) for instrument in leaving.instruments):
            return Excusal(state, outgoing)
    return None


def _withholding(
    plan: DemoPlan, temperaments: Mapping[str, Temperament], taken: Sequence[Replacement | Excusal | None]
) -> Withholding | None:
    """The second phase of a State with time to spare, in which nothing else is planned."""
    busy = {each.state for each in plan.accessions} | {each.under_review for each in taken if each}
    calm = [
        state
        for state in plan.under_review
        if temperaments[state] in {Temperament.PROMPT, Temperament.AVERAGE}
        and state not in busy
        and all(temperaments[each].answers for each in plan.reviewers(state))
    ]
    chosen = min(calm, key=lambda iso3: (plan.groups[iso3], iso3), default=None)
    return Withholding(state=chosen, phase=2) if chosen else None
