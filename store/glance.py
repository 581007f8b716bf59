"""What one dashboard page shows, in one statement each: a cycle at a glance, one review with its latest entries.

The functions of `store.read_model` return whole statuses; a page that shows a thousand cells needs six columns of each.
`standing` says in a millisecond whether anything changed, so that a page already rendered can be shown again.
"""

from datetime import date, datetime
from typing import Any

import asyncpg
from pydantic import Field, TypeAdapter

from models.clock import CalendarClock
from models.errors import NotFound
from models.people import Actor
from models.status import Status
from models.value import Value
from store.pool import borrowed

LONGEST_SHOWN = 4000
"""Characters of an entry's data; longer ones are whole states that opened a stream, and are left out of a page."""


class Standing(Value):
    """How far the read model of a cycle has come. Acts only add to it, so equal numbers mean equal pages."""

    clock: CalendarClock
    entries: int = Field(description="sum of the versions of all its workflows")
    workflows: int
    has_simulated_people: bool = Field(description="whether anybody in this database is simulated")


class ReviewCell(Value):
    """One country or phase review, as a matrix shows it."""

    workflow_id: str
    kind: str
    state: str
    phase: int | None = None
    group: int | None = None
    stage: str
    suspended_on: date | None = None


class Duties(Value):
    """How many obligations of a cycle stand, are past their original date, and fall due soon."""

    standing: int
    overdue: int
    soon: int


class CycleGlance(Value):
    """A cycle on one page; `status` is missing when only reviews of it are recorded."""

    status: Status | None
    reviews: tuple[ReviewCell, ...]
    duties: Duties


class EntryGlance(Value):
    """One entry of the ledger on a page; `data` is missing when it is too long to show."""

    version: int
    type: str
    data: dict[str, Any] | None
    actor: Actor
    at: datetime
    command_id: str | None
    recorded_at: datetime
    previous: str
    hash: str


class ReviewGlance(Value):
    """One workflow with its State's other reviews and one page of its ledger, newest entry first."""

    status: Status
    clock: CalendarClock
    reviews: tuple[ReviewCell, ...]
    entries: tuple[EntryGlance, ...]
    has_simulated_people: bool


CELLS = TypeAdapter(tuple[ReviewCell, ...])
ENTRIES = TypeAdapter(tuple[EntryGlance, ...])

STANDING = """
SELECT c.anchor_real, c.anchor_calendar, c.day_seconds, s.entries, s.workflows,
    EXISTS (SELECT FROM addressee AS a WHERE a.simulated) AS has_simulated_people
FROM cycle_clock AS c, LATERAL (
    SELECT coalesce(sum(w.version), 0) AS entries, count(*) AS workflows
    FROM workflow_status AS w WHERE w.cycle = c.cycle
) AS s
WHERE c.cycle = $1
"""


async def standing(pool: asyncpg.Pool, cycle: str) -> Standing:
    """How far the read model of a cycle has come, with the cycle's clock; raises `NotFound` (`unknown_cycle`)."""
    async with borrowed(pool) as connection:
        row = await connection.fetchrow(STANDING, cycle)
    if row is None:
        raise NotFound("unknown_cycle", f"There is no cycle {cycle!r}: look at the list of cycles for its key.")
    clock = CalendarClock(
        anchor_real=row["anchor_real"], anchor_calendar=row["anchor_calendar"], day_seconds=row["day_seconds"]
    )
    return Standing(
        clock=clock,
        entries=row["entries"],
        workflows=row["workflows"],
        has_simulated_people=row["has_simulated_people"],
    )


CYCLE = """
SELECT
    (SELECT w.status FROM workflow_status AS w WHERE w.workflow_id = 'cycle/' || $1) AS status,
    (
        SELECT coalesce(json_agg(json_build_object(
            'workflow_id', w.workflow_id, 'kind', w.kind, 'state', w.state, 'phase', w.phase, 'group', w.grp,
            'stage', w.stage, 'suspended_on', w.suspended_on
        ) ORDER BY w.workflow_id), '[]')
        FROM workflow_status AS w WHERE w.cycle = $1 AND w.kind IN ('country', 'phase') AND w.state IS NOT NULL
    ) AS reviews,
    (
        SELECT json_build_object(
            'standing', count(*), 'overdue', count(*) FILTER (WHERE o.original_due < $2),
            'soon', count(*) FILTER (WHERE o.due BETWEEN $2 AND $3)
        )
        FROM obligation AS o WHERE o.cycle = $1
    ) AS duties
"""


async def cycle_glance(pool: asyncpg.Pool, cycle: str, *, today: date, soon: date) -> CycleGlance:
    """A cycle on one page; duties are counted against the calendar days `today` and `soon` (last day included)."""
    async with borrowed(pool) as connection:
        row = await connection.fetchrow(CYCLE, cycle, today, soon)
    assert row is not None  # noqa: S101 - a SELECT of subqueries always returns one row
    return CycleGlance(
        status=Status.model_validate_json(row["status"]) if row["status"] else None,
        reviews=CELLS.validate_json(row["reviews"]),
        duties=Duties.model_validate_json(row["duties"]),
    )


REVIEW = """
SELECT
    w.status, c.anchor_real, c.anchor_calendar, c.day_seconds,
    (
        SELECT coalesce(json_agg(json_build_object(
            'workflow_id', o.workflow_id, 'kind', o.kind, 'state', o.state, 'phase', o.phase, 'group', o.grp,
            'stage', o.stage, 'suspended_on', o.suspended_on
        ) ORDER BY o.workflow_id), '[]')
        FROM workflow_status AS o
        WHERE o.cycle = w.cycle AND o.state = w.state AND o.kind IN ('country', 'phase')
    ) AS reviews,
    (
        SELECT coalesce(json_agg(json_build_object(
            'version', l.version, 'type', l.type, 'actor', l.actor, 'at', l.at, 'command_id', l.command_id,
            'recorded_at', l.recorded_at, 'previous', l.previous, 'hash', l.hash,
            'data', CASE WHEN length(l.data::text) <= $4 THEN l.data END
        ) ORDER BY l.version DESC), '[]')
        FROM (
            SELECT * FROM ledger AS e
            WHERE e.stream = w.workflow_id AND ($2::integer IS NULL OR e.version < $2)
            ORDER BY e.version DESC LIMIT $3
        ) AS l
    ) AS entries,
    EXISTS (SELECT FROM addressee AS a WHERE a.simulated) AS has_simulated_people
FROM workflow_status AS w JOIN cycle_clock AS c ON c.cycle = w.cycle
WHERE w.workflow_id = $1
"""


async def review_glance(pool: asyncpg.Pool, workflow_id: str, *, before: int | None, limit: int) -> ReviewGlance:
    """One workflow, its State's reviews, and up to `limit` entries older than version `before` (`None`: the latest).

    Raises `NotFound` (`unknown_workflow`).
    """
    async with borrowed(pool) as connection:
        row = await connection.fetchrow(REVIEW, workflow_id, before, limit, LONGEST_SHOWN)
    if row is None:
        raise NotFound("unknown_workflow", f"Nothing is recorded of {workflow_id!r}: look for it on its cycle's page.")
    return ReviewGlance(
        status=Status.model_validate_json(row["status"]),
        clock=CalendarClock(
            anchor_real=row["anchor_real"], anchor_calendar=row["anchor_calendar"], day_seconds=row["day_seconds"]
        ),
        reviews=CELLS.validate_json(row["reviews"]),
        entries=ENTRIES.validate_json(row["entries"]),
        has_simulated_people=row["has_simulated_people"],
    )
