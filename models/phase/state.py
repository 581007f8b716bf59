"""The state of one phase review: a track per instrument inside one phase (domain.md 3.6 and below it)."""

from datetime import date, datetime

from pydantic import Field

from models.aggregate import AggregateState
from models.documents import DocumentRef
from models.ids import phase_id
from models.instruments import Instrument
from models.observations import ObservationItem
from models.people import Role, Seat
from models.phase.stage import Stage
from models.register import Language
from models.value import Value


class Reviewer(Value):
    """A reviewing State and the instruments it reviews in this phase (domain.md D1 to D7)."""

    state: str
    instruments: tuple[Instrument, ...]
    principal: bool = True
    region_role: str = Field(default="same_region", description="same_region or other_region (D2)")
    assigned_on: date
    relaxed: tuple[str, ...] = Field(default=(), description="rule numbers relaxed for this assignment (D16)")
    succeeds: tuple[str, ...] = Field(default=(), description="States whose place it took, the first one first")


class Filed(Value):
    """A document that a State put in: which, on which calendar day."""

    document: DocumentRef
    on: date


class Feedback(Value):
    """One reviewing State's written feedback on one instrument."""

    by: str
    document: DocumentRef
    on: date
    nothing_to_clarify: bool = False


class Clarification(Value):
    """A question of a reviewing State, open until answered."""

    id: str
    by: str
    document: DocumentRef
    asked_on: date
    answered_on: date | None = None


class Proposal(Value):
    """Observations proposed for one instrument; `by` is the reviewing State that put them forward."""

    by: str
    document: DocumentRef
    on: date
    items: tuple[ObservationItem, ...] = Field(
        default=(), exclude_if=lambda items: not items, description="codes of those on this instrument"
    )


class Track(Value):
    """One instrument within the phase, from self-assessment to agreed observations.

    A track that is through stands at `summarising`, where the phase gathers them again.
    """

    instrument: Instrument
    stage: Stage = Stage.SELF_ASSESSMENT
    stage_since: date | None = Field(default=None, description="day on which it came to its stage")
    opened_on: date
    questionnaire: Filed | None = None
    addenda: tuple[Filed, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    feedback_complete_on: date | None = None
    clarifications: tuple[Clarification, ...] = ()
    concluded_by: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    proposed_on: date | None = None
    cleared_by: tuple[str, ...] = ()
    changes_requested: int = 0
    agreed_on: date | None = None

    @property
    def open_clarifications(self) -> tuple[Clarification, ...]:
        """Questions that have no answer yet."""
        return tuple(question for question in self.clarifications if question.answered_on is None)


class Consultation(Value):
    """The preliminary consultation while it is being arranged."""

    proposed_for: datetime
    proposed_by: str
    proposed_on: date
    accepted_by: tuple[str, ...] = ()
    accepted_on: date | None = Field(default=None, description="day of the last acceptance")


class Summary(Value):
    """The summary of the list of observations on its way to agreement."""

    document: DocumentRef
    drafted_by: str
    drafted_on: date
    agreed_by: tuple[str, ...] = ()
    agreed_on: date | None = None


class Translation(Value):
    """One language version of the summary."""

    language: Language
    ordered_on: date
    delivered: Filed | None = None


class Suspension(Value):
    """A review withheld: from, to (empty while it lasts), and why. DESIGN, no UN rule known (domain.md 3.8)."""

    since: date
    until: date | None = None
    reason: str


class TechnicalAssistanceNeed(Value):
    """A need for technical assistance that the State under review registered."""

    instrument: Instrument
    article: str
    document: DocumentRef
    on: date


class PhaseReviewState(AggregateState):
    """Everything one phase review is: dates, people, reviewers, tracks, documents by id."""

    state: str
    phase: int = Field(ge=1, le=4)
    group: int
    stage: Stage = Stage.SCHEDULED
    instruments: tuple[Instrument, ...]
    reviewers: tuple[Reviewer, ...]
    launch_date: date
    planned_end: date
    launched_with_group: bool = Field(
        default=False,
        description="the cycle launches it and is reminded; false for one opened after its group's launch",
    )
    launched_on: date | None = None
    effective_start: date | None = None
    seats: tuple[Seat, ...] = ()
    vacant_since: dict[str, date] = Field(default={}, description="ISO3 -> day its focal point's seat fell vacant")
    consulting_since: date | None = Field(default=None, description="day on which every focal point was approved")
    consultation: Consultation | None = None
    working_languages: tuple[Language, ...] = ()
    instrument_split: dict[str, tuple[Instrument, ...]] = Field(default={})
    drafted_sections: int = 0
    stakeholder_inputs: int = 0
    dialogue_meetings: int = 0
    expected_on: date | None = None
    tracks: tuple[Track, ...] = ()
    summary: Summary | None = None
    translations: tuple[Translation, ...] = ()
    publication: dict[str, str] = Field(default={}, description="`PublishedDocument` -> level chosen by the State")
    shared_on: date | None = None
    closed_on: date | None = None
    technical_assistance: tuple[TechnicalAssistanceNeed, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    excused: dict[str, date] = Field(default={}, description="ISO3 of a reviewing State gone silent -> day excused")
    released: dict[str, date] = Field(
        default={},
        exclude_if=lambda value: not value,
        description="ISO3 of a reviewing State -> day on which it left without a successor",
    )
    left: dict[Instrument, date] = Field(
        default={},
        exclude_if=lambda value: not value,
        description="instrument -> day on which the State under review was party to it no more (D20)",
    )
    ended_tracks: tuple[Track, ...] = Field(
        default=(), exclude_if=lambda value: not value, description="as they stood when the State left their instrument"
    )

    @property
    def workflow_id(self) -> str:
        """The workflow's id, which is the ledger stream's name too."""
        return phase_id(self.cycle, self.state, self.phase)

    @property
    def is_suspended(self) -> bool:
        """Whether the review is withheld now."""
        return bool(self.suspensions) and self.suspensions[-1].until is None

    @property
    def is_discontinued(self) -> bool:
        """Whether the State has left every instrument that it was reviewed on."""
        return bool(self.left) and all(instrument in self.left for instrument in self.instruments)

    @property
    def active_reviewers(self) -> tuple[Reviewer, ...]:
        """Reviewing States that have not been excused."""
        return tuple(reviewer for reviewer in self.reviewers if reviewer.state not in self.excused)

    @property
    def sides(self) -> tuple[str, ...]:
        """The State under review and its active reviewing States, in that order."""
        return (self.state, *(reviewer.state for reviewer in self.active_reviewers))

    def reviewer(self, iso3: str) -> Reviewer | None:
        """Return the active reviewing State `iso3`, or None."""
        return next((reviewer for reviewer in self.active_reviewers if reviewer.state == iso3), None)

    def reviewers_of(self, instrument: Instrument) -> tuple[str, ...]:
        """Return the active reviewing States of one instrument."""
        return tuple(each.state for each in self.active_reviewers if instrument in each.instruments)

    def track(self, instrument: Instrument) -> Track | None:
        """Return the track of one instrument, or None."""
        return next((track for track in self.tracks if track.instrument == instrument), None)

    def open_seats(self, iso3: str, role: Role) -> tuple[Seat, ...]:
        """Return the seats of one State and role that are still held."""
        return tuple(seat for seat in self.seats if seat.state == iso3 and seat.role == role and seat.is_open)

    def focal_point(self, iso3: str) -> Seat | None:
        """Return the State's focal point, approved or not yet, or None while the seat is vacant."""
        seats = self.open_seats(iso3, Role.FOCAL_POINT)
        return seats[-1] if seats else None
