"""What the tests of webhooks share: a database and a receiver."""

from collections.abc import AsyncIterator

import pytest_asyncio

from store.pool import Pool, open_pool
from tests.webhooks.scripted import Scripted


@pytest_asyncio.fixture
async def pool(postgres_url: str) -> AsyncIterator[Pool]:
    """Connections to a database of the test's own."""
    pool = await open_pool(postgres_url, max_size=12)
    yield pool
    await pool.close()


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Scripted]:
    """A receiver that takes everything until it is told otherwise."""
    async with Scripted() as receiver:
        yield receiver
