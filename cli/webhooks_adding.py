"""`starter.py webhooks add`, `move`, `rotate`, `reseal`: subscriptions and keys, each shown only when it is made."""

from datetime import timedelta
from typing import Annotated

import typer

from cli.command_line import commands_of_a_group, examples
from cli.doors import Doors, through_doors
from cli.output import AsJson, note, print_json, print_lines
from cli.webhooks_given import WebhookArgument, new_key, seal
from cli.webhooks_sending import FromOption, place_from
from models.errors import InputInvalid
from models.public_network import networks
from models.webhooks import Webhook, checked_event_pattern, checked_stream_pattern, checked_url
from settings import load_local_settings
from store import webhooks

app = commands_of_a_group()

LONGEST_NAME = 200

SHOWN_ONCE = "This key is shown once. Hand it to the receiver by another way than the mail that names its address."


@app.command(
    epilog=examples(
        "starter.py webhooks add https://portal.example.org/hook --name 'Portal of the Secretariat'",
        "starter.py webhooks add https://a.example.org/hook --name A --event 'lots.*' --event cycle.session_fixed",
        "starter.py webhooks add https://b.example.org/hook --name B --stream 'dialogue/untoc-1/*' --from start",
    )
)
def add(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(help="Address of the receiver.")],
    *,
    name: Annotated[str, typer.Option(help="Whose program it is, for people.")],
    event: Annotated[
        list[str] | None, typer.Option(help="Only these: lots.pairing_confirmed, lots.*; any number of times.")
    ] = None,
    stream: Annotated[
        list[str] | None, typer.Option(help="Only from these: dialogue/untoc-1/*; any number of times.")
    ] = None,
    from_: FromOption = "now",
    as_json: AsJson = False,
) -> None:
    """Add a subscription to what is public, and show its key; grants are another command."""
    checked_url(url, allowed=networks(load_local_settings().webhook_allow))
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        raise InputInvalid("bad_webhook_name", f"say whose program it is in 1 to {LONGEST_NAME} characters.")
    events = [checked_event_pattern(each) for each in event or ()]
    streams = [checked_stream_pattern(each) for each in stream or ()]
    key = new_key()
    sealed = seal().sealed(key)

    async def added(doors: Doors) -> str:
        async with doors.store() as pool:
            position = await place_from(pool, from_)
            return await webhooks.add(
                pool, name=name.strip(), url=url, events=events, streams=streams, position=position, sealed_key=sealed
            )

    webhook_id = through_doors(ctx, added)
    if as_json:
        print_json({"id": webhook_id, "key": key})
    else:
        print_lines(webhook_id, key)
        note(SHOWN_ONCE)


@app.command(epilog=examples("starter.py webhooks move wh-3f2a9c0d11e4 https://new.example.org/hook"))
def move(
    ctx: typer.Context,
    webhook: WebhookArgument,
    url: Annotated[str, typer.Argument(help="Its new address.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Send to another address from the next message on; keys, grants and place stay."""
    checked_url(url, allowed=networks(load_local_settings().webhook_allow))

    async def moved(doors: Doors) -> Webhook:
        async with doors.store() as pool:
            await webhooks.move(pool, webhook, url)
            return await webhooks.webhook(pool, webhook)

    one = through_doors(ctx, moved)
    if as_json:
        print_json(one)
    else:
        print_lines(f"{one.id}: messages go to {one.url}")


@app.command(
    epilog=examples("starter.py webhooks rotate wh-3f2a9c0d11e4", "starter.py webhooks rotate wh-3f2a --overlap 0")
)
def rotate(
    ctx: typer.Context,
    webhook: WebhookArgument,
    *,
    overlap: Annotated[
        int, typer.Option(min=0, max=24 * 90, help="Hours for which the keys before it go on signing beside it.")
    ] = 72,
    as_json: AsJson = False,
) -> None:
    """Give a subscription a new key and show it; for some time old and new both sign."""
    key = new_key()
    sealed = seal().sealed(key)

    async def rotated(doors: Doors) -> None:
        async with doors.store() as pool:
            await webhooks.rotate(pool, webhook, sealed_key=sealed, overlap=timedelta(hours=overlap))

    through_doors(ctx, rotated)
    if as_json:
        print_json({"id": webhook, "key": key})
    else:
        print_lines(key)
        note(SHOWN_ONCE)


@app.command(epilog=examples("WEBHOOK_KEY=new,old starter.py webhooks reseal"))
def reseal(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """Seal every signing key anew under the first key of WEBHOOK_KEY; then the others can be taken out of it."""
    sealing = seal()

    async def resealed(doors: Doors) -> int:
        async with doors.store() as pool:
            held = await webhooks.all_sealed(pool)
            await webhooks.seal_anew(pool, {key: sealing.sealed_anew(text) for key, text in held.items()})
            return len(held)

    done = through_doors(ctx, resealed)
    if as_json:
        print_json({"keys": done})
    else:
        print_lines(f"{done} keys sealed anew")
