"""An act whose outcome is not known is sent again under the same id; what is known is not."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from cli import sending
from cli.sending import LOST_WITH_ITS_RUN, send
from models.command import Outcome
from models.errors import InputInvalid, NotFound, ReviewtrackError, RuleViolation, Unavailable
from models.people import SECRETARIAT
from models.phase.commands import ClosePhase

PHASE = "phase/untoc-1/FRA/1"
COMMAND = ClosePhase(actor=SECRETARIAT, command_id="c-1")
DONE = Outcome(workflow_id=PHASE, version=9, happened=("phase_closed",), stage="closed", waiting_on=())


def rpc(status: RPCStatusCode, message: str = "no") -> RPCError:
    """What the client raises when the server says no, or nothing."""
    return RPCError(message, status, b"")


def failed(code: str) -> WorkflowUpdateFailedError:
    """What the client raises when the workflow refuses."""
    return WorkflowUpdateFailedError(ApplicationError("this is why.", type=code))


@dataclass
class Scripted:
    """A client whose one workflow answers as written; the last answer again and again."""

    answers: Sequence[object]
    described: object = None
    ids: list[str] = field(default_factory=list[str])

    def get_workflow_handle(self, _: str) -> "Scripted":
        """The one workflow."""
        return self

    async def execute_update(self, _: str, __: object, *, id: str, result_type: type) -> object:  # noqa: A002 - the SDK's
        """Answer, and remember under which id it was asked."""
        del result_type
        self.ids.append(id)
        answer = self.answers[min(len(self.ids), len(self.answers)) - 1]
        if isinstance(answer, float):
            await asyncio.sleep(answer)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def describe(self) -> object:
        """Say when it ended, or that it never was."""
        if isinstance(self.described, Exception):
            raise self.described
        return self.described


async def sent(client: Scripted, patience: float = 5.0) -> Outcome:
    """Send the command."""
    unknown: Any = client
    return await send(unknown, PHASE, COMMAND, patience=patience)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at once."""
    monkeypatch.setattr(sending, "PAUSES", (0.001,))


@pytest.mark.parametrize(
    "unknown",
    [
        rpc(RPCStatusCode.UNAVAILABLE),
        rpc(RPCStatusCode.DEADLINE_EXCEEDED),
        rpc(RPCStatusCode.RESOURCE_EXHAUSTED),
        rpc(RPCStatusCode.INTERNAL, "unexpected workflow task failure"),
        WorkflowUpdateRPCTimeoutOrCancelledError(),
        failed(LOST_WITH_ITS_RUN),
    ],
    ids=lambda each: getattr(getattr(each, "status", None), "name", type(each).__name__),
)
async def test_what_is_unknown_is_sent_again_under_the_same_id(unknown: Exception) -> None:
    client = Scripted([unknown, unknown, DONE])

    assert await sent(client) == DONE
    assert client.ids == ["c-1", "c-1", "c-1"]


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (failed("wrong_stage"), RuleViolation, "wrong_stage"),
        (rpc(RPCStatusCode.INVALID_ARGUMENT), InputInvalid, "update_refused"),
        (rpc(RPCStatusCode.PERMISSION_DENIED), InputInvalid, "update_refused"),
    ],
)
async def test_what_is_known_is_sent_once(answer: Exception, kind: type[ReviewtrackError], code: str) -> None:
    client = Scripted([answer])

    with pytest.raises(kind, match=code):
        await sent(client)
    assert client.ids == ["c-1"]


@pytest.mark.parametrize("silence", [3600.0, rpc(RPCStatusCode.UNAVAILABLE)], ids=["no worker", "no server"])
async def test_patience_ends_with_the_id_that_makes_a_repetition_harmless(silence: object) -> None:
    with pytest.raises(Unavailable, match=r"outcome_unknown: .*--command-id c-1"):
        await sent(Scripted([silence]), patience=0.05)


async def test_a_workflow_that_never_was_and_one_that_is_over_are_told_apart() -> None:
    nobody = rpc(RPCStatusCode.NOT_FOUND)

    with pytest.raises(NotFound, match="unknown_workflow"):
        await sent(Scripted([nobody], described=nobody))
    with pytest.raises(NotFound, match="review_closed"):
        await sent(Scripted([nobody], described=SimpleNamespace(close_time=None)))


async def test_ctrl_c_stops_the_waiting_even_though_the_client_hides_it() -> None:
    class Hiding(Scripted):
        async def execute_update(self, _: str, __: object, *, id: str, result_type: type) -> object:  # noqa: A002
            del result_type
            self.ids.append(id)
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                raise WorkflowUpdateRPCTimeoutOrCancelledError from None

    client = Hiding([])
    task = asyncio.create_task(sent(client, patience=60))
    while not client.ids:
        await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert client.ids == ["c-1"]
