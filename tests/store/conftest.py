"""A database of its own for every test, cloned from one that was migrated once."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
import pytest_asyncio

from stack.postgres import Postgres
from store.migrations import migrate
from store.pool import connect, open_pool

NUMBERS = count(1)


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """A place that the server may enter, which is another user when root starts it."""
    folder = Path(tempfile.mkdtemp(prefix="reviewtrack-store-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest_asyncio.fixture(scope="session")
async def postgres_url(server_folder: Path) -> AsyncIterator[str]:
    """A PostgreSQL server for the session."""
    async with Postgres(server_folder, durable=False) as server:
        yield server.url()


@pytest_asyncio.fixture(scope="session")
async def migrated(postgres_url: str) -> str:
    """The name of a migrated database to clone."""
    connection = await connect(postgres_url)
    await connection.execute("CREATE DATABASE store_template")
    await connection.close()
    await migrate(url_of(postgres_url, "store_template"))
    return "store_template"


@pytest_asyncio.fixture
async def empty_url(postgres_url: str) -> str:
    """A database without any table."""
    return await created(postgres_url, "template0")


@pytest_asyncio.fixture
async def database_url(postgres_url: str, migrated: str) -> str:
    """A migrated database that no other test sees."""
    return await created(postgres_url, migrated)


@pytest_asyncio.fixture
async def pool(database_url: str) -> AsyncIterator[asyncpg.Pool]:
    """Connections to the test's own database."""
    pool = await open_pool(database_url)
    yield pool
    await pool.close()


async def created(server_url: str, template: str) -> str:
    """The URL of a new database made from `template`."""
    name = f"store_{next(NUMBERS)}"
    connection = await connect(server_url)
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    await connection.close()
    return url_of(server_url, name)


def url_of(server_url: str, database: str) -> str:
    """The URL of another database of the same server."""
    return urlsplit(server_url)._replace(path=f"/{database}").geturl()
