"""The one shell that every review workflow runs in: decide, record, then remember; tell others; wait; roll.

A command is an update. Its validator and its handler ask the same rule. What the rule decides is recorded in
PostgreSQL first (ledger, read model and outbox in one transaction) and becomes the workflow's state only then, so a
refusal by the store (a document that does not exist) leaves nothing behind. The ledger is the record: where it is ahead
of the workflow, the workflow catches up and decides again. A refusal is an `ApplicationError` whose
type is its code; any other exception is a defect, which parks the workflow until the code is mended.
"""

import asyncio
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from pydantic import ValidationError
from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributeUpdate
from temporalio.exceptions import ActivityError, ApplicationError, FailureError

from models import tasks
from models.aggregate import AggregateState
from models.beacon import BeaconProof
from models.command import Answered, Command, Outcome
from models.directive import Directives, Relay
from models.errors import RuleViolation
from models.event import Event
from models.ledger import Entry, Recorded, Recording
from models.naming import Reading
from models.notices import Addressed
from models.people import SYSTEM, Actor, Role
from models.stakeholders import Applicant
from models.status import Status
from rules.aggregate import Aggregate
from rules.calendar.vienna import start_of_day, vienna_day
from workflows import options
from workflows.citations import documents_cited, people_cited
from workflows.details import details

State = TypeVar("State", bound=AggregateState)

STAGE = SearchAttributeKey.for_keyword("Stage")
WAITING_ON = SearchAttributeKey.for_keyword_list("WaitingOn")
DUE_AT = SearchAttributeKey.for_datetime("DueAt")
OVERDUE = SearchAttributeKey.for_bool("Overdue")


class Defect(Exception):
    """The store says that our own bookkeeping is wrong: park, do not fail, until the code is mended."""


