"""A demonstration without servers: the pure rules of all aggregates, a calendar that jumps, and the population."""

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from demo.conduct import Conduct
from demo.intentions import Intention
from demo.papers import Paper, papers_of
from demo.plan import DemoPlan
from demo.population import Population, people_of
from models.aggregate import AggregateState
from models.clock import CalendarClock
from models.command import Command, Outcome
from models.cycle.state import ReviewCycleState
from models.directive import Directives
from models.documents import DocumentRef
from models.errors import RuleViolation
from models.event import Event
from models.ids import cycle_id
from models.status import Status
from rules.aggregate import Aggregate
from rules.calendar.vienna import start_of_day
from rules.country.aggregate import COUNTRY_REVIEW
from rules.cycle.aggregate import REVIEW_CYCLE
from rules.phase.aggregate import PHASE_REVIEW

AGGREGATES: dict[str, Aggregate[Any]] = {
    "ReviewCycle": REVIEW_CYCLE,
    "CountryReview": COUNTRY_REVIEW,
    "PhaseReview": PHASE_REVIEW,
}

TRAVEL = timedelta(days=2)
"""Calendar time that a command takes to arrive."""


@dataclass
class Living:
    """One workflow."""

    aggregate: Aggregate[Any]
    state: AggregateState


@dataclass(order=True)
class Moment:
    """Something that will happen."""

    at: datetime
    number: int
    what: Intention | str | tuple[Intention, Command] = field(compare=False)


class Rehearsal:
    """Plays a plan from its beginning to a day."""

    def __init__(self, plan: DemoPlan) -> None:
        """Register everybody and open the cycle."""
        self.plan = plan
        self.papers: dict[Paper, DocumentRef] = {}
        self.population = Population(plan)
        for state in plan.participants:
            people = people_of(plan.state(state), plan.dice)
            self.population.seat(state, [f"{state}-{number}" for number in range(len(people))])
        self.conduct = Conduct(plan, self.population.members, self.papers, shortest_notice=timedelta(days=5))
        self.living: dict[str, Living] = {}
        self.now = start_of_day(plan.begins)
        self.acts: Counter[str] = Counter()
        self.acts_of: Counter[str] = Counter()
        self.refusals: Counter[str] = Counter()
        self.happened: Counter[str] = Counter()
        self.strangers: set[str] = set()
        self._moments: list[Moment] = []
        self._numbers = count()
        anchor = datetime(2020, 1, 1, tzinfo=UTC)
        clock = CalendarClock(anchor_real=anchor, anchor_calendar=self.now)
        self._open("ReviewCycle", plan.first_state(clock))

    def play(self, until: date) -> None:
        """Go on until the calendar shows `until`."""
        end = start_of_day(until)
        while self._moments and self._moments[0].at <= end:
            moment = heapq.heappop(self._moments)
            self.now = max(self.now, moment.at)
            match moment.what:
                case str(workflow_id):
                    self._wake(workflow_id)
                case Intention() as intention:
                    command = self.conduct.command(intention, self.now)
                    if command is not None:
                        self._at(self.now + TRAVEL, (intention, command))
                case (intention, command):
                    self._act(intention, command)

    @property
    def cycle(self) -> ReviewCycleState:
        """The state of the cycle."""
        state = self.living[cycle_id(self.plan.cycle)].state
        assert isinstance(state, ReviewCycleState)
        return state

    def phases(self) -> Iterator[Status]:
        """Every phase review."""
        for living in self.living.values():
            status = living.aggregate.status(living.state)
            if status.kind == "phase":
                yield status

    def _open(self, kind: str, state: AggregateState) -> None:
        aggregate = AGGREGATES[kind]
        workflow_id = aggregate.status(state).workflow_id
        if workflow_id not in self.living:
            self.living[workflow_id] = Living(aggregate, state)
            self._record(workflow_id, (aggregate.opened(state),))

    def _act(self, intention: Intention, command: Command) -> None:
        living = self.living[intention.review]
        try:
            events = living.aggregate.decide(living.state, command, self.now)
        except RuleViolation as violation:
            self.refusals[f"{command.name}: {violation.code}"] += 1
            self._mean(self.conduct.refused(intention, self.now))
            return
        self.acts[command.name] += 1
        self.acts_of[intention.review] += 1
        self._record(intention.review, events)
        status = living.aggregate.status(living.state)
        outcome = Outcome(
            workflow_id=intention.review,
            version=status.version,
            happened=tuple(event.type for event in events),
            stage=status.stage,
            waiting_on=status.waiting_on,
        )
        self._mean(self.conduct.done(intention, command, outcome, self.now))

    def _wake(self, workflow_id: str) -> None:
        living = self.living[workflow_id]
        wake = living.aggregate.wake_at(living.state)
        if wake is not None and wake <= self.now:
            self._record(workflow_id, living.aggregate.by_calendar(living.state, self.now))

    def _record(self, workflow_id: str, events: tuple[Event, ...]) -> None:
        living = self.living[workflow_id]
        asked: list[Directives] = []
        for event in events:
            self.happened[event.type] += 1
            living.state = living.aggregate.evolve(living.state, event, self.now)
            asked.append(living.aggregate.reactions(living.state, event))
        status = living.aggregate.status(living.state)
        if status.kind == "phase":
            for paper in papers_of(status):
                self.papers.setdefault(paper, _reference(paper))
            for each in status.reviewers:
                if each.state not in self.population.members:
                    self.strangers.add(each.state)
                    self.population.seat(each.state, [f"{each.state}-{number}" for number in range(4)])
        wake = living.aggregate.wake_at(living.state)
        if wake is not None:
            self._at(max(wake, self.now), workflow_id)
        self._mean(self.conduct.heard(status, self.now))
        for directives in asked:
            self._carry_out(directives)

    def _carry_out(self, directives: Directives) -> None:
        for start in directives.starts:
            if start.workflow_type in AGGREGATES:
                self._open(start.workflow_type, AGGREGATES[start.workflow_type].state.model_validate(start.state))
        for relay in directives.relays:
            living = self.living[relay.workflow_id]
            command = next(each for each in living.aggregate.commands if each.name == relay.command)
            try:
                given = command.model_validate(relay.payload)
                self._record(relay.workflow_id, living.aggregate.decide(living.state, given, self.now))
            except RuleViolation as violation:
                self.refusals[f"relayed {relay.command}: {violation.code}"] += 1

    def _mean(self, intentions: list[Intention]) -> None:
        for intention in intentions:
            self._at(intention.at, intention)

    def _at(self, at: datetime, what: Intention | str | tuple[Intention, Command]) -> None:
        heapq.heappush(self._moments, Moment(at, next(self._numbers), what))


def _reference(paper: Paper) -> DocumentRef:
    return DocumentRef(
        id=f"{paper.review}/{paper.author}/{paper.kind}/{paper.language}"[:100],
        sha256=sha256(repr(paper).encode()).hexdigest(),
    )
