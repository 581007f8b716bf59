"""Subscriptions of programs of others: what they ask for, what they were granted, their keys, and what came back.

What a worker does with them while it delivers stands in `store.webhook_queue`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

import asyncpg

from models.errors import NotFound, RuleViolation
from models.webhooks import Grant, Webhook, WebhookAttempt, WebhookState
from store.pool import Row, borrowed

COLUMNS = (
    "id, name, url, events, streams, state, because, position, replay, attempts, failing_since, next_attempt_at, "
    "added_at"
)
ADD = """
INSERT INTO webhook (id, name, url, events, streams, position) VALUES ($1, $2, $3, $4, $5, $6)
"""

FIRST_KEY = "INSERT INTO webhook_key (webhook, number, sealed) VALUES ($1, 1, $2)"


async def add(  # noqa: PLR0913 - each is a field of its own
    pool: asyncpg.Pool,
    *,
    name: str,
    url: str,
    events: Sequence[str],
    streams: Sequence[str],
    position: int,
    sealed_key: str,
) -> str:
    """Add a subscription that begins after a place of the ledger; returns its id."""
    webhook_id = f"wh-{uuid4().hex[:12]}"
    async with borrowed(pool) as connection, connection.transaction():
        await connection.execute(ADD, webhook_id, name, url, list(events), list(streams), position)
        await connection.execute(FIRST_KEY, webhook_id, sealed_key)
    return webhook_id


LIST = f"SELECT {COLUMNS} FROM webhook WHERE state <> 'removed' OR $1 ORDER BY added_at, id"  # noqa: S608 - our own columns


async def webhooks(pool: asyncpg.Pool, *, with_removed: bool = False) -> list[Webhook]:
    """Every subscription, oldest first."""
    async with borrowed(pool) as connection:
        return [_webhook(row) for row in await connection.fetch(LIST, with_removed)]


ONE = f"SELECT {COLUMNS} FROM webhook WHERE id = $1"  # noqa: S608 - our own columns


async def webhook(pool: asyncpg.Pool, webhook_id: str) -> Webhook:
    """One subscription; raises `NotFound` (`unknown_webhook`)."""
    async with borrowed(pool) as connection:
        row = await connection.fetchrow(ONE, webhook_id)
    if row is None:
        raise _unknown(webhook_id)
    return _webhook(row)


# Taking the lease away makes whoever serves it now stop at its next note.
SET_STATE = """
UPDATE webhook SET
    state = $2, because = $3, lease = NULL, leased_until = NULL,
    attempts = 0, failing_since = NULL, next_attempt_at = now()
WHERE id = $1 AND state <> 'removed' RETURNING id
"""


async def set_state(pool: asyncpg.Pool, webhook_id: str, state: WebhookState, *, because: str = "") -> None:
    """Pause, go on with, or remove a subscription; it stays where it is in the ledger.

    Raises:
        NotFound: `unknown_webhook`.
        RuleViolation: `webhook_removed`.
    """
    async with borrowed(pool) as connection:
        found = await connection.fetchval(SET_STATE, webhook_id, state.value, because)
    if found is None:
        await _refuse(pool, webhook_id)


SEND_FROM = """
UPDATE webhook SET
    position = $2, replay = replay + 1, lease = NULL, leased_until = NULL,
    attempts = 0, failing_since = NULL, next_attempt_at = now()
WHERE id = $1 AND state <> 'removed' RETURNING id
"""


async def send_from(pool: asyncpg.Pool, webhook_id: str, position: int) -> None:
    """Let a subscription go on after another place of the ledger, as a new replay; raises as `set_state` does."""
    async with borrowed(pool) as connection:
        found = await connection.fetchval(SEND_FROM, webhook_id, position)
    if found is None:
        await _refuse(pool, webhook_id)


MOVE = """
UPDATE webhook SET
    url = $2, lease = NULL, leased_until = NULL, attempts = 0, failing_since = NULL, next_attempt_at = now()
