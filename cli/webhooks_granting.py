"""`starter.py webhooks grant`, `revoke`: what one subscription may be told beyond what is public; both are recorded."""

from typing import Annotated, TypeAlias

import typer

from cli.command_line import commands_of_a_group, examples
from cli.doors import Doors, through_doors
from cli.output import AsJson, print_json, print_lines
from cli.webhooks_given import ReasonOption, WebhookArgument
from models.errors import InputInvalid
from models.webhooks import Grant, checked_event_pattern, checked_field, checked_stream_pattern
from store import webhooks

app = commands_of_a_group()

SHORTEST_REASON, LONGEST_REASON, LONGEST_BY = 3, 1000, 200

StreamOption: TypeAlias = Annotated[
    str, typer.Option(help="Of which stream: phase/untoc-1/FRA/1, or phase/untoc-1/FRA/*.")
]
EventOption: TypeAlias = Annotated[str, typer.Option(help="Which event: phase.saq_submitted, phase.*.")]
ByOption: TypeAlias = Annotated[str, typer.Option(help="Who decided it.")]


@app.command(
    epilog=examples(
        "starter.py webhooks grant wh-3f2a9c0d11e4 --stream 'phase/untoc-1/FRA/*' --event phase.saq_submitted "
        "--field instruments --by 'Head of the desk' --reason 'asked for by France, NV 12/2027'"
    )
)
def grant(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    webhook: WebhookArgument,
    *,
    stream: StreamOption,
    event: EventOption,
    field: Annotated[
        list[str] | None, typer.Option(help="Fields of the data; without any only that it happened, * for all.")
    ] = None,
    by: ByOption,
    reason: ReasonOption,
    as_json: AsJson = False,
) -> None:
    """Let a subscription be told something that is not public; it counts for what is delivered from now on."""
    given = _given(stream, event, tuple(checked_field(each) for each in field or ()), by, reason)
    through_doors(ctx, lambda doors: _recorded(doors, webhook, given))
    _say(given, as_json=as_json)


@app.command(
    epilog=examples(
        "starter.py webhooks revoke wh-3f2a9c0d11e4 --stream 'phase/untoc-1/FRA/*' --event phase.saq_submitted "
        "--by 'Head of the desk' --reason 'the State has withdrawn its consent'"
    )
)
def revoke(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    webhook: WebhookArgument,
    *,
    stream: StreamOption,
    event: EventOption,
    by: ByOption,
    reason: ReasonOption,
    as_json: AsJson = False,
) -> None:
    """Take a grant back, named as it was given; nothing of it is sent from the next message on."""
    given = _given(stream, event, (), by, reason).model_copy(update={"is_given": False})

    async def revoked(doors: Doors) -> None:
        async with doors.store() as pool:
            await webhooks.webhook(pool, webhook)
            held = webhooks.in_force(await webhooks.grants(pool, webhook))
            if not any((each.stream, each.event) == (given.stream, given.event) for each in held):
                raise InputInvalid(
                    "no_such_grant",
                    f"{webhook} has no grant of {given.event} in {given.stream}: 'starter.py webhooks show {webhook}' "
                    "lists those it has.",
                )
            await webhooks.grant(pool, webhook, given)

    through_doors(ctx, revoked)
    _say(given, as_json=as_json)


def _given(stream: str, event: str, fields: tuple[str, ...], by: str, reason: str) -> Grant:
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON or not 1 <= len(by) <= LONGEST_BY:
        raise InputInvalid(
            "bad_reason",
            f"say who decided it, and why in {SHORTEST_REASON} to {LONGEST_REASON} characters: both are kept for good.",
        )
    return Grant(
        stream=checked_stream_pattern(stream), event=checked_event_pattern(event), fields=fields, by=by, reason=reason
    )


async def _recorded(doors: Doors, webhook: str, given: Grant) -> None:
    async with doors.store() as pool:
        await webhooks.grant(pool, webhook, given)


def _say(given: Grant, *, as_json: bool) -> None:
    if as_json:
        print_json(given)
        return
    what = f"{given.event} in {given.stream}"
    fields = f"with {', '.join(given.fields)}" if given.fields else "without data"
    print_lines(f"granted: {what}, {fields}" if given.is_given else f"granted no more: {what}")
