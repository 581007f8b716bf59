"""The door through which a new version of the policy reaches the reviews: each is asked, and decides by its own rules.

Every workflow of the cycle that runs gets one update, a few at a time. Its command id is made from the version and the
round, so asking again changes nothing and gets the first answer; a round that was broken off goes on where it was. The
cycle is asked first, then the reviews of States, then phases and dialogues: what opens meanwhile begins under what has
been taken above it.
"""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from temporalio import activity
from temporalio.client import Client, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from models import tasks
from models.command import Command, Outcome
from models.conference.policy_versions import (
    NAMED,
    PolicyVersionApplied,
    PolicyVersionUndone,
    RecordPolicyApplied,
    RecordPolicyUndone,
    RefusedReview,
    RunFigures,
)
from models.directive import Relay
from models.documents import DocumentRef
from models.people import SECRETARIAT, SYSTEM
from models.policy_change import ApplyPolicy, PolicyChange, WithdrawPolicy
from models.value import Value
from store import ledger
from store.canonical import canonical
from store.documents import add_version
from store.pool import Pool
from store.running import running

KIND = "policy_round"
"""Kind of the document that lists every workflow with its answer."""

ORDER = (("cycle",), ("country",), ("phase", "dialogue"))
"""Kinds that take versions; those of one place are asked together, after those of the place before."""

AT_ONCE = 8
"""Workflows asked at a time."""

ROUNDS = 5
"""How often the list of what runs is read again; what begins after that begins under the version, or is told later."""

PATIENCE = 30.0
"""Real seconds for one answer. A workflow that is parked gives none; it is listed, and asked in the next round."""

PAUSE = 0.5
"""Seconds before a workflow is asked again that went on as a new run while it was asked."""

BEAT = 3.0
"""Seconds between two signs of life: much less than the time-out (`workflows.options.WORK`)."""

SENTENCE = 1000
"""Characters of a reason that are kept."""

LOST_WITH_ITS_RUN = "AcceptedUpdateCompletedWorkflow"
"""Type of the failure when a run ended (by going on as a new one) between taking the update and answering it."""

ALREADY = {"apply": "policy_applied_already", "undo": "policy_not_applied"}
"""What a workflow says that stands as it is wanted."""

REPORTED = frozenset({PolicyVersionApplied.type, PolicyVersionUndone.type})


class Answer(Value):
    """What one workflow said: nothing more than its id, or the code and the sentence of its refusal."""

    workflow_id: str
    code: str = ""
    message: str = ""


Details: TypeAlias = list[list[str]]
"""Answers as the heartbeat carries them."""


@dataclass
class Round:
    """One round: what is asked, and who has answered."""

    workflow_id: str
    cycle: str
    act: str
    run: int
    version: str
    change: PolicyChange
    reason: str
    answers: dict[str, Answer] = field(default_factory=dict[str, Answer])

    @classmethod
    def of(cls, payload: dict[str, Any]) -> "Round":
        """Read what the conference asks for."""
        return cls(
            workflow_id=str(payload["workflow_id"]),
            cycle=str(payload["cycle"]),
            act=str(payload["act"]),
            run=int(payload["run"]),
            version=str(payload["version"]),
            change=PolicyChange.model_validate(payload["change"]),
            reason=str(payload["reason"]),
        )

    @property
    def command_id(self) -> str:
        """The id of the act, the same in every workflow."""
        return f"{self.workflow_id}/policy/{self.version}/{self.run}"

    def command(self) -> Command:
        """The act."""
        if self.act == "apply":
            return ApplyPolicy(actor=SECRETARIAT, command_id=self.command_id, version=self.version, change=self.change)
        return WithdrawPolicy(actor=SECRETARIAT, command_id=self.command_id, version=self.version, reason=self.reason)

    def answered(self, details: Iterable[Iterable[str]]) -> None:
        """Take up what a broken round had heard."""
        for workflow_id, code, message in details:
            self.answers[workflow_id] = Answer(workflow_id=workflow_id, code=code, message=message)

    @property
    def details(self) -> Details:
        """What is to be taken up, should this worker die."""
        return [[each.workflow_id, each.code, each.message] for each in self.answers.values()]

    @property
    def refused(self) -> list[Answer]:
        """Who refused, by id."""
        refused = (each for each in self.answers.values() if each.code not in {"", ALREADY[self.act]})
        return sorted(refused, key=lambda each: each.workflow_id)

    @property
    def figures(self) -> RunFigures:
        """How it went."""
        codes = [each.code for each in self.answers.values()]
        done, already = codes.count(""), codes.count(ALREADY[self.act])
        return RunFigures(asked=len(codes), done=done, already=already, refused=len(codes) - done - already)

    def listed(self) -> bytes:
        """The list of every workflow with its answer, in its one form."""
        rows = [self.answers[key].model_dump() for key in sorted(self.answers)]
        return canonical(
            {
                "act": self.act,
                "already": ALREADY[self.act],
                "answers": rows,
                "change": self.change.model_dump(mode="json"),
                "conference": self.workflow_id,
                "figures": self.figures.model_dump(),
                "run": self.run,
                "version": self.version,
            }
        ).encode()

    def report(self, outcome: DocumentRef) -> RecordPolicyApplied | RecordPolicyUndone:
        """What the conference is told."""
        made = RecordPolicyApplied if self.act == "apply" else RecordPolicyUndone
        named = self.refused[:NAMED]
        return made(
            actor=SYSTEM,
            command_id=f"{self.command_id}/report",
            version=self.version,
            run=self.run,
            figures=self.figures,
            outcome=outcome,
            refused=tuple(RefusedReview.model_validate(each.model_dump()) for each in named),
        )


