"""A ledger in memory behind the same activity names, for tests that are not about PostgreSQL."""

from collections import defaultdict
from typing import Any

from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from models import tasks
from models.command import Command
from models.conference.commands import RecordCompilation
from models.conference.state import ReviewFigures
from models.directive import Directives, Relay
from models.documents import DocumentRef
from models.drawing.commands import RecordFailure, RecordOutcome
from models.errors import RuleViolation
from models.ledger import Entry, Recorded, Recording
from models.lots import LotsInputs
from models.people import SYSTEM
from models.status import Status
from rules.lots.transcript import transcript_of

ZEROS = "0" * 64


class MemoryLedger:
    """Keeps every stream, refuses documents and people it is told not to know, and fails when it is told to."""

    def __init__(self) -> None:
        """Start empty."""
        self.streams: dict[str, list[Entry]] = defaultdict(list)
        self.statuses: dict[str, Status] = {}
        self.directives: list[Directives] = []
        self.recordings: list[Recording] = []
        self.unknown_documents: set[str] = set()
        self.failures_to_come = 0
        self.at_once = 40
        self.calls = 0

    @activity.defn(name=tasks.RECORD)
    async def record(self, recording: Recording) -> Recorded:
        """Record as the store does: idempotent, in order, all or nothing."""
        self.calls += 1
        if self.failures_to_come:
            self.failures_to_come -= 1
            message = "the database does not answer"
            raise ConnectionError(message)
        for document in recording.documents:
            if document.id in self.unknown_documents:
                raise ApplicationError(
                    f"Document {document.id} is not in the store.",
                    type="unknown_document",
                    non_retryable=True,
                    category=ApplicationErrorCategory.BENIGN,
                )
        stream = self.streams[recording.stream]
        known = recording.entries[0].version - 1 if recording.entries else recording.status.version
        assert known <= len(stream), "a gap in the stream"
        if stream[known:] != list(recording.entries)[: len(stream) - known] or not recording.entries:
            return Recorded(version=len(stream), head=ZEROS, missed=tuple(stream[known:][: self.at_once]))
        stream.extend(recording.entries[len(stream) - known :])
        self.recordings.append(recording)
        self.statuses[recording.stream] = recording.status
        return Recorded(version=len(stream), head=ZEROS)

    @activity.defn(name=tasks.CARRY_OUT)
    async def carry_out(self, directives: Directives) -> None:
        """Keep what was asked."""
        self.directives.append(directives)

    def types(self, stream: str) -> list[str]:
        """The types of a stream's entries, in order."""
        return [entry.type for entry in self.streams[stream]]

    def of_type(self, stream: str, *types: str) -> list[Entry]:
        """The entries of these types, in order."""
        return [entry for entry in self.streams[stream] if entry.type in types]


class Drum:
    """Draws as the program does, and keeps no transcript."""

    def __init__(self, client: Client) -> None:
        """Take the client through which it reports."""
        self._client = client

    @activity.defn(name=tasks.DRAW_LOTS)
    async def draw_lots(self, payload: dict[str, Any]) -> None:
        """Draw and report."""
        workflow_id = str(payload["workflow_id"])
        try:
            record = transcript_of(LotsInputs.model_validate(payload["inputs"]), payload["entropy"])
        except RuleViolation as refusal:
            told: Command = RecordFailure(
                actor=SYSTEM, command_id=f"{workflow_id}/failure", code=refusal.code, message=refusal.message
            )
        else:
            told = RecordOutcome(
                actor=SYSTEM,
                command_id=f"{workflow_id}/outcome",
                transcript=DocumentRef(id="doc-transcript/1", sha256=record["sha256"]),
                sha256=record["sha256"],
                assignments=record["assignments"],
                method=tuple(record["method"].values()),
            )
        await _report(self._client, workflow_id, told)


class Counter:
    """Counts nothing, and says that it has."""

    def __init__(self, client: Client) -> None:
        """Take the client through which it reports."""
        self._client = client

    @activity.defn(name=tasks.COMPILE_REVIEW)
    async def compile_review(self, payload: dict[str, Any]) -> None:
        """Report tables and a draft that nobody keeps."""
        workflow_id, number = str(payload["workflow_id"]), int(payload["number"])
        told = RecordCompilation(
            actor=SYSTEM,
            command_id=f"{workflow_id}/compilation/{number}",
            number=number,
            data=DocumentRef(id="doc-tables/1", sha256=ZEROS),
            draft=DocumentRef(id="doc-draft/1", sha256=ZEROS),
            figures=ReviewFigures(clusters=1, reviews=3, published=2),
        )
        await _report(self._client, workflow_id, told)


async def _report(client: Client, workflow_id: str, told: Command) -> None:
    relay = Relay(workflow_id=workflow_id, command=told.name, payload=told.model_dump(mode="json"))
    await client.get_workflow_handle(workflow_id).signal("relay", relay)
