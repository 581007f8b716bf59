"""`starter.py dialogue`: where dialogues stand, who has applied, and what a stakeholder has applied for itself."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from io import StringIO
from typing import Annotated, Any

import typer

from cli.command_line import commands_of_a_group, examples
from cli.dialogue_acting import SessionArgument
from cli.dialogue_reading import Dialogue, dialogue_of, dialogues_of
from cli.dialogue_screening import COLUMNS
from cli.dialogue_words import KINDS, MODES
from cli.doors import Doors, through_doors
from cli.given import CycleArgument, account
from cli.output import AsJson, new_file, note, print_json, print_lines, print_table
from cli.receipt import standing_of
from cli.streams import entries_of
from cli.today import today_of
from cli.told import Tale, tale_of
from cli.views import print_status
from models.dialogue.application import Application, ApplicationStatus
from models.dialogue.state import Attendance, DialogueState
from models.errors import InputInvalid
from models.register import Region
from models.stakeholders import OrganisationKind
from models.status import Status
from printed.words import REGIONS, counted
from rules.dialogue.aggregate import CONSTRUCTIVE_DIALOGUE
from rules.dialogue.status import ON_PANELS, status
from rules.dialogue.turn import LET_IN
from store import stakeholders

app = commands_of_a_group()

STEERS_A_SHEET = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula: names are typed by strangers."""


@app.command("list", epilog=examples("starter.py dialogue list untoc-1"))
def list_(ctx: typer.Context, cycle: CycleArgument, *, as_json: AsJson = False) -> None:
    """List the constructive dialogues of a cycle, by the day on which they are held."""

    async def found(doors: Doors) -> list[Status]:
        async with doors.store() as pool:
            return await dialogues_of(pool, cycle)

    dialogues = through_doors(ctx, found)
    if as_json:
        print_json(dialogues)
    elif dialogues:
        print_table(
            ("session", "stage", "held on", "applications", "let in", "next due", "waiting on"),
            (
                (
                    each.workflow_id.rpartition("/")[2],
                    each.stage,
                    each.launch_date,
                    each.counts.get("applications"),
                    sum(each.counts.get(f"applications_{status}", 0) for status in sorted(ON_PANELS)),
                    each.next_due,
                    ", ".join(sorted({str(owed.owner) for owed in each.obligations})),
                )
                for each in dialogues
            ),
        )
    else:
        print_lines(f"There is no dialogue yet; 'starter.py dialogue plan {cycle} SESSION' schedules one.")


@app.command(epilog=examples("starter.py dialogue show untoc-1 firearms-2027"))
def show(ctx: typer.Context, cycle: CycleArgument, session: SessionArgument, *, as_json: AsJson = False) -> None:
    """Show where a dialogue stands: whose move it is, dates and how they came about, counts, balance of the panels."""
    state = through_doors(ctx, lambda doors: _dialogue(doors, cycle, session)).state
    row, today = status(state), today_of(state.clock)
    if as_json:
        print_json({"today": today, "status": row, **_facts(state)})
        return
    print_lines(*_headed(state, today), "")
    print_status(row)
    if state.applications:
        print_lines("")
        print_table(("applications", "how many"), Counter(each.status for each in state.applications.values()).items())
        print_lines("")
        _print_balance(state)
    if state.contributions:
        print_lines("")
        print_table(
            ("contribution", "topic", "from", "written", "speaks of a country", "outcome"),
            (
                (
                    each.id,
                    each.topic,
                    each.application or each.speaker,
                    "yes" if each.is_written else "",
                    "yes" if each.has_country_reference else "",
                    each.outcome,
                )
                for each in state.contributions.values()
            ),
        )


