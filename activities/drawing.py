"""The door to the program that draws lots: it takes seconds, keeps the transcript in the store, and reports back."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from temporalio import activity
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from models import tasks
from models.command import Command
from models.directive import Relay
from models.drawing.commands import RecordFailure, RecordOutcome
from models.drawing.events import DrawFailed, DrawVoided, ReviewersDrawn
from models.errors import ReviewtrackError
from models.lots import ALGORITHM, LotsAssignment, LotsInputs, Method
from models.people import SYSTEM
from store import ledger
from store.documents import add_version
from store.pool import Pool

Draw = Callable[[LotsInputs, Sequence[dict[str, Any]]], dict[str, Any]]
"""The draw itself: inputs and entropy in, the transcript out (`rules.lots.transcript.transcript_of`)."""

KIND = "lots_transcript"


REPORTED = frozenset({ReviewersDrawn.type, DrawFailed.type, DrawVoided.type})
"""Events after which nobody waits for the program any more."""


class SealBroken(ReviewtrackError):
    """The program is another one than the one that sealed: of the same inputs and the same seed it makes other lots."""


BEAT = 3.0
"""Seconds between two signs of life: much less than the time-out (`workflows.options.WORK`)."""


class DrawingActivity:
    """Holds the database, the client and the draw."""

    def __init__(self, pool: Pool, client: Client, draw: Draw, write: Callable[[dict[str, Any]], bytes]) -> None:
        """Take what the worker built; `write` gives the transcript's one form in bytes."""
        self._pool, self._client, self._draw, self._write = pool, client, draw, write

    @activity.defn(name=tasks.DRAW_LOTS)
    async def draw_lots(self, payload: dict[str, Any]) -> None:
        """Draw, keep the transcript, report. The same inputs give the same outcome, so repeating it is harmless."""
        workflow_id = str(payload["workflow_id"])
        if await self._is_reported(workflow_id):
            return  # asked again by a drawing that is restored from its ledger
        inputs = LotsInputs.model_validate(payload["inputs"])
        if inputs.algorithm != ALGORITHM:
            raise SealBroken(
                "seal_broken",
                f"{workflow_id} was sealed for {inputs.algorithm}; this program draws by {ALGORITHM}: run the version "
                "that sealed it.",
            )
        try:
            record = await _while_alive(asyncio.to_thread(self._draw, inputs, payload["entropy"]))
        except ReviewtrackError as refusal:
            await self._tell(
                workflow_id,
                RecordFailure(
                    actor=SYSTEM, command_id=f"{workflow_id}/failure", code=refusal.code, message=refusal.message
                ),
            )
            return
        if record["inputs_sha256"] != payload["inputs_sha256"]:
            # Another program than the one that sealed: nothing is drawn with it. An older or mended one goes on.
            raise SealBroken(
                "seal_broken",
                f"{workflow_id} was sealed as {payload['inputs_sha256']}; this program makes {record['inputs_sha256']} "
                "of the same inputs: run the version that sealed it.",
            )
        if {iso3: int(group) for group, states in record["groups"].items() for iso3 in states} != payload["groups"]:
            raise SealBroken(
                "seal_broken",
                f"{workflow_id} has drawn other groups than this program makes of the same seed: run the version that "
                "drew them.",
            )
        transcript = await add_version(
            self._pool,
            document=None,
            cycle=str(payload["cycle"]),
            kind=KIND,
            media_type="application/json",
            language="en",
            content=self._write(record),
            simulated=False,
        )
        await self._tell(
            workflow_id,
            RecordOutcome(
                actor=SYSTEM,
                command_id=f"{workflow_id}/outcome",
                transcript=transcript,
                sha256=record["sha256"],
                assignments=tuple(LotsAssignment.model_validate(each) for each in record["assignments"]),
                method=tuple(Method.model_validate(each) for each in record["method"].values()),
            ),
        )

    async def _is_reported(self, workflow_id: str) -> bool:
        """Whether the ledger has an answer; before it may stand notes and contributions of two hundred States."""
        after = 0
        while entries := await ledger.entries(self._pool, workflow_id, after=after):
            if any(entry.type in REPORTED for entry in entries):
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


async def _while_alive(work: Awaitable[dict[str, Any]]) -> dict[str, Any]:
    """Wait for the work, and say meanwhile that this worker lives; if it dies, another one soon begins again."""
    task = asyncio.ensure_future(work)
    while not task.done():
        activity.heartbeat()
        await asyncio.wait((task,), timeout=BEAT)
    return task.result()
