"""The cycle at a glance: where every phase review stands, how many stand where, the calendar, what was recorded.

States stand in alphabetical order, by region or by group. Nothing here counts delays by State: how many dates have
passed is a number for the whole cycle.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from models.cycle.state import CycleStage
from models.phase.stage import ORDER, Stage
from models.register import Region
from models.status import Status
from models.value import Value
from store import glance, ledger, outbox, read_model
from store.glance import CycleGlance, Duties, ReviewCell
from web import words
from web.asked import Asked, asked
from web.atlas import StateName, alphabetically
from web.pages import CalendarToday, Context, Piece, context_of, page_response, piece_of

PHASES = (1, 2, 3, 4)
SOON_DAYS = 30
NUMBERS_SECONDS = 2
"""Counting the whole ledger and outbox is dear: their numbers may be this much older than the rest of the page."""


class CycleFilters(Asked):
    """How the matrix is grouped."""

    by: Literal["region", "group"] = Field(default="region", description="region or group")


class CycleLine(Value):
    """One cycle in the list of cycles."""

    cycle: str
    stage: str
    stage_name: str
    launch_date: date | None
    planned_end: date | None
    under_review: int


class Cycles(Value):
    """The list of cycles."""

    cycles: tuple[CycleLine, ...]


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


class Slot(Value):
    """One phase of one group in the calendar."""

    group: int
    phase: int
    cluster: str
    starts: date
    ends: date
    launched: bool


class Milestone(Value):
    """A day of the calendar with a name."""

    name: str
    date: date


class Plan(Value):
    """The calendar of the cycle: preparatory phase, groups and phases, conferences."""

    starts: date
    ends: date
    preparatory_ends: date | None
    slots: tuple[Slot, ...]
    conferences: tuple[Milestone, ...]


class Numbers(Value):
    """What the ledger and the outbox hold of the cycle; at most two seconds older than the rest."""

    acts: int
    entries: int
    streams: int
    queued: int
    sent: int
    failed: int
    unaddressed: int


class CyclePage(Value):
    """A cycle at a glance."""

    cycle: str
    by: str
    stage: str | None
    stage_name: str
    closed_on: date | None
    calendar: CalendarToday
    has_simulated_people: bool
    under_review: int
    parties: int
    completed: int
    duties: Duties
    numbers: Numbers
    plan: Plan | None
    tallies: tuple[Tally, ...]
    totals: tuple[int, ...] = Field(description="phase reviews that have been opened, in each phase")
    bands: tuple[Band, ...]


async def list_page(request: Request) -> Response:
    """Show the list of cycles, or the only one there is."""
    context = context_of(request)
    asked(request, Asked)
    listed = await list_of(context)
    if len(listed.cycles) == 1:
        return RedirectResponse(f"/cycles/{listed.cycles[0].cycle}", 307)
    piece = await piece_of(context, "cycles", lambda: list_of(context))
    return page_response(request, piece)


async def cycle_page(request: Request) -> Response:
    """Show one cycle."""
    context = context_of(request)
    filters = asked(request, CycleFilters)
    piece = await kept_cycle(context, request.path_params["cycle"], filters)
    return page_response(request, piece)


ROUTES = (Route("/", list_page), Route("/cycles/{cycle}", cycle_page))


async def list_of(context: Context) -> Cycles:
    """Every cycle with what a list says of it."""
    return Cycles(
        cycles=tuple(
            CycleLine(
                cycle=each.cycle,
                stage=each.stage,
                stage_name=words.stage(each.stage),
                launch_date=each.launch_date,
                planned_end=each.planned_end,
                under_review=each.counts.get("under_review", 0),
            )
            for each in await read_model.cycles(context.pool)
        )
    )


async def kept_cycle(context: Context, cycle: str, filters: CycleFilters) -> Piece[CyclePage]:
    """The page of a cycle as of now; raises `NotFound` (`unknown_cycle`)."""
    standing = await glance.standing(context.pool, cycle)
    calendar = context.calendar(standing.clock)
    tick = int(context.now().timestamp() // NUMBERS_SECONDS)

    async def make() -> CyclePage:
        numbers = await context.kept.get(("numbers", cycle), tick, lambda: _numbers(context, cycle))
        soon = _soon(calendar.today)
        seen = await glance.cycle_glance(context.pool, cycle, today=calendar.today, soon=soon)
        return _page(
            context,
            cycle,
            filters,
            calendar=calendar,
            has_simulated_people=standing.has_simulated_people,
            seen=seen,
            numbers=numbers,
        )

    stamp = (tick, *context.stamp(cycle, standing, calendar))
    return await context.kept.get(("cycle", cycle, filters), stamp, lambda: piece_of(context, "cycle", make))


async def _numbers(context: Context, cycle: str) -> Numbers:
    recorded = await ledger.counts(context.pool, cycle)
    post = await outbox.outbox_counts(context.pool, cycle)
    return Numbers(
        acts=recorded.acts,
        entries=recorded.entries,
        streams=recorded.streams,
        queued=post.queued,
        sent=post.sent,
        failed=post.failed,
        unaddressed=post.unaddressed,
    )


def _page(  # noqa: PLR0913 - everything that a page is made of
    context: Context,
    cycle: str,
    filters: CycleFilters,
    *,
    calendar: CalendarToday,
    has_simulated_people: bool,
    seen: CycleGlance,
    numbers: Numbers,
) -> CyclePage:
    status = seen.status
    phases = [review for review in seen.reviews if review.kind == "phase"]
    plan = _plan(context, status, phases) if status else None
    rows = _rows(context, seen.reviews, plan)
    return CyclePage(
        cycle=cycle,
        by=filters.by,
        stage=status.stage if status else None,
        stage_name=words.stage(status.stage) if status else "Not recorded",
        closed_on=status.closed_on if status else None,
        calendar=calendar,
        has_simulated_people=has_simulated_people,
        under_review=len(rows),
        parties=status.counts.get("parties", 0) if status else 0,
        completed=status.counts.get("completed", 0) if status else 0,
        duties=seen.duties,
        numbers=numbers,
        plan=plan,
        tallies=_tallies(phases),
        totals=tuple(sum(review.phase == phase for review in phases) for phase in PHASES),
        bands=_bands(context, rows, filters.by),
    )


def _rows(context: Context, reviews: Iterable[ReviewCell], plan: Plan | None) -> list[StateRow]:
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
        rows.append(StateRow(state=context.atlas.state(code), group=group, workflow_id=workflow_id, cells=cells))
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


def _bands(context: Context, rows: Sequence[StateRow], by: str) -> tuple[Band, ...]:
    bands: dict[str, list[StateRow]]
    if by == "group":
        groups = sorted({row.group or 0 for row in rows})
        bands = {f"Group {group}" if group else "No group": [] for group in groups}
        for row in rows:
            bands[f"Group {row.group}" if row.group else "No group"].append(row)
    else:
        bands = {words.REGIONS[region]: [] for region in Region}
        for row in rows:
            bands[words.REGIONS[context.atlas.region(row.state.code)]].append(row)
    return tuple(Band(name=name, rows=tuple(members)) for name, members in bands.items() if members)


def _tallies(phases: Sequence[ReviewCell]) -> tuple[Tally, ...]:
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


def _plan(context: Context, status: Status, phases: Sequence[ReviewCell]) -> Plan | None:
    dates = {each.name: each.date for each in status.dates}
    starts = {slot: day for name, day in dates.items() if (slot := _slot(name))}
    if not starts:
        return None
    launched = {(each.group, each.phase) for each in phases if each.stage != Stage.SCHEDULED}
    ends = _slot_ends(starts)
    slots = tuple(
        Slot(
            group=group,
            phase=phase,
            cluster=context.atlas.cluster(phase),
            starts=day,
            ends=ends[group, phase],
            launched=(group, phase) in launched or status.stage == CycleStage.COMPLETED,
        )
        for (group, phase), day in sorted(starts.items())
    )
    conferences = tuple(
        Milestone(name=name.removeprefix("conference_"), date=day)
        for name, day in dates.items()
        if name.startswith("conference_")
    )
    return Plan(
        starts=dates.get("preparatory_starts", min(starts.values())),
        ends=max(*ends.values(), status.planned_end or date.min),
        preparatory_ends=dates.get("preparatory_ends"),
        slots=slots,
        conferences=conferences,
    )


def _slot(name: str) -> tuple[int, int] | None:
    """Read `group_1_phase_2`."""
    match name.split("_"):
        case ["group", group, "phase", phase] if group.isdigit() and phase.isdigit():
            return int(group), int(phase)
        case _:
            return None


def _slot_ends(starts: Mapping[tuple[int, int], date]) -> dict[tuple[int, int], date]:
    """The last day of each slot: the day before the group's next, and for its last phase as long as the one before."""
    ends: dict[tuple[int, int], date] = {}
    for group in {group for group, _ in starts}:
        own = sorted((phase, day) for (each, phase), day in starts.items() if each == group)
        length = timedelta(days=730)
        for (phase, day), (_, following) in pairwise(own):
            ends[group, phase] = following - timedelta(days=1)
            length = following - day
        ends[group, own[-1][0]] = own[-1][1] + length - timedelta(days=1)
    return ends


def _soon(today: date) -> date:
    return date.max if today > date.max - timedelta(days=SOON_DAYS) else today + timedelta(days=SOON_DAYS)