@app.command(
    epilog=examples(
        "starter.py dialogue applications untoc-1 firearms-2027 --status disputed",
        "starter.py dialogue applications untoc-1 firearms-2027 --csv applications.csv",
    )
)
def applications(
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    *,
    status_: Annotated[str, typer.Option("--status", help="Only those that stand so, such as disputed.")] = "",
    csv_: Annotated[
        str, typer.Option("--csv", metavar="FILE", help="Write a table, to be filled in for 'dialogue screen --file'.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """List who has applied, with names, for the Secretariat: nobody else may see them all."""
    if status_ and status_ not in set(ApplicationStatus):
        raise InputInvalid(
            "unknown_status", f"no application stands at {status_!r}; they stand at {', '.join(ApplicationStatus)}."
        )
    found = through_doors(ctx, lambda doors: _dialogue(doors, cycle, session))
    chosen = [each for each in found.state.applications.values() if status_ in ("", each.status)]
    if csv_:
        content = written(found, chosen)
        with new_file(csv_) as file:
            file.write(content)
        note(f"{len(chosen)} applications written to {csv_}")
    if as_json:
        print_json([{**each.model_dump(), "name": found.name_of(each.applicant.stakeholder)} for each in chosen])
    elif chosen and not csv_:
        print_table(
            ("application", "organisation", "kind", "region", "how", "travel", "status", "reason", "objections"),
            (
                (
                    each.id,
                    found.name_of(each.applicant.stakeholder),
                    each.applicant.kind,
                    each.applicant.region,
                    MODES[each.registered_as or each.mode],
                    _travel(each),
                    each.status,
                    each.reason,
                    ", ".join(objection.state for objection in each.standing_objections),
                )
                for each in chosen
            ),
        )
    elif not csv_:
        print_lines("No application matches." if status_ else "Nobody has applied yet.")


@app.command(epilog=examples("starter.py dialogue mine --stakeholder s-41d2"))
def mine(
    ctx: typer.Context,
    *,
    stakeholder: Annotated[str, typer.Option(metavar="ID", help="The account.", callback=account)],
    as_json: AsJson = False,
) -> None:
    """List what a stakeholder has applied for and handed in, as it may see it itself: its own, and what it was told."""
    found = through_doors(ctx, lambda doors: _own(doors, stakeholder))
    if as_json:
        print_json(found)
    elif found:
        print_table(
            ("dialogue", "what", "receipt", "stands", "next"),
            ((each["workflow_id"], each["id"], each["receipt"], each["said"], each.get("next_step")) for each in found),
        )
    else:
        print_lines(f"{stakeholder} has not applied to any dialogue.")


def written(dialogue: Dialogue, chosen: Iterable[Application]) -> bytes:
    """The table of applications as CSV (UTF-8 with a mark at its beginning, as spreadsheets like it)."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for each in chosen:
        known = dialogue.accounts.get(each.applicant.stakeholder)
        cells: Sequence[object] = (
            each.id,
            dialogue.name_of(each.applicant.stakeholder),
            each.applicant.kind,
            known.country if known else "",
            each.applicant.region,
            "yes" if each.applicant.is_observer else "no",
            each.mode,
            "asks" if each.wants_travel_support else "",
            "yes" if each.is_grassroots else "",
            each.statement.id if each.statement else "",
            each.submitted_at.strftime("%Y-%m-%d %H:%M:%S UTC"),
            each.status,
            "",
            "",
        )
        writer.writerow([_harmless(str(cell)) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(STEERS_A_SHEET) else cell


def _headed(state: DialogueState, today: date) -> list[str]:
    session = state.session
    named = f"{session.key}, {session.starts} to {session.ends}"
    lines = [
        f"constructive dialogue on {state.day}, after {named}; its calendar shows {today}",
        f"rule for objections: {state.procedure.policy.cd_objection_rule}",
    ]
    if state.topics:
        lines.append(f"topics: {', '.join(state.topics)}")
    if state.summary:
        lines.append(f"summary: {state.summary.document.id}")
    if state.attendance:
        lines.append(f"came: {_came(state.attendance)}")
    if state.source:
        lines.append(f"known from {state.source}")
    return lines


def _print_balance(state: DialogueState) -> None:
    """Regions and kinds of those who applied, were let in, and sit on panels."""
    sides: tuple[tuple[str, Callable[[Application], object], Iterable[Any], Callable[[Any], str]], ...] = (
        ("region", lambda each: each.applicant.region, Region, lambda region: REGIONS[region]),
        ("kind", lambda each: each.applicant.kind, OrganisationKind, lambda kind: KINDS[kind]),
    )
    seats = _seats(state)
    for name, of, values, worded in sides:
        applied = Counter(of(each) for each in state.applications.values())
        let_in = Counter(of(each) for each in state.applications.values() if each.status in LET_IN | ON_PANELS)
        on_panels = Counter(of(each) for each in seats)
        print_table(
            (name, "applied", "let in", "on panels"),
            ((worded(each), applied[each], let_in[each], on_panels[each]) for each in values if applied[each]),
        )
        print_lines("")
    if state.panels:
        others = sum(panel.others for panel in state.panels)
        print_lines(
            f"on {counted(len(state.panels), 'panel')}: {counted(len(seats), 'applicant')} "
            f"and {counted(others, 'other')}"
        )


def _came(came: Attendance) -> str:
    """Who came, as far as it was counted."""
    counts = {
        "people for stakeholders": came.stakeholders,
        "organisations": came.organisations,
        "States": came.states,
        "intergovernmental organisations": came.intergovernmental,
    }
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nobody was counted"


def _seats(state: DialogueState) -> list[Application]:
    on_panels = (state.applications[key] for panel in state.panels for key in panel.panellists)
    return [each for each in on_panels if each.status in ON_PANELS]


def _facts(state: DialogueState) -> dict[str, Any]:
    return {
        "session": state.session,
        "next_session": state.next_session,
        "day": state.day,
        "topics": state.topics,
        "objection_rule": state.procedure.policy.cd_objection_rule,
        "panels": state.panels,
        "programme": state.programme,
        "contributions": list(state.contributions.values()),
        "attendance": state.attendance,
        "summary": state.summary,
        "source": state.source,
    }


def _travel(each: Application) -> str:
    if each.travel_support is not None:
        return "paid" if each.travel_support else "not paid"
    return "asks" if each.wants_travel_support else ""


async def _dialogue(doors: Doors, cycle: str, session: str) -> Dialogue:
    async with doors.store() as pool:
        return await dialogue_of(pool, cycle, session)


async def _own(doors: Doors, stakeholder: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    async with doors.store() as pool:
        await stakeholders.stakeholder(pool, stakeholder)
        for each in await stakeholders.involvements(pool, stakeholder):
            if each.workflow_id.startswith("dialogue/"):
                tale = tale_of(CONSTRUCTIVE_DIALOGUE, await entries_of(pool, each.workflow_id))
                found += own_of(tale, stakeholder)
    return found


def own_of(tale: Tale, stakeholder: str) -> list[dict[str, Any]]:
    """What one account has applied for and handed in at one dialogue, with what it was told of each."""
    state: DialogueState = tale.state
    theirs = [each for each in state.applications.values() if each.applicant.stakeholder == stakeholder]
    ids = {each.id for each in theirs}
    said = [each for each in state.contributions.values() if each.application in ids]
    return [
        {
            "workflow_id": state.workflow_id,
            "id": each.id,
            "receipt": each.receipt,
            **standing_of(state, each.receipt, tale.told[each.receipt]),
        }
        for each in (*theirs, *said)
        if each.receipt in tale.told
    ]
