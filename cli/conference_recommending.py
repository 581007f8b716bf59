"""`starter.py conference`: recommendations of working groups and observations of dialogues on the review."""

from typing import Annotated

import typer

from cli.act import PATIENCE
from cli.command_line import commands_of_a_group, examples
from cli.commands import SESSION_KEY
from cli.conference_acting import AllowedBecause, AllowState, NumberArgument, act, override_of, sending_of
from cli.doors import Doors, through_doors
from cli.enclosing import PAPER, AsWho, CommandId, Paper, Patience
from cli.given import CycleArgument
from cli.opening import loaded_mechanism
from cli.output import AsJson
from cli.streams import state_of
from models.cycle.state import ReviewCycleState
from models.errors import InputInvalid
from models.ids import cycle_id

app = commands_of_a_group()


@app.command(
    epilog=examples(
        "starter.py conference recommend untoc-1 13 recommendation.md --from firearms --topic tracing",
        "starter.py conference recommend untoc-1 13 doc-7f3c/1 --from firearms-2026 --topic tracing",
    )
)
def recommend(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    document: Annotated[str, typer.Argument(metavar=PAPER, help="The recommendation.")],
    *,
    source: Annotated[
        str, typer.Option("--from", metavar="GROUP|SESSION", help="The working group, or the session of a dialogue.")
    ],
    topic: Annotated[str, typer.Option(metavar="SLUG", help="What it is about.")],
    allow_state: AllowState = None,
    because: AllowedBecause = "",
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Add what a working group recommends on the review, or what came of a dialogue. It may name no State."""
    sending = sending_of(cycle, number, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    override = override_of(allow_state, because)
    through_doors(ctx, lambda doors: _check_source(doors, cycle, source))
    data = {"source": source, "topic": topic, **override}
    act(ctx, "add_recommendation", data, sending, papers={"document": Paper(document, "recommendation")})


@app.command(
    "compile-recommendations", epilog=examples("starter.py conference compile-recommendations untoc-1 13 all.md")
)
def compile_recommendations(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    document: Annotated[str, typer.Argument(metavar=PAPER, help="All of them together.")],
    *,
    allow_state: AllowState = None,
    because: AllowedBecause = "",
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Hand in the one document that holds every recommendation so far; again when others have come."""
    sending = sending_of(cycle, number, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    override = override_of(allow_state, because)
    papers = {"document": Paper(document, "compiled_recommendations")}
    act(ctx, "compile_recommendations", override, sending, papers=papers)


async def _check_source(doors: Doors, cycle: str, source: str) -> None:
    """Refuse a working group that the mechanism does not have; a session is named by its group and year."""
    async with doors.store() as pool:
        state: ReviewCycleState = await state_of(pool, cycle_id(cycle))
    groups = [each.key for each in loaded_mechanism(state.procedure.mechanism).mechanism.working_groups]
    group = source.rpartition("-")[0] if SESSION_KEY.fullmatch(source) else source
    if group not in groups:
        raise InputInvalid(
            "unknown_working_group", f"there is no working group {group!r}; there are {', '.join(groups)}."
        )
