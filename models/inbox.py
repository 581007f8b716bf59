"""What one reader finds in their inbox: what is asked of them now, and what they have been told."""

import datetime as dt

from pydantic import Field

from models.notices import Notice
from models.obligations import Obligation
from models.value import Value


class OpenAction(Value):
    """A duty of the reader's side that stands, dated or not."""

    workflow_id: str
    obligation: Obligation
    is_own: bool = Field(description="asked of the reader, and not of somebody else on the same side")


class Told(Value):
    """A notice to the reader, mailed already or still to be mailed: an inbox does not wait for the mail of the day."""

    notice: Notice
    message_id: str
    told_at: dt.datetime = Field(description="when it was recorded, a real instant, UTC")
    read_at: dt.datetime | None = Field(default=None, description="when the reader marked it as read; None: unread")

    @property
    def id(self) -> str:
        """How the reader's programs call it: the left-hand side of the Message-ID of its mail."""
        return self.message_id.strip("<>").partition("@")[0]


class ToldPage(Value):
    """Notices, the newest first, and how many of all of them are unread."""

    notices: tuple[Told, ...]
    unread: int
    has_more: bool
