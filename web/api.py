"""The pages as JSON: the same models, the same filters, the same moment."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.value import Value
from web.asked import Asked, asked
from web.board import BoardFilters, kept_board
from web.cycle import CycleFilters, kept_cycle, list_of
from web.inbox import InboxFilters
from web.lots import LotsFilters, kept_lots
from web.lots_list import asked_drawing, drawings_of
from web.outreach import kept_outreach
from web.pages import context_of, json_response
from web.review import ReviewFilters, made_review


class Parameter(Value):
    """One filter of an address."""

    name: str
    gives: str


class Address(Value):
    """One address of the API."""

    path: str
    answers: str
    parameters: tuple[Parameter, ...] = ()


class Index(Value):
    """What can be asked for."""

    about: str
    addresses: tuple[Address, ...]


def _parameters(kind: type[Asked]) -> tuple[Parameter, ...]:
    return tuple(Parameter(name=name, gives=field.description or "") for name, field in kind.model_fields.items())


INDEX = Index(
    about=(
        "Read-only view of the Secretariat on review cycles, and the inboxes of readers. Times are UTC; days are "
        "calendar days of the cycle in Vienna. Refusals are problem documents (RFC 9457) with a stable `code`."
    ),
    addresses=(
        Address(path="/api/cycles", answers="the list of cycles"),
        Address(
            path="/api/cycles/{cycle}",
            answers="a cycle at a glance: stages of every phase review, counts, calendar, ledger and mail",
            parameters=_parameters(CycleFilters),
        ),
        Address(
            path="/api/cycles/{cycle}/board",
            answers="whose move it is: every obligation with its owner, dates and their derivation",
            parameters=_parameters(BoardFilters),
        ),
        Address(
            path="/api/reviews/{workflow_id}",
            answers="one review: instruments, people by role, obligations, dates, ledger; such as phase/untoc-1/FRA/1",
            parameters=_parameters(ReviewFilters),
        ),
        Address(
            path="/api/cycles/{cycle}/outreach",
            answers="beside the reviews: dialogues, conferences, engagements in numbers, and which tool fits now",
        ),
        Address(path="/api/cycles/{cycle}/lots", answers="the drawings of lots of a cycle, with their stages"),
        Address(
            path="/api/cycles/{cycle}/lots/{number}",
            answers="a drawing of lots: seal, sources of the seed, groups, who reviews whom, amendments, history",
            parameters=_parameters(LotsFilters),
        ),
        Address(
            path="/events",
            answers="server-sent events: `changed` names workflows to ask for again, `beat` only says look",
            parameters=(
                Parameter(name="cycle", gives="the key of a cycle; required"),
                Parameter(name="workflow", gives="the id of one workflow of it, to hear of that one only"),
            ),
        ),
        Address(
            path="/feeds/{token}.ics",
            answers="the private calendar of one reader, text/calendar; the token is issued by the Secretariat",
        ),
        Address(
            path="/api/inbox",
            answers="what is asked of one reader, then what they were told; with Authorization: Bearer TOKEN",
            parameters=_parameters(InboxFilters),
        ),
        Address(path="/api/inbox/{id}", answers="one notice with the words of its mail"),
        Address(path="/api/inbox/{id}/read", answers="PUT marks the notice as read, DELETE as unread"),
        Address(path="/healthz", answers="whether pages can be shown now"),
    ),
)


async def index(request: Request) -> Response:
    """What can be asked for."""
    return json_response(request, INDEX.model_dump_json().encode())


async def cycles(request: Request) -> Response:
    """The list of cycles."""
    asked(request, Asked)
    listed = await list_of(context_of(request))
    return json_response(request, listed.model_dump_json().encode())


async def cycle(request: Request) -> Response:
    """A cycle at a glance."""
    filters = asked(request, CycleFilters)
    piece = await kept_cycle(context_of(request), request.path_params["cycle"], filters)
    return json_response(request, piece.json)


async def board(request: Request) -> Response:
    """Whose move it is."""
    filters = asked(request, BoardFilters)
    piece = await kept_board(context_of(request), request.path_params["cycle"], filters)
    return json_response(request, piece.json)


async def outreach(request: Request) -> Response:
    """What stands beside the reviews."""
    asked(request, Asked)
    piece = await kept_outreach(context_of(request), request.path_params["cycle"])
    return json_response(request, piece.json)


async def review(request: Request) -> Response:
    """One review."""
    filters = asked(request, ReviewFilters)
    piece = await made_review(context_of(request), request.path_params["workflow_id"], filters)
    return json_response(request, piece.json)


async def drawings(request: Request) -> Response:
    """The drawings of lots of a cycle."""
    asked(request, Asked)
    listed = await drawings_of(context_of(request), request.path_params["cycle"])
    return json_response(request, listed.model_dump_json().encode())


async def lots(request: Request) -> Response:
    """One drawing of lots."""
    filters = asked(request, LotsFilters)
    piece = await kept_lots(context_of(request), *asked_drawing(request), filters)
    return json_response(request, piece.json)


ROUTES = (
    Route("/api", index),
    Route("/api/cycles", cycles),
    Route("/api/cycles/{cycle}", cycle),
    Route("/api/cycles/{cycle}/board", board),
    Route("/api/cycles/{cycle}/outreach", outreach),
    Route("/api/cycles/{cycle}/lots", drawings),
    Route("/api/cycles/{cycle}/lots/{number}", lots),
    Route("/api/reviews/{workflow_id:path}", review),
)
