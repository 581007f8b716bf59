"""The one shape of every kind of engagement: rows of the table, and its part in folding, owing and telling.

`rules.engagement` binds the five kinds to one aggregate and knows nothing of any of them. A kind keeps what is its own
in one field of `EngagementState`, which `fold` replaces; its rows, commands and events belong to no other kind.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from models.command import Command
from models.directive import Directives
from models.engagement.commands import CloseEngagement
from models.engagement.state import EngagementState
from models.engagement.terms import EngagementKind
from models.event import Event
from models.naming import Reading
from models.notices import Addressed
from models.obligations import Obligation
from models.people import Role
from models.stakeholders import Applicant
from models.status import KeyDate
from models.value import Value
from rules.engagement.turn import Turn

Decision = Callable[[EngagementState, Any, Turn], tuple[Event, ...]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: a command's whole admission and effect."""

    command: type[Command]
    by: frozenset[Role]
    stages: frozenset[StrEnum]
    decide: Decision
    event: type[Event]
    leads_to: str


def no_directives(state: EngagementState, _event: Event) -> Directives:
    """Ask nothing of anybody."""
    return Directives(cycle=state.cycle)


@dataclass(frozen=True)
class Kind:
    """The rules of one kind. Everything below `obligations` has a default: most kinds need few of them."""

    kind: EngagementKind
    rows: tuple[Row, ...]
    stages: type[StrEnum]
    """The stages of this kind, in the order of the procedure; `closed` is every kind's and is not among them."""
    first: Callable[[Any], Value]
    """The kind's own part of the first state, from its terms."""
    fold: Callable[[EngagementState, Event, Turn], EngagementState]
    """The state after an event of this kind, or after `engagement_closed`, which it may leave alone."""
    stage: Callable[[EngagementState], StrEnum]
    obligations: Callable[[EngagementState], tuple[Obligation, ...]]

    dates: Callable[[EngagementState], tuple[KeyDate, ...]] = lambda _state: ()
    counts: Callable[[EngagementState], dict[str, int]] = lambda _state: {}
    is_over: Callable[[EngagementState], bool] = lambda _state: False
    """Whether it has ended by an event of its own; one that was closed is over in any case."""
    precondition: Callable[[EngagementState, Command], None] = lambda _state, _command: None
    """May refuse, before stages are looked at: nothing happens in a pilot before the State has consented."""
    closers: frozenset[Role] = frozenset({Role.SECRETARIAT, Role.SYSTEM})
    closing: Callable[[EngagementState, CloseEngagement, Turn], tuple[Event, ...]] = lambda _state, _command, _turn: ()
    """Refuses to close while outcomes are missing, or gives them: its events come before `engagement_closed`.

    The system closes when the cycle ends, and nobody can be asked any more: then every outcome has to be given here.
    """
    by_calendar: Callable[[EngagementState, Turn], tuple[Event, ...]] = lambda _state, _turn: ()
    """What a timer brings beside reminders, such as the end of a call."""
    wake_at: Callable[[EngagementState], datetime | None] = lambda _state: None
    """The calendar instant of the next event of `by_calendar`."""
    reactions: Callable[[EngagementState, Event], Directives] = no_directives
    """By the state after the event. That the engagement is over is reported to the cycle for every kind."""
    applicants: Callable[[Event], tuple[Applicant, ...]] = lambda _event: ()
    readings: Callable[[EngagementState, Event], tuple[Reading, ...]] = lambda _state, _event: ()
    addressed: Callable[[EngagementState, Event], tuple[Addressed, ...]] = lambda _state, _event: ()
    is_settled: Callable[[EngagementState, str], bool] = lambda _state, _account: False
    """Whether nothing more will become of an account here, so that it may be erased although others go on."""
