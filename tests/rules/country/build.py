"""A country review of one State, reviewed on the Convention and the Firearms Protocol."""

from datetime import date
from typing import Any

from models.amendment import AmendmentKind
from models.country.state import CountryReviewState, PhasePlan
from models.instruments import Instrument
from models.phase.state import Reviewer
from models.procedure import Procedure
from rules.country.aggregate import COUNTRY_REVIEW
from tests.build import CLOCK, CYCLE, OTHER, SAME, SUR, procedure, reviewer, untoc
from tests.story import Story

Country = Story[CountryReviewState]
UNTOC, FA = Instrument.UNTOC, Instrument.FA
DRAWN = date(2020, 9, 1)


def country(rules: Procedure | None = None) -> Country:
    """A country review that has just been opened, in the first group."""
    slots = [untoc().mechanism.calendar.slot(group=1, phase=phase) for phase in (1, 2, 3, 4)]
    first = CountryReviewState(
        cycle=CYCLE,
        clock=CLOCK,
        procedure=rules or procedure(),
        state=SUR,
        group=1,
        instruments=(UNTOC, FA),
        reviewers=(reviewer(SAME, UNTOC, FA), reviewer(OTHER, UNTOC, FA, region_role="other_region")),
        phases=tuple(PhasePlan(phase=each.phase, launch_date=each.starts, planned_end=each.ends) for each in slots),
    )
    return Story(COUNTRY_REVIEW, first, DRAWN).open()


def following(
    story: Country, *reviewers: Reviewer, instruments: tuple[Instrument, ...] | None = None, number: int = 1
) -> dict[str, Any]:
    """What the cycle says of an amendment: the reviewers as they are now, or as they stand from now on."""
    return {
        "drawing": 1,
        "number": number,
        "kind": AmendmentKind.REPLACEMENT,
        "on": story.today,
        "sha256": f"{number:064x}",
        "instruments": story.state.instruments if instruments is None else instruments,
        "reviewers": reviewers or story.state.reviewers,
        "reason": "cannot serve",
    }
