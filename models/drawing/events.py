"""The events of a drawing of lots (domain.md 2.3)."""

from datetime import date, datetime
from typing import ClassVar

from pydantic import Field

from models.amendment import Amendment, AmendmentKind
from models.beacon import BeaconChain
from models.documents import DocumentRef
from models.drawing.state import DeclaredSource, DrawingState, PendingChange, Supplied
from models.event import DeadlineApproaching, DeadlinePassed, Event, EventCodec
from models.instruments import Instrument
from models.lots import LotsAssignment, Method
from models.register import LegalTradition, Region


class DrawingPlanned(Event):
    """The drawing is announced; its whole first state is kept."""

    type: ClassVar[str] = "drawing_planned"
    state: DrawingState


class RegisterCorrected(Event):
    """A State stands otherwise in the register than the cycle was opened with."""

    type: ClassVar[str] = "register_corrected"
    state: str
    region: Region
    instruments: tuple[Instrument, ...]
    legal_tradition: LegalTradition = LegalTradition.UNKNOWN
    reason: str


class RegisterFrozen(Event):
    """The register of parties is closed for this drawing."""

    type: ClassVar[str] = "register_frozen"
    cut_off: date
    parties: int
    register_sha256: str


class DeferralRequested(Event):
    """A State put off reviewing in its own year; after the draw, `change` takes it out of its slots of that year."""

    type: ClassVar[str] = "deferral_requested"
    by: str
    note: DocumentRef
    change: PendingChange | None = None


class VolunteerOffered(Event):
    """A State offered reviews above the maximum."""

    type: ClassVar[str] = "volunteer_offered"
    by: str
    note: DocumentRef


class ContributionCommitted(Event):
    """A delegation committed to its contribution."""

    type: ClassVar[str] = "contribution_committed"
    by: str
    commitment: str


class DrawSealed(Event):
    """Inputs, rules and sources are fixed; `inputs_sha256` is public before the entropy exists."""

    type: ClassVar[str] = "draw_sealed"
    algorithm: str
    inputs_sha256: str
    sources: tuple[DeclaredSource, ...]
    entropy_sources: tuple[dict[str, str | int], ...]
    deferrals: tuple[str, ...]
    volunteers: tuple[str, ...]
    sealed_at: datetime


class ContributionRevealed(Event):
    """A delegation revealed its contribution, and it is the one that it had committed to."""

    type: ClassVar[str] = "contribution_revealed"
    by: str
    reveal: str


class RevealsClosed(Event):
    """No contribution is revealed any more, and the numbers can be drawn; those `held_back` count as nothing."""

    type: ClassVar[str] = "reveals_closed"
    held_back: tuple[str, ...]


class EntropySupplied(Event):
    """A source of entropy gave its value; a beacon's signature was verified before this was recorded."""

    type: ClassVar[str] = "entropy_supplied"
    source: str
    chain: str = ""
    round: int = 0
    supplied: Supplied


class GroupsDrawn(Event):
    """The seed is made and the groups are drawn."""

    type: ClassVar[str] = "groups_drawn"
    seed: str
    groups: dict[str, int]


class DrawBegun(Event):
    """The program was set to work on the reviewers."""

    type: ClassVar[str] = "draw_begun"


class ReviewersDrawn(Event):
    """The provisional list: every principal and supplementary reviewer, and the transcript that proves it."""

    type: ClassVar[str] = "reviewers_drawn"
    transcript: DocumentRef
    sha256: str
    assignments: tuple[LotsAssignment, ...]
    method: tuple[Method, ...]
    window_ends: date


class DrawFailed(Event):
    """Nothing could be drawn from what was sealed."""

    type: ClassVar[str] = "draw_failed"
    code: str
    message: str


class RedrawRequested(Event):
    """A State under review asked that the draw of one reviewer be repeated."""

    type: ClassVar[str] = "redraw_requested"
    under_review: str
    outgoing: str
    count: int
    note: DocumentRef
    change: PendingChange


class RedrawLimitReached(Event):
    """The request is above the limit: the Secretariat and the Bureau decide."""

    type: ClassVar[str] = "redraw_limit_reached"
    under_review: str
    limit: int
    change: str


class RedrawDecided(Event):
    """A redraw above the limit was granted or refused; `outgoing` is the reviewer whose place it is about."""

    type: ClassVar[str] = "redraw_decided"
    under_review: str
    outgoing: str
    change: str
    is_granted: bool
    reason: str
    round: int = 0


