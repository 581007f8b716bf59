"""`starter.py conference`: the frame of a session: plan it, its days, the cut-off, its consideration, its end."""

from typing import Annotated

import typer

from cli.act import PATIENCE, print_outcome
from cli.command_line import commands_of_a_group, examples
from cli.conference_acting import NumberArgument, act, sending_of
from cli.enclosing import AsWho, CommandId, Patience, Sending, done
from cli.given import CycleArgument, day
from cli.output import AsJson, print_lines
from models.errors import InputInvalid
from models.ids import conference_id, cycle_id

app = commands_of_a_group()


@app.command(
    epilog=examples(
        "starter.py conference plan untoc-1 13",
        "starter.py conference plan untoc-1 13 --starts 2026-10-12 --ends 2026-10-16",
    )
)
def plan(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    *,
    starts: Annotated[str, typer.Option(metavar="DATE", help="First day; default: that of the calendar.")] = "",
    ends: Annotated[str, typer.Option(metavar="DATE", help="Last day.")] = "",
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Begin the track of a session of the Conference. Days of the calendar may be placeholders: give the real ones."""
    if bool(starts) != bool(ends):
        raise InputInvalid("bad_usage", "--starts and --ends belong together.")
    sending = Sending(cycle_id(cycle), as_, patience, command_id, as_json)
    days = {"starts": day(starts).isoformat(), "ends": day(ends).isoformat()} if starts else {}
    acted = done(ctx, "plan_conference", {"number": number, **days}, sending)
    track = conference_id(cycle, number)
    print_outcome(acted.outcome, acted.command, as_json=as_json, conference=track)
    if not as_json:
        print_lines(f"conference: {track}", f"next: starter.py conference show {cycle} {number}")


@app.command(epilog=examples("starter.py conference move untoc-1 13 --starts 2026-11-02 --ends 2026-11-06"))
def move(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    *,
    starts: Annotated[str, typer.Option(metavar="DATE", help="First day.")],
    ends: Annotated[str, typer.Option(metavar="DATE", help="Last day.")],
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Enter other days of the session; what is counted from them moves too."""
    sending = sending_of(cycle, number, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "move_conference", {"starts": day(starts).isoformat(), "ends": day(ends).isoformat()}, sending)


@app.command(
    "cut-off",
    epilog=examples(
        "starter.py conference cut-off untoc-1 13 2026-04-12",
        "starter.py conference cut-off untoc-1 13 2026-04-12 --since 2024-04-15",
    ),
)
def cut_off(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    on: Annotated[str, typer.Argument(metavar="DATE", help="Last day whose agreed observations count.")],
    *,
    since: Annotated[str, typer.Option(metavar="DATE", help="First day; default: as it was planned.")] = "",
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Fix the period that the general report covers, before it is compiled."""
    sending = sending_of(cycle, number, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    first = {"period_starts": day(since).isoformat()} if since else {}
    act(ctx, "set_cut_off", {"cut_off": day(on).isoformat(), **first}, sending)


@app.command(epilog=examples("starter.py conference consider untoc-1 13 --on 2026-10-13"))
def consider(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    *,
    on: Annotated[str, typer.Option(metavar="DATE", help="A day of the session.")],
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Record that the Conference has considered the general report."""
    sending = sending_of(cycle, number, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "consider_report", {"on": day(on).isoformat()}, sending)


@app.command(
    epilog=examples(
        "starter.py conference close untoc-1 13",
        "starter.py conference close untoc-1 13 --because 'the report was put off to the next session'",
    )
)
def close(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    *,
    because: Annotated[str, typer.Option(metavar="TEXT", help="Needed where no report was considered.")] = "",
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Close the track when the session is over and every applicant has an outcome."""
    sending = sending_of(cycle, number, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "close_conference", {"reason": because}, sending)
