"""Mail that did not arrive: noted once, counted against an address, and what it was about told to somebody else.

Nothing is stored that can be read: an address is unreachable as long as the view `unreachable` finds a hard failure of
it that is younger than the address itself. A new address, or one that was confirmed, ends that by itself.
"""

import hashlib
import re
from collections.abc import Sequence

import asyncpg

from models.bounces import LONGEST_ANSWER, Failure, Noted, Patience, Refusal, Returned
from models.errors import NotFound, RuleViolation
from models.notices import Recipient, RecipientKind
from store import standing_in
from store.pool import Connection, Row, borrowed

_ADDRESS = re.compile(r"[^\s<>@:;,()\"']+@[^\s<>@:;,()\"']+")

NOTICES = """
SELECT o.key, o.cycle, o.recipient_kind, o.recipient_id, o.state, o.sent_at, lower(a.email) AS email,
    greatest(o.attempts, (SELECT d.attempts FROM digest AS d WHERE d.key = o.digest)) AS attempts
FROM outbox AS o LEFT JOIN addressee AS a ON a.kind = o.recipient_kind AND a.id = o.recipient_id
WHERE o.message_id = ANY($1) OR o.digest IN (SELECT d.key FROM digest AS d WHERE d.message_id = ANY($1))
ORDER BY array_position($1, o.message_id), o.key
FOR UPDATE OF o
"""

NOTICES_BY_START = """
SELECT o.key, o.cycle, o.recipient_kind, o.recipient_id, o.state, o.sent_at, lower(a.email) AS email,
    greatest(o.attempts, (SELECT d.attempts FROM digest AS d WHERE d.key = o.digest)) AS attempts
FROM outbox AS o LEFT JOIN addressee AS a ON a.kind = o.recipient_kind AND a.id = o.recipient_id
WHERE (o.message_id >= $1 AND o.message_id < $1 || 'g') OR o.digest IN (
    SELECT d.key FROM digest AS d WHERE d.message_id >= $1 AND d.message_id < $1 || 'g'
)
ORDER BY o.key
FOR UPDATE OF o
"""


async def take_returned(
    pool: asyncpg.Pool, returned: Returned, patience: Patience, *, start: str | None = None
) -> tuple[Noted, ...]:
    """Note what a returned mail says, once, for each notice that the mail carried; returns what followed.

    `start` is the beginning of the Message-ID that the mail's own return address named (`models.return_path`); with it
    the headers that came back do not matter. A report that only says "delayed" is noted nowhere: nothing has failed.

    Raises:
        NotFound: `bounce_unmatched`, no mail of ours has such a Message-ID.
        RuleViolation: `bounce_not_sent`, the notice never left; `bounce_other_address`, it is about an address that the
            notice does not go to. Both may be forged; nothing is changed.
    """
    async with borrowed(pool) as connection, connection.transaction():
        if start is not None:
            rows = await connection.fetch(NOTICES_BY_START, start)
        else:
            rows = await connection.fetch(NOTICES, list(returned.message_ids))
        if not rows:
            raise NotFound(
                "bounce_unmatched",
                "No mail of ours has the Message-ID that this report names: nothing is changed. It may be about a mail "
                "of another system.",
            )
        _check_sent(rows)
        _check_recipient(rows, returned)
        if returned.failure is Failure.DELAYED:
            return tuple(_noted(row, Failure.DELAYED, is_new=False) for row in rows)
        noted: list[Noted] = []
        for row in rows:
            answer = f"returned: {returned.status} {returned.answer}"
            noted.append(await _note(connection, row, returned, patience, report=returned.report, mark=answer))
        return tuple(noted)


async def take_refused(
    pool: asyncpg.Pool, key: str, refusal: Refusal, patience: Patience, *, email: str
) -> Noted | None:
    """Note that the relay refused a notice for good, or for longer than anybody tries, and mark its row as failed.

    All in one transaction: a sender that dies before it has tried in vain, and tries again. `email` is where the mail
    was handed to; if the addressee has another one by now, nothing is noted and nothing marked, and `None` comes back.
    """
    async with borrowed(pool) as connection, connection.transaction():
        message_id = await connection.fetchval("SELECT message_id FROM outbox WHERE key = $1", key)
        rows = await connection.fetch(NOTICES, [message_id])
        row = next((each for each in rows if each["key"] == key), None)
        if row is None or row["email"] != email.lower():
            return None
        # One attempt is refused once, however often it is noted.
        report = hashlib.sha256(f"{key}\0{row['attempts']}\0{refusal.status}".encode()).hexdigest()
        return await _note(connection, row, refusal, patience, report=report, mark=refusal.answer)


