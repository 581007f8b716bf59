"""The matrix of a cycle: States by phases, with the stage of each phase review, and how many stand at which stage."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from pydantic import Field

from models.phase.stage import ORDER, Stage
from models.register import Region
from models.value import Value
from store.glance import ReviewCell
from web import words
from web.atlas import Atlas, StateName, alphabetically
from web.plan import Plan

PHASES = (1, 2, 3, 4)


class Cell(Value):
    """One phase of one State; without a stage, but with its launch in the calendar, while it is not open."""

    phase: int
    workflow_id: str | None = None
    stage: str | None = None
    stage_name: str = "Not open"
    launch_date: date | None = None
    step: int = Field(default=0, description="position in the procedure, 0 to 11")
    suspended_on: date | None = None


class StateRow(Value):
    """One State under review with its four phases."""

    state: StateName
    group: int | None
    workflow_id: str | None
    cells: tuple[Cell, ...]


class Band(Value):
    """States that are shown together."""

    name: str
    rows: tuple[StateRow, ...]


class Tally(Value):
    """How many phase reviews stand at a stage, in each phase."""

    stage: str
    stage_name: str
    phases: tuple[int, ...]
    total: int


def rows_of(atlas: Atlas, reviews: Iterable[ReviewCell], plan: Plan | None) -> list[StateRow]:
    """Every State under review, in alphabetical order of the names."""
    launches = {(slot.group, slot.phase): slot.starts for slot in plan.slots} if plan else {}
    countries: dict[str, ReviewCell] = {}
    phases: dict[tuple[str, int], ReviewCell] = {}
    for review in reviews:
        if review.kind == "country":
            countries[review.state] = review
        elif review.phase is not None:
            phases[review.state, review.phase] = review
    rows: list[StateRow] = []
    for code in {*countries, *(code for code, _ in phases)}:
        country = countries.get(code)
        group = next((each.group for each in (country, *(phases.get((code, p)) for p in PHASES)) if each), None)
        cells = tuple(
            cell_of(phase, phases.get((code, phase)), launch_date=launches.get((group or 0, phase))) for phase in PHASES
        )
        workflow_id = country.workflow_id if country else None
        rows.append(StateRow(state=atlas.state(code), group=group, workflow_id=workflow_id, cells=cells))
    return sorted(rows, key=lambda row: alphabetically(row.state))


def cell_of(phase: int, review: ReviewCell | None, *, launch_date: date | None = None) -> Cell:
    """One phase of a State as a matrix shows it."""
    if review is None:
        return Cell(phase=phase, launch_date=launch_date)
    return Cell(
        phase=phase,
        workflow_id=review.workflow_id,
        stage=review.stage,
        stage_name=words.short_stage(review.stage),
        step=step_of(review.stage),
        suspended_on=review.suspended_on,
    )


def step_of(stage: str) -> int:
    """Position of a stage in the procedure, from 0; 0 for a stage that this program does not know."""
    return ORDER[Stage(stage)] if stage in ORDER else 0


def bands_of(atlas: Atlas, rows: Sequence[StateRow], by: str) -> tuple[Band, ...]:
    """The rows by `region` or by `group`; a band without a State is left out."""
    bands: dict[str, list[StateRow]]
    if by == "group":
        groups = sorted({row.group or 0 for row in rows})
        bands = {f"Group {group}" if group else "No group": [] for group in groups}
        for row in rows:
            bands[f"Group {row.group}" if row.group else "No group"].append(row)
    else:
        bands = {words.REGIONS[region]: [] for region in Region}
        for row in rows:
            bands[words.REGIONS[atlas.region(row.state.code)]].append(row)
    return tuple(Band(name=name, rows=tuple(members)) for name, members in bands.items() if members)


def tallies_of(phases: Sequence[ReviewCell]) -> tuple[Tally, ...]:
    """How many phase reviews stand at each stage, in the order of the procedure; unknown stages come last."""
    counts = Counter((review.stage, review.phase) for review in phases)
    stages = [*Stage, *sorted({review.stage for review in phases} - {stage.value for stage in Stage})]
    return tuple(
        Tally(
            stage=stage,
            stage_name=words.short_stage(stage),
            phases=tuple(counts[stage, phase] for phase in PHASES),
            total=sum(counts[stage, phase] for phase in PHASES),
        )
        for stage in stages
    )
