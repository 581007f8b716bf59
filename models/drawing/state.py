"""The state of one drawing of lots: what was frozen, sealed, drawn, asked for and amended (domain.md 2.3)."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from models.aggregate import AggregateState
from models.amendment import AmendmentKind, Standing
from models.beacon import BeaconChain
from models.documents import DocumentRef
from models.ids import lots_id
from models.instruments import Instrument
from models.lots import LotsPolicy, LotsState, Method
from models.value import Value


class DrawingStage(StrEnum):
    """Where a drawing stands."""

    PLANNED = "planned"
    REGISTER_FROZEN = "register_frozen"
    SEALED = "sealed"
    """Inputs, rules and program are hashed and the hash is known to all; the entropy does not exist yet."""
    GROUPS_DRAWN = "groups_drawn"
    DRAWING = "drawing"
    """The program is at work; it answers by itself."""
    FAILED = "failed"
    """Nothing could be drawn from what was sealed; the draw has to be voided."""
    PROVISIONAL = "provisional"
    """The list is with all missions; States under review may ask for a redraw."""
    CONFIRMED = "confirmed"
    VOIDED = "voided"
    CLOSED = "closed"
    """The cycle is over."""


class SourceKind(StrEnum):
    """Where entropy comes from (`rules.lots.entropy`)."""

    BEACON = "beacon"
    HAND = "hand"
    DELEGATIONS = "delegations"
    """Every contribution that a delegation has committed to when the draw is sealed, in the order of their codes."""
    GIVEN = "given"
    """The seed itself: rehearsals only."""


class DeclaredSource(Value):
    """One source of entropy as the Secretariat declares it; the order of declaration is part of the seal.

    `beacon` needs `chain` and `round`; `hand` needs how many numbers are drawn, with replacement, of 1 to `highest`.
    """

    kind: SourceKind
    chain: str = Field(default="", max_length=64, description="hash of the beacon's chain, hex")
    round: int = Field(default=0, ge=0, description="the beacon's round; it may not exist yet when the draw is sealed")
    count: int = Field(default=0, ge=0, le=1000, description="numbers drawn by hand")
    highest: int = Field(default=0, ge=0, le=1_000_000, description="the highest of the numbers in the drum")


class Supplied(Value):
    """What a source of entropy gave: a beacon's round, numbers from the drum, or the value of a rehearsal."""

    signature: str = Field(default="", max_length=400, pattern=r"^[0-9a-f]*$")
    previous_signature: str = Field(default="", max_length=400, pattern=r"^[0-9a-f]*$")
    randomness: str = Field(default="", max_length=64, pattern=r"^[0-9a-f]*$")
    numbers: tuple[int, ...] = Field(default=(), max_length=1000)
    value: str = Field(default="", max_length=64, pattern=r"^[0-9a-f]*$")


class Notified(Value):
    """A State that asked for something by note verbale, and when."""

    state: str
    on: date
    note: DocumentRef | None = None


class Contribution(Value):
    """A delegation's part in the seed: the hash it committed to, and what it revealed, if it did."""

    state: str
    commitment: str
    reveal: str = ""


class Decision(StrEnum):
    """Where a request stands that is above the limit (D13)."""

    NOT_NEEDED = "not_needed"
    OUTSTANDING = "outstanding"
    GRANTED = "granted"


class PendingChange(Value):
    """A change of the pairing that was asked for and waits for its lot.

    `state` is who leaves the slot, defers, joins or departs; `round` is the beacon's round that decides, fixed when
    the change is asked for (or granted), so that nobody knows the outcome while asking. What has been asked for is
    drawn in its order, from the volunteers who had come forward by then: nobody chooses among outcomes by drawing
    something else first, or by an offer that comes when the round is known.
    """

    id: str
    kind: AmendmentKind
    state: str
    under_review: str = ""
    instruments: tuple[Instrument, ...] = ()
    entrant: LotsState | None = None
    group: int = 0
    reason: str = ""
    on: date
    decision: Decision = Decision.NOT_NEEDED
    round: int = 0
    offers: int = Field(
        default=0,
        exclude_if=lambda value: not value,
        description="volunteers who had come forward when it was asked for",
    )