async def take_refused_daily(
    pool: asyncpg.Pool, message_id: str, refusal: Refusal, patience: Patience, *, email: str
) -> tuple[Noted, ...]:
    """As `take_refused`, of the mail of a day with this Message-ID: every notice in it was refused with it."""
    async with borrowed(pool) as connection, connection.transaction():
        rows = [row for row in await connection.fetch(NOTICES, [message_id]) if row["email"] == email.lower()]
        noted: list[Noted] = []
        for row in rows:
            report = hashlib.sha256(f"{message_id}\0{row['attempts']}\0{refusal.status}".encode()).hexdigest()
            noted.append(await _note(connection, row, refusal, patience, report=report, mark=refusal.answer))
        return tuple(noted)


async def turn_aside(pool: asyncpg.Pool, keys: Sequence[str]) -> set[str]:
    """Of these claimed notices, give those whose addressee is unreachable to whoever stands in; returns their keys.

    Stakeholders have nobody: theirs fail. Where nobody at all stands in, not even a desk, a notice is tried anyway.
    """
    async with borrowed(pool) as connection:
        found = await connection.fetch(UNREACHABLE_AMONG, list(keys))
        if not found:
            return set()
        async with connection.transaction():
            return await standing_in.readdress(connection, [row["key"] for row in found])


async def turn_aside_readers(pool: asyncpg.Pool, cycle: str, readers: Sequence[Recipient]) -> int:
    """Give away all that waits in a cycle for those of these readers who are unreachable; returns how many notices.

    For a sender that gathers what waits for a reader before it takes anything; otherwise as `turn_aside`.
    """
    kinds, ids = [each.kind.value for each in readers], [each.id for each in readers]
    async with borrowed(pool) as connection:
        found = await connection.fetch(UNREACHABLE_READERS, kinds, ids)
        if not found:
            return 0
        async with connection.transaction():
            keys: list[str] = []
            for row in found:
                keys += [each["key"] for each in await connection.fetch(WAITING, cycle, row["kind"], row["id"])]
            return len(await standing_in.readdress(connection, keys))


UNREACHABLE_READERS = """
SELECT u.kind, u.id FROM unreachable AS u JOIN unnest($1::text[], $2::text[]) AS r (kind, id) USING (kind, id)
ORDER BY u.kind, u.id
"""

WAITING = """
SELECT o.key FROM outbox AS o
WHERE o.cycle = $1 AND o.recipient_kind = $2 AND o.recipient_id = $3 AND o.state = 'queued'
    AND (o.leased_until IS NULL OR o.leased_until <= now())
    AND NOT EXISTS (SELECT FROM digest AS d WHERE d.key = o.digest AND d.state = 'queued' AND d.leased_until > now())
ORDER BY o.key
"""

UNREACHABLE_AMONG = """
SELECT o.key FROM unreachable AS u JOIN outbox AS o ON o.recipient_kind = u.kind AND o.recipient_id = u.id
WHERE o.key = ANY($1) ORDER BY o.key
"""

CONFIRM = """
INSERT INTO address_since (kind, id, since)
SELECT a.kind, a.id, clock_timestamp() FROM addressee AS a WHERE a.kind = $1 AND a.id = $2
ON CONFLICT (kind, id) DO UPDATE SET since = excluded.since
RETURNING kind
"""

TELL_BOARDS = """
SELECT tell_board(told.cycle) FROM (
    SELECT DISTINCT b.cycle FROM bounce AS b WHERE b.recipient_kind = $1 AND b.recipient_id = $2
) AS told
"""


async def confirm_address(pool: asyncpg.Pool, recipient: Recipient) -> None:
    """Say that the address of an addressee is right: what failed before counts no more, and notices go there again.

    Raises `NotFound` (`unknown_addressee`) when nobody is registered so.
    """
    async with borrowed(pool) as connection, connection.transaction():
        if not await note_confirmed(connection, recipient):
            raise NotFound(
                "unknown_addressee",
                f"Nobody is registered as {recipient}: 'starter.py notices alarms CYCLE' shows who cannot be reached.",
            )


async def note_confirmed(connection: Connection, recipient: Recipient) -> bool:
    """As `confirm_address`, within what else is done in a transaction; whether somebody is registered so."""
    if await connection.fetchval(CONFIRM, recipient.kind.value, recipient.id) is None:
        return False
    await connection.execute(TELL_BOARDS, recipient.kind.value, recipient.id)
    return True


IS_UNREACHABLE = "SELECT EXISTS (SELECT FROM unreachable AS u WHERE u.kind = $1 AND u.id = $2)"


async def is_unreachable(pool: asyncpg.Pool, recipient: Recipient) -> bool:
    """Whether the present address of an addressee has failed for good."""
    async with borrowed(pool) as connection:
        return bool(await connection.fetchval(IS_UNREACHABLE, recipient.kind.value, recipient.id))


