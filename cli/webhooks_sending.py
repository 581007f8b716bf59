"""`starter.py webhooks pause`, `resume`, `remove`, `replay`: whether and from where a subscription is served."""

from typing import Annotated, TypeAlias

import typer

from cli.command_line import commands_of_a_group, examples
from cli.doors import Doors, through_doors
from cli.output import AsJson, print_json, print_lines
from cli.webhooks_given import WebhookArgument
from models.errors import InputInvalid
from models.webhooks import Webhook, WebhookState
from store import places, webhooks
from store.pool import Pool

app = commands_of_a_group()

FromOption: TypeAlias = Annotated[
    str,
    typer.Option(
        "--from", help="First entry: 'start', 'now', a place in the ledger (the event's sequence), or STREAM@VERSION."
    ),
]


@app.command(epilog=examples("starter.py webhooks pause wh-3f2a9c0d11e4 --because 'moves to another machine'"))
def pause(
    ctx: typer.Context,
    webhook: WebhookArgument,
    *,
    because: Annotated[str, typer.Option(help="Why, for those who look at the list.")] = "",
    as_json: AsJson = False,
) -> None:
    """Send nothing until further notice; nothing is lost meanwhile."""
    _say(through_doors(ctx, lambda doors: _set(doors, webhook, WebhookState.PAUSED, because)), as_json=as_json)


@app.command(epilog=examples("starter.py webhooks resume wh-3f2a9c0d11e4"))
def resume(ctx: typer.Context, webhook: WebhookArgument, *, as_json: AsJson = False) -> None:
    """Go on from where it was: after a pause, after days without an answer, after a 410. Try at once."""
    _say(through_doors(ctx, lambda doors: _set(doors, webhook, WebhookState.ACTIVE, "")), as_json=as_json)


@app.command(epilog=examples("starter.py webhooks remove wh-3f2a9c0d11e4"))
def remove(ctx: typer.Context, webhook: WebhookArgument, *, as_json: AsJson = False) -> None:
    """End a subscription for good; its attempts and grants stay on record."""
    _say(through_doors(ctx, lambda doors: _set(doors, webhook, WebhookState.REMOVED, "")), as_json=as_json)


@app.command(
    epilog=examples(
        "starter.py webhooks replay wh-3f2a9c0d11e4 --from start",
        "starter.py webhooks replay wh-3f2a9c0d11e4 --from 4211",
        "starter.py webhooks replay wh-3f2a9c0d11e4 --from lots/untoc-1/1@9",
    )
)
def replay(ctx: typer.Context, webhook: WebhookArgument, *, from_: FromOption, as_json: AsJson = False) -> None:
    """Send everything once more from an entry of the ledger on, that entry included, under new message ids."""

    async def sent(doors: Doors) -> Webhook:
        async with doors.store() as pool:
            await webhooks.send_from(pool, webhook, await place_from(pool, from_))
            return await webhooks.webhook(pool, webhook)

    _say(through_doors(ctx, sent), as_json=as_json)


async def place_from(pool: Pool, given: str) -> int:
    """The place after which a subscription begins.

    Raises:
        InputInvalid: `bad_place`.
        NotFound: `unknown_entry`.
    """
    while await places.place(pool) == places.PORTION:
        pass
    last = await places.last_place(pool)
    if given in ("start", "now"):
        return 0 if given == "start" else last
    stream, _, version = given.rpartition("@")
    if version.isascii() and version.isdecimal() and len(version) <= 9:  # noqa: PLR2004 - what an integer column holds
        return await places.place_of(pool, stream, int(version)) - 1 if stream else _within(int(version), last)
    raise _bad_place(last)


def _within(place: int, last: int) -> int:
    if not 1 <= place <= last + 1:
        raise _bad_place(last)
    return place - 1


def _bad_place(last: int) -> InputInvalid:
    return InputInvalid(
        "bad_place", f"say from where: start, now, a place from 1 to {last + 1}, or an entry such as lots/untoc-1/1@9."
    )


async def _set(doors: Doors, webhook: str, state: WebhookState, because: str) -> Webhook:
    async with doors.store() as pool:
        await webhooks.set_state(pool, webhook, state, because=because)
        return await webhooks.webhook(pool, webhook)


def _say(webhook: Webhook, *, as_json: bool) -> None:
    if as_json:
        print_json(webhook)
    else:
        goes_on = "goes on with" if webhook.state is WebhookState.ACTIVE else "stands before"
        print_lines(f"{webhook.id}: {webhook.state}, {goes_on} place {webhook.position + 1}")
