"""`starter.py sessions`: sessions of working groups: their dates, and the file of lists of observations for each."""

from typing import Annotated, Any, TypeAlias

import typer

from cli.act import PATIENCE, print_outcome
from cli.command_line import command_group, examples
from cli.dialogue_acting import SessionArgument
from cli.doors import Doors, through_doors
from cli.enclosing import AsWho, CommandId, Paper, Patience, Sending, done
from cli.given import CycleArgument, day
from cli.output import AsJson, note, print_json, print_lines, print_table
from cli.session_file import ready_for, written
from cli.streams import state_of
from cli.today import today_of
from models.cycle.state import ReviewCycleState
from models.errors import NotFound, RuleViolation
from models.ids import cycle_id, dialogue_id, session_key
from models.sessions import ReadyList
from store import read_model
from store.pool import Pool

app = command_group("Fix sessions of working groups; issue the file of lists of observations for each.")

GroupArgument: TypeAlias = Annotated[
    str, typer.Argument(metavar="GROUP", help="Key of the working group, such as firearms; it names the session.")
]


@app.command(
    epilog=examples(
        "starter.py sessions fix untoc-1 firearms 2027 --starts 2027-04-14 --ends 2027-04-16 --number 14",
        "starter.py sessions fix untoc-1 cooperation 2027 --starts 2027-05-24 --ends 2027-05-28 --with assistance",
    )
)
def fix(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    group: GroupArgument,
    year: Annotated[int, typer.Argument(help="The year.")],
    *,
    starts: Annotated[str, typer.Option(metavar="DATE", help="First day.")],
    ends: Annotated[str, typer.Option(metavar="DATE", help="Last day.")],
    with_: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="GROUP", help="Working group that meets with it; once for each."),
    ] = None,
    number: Annotated[int | None, typer.Option(min=1, help="Number of the session.")] = None,
    agenda_item: Annotated[str, typer.Option(metavar="TEXT", help="The item on the review of the Mechanism.")] = "",
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Fix the dates of a session, or of a joint one; once more, to move it: its dialogue moves with it."""
    data: dict[str, Any] = {
        "working_groups": [group, *(with_ or [])],
        "year": year,
        "number": number,
        "starts": day(starts).isoformat(),
        "ends": day(ends).isoformat(),
        "agenda_item": agenda_item,
    }
    acted = done(ctx, "fix_session", data, Sending(cycle_id(cycle), as_, patience, command_id, as_json))
    key = session_key(group, year)
    print_outcome(acted.outcome, acted.command, as_json=as_json, session=key)
    if not as_json:
        is_to_be_planned = any(each.endswith(": plan_dialogue") for each in acted.outcome.waiting_on)
        following = [f"next: starter.py dialogue plan {cycle} {key}"] if is_to_be_planned else []
        print_lines(f"session: {key}", *following)


@app.command("list", epilog=examples("starter.py sessions list untoc-1"))
def list_(ctx: typer.Context, cycle: CycleArgument, *, as_json: AsJson = False) -> None:
    """List the sessions of a cycle, in order of their days, with their dialogues and files."""

    async def read(doors: Doors) -> tuple[ReviewCycleState, dict[str, str]]:
        async with doors.store() as pool:
            state = await cycle_of(pool, cycle)
            dialogues = await read_model.statuses(pool, cycle, kind="dialogue")
            return state, {each.workflow_id: each.stage for each in dialogues}

    state, dialogues = through_doors(ctx, read)
    files = {each.session: each for each in state.session_files}
    rows = [(each, dialogues.get(dialogue_id(cycle, each.key)), files.get(each.key)) for each in state.sessions]
    if as_json:
        print_json([{**each.model_dump(), "dialogue": stage, "file": issued} for each, stage, issued in rows])
    elif rows:
        print_table(
            ("session", "working groups", "number", "from", "to", "dialogue", "file", "lists"),
            (
                (
                    each.key,
                    ", ".join(each.working_groups),
                    each.number,
                    each.starts,
                    each.ends,
                    stage,
                    issued.document.id if issued else None,
                    issued.lists if issued else None,
                )
                for each, stage, issued in rows
            ),
        )
    else:
        print_lines(f"No session is fixed yet; 'starter.py sessions fix {cycle} GROUP YEAR' fixes one.")


@app.command(
    epilog=examples(
        "starter.py sessions file untoc-1 firearms-2027",
        "starter.py sessions file untoc-1 firearms-2027 --issue",
    )
)
def file(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    *,
    issue: Annotated[bool, typer.Option("--issue", help="Keep the file and record that it is issued.")] = False,
    empty: Annotated[bool, typer.Option("--empty", help="Issue it though it holds no list.")] = False,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Show which lists of observations are ready for a session: agreed, and shared with its working groups."""

    async def read(doors: Doors) -> tuple[ReviewCycleState, tuple[ReadyList, ...]]:
        async with doors.store() as pool:
            state = await cycle_of(pool, cycle)
            held = state.session(session)
            if held is None:
                raise NotFound(
                    "unknown_session",
                    f"cycle {cycle} has no session {session}; 'starter.py sessions list {cycle}' names those it has.",
                )
            return state, await ready_for(pool, state, held)

    state, ready = through_doors(ctx, read)
    if issue and not ready and not empty:
        raise RuleViolation(
            "nothing_ready", f"no list of observations is ready for {session}; a file without any is issued by --empty."
        )
    if issue:
        content = written(state, session, ready, on=today_of(state.clock))
        acted = done(
            ctx,
            "issue_session_file",
            {"session": session, "lists": len(ready)},
            Sending(cycle_id(cycle), as_, patience, command_id, as_json),
            papers={"document": Paper("-", "session_file", made=content, media_type="text/csv")},
        )
        document = getattr(acted.command, "document", None)
        print_outcome(acted.outcome, acted.command, as_json=as_json, document=document, lists=len(ready))
        if not as_json:
            note(f"{len(ready)} lists; the file is {document.id if document else ''}")
        return
    if as_json:
        print_json(ready)
    elif ready:
        print_table(
            ("State", "phase", "instruments", "agreed on", "shared on", "document", "issued before"),
            (
                (
                    each.state,
                    each.phase,
                    ", ".join(each.instruments),
                    each.agreed_on,
                    each.shared_on,
                    each.document.id,
                    "yes" if each.was_issued else "",
                )
                for each in ready
            ),
        )
        many = len(ready) > 1
        said = f"{len(ready)} lists of observations are ready" if many else "1 list of observations is ready"
        print_lines(f"{said}; --issue puts {'them' if many else 'it'} on the session's file.")
    else:
        print_lines(f"No list of observations is ready for {session} yet.")


async def cycle_of(pool: Pool, cycle: str) -> ReviewCycleState:
    """The state of a cycle as it is recorded; raises `NotFound` (`unknown_cycle`)."""
    await read_model.clock_of(pool, cycle)
    state: ReviewCycleState = await state_of(pool, cycle_id(cycle))
    return state
