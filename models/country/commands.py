"""The commands of a country review."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from models.amendment import AmendmentKind
from models.command import Command
from models.instruments import Instrument
from models.phase.commands import REASON, DrawSupplementaryReviewer, JoinInstrument, ReplaceReviewer
from models.phase.state import Reviewer

__all__ = [
    "DrawSupplementaryReviewer",
    "FollowAmendment",
    "JoinInstrument",
    "LaunchPhase",
    "OpenNextPhase",
    "ReplaceReviewer",
    "ReportPhase",
]


class OpenNextPhase(Command):
    """Open the next phase now, ahead of its day or after it was held back."""

    name: ClassVar[str] = "open_next_phase"


class LaunchPhase(Command):
    """Launch one phase; relayed by the cycle when the Secretariat launches the group."""

    name: ClassVar[str] = "launch_phase"
    phase: int = Field(ge=1, le=4)


class FollowAmendment(Command):
    """Take up who reviews the State, and on what, since an amendment of the drawing; relayed by the cycle.

    `instruments` and `reviewers` say how things stand now, not what has changed: a review that has missed an amendment
    is right again after the next one. Without instruments the State has left them all (domain.md D20).
    """

    name: ClassVar[str] = "follow_amendment"
    drawing: int
    number: int = Field(description="of the amendment")
    kind: AmendmentKind
    on: date
    sha256: str
    instruments: tuple[Instrument, ...]
    reviewers: tuple[Reviewer, ...]
    reason: str = REASON


class ReportPhase(Command):
    """A phase review reports that it is closed."""

    name: ClassVar[str] = "report_phase"
    phase: int = Field(ge=1, le=4)
    closed_on: date
