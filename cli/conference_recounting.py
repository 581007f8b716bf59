"""`starter.py conference recount`: the published numbers against the ledger, counted by another program."""

import json
from typing import Annotated, Any

import typer

from cli.command_line import commands_of_a_group, examples
from cli.conference_acting import NumberArgument
from cli.conference_reading import report_of, stored, track_of
from cli.doors import Doors, through_doors
from cli.given import CycleArgument
from cli.output import AsJson, print_json, print_lines
from cli.recount import differences, recount
from store import ledger

app = commands_of_a_group()

FOUND = 1
"""Exit code when a number is not the ledger's."""


@app.command("recount", epilog=examples("starter.py conference recount untoc-1 13"))
def recount_(
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    *,
    data: Annotated[str, typer.Option(metavar="ID", help="Other data than the report's own, by its document.")] = "",
    as_json: AsJson = False,
) -> None:
    """Count the report's period anew from the ledger, and compare. Exit code 1 if a number is not the ledger's.

    The counting is that of cli/recount.py, which shares no code with the program that made the report and runs by
    itself: python3 cli/recount.py EXPORT.jsonl REPORT.json.
    """
    document, said = through_doors(ctx, lambda doors: _recounted(doors, cycle, number, data))
    if as_json:
        print_json({"data": document, "differences": said, "is_sound": not said})
    else:
        print_lines(*(said or (f"every published number of {document} is the ledger's",)))
    if said:
        raise typer.Exit(FOUND)


async def _recounted(doors: Doors, cycle: str, number: int, data: str) -> tuple[str, list[str]]:
    async with doors.store() as pool:
        reference = report_of((await track_of(pool, cycle, number)).state).data
        if data:
            reference = reference.model_copy(update={"id": data})
        report: dict[str, Any] = json.loads((await stored(pool, reference)).content)
        lines = [line async for line in ledger.export_lines(pool, cycle=cycle)]
    return reference.id, differences(recount(lines, report), report)
