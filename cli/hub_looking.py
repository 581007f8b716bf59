"""`starter.py hub`: the members of a hub, and the reports of abuse."""

from typing import Annotated

import typer

from cli.command_line import commands_of_a_group, examples
from cli.doors import Doors, through_doors
from cli.engagement_acting import SlugArgument
from cli.engagement_reading import Shown, shown
from cli.given import CycleArgument
from cli.hub_words import OUTCOMES, standing
from cli.output import AsJson, print_json, print_lines, print_table
from models.engagement.hub.member import Member, MemberStatus
from models.engagement.terms import EngagementKind
from models.errors import InputInvalid
from models.ids import engagement_id
from rules.engagement.hub.standing import hub_of

app = commands_of_a_group()


@app.command(
    epilog=examples(
        "starter.py hub members untoc-1 whatson",
        "starter.py hub members untoc-1 whatson --status applied",
        "starter.py hub members untoc-1 whatson --watched",
    )
)
def members(
    ctx: typer.Context,
    cycle: CycleArgument,
    slug: SlugArgument,
    *,
    status_: Annotated[str, typer.Option("--status", help="Only those that stand so, such as applied.")] = "",
    watched: Annotated[
        bool, typer.Option("--watched", help="Only those because of which anybody owes anything.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List members, applicants and those who left, with names, for the unit: nobody else may see them all."""
    if status_ and status_ not in set(MemberStatus):
        raise InputInvalid("unknown_status", f"nobody stands at {status_!r}; they stand at {', '.join(MemberStatus)}.")
    found = through_doors(ctx, lambda doors: _read(doors, cycle, slug))
    chosen = [
        each
        for each in hub_of(found.state).members.values()
        if status_ in ("", each.status) and (each.is_watched or not watched)
    ]
    if as_json:
        print_json([{"id": each.id, **each.model_dump(), "name": found.name_of(each.id)} for each in chosen])
    elif chosen:
        print_table(
            ("member", "organisation", "kind", "region", "since", "year ends", "code", "stands"),
            (
                (
                    each.id,
                    found.name_of(each.id),
                    each.applicant.kind,
                    each.applicant.region,
                    each.since,
                    each.renew_by,
                    each.code,
                    _stands(each),
                )
                for each in chosen
            ),
        )
    else:
        print_lines("Nobody stands so." if status_ or watched else "Nobody has applied yet.")


@app.command(epilog=examples("starter.py hub reports untoc-1 whatson", "starter.py hub reports untoc-1 whatson --open"))
def reports(
    ctx: typer.Context,
    cycle: CycleArgument,
    slug: SlugArgument,
    *,
    open_: Annotated[bool, typer.Option("--open", help="Only those that wait for a decision.")] = False,
    as_json: AsJson = False,
) -> None:
    """List reports of abuse, for the unit. Whom they are against never learns who made them."""
    found = through_doors(ctx, lambda doors: _read(doors, cycle, slug))
    chosen = [each for each in hub_of(found.state).reports.values() if each.outcome is None or not open_]
    if as_json:
        print_json(chosen)
    elif chosen:
        print_table(
            ("report", "on", "against", "by", "document", "outcome"),
            (
                (
                    each.id,
                    each.on,
                    found.name_of(each.against),
                    found.name_of(each.reporter) if each.reporter else "the unit",
                    each.document.id,
                    OUTCOMES[each.outcome] if each.outcome else "waits",
                )
                for each in chosen
            ),
        )
    else:
        print_lines("No report waits." if open_ else "Nobody has been reported.")


def _stands(member: Member) -> str:
    said = standing(member.status, member.reason)
    if member.missing:
        said += f" ({', '.join(member.missing)})"
    if member.suspension and member.suspension.until:
        said += f", until {member.suspension.until}"
    return f"{said}; renewal {member.renewal.replace('_', ' ')}" if member.renewal else said


async def _read(doors: Doors, cycle: str, slug: str) -> Shown:
    async with doors.store() as pool:
        return await shown(pool, engagement_id(cycle, EngagementKind.HUB, slug))
