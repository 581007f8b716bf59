"""A ledger in memory behind the same activity names, for tests that are not about PostgreSQL."""

from collections import defaultdict

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from models import tasks
from models.directive import Directives
from models.ledger import Entry, Recorded, Recording
from models.status import Status

ZEROS = "0" * 64


class MemoryLedger:
    """Keeps every stream, refuses documents and people it is told not to know, and fails when it is told to."""

    def __init__(self) -> None:
        """Start empty."""
        self.streams: dict[str, list[Entry]] = defaultdict(list)
        self.statuses: dict[str, Status] = {}
        self.directives: list[Directives] = []
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
