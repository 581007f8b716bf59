"""Where everything stands now: every page, list and board is one query here.

Written by `store.ledger.record` in the transaction of the act, and rebuilt from the ledger by `replace_read_model` to
the same hash. Nothing is decided here and nothing is known here that the ledger does not know.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256
from itertools import islice
from json import loads

import asyncpg
from pydantic import Field, TypeAdapter

from models.clock import CalendarClock
from models.errors import LedgerConflict, NotFound
from models.ids import cycle_id
from models.obligations import Obligation
from models.status import Status
from models.value import Value
from store.canonical import canonical
from store.pool import Row, borrowed

PORTION = 200
"""Statuses written at a time when the read model is rebuilt."""

JSON_COLUMNS = frozenset({"status", "obligation"})

OBLIGATIONS = TypeAdapter(list[Obligation])


class BoardRow(Value):
    """One line of the board: whose move it is, on which workflow, by when."""

    workflow_id: str
    kind: str
    state: str | None
    phase: int | None
    stage: str
    obligation: Obligation


class StageCount(Value):
    """How many workflows of a kind, and of a phase if they have one, stand at a stage."""

    kind: str
    phase: int | None
    stage: str
    count: int = Field(ge=1)


CYCLES = "SELECT status FROM workflow_status WHERE workflow_id = 'cycle/' || cycle ORDER BY cycle"


async def cycles(pool: asyncpg.Pool) -> list[Status]:
    """The status of every review cycle, by its key."""
    async with borrowed(pool) as connection:
        return _statuses(await connection.fetch(CYCLES))


CLOCK = "SELECT anchor_real, anchor_calendar, day_seconds FROM cycle_clock WHERE cycle = $1"


async def clock_of(pool: asyncpg.Pool, cycle: str) -> CalendarClock:
    """The clock of a cycle; raises `NotFound` (`unknown_cycle`)."""
    async with borrowed(pool) as connection:
        row = await connection.fetchrow(CLOCK, cycle)
    if row is None:
        raise NotFound("unknown_cycle", f"There is no cycle {cycle!r}: look at the list of cycles for its key.")
    return CalendarClock.model_validate(dict(row))


STATUSES = """
SELECT status FROM workflow_status
WHERE cycle = $1 AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR state = $3)
    AND ($4::text IS NULL OR stage = $4)
ORDER BY kind, state NULLS FIRST, phase NULLS FIRST, workflow_id
"""


async def statuses(
    pool: asyncpg.Pool, cycle: str, *, kind: str | None = None, state: str | None = None, stage: str | None = None
) -> list[Status]:
    """The statuses of a cycle, narrowed by what is given; by kind, State, phase and id."""
    async with borrowed(pool) as connection:
        return _statuses(await connection.fetch(STATUSES, cycle, kind, state, stage))


STATUS_OF = "SELECT status FROM workflow_status WHERE workflow_id = $1"


async def status_of(pool: asyncpg.Pool, workflow_id: str) -> Status:
    """Where one workflow stands; raises `NotFound` (`unknown_workflow`)."""
    async with borrowed(pool) as connection:
        status = await connection.fetchval(STATUS_OF, workflow_id)
    if status is None:
        raise NotFound("unknown_workflow", f"Nothing is recorded of {workflow_id!r}: look for it on its cycle's page.")
    return Status.model_validate_json(status)


BOARD = """
SELECT o.workflow_id, w.kind, w.state, w.phase, w.stage, o.obligation
FROM obligation AS o JOIN workflow_status AS w ON w.workflow_id = o.workflow_id
WHERE o.cycle = $1 AND ($2::text IS NULL OR o.owner_state = $2) AND ($3::text IS NULL OR o.owner_role = $3)
    AND ($4::date IS NULL OR o.original_due < $4)
