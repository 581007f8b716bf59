"""The application on a database of its own: in this process for most tests, as its own process where that matters."""

import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from stack.ports import LOOPBACK, free_port
from stack.postgres import Postgres
from stack.processes import answers, spawn
from store.pool import Pool, connect, open_pool
from tests.build import noon
from tests.web.build import TODAY
from web.app import assembled, shipped_atlas
from web.atlas import Atlas

ROOT = Path(__file__).parents[2]

TABLES = "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migration'"


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    """The names of the shipped mechanism."""
    return shipped_atlas()


@pytest_asyncio.fixture(scope="session")
async def shared_url(postgres: Postgres, migrated_template: str) -> str:
    """The database that these tests share: a copy for each would take longer than the test."""
    return await postgres.create_database("web", template=migrated_template)


@pytest_asyncio.fixture
async def database_url(shared_url: str) -> str:
    """A database without anything in it."""
    connection = await connect(shared_url)
    tables = [row["name"] for row in await connection.fetch(TABLES)]
    async with connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY")
    await connection.close()
    return shared_url


@pytest_asyncio.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    """Connections of those who record."""
    pool = await open_pool(database_url)
    yield pool
    await pool.close()


@pytest_asyncio.fixture
async def app(database_url: str, atlas: Atlas) -> AsyncIterator[Starlette]:
    """The application, started; the real day is `TODAY`."""
    app = assembled(database_url, atlas, now=lambda: noon(TODAY))
    async with app.router.lifespan_context(app):
        yield app


@pytest_asyncio.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without a screen: asks for HTML."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://127.0.0.1", headers={"Accept": "text/html"}
    ) as client:
        yield client


@pytest_asyncio.fixture
async def served(database_url: str, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a process started as in production, on this test's database."""
    port = free_port()
    process = await spawn(
        "The web process",
        [sys.executable, "-m", "uvicorn", "--factory", "web.app:create_app", "--host", LOOPBACK, "--port", str(port)],
        log_file=tmp_path / "web.log",
        environment={
            **os.environ,
            "DATABASE_URL": database_url,
            "SMTP_URL": "smtp://127.0.0.1:25",
            "TEMPORAL_ADDRESS": "127.0.0.1:7233",
            "WEB_PORT": str(port),
        },
        directory=ROOT,
    )
    try:
        await process.until(lambda: answers(port))
        yield f"http://{LOOPBACK}:{port}"
    finally:
        await process.stop()
