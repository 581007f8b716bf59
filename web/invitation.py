"""`/invitations/{token}`: where a person who was named by note verbale confirms it, or says what is wrong.

The only pages of this room that are for people outside, and the only ones that take a POST. A link that is looked at
changes nothing, because mail programs and scanners follow links by themselves. Every link that is not good, for
whatever reason, gets the same answer with the same button, so that a stranger learns nothing by trying.
"""

from http import HTTPStatus
from urllib.parse import parse_qs

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from models.arrival import LONGEST_REMARK, Facing
from models.errors import InputInvalid
from models.instruments import Cluster
from models.register import Language
from notices.texts import SOURCE, Texts, texts_in
from store import invitations
from web.pages import context_of

LARGEST_FORM = 16 * LONGEST_REMARK
"""Bytes of a form that is read: a remark in any script, each character of it written as up to twelve."""

PAGE = "/invitations/{token:str}"

log = structlog.stdlib.get_logger()


async def look(request: Request) -> Response:
    """What is to be confirmed, or that the link has ended."""
    context = context_of(request)
    return _page(request, await invitations.facing(context.pool, _token(request), now=context.now()))


async def answer(request: Request) -> Response:
    """Take what the person says: `answer=yes`, or `answer=wrong` with `what`. Then shows the page anew."""
    context, token, form = context_of(request), _token(request), await _form(request)
    try:
        if form.get("answer") == "yes":
            shown = await invitations.confirm(context.pool, token, now=context.now())
        elif form.get("answer") == "wrong":
            shown = await invitations.doubt(context.pool, token, form.get("what", ""), now=context.now())
        else:
            shown = await invitations.facing(context.pool, token, now=context.now())
    except InputInvalid as refusal:
        shown = await invitations.facing(context.pool, token, now=context.now())
        return _page(request, shown, refusal=refusal.code)
    if shown is None:
        return _page(request, None)
    return RedirectResponse(request.url.path, HTTPStatus.SEE_OTHER, headers={"Cache-Control": "no-store"})


async def renew(request: Request) -> Response:
    """Ask for a new link. The answer is the same whether one goes or not."""
    context = context_of(request)
    is_sent = await invitations.renew(context.pool, _token(request), now=context.now())
    log.info("invitation_renewal_asked", is_sent=is_sent)
    return _answered(request, texts_in(SOURCE), HTTPStatus.ACCEPTED, kind="renewed")


ROUTES = [
    Route(PAGE, look, methods=["GET"]),
    Route(PAGE, answer, methods=["POST"]),
    Route(f"{PAGE}/renewal", renew, methods=["POST"]),
]


def _page(request: Request, shown: Facing | None, *, refusal: str = "") -> Response:
    if shown is None:
        return _answered(request, texts_in(SOURCE), HTTPStatus.GONE, kind="ended", token=_token(request))
    atlas, texts = context_of(request).atlas, texts_in(Language(shown.language))
    _, _, under_review, phase = shown.review.split("/")
    lines = (
        (texts.text("arrival.page.who"), " ".join(part for part in (shown.title, shown.name) if part)),
        (texts.text("arrival.page.state"), atlas.state(shown.state).name),
        (texts.text("arrival.page.role"), texts.text(f"role.{shown.role}")),
        (
            texts.text("arrival.page.review"),
            f"{atlas.state(under_review).name}, {texts.text('label.phase')} {Cluster(int(phase)).roman}",
        ),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK
    return _answered(request, texts, status, kind=str(shown.stage), token=_token(request), lines=lines, refusal=refusal)


def _answered(request: Request, texts: Texts, status: HTTPStatus, **given: object) -> Response:
    page = context_of(request).pages.render(
        "invitation.html",
        **{"token": "", "lines": (), "refusal": "", **given},
        text=texts.text,
        language=texts.language.value,
        direction=texts.direction,
        longest=LONGEST_REMARK,
    )
    return Response(page, status, {"Cache-Control": "no-store"}, media_type="text/html")


def _token(request: Request) -> str:
    return str(request.path_params["token"])


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form, each once; one that is larger than any honest one counts as a remark that is too long."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            return {"answer": "wrong", "what": "x" * (LONGEST_REMARK + 1)}
    fields = parse_qs(body.decode("utf-8", errors="replace"), max_num_fields=10)
    return {name: values[0] for name, values in fields.items()}
