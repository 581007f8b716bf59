"""The state of one review cycle."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from models.aggregate import AggregateState
from models.ids import cycle_id, dialogue_id, lots_id
from models.instruments import Instrument
from models.mechanism import CyclePlan
from models.phase.state import Reviewer
from models.register import LegalTradition, Region
from models.sessions import Session, SessionFile
from models.value import Value


class CycleStage(StrEnum):
    """Where a cycle stands."""

    PREPARATORY = "preparatory"
    DRAWN = "drawn"
    UNDER_WAY = "under_way"
    COMPLETED = "completed"


class Party(Value):
    """A State as the drawing of lots sees it: its region, the instruments it is party to, its legal tradition (D3)."""

    iso3: str
    region: Region
    instruments: tuple[Instrument, ...]
    legal_tradition: LegalTradition = Field(
        default=LegalTradition.UNKNOWN, exclude_if=lambda value: value is LegalTradition.UNKNOWN
    )

    def is_party_to(self, instrument: Instrument) -> bool:
        """Whether the State is party to `instrument`."""
        return instrument in self.instruments


class Launched(Value):
    """A group whose phase was launched."""

    group: int
    phase: int
    on: date


class PlannedConference(Value):
    """A session of the Conference whose track was begun, with the days that were entered for it."""

    number: int
    starts: date
    ends: date


class ReviewCycleState(AggregateState):
    """The whole of a cycle that is not in its country reviews.

    With `drawing` set, that drawing of lots says who reviews whom: before its confirmation nobody does, after it every
    change comes from its amendments. A cycle without one has drawn by a seed that it was given.
    """

    stage: CycleStage = CycleStage.PREPARATORY
    parties: tuple[Party, ...]
    plan: CyclePlan
    scope: tuple[str, ...] = Field(default=(), description="States whose reviews are started; empty means all")
    seed: str | None = None
    drawn_on: date | None = None
    groups: dict[str, int] = Field(default={}, description="ISO3 -> group, 1 to 3")
    assignments: dict[str, tuple[Reviewer, ...]] = Field(default={}, description="State under review -> reviewers")
    launched: tuple[Launched, ...] = ()
    completed: tuple[str, ...] = Field(default=(), description="States whose country review is complete")
    completed_on: date | None = None
    by_drawing: bool = Field(
        default=False,
        exclude_if=lambda value: not value,
        description="drawn by a drawing of lots of its own workflow, and by nothing else",
    )
    drawings: int = Field(default=0, exclude_if=lambda value: not value, description="how many were opened")
    drawing: int | None = Field(
        default=None, exclude_if=lambda value: value is None, description="number of the drawing that is not void"
    )
    released_on: date | None = Field(
        default=None,
        exclude_if=lambda value: value is None,
        description="day on which the last void drawing was given up",
    )
    lots_head: str = Field(
        default="",
        exclude_if=lambda value: not value,
        description="hash of the last record of who reviews whom: transcript or amendment",
    )
    amendments: int = Field(
        default=0, exclude_if=lambda value: not value, description="amendments since the confirmation"
    )
    departed: tuple[str, ...] = Field(
        default=(), exclude_if=lambda value: not value, description="States whose review ended as they left (D20)"
    )
    working_groups: tuple[str, ...] = Field(
        default=(),
        exclude_if=lambda value: not value,
        description="keys of the mechanism's working groups; a cycle of before there were sessions knows none",
    )
    opened_on: date | None = Field(
        default=None,
        exclude_if=lambda value: value is None,
        description="day on which the cycle was opened; kept by those that know working groups",
    )
    sessions: tuple[Session, ...] = Field(
        default=(), exclude_if=lambda value: not value, description="sessions of working groups, in order of their days"
    )
    fixed_on: dict[str, date] = Field(
        default={}, exclude_if=lambda value: not value, description="session -> day on which it was fixed first"
    )
    session_files: tuple[SessionFile, ...] = Field(default=(), exclude_if=lambda value: not value)
    conferences: tuple[PlannedConference, ...] = Field(
        default=(), exclude_if=lambda value: not value, description="in the order in which they were planned"
    )
    attached: tuple[str, ...] = Field(
        default=(),
        exclude_if=lambda value: not value,
        description="ids of dialogues, conferences and engagements that are not over; the cycle waits for them",
    )
    standing: tuple[str, ...] = Field(
        default=(),
        exclude_if=lambda value: not value,
        description="ids of engagements without an end of their own, hubs and alliances; the cycle ends them",
    )
    ended: tuple[str, ...] = Field(
        default=(), exclude_if=lambda value: not value, description="ids of those that are over"
    )

    @property
    def workflow_id(self) -> str:
        """The workflow's id, which is the ledger stream's name too."""
        return cycle_id(self.cycle)

    @property
    def drawing_id(self) -> str | None:
        """Workflow id of the drawing that is not void, or None."""
        return None if self.drawing is None else lots_id(self.cycle, self.drawing)

    def party(self, iso3: str) -> Party | None:
        """Return the party `iso3`, or None."""
        return next((party for party in self.parties if party.iso3 == iso3), None)

    def session(self, key: str) -> Session | None:
        """Return a session by its key, or None."""
        return next((each for each in self.sessions if each.key == key), None)

    def next_session(self, session: Session) -> Session | None:
        """Return the first session after `session` that any of its working groups holds, or None."""
        groups = set(session.working_groups)
        later = (each for each in self.sessions if each.starts > session.starts and groups & set(each.working_groups))
        return min(later, key=lambda each: each.starts, default=None)

    def has_dialogue(self, session: str) -> bool:
        """Whether the dialogue after a session was planned, whatever became of it."""
        return dialogue_id(self.cycle, session) in (*self.attached, *self.ended)

    def conference(self, number: int) -> PlannedConference | None:
        """Return a session of the Conference whose track was begun, or None."""
        return next((each for each in self.conferences if each.number == number), None)

    @property
    def under_review(self) -> tuple[str, ...]:
        """The States whose country reviews belong to this cycle, in the order of their codes."""
        return tuple(iso3 for iso3 in sorted(self.groups) if not self.scope or iso3 in self.scope)

    def group_of(self, group: int) -> tuple[str, ...]:
        """The States under review of one group; those that have left are launched no more."""
        return tuple(iso3 for iso3 in self.under_review if self.groups[iso3] == group and iso3 not in self.departed)

    def is_launched(self, group: int, phase: int) -> bool:
        """Whether this phase of this group has been launched."""
        return any((each.group, each.phase) == (group, phase) for each in self.launched)
