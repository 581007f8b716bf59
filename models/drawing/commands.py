"""The commands of a drawing of lots: one per event of domain.md 2.3, and those that seal it and feed it chance.

Acts of missions come by note verbale; the Secretariat may enter them for a State.
"""

from datetime import date
from typing import ClassVar

from pydantic import Field

from models.beacon import BeaconChain
from models.command import Command
from models.cycle.commands import ISO3
from models.documents import DocumentRef
from models.drawing.state import DeclaredSource, Supplied
from models.instruments import Instrument
from models.lots import LotsAssignment, Method
from models.phase.commands import REASON
from models.register import LegalTradition, Region

HASH = r"^[0-9a-f]{64}$"
CHANGE = Field(min_length=1, max_length=40, description="id of the change, such as `change-3`")


class CorrectRegister(Command):
    """Enter a State as it is until the register is frozen: newly party, of another region (D23), party no more."""

    name: ClassVar[str] = "correct_register"
    state: str = Field(pattern=ISO3)
    region: Region
    instruments: tuple[Instrument, ...] = Field(max_length=4, description="all that it is party to; empty: none")
    legal_tradition: LegalTradition = LegalTradition.UNKNOWN
    reason: str = REASON


class FreezeRegister(Command):
    """Freeze the register of parties per instrument; who joins later is a late entrant."""

    name: ClassVar[str] = "freeze_register"
    cut_off: date


class RequestDeferral(Command):
    """Put off reviewing in the year in which the State is under review itself (D12)."""

    name: ClassVar[str] = "request_deferral"
    state: str = Field(pattern=ISO3)
    note: DocumentRef


class OfferVolunteer(Command):
    """Offer to review above the maximum, should a regional group be exhausted (D17)."""

    name: ClassVar[str] = "offer_volunteer"
    state: str = Field(pattern=ISO3)
    note: DocumentRef


class CommitContribution(Command):
    """Commit to a contribution to the seed by its SHA-256; it is revealed after the seal."""

    name: ClassVar[str] = "commit_contribution"
    state: str = Field(pattern=ISO3)
    commitment: str = Field(pattern=HASH, description="SHA-256 of the contribution, lower-case hex")


class SealDraw(Command):
    """Freeze inputs, rules and sources of entropy, and publish their hash before the entropy exists."""

    name: ClassVar[str] = "seal_draw"
    sources: tuple[DeclaredSource, ...] = Field(min_length=1, max_length=10)
    inputs_sha256: str = Field(default="", pattern=r"^([0-9a-f]{64})?$", description="refused if it is another hash")


class RevealContribution(Command):
    """Reveal what was committed to. A delegation that does not reveal counts as nothing."""

    name: ClassVar[str] = "reveal_contribution"
    state: str = Field(pattern=ISO3)
    reveal: str = Field(pattern=r"^([0-9a-f]{2}){1,256}$", description="the contribution, in hex")


class CloseReveals(Command):
    """Close reveals, where numbers drawn by hand are all the chance that comes after them."""

    name: ClassVar[str] = "close_reveals"


class EnterNumbers(Command):
    """Enter the numbers drawn by hand in the room."""

    name: ClassVar[str] = "enter_numbers"
    numbers: tuple[int, ...] = Field(min_length=1, max_length=1000)


class EnterBeacon(Command):
    """Enter the sealed round of the public randomness beacon; its signature is verified before it is recorded."""

    name: ClassVar[str] = "enter_beacon"
    chain: str = Field(pattern=HASH)
    round: int = Field(ge=1)
    signature: str = Field(pattern=r"^([0-9a-f]{2}){48,96}$")
    previous_signature: str = Field(default="", pattern=r"^([0-9a-f]{2}){0,96}$")
    randomness: str = Field(pattern=HASH)


class EnterSeed(Command):
    """Give the seed of a rehearsal. In real time nobody can."""

    name: ClassVar[str] = "enter_seed"
    value: str = Field(pattern=HASH)


class DrawGroups(Command):
    """Make the seed from all entropy, and draw the three groups (D21)."""

    name: ClassVar[str] = "draw_groups"


class DrawReviewers(Command):
    """Draw the reviewers of every State; the program answers within seconds by itself."""

    name: ClassVar[str] = "draw_reviewers"


class RecordOutcome(Command):
    """The program reports what was drawn, and where the transcript is."""

    name: ClassVar[str] = "record_outcome"
    transcript: DocumentRef
    sha256: str = Field(pattern=HASH, description="the transcript's own hash, its last field")
    assignments: tuple[LotsAssignment, ...]
    method: tuple[Method, ...]


class RecordFailure(Command):
    """The program reports that nothing could be drawn."""

    name: ClassVar[str] = "record_failure"
    code: str
    message: str


class RequestRedraw(Command):
    """Ask that the draw of one reviewing State be repeated (D13)."""

    name: ClassVar[str] = "request_redraw"
    state: str = Field(pattern=ISO3, description="the State under review")
    reviewer: str = Field(pattern=ISO3)
    note: DocumentRef
    reason: str = Field(default="", max_length=2000)


class DecideRedraw(Command):
    """Decide on a redraw above the limit: the Secretariat after the Bureau (D13)."""

    name: ClassVar[str] = "decide_redraw"
    change: str = CHANGE
    is_granted: bool
    reason: str = REASON


class DrawAgain(Command):
    """Draw what a change has left open: a redraw, a deferral, a replacement, a late entrant, a departure."""

    name: ClassVar[str] = "draw_again"
    change: str = CHANGE
    supplied: Supplied = Supplied()


class DeclareSource(Command):
    """Name another source of chance for the changes to come: a beacon lives for years, a cycle for ten."""

    name: ClassVar[str] = "declare_source"
    source: DeclaredSource = Field(description="a beacon without a round: each change has its own; or numbers by hand")
    beacon: BeaconChain | None = Field(default=None, description="the chain, if the drawing does not know it yet")
    reason: str = REASON


class ConfirmPairing(Command):
    """Confirm the list when every window is closed: the country reviews start from it."""

    name: ClassVar[str] = "confirm_pairing"


class VoidDraw(Command):
    """Void the draw by a public record; only then can another one be opened."""

    name: ClassVar[str] = "void_draw"
    reason: str = REASON


class ReplaceReviewer(Command):
    """Replace a reviewing State on note verbale (D14): by the one that is named, or by lot."""

    name: ClassVar[str] = "replace_reviewer"
    under_review: str = Field(pattern=ISO3)
    outgoing: str = Field(pattern=ISO3)
    incoming: str = Field(default="", pattern=r"^([A-Z]{3})?$", description="left empty: drawn by lot")
    note: DocumentRef | None = None
    reason: str = REASON


class AdmitLateEntrant(Command):
    """Enter a State that has joined an instrument after the register was frozen (D19)."""

    name: ClassVar[str] = "admit_late_entrant"
    state: str = Field(pattern=ISO3)
    instruments: tuple[Instrument, ...] = Field(min_length=1, description="those that it has joined")
    region: Region | None = Field(default=None, description="of a State that is new to the register")
    legal_tradition: LegalTradition = LegalTradition.UNKNOWN
    joined_on: date


class RecordDeparture(Command):
    """Enter that a State has left an instrument, or, leaving the Convention, all of them (D20)."""

    name: ClassVar[str] = "record_departure"
    state: str = Field(pattern=ISO3)
    instruments: tuple[Instrument, ...] = Field(min_length=1)
    left_on: date
    reason: str = REASON


class CloseDrawing(Command):
    """The cycle is over; nothing is amended any more."""

    name: ClassVar[str] = "close_drawing"
