"""The cycle at a glance: where every phase review stands, how many stand where, the calendar, what was recorded.

States stand in alphabetical order, by region or by group. Nothing here counts delays by State: how many dates have
passed is a number for the whole cycle.
"""

from datetime import date, timedelta
from typing import Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from models.value import Value
from store import glance, ledger, outbox, read_model
from store.glance import CycleGlance, Duties
from web import words
from web.asked import Asked, asked
from web.lots_list import DrawingName, listed
from web.matrix import PHASES, Band, Tally, bands_of, rows_of, tallies_of
from web.pages import CalendarToday, Context, Piece, context_of, page_response, piece_of
from web.plan import Plan, plan_of

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
    drawings: tuple[DrawingName, ...] = ()
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
        soon = calendar.today + timedelta(days=SOON_DAYS)
        seen = await glance.cycle_glance(context.pool, cycle, today=calendar.today, soon=soon)
        return _page(
            context,
            cycle,
            filters,
            calendar=calendar,
            has_simulated_people=standing.has_simulated_people,
            seen=seen,
            numbers=numbers,
            drawings=await listed(context, cycle),
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
    drawings: tuple[DrawingName, ...],
) -> CyclePage:
    status = seen.status
    phases = [review for review in seen.reviews if review.kind == "phase"]
    plan = plan_of(context.atlas, status, phases) if status else None
    rows = rows_of(context.atlas, seen.reviews, plan)
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
        drawings=drawings,
        tallies=tallies_of(phases),
        totals=tuple(sum(review.phase == phase for review in phases) for phase in PHASES),
        bands=bands_of(context.atlas, rows, filters.by),
    )
