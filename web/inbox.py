"""The inbox of one reader as JSON: what is asked of them now, then what they were told, and which of it they have read.

Whoever asks shows the token of a private address in the header `Authorization`, never in the address, and never that of
a calendar, which calendar programs hand on. Without cookies, no page of others can ask in a reader's name.
"""

import datetime as dt
from collections.abc import Sequence
from http import HTTPMethod

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.calendar import PrivateAddress, Purpose
from models.errors import AccessRefused, InputInvalid
from models.inbox import OpenAction, Told
from notices.calendar.titles import action_of, page_of, title_of, topic_of
from notices.letter import Letter, write_letter
from notices.markup import as_html, as_text
from notices.texts import texts_in
from store import inbox, tokens
from web.asked import Asked, asked
from web.pages import Context, context_of, json_response

DOMAIN = "reviewtrack.invalid"

LONGEST_PAGE = 100


class InboxFilters(Asked):
    """Which notices."""

    before: str | None = Field(
        default=None, pattern=r"^[0-9a-f]{40}$", description="the id of the last notice on the page before"
    )
    limit: int = Field(default=25, ge=1, le=LONGEST_PAGE, description=f"how many notices, 1 to {LONGEST_PAGE}")
    unread: bool = Field(default=False, description="`true` for those that are unread")


class Action(BaseModel):
    """Something that is asked for now."""

    title: str
    action: str = Field(description="the command that meets it")
    text: str = Field(description="the same in words")
    workflow_id: str
    due: dt.date | None
    original_due: dt.date | None
    is_own: bool
    page: str


class Item(BaseModel):
    """A notice in the list."""

    id: str
    title: str
    event: str
    workflow_id: str
    pace: str
    told_at: dt.datetime
    read_at: dt.datetime | None


class Message(Item):
    """A notice whole: the words of its mail, as plain text and as HTML."""

    text: str
    html: str


class Inbox(BaseModel):
    """Open actions first; they stand on the first page alone. `next` is the `before` of the page after."""

    language: str
    unread: int
    actions: tuple[Action, ...]
    notices: tuple[Item, ...]
    next: str | None


async def listed(request: Request) -> Response:
    """What is asked of the reader and what they were told."""
    context, reader = context_of(request), await _reader(request)
    filters = asked(request, InboxFilters)
    before = filters.before and message_id_of(filters.before)
    page = await inbox.told(context.pool, reader.holder, before=before, limit=filters.limit, only_unread=filters.unread)
    actions = () if filters.before else await inbox.open_actions(context.pool, reader.holder)
    whole = Inbox(
        language=reader.language,
        unread=page.unread,
        actions=tuple(_action(each, reader, context) for each in actions),
        notices=tuple(_item(each, reader, context) for each in page.notices),
        next=page.notices[-1].id if page.has_more else None,
    )
    return json_response(request, whole.model_dump_json().encode())


async def opened(request: Request) -> Response:
    """One notice with its words; to look at it does not mark it as read."""
    context, reader = context_of(request), await _reader(request)
    asked(request, Asked)
    found = await inbox.notice_to(context.pool, reader.holder, _asked_id(request))
    return json_response(request, _message(found, reader, context).model_dump_json().encode())


async def marked(request: Request) -> Response:
    """Mark a notice as read with PUT, as unread with DELETE; once or a hundred times is the same."""
    context, reader = context_of(request), await _reader(request)
    asked(request, Asked)
    is_read = request.method == HTTPMethod.PUT
    found = await inbox.mark(context.pool, reader.holder, _asked_id(request), is_read=is_read)
    body = _item(found, reader, context).model_dump_json()
    return Response(body, headers={"Cache-Control": "no-store"}, media_type="application/json")


def message_id_of(number: str) -> str:
    """The Message-ID of the mail of a notice by the id that programs know it by."""
    return f"<{number}@{DOMAIN}>"


async def _reader(request: Request) -> PrivateAddress:
    """Who asks; raises `AccessRefused` (`token_missing`, `token_unknown`: never issued, replaced or revoked)."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise AccessRefused(
            "token_missing", "An inbox is opened by its token: send it as 'Authorization: Bearer TOKEN'."
        )
    reader = await tokens.holder_of(context_of(request).pool, token.strip(), Purpose.INBOX)
    if reader is None:
        raise AccessRefused(
            "token_unknown", "This token opens no inbox: it may have been replaced; ask the Secretariat for another."
        )
    return reader


def _asked_id(request: Request) -> str:
    number: str = request.path_params["id"]
    if not number.isascii() or not number.isalnum():
        raise InputInvalid("bad_notice_id", "This cannot be the id of a notice: take it from the list.")
    return message_id_of(number)


def _action(each: OpenAction, reader: PrivateAddress, context: Context) -> Action:
    texts, obligation = texts_in(reader.language), each.obligation
    topic = topic_of(each.workflow_id, obligation.action, texts)
    return Action(
        title=title_of(each.workflow_id, topic, texts, context.letterhead),
        action=obligation.action,
        text=action_of(obligation.action, texts),
        workflow_id=each.workflow_id,
        due=obligation.due.date if obligation.due else None,
        original_due=obligation.due.original if obligation.due else None,
        is_own=each.is_own,
        page=page_of(each.workflow_id, reader.holder, context.letterhead, is_duty=True),
    )


def _item(told: Told, reader: PrivateAddress, context: Context) -> Item:
    return _item_of(told, _letter(told, reader, context))


def _message(told: Told, reader: PrivateAddress, context: Context) -> Message:
    letter = _letter(told, reader, context)
    item = _item_of(told, letter)
    return Message(**item.model_dump(), text=as_text(letter), html=as_html(letter, texts_in(reader.language)))


def _letter(told: Told, reader: PrivateAddress, context: Context) -> Letter:
    return write_letter(told.notice, texts_in(reader.language), context.letterhead, is_simulated=reader.simulated)


def _item_of(told: Told, letter: Letter) -> Item:
    return Item(
        id=told.id,
        title=letter.subject,
        event=told.notice.event,
        workflow_id=told.notice.stream,
        pace=told.notice.pace,
        told_at=told.told_at,
        read_at=told.read_at,
    )


ROUTES: Sequence[Route] = (
    Route("/api/inbox", listed),
    Route("/api/inbox/{id}", opened),
    Route("/api/inbox/{id}/read", marked, methods=[HTTPMethod.PUT, HTTPMethod.DELETE]),
)
