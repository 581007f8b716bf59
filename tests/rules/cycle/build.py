"""A cycle of eighteen States of no register, small enough to look at and large enough to draw."""

from datetime import date

from models.cycle import commands as c
from models.cycle.state import Party, ReviewCycleState
from models.instruments import Instrument
from models.people import SECRETARIAT
from models.procedure import Procedure
from models.register import Region
from rules.cycle.aggregate import REVIEW_CYCLE
from tests.build import ALL, CLOCK, CYCLE, procedure, untoc
from tests.story import Story

SEED = "5eed" * 16
OPENED, DRAWN = date(2018, 11, 1), date(2020, 9, 1)
REGIONS = (Region.AFRICAN, Region.WEOG, Region.GRULAC)
STATES = tuple(f"{first}{second}{second}" for second in "ABCDEF" for first in "PQR")
"""Six States of each of three regions."""


def parties() -> tuple[Party, ...]:
    """All are party to everything, but for the last one of each region, which has not joined FA."""
    return tuple(
        Party(
            iso3=iso3,
            region=REGIONS["PQR".index(iso3[0])],
            instruments=tuple(each for each in ALL if each is not Instrument.FA or iso3[1] != "F"),
        )
        for iso3 in STATES
    )


def preparatory(*, rules: Procedure | None = None, scope: tuple[str, ...] = ()) -> Story[ReviewCycleState]:
    """A cycle that has just been opened."""
    first = ReviewCycleState(
        cycle=CYCLE,
        clock=CLOCK,
        procedure=rules or procedure(),
        parties=parties(),
        plan=untoc().mechanism.calendar,
        scope=scope,
    )
    return Story(REVIEW_CYCLE, first, OPENED).open()


def drawn(*, rules: Procedure | None = None, scope: tuple[str, ...] = ()) -> Story[ReviewCycleState]:
    """A cycle whose lots have been drawn."""
    story = preparatory(rules=rules, scope=scope).on(DRAWN)
    story.act(c.DrawLots, SECRETARIAT, seed=SEED)
    return story


def under_way(*, rules: Procedure | None = None, scope: tuple[str, ...] = ()) -> Story[ReviewCycleState]:
    """A cycle whose first group is launched."""
    story = drawn(rules=rules, scope=scope).on(date(2020, 11, 2))
    story.act(c.LaunchGroup, SECRETARIAT, group=1, phase=1)
    return story
