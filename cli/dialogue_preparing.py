"""`starter.py dialogue`: between the decision and the day: invitations, travel, programme, preparation, the report."""

import re
from typing import Annotated, Any

import typer

from cli.act import PATIENCE
from cli.command_line import commands_of_a_group, examples
from cli.dialogue_acting import SessionArgument, act, pairs, sending_of
from cli.enclosing import PAPER, AsWho, CommandId, Paper, Patience
from cli.given import CycleArgument, day
from cli.output import AsJson
from models.errors import InputInvalid

app = commands_of_a_group()

YES = {"yes": True, "no": False}

OTHERS = re.compile(r"\+([0-9]{1,2})")
"""Of a panel: how many others sit on it beside applicants."""

On = Annotated[str, typer.Option(metavar="DATE", help="The day.")]


@app.command(
    epilog=examples(
        "starter.py dialogue invite untoc-1 firearms-2027 --reply-by 2027-04-01",
        "starter.py dialogue invite untoc-1 firearms-2027 a-1 a-2 --reply-by 2027-04-01",
    )
)
def invite(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    applications: Annotated[
        list[str] | None, typer.Argument(metavar="[APPLICATION]...", help="Left out: all that were not invited yet.")
    ] = None,
    *,
    reply_by: Annotated[str, typer.Option(metavar="DATE", help="Until when they are asked to register.")],
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Invite approved applicants."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(
        ctx,
        "send_invitations",
        {"applications": applications or [], "reply_by": day(reply_by).isoformat()},
        sending,
    )


@app.command(epilog=examples("starter.py dialogue travel untoc-1 firearms-2027 a-7=yes,a-8=no"))
def travel(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    decisions: Annotated[list[str], typer.Argument(metavar="APPLICATION=yes|no...", help="Such as a-7=yes,a-8=no.")],
    *,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Decide whose travel is paid for, of those who asked for it. Each is told."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    decided = pairs(decisions, form="a-7=yes or a-8=no")
    for name, answer in decided.items():
        if answer not in YES:
            raise InputInvalid("bad_usage", f"{name}={answer}: write yes or no.")
    data = {"decisions": [{"application": name, "is_funded": YES[answer]} for name, answer in decided.items()]}
    act(ctx, "decide_travel_support", data, sending)


@app.command(
    epilog=examples(
        "starter.py dialogue programme untoc-1 firearms-2027 --document programme.pdf --topic tracing --topic marking",
        "starter.py dialogue programme untoc-1 firearms-2027 --document programme.pdf --topic tracing "
        "--panel 'tracing: a-1, a-2, +2'",
    )
)
def programme(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    *,
    document: Annotated[str, typer.Option(metavar=PAPER, help="The programme.")],
    topic: Annotated[list[str], typer.Option(metavar="SLUG", help="Once for each topic.")],
    panel: Annotated[
        list[str] | None,
        typer.Option(metavar="'TOPIC: APPLICATION, ..., +N'", help="Who sits on a panel, and N others; once for each."),
    ] = None,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Publish the programme with its topics and panels, or a new version of it."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    data = {"topics": topic, "panels": [panel_from(each) for each in panel or ()]}
    act(ctx, "publish_programme", data, sending, papers={"document": Paper(document, "programme")})


@app.command(epilog=examples("starter.py dialogue preparation untoc-1 firearms-2027 --on 2027-04-15 --note note.pdf"))
def preparation(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    *,
    on: On,
    note: Annotated[str, typer.Option(metavar=PAPER, help="What was said.")] = "",
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Record the day on which stakeholders prepared together."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    data = {"on": day(on).isoformat()}
    act(ctx, "hold_preparation_day", data, sending, papers={"note": Paper(note, "preparation_note")})


@app.command(
    "report-adopted", epilog=examples("starter.py dialogue report-adopted untoc-1 firearms-2027 --on 2027-04-16")
)
def report_adopted(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    *,
    on: On,
    document: Annotated[str, typer.Option(metavar=PAPER, help="The report.")] = "",
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Record that the working group has adopted the report of its session; only then may the dialogue open."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    data = {"on": day(on).isoformat()}
    act(ctx, "adopt_report", data, sending, papers={"document": Paper(document, "session_report")})


def panel_from(given: str) -> dict[str, Any]:
    """Read `tracing: a-1, a-2, +2`; raises `InputInvalid` (`bad_panel`)."""
    topic, colon, members = (part.strip() for part in given.partition(":"))
    if not (topic and colon):
        raise InputInvalid("bad_panel", f"{given!r} is no panel: write 'tracing: a-1, a-2, +2'.")
    panellists: list[str] = []
    others = 0
    for each in (part.strip() for part in members.split(",") if part.strip()):
        if counted := OTHERS.fullmatch(each):
            others += int(counted[1])
        elif each.startswith("+") or " " in each:
            raise InputInvalid("bad_panel", f"{each!r} is nobody on a panel: write 'tracing: a-1, a-2, +2'.")
        else:
            panellists.append(each)
    return {"topic": topic, "panellists": panellists, "others": others}
