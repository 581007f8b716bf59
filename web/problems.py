"""Refusals at the HTTP edge: problem documents (RFC 9457), as JSON for programs and as a page for people."""

from collections.abc import Mapping
from http import HTTPStatus

import structlog
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from models.errors import AccessRefused, InputInvalid, NotFound, ReviewtrackError, RuleViolation, Unavailable
from web.pages import context_of

log = structlog.stdlib.get_logger()

RETRY_AFTER_SECONDS = 5

STATUSES: Mapping[type[ReviewtrackError], HTTPStatus] = {
    AccessRefused: HTTPStatus.UNAUTHORIZED,
    NotFound: HTTPStatus.NOT_FOUND,
    InputInvalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    RuleViolation: HTTPStatus.CONFLICT,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}

HEADERS_OF: Mapping[HTTPStatus, Mapping[str, str]] = {
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": str(RETRY_AFTER_SECONDS)},
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": 'Bearer realm="reviewtrack"'},
}
"""What a status says beside its problem."""

SENTENCES: Mapping[int, tuple[str, str]] = {
    404: ("no_such_page", "There is no page at this address: start from the list of cycles."),
    405: ("read_only", "This dashboard is read-only: ask with GET. Acts are done at the command line or the desk."),
}
"""Code and sentence for what the router refuses by itself."""


class Problem(BaseModel):
    """A problem document; `code` is the stable code that every error of this system has."""

    model_config = ConfigDict(frozen=True)

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str


def shown_path(request: Request) -> str:
    """The path of a request as it may be repeated and logged: without the token of a private calendar."""
    path = request.url.path
    return "/feeds/..." if path.startswith("/feeds/") else path


def wants_html(request: Request) -> bool:
    """Whether the answer is for a person: a page's address, asked for by what can show HTML."""
    for_programs = request.url.path.startswith(("/api", "/events", "/feeds", "/healthz"))
    return not for_programs and "text/html" in request.headers.get("accept", "")


def problem_response(
    request: Request, status: HTTPStatus, *, code: str, detail: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return the problem in the form that the asker can read."""
    problem = Problem(
        type=f"urn:reviewtrack:problem:{code}",
        title=status.phrase,
        status=status,
        detail=detail,
        instance=shown_path(request),
        code=code,
    )
    headers = {"Cache-Control": "no-store", "Vary": "Accept", **(headers or {})}
    if wants_html(request):
        page = context_of(request).pages.render("problem.html", problem=problem)
        return Response(page, status, headers, media_type="text/html")
    return Response(problem.model_dump_json(), status, headers, media_type="application/problem+json")


async def refused(request: Request, error: Exception) -> Response:
    """Answer for an error of ours."""
    assert isinstance(error, ReviewtrackError)  # noqa: S101 - registered for these only
    status = next((known for kind, known in STATUSES.items() if isinstance(error, kind)), None)
    if status is None:
        log.error("request_failed", path=shown_path(request), code=error.code, reason=error.message)
        status = HTTPStatus.INTERNAL_SERVER_ERROR
    headers = HEADERS_OF.get(status)
    return problem_response(request, status, code=error.code, detail=error.message, headers=headers)


async def unrouted(request: Request, error: Exception) -> Response:
    """Answer for what the router refused: an unknown address, another method than GET."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for these only
    code, sentence = SENTENCES.get(error.status_code, ("bad_request", error.detail))
    return problem_response(
        request, HTTPStatus(error.status_code), code=code, detail=sentence, headers=error.headers or {}
    )


async def failed(request: Request, error: Exception) -> Response:
    """Answer for a defect of ours; what it was stands in the log, not in the answer."""
    log.error("request_failed", path=shown_path(request), exc_info=error)
    return problem_response(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        code="internal_error",
        detail="Something went wrong here that you cannot mend: tell the operator the time of your request.",
    )