ORDER BY o.due, o.workflow_id, o.key
"""


async def board(
    pool: asyncpg.Pool,
    cycle: str,
    *,
    owner_state: str | None = None,
    role: str | None = None,
    overdue_on: date | None = None,
) -> list[BoardRow]:
    """Whose move it is, by due date; what has no date comes last.

    `overdue_on` keeps what was originally due before that calendar day (domain.md 3.7).
    """
    async with borrowed(pool) as connection:
        rows = await connection.fetch(BOARD, cycle, owner_state, role, overdue_on)
    # One call for all of them costs a tenth of one call for each.
    obligations = OBLIGATIONS.validate_json("[" + ",".join(row["obligation"] for row in rows) + "]")
    return [
        BoardRow(
            workflow_id=row["workflow_id"],
            kind=row["kind"],
            state=row["state"],
            phase=row["phase"],
            stage=row["stage"],
            obligation=obligation,
        )
        for row, obligation in zip(rows, obligations, strict=True)
    ]


STAGE_COUNTS = """
SELECT kind, phase, stage, count(*) AS count FROM workflow_status
WHERE cycle = $1 GROUP BY kind, phase, stage ORDER BY kind, phase NULLS FIRST, stage
"""


async def stage_counts(pool: asyncpg.Pool, cycle: str) -> list[StageCount]:
    """How many workflows of a cycle stand at which stage."""
    async with borrowed(pool) as connection:
        return [StageCount.model_validate(dict(row)) for row in await connection.fetch(STAGE_COUNTS, cycle)]


ALL_STATUSES = """
SELECT workflow_id, kind, cycle, state, phase, grp, stage, version,
    launch_date, effective_start, planned_end, closed_on, suspended_on, status
FROM workflow_status WHERE cycle = $1 ORDER BY workflow_id
"""

ALL_OBLIGATIONS = """
SELECT workflow_id, key, cycle, duty, action, owner_role, owner_state, since, due, original_due, obligation
FROM obligation WHERE cycle = $1 ORDER BY workflow_id, key
"""


ALL_SEATS = """
SELECT s.workflow_id, s.person, s.state, s.role, s.may_act
FROM seat AS s JOIN workflow_status AS w ON w.workflow_id = s.workflow_id
WHERE w.cycle = $1 ORDER BY s.workflow_id, s.person, s.state, s.role
"""


async def read_model_hash(pool: asyncpg.Pool, cycle: str) -> str:
    """SHA-256 over all that the read model holds of a cycle; equal before and after a rebuild."""
    whole = sha256()
    async with borrowed(pool) as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        for query in (CLOCK, ALL_STATUSES, ALL_OBLIGATIONS, ALL_SEATS):
            async for row in connection.cursor(query, cycle, prefetch=PORTION):
                # JSON columns are read before they are hashed: the order of their keys is no difference.
                plain = {name: loads(value) if name in JSON_COLUMNS else value for name, value in row.items()}
                whole.update(canonical(plain).encode() + b"\n")
    return whole.hexdigest()


# What claims a version that the ledger does not have cannot have come from it and would never be replaced.
DROP_UNFOUNDED = """
DELETE FROM workflow_status AS w
WHERE w.cycle = $1 AND (
    w.version = 0 OR w.version > (SELECT coalesce(max(l.version), 0) FROM ledger AS l WHERE l.stream = w.workflow_id)
)
"""

DROP_CLOCK = "DELETE FROM cycle_clock WHERE cycle = $1"

HOLD_CLOCK = "SELECT hold_clock($1, $2)"

REPLACE = "SELECT replace_status(given) FROM json_array_elements($1::json) AS given"

TELL = """
SELECT pg_notify('reviewtrack', json_build_object(
    'stream', $1::text, 'kind', 'cycle', 'cycle', $2::text, 'version', 0
)::text)
"""


async def replace_read_model(pool: asyncpg.Pool, cycle: str, statuses: Iterable[Status], clock: CalendarClock) -> None:
    """Put what was computed from the ledger in the place of the read model of a cycle, in one transaction.

    Acts may be recorded meanwhile: a row that is newer than the one given stays. Raises `LedgerConflict`
    (`status_elsewhere`) for a status of another cycle.
    """
    waiting = iter(statuses)
    async with borrowed(pool) as connection, connection.transaction():
        await connection.execute(DROP_UNFOUNDED, cycle)
        await connection.execute(DROP_CLOCK, cycle)
        await connection.execute(HOLD_CLOCK, cycle, clock.model_dump_json())
        while portion := list(islice(waiting, PORTION)):
            _check_cycle(portion, cycle)
            await connection.execute(REPLACE, "[" + ",".join(status.model_dump_json() for status in portion) + "]")
        await connection.execute(TELL, cycle_id(cycle), cycle)


def _check_cycle(portion: Sequence[Status], cycle: str) -> None:
    for status in portion:
        if status.cycle != cycle:
            raise LedgerConflict(
                "status_elsewhere", f"The status of {status.workflow_id} belongs to cycle {status.cycle}, not {cycle}."
            )


def _statuses(rows: Sequence[Row]) -> list[Status]:
    return [Status.model_validate_json(row["status"]) for row in rows]
