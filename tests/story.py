"""Any aggregate told day by day: what people do, what the calendar brings, and everything that was recorded of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any, Generic, Self, TypeVar

from models.aggregate import AggregateState
from models.command import Command
from models.directive import Directives
from models.errors import RuleViolation
from models.event import Event
from models.ledger import Entry
from models.people import SYSTEM, Actor
from rules.aggregate import Aggregate
from rules.calendar.vienna import vienna_day

State = TypeVar("State", bound=AggregateState)


def noon(day: date) -> datetime:
    """Midday (UTC) of `day`, which is the same day in Vienna."""
    return datetime.combine(day, time(12), tzinfo=UTC)


@dataclass
class Story(Generic[State]):
    """One aggregate in a test: its state, the day, what was recorded, and what was asked of others."""

    aggregate: Aggregate[State]
    state: State
    today: date
    entries: list[Entry] = field(default_factory=list[Entry])
    asked: list[Directives] = field(default_factory=list[Directives])
    acts: int = 0

    def copy(self) -> Self:
        """The same story, to go on from by itself."""
        return replace(self, entries=list(self.entries), asked=list(self.asked))

    def open(self) -> Self:
        """Record the opening."""
        self.record((self.aggregate.opened(self.state),))
        return self

    def on(self, day: date) -> Self:
        """Go to a day, without the calendar's part on the way."""
        self.today = day
        return self

    def record(self, events: Sequence[Event], actor: Actor = SYSTEM) -> tuple[Event, ...]:
        """Fold the events, keep them as the ledger would, and collect what they ask of others."""
        for event in events:
            self.state = self.aggregate.evolve(self.state, event, noon(self.today))
            entry = Entry(
                version=self.state.version,
                type=event.type,
                data=event.model_dump(mode="json"),
                actor=actor,
                at=noon(self.today),
            )
            self.entries.append(entry)
            directives = self.aggregate.reactions(self.state, event)
            if directives != Directives(cycle=self.state.cycle):
                self.asked.append(directives)
        return tuple(events)

    def made(self, command: type[Command], actor: Actor, **fields: Any) -> Command:
        """The command, with an id of its own."""
        self.acts += 1
        return command(actor=actor, command_id=f"act-{self.acts}", **fields)

    def act(self, command: type[Command], actor: Actor, **fields: Any) -> tuple[str, ...]:
        """Do it, or raise the refusal; the types of what happened."""
        made = self.made(command, actor, **fields)
        events = self.record(self.aggregate.decide(self.state, made, noon(self.today)), actor)
        return tuple(event.type for event in events)

    def refusal(self, command: type[Command], actor: Actor, **fields: Any) -> str:
        """The code by which it is refused."""
        try:
            self.aggregate.decide(self.state, self.made(command, actor, **fields), noon(self.today))
        except RuleViolation as violation:
            return violation.code
        return "not refused"

    def by_calendar(self, until: date) -> list[tuple[date, Event]]:
        """Let the calendar do its part up to and with `until`; what it brought, each with its day."""
        brought: list[tuple[date, Event]] = []
        while (wake := self.aggregate.wake_at(self.state)) is not None and vienna_day(wake) <= until:
            self.today = max(self.today, vienna_day(wake))
            events = self.record(self.aggregate.by_calendar(self.state, noon(self.today)))
            assert events, "the calendar called for nothing"
            brought.extend((self.today, event) for event in events)
        self.today = until
        return brought

    def rebuilt(self, first: State) -> State:
        """The state that the entries add up to, after their journey through JSON."""
        written = [Entry.model_validate_json(entry.model_dump_json()) for entry in self.entries]
        return self.aggregate.folded(first, written)
