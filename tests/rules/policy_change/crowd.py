"""Some five hundred reviews of a cycle in every state that acts at random lead to, as they stand after a Conference."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random
from typing import Any

from models.country import commands as country_commands
from models.dialogue.state import DialogueStage
from models.errors import RuleViolation
from models.people import SYSTEM
from models.phase.stage import Stage
from models.phase.state import PhaseReviewState
from tests.build import Play, days, phase_at, procedure
from tests.rules.country.build import Country, country
from tests.rules.cycle import build as cycles
from tests.rules.cycle.drawings import announced
from tests.rules.dialogue import build as dialogues
from tests.rules.phase.test_any_sequence import BEGINNINGS, FIRSTS, Dice, take_step
from tests.story import Story

AnyStory = Story[Any]

PHASES, COUNTRIES = 480, 30
AFTER = date(2026, 10, 19)
"""The Monday after the thirteenth session of the Conference, as the shipped calendar has it for now."""


@dataclass(frozen=True)
class Member:
    """One workflow: the state that it was opened with, and its story."""

    first: Any
    story: AnyStory


@cache
def crowd() -> tuple[Member, ...]:
    """All of them; whoever plays on takes a copy."""
    return (*(_phase(number) for number in range(PHASES)), *_countries(), *_dialogues(), *_cycles())


def _phase(number: int) -> Member:
    """A phase review after up to thirty steps at random, from a stage at random; the same for the same number."""
    random = Random(number)  # noqa: S311 - a walk, no secret
    first = FIRSTS[number % len(FIRSTS)]
    per_instrument = first.procedure.policy.loo_form == "per_instrument"
    begins = BEGINNINGS[number // len(FIRSTS) % len(BEGINNINGS)]
    if per_instrument:
        begins = min(begins, Stage.DRAFTING_OBSERVATIONS, key=lambda each: each.order)
    play = _begun(begins, number % len(FIRSTS)).copy()
    for _ in range(random.randrange(30)):
        take_step(play, random.randrange(10), Dice(random.randrange(100_000)))
    return Member(_unopened(first), play.on(max(play.today, AFTER)))


@cache
def _begun(stage: Stage, number: int) -> Play:
    return phase_at(stage, FIRSTS[number])


def _unopened(first: PhaseReviewState) -> PhaseReviewState:
    return first.model_copy(update={"version": 0})


def _countries() -> Iterator[Member]:
    """Country reviews, overlapping and sequential, whose phases were opened, launched and closed at random."""
    for number in range(COUNTRIES):
        random = Random(number)  # noqa: S311 - a walk, no secret
        story: Country = country(procedure(phase_overlap=("allow_and_warn", "sequential")[number % 2]))
        first = story.state.model_copy(update={"version": 0})
        for _ in range(number % 10 * 2):
            story.by_calendar(story.today + days(random.randrange(400)))
            phase = random.randrange(1, 5)
            try:
                if random.random() < 0.5:
                    story.act(country_commands.LaunchPhase, SYSTEM, phase=phase)
                elif phase in story.state.open_phases:
                    story.act(country_commands.ReportPhase, SYSTEM, phase=phase, closed_on=story.today)
            except RuleViolation:
                continue
        if number % 3:
            story.by_calendar(max(story.today, AFTER))
        yield Member(first, story)


def _dialogues() -> Iterator[Member]:
    """Dialogues at every stage, and one with objections that wait for a decision."""
    disputed = dialogues.circulated()
    dialogues.object_to(disputed, "a-1", "FRA")
    for story in (*(dialogues.at(stage) for stage in DialogueStage), disputed):
        yield Member(dialogues.first(), story)


def _cycles() -> Iterator[Member]:
    """Cycles from their opening to their first launch: drawn from a seed, and by a drawing of lots."""
    for story in (
        cycles.preparatory(),
        cycles.drawn(),
        cycles.under_way(),
        cycles.under_way(scope=("PAA",)),
        announced(),
    ):
        first = story.entries[0].data["state"]
        story.by_calendar(AFTER)
        yield Member(story.aggregate.state.model_validate(first), story)
