"""What is known of arrivals: one, those of a cycle, those whose links have ended, and what was done to each."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from models.arrival import ArrivalStage, KnownArrival, Note, Step
from models.errors import NotFound
from store.pool import Connection, Row, borrowed

COLUMNS = """
a.id, a.person, a.state, a.cycle, a.review, a.role, a.note_reference, a.note_date, a.stage, a.registered_by,
a.matched_by, a.registered_at, a.changed_at,
(SELECT count(*) FROM invitation AS i WHERE i.arrival = a.id) AS letters,
(SELECT max(l.expires_at) FROM invitation_link AS l WHERE l.arrival = a.id) AS link_until
"""

READ = f"SELECT {COLUMNS} FROM arrival AS a WHERE a.id = $1"  # noqa: S608 - columns are a constant


async def arrival_of(pool: asyncpg.Pool, arrival: str) -> KnownArrival:
    """The arrival with this id; raises `NotFound` (`unknown_arrival`)."""
    async with borrowed(pool) as connection:
        return await read_arrival(connection, arrival)


STEPS = "SELECT at, step, officer, remark FROM arrival_step WHERE arrival = $1 ORDER BY number"


async def steps_of(pool: asyncpg.Pool, arrival: str) -> list[Step]:
    """What was done to an arrival, oldest first."""
    async with borrowed(pool) as connection:
        return [Step.model_validate(dict(row)) for row in await connection.fetch(STEPS, arrival)]


IN_CYCLE = f"""
SELECT {COLUMNS} FROM arrival AS a
WHERE a.cycle = $1 AND ($2::text IS NULL OR a.state = $2) AND ($3::text[] IS NULL OR a.stage = ANY($3))
ORDER BY a.registered_at, a.id
"""  # noqa: S608 - columns are a constant


async def arrivals_in(
    pool: asyncpg.Pool, cycle: str, *, state: str | None = None, stages: Sequence[ArrivalStage] | None = None
) -> list[KnownArrival]:
    """The arrivals of a cycle, first registered first, of one State or at some stages only if these are given."""
    wanted = [each.value for each in stages] if stages is not None else None
    async with borrowed(pool) as connection:
        return [_known(row) for row in await connection.fetch(IN_CYCLE, cycle, state, wanted)]


EXPIRED = f"""
SELECT {COLUMNS} FROM arrival AS a
WHERE a.cycle = $1 AND a.stage = 'invited'
    AND (SELECT max(l.expires_at) FROM invitation_link AS l WHERE l.arrival = a.id) <= $2
    AND NOT EXISTS (
        SELECT FROM outbox AS o JOIN invitation AS i ON i.arrival = a.id
        WHERE o.state = 'queued' AND o.key = 'arrival/' || a.id || '/' || i.number || '#person:' || a.person
    )
ORDER BY a.registered_at, a.id
"""  # noqa: S608 - columns are a constant


async def expired_invitations(pool: asyncpg.Pool, cycle: str, at: datetime) -> list[KnownArrival]:
    """The invited whose last link has ended at the calendar instant `at`, with no letter on its way to them."""
    async with borrowed(pool) as connection:
        return await expired_on(connection, cycle, at)


async def expired_on(connection: Connection, cycle: str, at: datetime) -> list[KnownArrival]:
    """As `expired_invitations`, within what else is read on a connection."""
    return [_known(row) for row in await connection.fetch(EXPIRED, cycle, at)]


TAKE = "SELECT FROM arrival WHERE id = $1 FOR UPDATE"


async def taken(connection: Connection, arrival: str) -> KnownArrival:
    """The arrival, held by this transaction; raises `NotFound` (`unknown_arrival`)."""
    await connection.fetchrow(TAKE, arrival)
    return await read_arrival(connection, arrival)


async def read_arrival(connection: Connection, arrival: str) -> KnownArrival:
    """As `arrival_of`, within what else is done on a connection."""
    row = await connection.fetchrow(READ, arrival)
    if row is None:
        raise NotFound("unknown_arrival", f"there is no arrival {arrival[:100]!r}: 'people arrivals' lists them.")
    return _known(row)


def _known(row: Row) -> KnownArrival:
    fields = dict(row)
    note = Note(reference=fields.pop("note_reference"), date=fields.pop("note_date"))
    return KnownArrival.model_validate({**fields, "note": note})
