"""`starter.py conference`: where the tracks stand, and what the report says."""

import sys
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import typer

from cli.command_line import commands_of_a_group, examples
from cli.conference_acting import NumberArgument
from cli.conference_reading import Track, report_of, stored, track_of, tracks_of, version_of
from cli.conference_telling import figures_of
from cli.doors import Doors, through_doors
from cli.given import CycleArgument
from cli.output import AsJson, new_file, note, print_json, print_lines, print_table
from cli.today import today_of
from cli.views import print_status
from models.conference.state import ConferenceState
from models.documents import DocumentRef
from models.register import Language
from models.status import Status
from rules.conference.status import status
from rules.conference.turn import cut_off_of
from store.documents import StoredDocument

app = commands_of_a_group()


class Part(StrEnum):
    """What of a report can be had."""

    TEXT = "text"
    """As it stands: the draft, as it was edited."""
    DRAFT = "draft"
    """As the program wrote it."""
    DATA = "data"
    """The tables, as JSON."""


@app.command("list", epilog=examples("starter.py conference list untoc-1"))
def list_(ctx: typer.Context, cycle: CycleArgument, *, as_json: AsJson = False) -> None:
    """List the sessions of the Conference that a cycle has begun to prepare."""

    async def found(doors: Doors) -> list[Status]:
        async with doors.store() as pool:
            return await tracks_of(pool, cycle)

    tracks = through_doors(ctx, found)
    if as_json:
        print_json(tracks)
    elif tracks:
        print_table(
            ("session", "stage", "ends", "next due", "waiting on"),
            (
                (
                    each.workflow_id.rpartition("/")[2],
                    each.stage,
                    each.planned_end,
                    each.next_due,
                    ", ".join(sorted({str(owed.owner) for owed in each.obligations})),
                )
                for each in tracks
            ),
        )
    else:
        print_lines(f"None has been begun; 'starter.py conference plan {cycle} NUMBER' does.")


@app.command(epilog=examples("starter.py conference show untoc-1 13"))
def show(ctx: typer.Context, cycle: CycleArgument, number: NumberArgument, *, as_json: AsJson = False) -> None:
    """Show where a track stands: whose move it is, dates and how they came about, figures, versions."""
    state = through_doors(ctx, lambda doors: _track(doors, cycle, number)).state
    row, today = status(state), today_of(state.clock)
    if as_json:
        print_json({"today": today, "status": row, **_facts(state)})
        return
    print_lines(*_headed(state, today), "")
    print_status(row)
    if state.report and state.report.versions:
        print_lines("")
        print_table(
            ("language", "ordered", "delivered", "document"),
            (
                (each.language, each.ordered_on, each.delivered_on, each.document.id if each.document else "")
                for each in state.report.versions
            ),
        )
    if state.recommendations:
        print_lines("")
        print_table(
            ("recommendation", "from", "topic", "added", "compiled"),
            (
                (each.id, each.source, each.topic, each.added_on, "yes" if each.id in state.compiled else "")
                for each in state.recommendations.values()
            ),
        )


@app.command(
    epilog=examples(
        "starter.py conference report untoc-1 13 --out report.md",
        "starter.py conference report untoc-1 13 --part data --out report.json",
        "starter.py conference report untoc-1 13 --language fr --out rapport.md",
    )
)
def report(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    *,
    part: Annotated[Part, typer.Option(help="The text as it stands, the program's draft, or the tables.")] = Part.TEXT,
    language: Annotated[Language | None, typer.Option(help="A language version.")] = None,
    out: Annotated[str, typer.Option(metavar="FILE", help="File to write, or - for stdout.")] = "-",
    as_json: AsJson = False,
) -> None:
    """Get the general report: its text, the draft it began with, its data, or a language version."""

    async def found(doors: Doors) -> StoredDocument:
        async with doors.store() as pool:
            state = (await track_of(pool, cycle, number)).state
            return await stored(pool, version_of(state, language) if language else _part(state, part))

    document = through_doors(ctx, found)
    if out == "-" and not as_json:
        sys.stdout.buffer.write(document.content)
        sys.stdout.buffer.flush()
        return
    if out != "-":
        with new_file(out) as file:
            file.write(document.content)
    if as_json:
        print_json(document.model_dump(exclude={"content"}))
    else:
        note(f"{document.id}: {document.size:,} bytes of {document.media_type} written to {out}")


def _part(state: ConferenceState, part: Part) -> DocumentRef:
    found = report_of(state)
    return {Part.TEXT: found.document, Part.DRAFT: found.draft, Part.DATA: found.data}[part]


def _headed(state: ConferenceState, today: date) -> list[str]:
    cut_off = cut_off_of(state)
    lines = [
        f"session {state.number} of the Conference, {state.starts} to {state.ends}; its calendar shows {today}",
        f"counted is what is agreed from {state.period_starts} to {cut_off or 'a cut-off that is not set yet'}",
    ]
    if state.failure:
        lines.append(f"the last compilation failed: {state.failure}")
    if state.report is not None:
        found = state.report
        lines.append(f"report: {found.document.id}" + (f", issued as {found.symbol}" if found.symbol else ""))
        lines += figures_of(found.figures.model_dump())
        if found.names:
            lines.append(f"it may name {', '.join(found.names)}")
    if state.compilation is not None:
        lines.append(f"recommendations: {state.compilation.id}")
    return lines


def _facts(state: ConferenceState) -> dict[str, Any]:
    return {
        "starts": state.starts,
        "ends": state.ends,
        "period_starts": state.period_starts,
        "cut_off": cut_off_of(state),
        "failure": state.failure,
        "report": state.report,
        "recommendations": list(state.recommendations.values()),
        "compilation": state.compilation,
        "compiled": state.compiled,
    }


async def _track(doors: Doors, cycle: str, number: int) -> Track:
    async with doors.store() as pool:
        return await track_of(pool, cycle, number)
