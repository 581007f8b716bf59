"""`starter.py lots draw`: the ceremony, before the eyes of everybody; or with `--offline` a rehearsal without a server.

The ceremony draws the groups, sets the program to work, waits for its list, and shows what was recorded. Nothing of a
draw is in this program's hands: it may be stopped and started again at any time, and goes on where the record stands.
"""

from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from cli.command_line import commands_of_a_group, examples
from cli.doors import Doors, through_doors
from cli.given import CycleArgument
from cli.lots_acting import Number, Patience, Sending, sent
from cli.lots_drawn import Drawn, drawn_in
from cli.lots_offline import Deferrals, Offline, PolicyFile, Volunteers, draw_offline
from cli.lots_reading import Drawing, drawing_of, read_drawing, until_stage
from cli.opening import loaded_mechanism
from cli.output import AsJson, print_json
from models.drawing.state import DrawingStage, DrawingState
from models.errors import InputInvalid, NotFound, RuleViolation
from models.ids import checked_cycle
from rules.drawing.seal import entropy

if TYPE_CHECKING:
    from cli.lots_stage import Stage

app = commands_of_a_group()

PACE = 0.6
"""Seconds of one State: two minutes for all of them."""

PATIENCE = 300.0
"""Seconds for the program that draws: it takes some two for the States of today."""

ON_THE_WAY = (DrawingStage.SEALED, DrawingStage.GROUPS_DRAWN, DrawingStage.DRAWING)


def _cycle_if_given(given: str) -> str:
    return checked_cycle(given) if given else ""


OptionalKey = Annotated[
    str,
    typer.Argument(metavar="[CYCLE]", help="Key of the cycle; none with --offline.", callback=_cycle_if_given),
]
Pace = Annotated[float, typer.Option(min=0, max=60, help="Seconds of one State on a terminal; 0: all at once.")]


