"""`starter.py hub lapse`: record that memberships were not renewed, by name or all whose year is over."""

from typing import Annotated, Any

import typer

from cli.act import PATIENCE
from cli.command_line import commands_of_a_group, examples
from cli.enclosing import AsWho, CommandId, Patience, Sending
from cli.engagement_acting import Asked, SlugArgument, do
from cli.engagement_reading import engagement_of
from cli.given import CycleArgument, account
from cli.output import AsJson
from models.engagement.hub.member import Renewal
from models.engagement.terms import EngagementKind
from models.errors import InputInvalid, RuleViolation
from models.ids import engagement_id
from rules.engagement.hub.standing import hub_of
from store.pool import Pool

app = commands_of_a_group()


@app.command(
    epilog=examples(
        "starter.py hub lapse untoc-1 whatson --member s-41d2 --member s-77aa",
        "starter.py hub lapse untoc-1 whatson --all-missed",
    )
)
def lapse(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    slug: SlugArgument,
    *,
    member: Annotated[list[str] | None, typer.Option(metavar="ID", help="Its account; once for each.")] = None,
    all_missed: Annotated[bool, typer.Option("--all-missed", help="All whose year is over.")] = False,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Record that memberships were not renewed by their day. Until then they stand, and can be renewed."""
    named = [account(each) for each in member or ()]
    if bool(named) == all_missed:
        raise InputInvalid("bad_usage", "say whose membership lapses: --member ID, once for each, or --all-missed.")

    workflow_id = engagement_id(cycle, EngagementKind.HUB, slug)

    async def missed(pool: Pool) -> dict[str, Any]:
        hub = hub_of(await engagement_of(pool, workflow_id))
        found = [each for each in hub.watched if hub.members[each].renewal is Renewal.MISSED]
        if not found:
            raise RuleViolation("nobody_missed", "nobody's year is over: no membership lapses.")
        return {"members": found}

    asked = Asked("lapse_membership", known=missed) if all_missed else Asked("lapse_membership", {"members": named})
    do(ctx, asked, Sending(workflow_id, as_, patience, command_id, as_json))
