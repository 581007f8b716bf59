"""A notice before it has words: what happened, who is told, and the key that makes it one and only."""

import hashlib
from enum import StrEnum
from typing import Any

from pydantic import Field

from models.pace import Pace
from models.value import Value


class RecipientKind(StrEnum):
    """How the address of a recipient is found when the mail is sent."""

    PERSON = "person"
    MISSION = "mission"
    SECRETARIAT = "secretariat"
    WORKING_GROUP = "working_group"
    STAKEHOLDER = "stakeholder"


class Recipient(Value):
    """One addressee: a person, a mission, a desk of the Secretariat or of a working group, a stakeholder's account."""

    kind: RecipientKind
    id: str = Field(description="person id, ISO3 code, `desk`, the key of a working group, or the id of an account")

    def __str__(self) -> str:
        """Read as `person:p-12`."""
        return f"{self.kind}:{self.id}"


class Addressed(Value):
    """One whom an event concerns and whom its entry does not name: entries name applications, and not whose they are.

    The rules alone know, and say it with the act (`rules.aggregate.Aggregate.addressed`); it is in no ledger. One
    addressee may stand several times, once for each thing of theirs that the event is about.
    """

    recipient: Recipient
    told: dict[str, str] = Field(
        default={},
        exclude_if=lambda value: not value,
        description="codes and days: `receipt`, `status`, `reason`, `mode`, `topic`, `outcome`",
    )


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
    pace: Pace = Pace.URGENT
    is_formal: bool = Field(default=False, description="a note verbale: a numbered letter goes with the mail")

    @property
    def message_id(self) -> str:
        """The RFC 5322 Message-ID, a function of the key alone."""
        digest = hashlib.sha256(self.key.encode()).hexdigest()[:40]
        return f"<{digest}@reviewtrack.invalid>"
