"""Plays the decade against a stack that is up: `python -m demo`, which `python local.py demo` (`make demo`) starts.

Twelve real States and all that review them live through ten calendar years in two minutes (`DEMO_STATES`,
`DEMO_MINUTES`). How each answers is chance and says nothing about the State. docs/demonstration.md has the figures.
"""

import asyncio
import signal
import sys
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime
from time import monotonic
from typing import Annotated

import typer
import uvloop
from rich.console import Console
from temporalio.client import Client

from cli.opening import loaded_mechanism, open_cycle
from cli.sending import send
from demo.acting import PATIENCE_SECONDS, Acting
from demo.ending import drained, ending_of, show, where_to_look
from demo.plan import DemoPlan, default_minutes
from demo.planning import make_plan
from demo.population import Population
from demo.progress import Progress
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


async def demonstrate(settings: Settings, *, stays: bool) -> int:
    """Play the demonstration and return 0 if it came to what it should have."""
    console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else WIDTH)
    plan = make_plan(loaded_mechanism("untoc"), states=None if settings.demo_states == "all" else settings.demo_states)
    minutes = settings.demo_minutes or default_minutes(len(plan.under_review))
    console.print(
        f"{len(plan.under_review)} States under review, {len(plan.participants)} in all; ten years in {minutes:g} min. "
        "Everybody is simulated: how a State answers here is chance and says nothing about it.",
        soft_wrap=True,
    )
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(await open_pool(settings.database_url))
        client = await connect(settings)
        population = Population(plan)
        await population.register(pool)
        clock = plan.clock(minutes, datetime.now(UTC))
        begun = monotonic()
        acting = Acting(client, pool, plan, population, clock)
        work = asyncio.create_task(acting.run())
        stack.push_async_callback(_stopped, work)
        await open_cycle(client, pool, plan.first_state(clock))
        await Progress(console, acting, pool, plan).until(lambda: work.done() or _is_over(acting, plan))
        await _stopped(work)
        seconds = monotonic() - begun
        console.print("The decade is over. Waiting for the last mails, then verifying the ledger.")
        ending = await ending_of(client, pool, plan, await drained(pool, plan.cycle))
        show(console, ending, acting.tally, seconds=seconds)
        if stays:
            await _withhold_what_is_open(client, pool, plan, console)
        console.print(f"\n{where_to_look(settings, stays=stays)}", soft_wrap=True)
    return 1 if ending.missing else 0


def _is_over(acting: Acting, plan: DemoPlan) -> bool:
    """Whether the calendar has ended and all that can close is closed, or it has run on as long as it may."""
    today = vienna_day(acting.now)
    if today <= plan.ends:
        return False
    if today > plan.latest:
        return True
    phases = [status for status in acting.conduct.statuses if status.kind == "phase"]
    return all(status.stage == Stage.CLOSED for status in phases if not plan.stays_open(str(status.state)))


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