class Shell(Generic[State]):
    """State, recording and waiting, for one aggregate. Subclasses name the workflow, its queries and its run."""

    def __init__(self, aggregate: Aggregate[State], state: State) -> None:
        """Begin with the state that the workflow was started or continued with."""
        self._aggregate = aggregate
        self._state = state
        self._status = aggregate.status(state)
        self._wake = aggregate.wake_at(state)
        self._lock = asyncio.Lock()
        self._inbox: deque[Relay] = deque()
        self._directives: deque[Directives] = deque()
        self._is_caught_up = False
        self._is_rolling = False
        self._shown: tuple[Any, ...] = ()
        self._by_name = {command.name: command for command in aggregate.commands}

    def check(self, command: Command) -> None:
        """Refuse what the rules refuse, before anything is written to history.

        An update is a person's: what the system decided elsewhere comes by relay, which nobody has to be asked for.
        While the run still reads the ledger, nobody can tell; the act is let in and judged when its turn comes.
        """
        if command.actor.role is Role.SYSTEM:
            raise ApplicationError(
                f"{command.name}: the system acts by itself; say in which role you act.",
                type="not_your_act",
                non_retryable=True,
            )
        if self._is_caught_up and self._answer_to(command) is None:
            self._decided(command)

    async def act(self, command: Command) -> Outcome:
        """Carry out a command once; a repetition gets the first answer."""
        await workflow.wait_condition(lambda: self._state.version > 0)
        async with self._lock:
            while (answer := self._answer_to(command)) is None:
                events = self._decided(command)
                if not events:  # nothing would ever answer it
                    raise Defect(f"{command.name} was neither refused nor carried out")
                await self._record(events, actor=command.actor, command=command)
            return answer

    def take(self, relay: Relay) -> None:
        """Keep a command that another workflow decided, until `live` comes to it."""
        self._inbox.append(relay)

    def ask_to_roll(self) -> None:
        """Continue as new at the next quiet moment, with the newest code."""
        self._is_rolling = True

    async def live(self) -> Status:
        """Open the stream if it is new, then wait for people and the calendar until the aggregate is over."""
        async with self._lock:
            if self._state.version == 0:
                await self._record_as_system((self._aggregate.opened(self._state),))
            else:
                await self._catch_up()
        self._is_caught_up = True
        self._show()
        while True:
            await self._carry_out()
            await self._take_relays()
            if self._directives:
                continue
            if self._aggregate.is_over(self._state):
                await workflow.wait_condition(workflow.all_handlers_finished)
                if not self._directives and not self._inbox:
                    return self._status
                continue
            if self._must_roll():
                await workflow.wait_condition(workflow.all_handlers_finished)
                if not self._directives and not self._inbox:
                    workflow.continue_as_new(
                        self._state,
                        initial_versioning_behavior=workflow.ContinueAsNewVersioningBehavior.AUTO_UPGRADE,
                    )
                continue
            if await self._woken_by_calendar():
                await self._follow_calendar()

    @property
    def state_now(self) -> State:
        """The whole state."""
        return self._state

    @property
    def status_now(self) -> Status:
        """Where the workflow stands."""
        return self._status

    def _now(self) -> datetime:
        return self._state.clock.calendar(workflow.now())

    def _answer_to(self, command: Command) -> Outcome | None:
        for answered in reversed(self._state.answered):
            if answered.command_id == command.command_id:
                return answered.outcome
        return None

    def _decided(self, command: Command) -> tuple[Event, ...]:
        try:
            return self._aggregate.decide(self._state, command, self._now())
        except RuleViolation as violation:
            raise ApplicationError(violation.message, type=violation.code, non_retryable=True) from violation

    async def _record(self, events: tuple[Event, ...], *, actor: Actor, command: Command | None = None) -> None:
        """Record the events and make them the state; if the ledger is ahead, catch up instead.

        The caller holds the lock, and asks again what is to be done.
        """
        now = self._now()
        entries: list[Entry] = []
        beacons: list[BeaconProof] = []
        applicants: list[Applicant] = []
        readings: list[Reading] = []
        addressed: dict[int, tuple[Addressed, ...]] = {}
        state = self._state
        for event in events:
            beacons.extend(self._aggregate.proofs(state, event))
            applicants.extend(self._aggregate.applicants(event))
            readings.extend(self._aggregate.readings(state, event))
            state = self._aggregate.evolve(state, event, now)
            if whom := self._aggregate.addressed(state, event):
                addressed[state.version] = whom
            entries.append(
                Entry(
                    version=state.version,
                    type=event.type,
                    data=event.model_dump(mode="json"),
                    actor=actor,
                    at=now,
                    command_id=command.command_id if command else None,
                )
            )
        recorded = await self._write(
            Recording(
                stream=self._status.workflow_id,
                entries=tuple(entries),
                status=self._aggregate.status(state),
                clock=state.clock,
                documents=documents_cited(events),
                people=people_cited(events),
                beacons=tuple(beacons),
                applicants=tuple(applicants),
                readings=tuple(readings),
                addressed=addressed,
            )
        )
        if not recorded.missed:
            self._remember(entries)
            return
        self._remember(recorded.missed)
        await self._catch_up()

    async def _catch_up(self) -> None:
        """Make the ledger's entries our own, until there are none that we do not know.

        A worker can die between recording an act and telling Temporal of it; then the act stands in the ledger and its
        mails go out, and the workflow learns of it here: at its next act, and at the beginning of every run. A workflow
        started anew with its first state, because Temporal was lost, reads its whole stream in this way.
        """
        while True:
            recorded = await self._write(
                Recording(stream=self._status.workflow_id, entries=(), status=self._status, clock=self._state.clock)
            )
            if not recorded.missed:
                return
            self._remember(recorded.missed)

    def _remember(self, entries: Sequence[Entry]) -> None:
        """Make recorded entries the state, note what they ask of others, and keep the answers to their commands."""
        state = self._state
        for position, entry in enumerate(entries):
            event = self._aggregate.codec.read(entry.type, entry.data)
            state = self._aggregate.evolve(state, event, entry.at)
            asked = self._aggregate.reactions(state, event)
            if not asked.is_empty:
                self._directives.extend(_portions(asked))
            following = entries[position + 1] if position + 1 < len(entries) else None
            if entry.command_id and (following is None or following.command_id != entry.command_id):
                # An act may have been handed over in two portions: its answer grows with the second.
                begun = next((each for each in state.answered if each.command_id == entry.command_id), None)
                happened = tuple(each.type for each in entries if each.command_id == entry.command_id)
                before = begun.outcome.happened if begun else ()
                answered = Answered(command_id=entry.command_id, outcome=self._outcome(state, (*before, *happened)))
                state = state.model_copy(update=state.with_answer(answered))
        self._state = state
        self._status = self._aggregate.status(state)
        self._wake = self._aggregate.wake_at(state)
        self._show()

    def _outcome(self, state: State, happened: tuple[str, ...]) -> Outcome:
        status = self._aggregate.status(state)
        return Outcome(
            workflow_id=status.workflow_id,
            version=state.version,
            happened=happened,
            stage=status.stage,
            waiting_on=status.waiting_on,
        )

    async def _write(self, recording: Recording) -> Recorded:
        try:
            return await workflow.execute_local_activity(
                tasks.RECORD, recording, result_type=Recorded, **options.BRIEFLY
            )
        except FailureError as error:
            self._raise_if_final(error)
            try:
                return await workflow.execute_activity(
                    tasks.RECORD,
                    recording,
                    result_type=Recorded,
                    summary=", ".join(entry.type for entry in recording.entries) or "catch up",
                    **options.RECORD,
                )
            except FailureError as again:
                self._raise_if_final(again)
                raise Defect(str(again)) from again

    def _raise_if_final(self, error: FailureError) -> None:
        """Pass a refusal of the store on to the caller; anything else final is a defect of ours."""
        # A local activity's failure comes bare, an ordinary one's wrapped.
        cause = error.cause if isinstance(error, ActivityError) else error
        if not isinstance(cause, ApplicationError) or not cause.non_retryable:
            return
        if cause.category == cause.category.BENIGN:
            raise ApplicationError(cause.message, type=cause.type, non_retryable=True) from error
        raise Defect(f"{cause.type}: {cause.message}") from error

    async def _carry_out(self) -> None:
        while self._directives:
            asked = self._directives.popleft()
            for work in asked.works:
                await workflow.execute_activity(work.activity, work.payload, summary=work.summary, **options.WORK)
            if not (asked.starts or asked.relays or asked.stops):
                continue
            summary = f"start {len(asked.starts)}, tell {len(asked.relays)}"
            if not asked.starts and len(asked.relays) <= options.TOLD_LOCALLY:
                try:
                    await workflow.execute_local_activity(tasks.CARRY_OUT, asked, **options.BRIEFLY)
                except FailureError:
                    workflow.logger.warning("told_later", extra={"asked": summary})
                else:
                    continue
            await workflow.execute_activity(tasks.CARRY_OUT, asked, summary=summary, **options.CARRY_OUT)

    async def _take_relays(self) -> None:
        while self._inbox:
            relay = self._inbox.popleft()
            try:
                command = self._by_name[relay.command].model_validate(relay.payload)
            except (KeyError, ValidationError):
                # Somebody's slip with a signal, which cannot be refused; it must not park the review.
                workflow.logger.exception("relay_unreadable", extra={"command": relay.command})
                continue
            try:
                await self.act(command)
            except ApplicationError as refusal:
                # Decided elsewhere and no longer possible here: it is said in the log, and changes nothing.
                workflow.logger.warning(
                    "relay_refused", extra={"command": relay.command, "code": refusal.type, "why": refusal.message}
                )

    async def _woken_by_calendar(self) -> bool:
        """Wait for something to do; True if it is the calendar that calls."""
        wake = self._wake
        if wake is None:
            await workflow.wait_condition(lambda: self._is_disturbed(wake))
            return False
        wait = self._state.clock.real(wake) - workflow.now()
        if wait <= timedelta(0):
            return True
        try:
            await workflow.wait_condition(
                lambda: self._is_disturbed(wake), timeout=wait, timeout_summary=f"calendar: {vienna_day(wake)}"
            )
        except TimeoutError:
            return True
        return False

    def _is_disturbed(self, armed: datetime | None) -> bool:
        return (
            self._must_rearm(armed)
            or bool(self._inbox)
            or bool(self._directives)
            or self._must_roll()
            or self._aggregate.is_over(self._state)
        )

    def _must_rearm(self, armed: datetime | None) -> bool:
        """Whether the timer has to be set anew: always for an earlier moment, for a later one only if it is near.

        Setting it anew costs two events, letting it fire for nothing five; one that is far off is seldom reached
        before the next act moves it again.
        """
        if self._wake == armed:
            return False
        if armed is None or (self._wake is not None and self._wake < armed):
            return True
        return armed - self._now() < options.FAR_OFF

    async def _follow_calendar(self) -> None:
        async with self._lock:
            events = self._aggregate.by_calendar(self._state, self._now())
            if events:
                await self._record_as_system(events)

    async def _record_as_system(self, events: tuple[Event, ...]) -> None:
        """Record what is nobody's act. There is nobody to refuse it to, so a refusal is a defect and ends no review."""
        try:
            await self._record(events, actor=SYSTEM)
        except ApplicationError as refusal:
            raise Defect(f"{refusal.type}: {refusal.message}") from refusal

    def _must_roll(self) -> bool:
        info = workflow.info()
        return (
            self._is_rolling
            or info.is_continue_as_new_suggested()
            or info.is_target_worker_deployment_version_changed()
            or info.get_current_history_length() > options.EVENTS_IN_A_RUN
        )

    def _show(self) -> None:
        """Say in Temporal's Web UI where it stands; for lists, set search attributes.

        Each upsert is an event, so they are set when the stage or the overdue flag changes: in between, the next date
        and who is waited for may have moved on. The board is exact; these are for finding reviews.
        """
        status, today = self._status, vienna_day(self._now())
        workflow.set_current_details(details(status, today))
        waiting = {each.owner.state or each.owner.role.value for each in status.obligations}
        due, overdue = status.next_due, status.is_overdue(today)
        shown = (status.stage, overdue)
        if shown == self._shown:
            return
        self._shown = shown
        updates: list[SearchAttributeUpdate[Any]] = [
            STAGE.value_set(status.stage),
            WAITING_ON.value_set(sorted(waiting)) if waiting else WAITING_ON.value_unset(),
            DUE_AT.value_set(start_of_day(due)) if due else DUE_AT.value_unset(),
            OVERDUE.value_set(overdue),
        ]
        workflow.upsert_search_attributes(updates)  # pyright: ignore[reportUnknownMemberType]


def _portions(asked: Directives) -> Iterator[Directives]:
    """Hand on what is asked in portions that Temporal takes.

    A run that began when procedures were shorter goes on with its portions as they were, whatever their length.
    """
    is_long = asked.size > options.LARGEST_PORTION
    largest = options.LARGEST_PORTION if is_long and workflow.patched("portions-by-size") else None
    return asked.portions(options.STARTS_AT_ONCE, largest=largest)