class ReplacementRequested(Event):
    """A reviewing State is to be replaced by lot."""

    type: ClassVar[str] = "replacement_requested"
    under_review: str
    outgoing: str
    note: DocumentRef | None = None
    change: PendingChange


class LateEntrantRegistered(Event):
    """A State joined an instrument after the register was frozen."""

    type: ClassVar[str] = "late_entrant_registered"
    state: str
    instruments: tuple[Instrument, ...]
    joined_on: date
    change: PendingChange


class DepartureRegistered(Event):
    """A State left an instrument, or the Convention."""

    type: ClassVar[str] = "departure_registered"
    state: str
    instruments: tuple[Instrument, ...]
    left_on: date
    change: PendingChange


class SourceDeclared(Event):
    """Another source of chance decides the changes to come, and those that wait: `rounds` has each one's new round."""

    type: ClassVar[str] = "source_declared"
    source: DeclaredSource
    beacon: BeaconChain | None = None
    rounds: dict[str, int] = Field(default={}, description="change -> the round that decides it now")
    reason: str


class PairingAmended(Event):
    """What every amendment has: the record, and the change that it carries out."""

    change: str
    amendment: Amendment


class SlotRedrawn(PairingAmended):
    """The slots of a redraw or a deferral were drawn again."""

    type: ClassVar[str] = "slot_redrawn"


class ReviewerReplaced(PairingAmended):
    """A reviewing State was replaced, by lot or by name."""

    type: ClassVar[str] = "reviewer_replaced"


class SupplementaryDrawn(PairingAmended):
    """Reviewers of one more instrument of a State were drawn."""

    type: ClassVar[str] = "supplementary_drawn"


class LateEntrantDrawn(PairingAmended):
    """Group and reviewers of a State new to the register were drawn."""

    type: ClassVar[str] = "late_entrant_drawn"


class DepartureDrawn(PairingAmended):
    """A State left; the slots in which it reviewed were drawn again."""

    type: ClassVar[str] = "departure_drawn"


class ChangeNotDrawn(Event):
    """What both have: the change, whom it is about, and the rule's code and sentence.

    A redraw or a replacement has `under_review` and `outgoing`; any other change has `state`.
    """

    change: str
    kind: AmendmentKind
    under_review: str = ""
    outgoing: str = ""
    state: str | None = None
    code: str
    message: str


class ChangeLapsed(ChangeNotDrawn):
    """A change waits no more: another one has made it impossible, or nobody may take the place."""

    type: ClassVar[str] = "change_lapsed"


class ChangePutOff(ChangeNotDrawn):
    """A State has joined or left, but nobody may take a place that this opens: it waits, last of all, for another lot.

    `round` decides then, and `offers` is how many volunteers have come forward by now.
    """

    type: ClassVar[str] = "change_put_off"
    round: int = 0
    offers: int = 0


class PairingConfirmed(Event):
    """The list is confirmed and public: `assignments` is the transcript's with its amendments."""

    type: ClassVar[str] = "pairing_confirmed"
    head: str
    amendments: int
    assignments: tuple[LotsAssignment, ...]


class DrawVoided(Event):
    """The draw is void, and why; public."""

    type: ClassVar[str] = "draw_voided"
    reason: str


class DrawingClosed(Event):
    """The cycle is over."""

    type: ClassVar[str] = "drawing_closed"


AMENDED: tuple[type[PairingAmended], ...] = (
    SlotRedrawn,
    ReviewerReplaced,
    SupplementaryDrawn,
    LateEntrantDrawn,
    DepartureDrawn,
)

CODEC = EventCodec(
    DrawingPlanned,
    RegisterCorrected,
    RegisterFrozen,
    DeferralRequested,
    VolunteerOffered,
    ContributionCommitted,
    DrawSealed,
    ContributionRevealed,
    RevealsClosed,
    EntropySupplied,
    GroupsDrawn,
    DrawBegun,
    ReviewersDrawn,
    DrawFailed,
    RedrawRequested,
    RedrawLimitReached,
    RedrawDecided,
    ReplacementRequested,
    LateEntrantRegistered,
    DepartureRegistered,
    SourceDeclared,
    *AMENDED,
    ChangeLapsed,
    ChangePutOff,
    PairingConfirmed,
    DrawVoided,
    DrawingClosed,
    DeadlineApproaching,
    DeadlinePassed,
)
"""Every event that a drawing's stream can hold."""
