"""`starter.py board`: whose move it is, and whether the board is right."""

from datetime import date
from typing import Annotated

import typer

from cli.checking import Comparison, compare
from cli.command_line import examples, single_command
from cli.directory import checked_state
from cli.doors import Doors, through_doors
from cli.given import CycleArgument
from cli.output import AsJson, print_json, print_lines, print_table
from cli.today import today_of
from cli.views import about, lateness
from models.errors import InputInvalid
from models.people import Role
from store import read_model
from store.read_model import BoardRow

app = single_command()

FOUND = 1
"""Exit code when the check found a difference."""


@app.command(
    epilog=examples(
        "starter.py board untoc-1 --overdue",
        "starter.py board untoc-1 --state FRA --due-within 30",
        "starter.py board untoc-1 --check",
    )
)
def board(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    *,
    state: Annotated[str, typer.Option(help="Only what this State owes.")] = "",
    role: Annotated[str, typer.Option(help="Only what this role owes, such as focal_point.")] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is past its original date.")] = False,
    due_within: Annotated[int | None, typer.Option(min=0, help="Only what is due within so many days.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Compare with every open workflow; 1 if one differs.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show whose move it is in a cycle, by due date; what has no date comes last."""
    if check:
        _check(through_doors(ctx, lambda doors: _compared(doors, cycle)), as_json=as_json)
        return
    if role and role not in set(Role):
        raise InputInvalid("unknown_role", f"there is no role {role!r}; the roles are {', '.join(Role)}.")
    owner = checked_state(state) if state else None
    rows, today = through_doors(ctx, lambda doors: _rows(doors, cycle, state=owner, role=role, overdue=overdue))
    if due_within is not None:
        rows = [row for row in rows if (due := row.obligation.due) and (due.date - today).days <= due_within]
    if as_json:
        print_json({"cycle": cycle, "today": today, "rows": rows})
        return
    print_lines(f"{cycle}: the calendar shows {today}; {len(rows)} to do")
    if rows:
        print_table(
            ("due", "", "who", "does", "on", "stage", "about"),
            (
                (
                    row.obligation.due.date if row.obligation.due else "no date",
                    lateness(row.obligation, today),
                    row.obligation.owner,
                    row.obligation.action,
                    row.workflow_id,
                    row.stage,
                    about(row.obligation),
                )
                for row in rows
            ),
        )


def _check(found: Comparison, *, as_json: bool) -> None:
    if as_json:
        print_json(found)
    elif found.differences:
        print_table(
            ("workflow", "what", "the board says", "the workflow says"),
            ((each.workflow_id, each.field, each.board, each.workflow) for each in found.differences),
        )
    else:
        print_lines(f"{found.cycle}: {found.workflows} open workflows and {found.obligations} obligations agree")
    if found.differences:
        raise typer.Exit(FOUND)


async def _compared(doors: Doors, cycle: str) -> Comparison:
    async with doors.temporal() as client, doors.store() as pool:
        return await compare(client, pool, cycle)


async def _rows(
    doors: Doors, cycle: str, *, state: str | None, role: str, overdue: bool
) -> tuple[list[BoardRow], date]:
    async with doors.store() as pool:
        clock = await read_model.clock_of(pool, cycle)
        today = today_of(clock)
        rows = await read_model.board(
            pool, cycle, owner_state=state, role=role or None, overdue_on=today if overdue else None
        )
    return rows, today
