"""What was told to whom and what became of it, for the Secretariat to look at: notices with their addressees.

Names and addresses are those that stand in the directory now; what a mail said is written anew from the notice.
"""

from collections.abc import Sequence
from datetime import datetime
from json import loads

import asyncpg
from pydantic import Field

from models.errors import NotFound
from models.notices import Notice, Recipient
from models.pace import Pace
from models.value import Value
from store.outbox import Attempt, attempts
from store.pool import Row, borrowed

MOST = 10_000
"""Rows that one question may bring."""


class Sending(Value):
    """One notice on its way, or at its end."""

    notice: Notice
    message_id: str
    state: str = Field(description="`queued`, `sent`, `failed`, `unaddressed` or `withdrawn`")
    tries: int
    queued_at: datetime
    sent_at: datetime | None
    answer: str | None = Field(description="the last word of the other side")
    name: str | None
    email: str | None
    language: str | None = Field(description="of the addressee now; each attempt has the one in which it was sent")


class Sought(Value):
    """Which notices are asked for; what is `None` or empty fits everything."""

    cycle: str
    states: tuple[str, ...] = ()
    recipient: Recipient | None = None
    stream: str | None = None
    event: str | None = None


SENDINGS = """
SELECT o.*, a.name, a.email, a.language
FROM outbox AS o LEFT JOIN addressee AS a ON a.kind = o.recipient_kind AND a.id = o.recipient_id
WHERE o.cycle = $1 AND (cardinality($2::text[]) = 0 OR o.state = ANY($2))
    AND ($3::text IS NULL OR (o.recipient_kind = $3 AND o.recipient_id = $4))
    AND ($5::text IS NULL OR o.stream = $5) AND ($6::text IS NULL OR o.event = $6)
ORDER BY o.queued_at DESC, o.key LIMIT $7
"""

SENDING = """
SELECT o.*, a.name, a.email, a.language
FROM outbox AS o LEFT JOIN addressee AS a ON a.kind = o.recipient_kind AND a.id = o.recipient_id
WHERE o.key = $1
"""


async def sendings(pool: asyncpg.Pool, sought: Sought, *, limit: int = MOST) -> list[Sending]:
    """Return the notices that are asked for, the newest first, at most `limit` of them."""
    recipient = sought.recipient
    async with borrowed(pool) as connection:
        rows = await connection.fetch(
            SENDINGS,
            sought.cycle,
            list(sought.states),
            recipient and recipient.kind.value,
            recipient and recipient.id,
            sought.stream,
            sought.event,
            min(limit, MOST),
        )
    return [_sending(row) for row in rows]


async def sending_of(pool: asyncpg.Pool, key: str) -> tuple[Sending, Sequence[Attempt]]:
    """Return one notice with every attempt to deliver it; raises `NotFound` (`unknown_notice`)."""
    async with borrowed(pool) as connection:
        row = await connection.fetchrow(SENDING, key)
    if row is None:
        raise NotFound("unknown_notice", f"There is no notice {key!r}: `notices list` shows the keys.")
    return _sending(row), await attempts(pool, key)


def _sending(row: Row) -> Sending:
    return Sending(
        notice=Notice(
            key=row["key"],
            cycle=row["cycle"],
            stream=row["stream"],
            version=row["version"],
            event=row["event"],
            recipient=Recipient(kind=row["recipient_kind"], id=row["recipient_id"]),
            context=loads(row["context"]),
            pace=Pace(row["pace"]),
            is_formal=row["is_formal"],
        ),
        message_id=row["message_id"],
        state=row["state"],
        tries=row["attempts"],
        queued_at=row["queued_at"],
        sent_at=row["sent_at"],
        answer=row["last_answer"],
        name=row["name"],
        email=row["email"],
        language=row["language"],
    )
