"""`starter.py toolkit`: the ten tools of engagement, and which of them a cycle prompts now (domain.md 7.3)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

import typer

from cli.command_line import command_group, examples
from cli.doors import Doors, through_doors
from cli.given import CycleArgument
from cli.opening import loaded_mechanism
from cli.output import AsJson, print_json, print_lines, print_table
from cli.today import today_of
from models.toolkit import Toolkit
from models.value import Value
from rules.calendar.vienna import start_of_day, vienna_day
from store import read_model
from store.prompted import Happened, happened_since

app = command_group("The tools of engagement, and when to offer which.")

RECENTLY = 30
"""Calendar days that prompts look back on; older ones have been acted on, or not."""


class Prompted(Value):
    """A tool that something recorded prompts, and whom to offer it."""

    on: date
    because: str
    stream: str
    tool: int
    theme: str
    whom: str
    offer: str


@app.command("list", epilog=examples("starter.py toolkit list"))
def list_(
    *,
    mechanism: Annotated[str, typer.Option(help="Key or folder of the mechanism.")] = "untoc",
    as_json: AsJson = False,
) -> None:
    """List the tools, and the events at which each is prompted."""
    toolkit = loaded_mechanism(mechanism).toolkit
    if as_json:
        print_json(toolkit)
        return
    print_table(
        ("tool", "theme", "examples", "prompted at", "evidence"),
        (
            (
                tool.number,
                tool.theme,
                "; ".join(tool.examples),
                ", ".join(dict.fromkeys(each.event for each in toolkit.prompts if each.tool == tool.number)),
                tool.evidence.mark,
            )
            for tool in toolkit.tools
        ),
    )


@app.command(epilog=examples("starter.py toolkit prompts untoc-1", "starter.py toolkit prompts untoc-1 --days 90"))
def prompts(
    ctx: typer.Context,
    cycle: CycleArgument,
    *,
    days: Annotated[int, typer.Option(min=1, max=3660, help="Calendar days to look back on.")] = RECENTLY,
    mechanism: Annotated[str, typer.Option(help="Key or folder of the mechanism.")] = "untoc",
    as_json: AsJson = False,
) -> None:
    """Show which tools fit what has just happened in a cycle, and whom to offer them. Nobody is written to."""
    toolkit = loaded_mechanism(mechanism).toolkit
    happened, today = through_doors(ctx, lambda doors: _happened(doors, cycle, toolkit, days))
    prompted = prompted_by(toolkit, happened)
    if as_json:
        print_json({"cycle": cycle, "today": today, "prompts": prompted})
        return
    print_lines(f"{cycle}: the calendar shows {today}; {len(prompted)} prompts of the last {days} days")
    if prompted:
        print_table(
            ("on", "because", "where", "tool", "offer it to", "how"),
            (
                (each.on, each.because, each.stream, f"{each.tool} {each.theme}", each.whom, each.offer)
                for each in prompted
            ),
        )


def prompted_by(toolkit: Toolkit, happened: Sequence[Happened]) -> tuple[Prompted, ...]:
    """Return a prompt for each tool that fits each thing that happened, in the order given."""
    return tuple(
        Prompted(
            on=vienna_day(each.at),
            because=each.type,
            stream=each.stream,
            tool=prompt.tool,
            theme=tool.theme if (tool := toolkit.tool(prompt.tool)) else "",
            whom=prompt.whom.value.replace("_", " "),
            offer=prompt.offer,
        )
        for each in happened
        for prompt in toolkit.prompts_at(each.type)
    )


async def _happened(doors: Doors, cycle: str, toolkit: Toolkit, days: int) -> tuple[tuple[Happened, ...], date]:
    async with doors.store() as pool:
        today = today_of(await read_model.clock_of(pool, cycle))
        types = tuple(dict.fromkeys(prompt.event for prompt in toolkit.prompts))
        since = start_of_day(today - timedelta(days=days))
        return await happened_since(pool, cycle, types, since=since), today
