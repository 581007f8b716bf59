"""`starter.py dialogue summary`: the chair's written summary, from its draft to the next session."""

from typing import Annotated, Any

import typer

from cli.act import PATIENCE
from cli.command_line import command_group, examples
from cli.dialogue_acting import SessionArgument, act, pairs, sending_of
from cli.enclosing import PAPER, AsWho, CommandId, Paper, Patience, Sending
from cli.given import CycleArgument
from cli.lots_acting import state_code
from cli.output import AsJson
from models.dialogue.state import ContributionOutcome
from models.errors import InputInvalid

app = command_group("Draft, approve, publish and table the chair's written summary.")


@app.command(
    epilog=examples(
        "starter.py dialogue summary draft untoc-1 firearms-2027 summary.txt --outcome c-3=off_topic,c-5=repeated",
        "starter.py dialogue summary draft untoc-1 firearms-2027 summary.txt --allow-state AUT "
        "--because 'the host country'",
    )
)
def draft(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    document: Annotated[str, typer.Argument(metavar=PAPER, help="The text.")],
    *,
    outcome: Annotated[
        list[str] | None,
        typer.Option(metavar="CONTRIBUTION=OUTCOME", help="What became of one; the others count as reflected."),
    ] = None,
    allow_state: Annotated[
        list[str] | None, typer.Option(metavar="STATE", help="Let the text name this State; it stands in the ledger.")
    ] = None,
    because: Annotated[str, typer.Option(metavar="TEXT", help="Why it may; it stands in the ledger.")] = "",
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Put the summary forward. Its text may name no State; what was flagged for naming one is left out in any case."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    if bool(allow_state) != bool(because):
        raise InputInvalid("bad_usage", "--allow-state and --because belong together.")
    outcomes = pairs(outcome or (), form="c-3=off_topic")
    for each in outcomes.values():
        if each not in set(ContributionOutcome):
            raise InputInvalid(
                "unknown_outcome", f"there is no outcome {each!r}; outcomes are {', '.join(ContributionOutcome)}."
            )
    data: dict[str, Any] = {
        "outcomes": [{"contribution": name, "outcome": each} for name, each in outcomes.items()],
    }
    if allow_state:
        data["override"] = {"states": [state_code(each) for each in allow_state], "reason": because}
    act(ctx, "draft_summary", data, sending, papers={"document": Paper(document, "dialogue_summary")})


@app.command(epilog=examples("starter.py dialogue summary approve untoc-1 firearms-2027"))
def approve(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    *,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Record that the chair approves the summary as it was drafted last."""
    act(ctx, "approve_summary", {}, _sending(cycle, session, as_, patience, command_id, as_json=as_json))


@app.command(epilog=examples("starter.py dialogue summary publish untoc-1 firearms-2027"))
def publish(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    *,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Put the approved summary on the web. Whoever contributed is told what became of it."""
    act(ctx, "publish_summary", {}, _sending(cycle, session, as_, patience, command_id, as_json=as_json))


@app.command(epilog=examples("starter.py dialogue summary table untoc-1 firearms-2027"))
def table(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    *,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Table the summary at the next session of the working group: the dialogue is over."""
    act(ctx, "table_summary", {}, _sending(cycle, session, as_, patience, command_id, as_json=as_json))


def _sending(
    cycle: str, session: str, as_who: str, patience: float, command_id: str | None, *, as_json: bool
) -> Sending:
    return sending_of(cycle, session, as_who=as_who, patience=patience, command_id=command_id, as_json=as_json)
