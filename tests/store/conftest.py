"""Connections to an empty store.

Most tests share one database, emptied before each: a fresh copy for each would take longer than the tests. Those that
change the tables themselves take a copy (`own_pool`).
"""

from collections.abc import AsyncIterator

import asyncpg
import pytest_asyncio

from stack.postgres import Postgres
from store.pool import borrowed, open_pool

TABLES = """
ledger, ledger_checkpoint, ledger_checkpoint_head, cycle_clock, workflow_status, obligation, outbox, delivery_attempt,
digest, note_verbale, person, mission, desk, stakeholder, document_version, seat, dated_duty, private_address,
notice_read, ledger_place, webhook, webhook_key, webhook_grant, webhook_attempt,
arrival, arrival_step, invitation, invitation_link, address_since, bounce, readdressing
"""


@pytest_asyncio.fixture(scope="session")
async def shared_pool(postgres: Postgres, migrated_template: str) -> AsyncIterator[asyncpg.Pool]:
    """Connections to the database that most tests of the store share."""
    pool = await open_pool(await postgres.create_database("store", template=migrated_template))
    yield pool
    await pool.close()


@pytest_asyncio.fixture
async def pool(shared_pool: asyncpg.Pool) -> asyncpg.Pool:
    """Connections to a store without anything in it."""
    async with borrowed(shared_pool) as connection, connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute(f"TRUNCATE {TABLES} RESTART IDENTITY")
    return shared_pool


@pytest_asyncio.fixture
async def own_pool(postgres_url: str) -> AsyncIterator[asyncpg.Pool]:
    """Connections to a database of the test's own, whose tables it may change."""
    pool = await open_pool(postgres_url)
    yield pool
    await pool.close()
