"""How people ask while parts of the system are killed: again, with the same command id, until they are answered."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from temporalio.client import (
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.service import RPCError

from models.command import Command, Outcome
from models.errors import ReviewtrackError


async def act(handle: WorkflowHandle[Any, Any], command: Command) -> Outcome:
    """Do one command; its id makes a repetition harmless."""
    return await handle.execute_update(  # pyright: ignore[reportUnknownMemberType]
        command.name, command, id=command.command_id, result_type=Outcome
    )


async def patiently(ask: Callable[[], Awaitable[Any]]) -> Any:
    """Ask until there is an answer; a part that is down is no answer, a refusal is one."""
    while True:
        try:
            return await asyncio.wait_for(ask(), 15)
        except WorkflowUpdateFailedError:
            raise
        except WorkflowUpdateRPCTimeoutOrCancelledError:
            # The SDK says this too when we were told to stop: then nobody asks again.
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise asyncio.CancelledError from None
            await asyncio.sleep(0.3)
        except (
            RPCError,
            TimeoutError,
            ReviewtrackError,
            RuntimeError,
        ):
            await asyncio.sleep(0.3)
