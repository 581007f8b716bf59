"""`starter.py dialogue`: from the plan to the end of the call: schedule a dialogue, open the call, extend, cancel."""

from typing import Annotated

import typer

from cli.act import PATIENCE, print_outcome
from cli.command_line import commands_of_a_group, examples
from cli.dialogue_acting import SessionArgument, act, sending_of
from cli.enclosing import PAPER, AsWho, CommandId, Paper, Patience, Sending, done
from cli.given import CycleArgument, day
from cli.output import AsJson, print_lines
from models.ids import cycle_id, dialogue_id

app = commands_of_a_group()

Until = Annotated[str, typer.Option(metavar="DATE", help="Last day, until midnight Vienna time.")]


@app.command(
    epilog=examples(
        "starter.py dialogue plan untoc-1 firearms-2027",
        "starter.py dialogue plan untoc-1 firearms-2027 --day 2027-04-16 --topic tracing --topic marking",
    )
)
def plan(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    *,
    day_: Annotated[str, typer.Option("--day", metavar="DATE", help="Default: the last day of the session.")] = "",
    topic: Annotated[list[str] | None, typer.Option(metavar="SLUG", help="What it is about; once for each.")] = None,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Schedule the constructive dialogue after a session whose dates are fixed ('starter.py sessions fix')."""
    sending = Sending(cycle_id(cycle), as_, patience, command_id, as_json)
    held_on = {"day": day(day_).isoformat()} if day_ else {}
    acted = done(ctx, "plan_dialogue", {"session": session, "topics": topic or [], **held_on}, sending)
    dialogue = dialogue_id(cycle, session)
    print_outcome(acted.outcome, acted.command, as_json=as_json, dialogue=dialogue)
    if not as_json:
        print_lines(f"dialogue: {dialogue}", f"next: starter.py dialogue call {cycle} {session} --until DATE")


@app.command(epilog=examples("starter.py dialogue move untoc-1 firearms-2027 --day 2027-04-17"))
def move(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    *,
    day_: Annotated[str, typer.Option("--day", metavar="DATE", help="The day on which it is held.")],
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Hold the dialogue on another day. Where the session itself moves: 'starter.py sessions fix' once more."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "move_dialogue", {"day": day(day_).isoformat()}, sending)


@app.command(
    epilog=examples(
        "starter.py dialogue call untoc-1 firearms-2027 --until 2027-02-12",
        "starter.py dialogue call untoc-1 firearms-2027 --until 2027-02-12 --announcement call.pdf",
    )
)
def call(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    *,
    until: Until,
    announcement: Annotated[str, typer.Option(metavar=PAPER, help="The text of the call.")] = "",
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Open the call for applications. It closes by itself; who applies a second later is late."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(
        ctx,
        "open_call",
        {"closes_on": day(until).isoformat()},
        sending,
        papers={"announcement": Paper(announcement, "call_for_applications")},
        hints=(f"next: starter.py dialogue apply {cycle} {session} --stakeholder s-...",),
    )


@app.command(epilog=examples("starter.py dialogue extend untoc-1 firearms-2027 --until 2027-02-19"))
def extend(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    *,
    until: Until,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Keep the call open for longer."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "extend_call", {"closes_on": day(until).isoformat()}, sending)


@app.command(epilog=examples("starter.py dialogue cancel untoc-1 firearms-2027 --because 'the session is put off'"))
def cancel(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    *,
    because: Annotated[str, typer.Option(metavar="TEXT", help="Why; the applicants are told.")],
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Cancel the dialogue before it is opened. Every applicant is told, and keeps the receipt."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "cancel_dialogue", {"reason": because}, sending)
