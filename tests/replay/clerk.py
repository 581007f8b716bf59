"""Whoever enters acts in a workflow on a real server, on the days of a calendar."""

import asyncio
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from models.aggregate import AggregateState
from models.clock import CalendarClock
from models.command import Command
from models.directive import Relay
from models.people import SYSTEM, Actor
from rules.calendar.vienna import start_of_day
from tests.workflows.conftest import Desk

Handle = WorkflowHandle[Any, Any]

PATIENCE = 240.0


@dataclass
class Clerk:
    """One workflow, and the days on which something is done in it."""

    desk: Desk
    env: WorkflowEnvironment
    handle: Handle
    clock: CalendarClock
    acts: int = field(default=0)

    @classmethod
    async def begin(
        cls, desk: Desk, env: WorkflowEnvironment, workflow: Any, state: AggregateState, key: str
    ) -> "Clerk":
        """Start a workflow with its first state."""
        handle = await desk.start(workflow, state, key)
        return cls(desk, env, desk.client.get_workflow_handle(handle.id), state.clock)

    async def do(self, command: type[Command], actor: Actor, **fields: Any) -> None:
        """Do one act."""
        self.acts += 1
        await self.desk.act(self.handle, command(actor=actor, command_id=f"act-{self.acts}", **fields))

    async def until(self, moment: date | datetime) -> None:
        """Let time go by until the morning of a day, or until an instant, of the calendar; not back."""
        calendar = moment if isinstance(moment, datetime) else start_of_day(moment) + timedelta(hours=9)
        step = self.clock.real(calendar) - await self.env.get_current_time(self.handle)
        if step > timedelta(0):
            await asyncio.wait_for(self.env.fast_forward(self.handle, step), PATIENCE)

    async def relay(self, command: type[Command], event: str, **fields: Any) -> None:
        """Hand over what another workflow, or a program, decided, and wait until it is recorded."""
        self.acts += 1
        told = command(actor=SYSTEM, command_id=f"relay-{self.acts}", **fields)
        before = self.types().count(event)
        payload = told.model_dump(mode="json")
        await self.handle.signal("relay", Relay(workflow_id=self.handle.id, command=told.name, payload=payload))
        while self.types().count(event) == before:
            await asyncio.sleep(0.02)

    async def roll(self) -> None:
        """Let it go on as a new run."""
        await self.handle.signal("roll")
        await asyncio.sleep(1)

    async def recorded(self, event: str) -> None:
        """Wait until something is recorded."""
        while event not in self.types():
            await asyncio.sleep(0.02)

    def types(self) -> list[str]:
        """The types of what was recorded, in order."""
        return self.desk.ledger.types(self.handle.id)
