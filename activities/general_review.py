"""The door to the program that counts for the general review: reads the ledger, keeps data and draft, reports back."""

import asyncio
import json
from collections.abc import Awaitable, Sequence
from typing import Any, Protocol

from temporalio import activity
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from models import tasks
from models.command import Command
from models.conference.commands import RecordCompilation, RecordCompilationFailure
from models.conference.events import CompilationFailed, ReportCompiled
from models.conference.review import Compilation, CompileRequest
from models.directive import Relay
from models.documents import DocumentRef
from models.errors import RuleViolation
from models.ledger import LedgerEntry
from models.mechanism import ClusterArticles
from models.people import SYSTEM
from store import ledger
from store.documents import add_version
from store.observations import entries_for_review
from store.pool import Pool

DATA = "general_report_data"
DRAFT = "general_report"
"""Kinds of the two documents."""

ANSWERS = frozenset({ReportCompiled.type, CompilationFailed.type})

BEAT = 3.0
"""Seconds between two signs of life: much less than the time-out (`workflows.options.WORK`)."""


class Compile(Protocol):
    """The program itself (`rules.general_review.compiling.compile_review`)."""

    def __call__(
        self,
        request: CompileRequest,
        *,
        cycle: Sequence[LedgerEntry],
        phases: Sequence[LedgerEntry],
        conferences: Sequence[LedgerEntry],
        clusters: Sequence[ClusterArticles],
    ) -> Compilation:
        """Count, leave out, draft."""
        ...


class GeneralReviewActivity:
    """Holds the database, the client, the program, and the mechanism's clusters."""

    def __init__(
        self, pool: Pool, client: Client, compile_review: Compile, clusters: Sequence[ClusterArticles]
    ) -> None:
        """Take what the worker built."""
        self._pool, self._client, self._compile, self._clusters = pool, client, compile_review, clusters

    @activity.defn(name=tasks.COMPILE_REVIEW)
    async def compile_review(self, payload: dict[str, Any]) -> None:
        """Count, keep data and draft, report. The same ledger gives the same bytes, so repeating it is harmless."""
        request = CompileRequest.model_validate(payload)
        if await self._is_answered(request):
            return  # asked again by a track that is restored from its ledger
        answer_id = f"{request.workflow_id}/compilation-{request.number}"
        try:
            compilation = await _while_alive(self._compiled(request))
        except RuleViolation as refusal:
            await self._tell(
                request.workflow_id,
                RecordCompilationFailure(
                    actor=SYSTEM,
                    command_id=f"{answer_id}/failure",
                    number=request.number,
                    code=refusal.code,
                    message=refusal.message,
                ),
            )
            return
        await self._tell(
            request.workflow_id,
            RecordCompilation(
                actor=SYSTEM,
                command_id=answer_id,
                number=request.number,
                data=await self._kept(request, DATA, "application/json", compilation.data),
                draft=await self._kept(request, DRAFT, "text/markdown", compilation.draft.encode()),
                figures=compilation.figures,
            ),
        )

    async def _compiled(self, request: CompileRequest) -> Compilation:
        entries = await entries_for_review(self._pool, request.cycle)
        return await asyncio.to_thread(
            self._compile,
            request,
            cycle=entries.cycle,
            phases=entries.phases,
            conferences=entries.conferences,
            clusters=self._clusters,
        )

    async def _kept(self, request: CompileRequest, kind: str, media_type: str, content: bytes) -> DocumentRef:
        return await add_version(
            self._pool,
            document=None,
            cycle=request.cycle,
            kind=kind,
            media_type=media_type,
            language="en",
            content=content,
            simulated=False,
        )

    async def _is_answered(self, request: CompileRequest) -> bool:
        """Whether the ledger has an answer to this asking, or was asked again since."""
        after = 0
        while entries := await ledger.entries(self._pool, request.workflow_id, after=after):
            if any(each.type in ANSWERS and each.data["number"] >= request.number for each in entries):
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


async def _while_alive(work: Awaitable[Compilation]) -> Compilation:
    """Wait for the work, and say meanwhile that this worker lives; if it dies, another one soon begins again."""
    task = asyncio.ensure_future(work)
    while not task.done():
        activity.heartbeat()
        await asyncio.wait((task,), timeout=BEAT)
    return task.result()
