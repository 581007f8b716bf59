"""The whole house in memory: every workflow of a cycle as a story, what one asks of another, and people who act.

People look at what is owed, take their time and do it. How long they take, and who never does what, is a function of
the stream and the duty, so a decade is the same each time.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from heapq import heappop, heappush
from typing import Any, NamedTuple

from models.aggregate import AggregateState
from models.command import Command
from models.cycle import commands as cycle_commands
from models.directive import Directives, Relay, Start, Work
from models.errors import RuleViolation
from models.event import Reminder
from models.ids import cycle_id
from models.ledger import Entry
from models.obligations import Obligation
from models.people import SECRETARIAT, Actor
from models.phase.state import PhaseReviewState
from rules.aggregates import aggregate_of
from rules.calendar.vienna import vienna_day
from rules.phase.aggregate import PHASE_REVIEW
from tests.build import Play, noon
from tests.rules.phase.acts import meet
from tests.story import Story

AnyStory = Story[Any]
Patience = Callable[[str, Obligation], int | None]
"""After how many days the owner of a duty does it; None for never."""


def nobody(house: "House", workflow_id: str, duty: Obligation) -> None:
    """Do nothing; a test without sessions owes nothing beside its reviews."""
    del house
    message = f"nobody does {duty.action} in {workflow_id}"
    raise LookupError(message)


def nothing_heard(workflow_id: str, entries: Sequence[Entry]) -> None:
    """Do nothing with what was recorded."""
    del workflow_id, entries


class Sent(NamedTuple):
    """A reminder as it was recorded, with the duty that it was about as it stood a moment before."""

    on: date
    stream: str
    reminder: Reminder
    duty: Obligation | None


@dataclass
class House:
    """Streams by their id, and a calendar of what happens next: the calendar's own calls and people's acts."""

    patience: Patience
    today: date
    beside: "Callable[[House, str, Obligation], None]" = nobody
    """Who does what is owed beside the reviews: for sessions, in dialogues and in tracks of the Conference."""
    heard: Callable[[str, Sequence[Entry]], None] = nothing_heard
    """Who is told at once of what was recorded in a stream, in one transaction as on real parts."""
    streams: dict[str, AnyStory] = field(default_factory=dict[str, AnyStory])
    sent: list[Sent] = field(default_factory=list[Sent])
    refused: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    works: list[tuple[str, Work]] = field(default_factory=list[tuple[str, Work]])
    _queue: list[tuple[date, int, Callable[[], None]]] = field(
        default_factory=list[tuple[date, int, Callable[[], None]]]
    )
    _numbers: int = 0
    _planned: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def open(self, workflow_id: str, first: AggregateState) -> None:
        """Let a workflow begin."""
        aggregate = aggregate_of(workflow_id)
        story: AnyStory = (
            Play(PHASE_REVIEW, first, self.today)
            if isinstance(first, PhaseReviewState)
            else Story(aggregate, first, self.today)
        )
        self.streams[workflow_id] = story
        self._go_on(workflow_id, story.open)

    def plan(self, on: date, act: Callable[[], None]) -> None:
        """Let something happen on a day to come."""
        self._numbers += 1
        heappush(self._queue, (on, self._numbers, act))

    def act(self, workflow_id: str, command: type[Command], actor: Actor = SECRETARIAT, **fields: Any) -> None:
        """Let somebody do something today."""
        self._go_on(workflow_id, lambda: self.streams[workflow_id].act(command, actor, **fields))

    def run(self, until: date) -> None:
        """Live up to and with a day."""
        while self._queue and self._queue[0][0] <= until:
            self.today, _, act = heappop(self._queue)
            act()
        self.today = until

    def duties(self, workflow_id: str) -> tuple[Obligation, ...]:
        """What is owed in one workflow."""
        story = self.streams[workflow_id]
        return story.aggregate.status(story.state).obligations

    def of_kind(self, kind: str) -> Iterator[tuple[str, AnyStory]]:
        """The streams of one kind."""
        return ((key, story) for key, story in sorted(self.streams.items()) if key.startswith(f"{kind}/"))

    def _go_on(self, workflow_id: str, do: Callable[[], object]) -> None:
        """Do something in one workflow, then what it asks of others, then look at the calendar and at what is owed."""
        story = self.streams[workflow_id].on(self.today)
        asked, recorded = len(story.asked), len(story.entries)
        do()
        self.heard(workflow_id, story.entries[recorded:])
        for directives in story.asked[asked:]:
            self._carry_out(directives)
            self.works.extend((workflow_id, work) for work in directives.works)
        wake = story.aggregate.wake_at(story.state)
        if wake is not None:
            self.plan(max(vienna_day(wake), self.today), lambda: self._wake(workflow_id))
        self._look_at_what_is_owed(workflow_id)

    def _wake(self, workflow_id: str) -> None:
        story = self.streams[workflow_id].on(self.today)
        wake = story.aggregate.wake_at(story.state)
        if wake is None or vienna_day(wake) > self.today:
            return
        duties = {duty.key: duty for duty in self.duties(workflow_id)}
        events = story.aggregate.by_calendar(story.state, noon(self.today))
        for event in events:
            if isinstance(event, Reminder):
                self.sent.append(Sent(self.today, workflow_id, event, duties.get(event.key)))
        self._go_on(workflow_id, lambda: story.record(events))

    def _carry_out(self, directives: Directives) -> None:
        for start in directives.starts:
            self._start(start)
        for relay in directives.relays:
            self.relay(relay)

    def _start(self, start: Start) -> None:
        if start.workflow_type != "Postmaster":
            self.open(start.workflow_id, aggregate_of(start.workflow_id).state.model_validate(start.state))

    def relay(self, relay: Relay) -> None:
        """Hand a command over that was decided elsewhere."""
        story = self.streams[relay.workflow_id].on(self.today)
        command = next(each for each in story.aggregate.commands if each.name == relay.command)
        try:
            events = story.aggregate.decide(story.state, command.model_validate(relay.payload), noon(self.today))
        except RuleViolation as refusal:
            self.refused.append((relay.workflow_id, relay.command, refusal.code))
            return
        self._go_on(relay.workflow_id, lambda: story.record(events))

    def _look_at_what_is_owed(self, workflow_id: str) -> None:
        for duty in self.duties(workflow_id):
            if (workflow_id, duty.key) in self._planned:
                continue
            days = self.patience(workflow_id, duty)
            if days is not None:
                self._planned.add((workflow_id, duty.key))
                day = max(self.today, duty.since) + timedelta(days=days)
                self.plan(day, lambda key=duty.key: self._do(workflow_id, key))

    def _do(self, workflow_id: str, key: str) -> None:
        self._planned.discard((workflow_id, key))
        duty = next((duty for duty in self.duties(workflow_id) if duty.key == key), None)
        if duty is None:
            return
        story = self.streams[workflow_id]
        if isinstance(story, Play):
            self._go_on(workflow_id, lambda: meet(story, duty))
        elif duty.action == "launch_group":
            _, group, phase = duty.key.split(":")
            self.act(workflow_id, cycle_commands.LaunchGroup, group=int(group), phase=int(phase))
        elif (workflow_id, duty.action) != (cycle_id(story.state.cycle), "draw_lots"):
            self.beside(self, workflow_id, duty)
        else:
            seed = hashlib.sha256(workflow_id.encode()).hexdigest()
            self.act(workflow_id, cycle_commands.DrawLots, seed=seed)


def spread(stream: str, key: str, first: int, last: int) -> int:
    """A number of days from `first` to `last`, always the same for one duty in one stream."""
    digest = hashlib.sha256(f"{stream} {key}".encode()).digest()
    return first + int.from_bytes(digest[:4], "big") % (last - first + 1)
