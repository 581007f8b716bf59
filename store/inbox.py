"""The inbox of one reader: a view of the duties that stand and of the outbox, and the marks of what was read.

Nothing is copied: a notice is in the inbox in the moment in which it is recorded. A reminder that was withdrawn,
because the duty was met or its date moved, is not shown, nor one that will be.
"""

from json import loads

import asyncpg

from models.errors import NotFound
from models.inbox import OpenAction, Told, ToldPage
from models.notices import Notice, Recipient, RecipientKind
from models.obligations import Obligation
from store.calendars import role_of
from store.pool import Row, borrowed

OF_PERSON = """
SELECT o.workflow_id, o.obligation::text AS obligation, bool_or(s.role = o.owner_role) AS is_own
FROM seat AS s
    JOIN obligation AS o ON o.workflow_id = s.workflow_id AND o.owner_state = s.state AND (
        s.role = o.owner_role OR (s.role IN ('focal_point', 'alternate', 'expert')
            AND o.owner_role IN ('focal_point', 'alternate', 'expert'))
    )
WHERE s.person = $1 AND s.may_act
GROUP BY o.workflow_id, o.key, o.due, o.obligation::text
ORDER BY o.due, o.workflow_id, o.key
"""

OF_ROLE = """
SELECT o.workflow_id, o.obligation::text AS obligation, true AS is_own FROM obligation AS o
WHERE o.owner_role = $1 AND o.owner_state IS NOT DISTINCT FROM $2
ORDER BY o.due, o.workflow_id, o.key
"""

STATE_OF = "SELECT state FROM person WHERE id = $1"


async def open_actions(pool: asyncpg.Pool, reader: Recipient) -> tuple[OpenAction, ...]:
    """What is asked of a reader's side now, by due date; what has no date comes last."""
    async with borrowed(pool) as connection:
        state = reader.id if reader.kind is RecipientKind.MISSION else None
        if reader.kind is RecipientKind.PERSON:
            state = await connection.fetchval(STATE_OF, reader.id)
        role = role_of(reader, state)
        if role is not None:
            rows = await connection.fetch(OF_ROLE, role.value, state)
        elif reader.kind is RecipientKind.PERSON:
            rows = await connection.fetch(OF_PERSON, reader.id)
        else:
            rows = []
    return tuple(
        OpenAction(
            workflow_id=row["workflow_id"],
            obligation=Obligation.model_validate_json(row["obligation"]),
            is_own=row["is_own"],
        )
        for row in rows
    )


# A reminder that waits for its window is withdrawn when it would leave; what it recalls may be done long before.
STANDS = """
(o.state <> 'withdrawn' AND NOT (
    o.state = 'queued' AND o.event IN ('deadline_approaching', 'deadline_passed') AND NOT EXISTS (
        SELECT FROM obligation AS d
        WHERE d.workflow_id = o.stream AND d.key = o.context ->> 'key' AND d.due = (o.context ->> 'due')::date
    )
))
"""

COLUMNS = """
o.key, o.message_id, o.cycle, o.stream, o.version, o.event, o.recipient_kind, o.recipient_id, o.context, o.pace,
o.is_formal, o.queued_at, r.read_at
"""

PAGE = f"""
SELECT {COLUMNS}
FROM outbox AS o LEFT JOIN notice_read AS r ON r.key = o.key
WHERE o.recipient_kind = $1 AND o.recipient_id = $2 AND {STANDS} AND (NOT $3 OR r.key IS NULL)
    AND ($4::text IS NULL OR (o.queued_at, o.key) < (
        SELECT b.queued_at, b.key FROM outbox AS b
        WHERE b.message_id = $4 AND b.recipient_kind = $1 AND b.recipient_id = $2
    ))
ORDER BY o.queued_at DESC, o.key DESC LIMIT $5
"""  # noqa: S608 - put together from constants

UNREAD = f"""
SELECT count(*) FROM outbox AS o
WHERE o.recipient_kind = $1 AND o.recipient_id = $2 AND {STANDS}
    AND NOT EXISTS (SELECT FROM notice_read AS r WHERE r.key = o.key)
"""  # noqa: S608 - put together from constants


async def told(pool: asyncpg.Pool, reader: Recipient, *, before: str | None, limit: int, only_unread: bool) -> ToldPage:
    """Up to `limit` notices to a reader, the newest first, older than the one with Message-ID `before` if given.

    What is told meanwhile does not shift the pages: a page ends at a notice and not at a number. After a notice that is
    not the reader's there is nothing.
    """
    kind, number = reader.kind.value, reader.id
    async with borrowed(pool) as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        rows = await connection.fetch(PAGE, kind, number, only_unread, before, limit + 1)
        unread = await connection.fetchval(UNREAD, kind, number)
    return ToldPage(notices=tuple(_told(row) for row in rows[:limit]), unread=unread, has_more=len(rows) > limit)


ONE = f"""
SELECT {COLUMNS}
FROM outbox AS o LEFT JOIN notice_read AS r ON r.key = o.key
WHERE o.message_id = $3 AND o.recipient_kind = $1 AND o.recipient_id = $2 AND {STANDS}
"""  # noqa: S608 - put together from constants


async def notice_to(pool: asyncpg.Pool, reader: Recipient, message_id: str) -> Told:
    """The notice to a reader with this Message-ID; raises `NotFound` (`unknown_notice`), also for somebody else's."""
    async with borrowed(pool) as connection:
        row = await connection.fetchrow(ONE, reader.kind.value, reader.id, message_id)
    if row is None:
        raise _unknown()
    return _told(row)


MARK_READ = """
INSERT INTO notice_read (key)
SELECT o.key FROM outbox AS o WHERE o.message_id = $3 AND o.recipient_kind = $1 AND o.recipient_id = $2
ON CONFLICT (key) DO NOTHING
"""

MARK_UNREAD = """
DELETE FROM notice_read AS r USING outbox AS o
WHERE r.key = o.key AND o.message_id = $3 AND o.recipient_kind = $1 AND o.recipient_id = $2
"""


async def mark(pool: asyncpg.Pool, reader: Recipient, message_id: str, *, is_read: bool) -> Told:
    """Mark a notice as read or unread and return it; a second time changes nothing, the first mark's time stands.

    Raises `NotFound` (`unknown_notice`), also for somebody else's notice.
    """
    async with borrowed(pool) as connection:
        statement = MARK_READ if is_read else MARK_UNREAD
        await connection.execute(statement, reader.kind.value, reader.id, message_id)
    return await notice_to(pool, reader, message_id)


def _told(row: Row) -> Told:
    return Told(
        notice=Notice(
            key=row["key"],
            cycle=row["cycle"],
            stream=row["stream"],
            version=row["version"],
            event=row["event"],
            recipient=Recipient(kind=row["recipient_kind"], id=row["recipient_id"]),
            context=loads(row["context"]),
            pace=row["pace"],
            is_formal=row["is_formal"],
        ),
        message_id=row["message_id"],
        told_at=row["queued_at"],
        read_at=row["read_at"],
    )


def _unknown() -> NotFound:
    return NotFound("unknown_notice", "There is no such notice in this inbox: take its id from the list.")
