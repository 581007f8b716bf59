"""The one mail a day with what is not urgent: who gets it, for which day, and which notices are in it."""

import hashlib
from datetime import date

from pydantic import Field

from models.directory import Address, Queued
from models.notices import Recipient
from models.value import Value
from models.windows import MailReader


def digest_key(cycle: str, recipient: Recipient, day: date) -> str:
    """The key of a reader's mail of one local day: there is one, whoever makes it."""
    return f"{cycle}#{recipient}@{day.isoformat()}"


def digest_message_id(key: str) -> str:
    """The RFC 5322 Message-ID, a function of the key alone; never that of a notice."""
    return f"<{hashlib.sha256(f'digest/{key}'.encode()).hexdigest()[:40]}@reviewtrack.invalid>"


class Digest(Value):
    """A mail of the day whose members are fixed; a mail that is sent again has these members or fewer, never others.

    Fewer, when the duty of one was met in the meantime.
    """

    key: str
    message_id: str
    cycle: str
    reader: MailReader
    day: date = Field(description="the reader's local day on which it was put together")
    address: Address | None
    attempts: int = Field(description="how often it was taken, this time included")
    members: tuple[Queued, ...] = Field(description="in the order in which they are read")


class Fixed(Value):
    """What is asked of the store: put together a reader's mail of this local day."""

    reader: MailReader
    day: date

    def key(self, cycle: str) -> str:
        """Under which it will stand."""
        return digest_key(cycle, self.reader.recipient, self.day)
