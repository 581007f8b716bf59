"""A notice before it has words: what happened, who is told, and the key that makes it one and only."""

import hashlib
from enum import StrEnum
from typing import Any

from pydantic import Field

from models.value import Value


class RecipientKind(StrEnum):
    """How the address of a recipient is found when the mail is sent."""

    PERSON = "person"
    MISSION = "mission"
    SECRETARIAT = "secretariat"
    WORKING_GROUP = "working_group"


class Recipient(Value):
    """One addressee: a registered person's id, a mission's State, or a desk of the Secretariat or a working group."""

    kind: RecipientKind
    id: str = Field(description="person id, ISO3 code, `desk`, or the key of a working group")

    def __str__(self) -> str:
        """Read as `person:p-12`."""
        return f"{self.kind}:{self.id}"


class Notice(Value):
    """One message to one recipient about one entry of the ledger.

    `key` is unique for ever: stream, version of the entry, recipient and, for reminders, the obligation and its rung.
    The Message-ID is made from it when the row is written, so that a mail sent twice by a crash is the same mail.
    """

    key: str
    cycle: str
    stream: str
    version: int
    event: str
    recipient: Recipient
    context: dict[str, Any] = Field(description="what the text needs: State, phase, stage, dates, action; no names")

    @property
    def message_id(self) -> str:
        """The RFC 5322 Message-ID, a function of the key alone."""
        digest = hashlib.sha256(self.key.encode()).hexdigest()[:40]
        return f"<{digest}@reviewtrack.invalid>"