WHERE id = $1 AND state <> 'removed' RETURNING id
"""


async def move(pool: asyncpg.Pool, webhook_id: str, url: str) -> None:
    """Send to another address from the next message on; raises as `set_state` does."""
    async with borrowed(pool) as connection:
        found = await connection.fetchval(MOVE, webhook_id, url)
    if found is None:
        await _refuse(pool, webhook_id)


HOLD_WEBHOOK = "SELECT id FROM webhook WHERE id = $1 AND state <> 'removed' FOR UPDATE"

END_OLDER_KEYS = """
UPDATE webhook_key SET ends_at = least(coalesce(ends_at, now() + $2::interval), now() + $2::interval) WHERE webhook = $1
"""

NEXT_KEY = """
INSERT INTO webhook_key (webhook, number, sealed)
SELECT $1, max(number) + 1, $2 FROM webhook_key WHERE webhook = $1
"""


async def rotate(pool: asyncpg.Pool, webhook_id: str, *, sealed_key: str, overlap: timedelta) -> None:
    """Add a key; those before it sign beside it for `overlap` and end then. Raises as `set_state` does."""
    async with borrowed(pool) as connection, connection.transaction():
        found = await connection.fetchval(HOLD_WEBHOOK, webhook_id)
        if found is not None:
            await connection.execute(END_OLDER_KEYS, webhook_id, overlap)
            await connection.execute(NEXT_KEY, webhook_id, sealed_key)
    if found is None:
        await _refuse(pool, webhook_id)


SEALED_KEYS = """
SELECT sealed FROM webhook_key WHERE webhook = $1 AND (ends_at IS NULL OR ends_at > $2) ORDER BY number DESC
"""


async def sealed_keys(pool: asyncpg.Pool, webhook_id: str, *, at: datetime) -> list[str]:
    """The keys in force at a real instant, sealed, the newest first; raises `NotFound` (`no_signing_key`)."""
    async with borrowed(pool) as connection:
        found = [row["sealed"] for row in await connection.fetch(SEALED_KEYS, webhook_id, at)]
    if not found:
        raise NotFound("no_signing_key", f"{webhook_id} has no key in force: 'starter.py webhooks rotate' makes one.")
    return found


ALL_KEYS = "SELECT webhook, number, sealed FROM webhook_key ORDER BY webhook, number"

SEAL_ANEW = "UPDATE webhook_key SET sealed = $3 WHERE webhook = $1 AND number = $2"


async def all_sealed(pool: asyncpg.Pool) -> dict[tuple[str, int], str]:
    """Every key ever made, sealed, by subscription and number."""
    async with borrowed(pool) as connection:
        return {(row["webhook"], row["number"]): row["sealed"] for row in await connection.fetch(ALL_KEYS)}


async def seal_anew(pool: asyncpg.Pool, sealed: dict[tuple[str, int], str]) -> None:
    """Put keys, sealed anew, in the place of what was kept; all or none."""
    async with borrowed(pool) as connection:
        await connection.executemany(SEAL_ANEW, [(*key, text) for key, text in sealed.items()])


GRANT = """
INSERT INTO webhook_grant (webhook, stream, event, fields, is_given, by, reason) VALUES ($1, $2, $3, $4, $5, $6, $7)
"""


async def grant(pool: asyncpg.Pool, webhook_id: str, given: Grant) -> None:
    """Record that something was granted, or is granted no more; raises `NotFound` (`unknown_webhook`)."""
    try:
        async with borrowed(pool) as connection:
            await connection.execute(
                GRANT,
                webhook_id,
                given.stream,
                given.event,
                list(given.fields),
                given.is_given,
                given.by,
                given.reason,
            )
    except asyncpg.ForeignKeyViolationError as error:
        raise _unknown(webhook_id) from error


GRANTS = "SELECT stream, event, fields, is_given, by, reason, at FROM webhook_grant WHERE webhook = $1 ORDER BY number"


async def grants(pool: asyncpg.Pool, webhook_id: str) -> list[Grant]:
    """Everything that was granted to a subscription and taken back, oldest first."""
    async with borrowed(pool) as connection:
        return [Grant.model_validate(dict(row)) for row in await connection.fetch(GRANTS, webhook_id)]


def in_force(grants: Sequence[Grant]) -> list[Grant]:
    """What is granted now: of each stream and event the last word, if it gives."""
    last = {(each.stream, each.event): each for each in grants}
    return [each for each in last.values() if each.is_given]


ATTEMPTS = """
SELECT webhook, position, message_id, at, outcome, status, answer, seconds FROM webhook_attempt
WHERE webhook = $1 ORDER BY number DESC LIMIT $2
"""


async def attempts(pool: asyncpg.Pool, webhook_id: str, *, limit: int) -> list[WebhookAttempt]:
    """The last attempts of a subscription, newest first."""
    async with borrowed(pool) as connection:
        rows = await connection.fetch(ATTEMPTS, webhook_id, limit)
    return [WebhookAttempt.model_validate(dict(row)) for row in rows]


async def _refuse(pool: asyncpg.Pool, webhook_id: str) -> None:
    await webhook(pool, webhook_id)
    raise RuleViolation("webhook_removed", f"{webhook_id} was removed: add a new subscription.")


def _webhook(row: Row) -> Webhook:
    return Webhook.model_validate(dict(row))


def _unknown(webhook_id: str) -> NotFound:
    return NotFound(
        "unknown_webhook", f"there is no subscription {webhook_id[:60]!r}: 'starter.py webhooks list' has them all."
    )
