"""Sends a command as a Temporal update until its outcome is known, and puts refusals in our own words.

A timeout does not say that nothing happened: the update may have been applied and only its answer been lost. So the
same update goes out again under the same id, which Temporal and the workflow recognise; it is applied at most once.
"""

import asyncio
from typing import NoReturn

from temporalio.client import Client, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from models.command import Command, Outcome
from models.errors import InputInvalid, NotFound, RuleViolation, Unavailable

LOST_WITH_ITS_RUN = "AcceptedUpdateCompletedWorkflow"
"""Type of the failure when a run ended (by going on as a new one) between taking the update and answering it."""

REFUSED_FOR_GOOD = frozenset(
    {RPCStatusCode.INVALID_ARGUMENT, RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNAUTHENTICATED}
)

PAUSES = (0.2, 0.5, 1.0, 2.0)
"""Seconds before the next try; the last one again and again."""


async def send(client: Client, workflow_id: str, command: Command, *, patience: float) -> Outcome:
    """Return the outcome of `command`, trying again for `patience` real seconds while it is unknown.

    Raises:
        RuleViolation: the rules refuse, with their own code.
        NotFound: `unknown_workflow`, or `review_closed` for one that is over.
        InputInvalid: `update_refused`, the server cannot take the update.
        Unavailable: `outcome_unknown`; the same command may be sent again.
    """
    handle = client.get_workflow_handle(workflow_id)
    pauses = iter(PAUSES)
    pause = 0.0
    reason = "no answer"
    try:
        async with asyncio.timeout(patience):
            while True:
                try:
                    return await handle.execute_update(  # pyright: ignore[reportUnknownMemberType]
                        command.name, command, id=command.command_id, result_type=Outcome
                    )
                except WorkflowUpdateFailedError as failure:
                    if getattr(failure.cause, "type", None) != LOST_WITH_ITS_RUN:
                        _refused(failure)
                    reason = "the workflow went on as a new run"
                except RPCError as error:
                    reason = error.message
                    if error.status is RPCStatusCode.NOT_FOUND:
                        await _nobody(client, workflow_id)
                    if error.status in REFUSED_FOR_GOOD:
                        raise InputInvalid("update_refused", f"Temporal refused the update: {error.message}") from error
                except WorkflowUpdateRPCTimeoutOrCancelledError:
                    # The SDK says this too when we were told to stop, by Ctrl-C or by the clock above.
                    task = asyncio.current_task()
                    if task is not None and task.cancelling():
                        raise asyncio.CancelledError from None
                pause = next(pauses, pause)
                await asyncio.sleep(pause)
    except TimeoutError as error:
        raise Unavailable(
            "outcome_unknown",
            f"{workflow_id} did not answer within {patience:g} s ({reason}); the act may still be applied. Check "
            f"that a worker runs, then repeat it with --command-id {command.command_id}: it is applied at most once.",
        ) from error


def _refused(failure: WorkflowUpdateFailedError) -> NoReturn:
    cause = failure.cause
    if isinstance(cause, ApplicationError):
        raise RuleViolation(cause.type or "refused", cause.message) from failure
    raise RuleViolation("refused", str(cause or failure)) from failure


async def _nobody(client: Client, workflow_id: str) -> NoReturn:
    """Tell a workflow that is over from one that never was."""
    try:
        described = await client.get_workflow_handle(workflow_id).describe()
    except RPCError as error:
        raise NotFound(
            "unknown_workflow",
            f"no workflow runs as {workflow_id!r}: 'starter.py board CYCLE' names those that wait for somebody, "
            "'country list', 'phase list', 'dialogue list' all that there are.",
        ) from error
    ended = f" on {described.close_time:%Y-%m-%d}" if described.close_time else ""
    raise NotFound("review_closed", f"{workflow_id} ended{ended}; nothing can be done on it any more.")
