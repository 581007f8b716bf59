"""The composition root of the web process: `python -m uvicorn --factory web.app:create_app`.

The only module of this room that builds things, and the only one that knows where names of States and the Vienna day
come from; handlers are given both (`web.pages.Context`).
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Collection
from datetime import UTC, datetime
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from logs import configure_logs
from mechanisms.load import known_mechanisms, load_mechanism, mechanism_folder
from models.errors import ReviewtrackError
from notices.letterhead import Letterhead, letterhead_of
from rules.calendar.vienna import vienna_day
from settings import load_settings
from store import read_model
from store.changes import listen_for_changes
from store.pool import open_pool
from web import api, board, cycle, events, feed, inbox, invitation, lots, lots_files, outreach, review
from web.atlas import Atlas
from web.changes import Changes
from web.guard import HEADERS, Guard
from web.kept import Kept
from web.pages import STATIC, Context, Pages, context_of
from web.problems import failed, refused, unrouted

MOST_CONNECTIONS = 10


def create_app() -> Starlette:
    """The application as the environment says; raises `SettingInvalid` and `NotConfigured`."""
    settings = load_settings()
    configure_logs(settings)
    hosts = {settings.web_host, urlsplit(settings.web_url).hostname or ""}
    letterhead = shipped_letterhead(settings.web_url, sender=settings.mail_from)
    return assembled(settings.database_url, shipped_atlas(), letterhead=letterhead, hosts=hosts)


def shipped_atlas() -> Atlas:
    """The names in every mechanism that is shipped."""
    return Atlas.of(load_mechanism(mechanism_folder(key)) for key in known_mechanisms())


def shipped_letterhead(
    web_url: str = "http://127.0.0.1", *, sender: str = "reviewtrack@localhost.invalid"
) -> Letterhead:
    """What mails, calendars and inboxes call things, as the worker has it: from the mechanism that it runs."""
    loaded = load_mechanism(mechanism_folder(known_mechanisms()[0]))
    return letterhead_of(loaded, sender=sender, web_url=web_url)


def assembled(
    database_url: str,
    atlas: Atlas,
    *,
    letterhead: Letterhead | None = None,
    hosts: Collection[str] = (),
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Starlette:
    """The application on one database; `hosts` are names beside loopback under which it answers."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        # No connection is needed to start: while the database is away, pages say so.
        pool = await open_pool(database_url, min_size=0, max_size=MOST_CONNECTIONS)
        changes = Changes()
        app.state.context = Context(
            pool=pool,
            atlas=atlas,
            pages=pages,
            changes=changes,
            kept=Kept(),
            now=now,
            vienna_day=vienna_day,
            letterhead=words,
        )
        listening = asyncio.create_task(listen_for_changes(pool, changes.heard), name="listen for changes")
        try:
            yield
        finally:
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening
            await pool.close()

    pages = Pages()
    words = letterhead or shipped_letterhead()
    return Starlette(
        routes=[
            *cycle.ROUTES,
            *board.ROUTES,
            *outreach.ROUTES,
            *review.ROUTES,
            *lots.ROUTES,
            *lots_files.ROUTES,
            *api.ROUTES,
            *events.ROUTES,
            *feed.ROUTES,
            *inbox.ROUTES,
            *invitation.ROUTES,
            Route("/healthz", healthz),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(Guard, hosts=frozenset(hosts))],
        exception_handlers={ReviewtrackError: refused, HTTPException: unrouted, Exception: _failed},
        lifespan=lifespan,
    )


async def healthz(request: Request) -> Response:
    """Whether pages can be shown now: 200, or 503 when the database does not answer."""
    await read_model.cycles(context_of(request).pool)
    return Response('{"status":"ok"}', headers={"Cache-Control": "no-store"}, media_type="application/json")


async def _failed(request: Request, error: Exception) -> Response:
    """Answer for a defect, outside the guard: the headers are added here."""
    response = await failed(request, error)
    response.headers.update(HEADERS)
    return response