class Amended(Value):
    """One amendment that was made: its number, kind, day and hash. The ledger has the whole record."""

    number: int
    kind: AmendmentKind
    under_review: tuple[str, ...]
    on: date
    sha256: str


class DrawingState(AggregateState):
    """The whole of one drawing. `parties` is the register as it was frozen; `standing` is who reviews whom now."""

    number: int = Field(ge=1, description="which drawing of the cycle this is; the one before was voided")
    stage: DrawingStage = DrawingStage.PLANNED
    parties: tuple[LotsState, ...]
    policy: LotsPolicy
    meeting_on: date = Field(description="the day on which the lots are to be drawn")
    group_starts: dict[int, date] = Field(description="group -> first day of its first phase (D12)")
    beacons: tuple[BeaconChain, ...] = ()

    since: date | None = Field(default=None, description="day on which it came to its stage")
    corrected: tuple[str, ...] = Field(default=(), description="States whose rows are not as the cycle has them")
    cut_off: date | None = None
    deferrals: tuple[Notified, ...] = ()
    volunteers: tuple[Notified, ...] = ()
    contributions: tuple[Contribution, ...] = ()

    algorithm: str = Field(
        default="", exclude_if=lambda name: not name, description="name and version of the draw that was sealed"
    )
    inputs_sha256: str = ""
    sources: tuple[DeclaredSource, ...] = ()
    entropy_sources: tuple[dict[str, str | int], ...] = Field(default=(), description="as sealed")
    sealed_at: datetime | None = Field(default=None, description="real instant")
    sealed_deferrals: tuple[str, ...] = ()
    sealed_volunteers: tuple[str, ...] = ()
    reveals_closed: bool = Field(default=False, exclude_if=lambda value: not value)
    supplied: dict[str, Supplied] = Field(default={}, description="kind of source -> what it gave")

    seed: str = ""
    groups: dict[str, int] = Field(default={})
    transcript: DocumentRef | None = None
    standing: Standing | None = None
    method: tuple[Method, ...] = ()
    failure: str = ""

    provisional_on: date | None = None
    windows: dict[str, date] = Field(default={}, description="State -> last day for a redraw, where it is its own")
    window_ends: date | None = None
    redraws: dict[str, int] = Field(default={}, description="State under review -> redraws asked for and not refused")
    changes: tuple[PendingChange, ...] = Field(
        default=(), description="asked for, waiting for a decision or a lot; in the order in which they are drawn"
    )
    asked: int = Field(default=0, description="changes asked for so far; numbers their ids")
    source_of_changes: DeclaredSource | None = Field(
        default=None,
        exclude_if=lambda value: value is None,
        description="what decides changes since another source was declared; before that, what was sealed",
    )
    amendments: tuple[Amended, ...] = ()
    confirmed_on: date | None = None
    voided_on: date | None = None
    void_reason: str = ""

    @property
    def workflow_id(self) -> str:
        """The workflow's id, which is the ledger stream's name too."""
        return lots_id(self.cycle, self.number)

    def chain(self, chain: str) -> BeaconChain | None:
        """Return the beacon chain with this hash, or None."""
        return next((each for each in self.beacons if each.chain == chain), None)

    def party(self, iso3: str) -> LotsState | None:
        """Return the row of a State in the register as it is now, or None."""
        rows = self.standing.states if self.standing else self.parties
        return next((row for row in rows if row.iso3 == iso3), None)

    def change(self, change: str) -> PendingChange | None:
        """Return a change that waits, by its id, or None."""
        return next((each for each in self.changes if each.id == change), None)

    def window_of(self, iso3: str) -> date | None:
        """The last day on which the mission of a State may ask for a redraw."""
        return self.windows.get(iso3, self.window_ends)
