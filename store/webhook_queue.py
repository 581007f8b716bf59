"""Subscriptions as work: one worker at a time serves one, under a lease, and notes each answer with the step it takes.

Answer and step are one statement, and only for whoever holds the lease: a worker that was held up and comes back late
changes nothing any more, and a command that sends a subscription back takes the lease away with it.
"""

from datetime import datetime, timedelta
from uuid import uuid4

import asyncpg

from models.value import Value
from models.webhooks import AttemptOutcome, Webhook, WebhookAttempt, WebhookState
from store.pool import borrowed
from store.webhooks import COLUMNS

LEASE = timedelta(minutes=1)
"""Four times what one attempt may take; every note renews it."""


class Served(Value):
    """A subscription under lease."""

    webhook: Webhook
    lease: str


class Failure(Value):
    """What a failed attempt makes of a subscription."""

    state: WebhookState
    because: str = ""
    next_attempt_at: datetime
    failing_since: datetime


CLAIM = f"""
WITH due AS MATERIALIZED (
    SELECT id FROM webhook
    WHERE state = 'active' AND next_attempt_at <= $2 AND (leased_until IS NULL OR leased_until <= now())
        AND position < (SELECT coalesce(max(p.position), 0) FROM ledger_place AS p)
    ORDER BY next_attempt_at, id LIMIT $1
    FOR UPDATE SKIP LOCKED
)
UPDATE webhook SET lease = $3, leased_until = now() + $4::interval WHERE id IN (SELECT due.id FROM due)
RETURNING {COLUMNS}
"""  # noqa: S608 - our own columns


async def claim(pool: asyncpg.Pool, *, limit: int, at: datetime, lease: timedelta = LEASE) -> list[Served]:
    """Take up to `limit` subscriptions that are due at a real instant and have something before them."""
    token = uuid4().hex
    async with borrowed(pool) as connection:
        rows = await connection.fetch(CLAIM, limit, at, token, lease)
    return [Served(webhook=Webhook.model_validate(dict(row)), lease=token) for row in rows]


HAS_ACTIVE = "SELECT EXISTS (SELECT FROM webhook WHERE state = 'active')"


async def has_active(pool: asyncpg.Pool) -> bool:
    """Whether anybody is to be told anything."""
    async with borrowed(pool) as connection:
        return await connection.fetchval(HAS_ACTIVE)


PASSED = """
UPDATE webhook SET position = $3, leased_until = now() + $4::interval
WHERE id = $1 AND lease = $2 AND position < $3 RETURNING id
"""


async def passed(pool: asyncpg.Pool, served: Served, position: int, *, lease: timedelta = LEASE) -> bool:
    """Note that nothing up to a place is for this subscription; False if the lease is lost."""
    async with borrowed(pool) as connection:
        return await connection.fetchval(PASSED, served.webhook.id, served.lease, position, lease) is not None


NOTED = """
WITH noted AS (
    INSERT INTO webhook_attempt (webhook, position, message_id, at, outcome, status, answer, seconds)
    VALUES ($1, $3, $4, $5, $6, $7, $8, $9)
)
"""

DELIVERED = f"""
{NOTED}
UPDATE webhook SET
    position = $3, attempts = 0, failing_since = NULL, next_attempt_at = $5, leased_until = now() + $10::interval
WHERE id = $1 AND lease = $2 RETURNING id
"""  # noqa: S608 - our own statement


async def delivered(pool: asyncpg.Pool, served: Served, attempt: WebhookAttempt, *, lease: timedelta = LEASE) -> bool:
    """Note that the receiver has an event, and step behind it; False if the lease is lost."""
    async with borrowed(pool) as connection:
        return await connection.fetchval(DELIVERED, *_of(served, attempt), lease) is not None


FAILED = f"""
{NOTED}
UPDATE webhook SET
    attempts = attempts + 1, failing_since = coalesce(failing_since, $13), next_attempt_at = $12,
    state = $10, because = $11, lease = NULL, leased_until = NULL
WHERE id = $1 AND lease = $2 RETURNING id
"""  # noqa: S608 - our own statement


async def failed(pool: asyncpg.Pool, served: Served, attempt: WebhookAttempt, failure: Failure) -> bool:
    """Note that the receiver has not taken an event, and give the lease back; False if it is lost."""
    async with borrowed(pool) as connection:
        found = await connection.fetchval(
            FAILED,
            *_of(served, attempt),
            failure.state.value,
            failure.because,
            failure.next_attempt_at,
            failure.failing_since,
        )
    return found is not None


RELEASE = "UPDATE webhook SET lease = NULL, leased_until = NULL WHERE id = $1 AND lease = $2"


async def release(pool: asyncpg.Pool, served: Served) -> None:
    """Give a subscription back."""
    async with borrowed(pool) as connection:
        await connection.execute(RELEASE, served.webhook.id, served.lease)


def _of(served: Served, attempt: WebhookAttempt) -> tuple[object, ...]:
    return (
        served.webhook.id,
        served.lease,
        attempt.position,
        attempt.message_id,
        attempt.at,
        AttemptOutcome(attempt.outcome).value,
        attempt.status,
        attempt.answer,
        attempt.seconds,
    )
