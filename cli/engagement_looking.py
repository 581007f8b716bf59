"""`starter.py engagement list` and `show`: which engagements a cycle has, and where one stands, for the Secretariat."""

from typing import Annotated, TypeAlias

import typer

from cli.command_line import commands_of_a_group, examples
from cli.commands import ENGAGEMENT as NAME
from cli.doors import Doors, through_doors
from cli.engagement_reading import Shown, engagements_of, shown
from cli.given import CycleArgument
from cli.output import AsJson, print_json, print_lines, print_table
from cli.today import today_of
from cli.views import print_status
from models.engagement.terms import EngagementKind
from models.errors import InputInvalid
from models.status import Status
from rules.engagement.status import status

app = commands_of_a_group()


def checked_name(given: str) -> str:
    """Return the name of an engagement, kind and slug; raises `InputInvalid` (`bad_engagement`)."""
    if not NAME.fullmatch(given):
        raise InputInvalid(
            "bad_engagement",
            f"{given!r} is no engagement: write kind and slug, such as pilot-ports; kinds are "
            f"{', '.join(EngagementKind)}.",
        )
    return given


NameArgument: TypeAlias = Annotated[
    str, typer.Argument(metavar="KIND-SLUG", help="Kind and slug, such as pilot-ports.", callback=checked_name)
]


@app.command(
    "list", epilog=examples("starter.py engagement list untoc-1", "starter.py engagement list untoc-1 --kind pilot")
)
def list_(
    ctx: typer.Context,
    cycle: CycleArgument,
    *,
    kind: Annotated[EngagementKind | None, typer.Option(help="Only those of this kind.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the engagements of a cycle."""

    async def read(doors: Doors) -> list[Status]:
        async with doors.store() as pool:
            return await engagements_of(pool, cycle)

    begins = f"{kind}-" if kind else ""
    found = [each for each in through_doors(ctx, read) if _name(each).startswith(begins)]
    if as_json:
        print_json(found)
    elif found:
        print_table(
            ("engagement", "State", "phase", "stage", "begun", "next due", "waiting on"),
            (
                (
                    _name(each),
                    each.state,
                    each.phase,
                    each.stage,
                    each.launch_date,
                    each.next_due,
                    ", ".join(sorted({str(owed.owner) for owed in each.obligations})),
                )
                for each in found
            ),
        )
    else:
        print_lines(f"No engagement matches; 'starter.py engagement open {cycle} KIND SLUG' opens one.")


@app.command(epilog=examples("starter.py engagement show untoc-1 pilot-ports"))
def show(ctx: typer.Context, cycle: CycleArgument, name: NameArgument, *, as_json: AsJson = False) -> None:
    """Show where an engagement stands: whose move it is, dates, and who is in it, for the Secretariat."""

    async def read(doors: Doors) -> Shown:
        async with doors.store() as pool:
            return await shown(pool, f"engagement/{cycle}/{name}")

    found = through_doors(ctx, read)
    state = found.state
    row, today = status(state), today_of(state.clock)
    if as_json:
        print_json({"today": today, "status": row, "terms": state.terms, "public": state.public_documents})
        return
    title = getattr(state.terms, "title", "")
    print_lines(f"{state.kind}{f': {title}' if title else ''}; today is {today}", "")
    print_status(row)
    print_lines("")
    print_table(("counted", "how many"), row.counts.items())
    _print_consultation(found)
    _print_pilot(found)
    _print_alliance(found)
    if state.public_documents:
        print_lines("", *(f"public: {each.id}" for each in state.public_documents))


def _print_consultation(found: Shown) -> None:
    part = found.state.consultation
    if part is None or not part.invitees:
        return
    print_lines("")
    print_table(
        ("invitee", "organisation", "kind", "invited"),
        (
            (each.id, found.name_of(each.account) if each.account else f"see {_of(each.document)}", each.kind, each.on)
            for each in part.invitees.values()
        ),
    )
    if part.inputs:
        # Whose it is and what became of it; the paper itself is the State's alone.
        print_lines("")
        print_table(
            ("input", "of", "offered", "outcome", "reason", "answered"),
            (
                (each.id, each.invitee, each.offered_on, each.outcome, each.reason, each.answered_on)
                for each in part.inputs.values()
            ),
        )


def _print_pilot(found: Shown) -> None:
    part = found.state.pilot
    if part is None:
        return
    if part.participants:
        agreed = part.report.agreed if part.report else {}
        print_lines("")
        print_table(
            ("account", "organisation", "kind", "status", "agrees to publish"),
            (
                (
                    each.stakeholder,
                    found.name_of(each.stakeholder),
                    each.kind,
                    each.status,
                    agreed.get(each.stakeholder),
                )
                for each in part.participants.values()
            ),
        )
    if part.workshops:
        print_lines("")
        print_table(
            ("workshop", "from", "to", "status", "came"),
            ((each.id, each.starts, each.ends, each.status, each.attendance or "") for each in part.workshops.values()),
        )
    if part.actions:
        print_lines("")
        print_table(
            ("action", "due", "done", "dropped"),
            ((each.number, each.due, each.done_on, each.dropped_on) for each in part.actions),
        )
    if part.report:
        since = part.report.state_agreed_on
        says = f"agrees to publish since {since}" if since else "has not agreed to publish"
        print_lines("", f"report of {part.report.filed_on}; the State {says}")


def _print_alliance(found: Shown) -> None:
    part = found.state.alliance
    if part is None:
        return
    if part.members:
        print_lines("")
        print_table(
            ("member", "organisation", "kind", "status", "reason", "convenes"),
            (
                (
                    each.id,
                    found.name_of(each.applicant.stakeholder),
                    each.applicant.kind,
                    each.status,
                    each.reason,
                    "yes" if each.id == part.convener else "",
                )
                for each in part.members.values()
            ),
        )
    if part.statements:
        print_lines("")
        print_table(
            ("statement", "drafted", "joined", "away", "issued", "withdrawn"),
            (
                (each.id, each.drafted_on, len(each.joined), len(each.away), each.issued_on, each.withdrawn_on)
                for each in part.statements.values()
            ),
        )
    if part.links:
        print_lines("")
        print_table(
            ("State", "link", "requested", "answered"),
            ((each.state, each.status, each.requested_on, each.answered_on) for each in part.links.values()),
        )


def _name(status_: Status) -> str:
    return status_.workflow_id.rpartition("/")[2]


def _of(document: object) -> str:
    return str(getattr(document, "id", "its document"))
