"""The events of a country review."""

from datetime import date
from typing import ClassVar

from models.country.state import CountryReviewState
from models.event import DeadlineApproaching, DeadlinePassed, Event, EventCodec
from models.phase.events import PartyJoinedInstrument, ReviewerReplaced, SupplementaryDrawn

__all__ = [
    "CODEC",
    "CountryReviewCompleted",
    "CountryReviewOpened",
    "Event",
    "NextPhaseOpened",
    "PartyJoinedInstrument",
    "PhaseCompleted",
    "PhaseLaunched",
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
    """All four phases are closed."""

    type: ClassVar[str] = "country_review_completed"


CODEC = EventCodec(
    CountryReviewOpened,
    NextPhaseOpened,
    PhaseLaunched,
    PhaseCompleted,
    CountryReviewCompleted,
    PartyJoinedInstrument,
    ReviewerReplaced,
    SupplementaryDrawn,
    DeadlineApproaching,
    DeadlinePassed,
)
"""Every event that a country review's stream can hold."""
