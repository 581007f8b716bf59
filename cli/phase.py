"""`starter.py phase`: look at phase reviews."""

from typing import Annotated

import typer

from cli.command_line import command_group, examples
from cli.country import show_one, statuses_of
from cli.doors import through_doors
from cli.given import CycleArgument
from cli.output import AsJson, print_json, print_lines, print_table
from models.errors import InputInvalid
from models.phase.stage import TRACK, Stage
from models.status import Status

app = command_group("Look at phase reviews: stages, obligations, dates and why.")


@app.command("list", epilog=examples("starter.py phase list untoc-1 --stage self_assessment"))
def list_(
    ctx: typer.Context,
    cycle: CycleArgument,
    *,
    stage: Annotated[str, typer.Option(help="Only reviews at this stage, such as desk_review.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the phase reviews of a cycle."""
    if stage and stage not in set(Stage):
        raise InputInvalid("unknown_stage", f"there is no stage {stage!r}; the stages are {', '.join(Stage)}.")
    found = through_doors(ctx, lambda doors: statuses_of(doors, cycle, kind="phase", stage=stage or None))
    if as_json:
        print_json(found)
    elif found:
        print_table(
            ("id", "stage", "instruments", "next due", "waiting on"),
            (
                (
                    each.workflow_id,
                    each.stage,
                    _instruments(each),
                    each.next_due,
                    ", ".join(sorted({str(owed.owner) for owed in each.obligations})),
                )
                for each in found
            ),
        )
    else:
        print_lines("No phase review matches; they open some weeks before the launch of their group.")


@app.command(epilog=examples("starter.py phase show phase/untoc-1/FRA/1"))
def show(
    ctx: typer.Context,
    workflow_id: Annotated[str, typer.Argument(metavar="ID", help="For instance phase/untoc-1/FRA/1.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Show one phase review: the stage of each instrument, whose move it is, every date and how it came about."""
    show_one(ctx, workflow_id, as_json=as_json)


def _instruments(status: Status) -> str:
    """The instruments; each with its own stage while they go at their own speed."""
    if status.stage in TRACK and status.tracks:
        return ", ".join(f"{track.instrument} {track.stage}" for track in status.tracks)
    return ", ".join(status.instruments)
