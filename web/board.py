"""Whose move is it: every obligation of a cycle, by owner or by due date; first of all, who cannot be reached.

Owners stand in alphabetical order after the Secretariat. That a date has passed is told beside the obligation; owners
are never compared, and in the order of dates those that have passed stand in the order of names.
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.errors import InputInvalid
from models.people import Role
from models.value import Value
from store import alarms, glance, read_model
from store.read_model import BoardRow
from web import words
from web.alarms import AlarmLine, alarm_lines
from web.asked import Asked, asked
from web.atlas import StateName, alphabetically
from web.lines import Line, line_of
from web.pages import CalendarToday, Context, Piece, context_of, page_response, piece_of
from web.way import BESIDE, beside_title

ROLES = (
    Role.FOCAL_POINT,
    Role.MISSION,
    Role.SECRETARIAT,
    Role.CIVIL_SOCIETY_UNIT,
    Role.CHAIR,
    Role.EXTENDED_BUREAU,
)
"""The roles that the form offers: those that obligations have."""


class BoardFilters(Asked):
    """What is left of the board."""

    state: str | None = Field(
        default=None, pattern=r"^[A-Z]{3}$", description="the ISO 3166-1 alpha-3 code of the State whose move it is"
    )
    role: Role | None = Field(default=None, description=f"one of {', '.join(Role)}")
    overdue: bool = Field(default=False, description="1 to see only what is past its original date")
    within: int | None = Field(default=None, ge=0, le=3650, description="a number of days from 0 to 3650")
    sort: Literal["owner", "due", "-due"] = Field(default="owner", description="owner, due or -due")


class Move(Value):
    """One line of the board: an obligation and the review it belongs to."""

    workflow_id: str
    kind: str
    state: StateName | None
    phase: int | None
    stage: str
    stage_name: str
    line: Line
    beside: str = ""

    @property
    def title(self) -> str:
        """The review in words: Review of France, phase 1; or what stands beside the reviews."""
        if self.beside:
            return self.beside
        if self.state is None:
            return "Cycle" if self.kind == "cycle" else words.spoken(self.kind)
        return f"{self.state.name}, phase {self.phase}" if self.phase else self.state.name


class Side(Value):
    """The moves of one owner, or those whose dates have passed, are to come, or are missing when it is by date."""

    name: str
    code: str
    moves: tuple[Move, ...]


class BoardPage(Value):
    """Whose move it is."""

    cycle: str
    calendar: CalendarToday
    has_simulated_people: bool
    filters: BoardFilters
    total: int
    shown: int
    sides: tuple[Side, ...]
    alarms: tuple[AlarmLine, ...] = Field(default=(), description="who cannot be reached, the gravest first")


async def board_page(request: Request) -> Response:
    """Show the board."""
    context = context_of(request)
    piece = await kept_board(context, request.path_params["cycle"], asked(request, BoardFilters))
    return page_response(request, piece)


ROUTES = (Route("/cycles/{cycle}/board", board_page),)


async def kept_board(context: Context, cycle: str, filters: BoardFilters) -> Piece[BoardPage]:
    """The board as of now; raises `NotFound` (`unknown_cycle`) and `InputInvalid` (`unknown_state`)."""
    if filters.state is not None and filters.state not in context.atlas.names:
        raise InputInvalid(
            "unknown_state", f"The register has no State {filters.state!r}: use the code of a State party, such as FRA."
        )
    standing = await glance.standing(context.pool, cycle)
    calendar = context.calendar(standing.clock)
    stamp = context.stamp(cycle, standing, calendar)

    async def make() -> BoardPage:
        # All filters of one moment share one query: it is the reading that costs, not the leaving out.
        rows, unreached = await asyncio.gather(
            context.kept.get(("board rows", cycle), stamp, lambda: read_model.board(context.pool, cycle)),
            context.kept.get(
                ("alarms", cycle), stamp, lambda: alarms.alarms(context.pool, cycle, today=calendar.today)
            ),
        )
        moves = [_move(context, row, calendar.today) for row in rows if _is_asked_for(row, filters, calendar.today)]
        return BoardPage(
            cycle=cycle,
            calendar=calendar,
            has_simulated_people=standing.has_simulated_people,
            filters=filters,
            total=len(rows),
            shown=len(moves),
            sides=_by_owner(moves) if filters.sort == "owner" else _by_date(moves, filters.sort),
            alarms=alarm_lines(context.atlas, unreached, state=filters.state),
        )

    async def piece() -> Piece[BoardPage]:
        return await piece_of(context, "board", make, states=context.atlas.sorted_states(), roles=ROLES)

    return await context.kept.get(("board", cycle, filters), stamp, piece)


def _is_asked_for(row: BoardRow, filters: BoardFilters, today: date) -> bool:
    owed = row.obligation
    if filters.state is not None and owed.owner.state != filters.state:
        return False
    if filters.role is not None and owed.owner.role != filters.role:
        return False
    if filters.overdue and not owed.is_overdue(today):
        return False
    return filters.within is None or (owed.due is not None and (owed.due.date - today).days <= filters.within)


def _move(context: Context, row: BoardRow, today: date) -> Move:
    return Move(
        workflow_id=row.workflow_id,
        kind=row.kind,
        state=context.atlas.state(row.state) if row.state else None,
        phase=row.phase,
        stage=row.stage,
        stage_name=words.short_stage(row.stage),
        line=line_of(context.atlas, row.obligation, today),
        beside=beside_title(context, row.workflow_id) if row.kind in BESIDE else "",
    )


def _by_owner(moves: Iterable[Move]) -> tuple[Side, ...]:
    """Group by owner: the Secretariat, other bodies, then States by name; within each by due date, as it is read."""
    owned: dict[str, list[Move]] = {}
    names: dict[str, StateName] = {}
    for move in moves:
        owner = move.line.owner
        code = owner.state.code if owner.state else "" if owner.role is Role.SECRETARIAT else owner.role
        owned.setdefault(code, []).append(move)
        if owner.state:
            names[code] = owner.state
    ordered = [code for code in ("", *Role) if code in owned]
    ordered += [state.code for state in sorted(names.values(), key=alphabetically)]
    return tuple(Side(name=owned[code][0].line.owner.side, code=code, moves=tuple(owned[code])) for code in ordered)


def _by_date(moves: Sequence[Move], sort: str) -> tuple[Side, ...]:
    """What is still to come by due date; what has passed by the owner's name, because lateness is not ranked."""
    passed = sorted((move for move in moves if move.line.is_overdue), key=lambda move: _alphabetically(move.line))
    coming = [move for move in moves if move.line.due and not move.line.is_overdue]
    undated = [move for move in moves if not move.line.due]
    if sort == "-due":
        coming.reverse()
    sides = (
        Side(name="The date has passed", code="passed", moves=tuple(passed)),
        Side(name="Still to come", code="coming", moves=tuple(coming)),
        Side(name="Without a date", code="undated", moves=tuple(undated)),
    )
    return tuple(side for side in sides if side.moves)


def _alphabetically(line: Line) -> tuple[str, str]:
    return alphabetically(line.owner.state) if line.owner.state else ("", "")
