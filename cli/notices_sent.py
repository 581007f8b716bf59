"""`starter.py notices list|failures|show|resend`: what was told to whom, when, with which answer; and once more."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, TypeAlias

import typer

from cli.command_line import commands_of_a_group, examples
from cli.doors import Doors, through_doors
from cli.given import CycleArgument
from cli.notices_preview import PAGES, SENDER, SHIPPED
from cli.opening import loaded_mechanism
from cli.output import AsJson, print_json, print_lines, print_table, write
from models.errors import InputInvalid
from models.notices import Recipient, RecipientKind
from models.register import Language
from notices.letter import write_letter
from notices.letterhead import letterhead_of
from notices.markup import as_text
from notices.texts import texts_in
from store import outbox
from store.outbox import Attempt
from store.sendings import Sending, Sought, sending_of, sendings

app = commands_of_a_group()

FAILED = ("failed", "unaddressed")
"""States of a notice that nobody will get unless somebody does something."""

STATES = ("queued", "sent", *FAILED, "withdrawn")

KeyArgument: TypeAlias = Annotated[
    str, typer.Argument(metavar="KEY", help="As `notices list` shows it; put it in quotes.")
]
LimitOption: TypeAlias = Annotated[int, typer.Option(min=1, max=10_000, help="The newest so many.")]


@app.command(
    "list",
    epilog=examples(
        "starter.py notices list untoc-1",
        "starter.py notices list untoc-1 --to person:p-12 --state sent",
        "starter.py notices list untoc-1 --stream phase/untoc-1/FRA/1",
    ),
)
def list_(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    *,
    state: Annotated[list[str] | None, typer.Option(help="queued, sent, failed, unaddressed or withdrawn.")] = None,
    to: Annotated[
        str, typer.Option(metavar="KIND:ID", help="To one recipient, such as person:p-12 or mission:FRA.")
    ] = "",
    stream: Annotated[str | None, typer.Option(metavar="ID", help="About one workflow.")] = None,
    event: Annotated[str | None, typer.Option(help="About one type of event.")] = None,
    limit: LimitOption = 50,
    as_json: AsJson = False,
) -> None:
    """List notices, the newest first: what was told to whom, when, and with which answer."""
    sought = Sought(
        cycle=cycle,
        states=_checked_states(state or ()),
        recipient=_recipient(to) if to else None,
        stream=stream,
        event=event,
    )
    _show_list(ctx, sought, limit, as_json=as_json)


@app.command(epilog=examples("starter.py notices failures untoc-1"))
def failures(ctx: typer.Context, cycle: CycleArgument, *, limit: LimitOption = 1000, as_json: AsJson = False) -> None:
    """List what nobody got: refused for good, or without a registered address."""
    _show_list(ctx, Sought(cycle=cycle, states=FAILED), limit, as_json=as_json)


@app.command(epilog=examples("starter.py notices show 'phase/untoc-1/FRA/1@7#mission:FRA'"))
def show(ctx: typer.Context, key: KeyArgument, *, as_json: AsJson = False) -> None:
    """Show one notice: every attempt with its answer, and the text as its reader gets it."""
    sending, tried = through_doors(ctx, lambda doors: _one(doors, key))
    if as_json:
        print_json({"sending": sending, "attempts": tried})
        return
    notice = sending.notice
    print_lines(
        f"{notice.key}: {sending.state}",
        f"  to {notice.recipient}: {_addressee(sending)}",
        f"  {notice.event} in {notice.stream}, {'note verbale' if notice.is_formal else notice.pace}",
        f"  Message-ID {sending.message_id}",
        *(f"  {_instant(each.at)} {_outcome(each)}: {each.answer}" for each in tried),
        "",
    )
    texts = texts_in(Language(sending.language or Language.ENGLISH))
    letterhead = letterhead_of(loaded_mechanism(SHIPPED), sender=SENDER, web_url=PAGES)
    letter = write_letter(notice, texts, letterhead, is_simulated=False)
    write(f"Subject: {letter.subject}\n\n{as_text(letter)}")


@app.command(
    epilog=examples(
        "starter.py notices resend 'phase/untoc-1/FRA/1@7#mission:FRA'",
        "starter.py notices resend --failed untoc-1",
    )
)
def resend(
    ctx: typer.Context,
    keys: Annotated[list[str] | None, typer.Argument(metavar="[KEY]...", help="Of notices that failed.")] = None,
    *,
    failed: Annotated[str, typer.Option(metavar="CYCLE", help="Everything of a cycle that failed.")] = "",
    as_json: AsJson = False,
) -> None:
    """Send what failed once more, as the same mail. Put the address right before: what was refused is refused again."""
    if bool(keys) == bool(failed):
        raise InputInvalid("nothing_named", "name the keys of notices, or all that failed with --failed CYCLE.")
    again = through_doors(ctx, lambda doors: _again(doors, keys or (), failed))
    if as_json:
        print_json({"queued": again})
    else:
        print_lines(f"queued once more: {again}")


def _show_list(ctx: typer.Context, sought: Sought, limit: int, *, as_json: bool) -> None:
    found = through_doors(ctx, lambda doors: _found(doors, sought, limit))
    if as_json:
        print_json(found)
    elif found:
        print_table(("key", "addressee", "queued", "state", "sent", "tries", "answer"), _rows(found))
    else:
        print_lines("There is no such notice.")


def _rows(found: Iterable[Sending]) -> Iterable[Sequence[object]]:
    for each in found:
        yield (
            each.notice.key,
            _addressee(each),
            _instant(each.queued_at),
            each.state,
            _instant(each.sent_at) if each.sent_at else "",
            each.tries,
            each.answer,
        )


def _addressee(sending: Sending) -> str:
    if sending.email is None:
        return "no address"
    return f"{sending.name} <{sending.email}>" if sending.name else sending.email


def _outcome(attempt: Attempt) -> str:
    return f"{attempt.outcome} ({attempt.language})" if attempt.language else attempt.outcome.value


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}Z"


def _checked_states(given: Sequence[str]) -> tuple[str, ...]:
    for each in given:
        if each not in STATES:
            raise InputInvalid(
                "unknown_state_of_notice", f"a notice is never {each!r}: use one of {', '.join(STATES)}."
            )
    return tuple(given)


def _recipient(given: str) -> Recipient:
    kind, _, id_ = given.partition(":")
    if kind not in list(RecipientKind) or not id_:
        raise InputInvalid(
            "bad_recipient",
            f"{given!r} is no recipient: write {', '.join(RecipientKind)}, a colon and an id, such as mission:FRA.",
        )
    return Recipient(kind=RecipientKind(kind), id=id_)


async def _found(doors: Doors, sought: Sought, limit: int) -> list[Sending]:
    async with doors.store() as pool:
        return await sendings(pool, sought, limit=limit)


async def _one(doors: Doors, key: str) -> tuple[Sending, Sequence[Attempt]]:
    async with doors.store() as pool:
        return await sending_of(pool, key)


async def _again(doors: Doors, keys: Sequence[str], cycle: str) -> int:
    async with doors.store() as pool:
        for key in keys:
            await sending_of(pool, key)
        if cycle:
            keys = [each.notice.key for each in await sendings(pool, Sought(cycle=cycle, states=FAILED))]
        return await outbox.requeue(pool, keys)
