"""One order of all entries of all streams, for those who read on from where they were.

A number from a sequence would not do: an act that takes its number early and commits late would appear behind a reader
who has passed. So places are given afterwards, by one process at a time: it compares the head of every stream with the
last version that has a place, and gives the next places to what lies between. Entries of one stream are committed in
the order of their versions, so whatever is seen of a stream has nothing missing before it; and what is committed while
this runs is found by the next comparison, however late it comes.
"""

from json import loads
from typing import Any

import asyncpg

from models.errors import NotFound
from models.webhooks import PlacedEntry
from store.pool import borrowed

PORTION = 20_000
"""Most entries that get their places in one transaction."""

LOCK = "SELECT pg_advisory_xact_lock(hashtext('ledger_place'), 0)"

# The first part skips from stream to stream through the primary key; it reads two index pages a stream, not the ledger.
PLACE = """
WITH RECURSIVE head AS (
    (SELECT l.stream, l.version FROM ledger AS l ORDER BY l.stream DESC, l.version DESC LIMIT 1)
    UNION ALL
    SELECT before.stream, before.version FROM head, LATERAL (
        SELECT l.stream, l.version FROM ledger AS l
        WHERE l.stream < head.stream ORDER BY l.stream DESC, l.version DESC LIMIT 1
    ) AS before
), compared AS (
    SELECT
        head.stream, head.version,
        coalesce((SELECT max(p.version) FROM ledger_place AS p WHERE p.stream = head.stream), 0) AS placed
    FROM head
), waiting AS (
    SELECT
        l.stream, l.version,
        -- A clock that was set back must not turn a stream round.
        max(l.recorded_at) OVER (PARTITION BY l.stream ORDER BY l.version) AS since
    FROM compared AS c JOIN ledger AS l ON l.stream = c.stream AND l.version > c.placed
    WHERE c.version > c.placed
), next AS (
    SELECT w.stream, w.version, row_number() OVER (ORDER BY w.since, w.stream, w.version) AS place
    FROM waiting AS w ORDER BY place LIMIT $1
), given AS (
    INSERT INTO ledger_place (position, stream, version)
    SELECT coalesce((SELECT max(p.position) FROM ledger_place AS p), 0) + n.place, n.stream, n.version FROM next AS n
    RETURNING position
)
SELECT count(*) FROM given
"""


async def place(pool: asyncpg.Pool, *, most: int = PORTION) -> int:
    """Give places to entries that have none, up to `most`; returns how many."""
    async with borrowed(pool) as connection, connection.transaction():
        # A statement of its own: what the one after it sees was committed before it began, by the last holder too.
        await connection.execute(LOCK)
        return await connection.fetchval(PLACE, most)


LAST = "SELECT coalesce(max(position), 0) FROM ledger_place"


async def last_place(pool: asyncpg.Pool) -> int:
    """The last place that was given; 0 without any."""
    async with borrowed(pool) as connection:
        return await connection.fetchval(LAST)


PLACED_AFTER = """
SELECT p.position, l.stream, l.version, l.type, l.at, l.recorded_at
FROM ledger_place AS p JOIN ledger AS l ON l.stream = p.stream AND l.version = p.version
WHERE p.position > $1 ORDER BY p.position LIMIT $2
"""


async def placed_after(pool: asyncpg.Pool, position: int, *, limit: int) -> list[PlacedEntry]:
    """Up to `limit` entries after a place, in their order, without their data."""
    async with borrowed(pool) as connection:
        rows = await connection.fetch(PLACED_AFTER, position, limit)
    return [PlacedEntry.model_validate(dict(row)) for row in rows]


DATA = "SELECT data FROM ledger WHERE stream = $1 AND version = $2"


async def data_of(pool: asyncpg.Pool, entry: PlacedEntry) -> dict[str, Any]:
    """The data of an entry."""
    async with borrowed(pool) as connection:
        return loads(await connection.fetchval(DATA, entry.stream, entry.version))


PLACE_OF = "SELECT position FROM ledger_place WHERE stream = $1 AND version = $2"


async def place_of(pool: asyncpg.Pool, stream: str, version: int) -> int:
    """The place of an entry; raises `NotFound` (`unknown_entry`)."""
    async with borrowed(pool) as connection:
        position = await connection.fetchval(PLACE_OF, stream, version)
    if position is None:
        raise NotFound(
            "unknown_entry", f"{stream} has no version {version}: 'starter.py ledger show {stream}' lists its entries."
        )
    return position
