"""What is handed to the ledger, and what it keeps."""

from datetime import datetime
from typing import Any

from pydantic import Field

from models.beacon import BeaconProof
from models.clock import CalendarClock
from models.documents import DocumentRef
from models.naming import Reading
from models.notices import Addressed
from models.people import Actor
from models.stakeholders import Applicant
from models.status import Status
from models.value import Value


class Entry(Value):
    """One thing that happened, before the ledger gives it its hash."""

    version: int = Field(ge=1, description="position in its stream, from 1, without a gap")
    type: str
    data: dict[str, Any]
    actor: Actor
    at: datetime = Field(description="calendar instant, UTC")
    command_id: str | None = None


class Recording(Value):
    """One transaction: entries for one stream, the read model's new row, and what follows from them.

    Safe to repeat: the store recognises entries it already holds by stream, version and content.
    """

    stream: str
    entries: tuple[Entry, ...]
    status: Status
    clock: CalendarClock
    documents: tuple[DocumentRef, ...] = Field(default=(), description="must exist, or the whole act is refused")
    people: tuple[str, ...] = Field(default=(), description="person ids that must be registered, or the act is refused")
    beacons: tuple[BeaconProof, ...] = Field(default=(), exclude_if=lambda beacons: not beacons)
    """Rounds of a beacon whose signatures must be valid, or the act is refused."""
    applicants: tuple[Applicant, ...] = Field(default=(), exclude_if=lambda value: not value)
    """Stakeholders as the act describes them: each account must exist and be like that, or the act is refused."""
    readings: tuple[Reading, ...] = Field(default=(), exclude_if=lambda value: not value)
    """Texts that may name no State but those allowed, or the act is refused."""
    addressed: dict[int, tuple[Addressed, ...]] = Field(default={}, exclude_if=lambda value: not value)
    """Version of an entry -> whom it concerns beside those that entry and status name; only for its notices."""


class Recorded(Value):
    """The store's answer.

    Either everything was recorded, and `head` is the hash of the stream's last entry; or nothing was, because the
    ledger is ahead of the workflow: then `missed` holds entries that it has to make its own first.
    """

    version: int
    head: str
    missed: tuple[Entry, ...] = ()


class LedgerEntry(Value):
    """An entry as kept: with its stream, the time of recording and the hash chain of its stream."""

    stream: str
    version: int
    type: str
    data: dict[str, Any]
    actor: Actor
    at: datetime
    command_id: str | None = None
    recorded_at: datetime
    previous: str = Field(description="hash of the stream's previous entry; 64 zeros before the first")
    hash: str
