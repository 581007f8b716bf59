"""The commands of a review cycle."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from models.amendment import Amendment
from models.beacon import BeaconChain
from models.command import Command
from models.documents import DocumentRef
from models.engagement.terms import Terms
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


class FixSession(Command):
    """Fix the dates of a working group's session, or of a joint one; again to move it (domain.md 5)."""

    name: ClassVar[str] = "fix_session"
    working_groups: tuple[str, ...] = Field(min_length=1, max_length=5, description="keys; the first names the session")
    year: int = Field(ge=2018, le=2100)
    number: int | None = Field(default=None, ge=1, le=200)
    starts: date
    ends: date
    agenda_item: str = Field(default="", max_length=300)


class IssueSessionFile(Command):
    """Issue the file of lists of observations that are ready for a session."""

    name: ClassVar[str] = "issue_session_file"
    session: str = Field(min_length=1, max_length=60)
    document: DocumentRef
    lists: int = Field(ge=0, le=10_000)


class PlanDialogue(Command):
    """Schedule the constructive dialogue after a session whose dates are fixed, and start its workflow."""

    name: ClassVar[str] = "plan_dialogue"
    session: str = Field(min_length=1, max_length=60)
    day: date | None = Field(default=None, description="left out: the last day of the session")
    topics: tuple[str, ...] = Field(default=(), max_length=40)


class PlanConference(Command):
    """Begin the track of one session of the Conference: its general review, and what it decides.

    `starts` and `ends` take the place of the days in the cycle's calendar, which may be placeholders.
    """

    name: ClassVar[str] = "plan_conference"
    number: int = Field(ge=1, le=100)
    starts: date | None = None
    ends: date | None = None


class OpenEngagement(Command):
    """Open a domestic dialogue, a pilot, a training, a hub or an alliance, and start its workflow (domain.md 7)."""

    name: ClassVar[str] = "open_engagement"
    slug: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    terms: Terms


class ReportEnded(Command):
    """A dialogue, a conference or an engagement reports that it is over."""

    name: ClassVar[str] = "report_ended"
    workflow_id: str = Field(min_length=1, max_length=120)
