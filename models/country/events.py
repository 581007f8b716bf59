"""The events of a country review."""

from datetime import date
from typing import ClassVar

from models.amendment import AmendmentKind
from models.country.state import CountryReviewState
from models.event import DeadlineApproaching, DeadlinePassed, Event, EventCodec
from models.phase.events import (
    PartyJoinedInstrument,
    PartyLeftInstrument,
    ReviewerReleased,
    ReviewerReplaced,
    SupplementaryDrawn,
)
from models.policy_change import PolicyApplied, PolicyWithdrawn

__all__ = [
    "CODEC",
    "CountryReviewCompleted",
    "CountryReviewDiscontinued",
    "CountryReviewOpened",
    "Event",
    "NextPhaseOpened",
    "PairingAmended",
    "PartyJoinedInstrument",
    "PartyLeftInstrument",
    "PhaseCompleted",
    "PhaseLaunched",
    "ReviewerReleased",
    "ReviewerReplaced",
    "SupplementaryDrawn",
]


class CountryReviewOpened(Event):
    """The country review exists; its whole first state is kept."""

    type: ClassVar[str] = "country_review_opened"
    state: CountryReviewState


class NextPhaseOpened(Event):
    """A phase was opened; `overlaps` names earlier phases that are still open (domain.md 1.4: allow and warn)."""

    type: ClassVar[str] = "next_phase_opened"
    phase: int
    launch_date: date
    planned_end: date
    overlaps: tuple[int, ...] = ()


class PhaseLaunched(Event):
    """The Secretariat launched the group's phase; the phase review is told."""

    type: ClassVar[str] = "phase_launched"
    phase: int


class PhaseCompleted(Event):
    """A phase review was closed."""

    type: ClassVar[str] = "phase_completed"
    phase: int
    closed_on: date


class CountryReviewCompleted(Event):
    """All phases are closed: four, or fewer for a State that joined late (D19)."""

    type: ClassVar[str] = "country_review_completed"


class CountryReviewDiscontinued(Event):
    """The State has left every instrument, and no phase is open any more: the review is over, its record stays."""

    type: ClassVar[str] = "country_review_discontinued"


class PairingAmended(Event):
    """An amendment of the drawing is about this review; the events after it say what it changes here."""

    type: ClassVar[str] = "pairing_amended"
    drawing: int
    number: int
    kind: AmendmentKind
    sha256: str
    reason: str


CODEC = EventCodec(
    CountryReviewOpened,
    NextPhaseOpened,
    PhaseLaunched,
    PhaseCompleted,
    CountryReviewCompleted,
    CountryReviewDiscontinued,
    PairingAmended,
    PartyJoinedInstrument,
    PartyLeftInstrument,
    ReviewerReplaced,
    ReviewerReleased,
    SupplementaryDrawn,
    PolicyApplied,
    PolicyWithdrawn,
    DeadlineApproaching,
    DeadlinePassed,
)
"""Every event that a country review's stream can hold."""
