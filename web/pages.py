"""How an answer is made: what a handler is given, templates, kept pages, entity tags.

Every page has two templates: `NAME.html`, the whole page, and `NAME_live.html`, the part that changes. A browser that
listens (`static/live.js`) asks for the part alone with `?fragment=live`; one without JavaScript reloads the page.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Generic, TypeVar, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from models.clock import SECONDS_A_DAY, CalendarClock
from notices.letterhead import Letterhead
from store.glance import Standing
from store.pool import Pool
from web import words
from web.asked import is_for_a_part
from web.atlas import Atlas
from web.changes import Changes
from web.kept import Kept

ROOM = Path(__file__).parent
STATIC = ROOM / "static"

REVALIDATE = "private, no-cache"
"""A browser keeps a page and asks each time whether it still holds: the answer is mostly a 304."""

Shown = TypeVar("Shown", bound=BaseModel)


class CalendarToday(BaseModel):
    """What the calendar of a cycle shows now, and how fast it runs."""

    today: date
    day_seconds: float
    is_accelerated: bool

    @property
    def speed(self) -> int:
        """How many times faster than real time."""
        return round(SECONDS_A_DAY / self.day_seconds)


class Pages:
    """The templates."""

    def __init__(self) -> None:
        """Read them once; `build` changes with any of them and with any static file."""
        self._environment = Environment(
            loader=FileSystemLoader(ROOM / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        files = sorted((*(ROOM / "templates").iterdir(), *STATIC.iterdir()))
        self.build = sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:12]
        # Globals, because an imported macro does not see what a page is given.
        cast("dict[str, object]", self._environment.globals).update(words=words, build=self.build)

    def render(self, template: str, **given: object) -> str:
        """The text of a template."""
        return self._environment.get_template(template).render(given)


@dataclass(frozen=True)
class Context:
    """What every handler works with; put together in `web.app`."""

    pool: Pool
    atlas: Atlas
    pages: Pages
    changes: Changes
    kept: Kept
    now: Callable[[], datetime]
    """The real instant, UTC."""
    vienna_day: Callable[[datetime], date]
    """The day in Vienna at an instant, as the rules count it."""
    letterhead: Letterhead
    """What private calendars and inboxes call things, and where their links lead: the same as in mails."""

    def calendar(self, clock: CalendarClock) -> CalendarToday:
        """What the calendar shows; whole real seconds, so that one second's askers share one page."""
        today = self.vienna_day(clock.calendar(self.now().replace(microsecond=0)))
        return CalendarToday(
            today=today, day_seconds=clock.day_seconds, is_accelerated=clock.day_seconds < SECONDS_A_DAY
        )

    def stamp(self, cycle: str, standing: Standing, calendar: CalendarToday) -> tuple[object, ...]:
        """What a kept page of a cycle is valid for."""
        return (standing.entries, standing.workflows, calendar.today, *self.changes.epoch(cycle))


def context_of(request: Request) -> Context:
    """The context of the application that got this request."""
    context = request.app.state.context
    assert isinstance(context, Context)  # noqa: S101 - set when the application starts
    return context


@dataclass(frozen=True)
class Piece(Generic[Shown]):
    """A page's model with the part of the page that changes; the whole page and the JSON are made when first asked for.

    It may be shared by many requests, so each form is bytes that are made once.
    """

    shown: Shown
    part: bytes
    digest: str
    render_whole: Callable[[], str]

    @cached_property
    def whole(self) -> bytes:
        """The whole page."""
        return self.render_whole().encode()

    @cached_property
    def json(self) -> bytes:
        """The model as JSON."""
        return self.shown.model_dump_json().encode()


async def piece_of(context: Context, name: str, make: Callable[[], Awaitable[Shown]], **given: object) -> Piece[Shown]:
    """Make a page's model and render the part that changes; `given` is what the rest of the page needs."""
    shown = await make()
    part = context.pages.render(f"{name}_live.html", page=shown)
    live = Markup(part)  # noqa: S704 - rendered with autoescape

    def render_whole() -> str:
        return context.pages.render(f"{name}.html", page=shown, live=live, **given)

    return Piece(shown=shown, part=part.encode(), digest=_digest(part), render_whole=render_whole)


def page_response(request: Request, piece: Piece[Shown]) -> Response:
    """Answer with the whole page, or with the part that changes if that was asked for."""
    is_part = is_for_a_part(request)
    form = "part" if is_part else "page"
    tag = f'W/"{piece.digest}-{context_of(request).pages.build}-{form}"'
    if is_known(request, tag):
        return _unchanged(tag)
    return _kept_by_browser(piece.part if is_part else piece.whole, tag, "text/html")


def json_response(request: Request, body: bytes) -> Response:
    """Answer with a body of JSON."""
    tag = f'W/"{_digest(body)}"'
    return _unchanged(tag) if is_known(request, tag) else _kept_by_browser(body, tag, "application/json")


def is_known(request: Request, tag: str) -> bool:
    """Whether the asker holds what has this entity tag (RFC 9110, 13.1.2: weak comparison)."""
    known = request.headers.get("if-none-match", "")
    return known == "*" or tag.removeprefix("W/") in (each.strip().removeprefix("W/") for each in known.split(","))


def _kept_by_browser(body: bytes, tag: str, media_type: str) -> Response:
    return Response(body, headers={"ETag": tag, "Cache-Control": REVALIDATE}, media_type=media_type)


def _unchanged(tag: str) -> Response:
    return Response(status_code=304, headers={"ETag": tag, "Cache-Control": REVALIDATE})


def _digest(text: str | bytes) -> str:
    return sha256(text.encode() if isinstance(text, str) else text).hexdigest()[:24]
