"""The commands of a review cycle."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from models.amendment import Amendment
from models.beacon import BeaconChain
from models.command import Command
from models.instruments import Instrument
from models.lots import LotsState
from models.phase.commands import REASON
from models.phase.state import Reviewer

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


class OpenDrawing(Command):
    """Announce a drawing of lots and start its workflow; refused while another one is not void."""

    name: ClassVar[str] = "open_drawing"
    meeting_on: date = Field(description="the day on which the lots are to be drawn")
    beacons: tuple[BeaconChain, ...] = Field(default=(), description="chains of randomness that may be declared")


class AdoptLots(Command):
    """A drawing reports its confirmed pairing: the country reviews start from it."""

    name: ClassVar[str] = "adopt_lots"
    drawing: int
    seed: str
    groups: dict[str, int]
    assignments: dict[str, tuple[Reviewer, ...]]
    states: tuple[LotsState, ...] = Field(
        default=(),
        exclude_if=lambda value: not value,
        description="rows of the register that are not as the cycle has them: amended before the confirmation",
    )
    head: str = Field(description="hash of the transcript, or of the last amendment")


class AmendPairing(Command):
    """A drawing reports an amendment that was made after the confirmation."""

    name: ClassVar[str] = "amend_pairing"
    drawing: int
    amendment: Amendment


class ReleaseDrawing(Command):
    """A drawing reports that it is void: another one can be opened."""

    name: ClassVar[str] = "release_drawing"
    drawing: int
    reason: str = REASON
    states: tuple[LotsState, ...] = Field(
        default=(), exclude_if=lambda value: not value, description="rows of the register that were put right meanwhile"
    )
