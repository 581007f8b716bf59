"""`starter.py history`: export Temporal histories as replay files, and measure what an act costs."""

from pathlib import Path
from typing import Annotated

import typer
from temporalio.client import WorkflowHistory

from cli.command_line import command_group, examples
from cli.doors import Doors, through_doors
from cli.given import CycleArgument
from cli.measuring import CycleCost, cost_of, histories
from cli.output import AsJson, new_file, print_json, print_lines

app = command_group("Export Temporal histories; what an act costs in events.")


@app.command(
    epilog=examples(
        "starter.py history export phase/untoc-1/FRA/1 --out fra-1.json",
        "starter.py history export cycle/untoc-1 --all-runs --out cycle.json",
    )
)
def export(
    ctx: typer.Context,
    workflow_id: Annotated[str, typer.Argument(metavar="ID", help="For instance phase/untoc-1/FRA/1.")],
    *,
    out: Annotated[str, typer.Option(help="File to write; with --all-runs numbered, the first run first.")],
    all_runs: Annotated[bool, typer.Option("--all-runs", help="Every run that the server keeps.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write the history of a workflow as a replay file for the tests: of its last run, or of all its runs."""
    found = through_doors(ctx, lambda doors: _histories(doors, workflow_id, all_runs=all_runs))
    path = Path(out)
    files: list[dict[str, object]] = []
    for number, history in enumerate(reversed(found), start=1):
        target = path.with_name(f"{path.stem}-{number}{path.suffix}") if all_runs else path
        with new_file(str(target)) as file:
            file.write(history.to_json().encode() + b"\n")
        files.append({"file": str(target), "run_id": history.run_id, "events": len(history.events)})
    if as_json:
        print_json(files)
    else:
        print_lines(*(f"{each['file']}: run {each['run_id']}, {each['events']} events" for each in files))


@app.command(epilog=examples("starter.py history cost untoc-1"))
def cost(
    ctx: typer.Context,
    cycle: CycleArgument,
    *,
    as_json: AsJson = False,
) -> None:
    """Measure a cycle: events per human act over closed phase reviews, and the largest run of any workflow.

    The events of a review are those of all its runs; its acts are its accepted updates and the commands relayed to it,
    such as the launch of its group.
    """
    found = through_doors(ctx, lambda doors: _cost(doors, cycle))
    if as_json:
        print_json(found)
        return
    if found.most_costly is None:
        print_lines("no phase review is closed yet, so there are no events per act")
    else:
        print_lines(
            f"events per act: mean {found.events_per_act_mean:.2f}, max {found.events_per_act_max:.2f} "
            f"({found.most_costly.workflow_id}: {found.most_costly.events} events, {found.most_costly.acts} acts), "
            f"over {found.closed_phases} closed phase reviews",
        )
    if found.largest_run is not None:
        print_lines(
            f"largest run: {found.largest_run.events} events, {found.largest_run.bytes:,} bytes "
            f"({found.largest_run.workflow_id}), of {found.runs} runs",
        )


async def _histories(doors: Doors, workflow_id: str, *, all_runs: bool) -> list[WorkflowHistory]:
    async with doors.temporal() as client:
        return [history async for history in histories(client, workflow_id, all_runs=all_runs)]


async def _cost(doors: Doors, cycle: str) -> CycleCost:
    async with doors.temporal() as client:
        return await cost_of(client, cycle)
