"""`starter.py webhooks list`, `show`, `attempts`, `events`: where subscriptions stand, and what is public."""

from typing import Annotated

import typer

from cli.command_line import commands_of_a_group, examples
from cli.doors import Doors, through_doors
from cli.opening import loaded_mechanism
from cli.output import AsJson, print_json, print_lines, print_table
from cli.webhooks_given import WebhookArgument
from models.value import Value
from models.webhooks import Grant, Webhook, WebhookAttempt, WebhookState
from store import places, webhooks

app = commands_of_a_group()

STALLED = 1
"""Exit code of `list` when a subscription was stopped by the program."""


class Shown(Value):
    """One subscription, with everything that was granted to it."""

    webhook: Webhook
    behind: int
    grants: tuple[Grant, ...]


@app.command("list", epilog=examples("starter.py webhooks list"))
def list_(
    ctx: typer.Context,
    *,
    removed: Annotated[bool, typer.Option("--removed", help="Those that were removed as well.")] = False,
    as_json: AsJson = False,
) -> None:
    """List subscriptions: how far each is, since when one fails. Exit code 1 if the program has stopped one."""
    found, last = through_doors(ctx, lambda doors: _listed(doors, with_removed=removed))
    if as_json:
        print_json(found)
    else:
        print_table(
            ("id", "name", "state", "place", "behind", "failing since", "next attempt"),
            (
                (
                    each.id,
                    each.name,
                    each.state,
                    each.position,
                    last - each.position,
                    f"{each.failing_since:%Y-%m-%d %H:%M}" if each.failing_since else "",
                    f"{each.next_attempt_at:%Y-%m-%d %H:%M}" if each.attempts else "",
                )
                for each in found
            ),
        )
    if any(each.state in (WebhookState.STOPPED, WebhookState.GONE) for each in found):
        raise typer.Exit(STALLED)


@app.command(epilog=examples("starter.py webhooks show wh-3f2a9c0d11e4"))
def show(ctx: typer.Context, webhook: WebhookArgument, *, as_json: AsJson = False) -> None:
    """Show what a subscription asks for, what was granted to it and taken back, and where it stands."""
    shown = through_doors(ctx, lambda doors: _shown(doors, webhook))
    if as_json:
        print_json(shown)
        return
    one = shown.webhook
    print_lines(
        f"{one.id}: {one.name}",
        f"  to        {one.url}",
        f"  events    {', '.join(one.events) or 'all it may be told'}",
        f"  streams   {', '.join(one.streams) or 'all'}",
        f"  state     {one.state}{f': {one.because}' if one.because else ''}",
        f"  place     {one.position}, {shown.behind} behind; sent anew {one.replay} times",
    )
    if one.failing_since:
        print_lines(
            f"  failing   since {one.failing_since:%Y-%m-%d %H:%M} UTC, {one.attempts} attempts, the next "
            f"at {one.next_attempt_at:%Y-%m-%d %H:%M}"
        )
    for each in shown.grants:
        fields = f"with {', '.join(each.fields)}" if each.fields else "without data"
        at = f"{each.at:%Y-%m-%d}" if each.at else ""
        said = f"granted {fields}" if each.is_given else "taken back"
        print_lines(f"  {at}  {each.event} in {each.stream}: {said}, by {each.by}: {each.reason}")


@app.command(epilog=examples("starter.py webhooks attempts wh-3f2a9c0d11e4 --limit 20"))
def attempts(
    ctx: typer.Context,
    webhook: WebhookArgument,
    *,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many, the newest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Show what was sent and what came back, the newest first."""
    found = through_doors(ctx, lambda doors: _attempts(doors, webhook, limit))
    if as_json:
        print_json(found)
        return
    print_table(
        ("at", "place", "message", "outcome", "seconds", "answer"),
        (
            (f"{each.at:%Y-%m-%d %H:%M:%S}", each.position, each.message_id, each.outcome, each.seconds, each.answer)
            for each in found
        ),
    )


@app.command(epilog=examples("starter.py webhooks events"))
def events(
    *,
    mechanism: Annotated[str, typer.Option(help="Key or folder of the mechanism.")] = "untoc",
    as_json: AsJson = False,
) -> None:
    """List the events that everybody may know, with the fields of their data that everybody may see."""
    public = loaded_mechanism(mechanism).public_events
    if as_json:
        print_json(public)
        return
    print_table(
        ("event", "fields", "evidence", "source"),
        ((each.name, ", ".join(each.fields), each.evidence.mark, each.evidence.source) for each in public),
    )


async def _listed(doors: Doors, *, with_removed: bool) -> tuple[list[Webhook], int]:
    async with doors.store() as pool:
        return await webhooks.webhooks(pool, with_removed=with_removed), await places.last_place(pool)


async def _shown(doors: Doors, webhook: str) -> Shown:
    async with doors.store() as pool:
        one = await webhooks.webhook(pool, webhook)
        return Shown(
            webhook=one,
            behind=await places.last_place(pool) - one.position,
            grants=tuple(await webhooks.grants(pool, webhook)),
        )


async def _attempts(doors: Doors, webhook: str, limit: int) -> list[WebhookAttempt]:
    async with doors.store() as pool:
        await webhooks.webhook(pool, webhook)
        return await webhooks.attempts(pool, webhook, limit=limit)
