"""What waits for the one mail of its reader's day: for which window, and whose window has opened.

A notice that may wait is first given the day and the hour at which its reader's window opens (`fresh`, `await_window`).
When the hour has come its reader is `due`, and `store.digests` puts the mail together. Where `at` is not given, now is
what the database's clock says, which all senders share.
"""

from collections.abc import Sequence
from datetime import date, datetime
from json import loads
from typing import NamedTuple

import asyncpg

from models.notices import Recipient
from models.pace import Pace
from models.value import Value
from models.windows import MailReader
from store.pool import Row, borrowed


class Fresh(Value):
    """A reader to whom something new is to be told, of one pace; whether an address is known."""

    reader: MailReader
    pace: Pace
    by: date | None
    """The day on which a reminder's duty is due, if that is still to come."""
    is_addressed: bool


class Due(Value):
    """A reader whose window has opened: the latest one for which something waits, by local day and real instant."""

    reader: MailReader
    waiting: tuple[tuple[Pace, date | None], ...]
    """Of which paces notices wait, and by when, as `Fresh` has it."""
    day: date
    opened_at: datetime
    last_day: date | None
    """The latest local day that has had its mail, or a mail that failed."""


class Opening(NamedTuple):
    """When the notices of one reader and one pace may leave: the local day, and the real instant.

    With `by` only the reminders of what is due on that day, and without it all others.
    """

    recipient: Recipient
    pace: Pace
    by: date | None
    day: date
    opens_at: datetime


FRESH = """
SELECT DISTINCT
    o.recipient_kind, o.recipient_id, o.pace, w.state, a.id IS NOT NULL AS is_addressed,
    CASE WHEN o.event = 'deadline_approaching' THEN (o.context ->> 'due')::date END AS by
FROM outbox AS o
    LEFT JOIN whereabouts AS w ON w.kind = o.recipient_kind AND w.id = o.recipient_id
    LEFT JOIN addressee AS a ON a.kind = o.recipient_kind AND a.id = o.recipient_id
WHERE o.cycle = $1 AND o.state = 'queued' AND o.pace <> 'urgent' AND NOT o.is_formal AND o.digest IS NULL
    AND o.next_attempt_at <= coalesce($2, now()) AND o.day IS NULL
"""


async def fresh(pool: asyncpg.Pool, cycle: str, *, at: datetime | None = None) -> list[Fresh]:
    """Readers with notices of which nobody has said yet when they may leave."""
    async with borrowed(pool) as connection:
        rows = await connection.fetch(FRESH, cycle, at)
    return [
        Fresh(reader=reader_of(row), pace=row["pace"], by=row["by"], is_addressed=row["is_addressed"]) for row in rows
    ]


AWAIT_WINDOW = """
WITH opening AS (
    SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::date[], $6::date[], $7::timestamptz[])
        AS w (recipient_kind, recipient_id, pace, by, day, opens_at)
), held AS MATERIALIZED (
    SELECT o.key, w.day, w.opens_at
    FROM outbox AS o JOIN opening AS w USING (recipient_kind, recipient_id, pace)
    WHERE o.cycle = $1 AND o.state = 'queued' AND o.pace <> 'urgent' AND NOT o.is_formal AND o.digest IS NULL
        AND o.next_attempt_at <= coalesce($8, now()) AND (o.day IS NULL) = $9
        AND w.by IS NOT DISTINCT FROM CASE WHEN o.event = 'deadline_approaching' THEN (o.context ->> 'due')::date END
    ORDER BY o.key FOR UPDATE OF o SKIP LOCKED
)
UPDATE outbox AS o SET day = held.day, next_attempt_at = held.opens_at FROM held WHERE o.key = held.key RETURNING o.key
"""


async def await_window(
    pool: asyncpg.Pool, cycle: str, openings: Sequence[Opening], *, is_fresh: bool, at: datetime | None = None
) -> int:
    """Let what is fresh, or otherwise what is due, wait for these openings; returns how many notices."""
    if not openings:
        return 0
    async with borrowed(pool) as connection:
        rows = await connection.fetch(
            AWAIT_WINDOW,
            cycle,
            [one.recipient.kind.value for one in openings],
            [one.recipient.id for one in openings],
            [one.pace.value for one in openings],
            [one.by for one in openings],
            [one.day for one in openings],
            [one.opens_at for one in openings],
            at,
            is_fresh,
        )
    return len(rows)


