"""`starter.py lots`: what is on record of a drawing, for anybody who asks: stage, pairing, transcript, amendments."""

from datetime import date
from hashlib import sha256
from json import loads
from typing import Annotated, Any

import typer

from cli.command_line import commands_of_a_group, examples
from cli.doors import Doors, through_doors
from cli.given import CycleArgument
from cli.lots_acting import Number, state_code
from cli.lots_reading import Drawing, drawing_of, drawings_of, number_of, transcript_of
from cli.lots_telling import lines_of_change
from cli.output import AsJson, new_file, print_json, print_lines, print_table, write
from cli.today import today_of
from models.drawing.state import DrawingState
from models.errors import NotFound
from models.lots import LotsAssignment
from models.status import Status
from rules.drawing.status import status

app = commands_of_a_group()

Out = Annotated[str, typer.Option(metavar="FILE", help="Where it goes; - for stdout.")]


@app.command("list", epilog=examples("starter.py lots list untoc-1"))
def list_(ctx: typer.Context, key: CycleArgument, *, as_json: AsJson = False) -> None:
    """List the drawings of a cycle; all but the newest were voided."""

    async def found(doors: Doors) -> list[Status]:
        async with doors.store() as pool:
            return await drawings_of(pool, key)

    drawings = through_doors(ctx, found)
    if as_json:
        print_json(drawings)
    elif drawings:
        print_table(
            ("drawing", "stage", "meeting", "parties", "assignments", "amendments", "voided"),
            (
                (
                    number_of(each),
                    each.stage,
                    each.launch_date,
                    each.counts.get("parties"),
                    each.counts.get("assignments"),
                    each.counts.get("amendments"),
                    each.closed_on,
                )
                for each in drawings
            ),
        )
    else:
        print_lines(f"There is no drawing yet; 'starter.py lots open {key} --meeting-on DATE' opens one.")


@app.command(epilog=examples("starter.py lots show untoc-1", "starter.py lots show untoc-1 --state FRA"))
def show(
    ctx: typer.Context,
    key: CycleArgument,
    *,
    state: Annotated[str, typer.Option(metavar="STATE", help="Who reviews this State, and whom it reviews.")] = "",
    number: Number = None,
    as_json: AsJson = False,
) -> None:
    """Show where a drawing stands, whose move it is and what waits; or one State in it."""
    code = state_code(state) if state else ""
    drawing = through_doors(ctx, lambda doors: _read(doors, key, number))
    if code:
        _show_state(drawing, code, as_json=as_json)
        return
    row, today = status(drawing.state), today_of(drawing.state.clock)
    if as_json:
        print_json({"today": today, "status": row, **_facts(drawing.state)})
        return
    print_lines(*_headed(drawing.state, today), "")
    print_table(("date", "what"), ((each.date, each.name) for each in sorted(row.dates, key=lambda each: each.date)))
    print_lines("")
    print_table(("how many", "what"), ((count, name) for name, count in row.counts.items()))
    if row.obligations:
        print_lines("")
        print_table(
            ("due", "who", "does"),
            ((o.due.date if o.due else None, o.owner, f"{o.action} {o.subject}".rstrip()) for o in row.obligations),
        )
    if drawing.state.changes:
        print_lines("", *(line for each in drawing.state.changes for line in lines_of_change(drawing.state, each)))
    if drawing.state.amendments:
        print_lines("")
        print_table(
            ("amendment", "kind", "of", "on", "sha256"),
            (
                (each.number, each.kind, ", ".join(each.under_review), each.on, each.sha256)
                for each in drawing.state.amendments
            ),
        )


@app.command(
    epilog=examples(
        "starter.py lots transcript untoc-1 --out transcript.json",
        "python3 tools/check_draw.py transcript.json 71f0...the published seal",
    )
)
def transcript(
    ctx: typer.Context, key: CycleArgument, *, out: Out, number: Number = None, as_json: AsJson = False
) -> None:
    """Write the transcript of the draw, byte for byte as it was kept: what a delegation checks."""

    async def read(doors: Doors) -> tuple[bytes, Drawing]:
        async with doors.store() as pool:
            drawing = await drawing_of(pool, key, number)
            return await transcript_of(pool, drawing), drawing

    content, drawing = through_doors(ctx, read)
    _written(
        content,
        out,
        {"sha256": loads(content)["sha256"], "inputs_sha256": drawing.state.inputs_sha256},
        hint=f"check it with: python3 tools/check_draw.py {out} {drawing.state.inputs_sha256}",
        as_json=as_json,
    )


