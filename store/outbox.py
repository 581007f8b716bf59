"""What is to be told and what became of it: notices wait here for a sender, each with its attempts.

Rows come in with the act that causes them (`store.ledger.record`). A sender takes some under a lease: nobody else gets
them before it ends, and if the sender dies they come back by themselves. Since the Message-ID was fixed when the row
was written, a mail that was sent just before such a death and then again is the same mail.

Here is what goes alone, as soon as it can: urgent and formal notices. The others wait for the mail of the day
(`store.digests`), and what is said here of notices that were met, failed or brought back holds for both.
"""

from collections.abc import Awaitable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from json import loads
from typing import Any

import asyncpg
from pydantic import Field

from models.directory import Address, Queued
from models.errors import NotFound
from models.notices import Notice, Recipient
from models.value import Value
from store.pool import Row, borrowed

LEASE = timedelta(minutes=2)
"""Long enough for a batch over a slow relay, short enough that a dead sender's rows are not missed."""


class Outcome(StrEnum):
    """What became of one attempt."""

    SENT = "sent"
    DEFERRED = "deferred"
    FAILED = "failed"
    UNADDRESSED = "unaddressed"
    WITHDRAWN = "withdrawn"
    """A reminder whose duty was met, or whose date moved, before the mail left."""


class Attempt(Value):
    """One attempt to deliver a notice, and what the other side answered."""

    key: str
    at: datetime
    outcome: Outcome
    answer: str
    message_id: str | None = Field(
        default=None,
        description="of the mail: the notice's own, or that of the mail of the day; none before it was one",
    )
    language: str | None = Field(default=None, description="in which the mail was written; none if none was")


class OutboxCounts(Value):
    """How many notices of a cycle are in which state."""

    queued: int
    sent: int
    failed: int
    unaddressed: int
    next_attempt_at: datetime | None = Field(description="when the next queued one may be taken; `None` without any")


CLAIM = """
WITH due AS MATERIALIZED (
    SELECT key FROM outbox
    WHERE state = 'queued' AND (pace = 'urgent' OR is_formal)
        AND next_attempt_at <= coalesce($4, now()) AND (leased_until IS NULL OR leased_until <= coalesce($4, now()))
        AND ($1::text IS NULL OR cycle = $1)
        AND ($5::boolean IS NULL OR $5 = (is_formal AND recipient_kind = 'mission'))
    ORDER BY next_attempt_at, key LIMIT $2
    FOR UPDATE SKIP LOCKED
), leased AS (
    UPDATE outbox AS o SET leased_until = coalesce($4, now()) + $3::interval, attempts = o.attempts + 1
    FROM due WHERE o.key = due.key
    RETURNING o.key, o.message_id, o.cycle, o.stream, o.version, o.event, o.recipient_kind, o.recipient_id, o.context,
        o.pace, o.is_formal, o.attempts, o.next_attempt_at, o.queued_at
)
SELECT leased.*, a.email, a.name, a.language, a.simulated
FROM leased LEFT JOIN addressee AS a ON a.kind = leased.recipient_kind AND a.id = leased.recipient_id
ORDER BY leased.next_attempt_at, leased.key
"""


async def claim(
    pool: asyncpg.Pool,
    *,
    limit: int,
    cycle: str | None = None,
    lease: timedelta = LEASE,
    at: datetime | None = None,
    letters: bool | None = None,
) -> list[Queued]:
    """Take up to `limit` due notices that go alone, the longest due first; nobody else gets them for `lease`.

    `letters`: only those that leave with a letter, which are formal and go to missions, or only the others.

    They come with their addresses. Report each with `sent`, `deferred`, `failed` or `unaddressed`, or give it back with
    `release`. `at` is a real instant to take for now; without one the database's clock counts, which all senders share.
    """
    async with borrowed(pool) as connection:
        return [queued_of(row) for row in await connection.fetch(CLAIM, cycle, limit, lease, at, letters)]


