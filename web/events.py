"""Server-sent events: tells an open page that it should look again, at most four times a second.

A message says that something changed, not what it is now: whoever hears it asks for the page, or the part of it that
changes, and mostly gets a 304 or a page made a moment ago for somebody else. The first message comes at once, because
something may have changed between the rendering of the page and the beginning of listening.
"""

import asyncio
from collections.abc import AsyncGenerator
from datetime import date

from pydantic import Field
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.clock import CalendarClock
from models.value import Value
from store import read_model
from web.asked import Asked, asked
from web.changes import MOST_NAMED, SPACING_SECONDS
from web.pages import Context, context_of

BEAT_SECONDS = 15.0
"""Longest silence: tells both sides that the line stands, and catches what no message told (mail that was sent)."""

LEAST_BEAT_SECONDS = 1.0
"""In a demonstration every calendar day is a beat, because dates and days left have changed; but no more than this."""

RETRY_MILLISECONDS = 2000


class EventFilters(Asked):
    """What to listen to."""

    cycle: str = Field(description="the key of a cycle")
    workflow: str | None = Field(default=None, description="the id of a workflow")


class Message(Value):
    """What a message carries: workflows that changed (none named means look at everything), and the calendar's today.

    `more` says that others changed too.
    """

    cycle: str
    today: date
    workflows: tuple[str, ...] = ()
    more: bool = False


async def events(request: Request) -> Response:
    """Tell of changes until the asker leaves or the process stops."""
    context = context_of(request)
    filters = asked(request, EventFilters)
    clock = await read_model.clock_of(context.pool, filters.cycle)
    return EventSourceResponse(messages(context, filters, clock), ping=BEAT_SECONDS * 2, send_timeout=BEAT_SECONDS)


ROUTES = (Route("/events", events),)


async def messages(context: Context, filters: EventFilters, clock: CalendarClock) -> AsyncGenerator[ServerSentEvent]:
    """Yield messages without end."""
    with context.changes.listening(filters.cycle, filters.workflow) as listener:
        silence = min(BEAT_SECONDS, max(LEAST_BEAT_SECONDS, clock.day_seconds))
        kind = "changed"
        while True:
            workflows = listener.taken()
            message = Message(
                cycle=filters.cycle,
                today=context.calendar(clock).today,
                workflows=workflows[:MOST_NAMED],
                more=len(workflows) > MOST_NAMED,
            )
            yield ServerSentEvent(message.model_dump_json(), event=kind, retry=RETRY_MILLISECONDS)
            await asyncio.sleep(SPACING_SECONDS)
            kind = "changed" if await listener.heard(silence) else "beat"
