"""The private calendar of one reader, `/feeds/TOKEN.ics`: for calendar programs, which ask again and again.

The token is all there is to show. An address that was revoked answers like one that never was, on the same way through
the same code. What is shown is asked for anew at every request, so a date that moves is there once it is recorded; only
the writing is spared when nothing has changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.calendar import DatedDuty, PrivateAddress, Purpose
from models.errors import NotFound
from models.notices import Recipient, RecipientKind
from models.register import Language
from notices.calendar.happenings import Happening, Standing, happenings_of
from notices.calendar.icalendar_form import feed
from notices.calendar.sheet import Sheet
from notices.calendar.vienna import vienna_day
from notices.texts import texts_in
from store import calendars, people, tokens
from store.pool import Pool
from web.pages import REVALIDATE, Context, context_of, is_known

FORM = 1
"""Raised when the same dates are written in another form, so that programs fetch them again."""

SETTLED_STAYS = timedelta(days=30)
"""DESIGN: for how many calendar days what was met or called off is shown as cancelled."""

PAST_STAYS = timedelta(days=366)
"""DESIGN: for how many calendar days past meetings and windows are shown."""

CALENDAR = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Dates:
    """What stands in a reader's calendar now, before it has words."""

    duties: tuple[DatedDuty, ...]
    happenings: tuple[Happening, ...]


async def calendar(request: Request) -> Response:
    """The calendar, or 304 if the asker has it already; 404 `unknown_feed` for any token that is not in force."""
    context = context_of(request)
    address = await tokens.holder_of(context.pool, request.path_params["token"], Purpose.FEED)
    if address is None:
        raise NotFound(
            "unknown_feed",
            "There is no calendar at this address: it may have been replaced; ask the Secretariat for it.",
        )
    dates = await dates_of(context.pool, address.holder, context.now())
    digest = _digest(address, dates, context)
    tag = f'W/"{digest}"'
    since = await tokens.shown_since(context.pool, address.id, digest)
    headers = {
        "ETag": tag,
        "Last-Modified": format_datetime(since.astimezone(UTC).replace(microsecond=0), usegmt=True),
        "Cache-Control": REVALIDATE,
        "Content-Disposition": 'inline; filename="reviewtrack.ics"',
    }
    if _holds(request, tag, since):
        return Response(status_code=304, headers=headers)
    return Response(written(address, dates, context), headers={**headers, "Content-Type": CALENDAR})


async def dates_of(pool: Pool, reader: Recipient, now: datetime) -> Dates:
    """What stands in a reader's calendar at the real instant `now`."""
    cycles = await calendars.cycles_of(pool, reader)
    today = {each.cycle: each.clock.calendar(now) for each in cycles}
    state = None
    if reader.kind is RecipientKind.PERSON:
        state = (await people.person(pool, reader.id)).state
    duties = await calendars.duties_of(
        pool, reader, state=state, since={cycle: at - SETTLED_STAYS for cycle, at in today.items()}
    )
    entries = await calendars.entries_of(pool, reader, list(today)) if cycles else ()
    shown = tuple(each for each in happenings_of(entries) if _is_shown(each, today[each.stream.split("/")[1]]))
    return Dates(duties=duties, happenings=shown)


def written(address: PrivateAddress, dates: Dates, context: Context) -> bytes:
    """The calendar as bytes."""
    texts = texts_in(address.language)
    sheet = Sheet(address.holder, texts, context.letterhead, is_simulated=address.simulated)
    return feed(
        sheet.entries(dates.duties, dates.happenings),
        uid=f"{address.id}@reviewtrack.invalid",
        name=texts.text("calendar.name", mechanism=context.letterhead.mechanism),
        about=texts.text("calendar.about"),
        source=context.letterhead.web_url,
    )


def _is_shown(happening: Happening, now: datetime) -> bool:
    if happening.standing is Standing.OFF:
        return happening.changed_on >= now - SETTLED_STAYS
    return happening.last_day >= vienna_day(now - PAST_STAYS)


def _digest(address: PrivateAddress, dates: Dates, context: Context) -> str:
    """Of all that the calendar is made of, so that it need not be written to see that it is the same."""
    whole = sha256(f"{FORM} {address.language} {address.simulated} {_words(address.language)}\n".encode())
    whole.update(context.letterhead.model_dump_json().encode())
    for duty in dates.duties:
        whole.update(duty.model_dump_json().encode())
    whole.update(repr(dates.happenings).encode())
    return whole.hexdigest()[:32]


@lru_cache(maxsize=len(Language))
def _words(language: Language) -> str:
    """Of the catalogue of a language."""
    return sha256(repr(sorted(texts_in(language).texts.items())).encode()).hexdigest()


def _holds(request: Request, tag: str, since: datetime) -> bool:
    """Whether the asker has what is shown: by its tag, or without one by the time (RFC 9110, 13.1.3)."""
    if "if-none-match" in request.headers:
        return is_known(request, tag)
    try:
        held = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return held.tzinfo is not None and held >= since.replace(microsecond=0)


ROUTES: Sequence[Route] = (Route("/feeds/{token}.ics", calendar),)
