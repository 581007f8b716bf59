"""`starter.py lots` from the first commitment to the last source: the seal, and the entropy that comes after it."""

from hashlib import sha256
from typing import Annotated

import typer

from cli.act import PATIENCE, print_outcome
from cli.command_line import commands_of_a_group, examples
from cli.doors import Doors, through_doors
from cli.given import CycleArgument, file_bytes
from cli.lots_acting import CommandId, Mission, Number, Patience, Sending, StateArgument, act, hint, sent
from cli.lots_reading import Drawing, drawing_of
from cli.lots_sources import round_given, sources_from
from cli.output import AsJson, new_file, note, print_json, print_lines, write
from models.command import Command, Outcome
from models.drawing.commands import SealDraw
from models.drawing.state import DeclaredSource, DrawingState, SourceKind
from models.errors import InputInvalid, RuleViolation, Undecided
from models.lots import LotsInputs
from models.people import SECRETARIAT
from rules.drawing.aggregate import DRAWING_OF_LOTS
from rules.drawing.changes import declared_beacon
from rules.drawing.seal import inputs_of
from rules.lots.beacon import opens_at

app = commands_of_a_group()

LARGEST_CONTRIBUTION = 256
"""Bytes that a delegation may contribute."""

SecretFile = Annotated[
    str, typer.Option(metavar="FILE", help="The contribution: 1 to 256 bytes, all of the file; - for stdin.")
]


@app.command(
    epilog=examples(
        "head -c 32 /dev/urandom > secret-of-france",
        "starter.py lots commit untoc-1 FRA --secret-file secret-of-france --mission FRA",
        "starter.py lots commit untoc-1 FRA --commitment 9f86...64 hex digits",
    )
)
def commit(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    key: CycleArgument,
    state: StateArgument,
    *,
    secret_file: SecretFile = "",
    commitment: Annotated[str, typer.Option(metavar="HEX", help="SHA-256 of the contribution, made elsewhere.")] = "",
    mission: Mission = "",
    number: Number = None,
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Commit to a delegation's contribution to the seed, by its hash. The contribution itself is not kept anywhere."""
    if bool(secret_file) == bool(commitment):
        raise InputInvalid("bad_usage", "commit by --secret-file FILE, or by a --commitment that was made elsewhere.")
    commitment = commitment or sha256(_contribution(secret_file)).hexdigest()
    sending = Sending(key, number, mission, patience, command_id, as_json)
    act(ctx, "commit_contribution", {"state": state, "commitment": commitment}, sending, commitment=commitment)
    hint(f"commitment: {commitment}", sending=sending)


@app.command(
    epilog=examples(
        "starter.py lots seal untoc-1 --source delegations --source beacon:quicknet:2026-12-01T10:00Z",
        "starter.py lots seal untoc-1 --source hand:13:100",
        "starter.py lots seal trial --source given",
    )
)
def seal(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    key: CycleArgument,
    *,
    source: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SOURCE",
            help="In the order of the seed: beacon:CHAIN:ROUND, or beacon:CHAIN:INSTANT for the first round after it; "
            "hand:COUNT:HIGHEST; delegations; given (rehearsals).",
        ),
    ] = None,
    despite_doctor: Annotated[
        bool, typer.Option("--despite-doctor", help="Seal what the draw doctor does not find possible.")
    ] = False,
    number: Number = None,
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Seal register, rules and sources of entropy: their hash is public before the entropy exists.

    The draw doctor looks first. What is sealed is exactly what was looked at; had it changed meanwhile, nothing is.
    """
    sources = sources_from(source or ())
    sending = Sending(key, number, patience=patience, command_id=command_id, as_json=as_json)
    drawing = through_doors(ctx, lambda doors: _drawing(doors, sending))
    declared = tuple(each.declared(drawing.state.beacons) for each in sources)
    inputs_sha256, inputs = _as_sealed(drawing, declared)
    hint(
        f"inputs: {inputs_sha256}",
        *(f"source: {_said(drawing.state, each)}" for each in declared),
        sending=sending,
    )
    verdict = _diagnosed(inputs, despite=despite_doctor)
    hint(f"draw doctor: {verdict}", sending=sending)
    data = {"sources": [each.model_dump(mode="json") for each in declared], "inputs_sha256": inputs_sha256}
    command, outcome = through_doors(
        ctx, lambda doors: sent(doors, drawing.state.workflow_id, "seal_draw", data, sending=sending)
    )
    print_outcome(outcome, command, as_json=as_json, inputs_sha256=inputs_sha256, doctor=verdict)


@app.command(epilog=examples("starter.py lots inputs untoc-1 --out inputs.json && sha256sum inputs.json"))
def inputs(
    ctx: typer.Context,
    key: CycleArgument,
    *,
    out: Annotated[str, typer.Option(metavar="FILE", help="Where they go; - for stdout.")],
    number: Number = None,
    as_json: AsJson = False,
) -> None:
    """Write what was sealed, in canonical JSON and without a line end: the file's SHA-256 is the seal."""
    drawing = through_doors(ctx, lambda doors: _drawing(doors, Sending(key, number)))
    written = drawing.written_inputs()
    if out == "-":
        write(written.decode())
        return
    with new_file(out) as file:
        file.write(written)
    told = {"inputs": out, "bytes": len(written), "inputs_sha256": sha256(written).hexdigest()}
    if as_json:
        print_json(told)
    else:
        note(f"{told['bytes']:,} bytes written to {out}")
        print_lines(f"sealed: {drawing.state.inputs_sha256}", f"file:   {told['inputs_sha256']}")


