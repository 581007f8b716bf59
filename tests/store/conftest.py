"""Connections to a migrated database that no other test sees."""

from collections.abc import AsyncIterator

import asyncpg
import pytest_asyncio

from store.pool import open_pool


@pytest_asyncio.fixture
async def pool(postgres_url: str) -> AsyncIterator[asyncpg.Pool]:
    """Connections to the test's own database."""
    pool = await open_pool(postgres_url)
    yield pool
    await pool.close()
