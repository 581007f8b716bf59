"""The lists of observations that reviews have shared with the working groups: what a session's file is made from."""

import asyncpg
from pydantic import TypeAdapter

from models.sessions import SharedList
from store.pool import borrowed

LISTS = TypeAdapter(tuple[SharedList, ...])

# A list counts as its States agreed to it: what was proposed on an instrument after changes were last asked for, and
# before everybody had cleared it. One document may be the list on several instruments, and then stands once.
SHARED = """
WITH shared AS (
    SELECT w.state, w.grp, w.phase, s.stream, s.at AS shared_at, s.version, instrument
    FROM workflow_status AS w
        JOIN ledger AS s ON s.stream = w.workflow_id AND s.type = 'shared_with_working_groups',
        json_array_elements_text(s.data -> 'instruments') WITH ORDINALITY AS named (instrument, place)
    WHERE w.cycle = $1 AND w.kind = 'phase'
), agreed AS (
    SELECT s.*, a.version AS agreed_version, a.at AS agreed_at
    FROM shared AS s, LATERAL (
        SELECT l.version, l.at FROM ledger AS l
        WHERE l.stream = s.stream AND l.version < s.version AND l.type = 'observations_agreed'
            AND (l.data -> 'instruments')::jsonb ? s.instrument
        ORDER BY l.version DESC LIMIT 1
    ) AS a
), proposed AS (
    SELECT a.*, p.version AS proposed_version, p.data -> 'document' ->> 'id' AS id,
        p.data -> 'document' ->> 'sha256' AS sha256
    FROM agreed AS a JOIN ledger AS p ON p.stream = a.stream AND p.version < a.agreed_version
        AND p.type = 'observations_proposed' AND (p.data -> 'instruments')::jsonb ? a.instrument
    WHERE NOT EXISTS (
        SELECT FROM ledger AS c
        WHERE c.stream = a.stream AND c.version > p.version AND c.version < a.agreed_version
            AND c.type = 'changes_requested' AND (c.data -> 'instruments')::jsonb ? a.instrument
    )
), listed AS (
    SELECT state, grp, phase, id, sha256, max(agreed_at) AS agreed_at, max(shared_at) AS shared_at,
        json_agg(DISTINCT instrument) AS instruments
    FROM proposed GROUP BY state, grp, phase, id, sha256
)
SELECT coalesce(json_agg(json_build_object(
    'state', l.state, 'group', l.grp, 'phase', l.phase, 'instruments', l.instruments,
    'document', json_build_object('id', l.id, 'sha256', l.sha256), 'agreed_at', l.agreed_at, 'shared_at', l.shared_at
) ORDER BY l.shared_at, l.state, l.phase, l.id), '[]')
FROM listed AS l
"""


async def shared_lists(pool: asyncpg.Pool, cycle: str) -> tuple[SharedList, ...]:
    """Every list that the reviews of a cycle have shared, in the order in which they did.

    For which session each one is, `rules.working_groups` says.
    """
    async with borrowed(pool) as connection:
        return LISTS.validate_json(await connection.fetchval(SHARED, cycle))
