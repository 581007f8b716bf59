"""`starter.py conference`: the general report in English: compile, edit, finalise, take back, issue."""

import asyncio
from typing import Annotated

import typer

from cli.act import PATIENCE, print_outcome
from cli.command_line import commands_of_a_group, examples
from cli.conference_acting import AllowedBecause, AllowState, NumberArgument, act, override_of, sending_of
from cli.conference_telling import figures_of
from cli.doors import Doors, through_doors
from cli.enclosing import PAPER, AsWho, CommandId, Paper, Patience, Sending, done
from cli.given import CycleArgument
from cli.output import AsJson, note, print_lines
from cli.streams import state_of
from models.conference.state import ConferenceStage, ConferenceState

app = commands_of_a_group()

REPORT = "general_report"
"""Kind of the document."""

LOOKS = 0.5
"""Seconds between two looks at what the program has answered."""


@app.command("compile", epilog=examples("starter.py conference compile untoc-1 13"))
def compile_(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    *,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Count the coded observations of the period, leave out what could tell of a State, and draft the report.

    The program answers by itself; the answer is waited for as long as the patience lasts.
    """
    sending = sending_of(cycle, number, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    acted = done(ctx, "compile_report", {}, sending)
    state = through_doors(ctx, lambda doors: _answered(doors, sending))
    found = state.report if state.stage is ConferenceStage.DRAFTING else None
    print_outcome(
        acted.outcome,
        acted.command,
        as_json=as_json,
        answered=state.stage is not ConferenceStage.COMPILING,
        failure=state.failure,
        report=found,
    )
    if as_json:
        return
    if state.failure:
        print_lines(f"the compilation failed: {state.failure}")
    elif found is None:
        note(f"The program is still at work; 'starter.py conference show {cycle} {number}' says when it is done.")
    else:
        print_lines(
            f"data: {found.data.id}",
            f"draft: {found.draft.id}",
            *figures_of(found.figures.model_dump()),
            f"next: starter.py conference report {cycle} {number} --out report.md",
        )


@app.command(
    epilog=examples(
        "starter.py conference edit untoc-1 13 report.md",
        "starter.py conference edit untoc-1 13 report.md --allow-state AUT --because 'the host country'",
    )
)
def edit(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    document: Annotated[str, typer.Argument(metavar=PAPER, help="The text.")],
    *,
    allow_state: AllowState = None,
    because: AllowedBecause = "",
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Put an edited text in the place of the draft. It may name no State; it is read for names before it is kept."""
    sending = sending_of(cycle, number, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "edit_report", override_of(allow_state, because), sending, papers={"document": Paper(document, REPORT)})


@app.command(epilog=examples("starter.py conference finalise untoc-1 13"))
def finalise(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    *,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Make the English text final. It counts as delivered; the other five languages can be ordered."""
    sending = sending_of(cycle, number, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "finalise_report", {}, sending, hints=(f"next: starter.py conference translate order {cycle} {number}",))


@app.command(epilog=examples("starter.py conference reopen untoc-1 13 --because 'a table was left out'"))
def reopen(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    *,
    because: Annotated[str, typer.Option(metavar="TEXT", help="Why; it stands in the ledger.")],
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Take the final text back for another edit, before it is issued. Versions that were ordered or delivered lapse."""
    sending = sending_of(cycle, number, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "reopen_report", {"reason": because}, sending)


@app.command(
    epilog=examples(
        "starter.py conference issue untoc-1 13 --symbol CTOC/COP/2026/2",
        "starter.py conference issue untoc-1 13 --symbol CTOC/COP/2026/2 --document issued.docx",
    )
)
def issue(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    *,
    symbol: Annotated[str, typer.Option(help="Of the document of the Conference.")],
    document: Annotated[str, typer.Option(metavar=PAPER, help="The English text as issued, if it is another.")] = "",
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Issue the report as a document of the Conference, when it is there in six languages."""
    sending = sending_of(cycle, number, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "issue_report", {"symbol": symbol}, sending, papers={"document": Paper(document, REPORT)})


async def _answered(doors: Doors, sending: Sending) -> ConferenceState:
    """Look until the program has answered, or the patience is over."""
    waited = 0.0
    async with doors.store() as pool:
        while True:
            state: ConferenceState = await state_of(pool, sending.workflow_id)
            if state.stage is not ConferenceStage.COMPILING or waited >= sending.patience:
                return state
            await asyncio.sleep(LOOKS)
            waited += LOOKS
