"""Asks workflows where they stand, and which of a cycle run."""

from collections.abc import AsyncIterator
from datetime import timedelta

from temporalio.client import Client, WorkflowExecution, WorkflowExecutionStatus, WorkflowQueryFailedError
from temporalio.service import RPCError, RPCStatusCode

from models.errors import NotFound, Unavailable
from models.ids import checked_cycle, cycle_id, postmaster_id
from models.status import Status

ANSWERS_WITHIN = timedelta(seconds=10)
"""A query is answered by a worker; without one it would wait for ever."""

KINDS_OF_MANY = ("lots", "country", "phase", "dialogue", "conference", "engagement")
"""Kinds whose ids go on after the cycle's key."""

TOO_EARLY = "Workflow task is not scheduled yet"
"""What the server says of a workflow that has just begun, or has just gone on as a new run."""


async def status_of(client: Client, workflow_id: str) -> Status:
    """Return the answer of a workflow to its `status` query.

    Raises:
        NotFound: `unknown_workflow`.
        Unavailable: `no_worker`, or `not_begun` for a workflow in its first moment.
    """
    try:
        return await client.get_workflow_handle(workflow_id).query(
            "status", result_type=Status, rpc_timeout=ANSWERS_WITHIN
        )
    except WorkflowQueryFailedError as error:
        raise Unavailable("query_failed", f"{workflow_id} cannot say where it stands: {error.message}.") from error
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise NotFound("unknown_workflow", f"no workflow is or was known as {workflow_id!r}.") from error
        if error.status in {RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED}:
            raise Unavailable(
                "no_worker",
                f"{workflow_id} did not answer within {ANSWERS_WITHIN.seconds} s: check that a worker runs.",
            ) from error
        if TOO_EARLY in error.message:
            raise Unavailable("not_begun", f"{workflow_id} has just begun: ask again in a moment.") from error
        raise


async def is_running(client: Client, workflow_id: str) -> bool:
    """Whether a workflow is open now, in whichever run."""
    try:
        described = await client.get_workflow_handle(workflow_id).describe()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    return described.status is WorkflowExecutionStatus.RUNNING


async def runs_of(client: Client, cycle: str, *, open_only: bool) -> AsyncIterator[WorkflowExecution]:
    """Every run of every workflow of a cycle that the server still keeps, in no order.

    By id and not by the search attribute `Cycle`: ids are there from the first moment, on any server.
    """
    checked_cycle(cycle)
    mine = [f"WorkflowId = '{cycle_id(cycle)}'", f"WorkflowId = '{postmaster_id(cycle)}'"]
    mine += [f"WorkflowId STARTS_WITH '{kind}/{cycle}/'" for kind in KINDS_OF_MANY]
    for condition in mine:
        query = f"{condition} AND ExecutionStatus = 'Running'" if open_only else condition
        async for execution in client.list_workflows(query):
            yield execution
