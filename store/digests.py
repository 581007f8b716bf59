"""The one mail a day with what is not urgent: which notices are in it, and what became of it.

When a reader's hour has come (`store.waiting`), `fix` puts the mail together: a row with the reader's local day, which
is unique, and the notices that stand in it. Only then is it sent. Of several senders one alone gets to fix a mail; one
that dies leaves a mail behind that `claim` gives to the next, with the same Message-ID and the same members.

Where `at` is not given, now is what the database's clock says, which all senders share.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

import asyncpg

from models.digest import Digest, Fixed, digest_message_id
from models.directory import Address
from store.outbox import LEASE, queued_of
from store.pool import Connection, Row, borrowed
from store.waiting import NO_ADDRESS, reader_of


class Taken(NamedTuple):
    """What the relay said when it took a mail, and on which local day of the reader that was."""

    answer: str
    day: date


# The members are locked before the mail is made, and a mail is made only for a day later than any before: whoever comes
# second finds no members, or meets one of the unique keys, and makes nothing.
FIX = """
WITH wanted AS (
    SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::date[])
        AS w (digest, message_id, recipient_kind, recipient_id, day)
), member AS MATERIALIZED (
    SELECT o.key, w.digest
    FROM outbox AS o JOIN wanted AS w USING (recipient_kind, recipient_id)
    WHERE o.cycle = $1 AND o.state = 'queued' AND o.pace <> 'urgent' AND NOT o.is_formal AND o.digest IS NULL
        AND o.next_attempt_at <= coalesce($7, now()) AND o.day IS NOT NULL
    ORDER BY o.key FOR UPDATE OF o SKIP LOCKED
), made AS (
    INSERT INTO digest (key, message_id, cycle, recipient_kind, recipient_id, day, next_attempt_at, leased_until)
    SELECT
        w.digest, w.message_id, $1, w.recipient_kind, w.recipient_id, w.day,
        coalesce($7, now()), coalesce($7, now()) + $8::interval
    FROM wanted AS w
    WHERE EXISTS (SELECT FROM member AS m WHERE m.digest = w.digest) AND NOT EXISTS (
        SELECT FROM digest AS d
        WHERE d.cycle = $1 AND d.recipient_kind = w.recipient_kind AND d.recipient_id = w.recipient_id
            AND (d.state = 'queued' OR d.day >= w.day OR d.sent_on >= w.day)
    )
    ORDER BY w.digest
    ON CONFLICT DO NOTHING
    RETURNING key
)
UPDATE outbox AS o SET digest = made.key
FROM made JOIN member ON member.digest = made.key
WHERE o.key = member.key
RETURNING o.digest
"""


async def fix(
    pool: asyncpg.Pool, cycle: str, wanted: Sequence[Fixed], *, lease: timedelta = LEASE, at: datetime | None = None
) -> list[Digest]:
    """Put the mails of these readers together and take them; left out are those that somebody else has put together.

    Report each as one that was claimed.
    """
    if not wanted:
        return []
    keys = [one.key(cycle) for one in wanted]
    async with borrowed(pool) as connection:
        rows = await connection.fetch(
            FIX,
            cycle,
            keys,
            [digest_message_id(key) for key in keys],
            [one.reader.recipient.kind.value for one in wanted],
            [one.reader.recipient.id for one in wanted],
            [one.day for one in wanted],
            at,
            lease,
        )
        made = {row["digest"] for row in rows}
        return await _whole(connection, [key for key in keys if key in made])


CLAIM = """
WITH held AS MATERIALIZED (
    SELECT key FROM digest
    WHERE cycle = $1 AND state = 'queued'
        AND next_attempt_at <= coalesce($4, now()) AND (leased_until IS NULL OR leased_until <= coalesce($4, now()))
    ORDER BY next_attempt_at, key LIMIT $2
    FOR UPDATE SKIP LOCKED
)
UPDATE digest AS d SET leased_until = coalesce($4, now()) + $3::interval, attempts = d.attempts + 1
FROM held WHERE d.key = held.key
RETURNING d.key
"""


async def claim(
    pool: asyncpg.Pool, cycle: str, *, limit: int, lease: timedelta = LEASE, at: datetime | None = None
) -> list[Digest]:
    """Take mails that were put together before and have not arrived: deferred ones, and those of a dead sender.

    Report each with `sent`, `deferred`, `settled`, or give it back with `release`.
    """
    async with borrowed(pool) as connection:
        keys = [row["key"] for row in await connection.fetch(CLAIM, cycle, limit, lease, at)]
        return await _whole(connection, keys) if keys else []


WHOLE = """
SELECT
    d.key, d.message_id, d.cycle, d.recipient_kind, d.recipient_id, d.day, d.attempts,
    w.state, a.email, a.name, a.language, a.simulated
FROM digest AS d
    LEFT JOIN whereabouts AS w ON w.kind = d.recipient_kind AND w.id = d.recipient_id
    LEFT JOIN addressee AS a ON a.kind = d.recipient_kind AND a.id = d.recipient_id
WHERE d.key = ANY($1)
ORDER BY d.next_attempt_at, d.key
"""

# In the order in which they are read: one stream after the other, each as it happened.
MEMBERS = """
SELECT
    o.key, o.message_id, o.cycle, o.stream, o.version, o.event, o.recipient_kind, o.recipient_id, o.context,
    o.pace, o.is_formal, o.attempts, o.queued_at, o.digest, a.email, a.name, a.language, a.simulated
