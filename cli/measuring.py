"""What an act costs in Temporal: history events per human act, and the largest run, from the histories themselves.

A workflow that went on as new has several runs. A chain is walked backwards from its last run, each run's first event
naming the one before; what the server keeps no longer is said, not guessed.
"""

import asyncio
from collections.abc import AsyncIterator
from statistics import fmean

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from cli.asking import runs_of
from models.errors import NotFound
from models.value import Value

AT_ONCE = 8
"""Histories fetched at a time: each may have megabytes."""

ACCEPTED = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED
SIGNALED = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED

RELAY = "relay"
"""Name of the signal that brings a command which a person gave elsewhere: the launch of a group, a new reviewer."""


class ReviewCost(Value):
    """One closed phase review: all its runs together."""

    workflow_id: str
    runs: int
    events: int
    acts: int

    @property
    def events_per_act(self) -> float:
        """History events for each accepted update."""
        return self.events / self.acts


class LargestRun(Value):
    """The run with the longest history."""

    workflow_id: str
    run_id: str
    events: int
    bytes: int


class CycleCost(Value):
    """Both figures of a cycle; those over closed phase reviews are absent while there is none."""

    cycle: str
    closed_phases: int
    events_per_act_mean: float | None
    events_per_act_max: float | None
    most_costly: ReviewCost | None
    runs: int
    largest_run: LargestRun | None


async def cost_of(client: Client, cycle: str) -> CycleCost:
    """Return what the acts of a cycle cost; raises `NotFound` (`unknown_cycle`) if the server keeps no run of it."""
    runs = [run async for run in runs_of(client, cycle, open_only=False)]
    if not runs:
        raise NotFound("unknown_cycle", f"the Temporal server keeps no run of a cycle {cycle!r}.")
    closed = sorted(
        {run.id for run in runs if run.id.startswith("phase/") and run.status is WorkflowExecutionStatus.COMPLETED}
    )
    gate = asyncio.Semaphore(AT_ONCE)

    async def cost(workflow_id: str) -> ReviewCost:
        async with gate:
            return await review_cost(client, workflow_id)

    async def length(workflow_id: str, run_id: str) -> LargestRun:
        async with gate:
            # The list knows the length of closed runs only.
            described = await client.get_workflow_handle(workflow_id, run_id=run_id).describe()
        info = described.raw_description.workflow_execution_info
        return LargestRun(
            workflow_id=workflow_id, run_id=run_id, events=info.history_length, bytes=info.history_size_bytes
        )

    costs = [each for each in await asyncio.gather(*(cost(each) for each in closed)) if each.acts]
    lengths = await asyncio.gather(*(length(run.id, run.run_id) for run in runs))
    most = max(costs, key=lambda each: each.events_per_act, default=None)
    return CycleCost(
        cycle=cycle,
        closed_phases=len(costs),
        events_per_act_mean=fmean(each.events_per_act for each in costs) if costs else None,
        events_per_act_max=most.events_per_act if most else None,
        most_costly=most,
        runs=len(runs),
        largest_run=max(lengths, key=lambda each: each.events, default=None),
    )


async def review_cost(client: Client, workflow_id: str) -> ReviewCost:
    """Count the events and the acts of one workflow over all its runs."""
    runs = events = acts = 0
    async for history in histories(client, workflow_id):
        runs += 1
        events += len(history.events)
        acts += sum(_is_act(event) for event in history.events)
    return ReviewCost(workflow_id=workflow_id, runs=runs, events=events, acts=acts)


def _is_act(event: HistoryEvent) -> bool:
    """Whether an event is the beginning of a person's act: an accepted update, or a relayed command."""
    if event.event_type == SIGNALED:
        return event.workflow_execution_signaled_event_attributes.signal_name == RELAY
    return event.event_type == ACCEPTED


async def histories(client: Client, workflow_id: str, *, all_runs: bool = True) -> AsyncIterator[WorkflowHistory]:
    """The histories of a workflow's runs, the last run first, as far back as the server keeps them.

    Raises:
        NotFound: `unknown_workflow`.
    """
    run_id: str | None = None
    while True:
        try:
            history = await client.get_workflow_handle(workflow_id, run_id=run_id).fetch_history()
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            if run_id is None:
                raise NotFound("unknown_workflow", f"the server keeps no run of {workflow_id!r}.") from error
            return  # older than the server's retention
        yield history
        run_id = history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id
        if not run_id or not all_runs:
            return
