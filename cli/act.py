"""`starter.py act`: any command of any workflow, from data a person or a script hands over."""

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from cli.command_line import examples, single_command
from cli.commands import known_commands, made_command
from cli.doors import Doors, through_doors
from cli.given import actor_from, json_object
from cli.output import AsJson, note, print_json, print_lines, print_table
from cli.sending import send
from models.command import Command, Outcome
from models.errors import InputInvalid

if TYPE_CHECKING:
    from temporalio.client import Client

app = single_command()

PATIENCE = 30.0
"""Real seconds after which an act without an answer is given up; it may still be applied."""


@app.command(
    epilog=examples(
        "starter.py act phase/untoc-1/FRA/1 --list",
        'starter.py act cycle/untoc-1 launch_group --as secretariat --data \'{"group": 1, "phase": 1}\'',
        "starter.py act phase/untoc-1/FRA/1 accept_consultation --as focal_point:FRA:p-12",
        "starter.py act phase/untoc-1/FRA/1 submit_questionnaire --as focal_point:FRA:p-12 --data @saq.json",
    )
)
def act(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    workflow_id: Annotated[str, typer.Argument(help="For instance phase/untoc-1/FRA/1.")],
    command: Annotated[str, typer.Argument(help="For instance submit_questionnaire; see --list.")] = "",
    *,
    data: Annotated[str, typer.Option(help="The command's fields: JSON, @file, or - for stdin.")] = "{}",
    as_: Annotated[
        str, typer.Option("--as", metavar="ROLE[:STATE[:PERSON]]", help="Who acts; else the data's actor.")
    ] = "",
    command_id: Annotated[str | None, typer.Option(help="Makes a repetition harmless; a new one if left out.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the workflow's commands and who may do them.")] = False,
    patience: Annotated[float, typer.Option(min=0.1, max=3600, help="Seconds to wait for the outcome.")] = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Do one act on one workflow, and say what happened, where it stands now and whose move it is.

    The same --command-id again changes nothing and prints the first answer.
    """
    if list_:
        _list(workflow_id, as_json=as_json)
        return
    if not command:
        raise InputInvalid("bad_usage", f"name a command; 'starter.py act {workflow_id} --list' lists them.")
    actor = actor_from(as_) if as_ else None
    made = made_command(workflow_id, command, json_object(data), actor=actor, command_id=command_id)
    outcome = through_doors(ctx, lambda doors: _sent(doors, workflow_id, made, patience))
    print_outcome(outcome, made, as_json=as_json)


def print_outcome(outcome: Outcome, command: Command, *, as_json: bool, **more: object) -> None:
    """Say what an act brought about; `more` goes into the JSON."""
    if as_json:
        print_json({**outcome.model_dump(), "command_id": command.command_id, **more})
        return
    print_lines(
        f"{outcome.workflow_id}: {', '.join(outcome.happened)} (version {outcome.version})",
        f"stage: {outcome.stage}",
        *_waiting(outcome),
        f"command id: {command.command_id}",
    )


def _waiting(outcome: Outcome) -> list[str]:
    """Whose move it is, each once: a cycle waits for several launches at a time."""
    times = Counter(outcome.waiting_on)
    lines = [f"waiting on {line}" + (f" ({count})" if count > 1 else "") for line, count in times.items()]
    return lines or ["waiting on nobody"]


async def _sent(doors: Doors, workflow_id: str, command: Command, patience: float) -> Outcome:
    async with doors.temporal() as client:
        return await send_or_say(client, workflow_id, command, patience)


async def send_or_say(client: "Client", workflow_id: str, command: Command, patience: float) -> Outcome:
    """Send an act until its outcome is known; who stops that is told how to find out. Raises as `send`."""
    try:
        return await send(client, workflow_id, command, patience=patience)
    except asyncio.CancelledError:
        note(f"Whether it was done is not known; repeat it with --command-id {command.command_id}.")
        raise


def _list(workflow_id: str, *, as_json: bool) -> None:
    known = known_commands(workflow_id)
    if as_json:
        print_json(known)
        return
    print_table(
        ("command", "data", "who", "at", "leads to"),
        (
            (
                each.name,
                ", ".join((*each.required, *(f"[{name}]" for name in each.optional))),
                ", ".join(each.by),
                each.span,
                each.leads_to,
            )
            for each in known
        ),
    )
