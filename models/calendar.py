"""What private calendars and inboxes are made of: dated duties, and the entries that fix, move or call off a meeting.

No name and no address: who reads a calendar is a `Recipient`, what it says is worded by `notices.calendar`.
"""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import Field

from models.clock import CalendarClock
from models.notices import Recipient
from models.people import Role
from models.register import Language
from models.value import Value


class Purpose(StrEnum):
    """What a private address lets its holder do; one address never serves for the other."""

    FEED = "feed"
    """Read a calendar. Calendar programs and their makers' servers keep such an address."""
    INBOX = "inbox"
    """Read one's notices, and mark them as read."""


class PrivateAddress(Value):
    """An address in force, without its token, and who stands behind it."""

    id: str
    holder: Recipient
    language: Language
    simulated: bool
    issued_at: dt.datetime


class DatedDuty(Value):
    """A duty with a date, as calendars show it; `is_settled` once it was met or has fallen away."""

    workflow_id: str
    key: str
    cycle: str
    action: str
    role: Role
    state: str | None
    due: dt.date
    original_due: dt.date
    is_settled: bool
    is_own: bool = Field(description="asked of the reader, and not of somebody else on the same side")
    sequence: int = Field(description="grows with every change that a reader sees, and never goes back")
    changed_at: dt.datetime = Field(description="when the change was recorded, a real instant, UTC")
    changed_on: dt.datetime = Field(description="calendar instant of the change, UTC")


class DatedEntry(Value):
    """One entry of the ledger that says when a meeting or a window is; `data` holds only what is about that."""

    stream: str
    version: int
    type: str
    data: Mapping[str, Any]
    at: dt.datetime = Field(description="calendar instant, UTC")
    recorded_at: dt.datetime = Field(description="real instant, UTC")


class ReadableCycle(Value):
    """A cycle that a reader has part in, and the clock that its dates follow."""

    cycle: str
    clock: CalendarClock
