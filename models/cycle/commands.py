"""The commands of a review cycle."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from models.command import Command
from models.instruments import Instrument
from models.phase.commands import REASON

ISO3 = r"^[A-Z]{3}$"


class DrawLots(Command):
    """Draw groups and reviewers from a seed."""

    name: ClassVar[str] = "draw_lots"
    seed: str = Field(pattern=r"^[0-9a-f]{64}$", description="32 bytes as lower-case hex")


class LaunchGroup(Command):
    """Launch one phase of one group: clocks run, missions are asked to name people."""

    name: ClassVar[str] = "launch_group"
    group: int = Field(ge=1, le=9)
    phase: int = Field(ge=1, le=4)


class ReplaceReviewer(Command):
    """Put another State in the place of a reviewing State, in every phase that is not closed."""

    name: ClassVar[str] = "replace_reviewer"
    under_review: str = Field(pattern=ISO3)
    outgoing: str = Field(pattern=ISO3)
    incoming: str = Field(pattern=ISO3)
    reason: str = REASON


class JoinInstrument(Command):
    """A State has become party to an instrument (depositary notice); its review gets the track (D19)."""

    name: ClassVar[str] = "join_instrument"
    state: str = Field(pattern=ISO3)
    instrument: Instrument
    joined_on: date


class ReportCountry(Command):
    """A country review reports that all its phases are closed."""

    name: ClassVar[str] = "report_country"
    state: str = Field(pattern=ISO3)
