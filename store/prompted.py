"""The entries of a cycle that prompt something: the latest of each stream and type since a calendar instant."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg
from pydantic import Field

from models.value import Value
from store.pool import borrowed

MOST = 500
"""Entries handed back at a time; the newest."""


class Happened(Value):
    """Something that was recorded: where, what, when by the cycle's calendar."""

    stream: str
    type: str
    at: datetime = Field(description="calendar instant, UTC")


HAPPENED = """
SELECT l.stream, l.type, max(l.at) AS at
FROM workflow_status AS w JOIN ledger AS l ON l.stream = w.workflow_id
WHERE w.cycle = $1 AND l.type = ANY($2) AND l.at >= $3
GROUP BY l.stream, l.type
ORDER BY at DESC, l.stream, l.type LIMIT $4
"""


async def happened_since(
    pool: asyncpg.Pool, cycle: str, types: Sequence[str], *, since: datetime, limit: int = MOST
) -> tuple[Happened, ...]:
    """What of these types was recorded in a cycle since a calendar instant, the newest first."""
    async with borrowed(pool) as connection:
        rows = await connection.fetch(HAPPENED, cycle, list(types), since, limit)
    return tuple(Happened.model_validate(dict(row)) for row in rows)
