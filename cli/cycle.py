"""`starter.py cycle`: open a cycle, draw lots, launch phases of groups, and look."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from secrets import token_hex
from typing import Annotated

import typer

from cli.act import PATIENCE, print_outcome
from cli.command_line import command_group, examples
from cli.commands import made_command
from cli.doors import Doors, through_doors
from cli.given import CycleArgument, day
from cli.lots_rehearsal import opened_state, rehearse
from cli.opening import Opening, loaded_mechanism, open_cycle, opening_state
from cli.output import AsJson, note, print_json, print_lines, print_table
from cli.sending import send
from cli.today import today_of
from models.clock import SECONDS_A_DAY
from models.command import Command, Outcome
from models.cycle.state import ReviewCycleState
from models.errors import InputInvalid
from models.ids import cycle_id
from models.people import SECRETARIAT
from models.status import Status
from rules.calendar.vienna import vienna_day
from store import read_model
from store.read_model import StageCount

WINDOW_PATIENCE = 120.0
"""Real seconds for a rehearsal's redraw window: 21 days of up to five seconds each."""

app = command_group("Open a cycle, draw lots, launch a phase of a group, look.")


@app.command(
    "open",
    epilog=examples(
        "starter.py cycle open untoc-1",
        "starter.py cycle open trial --states FRA,DEU --on 2020-10-15 --day-seconds 2",
        "starter.py cycle open trial --on 2020-11-01 --day-seconds 3600 --lead-time redraw_window=0",
        "starter.py cycle open untoc-2 --opens 2031-11-01 --policy reviewer_max=4",
    ),
)
def open_(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    key: CycleArgument,
    *,
    mechanism: Annotated[str, typer.Option(help="Key or folder of the mechanism.")] = "untoc",
    states: Annotated[str | None, typer.Option(help="Start the reviews of these States only: FRA,DEU.")] = None,
    on: Annotated[str, typer.Option(help="Day that the cycle's calendar shows now; default: today.")] = "",
    opens: Annotated[str, typer.Option(help="Day on which the preparatory phase starts: moves the calendar.")] = "",
    day_seconds: Annotated[float, typer.Option(help="Real seconds of one calendar day.")] = SECONDS_A_DAY,
    policy: Annotated[list[str] | None, typer.Option(help="switch=value, for each that differs.")] = None,
    lead_time: Annotated[list[str] | None, typer.Option(help="key=days, for each that differs.")] = None,
    as_json: AsJson = False,
) -> None:
    """Open a review cycle. Everything is checked first; a cycle that was ever opened is not opened again.

    All parties of the register take part in the drawing of lots; --states limits whose reviews are started.
    """
    opening = Opening(
        key=key,
        mechanism=mechanism,
        states=_named(states),
        on=day(on) if on else None,
        opens=day(opens) if opens else None,
        day_seconds=day_seconds,
        policy=tuple(policy or ()),
        lead_times=tuple(lead_time or ()),
    )
    state = opening_state(opening, loaded_mechanism(mechanism), now=datetime.now(tz=UTC))
    status = through_doors(ctx, lambda doors: _opened(doors, state))
    shows = vienna_day(state.clock.anchor_calendar)
    if status is None:
        note("No worker has begun with it yet: it begins as soon as one runs.")
    if as_json:
        print_json({"workflow_id": state.workflow_id, "shows": shows, "status": status})
        return
    print_lines(
        f"{state.workflow_id} is open: {len(state.parties)} parties, reviews of {_reviews(state)}",
        f"the calendar shows {shows}; the first phase starts on {min(slot.starts for slot in state.plan.slots)}",
        f"next: {_next_step(state)}",
    )


