"""Workers for workflow tests: the real workflows, the ledger in memory, a task queue of their own."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest_asyncio
from temporalio.client import Client, WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from models.aggregate import AggregateState
from models.command import Command, Outcome
from models.status import Status
from tests.workflows.compliant import next_command
from tests.workflows.fakes import Counter, Drum, MemoryLedger
from workflows.every import WORKFLOWS

NUMBERS = count(1)


@dataclass
class Desk:
    """A client, a worker and a ledger, and the few things that every workflow test does with them."""

    client: Client
    ledger: MemoryLedger
    queue: str

    async def start(self, workflow: Any, state: AggregateState, workflow_id: str) -> WorkflowHandle[Any, Any]:
        """Start a workflow with its first state, and wait until its stream is open."""
        handle = await self.client.start_workflow(workflow.run, state, id=workflow_id, task_queue=self.queue)
        while not self.ledger.streams[workflow_id]:
            await asyncio.sleep(0.02)
        return handle

    async def act(self, handle: WorkflowHandle[Any, Any], command: Command, *, update_id: str | None = None) -> Outcome:
        """Do one command and return its outcome."""
        return await handle.execute_update(  # pyright: ignore[reportUnknownMemberType]
            command.name, command, id=update_id or command.command_id, result_type=Outcome
        )

    async def status(self, handle: WorkflowHandle[Any, Any]) -> Status:
        """Ask the workflow where it stands."""
        return await handle.query("status", result_type=Status)

    async def drive(self, handle: WorkflowHandle[Any, Any], *, until: str) -> int:
        """Let compliant people act until the review stands at `until`; return how many acts it took."""
        acts = 0
        while (status := await self.status(handle)).stage != until:
            state = await handle.query("state", result_type=AggregateState)
            now = state.clock.calendar(await current_time(handle))
            await self.act(handle, next_command(status, now=now))
            acts += 1
            if until == "closed" and self.ledger.types(handle.id)[-1] == "phase_closed":
                break
        return acts


async def current_time(handle: WorkflowHandle[Any, Any]) -> Any:
    """The moment by the workflow's own clock; set by the fixture."""
    return await ENVIRONMENT[0].get_current_time(handle)


ENVIRONMENT: list[WorkflowEnvironment] = []


@pytest_asyncio.fixture
async def desk(temporal_env: WorkflowEnvironment) -> AsyncIterator[Desk]:
    """A desk with a worker of its own."""
    ENVIRONMENT[:] = [temporal_env]
    ledger = MemoryLedger()
    queue = f"desk-{next(NUMBERS)}"
    async with Worker(
        temporal_env.client,
        task_queue=queue,
        workflows=WORKFLOWS,
        activities=[
            ledger.record,
            ledger.carry_out,
            Drum(temporal_env.client).draw_lots,
            Counter(temporal_env.client).compile_review,
        ],
    ):
        yield Desk(client=temporal_env.client, ledger=ledger, queue=queue)