UNADDRESSED = """
WITH lost AS (
    UPDATE outbox AS o SET state = 'unaddressed', last_answer = $4
    FROM unnest($2::text[], $3::text[]) AS r (recipient_kind, recipient_id)
    WHERE o.recipient_kind = r.recipient_kind AND o.recipient_id = r.recipient_id AND o.cycle = $1
        AND o.state = 'queued' AND o.pace <> 'urgent' AND NOT o.is_formal AND o.digest IS NULL
    RETURNING o.key
)
INSERT INTO delivery_attempt (key, outcome, answer) SELECT lost.key, 'unaddressed', $4 FROM lost RETURNING key
"""

NO_ADDRESS = "no address registered"


async def unaddressed(pool: asyncpg.Pool, cycle: str, recipients: Sequence[Recipient]) -> int:
    """Note of all that waits for these recipients that nobody is registered; returns how many notices that is."""
    kinds, ids = [one.kind.value for one in recipients], [one.id for one in recipients]
    async with borrowed(pool) as connection:
        return len(await connection.fetch(UNADDRESSED, cycle, kinds, ids, NO_ADDRESS))


DUE = """
SELECT
    o.recipient_kind, o.recipient_id, max(w.state) AS state, max(o.day) AS day, max(o.next_attempt_at) AS opened_at,
    json_agg(DISTINCT jsonb_build_array(
        o.pace, CASE WHEN o.event = 'deadline_approaching' THEN o.context ->> 'due' END
    )) AS waiting,
    (
        SELECT max(greatest(d.day, d.sent_on)) FROM digest AS d
        WHERE d.cycle = $1 AND d.recipient_kind = o.recipient_kind AND d.recipient_id = o.recipient_id
    ) AS last_day
FROM outbox AS o LEFT JOIN whereabouts AS w ON w.kind = o.recipient_kind AND w.id = o.recipient_id
WHERE o.cycle = $1 AND o.state = 'queued' AND o.pace <> 'urgent' AND NOT o.is_formal AND o.digest IS NULL
    AND o.next_attempt_at <= coalesce($3, now()) AND o.day IS NOT NULL
    AND NOT EXISTS (
        SELECT FROM digest AS d
        WHERE d.cycle = $1 AND d.recipient_kind = o.recipient_kind AND d.recipient_id = o.recipient_id
            AND d.state = 'queued'
    )
GROUP BY o.recipient_kind, o.recipient_id
ORDER BY min(o.next_attempt_at), o.recipient_kind, o.recipient_id
LIMIT $2
"""


async def due(pool: asyncpg.Pool, cycle: str, *, limit: int, at: datetime | None = None) -> list[Due]:
    """Readers whose window has opened and who have no mail under way, the longest due first."""
    async with borrowed(pool) as connection:
        rows = await connection.fetch(DUE, cycle, limit, at)
    return [
        Due(
            reader=reader_of(row),
            waiting=loads(row["waiting"]),
            day=row["day"],
            opened_at=row["opened_at"],
            last_day=row["last_day"],
        )
        for row in rows
    ]


NEXT_LOOK = """
SELECT least(
    (
        SELECT min(o.next_attempt_at) FROM outbox AS o
        WHERE o.cycle = $1 AND o.state = 'queued' AND o.digest IS NULL AND o.next_attempt_at > coalesce($2, now())
    ),
    (
        SELECT min(d.next_attempt_at) FROM digest AS d
        WHERE d.cycle = $1 AND d.state = 'queued' AND d.next_attempt_at > coalesce($2, now())
    )
)
"""


async def next_look(pool: asyncpg.Pool, cycle: str, *, at: datetime | None = None) -> datetime | None:
    """The next real instant at which something of a cycle that waits now may be sent; none if nothing waits for one."""
    async with borrowed(pool) as connection:
        return await connection.fetchval(NEXT_LOOK, cycle, at)


def reader_of(row: Row) -> MailReader:
    """A reader from a row with `recipient_kind`, `recipient_id` and `state`."""
    return MailReader(recipient=Recipient(kind=row["recipient_kind"], id=row["recipient_id"]), state=row["state"])
