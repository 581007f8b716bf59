"""A demonstration without servers: the pure rules of all aggregates, a calendar that jumps, and the population.

The drawing of lots is held as on real parts, act by act; only the signatures of its beacon are not verified here.
"""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from demo.acting import OURS
from demo.casting import cast
from demo.conduct import Conduct
from demo.intentions import Intention
from demo.lots import LotsAct, next_act, opening
from demo.outset import Outset
from demo.papers import Paper, papers_of
from demo.plan import DemoPlan
from demo.population import Population, people_of
from models.aggregate import AggregateState
from models.command import Command, Outcome
from models.cycle.state import ReviewCycleState
from models.directive import Directives, Relay, Work
from models.documents import DocumentRef
from models.drawing.commands import RecordOutcome
from models.drawing.state import DrawingStage, DrawingState
from models.errors import RuleViolation
from models.event import Event
from models.ids import cycle_id, lots_id
from models.lots import LotsAssignment, LotsInputs, Method
from models.people import SYSTEM
from models.status import Status
from rules.aggregate import Aggregate
from rules.calendar.vienna import start_of_day
from rules.country.aggregate import COUNTRY_REVIEW
from rules.cycle.aggregate import REVIEW_CYCLE
from rules.drawing.aggregate import DRAWING_OF_LOTS
from rules.lots.transcript import transcript_of
from rules.phase.aggregate import PHASE_REVIEW

AGGREGATES: dict[str, Aggregate[Any]] = {
    "ReviewCycle": REVIEW_CYCLE,
    "DrawingOfLots": DRAWING_OF_LOTS,
    "CountryReview": COUNTRY_REVIEW,
    "PhaseReview": PHASE_REVIEW,
}

TRAVEL = timedelta(days=2)
"""Calendar time that a command takes to arrive."""

_drawn: dict[str, dict[str, Any]] = {}
"""Transcripts by what they were made from: the same draw is not made twice."""


@dataclass
class Living:
    """One workflow."""

    aggregate: Aggregate[Any]
    state: AggregateState


Happening = Intention | str | tuple[Intention, Command] | LotsAct


@dataclass(order=True)
class Moment:
    """Something that will happen."""

    at: datetime
    number: int
    what: Happening = field(compare=False)


