"""The files of a drawing: transcript, amendments, record, picture, and the two programs that check them.

All of them are public (domain.md 3.5). The record is made when it is asked for and kept while nothing is amended.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.drawing import events as e
from models.drawing.state import DrawingStage
from models.errors import NotFound
from models.value import Value
from printed.html import POLICY, record_html
from printed.pairing import read_amendments
from printed.pdf import record_pdf
from printed.record import Occasion, Record
from printed.scribe import record_of
from printed.shown import picture_of
from printed.transcript import read_transcript
from store import drawings
from store.drawings import StoredDrawing
from web import words
from web.asked import Asked, asked
from web.lots_list import asked_drawing
from web.lots_seal import seal_of
from web.pages import REVALIDATE, Context, context_of, is_known

TOOLS = Path(__file__).parents[1] / "tools"
CHECK_DRAW, CHECK_AMENDMENTS = "check_draw.py", "check_amendments.py"


class FileLine(Value):
    """One file that can be had."""

    name: str
    about: str
    address: str


def files_of(address: str, seen: StoredDrawing) -> tuple[FileLine, ...]:
    """What can be had of a drawing now; `address` is that of its page."""
    if seen.transcript is None:
        return ()
    listed = [
        ("transcript.json", "everything that the draw was made from and everything that came out"),
        ("amendments.json", "what was changed since, chained by hash"),
        ("record.pdf", "the record to print"),
        ("record.html", "the record to read, in one file"),
        ("picture.svg", "the picture alone"),
        (CHECK_DRAW, "makes the draw again and looks at every rule; needs Python only"),
        (CHECK_AMENDMENTS, "does the same with the amendments"),
    ]
    return tuple(FileLine(name=name, about=about, address=f"{address}/{name}") for name, about in listed)


async def transcript_file(request: Request) -> Response:
    """The transcript, byte for byte as it was kept when the lots fell."""
    _, seen = await _seen(request)
    return _file(request, _transcript(seen), "application/json", name="transcript.json")


async def amendments_file(request: Request) -> Response:
    """All amendments, as the program that checks them reads them."""
    _, seen = await _seen(request)
    _transcript(seen)
    return _file(request, drawings.written(seen.amendments()), "application/json", name="amendments.json")


async def record_as_pdf(request: Request) -> Response:
    """The record as PDF."""
    content = await _made(request, "pdf", record_pdf)
    return _file(request, content, "application/pdf", name="record.pdf", is_shown=True)


async def record_as_html(request: Request) -> Response:
    """The record as HTML: its own style sheet is allowed to it, and nothing else."""
    content = await _made(request, "html", record_html)
    answer = _file(request, content, "text/html; charset=utf-8", name="record.html", is_shown=True)
    answer.headers["Content-Security-Policy"] = f"{POLICY}; frame-ancestors 'none'"
    return answer


async def picture_as_svg(request: Request) -> Response:
    """The picture alone."""
    content = await _made(request, "svg", lambda record: picture_of(record.under_review).encode())
    return _file(request, content, "image/svg+xml", name="picture.svg", is_shown=True)


def _program(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def program(request: Request) -> Response:
        asked(request, Asked)
        path = TOOLS / name
        if not path.is_file():
            raise NotFound("no_such_page", f"This installation does not have {name}.")
        return _file(request, path.read_bytes(), "text/x-python; charset=utf-8", name=name)

    return program


ROUTES = tuple(
    Route(f"/cycles/{{cycle}}/lots/{{number}}/{name}", endpoint)
    for name, endpoint in (
        ("transcript.json", transcript_file),
        ("amendments.json", amendments_file),
        ("record.pdf", record_as_pdf),
        ("record.html", record_as_html),
        ("picture.svg", picture_as_svg),
        (CHECK_DRAW, _program(CHECK_DRAW)),
        (CHECK_AMENDMENTS, _program(CHECK_AMENDMENTS)),
    )
)


def occasion_of(context: Context, seen: StoredDrawing) -> Occasion:
    """What the record says of a drawing beside what its transcript says."""
    planned = seen.events(e.DrawingPlanned)[0].state
    drawn_at = next((entry.at for entry in seen.entries if entry.type == e.ReviewersDrawn.type), None)
    checker = TOOLS / CHECK_DRAW
    return Occasion(
        mechanism=context.atlas.mechanisms.get(planned.procedure.mechanism, ""),
        drawing=seen.name,
        drawn_on=context.vienna_day(drawn_at) if drawn_at else None,
        standing=f"{words.stage(seen.status.stage)}. {remark_of(context, seen)}".strip(),
        checker_sha256=sha256(checker.read_bytes()).hexdigest() if checker.is_file() else "",
    )


def remark_of(context: Context, seen: StoredDrawing) -> str:
    """What the list is worth at the stage that the drawing has reached."""
    status = seen.status
    seal = seal_of(context.atlas, seen, "")
    days = {each.name: words.day(each.date) for each in status.dates}
    sentences = ["A rehearsal, which binds nobody."] if seal and seal.is_rehearsal else []
    if status.stage == DrawingStage.PROVISIONAL and "redraw_window_ends" in days:
        sentences.append(f"Until {days['redraw_window_ends']} a State under review may ask for another draw.")
    if status.stage == DrawingStage.CONFIRMED and "confirmed" in days:
        sentences.append(f"In force since {days['confirmed']}.")
    if status.stage == DrawingStage.VOIDED and "voided" in days:
        reasons = [each.reason for each in seen.events(e.DrawVoided)]
        sentences += [f"Declared void on {days['voided']}; it binds nobody.", *(f"Reason: {each}" for each in reasons)]
    return " ".join(sentences)


async def _seen(request: Request) -> tuple[Context, StoredDrawing]:
    context = context_of(request)
    asked(request, Asked)
    return context, await drawings.drawing(context.pool, *asked_drawing(request))


def _transcript(seen: StoredDrawing) -> bytes:
    if seen.transcript is None:
        raise NotFound(
            "nothing_drawn", f"{seen.status.workflow_id} has no transcript yet: no reviewers have been drawn."
        )
    return seen.transcript


async def _made(request: Request, form: str, make: Callable[[Record], bytes]) -> bytes:
    """The record in one form; made in a thread, because it takes half a second."""
    context, seen = await _seen(request)
    content = _transcript(seen)

    def made() -> bytes:
        transcript = read_transcript(json.loads(content))
        amendments = read_amendments(list(seen.amendments()), transcript)
        return make(record_of(transcript, amendments, context.atlas.names, occasion_of(context, seen)))

    key = ("lots file", seen.status.workflow_id, form)
    return await context.kept.get(key, seen.status.version, lambda: asyncio.to_thread(made))


def _file(request: Request, content: bytes, media_type: str, *, name: str, is_shown: bool = False) -> Response:
    """An answer with a file; `is_shown` if a browser is to show it and not to keep it."""
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": REVALIDATE}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = f'{"inline" if is_shown else "attachment"}; filename="{name}"'
    return Response(content, headers=headers, media_type=media_type)
