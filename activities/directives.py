"""The door to other workflows: start them, or hand them commands that were decided elsewhere.

Done through a client and not as child workflows: what is started outlives the run that asked for it, a group of sixty
reviews costs six events instead of a hundred and eighty, and nothing is bound to the asking run's history.
"""

import asyncio
from collections.abc import Awaitable, Iterable

from temporalio import activity
from temporalio.client import Client
from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from models import tasks
from models.directive import Directives, Relay, Start
from models.ids import TASK_QUEUE

AT_ONCE = 8
"""Requests under way to the Temporal server at a time."""

CYCLE = SearchAttributeKey.for_keyword("Cycle")
STATE = SearchAttributeKey.for_keyword("State")
PHASE = SearchAttributeKey.for_int("Phase")


class DirectivesActivity:
    """Holds the client."""

    def __init__(self, client: Client) -> None:
        """Take the worker's own client."""
        self._client = client

    @activity.defn(name=tasks.CARRY_OUT)
    async def carry_out(self, directives: Directives) -> None:
        """Start and tell, at most a few at a time; every part of it is safe to repeat."""
        await _a_few_at_a_time(self._start(directives.cycle, start) for start in directives.starts)
        await _a_few_at_a_time(self._tell(relay) for relay in directives.relays)
        await _a_few_at_a_time(self._signal(workflow_id, "stop") for workflow_id in directives.stops)

    async def _start(self, cycle: str, start: Start) -> None:
        try:
            await self._client.start_workflow(
                start.workflow_type,
                start.state,
                id=start.workflow_id,
                task_queue=TASK_QUEUE,
                # It runs already: leave it alone. It ran and is over: it is not to run again.
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                static_summary=start.summary or None,
                static_details=start.details or None,
                search_attributes=_attributes(cycle, start),
            )
        except WorkflowAlreadyStartedError:
            activity.logger.info("already_over", extra={"workflow": start.workflow_id})

    async def _tell(self, relay: Relay) -> None:
        await self._signal(relay.workflow_id, "relay", relay)

    async def _signal(self, workflow_id: str, name: str, *given: Relay) -> None:
        try:
            await self._client.get_workflow_handle(workflow_id).signal(name, args=given)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            # A workflow that is over needs no telling.
            activity.logger.info("nobody_to_tell", extra={"workflow": workflow_id, "signal": name})


def _attributes(cycle: str, start: Start) -> TypedSearchAttributes:
    pairs: list[SearchAttributePair[str] | SearchAttributePair[int]] = [SearchAttributePair(CYCLE, cycle)]
    terms = start.state.get("terms") or start.state  # an engagement of one State says so in its terms
    state, phase = terms.get("state"), terms.get("phase")
    if isinstance(state, str):
        pairs.append(SearchAttributePair(STATE, state))
    if isinstance(phase, int):
        pairs.append(SearchAttributePair(PHASE, phase))
    return TypedSearchAttributes(pairs)


async def _a_few_at_a_time(work: Iterable[Awaitable[None]]) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(each: Awaitable[None]) -> None:
        async with gate:
            await each

    await asyncio.gather(*(one(each) for each in work))