FROM outbox AS o LEFT JOIN addressee AS a ON a.kind = o.recipient_kind AND a.id = o.recipient_id
WHERE o.digest = ANY($1) AND o.state = 'queued'
ORDER BY o.stream, o.version, o.key
"""


async def _whole(connection: Connection, keys: Sequence[str]) -> list[Digest]:
    """Mails with their members and where they go."""
    members: dict[str, list[Row]] = {}
    for row in await connection.fetch(MEMBERS, keys):
        members.setdefault(row["digest"], []).append(row)
    return [
        Digest(
            key=row["key"],
            message_id=row["message_id"],
            cycle=row["cycle"],
            reader=reader_of(row),
            day=row["day"],
            address=_address(row),
            attempts=row["attempts"],
            members=tuple(queued_of(member) for member in members.get(row["key"], ())),
        )
        for row in await connection.fetch(WHOLE, keys)
    ]


SENT = """
WITH answered AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::date[]) AS a (digest, answer, day)
), closed AS (
    UPDATE digest AS d SET
        state = 'sent', sent_at = coalesce(d.sent_at, $4, now()), sent_on = coalesce(d.sent_on, a.day),
        last_answer = a.answer, leased_until = NULL
    FROM answered AS a WHERE d.key = a.digest
    RETURNING d.key, d.message_id
), told AS (
    UPDATE outbox AS o
    SET state = 'sent', sent_at = coalesce(o.sent_at, $4, now()), last_answer = a.answer, leased_until = NULL
    FROM answered AS a WHERE o.digest = a.digest AND o.state = 'queued'
    RETURNING o.key, o.digest, a.answer
)
INSERT INTO delivery_attempt (key, outcome, answer, message_id)
SELECT told.key, 'sent', told.answer, closed.message_id FROM told JOIN closed ON closed.key = told.digest
"""


async def sent(pool: asyncpg.Pool, taken: Mapping[str, Taken], *, at: datetime | None = None) -> None:
    """Note that mails were handed over, by key, any number at once; their members are sent with them."""
    async with borrowed(pool) as connection:
        await connection.execute(
            SENT, list(taken), [one.answer for one in taken.values()], [one.day for one in taken.values()], at
        )


DEFERRED = """
WITH changed AS (
    UPDATE digest SET next_attempt_at = $2, last_answer = $3, leased_until = NULL WHERE key = $1 AND state = 'queued'
    RETURNING key, message_id
), told AS (
    UPDATE outbox AS o SET last_answer = $3 FROM changed WHERE o.digest = changed.key AND o.state = 'queued'
    RETURNING o.key, changed.message_id
)
INSERT INTO delivery_attempt (key, outcome, answer, message_id) SELECT key, 'deferred', $3, message_id FROM told
"""


async def deferred(pool: asyncpg.Pool, key: str, *, until: datetime, answer: str) -> None:
    """Note that an attempt did not succeed and that the next one is at the real instant `until`."""
    async with borrowed(pool) as connection:
        await connection.execute(DEFERRED, key, until, answer)


# The members leave the mail that came to nothing, so that whoever brings one back brings it into a mail to come.
SETTLED = """
WITH closed AS (
    UPDATE digest SET state = $2, last_answer = $3, leased_until = NULL WHERE key = $1 AND state = 'queued'
    RETURNING key, message_id
), told AS (
    UPDATE outbox AS o SET state = $2, last_answer = $3, day = NULL, digest = NULL
    FROM closed WHERE o.digest = closed.key AND o.state = 'queued'
    RETURNING o.key, closed.message_id
)
INSERT INTO delivery_attempt (key, outcome, answer, message_id) SELECT key, $2, $3, message_id FROM told
"""


async def failed(pool: asyncpg.Pool, key: str, answer: str) -> None:
    """Note that a mail was refused for good, and with it every notice in it."""
    async with borrowed(pool) as connection:
        await connection.execute(SETTLED, key, "failed", answer)


async def lost(pool: asyncpg.Pool, key: str) -> None:
    """Note that nobody is registered any more whom a mail could go to."""
    async with borrowed(pool) as connection:
        await connection.execute(SETTLED, key, "unaddressed", NO_ADDRESS)


async def emptied(pool: asyncpg.Pool, key: str) -> None:
    """Note that a mail is not sent, since everything in it was withdrawn."""
    async with borrowed(pool) as connection:
        await connection.execute(SETTLED, key, "withdrawn", "nothing is left to tell")


KEEP = "UPDATE digest SET leased_until = NULL WHERE key = $1 AND state = 'queued'"


async def keep(pool: asyncpg.Pool, key: str) -> None:
    """Give back a mail of which nobody knows whether it arrived: it stays as it is, and is sent again."""
    async with borrowed(pool) as connection:
        await connection.execute(KEEP, key)


# What was only put together and never tried is taken apart, and its notices wait for whoever comes next; what may have
# arrived keeps its members.
RELEASE = """
WITH kept AS (
    UPDATE digest SET leased_until = NULL, attempts = attempts - 1
    WHERE key = ANY($1) AND state = 'queued' AND attempts > 1
), apart AS (
    UPDATE outbox AS o SET digest = NULL
    FROM digest AS d WHERE d.key = ANY($1) AND d.state = 'queued' AND d.attempts = 1 AND o.digest = d.key
)
DELETE FROM digest WHERE key = ANY($1) AND state = 'queued' AND attempts = 1
"""


async def release(pool: asyncpg.Pool, keys: Sequence[str]) -> None:
    """Give mails back that were not tried, as a sender does that is told to stop."""
    async with borrowed(pool) as connection:
        await connection.execute(RELEASE, keys)


def _address(row: Row) -> Address | None:
    if row["email"] is None:
        return None
    return Address(email=row["email"], name=row["name"], language=row["language"], simulated=row["simulated"])
