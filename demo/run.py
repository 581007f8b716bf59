"""Plays the decade against a stack that is up: `python -m demo`, which `python local.py demo` (`make demo`) starts.

Lots are drawn in public; then twelve real States and all that review them live through ten calendar years in two
minutes (`DEMO_STATES`, `DEMO_MINUTES`). How each answers is chance and says nothing about the State.
docs/demonstration.md has the figures.
"""

import asyncio
import signal
import sys
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime
from functools import partial
from time import monotonic
from typing import Annotated

import typer
import uvloop
from rich.console import Console
from temporalio.client import Client

from cli.opening import loaded_mechanism, open_cycle
from cli.sending import send
from demo.acting import Acting
from demo.casting import cast
from demo.checking import check_lots
from demo.ending import drained, ending_of, has_left, show, where_to_look
from demo.errands import Errands
from demo.lots_desk import LotsDesk
from demo.outreach import Outreach
from demo.outset import Outset
from demo.plan import DemoPlan
from demo.planning import make_outset
from demo.population import Population
from demo.progress import Progress
from demo.stakeholders import Stakeholders
from demo.tally import PATIENCE_SECONDS, Sender, Tally
from logs import configure_logs
from models.errors import ReviewtrackError
from models.people import SECRETARIAT
from models.phase.commands import SuspendReview
from models.phase.stage import Stage
from models.status import Status
from rules.calendar.vienna import vienna_day
from runtime import connect
from settings import Settings, load_settings
from store import read_model
from store.pool import Pool, open_pool

WIDTH = 118
"""Columns of the tables where there is no terminal to ask."""

INTERRUPTED = 130

SMALL = 6
"""States under review: what so few share with all parties is mailed in time, and all is over before the worker hears
that a mission was struck off."""


async def demonstrate(settings: Settings, *, stays: bool) -> int:
    """Play the demonstration and return 0 if it came to what it should have."""
    console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else WIDTH)
    outset = make_outset(
        loaded_mechanism("untoc"),
        states=None if settings.demo_states == "all" else settings.demo_states,
        minutes=settings.demo_minutes,
    )
    console.print(
        f"{len(outset.under_review)} States under review; a drawing of lots, then ten years in {outset.minutes:g} min. "
        "Everybody is simulated: how a State answers here is chance and says nothing about it.",
        soft_wrap=True,
    )
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(await open_pool(settings.database_url))
        client = await connect(settings)
        population = Population(outset)
        await population.register(pool)
        clock = outset.clock(datetime.now(UTC))
        begun = monotonic()
        tally = Tally()
        sender = Sender(client, tally)
        await open_cycle(client, pool, outset.first_state(clock))
        desk = LotsDesk(sender, pool, outset, clock, partial(console.print, soft_wrap=True))
        plan = await _drawn(desk, outset, console)
        await population.join(pool, plan.participants)
        acting = Acting(sender, pool, plan, population, clock)
        work = asyncio.create_task(acting.run())
        stack.push_async_callback(_stopped, work)
        amending = asyncio.create_task(desk.amend(plan, population))
        stack.push_async_callback(_stopped, amending)
        errands = Errands(sender, pool, plan, clock)
        stakeholders = await Stakeholders.registered(pool, plan)
        dismissing = asyncio.create_task(_dismissed(pool, population, plan))
        stack.push_async_callback(_stopped, dismissing)
        telling = asyncio.create_task(_told(Outreach(errands, stakeholders, plan), dismissing))
        stack.push_async_callback(_stopped, telling)
        await Progress(console, acting, pool, plan).until(lambda: work.done() or _is_over(acting, plan, telling))
        for task in (dismissing, telling, amending, work):
            await _stopped(task)
        seconds = monotonic() - begun
        console.print("The decade is over. Waiting for the last mails, checking the draw, verifying the ledger.")
        mails, lots = await asyncio.gather(
            drained(pool, plan.cycle), check_lots(pool, desk.state.workflow_id, settings.home)
        )
        ending = await ending_of(client, pool, plan, mails, lots)
        show(console, ending, tally, seconds=seconds)
        if stays:
            await _withhold_what_is_open(client, pool, plan, console)
        console.print(f"\n{where_to_look(settings, lots, stays=stays)}", soft_wrap=True)
    return 1 if ending.missing else 0


async def _drawn(desk: LotsDesk, outset: Outset, console: Console) -> DemoPlan:
    """Hold the drawing of lots before everybody's eyes, and deal the parts."""
    console.print("\nThe drawing of lots")
    plan = cast(outset, await desk.hold())
    console.print(
        f"\n{len(plan.participants)} States take part: those under review, and all that review them.", soft_wrap=True
    )
    return plan


async def _dismissed(pool: Pool, population: Population, plan: DemoPlan) -> None:
    """When every mission has read of the lots, let those go that take no part, unless little will be shared anyway."""
    if len(plan.under_review) > SMALL and await has_left(pool, plan.cycle):
        await population.dismiss(pool)


async def _told(outreach: Outreach, dismissing: asyncio.Task[None]) -> None:
    """Tell what stands beside the reviews, when the missions that take no part are off the list, or will be late."""
    await asyncio.wait([dismissing], timeout=PATIENCE_SECONDS)
    await outreach.run()


def _is_over(acting: Acting, plan: DemoPlan, telling: asyncio.Task[None]) -> bool:
    """Whether the calendar has ended and all that can close is closed, or it has run on as long as it may."""
    today = vienna_day(acting.now)
    if today <= plan.ends:
        return False
    if today > plan.latest:
        return True
    phases = [status for status in acting.conduct.statuses if status.kind == "phase"]
    return telling.done() and all(
        status.stage == Stage.CLOSED
        for status in phases
        if not plan.stays_open(str(status.state), [each.state for each in status.reviewers])
    )


async def _stopped(work: asyncio.Task[None]) -> None:
    """Stop the population; an error of its own is not hidden."""
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work


async def _withhold_what_is_open(client: Client, pool: Pool, plan: DemoPlan, console: Console) -> None:
    """Stop the clocks of reviews that are open: at this speed their reminders would go on for centuries."""
    phases = await read_model.statuses(pool, plan.cycle, kind="phase")
    waiting = [status for status in phases if Stage(status.stage).is_live and status.suspended_on is None]
    await asyncio.gather(*(_withhold(client, status) for status in waiting))
    if waiting:
        console.print(
            f"\nThe {len(waiting)} reviews still open are withheld from now on, so that their reminders stop. "
            "The Secretariat can release any of them (resume_review) to go on by hand."
        )


async def _withhold(client: Client, status: Status) -> None:
    command = SuspendReview(
        actor=SECRETARIAT, command_id="sim:end of the demonstration", reason="Simulated: the demonstration is over."
    )
    with suppress(ReviewtrackError):  # closed or withheld at this very moment
        await send(client, status.workflow_id, command, patience=PATIENCE_SECONDS)


def main(
    *,
    stay: Annotated[
        bool | None,
        typer.Option(help="Withhold what is open at the end, for pages that stay up; default: at a terminal."),
    ] = None,
) -> None:
    """Play a decade of reviews against the stack that is up."""
    settings = load_settings()
    configure_logs(settings)
    stays = sys.stdout.isatty() if stay is None else stay

    async def guarded() -> int:
        task = asyncio.ensure_future(demonstrate(settings, stays=stays))
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        try:
            return await task
        except asyncio.CancelledError:
            return INTERRUPTED

    raise typer.Exit(uvloop.run(guarded()))
