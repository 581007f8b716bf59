"""The real parts that tests share: one PostgreSQL, one Temporal server and one browser for the whole session.

A test asks for a part by fixture (`postgres_url`, `temporal_env`, `chromium_path`) and gets its marker from that, so
that `-m "not browser"` leaves out exactly the tests that would open one. Nothing is skipped in silence: a part that is
missing fails the test that needs it, with a sentence that says what to do.
"""

import os
import shutil
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright
from temporalio.testing import WorkflowEnvironment
from temporalio.testing._timeskipping import TimeSkippingConfig

from runtime import SEARCH_ATTRIBUTES, plugin
from settings import load_local_settings
from stack.postgres import Postgres
from stack.temporal_server import FOR_TIME_SKIPPING, temporal_program
from store.migrations import migrate

MARKERS = {
    "postgres": "postgres",
    "temporal_env": "temporal",
    "chromium_path": "browser",
}
"""Fixtures, each with the marker that a test gets by using it, directly or through another fixture."""

ALONE = frozenset({"demo", "faults"})
"""Rooms with whole stacks whose calendar runs by the clock on the wall: they get the machine for themselves."""

OF_THE_SHELL = ("DATABASE_URL", "SMTP_URL", "WEB_URL", "WEB_HOST", "WEB_PORT", "WEBHOOK_KEY", "WEBHOOK_ALLOW")
"""Variables that say where servers are, and where messages may go."""

NAMES = count(1)


def pytest_configure() -> None:
    """Forget what the developer's shell says about servers: tests bring their own."""
    for name in list(os.environ):
        if name.startswith("TEMPORAL_") or name in OF_THE_SHELL:
            del os.environ[name]
    os.environ["REVIEWTRACK_HOME"] = os.devnull
    os.environ["TEMPORAL_CONFIG_FILE"] = os.devnull


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the fixtures they use, before `-m` selects."""
    for item in items:
        for fixture, marker in MARKERS.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)
        # A file stays with one process, for what it makes once.
        item.add_marker(pytest.mark.xdist_group(item.path.as_posix()))
        if item.path.parent.name in ALONE:
            item.add_marker(pytest.mark.alone)


@pytest_asyncio.fixture(scope="session")
async def postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Postgres]:
    """PostgreSQL, for the session; most tests want `postgres_url`."""
    async with Postgres(tmp_path_factory.mktemp("postgres"), durable=False) as server:
        yield server


@pytest_asyncio.fixture(scope="session")
async def migrated_template(postgres: Postgres) -> str:
    """The name of a migrated database to copy."""
    await migrate(await postgres.create_database("migrated"))
    return "migrated"


@pytest_asyncio.fixture
async def postgres_url(postgres: Postgres, migrated_template: str) -> AsyncIterator[str]:
    """The address of a migrated database that no other test sees."""
    name = f"test_{next(NAMES)}"
    yield await postgres.create_database(name, template=migrated_template)
    await postgres.drop_database(name)


@pytest_asyncio.fixture
async def empty_postgres_url(postgres: Postgres) -> AsyncIterator[str]:
    """The address of a database without any table."""
    name = f"test_{next(NAMES)}"
    yield await postgres.create_database(name, template="template0")
    await postgres.drop_database(name)


@pytest_asyncio.fixture(scope="session")
async def temporal_env() -> AsyncIterator[WorkflowEnvironment]:
    """Temporal, for the session, with clocks that stand until a test steps them by `temporal_env.fast_forward`.

    Give every workflow an id and every worker a task queue of its own. Skipping is off by default: it would run a
    review to its end before the person in the test has acted.
    """
    async with await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False, max_session_skip_count=5000),
        plugins=[plugin()],
        dev_server_existing_path=str(temporal_program()),
        dev_server_log_level="error",
        dev_server_extra_args=[
            *(f"--search-attribute={name}={kind}" for name, kind in SEARCH_ATTRIBUTES.items()),
            *(f"--dynamic-config-value={name}={value}" for name, value in FOR_TIME_SKIPPING.items()),
        ],
    ) as environment:
        yield environment


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The browser."""
    named = load_local_settings().chromium or shutil.which("chromium")
    if named is None or not Path(named).is_file():
        pytest.fail("there is no Chromium: install it, set CHROMIUM, or leave browser tests out by -m 'not browser'")
    return Path(named)


@pytest_asyncio.fixture(scope="session")
async def browser(chromium_path: Path) -> AsyncIterator[Browser]:
    """Chromium without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        yield browser
        await browser.close()
