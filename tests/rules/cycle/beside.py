"""A cycle that knows its working groups, and the acts by which it opens what stands beside its reviews."""

from datetime import date
from typing import Any

from models.cycle import commands as c
from models.cycle.state import ReviewCycleState
from models.engagement.terms import Terms
from models.people import SECRETARIAT, SYSTEM
from models.procedure import Procedure
from rules.cycle.aggregate import REVIEW_CYCLE
from tests.build import CLOCK, CYCLE, procedure, untoc
from tests.rules.cycle.build import STATES, parties, under_way
from tests.story import Story

Cycle = Story[ReviewCycleState]

OPENED, TODAY = date(2026, 9, 1), date(2026, 11, 2)
GROUPS = tuple(group.key for group in untoc().mechanism.working_groups)


def cycle(*, rules: Procedure | None = None) -> Cycle:
    """A cycle that was opened late, in the middle of its calendar."""
    first = ReviewCycleState(
        cycle=CYCLE,
        clock=CLOCK,
        procedure=rules or procedure(),
        parties=parties(),
        plan=untoc().mechanism.calendar,
        working_groups=GROUPS,
    )
    return Story(REVIEW_CYCLE, first, OPENED).open().on(TODAY)


def fixing(group: str = "firearms", year: int = 2027, *others: str, **changes: Any) -> dict[str, Any]:
    """The fields of a session from 3 to 5 May."""
    plain = {
        "working_groups": (group, *others),
        "year": year,
        "starts": date(year, 5, 3),
        "ends": date(year, 5, 5),
    }
    return plain | changes


def fixed(*years: int, group: str = "firearms") -> Cycle:
    """A cycle with the sessions of these years."""
    story = cycle()
    for year in years:
        story.act(c.FixSession, SECRETARIAT, **fixing(group, year))
    return story


def with_dialogue(*years: int) -> Cycle:
    """A cycle with sessions of the firearms group, and the dialogue after the first of them planned."""
    story = fixed(*years)
    story.act(c.PlanDialogue, SECRETARIAT, session=f"firearms-{years[0]}")
    return story


def opened(slug: str, terms: Terms) -> Cycle:
    """A cycle with an engagement."""
    story = cycle()
    story.act(c.OpenEngagement, SECRETARIAT, slug=slug, terms=terms)
    return story


def nearly_over() -> Cycle:
    """A cycle of one review, which is still to be reported."""
    return under_way(scope=STATES[:1])


def reviewed(story: Cycle) -> tuple[str, ...]:
    """Report the last review."""
    return story.act(c.ReportCountry, SYSTEM, state=STATES[0])