class PolicyActivity:
    """Holds the database and the client."""

    def __init__(self, pool: Pool, client: Client, *, patience: float = PATIENCE) -> None:
        """Take what the worker built."""
        self._pool, self._client, self._patience = pool, client, patience

    @activity.defn(name=tasks.APPLY_POLICY)
    async def apply_policy(self, payload: dict[str, Any]) -> None:
        """Ask every running workflow, keep the list of answers, report. Repeating it is harmless."""
        asked = Round.of(payload)
        if await self._is_reported(asked):
            return  # asked again by a conference that is restored from its ledger
        if activity.info().heartbeat_details:
            asked.answered(activity.info().heartbeat_details[0])
        work = asyncio.ensure_future(self._ask_all(asked))
        try:
            while not work.done():
                activity.heartbeat(asked.details)
                await asyncio.wait((work,), timeout=BEAT)
        finally:
            work.cancel()
        work.result()
        outcome = await add_version(
            self._pool,
            document=None,
            cycle=asked.cycle,
            kind=KIND,
            media_type="application/json",
            language="en",
            content=asked.listed(),
            simulated=False,
        )
        await self._tell(asked.workflow_id, asked.report(outcome))

    async def _ask_all(self, asked: Round) -> None:
        """Ask who runs, from the cycle down, until nobody is left who was not asked."""
        for _ in range(ROUNDS):
            before = len(asked.answers)
            for kinds in ORDER:
                await self._ask_each(asked, await running(self._pool, asked.cycle, kinds))
            if len(asked.answers) == before:
                break

    async def _ask_each(self, asked: Round, workflow_ids: Iterable[str]) -> None:
        gate = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for workflow_id in workflow_ids:
                if workflow_id not in asked.answers:
                    group.create_task(self._ask_in_turn(gate, asked, workflow_id))

    async def _ask_in_turn(self, gate: asyncio.Semaphore, asked: Round, workflow_id: str) -> None:
        async with gate:
            asked.answers[workflow_id] = await self._ask(workflow_id, asked.command())

    async def _ask(self, workflow_id: str, command: Command) -> Answer:
        """Return what a workflow says; raises `RPCError` when Temporal cannot be asked."""
        handle = self._client.get_workflow_handle(workflow_id)
        try:
            async with asyncio.timeout(self._patience):
                while True:
                    try:
                        await handle.execute_update(  # pyright: ignore[reportUnknownMemberType]
                            command.name, command, id=command.command_id, result_type=Outcome
                        )
                    except WorkflowUpdateFailedError as failure:
                        if getattr(failure.cause, "type", None) != LOST_WITH_ITS_RUN:
                            return _refusal(workflow_id, failure)
                    except WorkflowUpdateRPCTimeoutOrCancelledError:
                        # The SDK says this too when we are told to stop.
                        task = asyncio.current_task()
                        if task is not None and task.cancelling():
                            raise asyncio.CancelledError from None
                    else:
                        return Answer(workflow_id=workflow_id)
                    await asyncio.sleep(PAUSE)
        except TimeoutError:
            said = f"no answer within {self._patience:g} s; it may still take it: do the round again."
            return Answer(workflow_id=workflow_id, code="outcome_unknown", message=said)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return Answer(workflow_id=workflow_id, code="not_running", message="it is over, or was never started.")

    async def _is_reported(self, asked: Round) -> bool:
        """Whether the ledger has the answer of this round."""
        after = 0
        while entries := await ledger.entries(self._pool, asked.workflow_id, after=after):
            if any(each.type in REPORTED and _is_of(each.data, asked) for each in entries):
                return True
            after = entries[-1].version
        return False

    async def _tell(self, workflow_id: str, command: Command) -> None:
        relay = Relay(workflow_id=workflow_id, command=command.name, payload=json.loads(command.model_dump_json()))
        try:
            await self._client.get_workflow_handle(workflow_id).signal("relay", relay)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            activity.logger.info("nobody_to_tell", extra={"workflow": workflow_id})


def _refusal(workflow_id: str, failure: WorkflowUpdateFailedError) -> Answer:
    cause = failure.cause
    code, said = (cause.type, cause.message) if isinstance(cause, ApplicationError) else (None, str(cause or failure))
    return Answer(workflow_id=workflow_id, code=code or "refused", message=said[:SENTENCE])


def _is_of(data: dict[str, Any], asked: Round) -> bool:
    return (data.get("version"), data.get("run")) == (asked.version, asked.run)