class Rehearsal:
    """Plays a demonstration from its beginning to a day."""

    def __init__(self, outset: Outset, *, anchor: datetime = datetime(2020, 1, 1, tzinfo=UTC)) -> None:
        """Open the cycle, and hold the drawing to its confirmed list; the beacon speaks from the real `anchor` on."""
        self.outset = outset
        self.papers: dict[Paper, DocumentRef] = {}
        self.population = Population(outset)
        self.living: dict[str, Living] = {}
        self.now = start_of_day(outset.begins)
        self.acts: Counter[str] = Counter()
        self.acts_of: Counter[str] = Counter()
        self.refusals: Counter[str] = Counter()
        self.happened: Counter[str] = Counter()
        self.of_lots: list[tuple[DrawingState, Event]] = []
        """Every event of the drawing, with the state after it."""
        self.by_lot: set[str] = set()
        """States whose people came only when a later lot had brought them in."""
        self.drawing_as_confirmed: DrawingState
        self._plan: DemoPlan | None = None
        self._conduct: Conduct | None = None
        self._moments: list[Moment] = []
        self._numbers = count()
        self._open("ReviewCycle", outset.first_state(outset.clock(anchor)))
        self._at(self.now, opening(outset, self.now))
        while self._plan is None:
            self._step()

    @property
    def plan(self) -> DemoPlan:
        """The parts, as they were dealt when the list was confirmed."""
        assert self._plan is not None
        return self._plan

    @property
    def conduct(self) -> Conduct:
        """How people behave."""
        assert self._conduct is not None
        return self._conduct

    def play(self, until: date) -> None:
        """Go on until the calendar shows `until`."""
        end = start_of_day(until)
        while self._moments and self._moments[0].at <= end:
            self._step()

    @property
    def cycle(self) -> ReviewCycleState:
        """The state of the cycle."""
        state = self.living[cycle_id(self.outset.cycle)].state
        assert isinstance(state, ReviewCycleState)
        return state

    @property
    def drawing(self) -> DrawingState:
        """The state of the drawing of lots."""
        state = self.living[lots_id(self.outset.cycle, 1)].state
        assert isinstance(state, DrawingState)
        return state

    def stage(self, stage: DrawingStage) -> DrawingState:
        """The state of the drawing when it had just come to a stage."""
        return next(state for state, _ in self.of_lots if state.stage is stage)

    def phases(self) -> Iterator[Status]:
        """Every phase review."""
        for living in self.living.values():
            status = living.aggregate.status(living.state)
            if status.kind == "phase":
                yield status

    def _step(self) -> None:
        """Go on to the next thing that happens."""
        moment = heapq.heappop(self._moments)
        self.now = max(self.now, moment.at)
        match moment.what:
            case str(workflow_id):
                self._wake(workflow_id)
            case LotsAct() as act:
                self._act_on_lots(act)
            case Intention() as intention:
                command = self.conduct.command(intention, self.now)
                if command is not None:
                    self._at(self.now + TRAVEL, (intention, command))
            case (intention, command):
                self._act(intention, command)

    def _act_on_lots(self, act: LotsAct) -> None:
        drawing = lots_id(self.outset.cycle, 1)
        workflow_id = drawing if drawing in self.living else cycle_id(self.outset.cycle)
        living = self.living[workflow_id]
        note = _reference(Paper(workflow_id, act.mission, act.note)) if act.note else None
        command = act.made(f"lots-{next(self._numbers)}", note)
        try:
            events = living.aggregate.decide(living.state, command, self.now)
        except RuleViolation as violation:
            self.refusals[f"{command.name}: {violation.code}"] += 1
        else:
            self.acts[command.name] += 1
            self._record(workflow_id, events)
        following = next_act(self.outset, self.drawing, self.now, self._plan)
        if following is not None:
            self._at(max(following.at, self.now) + TRAVEL, following)

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
            if isinstance(living.state, DrawingState):
                self.of_lots.append((living.state, event))
        status = living.aggregate.status(living.state)
        if self._plan is None and isinstance(living.state, DrawingState) and living.state.confirmed_on:
            self._deal(living.state)
        if status.kind == "phase":
            for paper in papers_of(status):
                self.papers.setdefault(paper, _reference(paper))
            coming = {each.state for each in status.reviewers} - set(self.population.members)
            self.by_lot |= coming
            self._seat(coming)
        wake = living.aggregate.wake_at(living.state)
        if wake is not None:
            self._at(max(wake, self.now), workflow_id)
        if self._conduct is not None and status.kind in OURS:
            self._mean(self._conduct.heard(status, self.now))
        for directives in asked:
            self._carry_out(directives)

    def _deal(self, drawing: DrawingState) -> None:
        self.drawing_as_confirmed = drawing
        self._plan = cast(self.outset, drawing)
        self._seat(self._plan.participants)
        self._conduct = Conduct(self._plan, self.population.members, self.papers, shortest_notice=timedelta(days=5))

    def _seat(self, states: Iterable[str]) -> None:
        for iso3 in states:
            people = people_of(self.outset.state(iso3), self.outset.dice)
            self.population.seat(iso3, [f"{iso3}-{number}" for number in range(len(people))])

    def _carry_out(self, directives: Directives) -> None:
        for start in directives.starts:
            if start.workflow_type in AGGREGATES:
                self._open(start.workflow_type, AGGREGATES[start.workflow_type].state.model_validate(start.state))
        for relay in directives.relays:
            self._relay(relay)
        for work in directives.works:
            self._relay(_outcome(work))

    def _relay(self, relay: Relay) -> None:
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

    def _at(self, at: datetime, what: Happening) -> None:
        heapq.heappush(self._moments, Moment(at, next(self._numbers), what))


def _outcome(work: Work) -> Relay:
    """What the program that draws reports of the inputs that it was handed."""
    inputs, entropy = LotsInputs.model_validate(work.payload["inputs"]), work.payload["entropy"]
    made_from = sha256(repr((work.payload["inputs_sha256"], entropy)).encode()).hexdigest()
    if made_from not in _drawn:
        _drawn[made_from] = transcript_of(inputs, entropy)
    record = _drawn[made_from]
    command = RecordOutcome(
        actor=SYSTEM,
        command_id="outcome",
        transcript=DocumentRef(id="doc-transcript/1", sha256=made_from),
        sha256=record["sha256"],
        assignments=tuple(LotsAssignment.model_validate(each) for each in record["assignments"]),
        method=tuple(Method.model_validate(each) for each in record["method"].values()),
    )
    return Relay(workflow_id=work.payload["workflow_id"], command=command.name, payload=command.model_dump(mode="json"))


def _reference(paper: Paper) -> DocumentRef:
    return DocumentRef(
        id=f"{paper.review}/{paper.author}/{paper.kind}/{paper.language}"[:100],
        sha256=sha256(repr(paper).encode()).hexdigest(),
    )
