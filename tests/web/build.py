"""What the dashboard is shown: a cycle by its rules, reviews put at a stage, a review played by its acts."""

from datetime import date
from typing import Any

from models.clock import CalendarClock
from models.cycle.state import CycleStage, Party, ReviewCycleState
from models.instruments import Instrument
from models.ledger import Entry, Recording
from models.obligations import DerivationStep, DueDate, Obligation, Origin, Owner
from models.people import SYSTEM, Role
from models.register import Region
from models.status import Status
from rules.cycle.aggregate import REVIEW_CYCLE
from rules.phase.aggregate import PHASE_REVIEW
from store.ledger import record
from store.pool import Pool
from tests.build import CLOCK, CYCLE, Play, noon, procedure, untoc

TODAY = date(2021, 9, 1)
"""What the calendar shows in these tests, and the real day: the clock of `tests.build` runs in real time."""


async def keep(pool: Pool, play: Play) -> None:
    """Record what was played; what was recorded before stays as it is."""
    await record(
        pool,
        Recording(
            stream=play.state.workflow_id,
            entries=tuple(play.entries),
            status=PHASE_REVIEW.status(play.state),
            clock=play.state.clock,
        ),
    )


async def keep_status(pool: Pool, status: Status, *, clock: CalendarClock = CLOCK) -> None:
    """Record a status with as many entries as it claims."""
    entries = tuple(
        Entry(version=version, type="phase_opened", data={}, actor=SYSTEM, at=noon(TODAY), command_id=None)
        for version in range(1, status.version + 1)
    )
    await record(pool, Recording(stream=status.workflow_id, entries=entries, status=status, clock=clock))


async def keep_cycle(pool: Pool, cycle: str = CYCLE, *, clock: CalendarClock = CLOCK, **changes: Any) -> None:
    """Record a cycle that is under way by the calendar of the shipped mechanism."""
    state = ReviewCycleState(
        cycle=cycle,
        version=1,
        clock=clock,
        procedure=procedure(),
        plan=untoc().mechanism.calendar,
        parties=tuple(Party(iso3=iso3, region=Region.WEOG, instruments=tuple(Instrument)) for iso3 in ("DEU", "FRA")),
        groups={"DEU": 1, "FRA": 2},
        stage=CycleStage.UNDER_WAY,
    ).model_copy(update=changes)
    await keep_status(pool, REVIEW_CYCLE.status(state), clock=clock)


def phase(iso3: str, stage: str, *, number: int = 1, **changes: Any) -> Status:
    """A phase review of one State at a stage."""
    plain: dict[str, Any] = {
        "workflow_id": f"phase/{CYCLE}/{iso3}/{number}",
        "kind": "phase",
        "cycle": CYCLE,
        "version": 1,
        "stage": stage,
        "state": iso3,
        "phase": number,
        "group": 1,
    }
    return Status(**(plain | changes))


def country(iso3: str, *, group: int = 1) -> Status:
    """A country review."""
    return Status(
        workflow_id=f"country/{CYCLE}/{iso3}",
        kind="country",
        cycle=CYCLE,
        version=1,
        stage="under_review",
        state=iso3,
        group=group,
    )


def owed(
    iso3: str | None, action: str, due: date | None = None, *, expected: date | None = None, key: str = ""
) -> Obligation:
    """Something that a State's focal point, or the Secretariat, has to do."""
    step = DerivationStep(
        origin=Origin.RULE, date=due or TODAY, text="6 months after it", source="S1", mark="CONFIRMED"
    )
    return Obligation(
        key=key or f"{action}:{iso3}",
        duty=action,
        action=action,
        owner=Owner(role=Role.FOCAL_POINT if iso3 else Role.SECRETARIAT, state=iso3),
        since=date(2021, 3, 1),
        due=due and DueDate(date=expected or due, original=due, derivation=(step,)),
    )