SENT = """
WITH answered AS (
    SELECT * FROM unnest($1::text[], $2::text[]) AS a (key, answer)
), changed AS (
    UPDATE outbox AS o
    SET state = 'sent', sent_at = coalesce(o.sent_at, now()), last_answer = a.answer, leased_until = NULL
    FROM answered AS a WHERE o.key = a.key
    RETURNING o.key, o.message_id
)
INSERT INTO delivery_attempt (key, outcome, answer, message_id)
SELECT a.key, 'sent', a.answer, c.message_id FROM answered AS a LEFT JOIN changed AS c ON c.key = a.key
"""


async def sent(pool: asyncpg.Pool, answers: Mapping[str, str]) -> None:
    """Note that notices were handed over, with the answer that came back for each; by key, any number at once."""
    async with borrowed(pool) as connection:
        await _noting(connection.execute(SENT, list(answers), list(answers.values())))


DEFERRED = """
WITH changed AS (
    UPDATE outbox SET next_attempt_at = $2, last_answer = $3, leased_until = NULL WHERE key = $1 AND state = 'queued'
)
INSERT INTO delivery_attempt (key, outcome, answer, message_id)
SELECT $1, 'deferred', $3, (SELECT o.message_id FROM outbox AS o WHERE o.key = $1)
"""


async def deferred(pool: asyncpg.Pool, key: str, *, until: datetime, answer: str) -> None:
    """Note that an attempt did not succeed and that the next one is at the real instant `until`."""
    async with borrowed(pool) as connection:
        await _noting(connection.execute(DEFERRED, key, until, answer))


SETTLED = """
WITH changed AS (
    UPDATE outbox SET state = $2, last_answer = $3, leased_until = NULL WHERE key = $1 AND state <> 'sent'
)
INSERT INTO delivery_attempt (key, outcome, answer, message_id)
SELECT $1, $2, $3, (SELECT o.message_id FROM outbox AS o WHERE o.key = $1)
"""


async def failed(pool: asyncpg.Pool, key: str, answer: str) -> None:
    """Note that a notice was refused for good; it is not tried again unless `requeue` says so."""
    async with borrowed(pool) as connection:
        await _noting(connection.execute(SETTLED, key, Outcome.FAILED.value, answer))


async def unaddressed(pool: asyncpg.Pool, key: str) -> None:
    """Note that nobody is registered under the recipient; `readdress` brings the notice back once somebody is."""
    async with borrowed(pool) as connection:
        await _noting(connection.execute(SETTLED, key, Outcome.UNADDRESSED.value, "no address registered"))


# A duty that is met has no row; one whose date moved has its reminders for the new date.
WITHDRAW_MET = """
WITH met AS (
    UPDATE outbox AS o SET state = 'withdrawn', last_answer = $2, leased_until = NULL
    WHERE o.key = ANY($1) AND o.state = 'queued' AND NOT EXISTS (
        SELECT FROM obligation AS d
        WHERE d.workflow_id = o.stream AND d.key = o.context ->> 'key' AND d.due = (o.context ->> 'due')::date
    )
    RETURNING o.key
), noted AS (
    INSERT INTO delivery_attempt (key, outcome, answer) SELECT met.key, 'withdrawn', $2 FROM met
)
SELECT key FROM met
"""


async def withdraw_met(pool: asyncpg.Pool, reminders: Sequence[str]) -> set[str]:
    """Take back, of these claimed reminders, those whose duty no longer stands with its date; returns their keys."""
    async with borrowed(pool) as connection:
        rows = await connection.fetch(WITHDRAW_MET, reminders, "the duty was met or its date moved")
    return {row["key"] for row in rows}


RELEASE = """
UPDATE outbox SET leased_until = NULL, attempts = attempts - 1
WHERE key = ANY($1) AND state = 'queued' AND leased_until IS NOT NULL
"""


async def release(pool: asyncpg.Pool, keys: Sequence[str]) -> None:
    """Give claimed notices back untried, as a sender does that is told to stop."""
    async with borrowed(pool) as connection:
        await connection.execute(RELEASE, keys)


REQUEUE = """
UPDATE outbox SET state = 'queued', next_attempt_at = now(), leased_until = NULL, day = NULL, digest = NULL
WHERE key = ANY($1) AND state IN ('failed', 'unaddressed') RETURNING key
"""


