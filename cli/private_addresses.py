"""`feed` and `inbox` of people, missions and desks: issues and revokes the private address of a calendar or an inbox.

A token is shown once, when it is issued, and kept nowhere; whoever has lost it is issued another, and the first one
works no longer.
"""

from typing import Annotated, TypeAlias

import typer

from cli.command_line import examples
from cli.doors import Doors, through_doors
from cli.output import AsJson, print_json, print_lines
from models.calendar import Purpose
from models.errors import InputInvalid, NotFound
from models.notices import Recipient, RecipientKind
from store import tokens
from store.pool import Pool

OF_SECRETARIAT = frozenset({"desk", "civil-society-unit"})
"""Desks that notices go to as the Secretariat's; to any other they go as to a working group's."""

Who: TypeAlias = Annotated[str, typer.Argument(metavar="WHO", help="Their id or their e-mail address.")]
Revoke: TypeAlias = Annotated[bool, typer.Option("--revoke", help="Only end what is in force; issue nothing.")]


def add_private_addresses(app: typer.Typer, group: str, kind: RecipientKind, *, example: str) -> None:
    """Add the commands `feed` and `inbox` to a group of commands about one kind of readers."""

    @app.command(epilog=examples(f"starter.py {group} feed {example}", f"starter.py {group} feed {example} --revoke"))
    def feed(ctx: typer.Context, who: Who, *, revoke: Revoke = False, as_json: AsJson = False) -> None:
        """Issue the private address of their calendar; one that was issued before works no longer."""
        if revoke:
            _revoked(ctx, kind, who, Purpose.FEED, as_json=as_json)
            return
        holder, token, web_url = through_doors(ctx, lambda doors: _issued(doors, kind, who, Purpose.FEED))
        address = f"{web_url.rstrip('/')}/feeds/{token}.ics"
        if as_json:
            print_json({"holder": str(holder), "address": address})
        else:
            print_lines(address)

    @app.command(epilog=examples(f"starter.py {group} inbox {example}", f"starter.py {group} inbox {example} --revoke"))
    def inbox(ctx: typer.Context, who: Who, *, revoke: Revoke = False, as_json: AsJson = False) -> None:
        """Issue the token of their inbox; one that was issued before works no longer."""
        if revoke:
            _revoked(ctx, kind, who, Purpose.INBOX, as_json=as_json)
            return
        holder, token, web_url = through_doors(ctx, lambda doors: _issued(doors, kind, who, Purpose.INBOX))
        address = f"{web_url.rstrip('/')}/api/inbox"
        if as_json:
            print_json({"holder": str(holder), "address": address, "token": token})
        else:
            print_lines(f"{address} with the header", f"Authorization: Bearer {token}")

    del feed, inbox


def _revoked(ctx: typer.Context, kind: RecipientKind, who: str, purpose: Purpose, *, as_json: bool) -> None:
    async def ended(doors: Doors) -> tuple[Recipient, int]:
        async with doors.store() as pool:
            holder = await _holder(pool, kind, who)
            return holder, await tokens.revoke(pool, holder, (purpose,))

    holder, count = through_doors(ctx, ended)
    if as_json:
        print_json({"holder": str(holder), "revoked": count})
    else:
        print_lines(f"revoked: {holder}" if count else f"nothing was in force for {holder}")


async def _issued(doors: Doors, kind: RecipientKind, who: str, purpose: Purpose) -> tuple[Recipient, str, str]:
    async with doors.store() as pool:
        holder = await _holder(pool, kind, who)
        return holder, await tokens.issue(pool, holder, purpose), doors.web_url


async def _holder(pool: Pool, kind: RecipientKind, who: str) -> Recipient:
    found = list(await tokens.readers_called(pool, kind, who))
    if not found:
        raise NotFound("unknown_reader", f"Nobody is registered as {who!r}: give an id or an e-mail address.")
    if len(found) > 1:
        ids = ", ".join(each.id for each in found)
        raise InputInvalid("several_readers", f"{who!r} is the address of several ({ids}): give one of their ids.")
    holder = found[0]
    if kind is RecipientKind.SECRETARIAT and holder.id not in OF_SECRETARIAT:
        return Recipient(kind=RecipientKind.WORKING_GROUP, id=holder.id)
    return holder
