"""The one shape of every aggregate: decide, evolve, what the calendar brings, status, and what it asks of others.

The workflow shell, the rebuilding of the read model and the rehearsals in memory all work with this shape and know
nothing of any single aggregate.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from models.aggregate import AggregateState
from models.beacon import BeaconProof
from models.command import Command
from models.directive import Directives
from models.event import Event, EventCodec
from models.ledger import Entry, LedgerEntry
from models.naming import Reading
from models.notices import Addressed
from models.stakeholders import Applicant
from models.status import Status

State = TypeVar("State", bound=AggregateState)


@dataclass(frozen=True)
class Aggregate(Generic[State]):
    """The rules of one kind of workflow, as functions of its state."""

    kind: str
    state: type[State]
    commands: tuple[type[Command], ...]
    codec: EventCodec
    opened: Callable[[State], Event]
    decide: Callable[[State, Command, datetime], tuple[Event, ...]]
    by_calendar: Callable[[State, datetime], tuple[Event, ...]]
    evolve: Callable[[State, Event, datetime], State]
    status: Callable[[State], Status]
    wake_at: Callable[[State], datetime | None]
    reactions: Callable[[State, Event], Directives]
    is_over: Callable[[State], bool]
    proofs: Callable[[State, Event], tuple[BeaconProof, ...]] = lambda _state, _event: ()
    """Rounds of a beacon that an event relies on, by the state before it."""
    applicants: Callable[[Event], tuple[Applicant, ...]] = lambda _event: ()
    """Stakeholders that an event describes; their accounts have to agree."""
    readings: Callable[[State, Event], tuple[Reading, ...]] = lambda _state, _event: ()
    """Texts of an event that may name no State, by the state before it."""
    addressed: Callable[[State, Event], tuple[Addressed, ...]] = lambda _state, _event: ()
    """Whom an event concerns beside those that its entry and the status name, by the state after it."""

    def folded(self, first: State, entries: Iterable[Entry | LedgerEntry]) -> State:
        """Return the state that a stream of ledger entries adds up to, beginning with the opening entry."""
        state = first
        for entry in entries:
            state = self.evolve(state, self.codec.read(entry.type, entry.data), entry.at)
        return state
