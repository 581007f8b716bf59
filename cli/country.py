"""`starter.py country`: look at the reviews of States."""

from typing import Annotated

import typer

from cli.command_line import command_group, examples
from cli.doors import Doors, through_doors
from cli.given import CycleArgument
from cli.output import AsJson, print_json, print_lines, print_table
from cli.views import print_status
from models.ids import checked_cycle, country_id
from models.status import Status
from store import read_model

app = command_group("Look at the reviews of States.")


@app.command("list", epilog=examples("starter.py country list untoc-1 --stage under_review"))
def list_(
    ctx: typer.Context,
    cycle: CycleArgument,
    *,
    stage: Annotated[str, typer.Option(help="Only reviews at this stage, such as under_review.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the country reviews of a cycle."""
    found = through_doors(ctx, lambda doors: statuses_of(doors, cycle, kind="country", stage=stage or None))
    if as_json:
        print_json(found)
    elif found:
        print_table(
            ("State", "group", "stage", "instruments", "reviewed by", "phases opened", "closed"),
            (
                (
                    each.state,
                    each.group,
                    each.stage,
                    ", ".join(each.instruments),
                    ", ".join(reviewer.state for reviewer in each.reviewers),
                    each.counts.get("phases_opened"),
                    each.counts.get("phases_closed"),
                )
                for each in found
            ),
        )
    else:
        print_lines("No country review matches; reviews start when the lots are drawn.")


@app.command(epilog=examples("starter.py country show untoc-1 FRA", "starter.py country show country/untoc-1/FRA"))
def show(
    ctx: typer.Context,
    workflow_id: Annotated[str, typer.Argument(metavar="ID|CYCLE", help="Workflow id, or the key of the cycle.")],
    state: Annotated[str, typer.Argument(help="Three letters of the State, after the key of a cycle.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Show one country review: reviewers, phases and dates."""
    wanted = country_id(checked_cycle(workflow_id), state.upper()) if state else workflow_id
    show_one(ctx, wanted, as_json=as_json)


def show_one(ctx: typer.Context, workflow_id: str, *, as_json: bool) -> None:
    """Show the row of the read model of one workflow."""
    status = through_doors(ctx, lambda doors: _one(doors, workflow_id))
    if as_json:
        print_json(status)
    else:
        print_status(status)


async def statuses_of(doors: Doors, cycle: str, *, kind: str, stage: str | None) -> list[Status]:
    """The statuses of one kind in a cycle; raises `NotFound` (`unknown_cycle`)."""
    async with doors.store() as pool:
        await read_model.clock_of(pool, cycle)
        return await read_model.statuses(pool, cycle, kind=kind, stage=stage)


async def _one(doors: Doors, workflow_id: str) -> Status:
    async with doors.store() as pool:
        return await read_model.status_of(pool, workflow_id)
