"""The drawings of lots that a cycle has had: all but the newest were voided."""

from datetime import date
from re import compile as pattern

from starlette.requests import Request

from models.errors import NotFound
from models.value import Value
from store import drawings, read_model
from web import words
from web.pages import Context

NUMBER = pattern(r"[1-9][0-9]{0,5}")


class DrawingName(Value):
    """One drawing in the list of a cycle's drawings."""

    number: int
    workflow_id: str
    address: str
    stage: str
    stage_name: str
    meeting_on: date | None


class Drawings(Value):
    """The drawings of a cycle; all but the last were voided."""

    drawings: tuple[DrawingName, ...]


def asked_drawing(request: Request) -> tuple[str, int]:
    """The cycle and the number that an address names; raises `NotFound` (`unknown_drawing`)."""
    cycle, number = str(request.path_params["cycle"]), str(request.path_params["number"])
    if not NUMBER.fullmatch(number):
        raise NotFound(
            "unknown_drawing", f"{number[:20]!r} is no number of a drawing: the page of the cycle lists them."
        )
    return cycle, int(number)


def address_of(cycle: str, number: int) -> str:
    """The address of a drawing's page."""
    return f"/cycles/{cycle}/lots/{number}"


async def drawings_of(context: Context, cycle: str) -> Drawings:
    """The drawings of a cycle by their numbers; raises `NotFound` (`unknown_cycle`)."""
    await read_model.clock_of(context.pool, cycle)
    return Drawings(drawings=await listed(context, cycle))


async def listed(context: Context, cycle: str) -> tuple[DrawingName, ...]:
    """The drawings of a cycle with the names of their stages."""
    return tuple(
        DrawingName(
            number=each.number,
            workflow_id=each.workflow_id,
            address=address_of(cycle, each.number),
            stage=each.stage,
            stage_name=words.stage(each.stage),
            meeting_on=each.meeting_on,
        )
        for each in await drawings.drawings(context.pool, cycle)
    )
