"""The commands that every engagement takes; those of one kind stand in the room of that kind."""

from typing import ClassVar

from pydantic import Field

from models.command import Command


class CloseEngagement(Command):
    """Close the engagement when everybody has had an answer; what has no end of its own ends with the cycle."""

    name: ClassVar[str] = "close_engagement"
    reason: str = Field(default="", max_length=2000, description="why; kept in the ledger")
