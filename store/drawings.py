"""Drawings of lots for those who look: which a cycle has had, and all that the ledger tells of one of them.

A drawing's page is made of its events, since they are the public record; the transcript is the document that the
event of the draw names, byte for byte. Both are read in one statement, so that they are of one moment.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256
from typing import Any, TypeVar, cast

import asyncpg
from pydantic import Field, TypeAdapter

from models.clock import CalendarClock
from models.drawing.events import AMENDED, CODEC, ReviewersDrawn
from models.errors import NotFound
from models.event import Event
from models.ids import lots_id
from models.status import Status
from models.value import Value
from store.glance import EntryGlance
from store.pool import borrowed

Kind = TypeVar("Kind", bound=Event)


class DrawingLine(Value):
    """One drawing in the list of a cycle's drawings; all but the last were voided."""

    workflow_id: str
    number: int = Field(ge=1)
    stage: str
    meeting_on: date | None


class StoredDrawing(Value):
    """All that is recorded of one drawing: where it stands, its entries from the first, and its transcript.

    `transcript` is missing before the draw, and if the store's bytes are not those that the ledger names.
    """

    status: Status
    clock: CalendarClock
    entries: tuple[EntryGlance, ...]
    transcript: bytes | None
    has_simulated_people: bool

    @property
    def name(self) -> str:
        """Cycle and number, as the seal names the drawing: `untoc-1/1`."""
        return self.status.workflow_id.partition("/")[2]

    def told(self) -> Iterator[tuple[EntryGlance, Event | None]]:
        """Each entry with its event; None for a type that only a newer program knows."""
        for entry in self.entries:
            yield entry, CODEC.read(entry.type, entry.data or {}) if entry.type in CODEC.types else None

    def events(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """Every event of a kind, in their order."""
        return tuple(event for _, event in self.told() if isinstance(event, kind))

    def amendments(self) -> tuple[dict[str, Any], ...]:
        """Every amendment as its hash covers it: as it was recorded, without what has no value."""
        kinds = {kind.type for kind in AMENDED}
        return tuple(_valued((entry.data or {})["amendment"]) for entry in self.entries if entry.type in kinds)


LINES = TypeAdapter(tuple[DrawingLine, ...])
ENTRIES = TypeAdapter(tuple[EntryGlance, ...])

DRAWINGS = """
SELECT workflow_id, split_part(workflow_id, '/', 3)::integer AS number, stage, launch_date AS meeting_on
FROM workflow_status WHERE cycle = $1 AND kind = 'lots' ORDER BY number
"""


async def drawings(pool: asyncpg.Pool, cycle: str) -> tuple[DrawingLine, ...]:
    """The drawings of a cycle by their numbers; empty if it has none, or is unknown."""
    async with borrowed(pool) as connection:
        return LINES.validate_python([dict(row) for row in await connection.fetch(DRAWINGS, cycle)])


DRAWING = """
SELECT
    w.status, c.anchor_real, c.anchor_calendar, c.day_seconds,
    (
        SELECT json_agg(json_build_object(
            'version', l.version, 'type', l.type, 'actor', l.actor, 'at', l.at, 'command_id', l.command_id,
            'recorded_at', l.recorded_at, 'previous', l.previous, 'hash', l.hash, 'data', l.data
        ) ORDER BY l.version)
        FROM ledger AS l WHERE l.stream = w.workflow_id
    ) AS entries,
    (
        SELECT d.content FROM document_version AS d
        WHERE d.id = (
            SELECT l.data -> 'transcript' ->> 'id' FROM ledger AS l
            WHERE l.stream = w.workflow_id AND l.type = $2 ORDER BY l.version DESC LIMIT 1
        )
    ) AS transcript,
    EXISTS (SELECT FROM addressee AS a WHERE a.simulated) AS has_simulated_people
FROM workflow_status AS w JOIN cycle_clock AS c ON c.cycle = w.cycle
WHERE w.workflow_id = $1
"""


async def drawing(pool: asyncpg.Pool, cycle: str, number: int) -> StoredDrawing:
    """One drawing of a cycle; raises `NotFound` (`unknown_drawing`)."""
    async with borrowed(pool) as connection:
        row = await connection.fetchrow(DRAWING, lots_id(cycle, number), ReviewersDrawn.type)
    if row is None:
        raise NotFound(
            "unknown_drawing", f"Cycle {cycle!r} has no drawing of lots {number}: its page lists those that it has."
        )
    seen = StoredDrawing(
        status=Status.model_validate_json(row["status"]),
        clock=CalendarClock(
            anchor_real=row["anchor_real"], anchor_calendar=row["anchor_calendar"], day_seconds=row["day_seconds"]
        ),
        entries=ENTRIES.validate_json(row["entries"] or "[]"),
        transcript=row["transcript"],
        has_simulated_people=row["has_simulated_people"],
    )
    return seen if _is_named(seen) else seen.model_copy(update={"transcript": None})


def written(amendments: Iterable[dict[str, Any]]) -> bytes:
    """The bytes of a file of amendments, as `tools/check_amendments.py` reads it (docs/amendments.md)."""
    text = json.dumps(list(amendments), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode() + b"\n"


def _is_named(seen: StoredDrawing) -> bool:
    """Whether the transcript's bytes are those that the ledger vouches for."""
    if seen.transcript is None:
        return True
    return sha256(seen.transcript).hexdigest() == seen.events(ReviewersDrawn)[-1].transcript.sha256


def _valued(value: Any) -> Any:
    match value:
        case dict():
            fields = cast("dict[str, Any]", value)
            return {name: _valued(each) for name, each in fields.items() if each is not None}
        case list():
            return [_valued(each) for each in cast("list[Any]", value)]
        case _:
            return value
