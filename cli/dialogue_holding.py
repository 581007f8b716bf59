"""`starter.py dialogue`: on the day: open, log what is said by topic, mark what spoke of a country, close."""

from typing import Annotated

import typer

from cli.act import PATIENCE
from cli.command_line import commands_of_a_group, examples
from cli.dialogue_acting import SessionArgument, TopicOption, act, sending_of
from cli.dialogue_reading import dialogue_of
from cli.doors import Doors, through_doors
from cli.enclosing import PAPER, AsWho, CommandId, Paper, Patience
from cli.given import CycleArgument, file_bytes
from cli.output import AsJson
from models.dialogue.application import ApplicationStatus
from models.dialogue.state import SpeakerKind
from models.errors import InputInvalid
from models.stakeholders import OrganisationKind

app = commands_of_a_group()

ALL_REGISTERED = "all-registered"
LARGEST_LIST = 100_000
"""Bytes of a list of those who came: 2,000 lines have a fifth of it."""


@app.command("open", epilog=examples("starter.py dialogue open untoc-1 firearms-2027 --as chair"))
def open_(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    *,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Open the dialogue, after the report of the session was adopted."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "open_dialogue", {}, sending)


@app.command(
    epilog=examples(
        "starter.py dialogue log untoc-1 firearms-2027 --topic tracing --speaker stakeholder --application a-7",
        "starter.py dialogue log untoc-1 firearms-2027 --topic tracing --speaker state",
    )
)
def log(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    *,
    topic: TopicOption,
    speaker: Annotated[SpeakerKind, typer.Option(help="From which side. Nobody notes which country.")],
    kind: Annotated[OrganisationKind | None, typer.Option(help="Of the organisation.")] = None,
    application: Annotated[str, typer.Option(help="Of the stakeholder that spoke, such as a-7.")] = "",
    document: Annotated[str, typer.Option(metavar=PAPER, help="What was said, in writing.")] = "",
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Log an intervention by its topic. It gets a receipt, by which its speaker learns what became of it."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    data = {"topic": topic, "speaker": speaker, "kind": kind, "application": application or None}
    act(ctx, "log_intervention", data, sending, papers={"document": Paper(document, "intervention")})


@app.command(epilog=examples("starter.py dialogue flag untoc-1 firearms-2027 c-3 --as chair"))
def flag(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    contribution: Annotated[str, typer.Argument(metavar="CONTRIBUTION", help="For instance c-3.")],
    *,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Mark a contribution that spoke of a country: its speaker is reminded, the summary leaves it out."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "flag_country_reference", {"contribution": contribution}, sending)


@app.command(
    epilog=examples(
        "starter.py dialogue close untoc-1 firearms-2027 --attended all-registered --states 37",
        "starter.py dialogue close untoc-1 firearms-2027 --attended came.txt --stakeholders 65 --as chair",
    )
)
def close(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    *,
    attended: Annotated[
        str, typer.Option(metavar="FILE|all-registered", help="Applications that took part, one a line.")
    ],
    stakeholders: Annotated[int, typer.Option(min=0, help="How many people came for stakeholders.")] = 0,
    organisations: Annotated[int, typer.Option(min=0, help="How many organisations came.")] = 0,
    states: Annotated[int, typer.Option(min=0, help="How many States came.")] = 0,
    intergovernmental: Annotated[int, typer.Option(min=0, help="How many intergovernmental organisations came.")] = 0,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Close the dialogue, with who took part."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    came = _registered(ctx, cycle, session) if attended == ALL_REGISTERED else came_from(attended)
    data = {
        "attended": came,
        "attendance": {
            "stakeholders": stakeholders,
            "organisations": organisations,
            "states": states,
            "intergovernmental": intergovernmental,
        },
    }
    act(
        ctx,
        "close_dialogue",
        data,
        sending,
        hints=(f"next: starter.py dialogue summary draft {cycle} {session} FILE",),
    )


def came_from(name: str) -> list[str]:
    """Read who took part, one application a line; raises `InputInvalid` (`file_unreadable`, `bad_list`)."""
    content = file_bytes(name, limit=LARGEST_LIST)
    if len(content) > LARGEST_LIST:
        raise InputInvalid("payload_too_large", f"{name} has more than {LARGEST_LIST:,} bytes: it is no such list.")
    try:
        lines = [line.strip() for line in content.decode("utf-8-sig").splitlines()]
    except UnicodeDecodeError as error:
        raise InputInvalid("bad_list", f"{name} is not UTF-8: save it as plain text.") from error
    found: list[str] = []
    for number, line in enumerate(lines, start=1):
        if line.startswith("#") or not line:
            continue
        if " " in line or line in found:
            said = "stands twice" if line in found else "is no application"
            raise InputInvalid(
                "bad_list", f"{name}, line {number}: {line[:40]!r} {said}; write one a line, such as a-7."
            )
        found.append(line)
    return found


def _registered(ctx: typer.Context, cycle: str, session: str) -> list[str]:
    async def read(doors: Doors) -> list[str]:
        async with doors.store() as pool:
            state = (await dialogue_of(pool, cycle, session)).state
        return [each.id for each in state.applications.values() if each.status is ApplicationStatus.REGISTERED]

    return through_doors(ctx, read)
