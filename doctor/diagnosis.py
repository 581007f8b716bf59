"""The draw doctor: whether a valid outcome exists, what clashes if none does, what helps, and where it is tight."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from doctor.clash import Clash, clash_of
from doctor.deciding import decided
from doctor.question import Question, looks_at_groups, question_of
from doctor.remedy import Remedy, least_maximum, other_remedy, remedy_by
from doctor.tightness import RegionTightness, StateTightness, parties_of, regions_of, states_of
from models.errors import Undecided
from models.instruments import Instrument
from models.lots import LotsInputs, LotsPolicy
from rules.lots.canonical import sha256
from rules.lots.grouping import draw_start_groups

FEWEST = 3
"""Parties to an instrument that make two others for each."""

DIVISIONS = 5
"""Divisions into start groups that are looked at, where it depends on them who may review whom."""

_Value = TypeVar("_Value")


class Verdict(StrEnum):
    """What the doctor finds, the worse the later."""

    POSSIBLE = "possible"
    WITH_RELAXATIONS = "possible_with_relaxations"
    UNDECIDED = "undecided"
    """The solver did not find out (`doctor_undecided`)."""
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True)
class Diagnosis:
    """All that the doctor says; the tightest States first.

    `divisions` are the verdicts for each division into start groups that was looked at: the groups are drawn after the
    seal, so the worst of them is the verdict, and all the rest is said of that one. There is one where groups do
    not matter. `clash` says why rules have to be relaxed, or why even that does not help. `least_maximum` is the
    smallest maximum of reviews under which a draw is possible, with the relaxations; None if none is, or if it was not
    found out. `hopeless` are instruments with fewer than three parties.
    """

    verdict: Verdict
    divisions: tuple[Verdict, ...]
    policy: LotsPolicy
    clash: Clash | None
    remedy: Remedy | None
    least_maximum: int | None
    parties: dict[Instrument, int]
    regions: tuple[RegionTightness, ...]
    states: tuple[StateTightness, ...]

    @property
    def is_possible(self) -> bool:
        """Whether a valid outcome was found."""
        return self.verdict in (Verdict.POSSIBLE, Verdict.WITH_RELAXATIONS)

    @property
    def hopeless(self) -> tuple[Instrument, ...]:
        """Instruments that nobody can be reviewed on by two others."""
        return tuple(each for each, count in self.parties.items() if count < FEWEST)


def sample_groups(inputs: LotsInputs, number: int = 0) -> dict[str, int]:
    """Return start groups to think with: before the draw nobody knows the real ones."""
    return draw_start_groups(inputs, bytes.fromhex(sha256({"doctor": number})))


def diagnose(inputs: LotsInputs) -> Diagnosis:
    """Examine the inputs of a draw before they are sealed. It takes some seconds, and the same inputs give the same.

    Nothing is raised where the solver does not find out in time: the verdict is `UNDECIDED` then, or a part is None.
    """
    divisions = [sample_groups(inputs, number) for number in range(DIVISIONS)]
    looked_at = divisions if looks_at_groups(inputs) else divisions[:1]
    verdicts = tuple(_verdict(question_of(inputs, groups)) for groups in looked_at)
    verdict = max(verdicts, key=list(Verdict).index)
    worst = verdicts.index(verdict)
    divisions.insert(0, groups := divisions.pop(worst))
    question = question_of(inputs, groups)
    clash = remedy = most = None
    if verdict is not Verdict.UNDECIDED:
        most = _found_out(lambda: least_maximum(inputs, groups))
    if verdict is Verdict.WITH_RELAXATIONS:
        clash = _found_out(lambda: clash_of(question))
        found = _found_out(lambda: decided(question.relaxed(), cheapest=True))
        remedy = None if found is None else remedy_by(found)
    elif verdict is Verdict.IMPOSSIBLE:
        clash = _found_out(lambda: clash_of(question.relaxed()))
        remedy = _found_out(lambda: other_remedy(inputs, divisions, most))
    settled = question if verdict is Verdict.POSSIBLE else question.relaxed()
    is_possible = verdict in (Verdict.POSSIBLE, Verdict.WITH_RELAXATIONS)
    return Diagnosis(
        verdict=verdict,
        divisions=verdicts,
        policy=inputs.policy,
        clash=clash,
        remedy=remedy,
        least_maximum=most,
        parties=parties_of(inputs),
        regions=_found_out(lambda: regions_of(settled, is_possible=is_possible))
        or regions_of(settled, is_possible=False),
        states=states_of(question),
    )


def _verdict(question: Question) -> Verdict:
    try:
        if decided(question) is not None:
            return Verdict.POSSIBLE
        return Verdict.IMPOSSIBLE if decided(question.relaxed()) is None else Verdict.WITH_RELAXATIONS
    except Undecided:
        return Verdict.UNDECIDED


def _found_out(ask: Callable[[], _Value | None]) -> _Value | None:
    """The answer, or None if it was not found out."""
    try:
        return ask()
    except Undecided:
        return None