NOTE = """
INSERT INTO bounce (report, key, cycle, recipient_kind, recipient_id, failure, status, answer, mailed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, coalesce($9, clock_timestamp()))
ON CONFLICT (report, key) DO NOTHING RETURNING number
"""

# Mails of the present address that failed for now, the one just noted among them.
SOFT = """
SELECT count(DISTINCT b.report) FROM bounce AS b
    LEFT JOIN address_since AS s ON s.kind = b.recipient_kind AND s.id = b.recipient_id
WHERE b.recipient_kind = $1 AND b.recipient_id = $2 AND b.failure = 'soft'
    AND b.mailed_at >= coalesce(s.since, '-infinity') AND b.at > now() - make_interval(days => $3)
"""

HARDEN = "UPDATE bounce SET failure = 'hard' WHERE number = $1"

FAILED = """
WITH changed AS (
    UPDATE outbox SET state = 'failed', last_answer = $2, leased_until = NULL WHERE key = $1 AND state <> 'withdrawn'
)
INSERT INTO delivery_attempt (key, outcome, answer) VALUES ($1, 'failed', $2)
"""

# What waits untried, and what came back from the present address; what another sender has under its hand is left to it.
OPEN = """
SELECT o.key FROM outbox AS o
WHERE o.recipient_kind = $1 AND o.recipient_id = $2 AND (
    (o.state = 'queued' AND (o.leased_until IS NULL OR o.leased_until <= now())
        AND NOT EXISTS (
            SELECT FROM digest AS d WHERE d.key = o.digest AND d.state = 'queued' AND d.leased_until > now()
        ))
    OR (o.state = 'failed' AND o.key IN (
        SELECT b.key FROM bounce AS b
            LEFT JOIN address_since AS s ON s.kind = b.recipient_kind AND s.id = b.recipient_id
        WHERE b.recipient_kind = $1 AND b.recipient_id = $2 AND b.failure <> 'mail'
            AND b.mailed_at >= coalesce(s.since, '-infinity')
    ))
)
ORDER BY o.key
"""

TELL_BOARD = "SELECT tell_board($1)"


async def _note(
    connection: Connection, row: Row, refusal: Refusal, patience: Patience, *, report: str, mark: str = ""
) -> Noted:
    """Note one failure of one notice; `report` is the same when it is told again, `mark` is what the outbox is told."""
    recipient = (row["recipient_kind"], row["recipient_id"])
    number = await connection.fetchval(
        NOTE,
        report,
        row["key"],
        row["cycle"],
        *recipient,
        refusal.failure.value,
        refusal.status,
        without_addresses(refusal.answer or refusal.status)[:LONGEST_ANSWER],
        row["sent_at"],
    )
    if number is None:
        return _noted(row, refusal.failure, is_new=False)
    if mark:
        await connection.execute(FAILED, row["key"], without_addresses(mark)[:LONGEST_ANSWER])
    failure = refusal.failure
    if failure is Failure.SOFT:
        soft = await connection.fetchval(SOFT, *recipient, patience.soft_bounce_days)
        if soft >= patience.soft_bounces:
            await connection.execute(HARDEN, number)
            failure = Failure.HARD
    readdressed = 0
    # A failure that is older than the address says nothing about it.
    if failure is Failure.HARD and await connection.fetchval(IS_UNREACHABLE, *recipient):
        open_ones = [each["key"] for each in await connection.fetch(OPEN, *recipient)]
        readdressed = len(await standing_in.readdress(connection, open_ones))
    await connection.execute(TELL_BOARD, row["cycle"])
    return _noted(row, failure, readdressed=readdressed)


def without_addresses(text: str) -> str:
    """What a server said without the mail addresses in it: they stand in the directory and nowhere else."""
    return _ADDRESS.sub("(address)", text)


def _check_sent(rows: Sequence[Row]) -> None:
    if all(row["attempts"] == 0 and row["sent_at"] is None for row in rows):
        raise RuleViolation(
            "bounce_not_sent", "This report is about a notice that has not been sent: it is forged. Nothing is changed."
        )


def _check_recipient(rows: Sequence[Row], returned: Returned) -> None:
    """Refuse a report on another address: an earlier one, or one of many behind a mailing list."""
    if returned.recipients and not any(row["email"] in returned.recipients for row in rows):
        raise RuleViolation(
            "bounce_other_address",
            "This report is about an address that the notice does not go to, an earlier one perhaps, or one behind a "
            "mailing list: nothing is changed. If the addressee has left, ask the mission who takes the place.",
        )


def _noted(row: Row, failure: Failure, *, is_new: bool = True, readdressed: int = 0) -> Noted:
    recipient = Recipient(kind=RecipientKind(row["recipient_kind"]), id=row["recipient_id"])
    return Noted(key=row["key"], recipient=recipient, failure=failure, is_new=is_new, readdressed=readdressed)
