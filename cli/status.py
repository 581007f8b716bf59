"""`starter.py status`: ask one workflow where it stands."""

from typing import Annotated

import typer

from cli.asking import status_of
from cli.command_line import examples, single_command
from cli.doors import Doors, through_doors
from cli.output import AsJson, print_json
from cli.views import print_status
from models.status import Status

app = single_command()


@app.command(epilog=examples("starter.py status phase/untoc-1/FRA/1", "starter.py status postmaster/untoc-1 --json"))
def status(
    ctx: typer.Context,
    workflow_id: Annotated[str, typer.Argument(metavar="ID", help="For instance phase/untoc-1/FRA/1.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Ask one workflow where it stands: the truth itself, where 'show' reads what was recorded of it."""
    found = through_doors(ctx, lambda doors: _asked(doors, workflow_id))
    if as_json:
        print_json(found)
    else:
        print_status(found)


async def _asked(doors: Doors, workflow_id: str) -> Status:
    async with doors.temporal() as client:
        return await status_of(client, workflow_id)
