"""`starter.py roll`: let the workflows of a cycle go on with the newest code."""

from asyncio import Semaphore, gather

import typer
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from cli.asking import runs_of
from cli.command_line import examples, single_command
from cli.doors import Doors, through_doors
from cli.given import CycleArgument
from cli.output import AsJson, print_json, print_lines
from models.errors import NotFound

app = single_command()

AT_ONCE = 16
"""Signals under way to the server at a time."""


@app.command(epilog=examples("starter.py roll untoc-1"))
def roll(
    ctx: typer.Context,
    cycle: CycleArgument,
    *,
    as_json: AsJson = False,
) -> None:
    """Ask every open workflow of a cycle to go on as a new run, with the newest code.

    Do it after a new worker was started and before the old one stops.
    """
    rolled = through_doors(ctx, lambda doors: _rolled(doors, cycle))
    if as_json:
        print_json({"cycle": cycle, "asked": rolled})
    else:
        print_lines(f"asked {len(rolled)} open workflows of {cycle} to go on as a new run")


async def _rolled(doors: Doors, cycle: str) -> list[str]:
    gate = Semaphore(AT_ONCE)
    async with doors.temporal() as client:
        ids = sorted({run.id async for run in runs_of(client, cycle, open_only=True)})
        if not ids and not [run async for run in runs_of(client, cycle, open_only=False)]:
            raise NotFound("unknown_cycle", f"the Temporal server keeps no run of a cycle {cycle!r}.")
        told = await gather(*(_told(client, gate, each) for each in ids))
    return [each for each, was_told in zip(ids, told, strict=True) if was_told]


async def _told(client: Client, gate: Semaphore, workflow_id: str) -> bool:
    async with gate:
        try:
            await client.get_workflow_handle(workflow_id).signal("roll")
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return False  # it ended after it was listed
    return True