@app.command(epilog=examples("starter.py lots reveal untoc-1 FRA --secret-file secret-of-france --mission FRA"))
def reveal(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    key: CycleArgument,
    state: StateArgument,
    *,
    secret_file: SecretFile,
    mission: Mission = "",
    number: Number = None,
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Reveal a contribution. It has to be what was committed to; who does not reveal counts as nothing."""
    sending = Sending(key, number, mission, patience, command_id, as_json)
    act(ctx, "reveal_contribution", {"state": state, "reveal": _contribution(secret_file).hex()}, sending)


@app.command("close-reveals", epilog=examples("starter.py lots close-reveals untoc-1"))
def close_reveals(
    ctx: typer.Context,
    key: CycleArgument,
    *,
    number: Number = None,
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Close reveals before numbers are drawn by hand, if no beacon comes after them. Who held back gives nothing."""
    sending = Sending(key, number, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "close_reveals", {}, sending)


@app.command(epilog=examples("starter.py lots numbers untoc-1 12 88 3 41 7 19 66 90 2 54 31 77 5"))
def numbers(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    key: CycleArgument,
    drawn: Annotated[list[int], typer.Argument(metavar="NUMBER...", help="As they came out of the drum, in order.")],
    *,
    number: Number = None,
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Enter the numbers that were drawn by hand in the room: before the beacon's round, if one was sealed too."""
    sending = Sending(key, number, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "enter_numbers", {"numbers": drawn}, sending)


@app.command(
    epilog=examples(
        "starter.py lots enter untoc-1 --url https://relay.example/CHAIN/public/1000",
        "starter.py lots enter untoc-1 --file round.json",
    )
)
def enter(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    key: CycleArgument,
    *,
    file: Annotated[str, typer.Option(metavar="FILE", help="The round as a relay served it; - for stdin.")] = "",
    url: Annotated[str, typer.Option(metavar="URL", help="Where a relay serves it; no other is asked.")] = "",
    number: Number = None,
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Enter the sealed round of the beacon. Its signature is verified here, and again before it is recorded."""
    if bool(file) == bool(url):
        raise InputInvalid("bad_usage", "say where the beacon's round is, either with --file or with --url.")
    sending = Sending(key, number, patience=patience, command_id=command_id, as_json=as_json)

    async def entered(doors: Doors) -> tuple[Command, Outcome]:
        state = (await _drawing(doors, sending)).state
        beacon = declared_beacon(state)
        if beacon is None:
            raise RuleViolation("entropy_not_as_sealed", "no beacon was sealed as a source of entropy.")
        value = round_given(beacon[1], file=file, url=url)
        return await sent(doors, state.workflow_id, "enter_beacon", value.model_dump(), sending=sending)

    command, outcome = through_doors(ctx, entered)
    print_outcome(outcome, command, as_json=as_json)


async def _drawing(doors: Doors, sending: Sending) -> Drawing:
    async with doors.store() as pool:
        return await drawing_of(pool, sending.cycle, sending.number)


def _contribution(name: str) -> bytes:
    content = file_bytes(name, limit=LARGEST_CONTRIBUTION)
    if not 1 <= len(content) <= LARGEST_CONTRIBUTION:
        raise InputInvalid(
            "bad_contribution", f"{name} has to hold 1 to {LARGEST_CONTRIBUTION} bytes: 32 at random are enough."
        )
    return content


def _as_sealed(drawing: Drawing, declared: tuple[DeclaredSource, ...]) -> tuple[str, LotsInputs]:
    """What the seal would be, by the very rules that make it; raises `RuleViolation` as they do."""
    now = drawing.calendar_now()
    command = SealDraw(actor=SECRETARIAT, command_id="look", sources=declared)
    state = drawing.state
    for event in DRAWING_OF_LOTS.decide(state, command, now):
        state = DRAWING_OF_LOTS.evolve(state, event, now)
    return state.inputs_sha256, inputs_of(state)


def _diagnosed(inputs: LotsInputs, *, despite: bool) -> str:
    """Ask the draw doctor, and rehearse once.

    Raises:
        RuleViolation: `draw_impossible`, `draw_undecided` or `draw_not_found`, unless told to seal despite it.
    """
    from doctor.diagnosis import Verdict, diagnose  # noqa: PLC0415 - a solver takes a while to load
    from doctor.rehearsal import rehearse  # noqa: PLC0415

    try:
        verdict = diagnose(inputs).verdict
    except Undecided:
        verdict = Verdict.UNDECIDED
    if despite:
        return f"{verdict} (sealed despite it)" if verdict in (Verdict.IMPOSSIBLE, Verdict.UNDECIDED) else str(verdict)
    ask = "'starter.py lots doctor' says which rules and States clash, and what helps; --despite-doctor seals it anyway"
    if verdict is Verdict.IMPOSSIBLE:
        raise RuleViolation("draw_impossible", f"no valid outcome exists, so the draw would fail: {ask}.")
    if verdict is Verdict.UNDECIDED:
        raise RuleViolation(
            "draw_undecided", f"the draw doctor did not find out whether a valid outcome exists: {ask}."
        )
    refused = rehearse(inputs, 1).refused
    if refused:
        raise RuleViolation(
            "draw_not_found", f"valid outcomes exist, but so few that a rehearsal missed them ({refused[0]}): {ask}."
        )
    return str(verdict)


def _said(state: DrawingState, source: DeclaredSource) -> str:
    chain = state.chain(source.chain)
    if chain is not None:
        comes = opens_at(chain, source.round)
        return f"{source.kind} {chain.name}, round {source.round}, which comes at {comes:%F %T} UTC"
    if source.kind is SourceKind.DELEGATIONS:
        return f"{source.kind} {', '.join(sorted(each.state for each in state.contributions))}"
    return f"{source.kind}, {source.count} numbers of 1 to {source.highest}" if source.count else str(source.kind)
