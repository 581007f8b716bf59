"""What happens to a draw after its transcript is closed: amendments, chained by hash (domain.md 2.3, step 8).

A transcript is never overwritten. Whoever wants to know who reviews whom now takes the transcript and folds the
amendments into it, one after the other; `docs/amendments.md` says how, and `tools/check_amendments.py` does it again.
"""

from datetime import date
from enum import StrEnum

from pydantic import Field

from models.instruments import Instrument
from models.lots import LotsAssignment, LotsPolicy, LotsState, Method, Role
from models.value import Value


class AmendmentKind(StrEnum):
    """Why who reviews whom changes."""

    REDRAW = "redraw"
    """The State under review asked that one slot be drawn again (D13)."""
    DEFERRAL = "deferral"
    """A State put off reviewing in its own year after the draw (D12)."""
    REPLACEMENT = "replacement"
    """A reviewer cannot serve (D14)."""
    LATE_ENTRANT = "late_entrant"
    """A State joined after the draw (D19)."""
    INSTRUMENT_JOINED = "instrument_joined"
    """A State under review joined one more instrument (D19, D5)."""
    DEPARTURE = "departure"
    """A State left instruments, or all of them (D20)."""
    SUPPLEMENT = "supplement"
    """Places that an earlier amendment left open are drawn (D5)."""


class Vacancy(Value):
    """One place of a reviewer that is free.

    `instruments` of a principal's place are all those of the State under review, of which the principal covers what it
    is party to; a supplementary reviewer covers them all. `excluded` may not stand here: they gave up a place with
    this State under review before.
    """

    under_review: str
    role: Role
    principal: bool
    instruments: tuple[Instrument, ...]
    excluded: tuple[str, ...] = ()


class Change(Value):
    """What an event does to the register and the pairing before anything is drawn or named.

    `states` are new or changed rows of the register; a State that left everything has no instruments. `vacated` are
    those who leave; `changed` those who stay on other instruments than before, as they stand now; `vacancies` what is
    open after that in the places that the event touches.
    """

    kind: AmendmentKind
    states: tuple[LotsState, ...] = ()
    groups: dict[str, int] = Field(default={}, description="Start groups of new States")
    deferrals: tuple[str, ...] = Field(default=(), description="States that put off reviewing now")
    vacated: tuple[LotsAssignment, ...] = ()
    changed: tuple[LotsAssignment, ...] = ()
    vacancies: tuple[Vacancy, ...] = ()


class Amendment(Change):
    """One record of the chain: a change, and how it was filled.

    `vacated` are first those of the event itself, then supplementary reviewers whose gap is another one now.
    `vacancies` and `filled` go together, one by one; if `filled` is empty, the places stay open until a `supplement`
    fills them. `entropy` and `seed` are empty if nothing was drawn; `by_name` says that the Secretariat named the
    incoming State (D14).
    """

    number: int = Field(description="From 1, without a gap")
    on: date
    previous_sha256: str = Field(description="Of the transcript, or of the amendment before")
    volunteers: tuple[str, ...] = Field(default=(), description="Who came forward since the record before")
    entropy: tuple[dict[str, str | int], ...] = ()
    seed: str = ""
    filled: tuple[LotsAssignment, ...] = ()
    by_name: bool = False
    method: tuple[Method, ...] = ()
    reason: str = ""
    sha256: str = Field(description="SHA-256 of the canonical JSON of everything else")


class Standing(Value):
    """Who reviews whom now: the fold of a transcript and its amendments.

    `given_up` has, for each State under review, who gave up a place with it and never gets one there by lot again;
    `head` is the hash of the last record of the chain. States that left everything keep a row without instruments.
    """

    states: tuple[LotsState, ...]
    policy: LotsPolicy
    groups: dict[str, int]
    deferrals: tuple[str, ...] = ()
    volunteers: tuple[str, ...] = ()
    earlier_load: dict[str, int] = Field(default={})
    assignments: tuple[LotsAssignment, ...]
    given_up: dict[str, tuple[str, ...]] = Field(default={})
    head: str
    amendments: int = 0

    def state(self, iso3: str) -> LotsState | None:
        """Return the State with this code, or `None` if the register does not have it."""
        return next((state for state in self.states if state.iso3 == iso3), None)

    def reviewers(self, under_review: str) -> tuple[LotsAssignment, ...]:
        """Return who reviews a State: principals first, same region first."""
        return tuple(each for each in self.assignments if each.under_review == under_review)
