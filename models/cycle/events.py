"""The events of a review cycle."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from models.amendment import Amendment
from models.beacon import BeaconChain
from models.cycle.state import ReviewCycleState
from models.documents import DocumentRef
from models.engagement.terms import Terms
from models.event import DeadlineApproaching, DeadlinePassed, Event, EventCodec
from models.instruments import Instrument
from models.lots import LotsState
from models.phase.state import Reviewer
from models.policy_change import PolicyApplied, PolicyWithdrawn
from models.sessions import Session


class CycleOpened(Event):
    """The cycle exists; its whole first state is kept, register and rules included."""

    type: ClassVar[str] = "cycle_opened"
    state: ReviewCycleState


class DrawingOpened(Event):
    """A drawing of lots was announced; its workflow starts."""

    type: ClassVar[str] = "drawing_opened"
    number: int
    meeting_on: date
    beacons: tuple[BeaconChain, ...] = ()


class DrawingReleased(Event):
    """The drawing is void; another one can be opened. What it had put right in the register stays right: `states`."""

    type: ClassVar[str] = "drawing_released"
    number: int
    reason: str
    states: tuple[LotsState, ...] = Field(default=(), exclude_if=lambda value: not value)


class LotsDrawn(Event):
    """Groups and reviewers were drawn: from a seed, or by `drawing`, whose last record has the hash `head`."""

    type: ClassVar[str] = "lots_drawn"
    seed: str
    groups: dict[str, int]
    assignments: dict[str, tuple[Reviewer, ...]]
    states: tuple[LotsState, ...] = Field(default=(), exclude_if=lambda value: not value)
    drawing: int | None = Field(default=None, exclude_if=lambda value: value is None)
    head: str = Field(default="", exclude_if=lambda value: not value)


class PairingAmended(Event):
    """The drawing amended who reviews whom after its confirmation (domain.md 2.3, step 8)."""

    type: ClassVar[str] = "pairing_amended"
    drawing: int
    amendment: Amendment


class CycleGroupLaunched(Event):
    """One phase of one group was launched."""

    type: ClassVar[str] = "cycle_group_launched"
    group: int
    phase: int


class PairingChanged(Event):
    """A reviewing State was replaced in one country review."""

    type: ClassVar[str] = "pairing_changed"
    under_review: str
    outgoing: str
    incoming: str
    instruments: tuple[Instrument, ...]
    reason: str


class RegisterChanged(Event):
    """A State became party to an instrument; `reviewers` review it on that instrument from now on."""

    type: ClassVar[str] = "register_changed"
    state: str
    instrument: Instrument
    joined_on: date
    reviewers: tuple[Reviewer, ...] = ()


class CountryCompleted(Event):
    """All phases of one State are closed."""

    type: ClassVar[str] = "country_completed"
    state: str


class CycleCompleted(Event):
    """Every country review of the cycle is complete."""

    type: ClassVar[str] = "cycle_completed"


class SessionFixed(Event):
    """A session of a working group has its dates, or other dates than before."""

    type: ClassVar[str] = "session_fixed"
    session: Session


class SessionFileIssued(Event):
    """The file of lists of observations for a session is with its working groups."""

    type: ClassVar[str] = "session_file_issued"
    session: str
    working_groups: tuple[str, ...]
    document: DocumentRef
    lists: int


class DialoguePlanned(Event):
    """The dialogue after a session is scheduled; its workflow starts."""

    type: ClassVar[str] = "dialogue_planned"
    session: str
    day: date
    topics: tuple[str, ...] = ()


class ConferencePlanned(Event):
    """The track of a session of the Conference begins; its workflow starts."""

    type: ClassVar[str] = "conference_planned"
    number: int
    starts: date
    ends: date


class EngagementOpened(Event):
    """An engagement was opened; its workflow starts."""

    type: ClassVar[str] = "engagement_opened"
    slug: str
    terms: Terms


class AttachedEnded(Event):
    """A dialogue, a conference or an engagement is over."""

    type: ClassVar[str] = "attached_ended"
    workflow_id: str


CODEC = EventCodec(
    CycleOpened,
    DrawingOpened,
    DrawingReleased,
    LotsDrawn,
    PairingAmended,
    CycleGroupLaunched,
    PairingChanged,
    RegisterChanged,
    CountryCompleted,
    CycleCompleted,
    SessionFixed,
    SessionFileIssued,
    DialoguePlanned,
    ConferencePlanned,
    EngagementOpened,
    AttachedEnded,
    PolicyApplied,
    PolicyWithdrawn,
    DeadlineApproaching,
    DeadlinePassed,
)
"""Every event that a cycle's stream can hold."""
