"""One connection, one converter, one sandbox: what every process of ours agrees on."""

import asyncio
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, Worker

from models.clock import CalendarClock
from models.errors import Unavailable
from runtime import connect, plugin, worker_options
from settings import Settings
from stack.ports import free_port
from stack.temporal_server import TemporalServer

CLOCK = CalendarClock(anchor_real=datetime(2026, 1, 1, tzinfo=UTC), anchor_calendar=datetime(2020, 11, 1, tzinfo=UTC))


@workflow.defn
class Patience:
    """Waits a month and hands back what it was given."""

    @workflow.run
    async def run(self, clock: CalendarClock) -> CalendarClock:
        await workflow.sleep(timedelta(days=30))
        return clock


@workflow.defn
class WatchReader:
    """Reads a clock of this machine, which a replay would read differently."""

    @workflow.run
    async def run(self) -> None:
        datetime.now(tz=UTC)


async def test_a_model_passes_through_a_month_unchanged_and_replays(temporal_env: WorkflowEnvironment) -> None:
    name = f"test-{uuid.uuid4()}"
    async with Worker(temporal_env.client, task_queue=name, workflows=[Patience], **worker_options()):
        handle = await temporal_env.client.start_workflow(Patience.run, CLOCK, id=name, task_queue=name)
        assert await asyncio.wait_for(temporal_env.fast_forward(handle, timedelta(days=29)), 30)
        assert not await asyncio.wait_for(temporal_env.fast_forward(handle, timedelta(days=2)), 30)
        result = await handle.result()
    history = WorkflowHistory.from_json(name, (await handle.fetch_history()).to_json())

    await Replayer(workflows=[Patience], plugins=[plugin()]).replay_workflow(history)

    assert result == CLOCK


async def test_a_clock_read_inside_a_workflow_is_caught(
    temporal_env: WorkflowEnvironment, caplog: pytest.LogCaptureFixture
) -> None:
    name = f"test-{uuid.uuid4()}"
    async with Worker(temporal_env.client, task_queue=name, workflows=[WatchReader], **worker_options()):
        handle = await temporal_env.client.start_workflow(WatchReader.run, id=name, task_queue=name)
        async with asyncio.timeout(30):
            while "RestrictedWorkflowAccessError" not in caplog.text:
                await asyncio.sleep(0.02)
        await handle.terminate()


async def test_the_connection_goes_where_the_settings_say(tmp_path: Path) -> None:
    async with TemporalServer(tmp_path) as server:
        client = await connect(_settings(server.address))

        assert client.namespace == "default"
        assert client.service_client.config.target_host == server.address


async def test_a_server_that_does_not_answer_is_named() -> None:
    address = f"127.0.0.1:{free_port()}"

    with pytest.raises(Unavailable, match=f"temporal_unreachable: Temporal does not answer at {address}"):
        await connect(_settings(address))


async def test_an_address_that_is_none_is_named() -> None:
    with pytest.raises(Unavailable, match="temporal_unreachable: Temporal does not answer at :: start it"):
        await connect(_settings(":"))


def _settings(temporal_address: str) -> Settings:
    return Settings(
        temporal_address=temporal_address,
        temporal_is_local=True,
        database_url="postgresql://reviewtrack@127.0.0.1/reviewtrack",
        smtp_url="smtp://127.0.0.1:2525",
        web_url="http://127.0.0.1:8080",
    )
