"""The commands of a country review."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from models.command import Command
from models.phase.commands import DrawSupplementaryReviewer, JoinInstrument, ReplaceReviewer

__all__ = [
    "DrawSupplementaryReviewer",
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


class ReportPhase(Command):
    """A phase review reports that it is closed."""

    name: ClassVar[str] = "report_phase"
    phase: int = Field(ge=1, le=4)
    closed_on: date
