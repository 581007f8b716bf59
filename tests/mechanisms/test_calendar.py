"""The calendar of a cycle as a value."""

from datetime import date, timedelta

import pytest

from mechanisms.load import load_mechanism, mechanism_folder
from models.mechanism import CyclePlan


@pytest.fixture(scope="module", name="plan")
def shipped_plan() -> CyclePlan:
    return load_mechanism(mechanism_folder("untoc")).mechanism.calendar


@pytest.mark.parametrize("days", [-400, 0, 1, 1826])
def test_a_shifted_calendar_moves_every_date_by_the_same_days(plan: CyclePlan, days: int) -> None:
    shifted = plan.shifted(days)

    assert [later - earlier for earlier, later in zip(_dates(plan), _dates(shifted), strict=True)] == [
        timedelta(days=days)
    ] * len(_dates(plan))
    assert shifted.shifted(-days) == plan


def test_a_phase_that_is_not_planned_is_not_found(plan: CyclePlan) -> None:
    with pytest.raises(LookupError, match="no phase 5 for group 1"):
        plan.slot(group=1, phase=5)


def _dates(plan: CyclePlan) -> list[date]:
    spans = [(plan.preparatory_starts, plan.preparatory_ends)]
    spans += [(slot.starts, slot.ends) for slot in plan.slots]
    spans += [(conference.starts, conference.ends) for conference in plan.conferences]
    return [day for span in spans for day in span]
