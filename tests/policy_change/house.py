"""A cycle that runs on real parts, in the middle of its life: workflows begin in the states of the rehearsed crowd."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.directives import DirectivesActivity
from activities.policy import PolicyActivity
from activities.recording import RecordingActivity
from cli.streams import state_of
from models.aggregate import AggregateState
from models.clock import CalendarClock
from models.command import Command, Outcome
from models.conference.state import ConferenceState
from models.country.state import CountryReviewState
from models.documents import DocumentRef
from models.ids import conference_id, phase_id
from models.people import SECRETARIAT
from models.phase.state import PhaseReviewState
from notices.addressees import circle_of
from rules.aggregates import aggregate_of
from runtime import connect
from settings import Settings
from store import read_model
from store.documents import add_version
from store.pool import Pool
from tests.build import untoc
from tests.rules.policy_change.crowd import AFTER
from tests.story import noon
from workflows.every import WORKFLOWS

TYPES = {
    "cycle": "ReviewCycle",
    "country": "CountryReview",
    "phase": "PhaseReview",
    "dialogue": "ConstructiveDialogue",
    "conference": "Conference",
}
CONFERENCE = 13


@dataclass
class House:
    """Workflows of one cycle on a queue of their own, with the ledger in a database of its own."""

    cycle: str
    client: Client
    pool: Pool
    queue: str
    acts: int = 0

    @asynccontextmanager
    async def worker(self, client: Client, policy: PolicyActivity | None = None) -> AsyncGenerator[None]:
        """A worker with the real activities, while the block lasts; it does not finish what it has begun."""
        recording = RecordingActivity(self.pool, circle_of(untoc()))
        policy = policy or PolicyActivity(self.pool, client)
        activities = [recording.record, DirectivesActivity(client).carry_out, policy.apply_policy]
        async with Worker(client, task_queue=self.queue, workflows=WORKFLOWS, activities=activities):
            yield

    async def begin(self, states: Sequence[AggregateState]) -> None:
        """Start a workflow from each state, and wait until all are on record and reminded of what is late.

        One after the other: a machine that is busy with thirty first tasks at a time takes seconds for each.
        """
        clock = CalendarClock(anchor_real=datetime.now(UTC), anchor_calendar=noon(AFTER))
        for state in states:
            first = self.moved_in(state, clock)
            workflow_id = first.workflow_id
            await self.client.start_workflow(
                TYPES[workflow_id.partition("/")[0]], first, id=workflow_id, task_queue=self.queue
            )
            while workflow_id not in await self._on_record():
                await asyncio.sleep(0.02)
        before = {each for state in states for each in self._opened(state)}
        while await self._calendar_calls() or await self._opening(before):
            await asyncio.sleep(0.1)

    async def _on_record(self) -> set[str]:
        """The workflows of this cycle that have told of themselves."""
        return {each.workflow_id for each in await read_model.statuses(self.pool, self.cycle)}

    async def _opening(self, before: set[str]) -> bool:
        """Whether a country review has opened a phase here that has not told of itself yet."""
        opened = {each for state in (await self.states()).values() for each in self._opened(state)}
        return not opened <= before | await self._on_record()

    def _opened(self, state: AggregateState) -> list[str]:
        """The phases that a country review has opened."""
        if not isinstance(state, CountryReviewState):
            return []
        return [phase_id(self.cycle, state.state, phase) for phase in state.open_phases]

    async def _calendar_calls(self) -> bool:
        """Whether the calendar has something to say in some workflow now."""
        for workflow_id, state in (await self.states()).items():
            wake = aggregate_of(workflow_id).wake_at(state)
            if wake is not None and wake <= state.clock.calendar(datetime.now(UTC)):
                return True
        return False

    def moved_in(self, state: AggregateState, clock: CalendarClock) -> Any:
        """The same state as the first one of a workflow of this cycle."""
        return state.model_copy(update={"cycle": self.cycle, "clock": clock, "version": 0, "answered": ()})

    async def states(self) -> dict[str, Any]:
        """The state of every workflow, as it is on record."""
        return {each: await state_of(self.pool, each) for each in sorted(await self._on_record())}

    async def state(self, workflow_id: str) -> Any:
        """The state of one workflow, as it says itself."""
        result = aggregate_of(workflow_id).state
        return await self.client.get_workflow_handle(workflow_id).query("state", result_type=result)

    async def act(self, workflow_id: str, command: type[Command], **fields: Any) -> Outcome:
        """Do something; the Secretariat acts unless `actor` says who."""
        self.acts += 1
        given: dict[str, Any] = {"actor": SECRETARIAT, "command_id": f"act-{self.acts}"} | fields
        made = command(**given)
        return await self.client.get_workflow_handle(workflow_id).execute_update(  # pyright: ignore[reportUnknownMemberType]
            made.name, made, id=made.command_id, result_type=Outcome
        )

    async def paper(self, content: bytes = b"resolution 13/4") -> DocumentRef:
        """A document of this cycle in the store."""
        return await add_version(
            self.pool,
            document=None,
            cycle=self.cycle,
            kind="resolution",
            media_type="text/plain",
            language="en",
            content=content,
            simulated=True,
        )

    async def round_is_over(self) -> Any:
        """Wait until the program has answered; the version as it stands then."""
        while (version := (await self.track()).policy_versions[-1]).is_under_way:
            await asyncio.sleep(0.05)
        return version

    async def track(self) -> ConferenceState:
        """The track of the Conference, as it is on record."""
        return await state_of(self.pool, conference_id(self.cycle, CONFERENCE))

    async def end(self) -> None:
        """Terminate what runs, here and on the queue of the house: another test's worker is not to carry it on."""
        for query in (f"TaskQueue = '{self.queue}'", f"WorkflowId = 'postmaster/{self.cycle}'"):
            async for left in self.client.list_workflows(f"{query} AND ExecutionStatus = 'Running'"):
                await self.client.get_workflow_handle(left.id).terminate()


async def another_client(environment: WorkflowEnvironment) -> Client:
    """A client of its own: one that has built a worker builds no second for the same queue."""
    settings = Settings(
        database_url="postgresql://127.0.0.1:9/none",
        smtp_url="smtp://127.0.0.1:9",
        temporal_address=environment.client.service_client.config.target_host,
        temporal_is_local=True,
        web_url="http://127.0.0.1:9",
    )
    return await connect(settings)


def conference(rules: Any) -> ConferenceState:
    """The track of the thirteenth session, just over."""
    return ConferenceState(
        cycle="any",
        clock=CalendarClock(anchor_real=datetime.now(UTC), anchor_calendar=noon(AFTER)),
        procedure=rules,
        number=CONFERENCE,
        starts=date(2026, 10, 12),
        ends=date(2026, 10, 16),
        parties=("FRA", "KEN"),
        period_starts=date(2024, 4, 19),
    )


def renamed(state: PhaseReviewState, iso3: str) -> PhaseReviewState:
    """The same review, of another State."""
    return PhaseReviewState.model_validate_json(state.model_dump_json().replace(f'"{state.state}"', f'"{iso3}"'))