@app.command(
    epilog=examples(
        "starter.py lots amendments untoc-1 --out amendments.json",
        "python3 tools/check_amendments.py transcript.json amendments.json",
    )
)
def amendments(
    ctx: typer.Context, key: CycleArgument, *, out: Out, number: Number = None, as_json: AsJson = False
) -> None:
    """Write every amendment since the draw, chained by hash: with the transcript, who reviews whom now."""
    drawing = through_doors(ctx, lambda doors: _read(doors, key, number))
    _written(
        drawing.written_amendments(),
        out,
        {"amendments": len(drawing.state.amendments), "head": drawing.standing.head},
        hint=f"check them with: python3 tools/check_amendments.py transcript.json {out}",
        as_json=as_json,
    )


async def _read(doors: Doors, key: str, number: int | None) -> Drawing:
    async with doors.store() as pool:
        return await drawing_of(pool, key, number)


def _written(content: bytes, out: str, facts: dict[str, Any], *, hint: str, as_json: bool) -> None:
    if out == "-":
        write(content.decode())
        return
    with new_file(out) as file:
        file.write(content)
    told = {"file": out, "bytes": len(content), "file_sha256": sha256(content).hexdigest(), **facts}
    if as_json:
        print_json(told)
    else:
        print_lines(*(f"{name}: {value}" for name, value in told.items()), hint)


def _headed(state: DrawingState, today: date) -> list[str]:
    lines = [f"{state.workflow_id}: {state.stage}; its calendar shows {today}"]
    if state.inputs_sha256:
        lines.append(f"sealed: {state.inputs_sha256} at {state.sealed_at:%F %T} UTC")
    if state.seed:
        lines.append(f"seed: {state.seed}")
    if state.transcript and state.standing:
        lines.append(f"transcript: {state.transcript.id}; the chain ends with {state.standing.head}")
    if state.failure:
        lines.append(f"failed with {state.failure}")
    if state.void_reason:
        lines.append(f"void: {state.void_reason}")
    return lines


def _facts(state: DrawingState) -> dict[str, Any]:
    return {
        "inputs_sha256": state.inputs_sha256,
        "sources": state.sources,
        "sealed_at": state.sealed_at,
        "seed": state.seed,
        "transcript": state.transcript,
        "head": state.standing.head if state.standing else "",
        "deferrals": state.deferrals,
        "volunteers": state.volunteers,
        "contributions": [each.state for each in state.contributions],
        "changes": state.changes,
        "amendments": state.amendments,
        "method": state.method,
        "failure": state.failure,
        "void_reason": state.void_reason,
    }


def _show_state(drawing: Drawing, iso3: str, *, as_json: bool) -> None:
    state = drawing.state
    row = state.party(iso3)
    if row is None:
        raise NotFound("unknown_state", f"{iso3} is no party in the register of {state.workflow_id}.")
    assignments = state.standing.assignments if state.standing else ()
    reviewed_by = [each for each in assignments if each.under_review == iso3]
    reviews = [each for each in assignments if each.reviewer == iso3]
    told: dict[str, Any] = {
        "state": iso3,
        "region": row.region,
        "instruments": row.instruments,
        "group": state.groups.get(iso3),
        "reviewed_by": reviewed_by,
        "reviews": reviews,
        "deferred": any(each.state == iso3 for each in state.deferrals),
        "volunteered": any(each.state == iso3 for each in state.volunteers),
        "redraw_until": state.window_of(iso3),
        "redraws": state.redraws.get(iso3, 0),
        "changes": [each for each in state.changes if iso3 in (each.state, each.under_review)],
    }
    if as_json:
        print_json(told)
        return
    print_lines(
        f"{iso3}: {row.region}, party to {', '.join(row.instruments) or 'nothing any more'}"
        + (f", group {told['group']}" if told["group"] else ""),
        *(["has put off reviewing in its own year"] if told["deferred"] else []),
        *(["has offered reviews above the maximum"] if told["volunteered"] else []),
        *(
            [f"may ask for a redraw until {told['redraw_until']}, has asked {told['redraws']} times"]
            if assignments
            else []
        ),
        "",
    )
    print_table(
        ("", "State", "as", "role", "instruments", "given up"),
        (
            *(_line("is reviewed by", each.reviewer, each) for each in reviewed_by),
            *(_line("reviews", each.under_review, each) for each in reviews),
        ),
    )
    print_lines(*(line for each in told["changes"] for line in lines_of_change(state, each)))


def _line(relation: str, other: str, each: LotsAssignment) -> tuple[object, ...]:
    return (
        relation,
        other,
        "principal" if each.principal else "supplementary",
        each.role,
        ", ".join(each.instruments),
        ", ".join(each.relaxed),
    )