@app.command(epilog=examples("starter.py cycle draw trial", "starter.py cycle draw trial --seed 00...ff"))
def draw(
    ctx: typer.Context,
    key: CycleArgument,
    *,
    seed: Annotated[str, typer.Option(help="32 bytes as 64 hex digits; a random one if left out.")] = "",
    patience: Annotated[
        float, typer.Option(min=0.1, max=3600, help="Seconds to wait: for each step, and for the redraw window.")
    ] = WINDOW_PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Rehearse a whole drawing of lots at once, from its opening to its confirmation, with a seed that is given.

    For cycles whose calendar is faster than the world's ('cycle open --day-seconds'). In real time officers hold a
    drawing step by step, beginning with 'starter.py lots open'. The same seed and register give the same draw.
    """
    seed = seed or token_hex(32)
    command = _secretariat(key, "draw_lots", seed=seed)
    state = through_doors(ctx, lambda doors: opened_state(doors, key))
    if not state.by_drawing:
        outcome = through_doors(ctx, lambda doors: _sent(doors, key, command, patience))
        if not as_json:
            print_lines(f"seed: {seed}")
        print_outcome(outcome, command, as_json=as_json, seed=seed)
        return
    report = note if as_json else print_lines
    rehearsed = through_doors(ctx, lambda doors: rehearse(doors, state, seed, patience=patience, report=report))
    drawing = rehearsed.drawing.state
    if as_json:
        told = {"seed": drawing.seed, "drawing": drawing.workflow_id, "inputs_sha256": drawing.inputs_sha256}
        print_json(
            {**told, "transcript": drawing.transcript, "stage": rehearsed.cycle.stage, "status": rehearsed.cycle}
        )
        return
    print_lines(
        f"seed: {drawing.seed}",
        f"{rehearsed.cycle.workflow_id}: {rehearsed.cycle.stage}",
        f"next: starter.py cycle launch {key} --group 1 --phase 1",
    )


@app.command(epilog=examples("starter.py cycle launch untoc-1 --group 1 --phase 1"))
def launch(
    ctx: typer.Context,
    key: CycleArgument,
    *,
    group: Annotated[int, typer.Option(help="Group, 1 to 3.")],
    phase: Annotated[int, typer.Option(help="Phase, 1 to 4.")],
    patience: Annotated[float, typer.Option(min=0.1, max=3600, help="Seconds to wait for the outcome.")] = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Launch one phase of one group: the clocks of its reviews run, missions are asked to name people."""
    command = _secretariat(key, "launch_group", group=group, phase=phase)
    outcome = through_doors(ctx, lambda doors: _sent(doors, key, command, patience))
    print_outcome(outcome, command, as_json=as_json)


@app.command("list", epilog=examples("starter.py cycle list"))
def list_(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """List every cycle, with the day its calendar shows."""
    found = through_doors(ctx, _cycles)
    if as_json:
        print_json([{"cycle": status.cycle, "today": today, "status": status} for status, today in found])
    elif found:
        print_table(
            ("cycle", "stage", "today", "States under review", "completed"),
            (
                (each.cycle, each.stage, today, each.counts.get("under_review"), each.counts.get("completed"))
                for each, today in found
            ),
        )
    else:
        print_lines("There is no cycle yet; 'starter.py cycle open KEY' opens one.")


@app.command(epilog=examples("starter.py cycle show untoc-1"))
def show(ctx: typer.Context, key: CycleArgument, *, as_json: AsJson = False) -> None:
    """Show where a cycle stands: stage, dates, what the Secretariat owes, reviews by stage."""
    status, today, stages = through_doors(ctx, lambda doors: _cycle(doors, key))
    if as_json:
        print_json({"today": today, "status": status, "stages": stages})
        return
    print_lines(f"{status.workflow_id}: {status.stage}; its calendar shows {today}", "")
    print_table(("kind", "phase", "stage", "reviews"), ((s.kind, s.phase, s.stage, s.count) for s in stages))
    print_lines("")
    print_table(("date", "what"), ((each.date, each.name) for each in sorted(status.dates, key=lambda each: each.date)))
    if status.obligations:
        print_lines("")
        print_table(
            ("due", "who", "does"),
            ((o.due.date if o.due else None, o.owner, f"{o.action} {o.subject}") for o in status.obligations),
        )


def _named(states: str | None) -> tuple[str, ...]:
    """The States of `--states`; an empty list is refused, because it would open the reviews of all."""
    if states is None:
        return ()
    named = tuple(each.strip() for each in states.split(",") if each.strip())
    if not named:
        raise InputInvalid("bad_usage", "--states names nobody: write FRA,DEU, or leave it out for all parties.")
    return named


def _reviews(state: ReviewCycleState) -> str:
    return ", ".join(state.scope) or "all of them"


def _next_step(state: ReviewCycleState) -> str:
    if state.by_drawing and state.clock.day_seconds == SECONDS_A_DAY:
        return f"starter.py lots open {state.cycle} --meeting-on DATE"
    return f"starter.py cycle draw {state.cycle}"


def _secretariat(key: str, name: str, **data: object) -> Command:
    return made_command(cycle_id(key), name, data, actor=SECRETARIAT, command_id=None)


async def _opened(doors: Doors, state: ReviewCycleState) -> Status | None:
    async with doors.temporal() as client, doors.store() as pool:
        return await open_cycle(client, pool, state)


async def _sent(doors: Doors, key: str, command: Command, patience: float) -> Outcome:
    async with doors.temporal() as client:
        return await send(client, cycle_id(key), command, patience=patience)


async def _cycles(doors: Doors) -> list[tuple[Status, date]]:
    async with doors.store() as pool:
        return [
            (status, today_of(await read_model.clock_of(pool, status.cycle)))
            for status in await read_model.cycles(pool)
        ]


async def _cycle(doors: Doors, key: str) -> tuple[Status, date, Sequence[StageCount]]:
    async with doors.store() as pool:
        clock = await read_model.clock_of(pool, key)
        return (
            await read_model.status_of(pool, cycle_id(key)),
            today_of(clock),
            await read_model.stage_counts(pool, key),
        )