async def requeue(pool: asyncpg.Pool, keys: Sequence[str]) -> int:
    """Try failed notices again, each at its own pace; returns how many."""
    async with borrowed(pool) as connection:
        return len(await connection.fetch(REQUEUE, keys))


READDRESS = """
UPDATE outbox AS o SET state = 'queued', next_attempt_at = now(), day = NULL, digest = NULL
FROM addressee AS a
WHERE o.state = 'unaddressed' AND a.kind = o.recipient_kind AND a.id = o.recipient_id RETURNING o.key
"""


async def readdress(pool: asyncpg.Pool) -> int:
    """Queue what had no address and has one now; returns how many."""
    async with borrowed(pool) as connection:
        return len(await connection.fetch(READDRESS))


COUNTS = """
WITH counted AS (SELECT state, count(*) AS notices FROM outbox WHERE cycle = $1 GROUP BY state)
SELECT
    coalesce(max(notices) FILTER (WHERE state = 'queued'), 0) AS queued,
    coalesce(max(notices) FILTER (WHERE state = 'sent'), 0) AS sent,
    coalesce(max(notices) FILTER (WHERE state = 'failed'), 0) AS failed,
    coalesce(max(notices) FILTER (WHERE state = 'unaddressed'), 0) AS unaddressed,
    (
        SELECT min(greatest(coalesce(d.next_attempt_at, o.next_attempt_at), coalesce(d.leased_until, o.leased_until)))
        FROM outbox AS o LEFT JOIN digest AS d ON d.key = o.digest
        WHERE o.cycle = $1 AND o.state = 'queued'
    ) AS next_attempt_at
FROM counted
"""


async def outbox_counts(pool: asyncpg.Pool, cycle: str) -> OutboxCounts:
    """How many notices of a cycle are queued, sent, failed and without an address, and when the next one is due."""
    async with borrowed(pool) as connection:
        row = await connection.fetchrow(COUNTS, cycle)
    assert row is not None  # noqa: S101 - an aggregate always returns one row
    return OutboxCounts.model_validate(dict(row))


WAITING_SINCE = "SELECT count(*) FROM outbox WHERE cycle = $1 AND state = 'queued' AND queued_at <= $2"


async def waiting_since(pool: asyncpg.Pool, cycle: str, moment: datetime) -> int:
    """How many notices of a cycle that were there at the real instant `moment` still wait, for a window or a relay."""
    async with borrowed(pool) as connection:
        return await connection.fetchval(WAITING_SINCE, cycle, moment)


ATTEMPTS = "SELECT key, at, outcome, answer, message_id, language FROM delivery_attempt WHERE key = $1 ORDER BY number"


async def attempts(pool: asyncpg.Pool, key: str) -> list[Attempt]:
    """Every attempt to deliver one notice, oldest first."""
    async with borrowed(pool) as connection:
        return [Attempt.model_validate(dict(row)) for row in await connection.fetch(ATTEMPTS, key)]


async def _noting(statement: Awaitable[str]) -> None:
    """Run a statement that notes an attempt; raises `NotFound` (`unknown_notice`) if there is no such notice."""
    try:
        await statement
    except asyncpg.ForeignKeyViolationError as error:
        raise NotFound(
            "unknown_notice", "The outbox has no notice with this key: report only what was claimed."
        ) from error


@lru_cache(maxsize=256)
def _context(text: str) -> dict[str, Any]:
    """What a text needs; read once for all who are told the same, since nobody ever changes it."""
    return loads(text)


def queued_of(row: Row) -> Queued:
    """A notice from a row with the columns of `CLAIM`."""
    recipient = Recipient(kind=row["recipient_kind"], id=row["recipient_id"])
    address = None
    if row["email"] is not None:
        address = Address(email=row["email"], name=row["name"], language=row["language"], simulated=row["simulated"])
    return Queued(
        notice=Notice(
            key=row["key"],
            cycle=row["cycle"],
            stream=row["stream"],
            version=row["version"],
            event=row["event"],
            recipient=recipient,
            context=_context(row["context"]),
            pace=row["pace"],
            is_formal=row["is_formal"],
        ),
        message_id=row["message_id"],
        address=address,
        attempts=row["attempts"],
        queued_at=row["queued_at"],
    )