@app.command(
    epilog=examples(
        "starter.py lots draw untoc-1",
        "starter.py lots draw trial --seed 00...ff --pace 0",
        "starter.py lots draw --offline --states mechanisms/untoc/states.csv --policy mechanisms/untoc/policy.csv"
        " --seed 00...ff --out transcript.json",
        "python3 tools/check_draw.py transcript.json",
    )
)
def draw(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    key: OptionalKey = "",
    *,
    seed: Annotated[str | None, typer.Option(metavar="HEX", help="32 bytes as 64 hex digits: rehearsals only.")] = None,
    pace: Pace = PACE,
    number: Number = None,
    patience: Patience = PATIENCE,
    offline: Annotated[
        bool, typer.Option("--offline", help="A rehearsal: no cycle, no server, the seed as given.")
    ] = False,
    states: Annotated[
        str | None, typer.Option(metavar="FILE", help="The register, with --offline: JSON or CSV; - for stdin.")
    ] = None,
    policy: PolicyFile = "",
    deferrals: Deferrals = "",
    volunteers: Volunteers = "",
    out: Annotated[
        str | None, typer.Option(metavar="FILE", help="The transcript, with --offline; - for stdout.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Draw the lots of a sealed drawing before everybody's eyes: groups, then reviewers, State by State.

    With --offline, draw from a register, a policy and a seed, and write the transcript that tools/check_draw.py checks.
    """
    if not key and not offline:
        raise InputInvalid(
            "not_offline", "name the cycle whose lots are to be drawn, or add --offline for a rehearsal without one."
        )
    if offline:
        if key:
            raise InputInvalid("bad_usage", f"a rehearsal with --offline belongs to no cycle: leave out {key!r}.")
        given = Offline(
            states=_needed("--states", states),
            seed=_needed("--seed", seed),
            out=_needed("--out", out),
            policy=policy,
            deferrals=deferrals,
            volunteers=volunteers,
        )
        draw_offline(given, as_json=as_json)
        return
    if any((states, policy, deferrals, volunteers, out)):
        raise InputInvalid(
            "bad_usage", "register, policy and transcript of a cycle are its own: add --offline for others."
        )
    _hold(ctx, Sending(key, number, patience=patience, as_json=as_json), seed=seed, pace=pace)


@app.command(epilog=examples("starter.py lots watch untoc-1", "starter.py lots watch untoc-1 --pace 0"))
def watch(
    ctx: typer.Context,
    key: CycleArgument,
    *,
    pace: Pace = PACE,
    number: Number = None,
    as_json: AsJson = False,
) -> None:
    """Show the ceremony of a draw once more, from the record. Nothing is drawn."""
    drawing = through_doors(ctx, lambda doors: _read(doors, Sending(key, number)))
    drawn = _drawn(drawing)
    if as_json:
        _print(drawing.state, drawn)
        return
    stage = _stage(drawing.state, pace)
    stage.opening(drawing.state)
    stage.groups(drawn.groups, drawing.state.seed)
    stage.list(drawing.state, drawn)
    stage.closing(drawing.state, drawn)


def _hold(ctx: typer.Context, sending: Sending, *, seed: str | None, pace: float) -> None:
    """Hold the ceremony, from where the record stands."""
    state = through_doors(ctx, lambda doors: _begun(doors, sending, seed)).state
    # With --json nothing is shown before the end: a program reads one answer.
    stage = None if sending.as_json else _stage(state, pace)
    if stage is not None:
        stage.opening(state)
    state = through_doors(ctx, lambda doors: _grouped(doors, state, sending)).state
    if stage is not None:
        stage.groups(state.groups, state.seed)
    with stage.drawing() if stage is not None else nullcontext():
        drawing = through_doors(ctx, lambda doors: _listed(doors, state, sending))
    drawn = _drawn(drawing)
    if stage is None:
        _print(drawing.state, drawn)
        return
    stage.list(drawing.state, drawn)
    stage.closing(drawing.state, drawn)


async def _begun(doors: Doors, sending: Sending, seed: str | None) -> Drawing:
    """The drawing with all its entropy; the seed of a rehearsal is entered if it is given.

    Raises:
        RuleViolation: `wrong_stage`; `entropy_missing`; whatever the rules say of the seed.
    """
    drawing = await _read(doors, sending)
    state = drawing.state
    if state.stage not in ON_THE_WAY:
        seen = "; 'starter.py lots watch' shows the draw once more" if state.transcript else ""
        raise RuleViolation(
            "wrong_stage", f"lots are drawn when they are sealed; {state.workflow_id} stands at {state.stage}{seen}."
        )
    if seed is not None and state.stage is DrawingStage.SEALED:
        await sent(doors, state.workflow_id, "enter_seed", {"value": seed}, sending=sending)
        drawing = await _reread(doors, state)
    entropy(drawing.state)
    return drawing


async def _grouped(doors: Doors, state: DrawingState, sending: Sending) -> Drawing:
    if state.stage is DrawingStage.SEALED:
        await sent(doors, state.workflow_id, "draw_groups", {}, sending=sending)
    return await _reread(doors, state)


async def _listed(doors: Doors, state: DrawingState, sending: Sending) -> Drawing:
    if state.stage is DrawingStage.GROUPS_DRAWN:
        await sent(doors, state.workflow_id, "draw_reviewers", {}, sending=sending)
    async with doors.store() as pool:
        await until_stage(pool, state.workflow_id, lambda stage: stage not in ON_THE_WAY, patience=sending.patience)
    return await _reread(doors, state)


async def _read(doors: Doors, sending: Sending) -> Drawing:
    async with doors.store() as pool:
        return await drawing_of(pool, sending.cycle, sending.number)


async def _reread(doors: Doors, state: DrawingState) -> Drawing:
    async with doors.store() as pool:
        return await read_drawing(pool, state.workflow_id)


def _drawn(drawing: Drawing) -> Drawn:
    """What was drawn; raises `RuleViolation` (`nothing_drawn`, or why the draw failed)."""
    drawn = drawn_in(drawing.entries)
    if drawn is None:
        code, _, message = drawing.state.failure.partition(": ")
        if code:
            raise RuleViolation(code, message)
        raise RuleViolation("nothing_drawn", f"{drawing.state.workflow_id}: no reviewers have been drawn yet.")
    return drawn


def _print(state: DrawingState, drawn: Drawn) -> None:
    print_json(
        {
            "workflow_id": state.workflow_id,
            "stage": state.stage,
            "inputs_sha256": state.inputs_sha256,
            "seed": state.seed,
            **drawn.facts(),
        }
    )


def _stage(state: DrawingState, pace: float) -> "Stage":
    """The stage, with the names of States if the mechanism's tables are here."""
    from cli.lots_stage import stage_on_stdout  # noqa: PLC0415 - it brings the terminal's library

    try:
        register = loaded_mechanism(state.procedure.mechanism).register
    except (NotFound, InputInvalid):
        return stage_on_stdout(pace, {})
    return stage_on_stdout(pace, {each.iso3: each.name for each in register.states})


def _needed(option: str, value: str | None) -> str:
    if value is None:
        raise InputInvalid("bad_usage", f"Missing option '{option}'. See: starter.py lots draw --help")
    return value
