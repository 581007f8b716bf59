"""Runs the command line in the process: without any connection, on a real store, or on all the real parts."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import pytest
import pytest_asyncio
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from typer.testing import CliRunner

from cli.command_line import command_line
from cli.connections import Connections
from cli.doors import OpenDoors
from models.ids import TASK_QUEUE
from runtime import connect
from settings import Settings
from store.pool import Pool, open_pool
from worker import workers


@dataclass(frozen=True)
class Ended:
    """What a command wrote, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer of a command that was asked for JSON."""
        return json.loads(self.out)

    @property
    def refusal(self) -> str:
        """The code of a refusal, after checking that it is all there is: one line on stderr, exit code 2."""
        assert self.code == 2, self
        assert self.out == ""
        assert self.err.count("\n") == 1, self.err
        assert "Traceback" not in self.err
        return self.err.partition(":")[0]


@dataclass
class OnlyAStore:
    """Doors to a database, or to nothing at all; asking for Temporal is a mistake of the command or the test."""

    url: str | None = None
    web_url: str = "http://127.0.0.1:9"

    def temporal(self) -> AbstractAsyncContextManager[Client]:
        """There is none."""
        raise AssertionError("this test has no Temporal")

    @asynccontextmanager
    async def store(self) -> AsyncGenerator[Pool]:
        """The test's own database."""
        assert self.url is not None, "this test has no store"
        pool = await open_pool(self.url)
        try:
            yield pool
        finally:
            await pool.close()


class CommandLine(Protocol):
    """Runs one command."""

    def __call__(self, *arguments: str, given: str | bytes | None = None) -> Ended:
        """Run it with `given` on stdin."""
        ...


class AsyncCommandLine(Protocol):
    """Runs one command while a worker works in the test's event loop."""

    def __call__(self, *arguments: str, given: str | bytes | None = None) -> Awaitable[Ended]:
        """Run it with `given` on stdin."""
        ...


def command_line_with(doors: OpenDoors) -> CommandLine:
    """Return a function that runs one command through these doors."""

    def run(*arguments: str, given: str | bytes | None = None) -> Ended:
        result = CliRunner().invoke(command_line(), list(arguments), input=given, obj=doors)
        if isinstance(result.exception, Exception):
            raise result.exception
        return Ended(code=result.exit_code, out=result.stdout, err=result.stderr)

    return run


@pytest.fixture
def starter() -> CommandLine:
    """The command line without any connection: what it refuses, it refuses before it knocks."""
    return command_line_with(OnlyAStore)


def beside_the_loop(run: CommandLine) -> AsyncCommandLine:
    """Run commands in a thread: each brings its own event loop, and the test's own serves the worker meanwhile."""

    async def run_beside(*arguments: str, given: str | bytes | None = None) -> Ended:
        return await asyncio.to_thread(run, *arguments, given=given)

    return run_beside


@pytest_asyncio.fixture
async def with_store(postgres_url: str) -> AsyncCommandLine:
    """The command line on a database of its own."""
    return beside_the_loop(command_line_with(lambda: OnlyAStore(postgres_url)))


@pytest_asyncio.fixture
async def pool(postgres_url: str) -> AsyncIterator[Pool]:
    """Connections to the same database."""
    pool = await open_pool(postgres_url)
    yield pool
    await pool.close()


@pytest_asyncio.fixture
async def with_everything(temporal_env: WorkflowEnvironment, postgres_url: str) -> AsyncIterator[AsyncCommandLine]:
    """The command line as `starter.py` makes it, on Temporal and a database of its own, with the real worker."""
    settings = Settings(
        database_url=postgres_url,
        smtp_url="smtp://127.0.0.1:9",
        temporal_address=temporal_env.client.service_client.config.target_host,
        temporal_is_local=True,
        web_url="http://127.0.0.1:9",
    )
    # A client of its own: one that has built a worker, even one that never ran, builds no second for the same queue.
    client = await connect(settings)
    pool = await open_pool(postgres_url)
    recording, _mail = workers(client, pool, settings)
    async with recording:
        yield beside_the_loop(command_line_with(lambda: Connections(settings)))
        # What is left open would be carried on by the next test's worker, on another database.
        async for left in client.list_workflows(f"TaskQueue = '{TASK_QUEUE}' AND ExecutionStatus = 'Running'"):
            await client.get_workflow_handle(left.id).terminate()
    await pool.close()
