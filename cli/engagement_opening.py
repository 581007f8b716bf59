"""`starter.py engagement open` and `close`: begin an engagement of any kind with its terms, and end one."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from cli.act import PATIENCE, print_outcome
from cli.command_line import commands_of_a_group, examples
from cli.enclosing import AsWho, CommandId, Patience, Sending, done
from cli.engagement_acting import Asked, SlugArgument, do
from cli.engagement_looking import NameArgument
from cli.given import CycleArgument, day
from cli.lots_acting import state_code
from cli.output import AsJson, print_lines
from models.engagement.terms import (
    AllianceTerms,
    ConsultationTerms,
    EngagementKind,
    HubTerms,
    PilotTerms,
    TrainingTerms,
)
from models.errors import InputInvalid
from models.ids import cycle_id, engagement_id

app = commands_of_a_group()

TERMS = {
    EngagementKind.CONSULTATION: ConsultationTerms,
    EngagementKind.PILOT: PilotTerms,
    EngagementKind.TRAINING: TrainingTerms,
    EngagementKind.HUB: HubTerms,
    EngagementKind.ALLIANCE: AllianceTerms,
}

NEXT = {
    EngagementKind.CONSULTATION: "engagement consultation invite {cycle} {slug} --account ID",
    EngagementKind.PILOT: "engagement pilot consent {cycle} {slug} --note FILE",
    EngagementKind.TRAINING: "training call {cycle} {slug} --until DATE",
    EngagementKind.HUB: "hub code {cycle} {slug} FILE",
    EngagementKind.ALLIANCE: "engagement alliance apply {cycle} {slug} --stakeholder ID",
}
"""Kind -> what comes after its opening."""


@app.command(
    "open",
    epilog=examples(
        "starter.py engagement open untoc-1 consultation fra-1 --state FRA --phase 1",
        'starter.py engagement open untoc-1 pilot ports --state FRA --title "Victims in the ports"',
        'starter.py engagement open untoc-1 alliance europe --title "Network of the region"',
        'starter.py engagement open untoc-1 training asia-2027 --title "Asia" --starts 2027-11-10 --ends 2027-11-12 '
        "--places 40 --states JPN,THA --youth-share 30",
        'starter.py engagement open untoc-1 hub whatson --title "WhatsOn"',
    ),
)
def open_(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    kind: Annotated[EngagementKind, typer.Argument(help="Which kind.")],
    slug: SlugArgument,
    *,
    title: Annotated[str | None, typer.Option(help="What it is called; all kinds but a consultation.")] = None,
    state: Annotated[str | None, typer.Option(help="Whose it is: consultation, pilot, national alliance.")] = None,
    phase: Annotated[int | None, typer.Option(help="Whose self-assessment: consultation.")] = None,
    starts: Annotated[str | None, typer.Option(metavar="DATE", help="First day: training.")] = None,
    ends: Annotated[str | None, typer.Option(metavar="DATE", help="Last day: training.")] = None,
    places: Annotated[int | None, typer.Option(help="How many can come: training.")] = None,
    states: Annotated[str | None, typer.Option(help="Whose nominees may apply, FRA,DEU; else all: training.")] = None,
    youth_share: Annotated[int | None, typer.Option(help="Per cent of the places for youth: training.")] = None,
    per_organisation: Annotated[int | None, typer.Option(help="Most places of one organisation: training.")] = None,
    attendance_share: Annotated[int | None, typer.Option(help="Per cent of days for a certificate: training.")] = None,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Open an engagement of one kind with its terms, under a slug that no other of its kind has had."""
    given: dict[str, Any] = {
        "title": title,
        "state": state_code(state) if state else None,
        "phase": phase,
        "starts": day(starts).isoformat() if starts else None,
        "ends": day(ends).isoformat() if ends else None,
        "places": places,
        "states": [state_code(each.strip()) for each in states.split(",") if each.strip()] if states else None,
        "youth_share": youth_share,
        "per_organisation": per_organisation,
        "attendance_share": attendance_share,
    }
    terms = {name: value for name, value in given.items() if value is not None}
    _check_fits(kind, list(terms))
    data = {"slug": slug, "terms": {"kind": kind, **terms}}
    acted = done(ctx, "open_engagement", data, Sending(cycle_id(cycle), as_, patience, command_id, as_json))
    workflow_id = engagement_id(cycle, kind, slug)
    print_outcome(acted.outcome, acted.command, as_json=as_json, engagement=workflow_id)
    if not as_json:
        following = NEXT[kind].format(cycle=cycle, slug=slug)
        print_lines(f"engagement: {workflow_id}", f"next: starter.py {following}")


@app.command(
    epilog=examples(
        'starter.py engagement close untoc-1 alliance-europe --reason "all members have left"',
        "starter.py engagement close untoc-1 consultation-fra-1 --as focal_point:FRA:p-12",
    )
)
def close(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    name: NameArgument,
    *,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; kept in the record.")] = "",
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Close an engagement; refused while somebody still waits for an answer."""
    sending = Sending(f"engagement/{cycle}/{name}", as_, patience, command_id, as_json)
    do(ctx, Asked("close_engagement", {"reason": reason}), sending)


def _check_fits(kind: EngagementKind, given: Sequence[str]) -> None:
    """Refuse an option that the terms of this kind do not have: it would be left out without a word."""
    strange = [each for each in given if each not in TERMS[kind].model_fields]
    if strange:
        options = ", ".join(f"--{each.replace('_', '-')}" for each in strange)
        raise InputInvalid("bad_usage", f"the terms of this kind, {kind}, have no {options}.")
