"""The postmaster on the real server, with an activity that only pretends to send."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from itertools import count

import pytest_asyncio
from temporalio import activity
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from models.delivery import DELIVER, MAIL_UNAVAILABLE, DeliverInput, DeliverResult, PostmasterState
from models.ids import MAIL_QUEUE, postmaster_id
from models.status import Status
from workflows import postmaster
from workflows.postmaster import Postmaster

NUMBERS = count(1)

Turn = Callable[[DeliverInput], Awaitable[DeliverResult]]


class PretendDelivery:
    """Counts the turns that are asked for and does in each what the test says."""

    def __init__(self) -> None:
        """Wait out each turn, and send one mail in it."""
        self.turns: list[DeliverInput] = []
        self.cancelled = 0
        self.do: Turn = self.wait

    @activity.defn(name=DELIVER)
    async def deliver(self, request: DeliverInput) -> DeliverResult:
        """One turn."""
        self.turns.append(request)
        return await self.do(request)

    async def wait(self, request: DeliverInput) -> DeliverResult:
        """Wait as the real one does, and end well when called back."""
        try:
            until = asyncio.get_running_loop().time() + (0 if request.until_idle else request.max_seconds)
            while asyncio.get_running_loop().time() < until:
                activity.heartbeat()
                await asyncio.sleep(0.05)
        except asyncio.CancelledError:
            self.cancelled += 1
        return DeliverResult(sent=1)


class Office:
    """A postmaster with a pretended delivery."""

    def __init__(self, client: Client, queue: str, delivery: PretendDelivery) -> None:
        """Take what the fixture made."""
        self.client = client
        self.queue = queue
        self.delivery = delivery

    async def open(self, *, turn_seconds: float = 60) -> WorkflowHandle[Postmaster, PostmasterState]:
        """Start a postmaster."""
        state = PostmasterState(cycle=f"post-{next(NUMBERS)}", turn_seconds=turn_seconds)
        await self.client.start_workflow(Postmaster.run, state, id=postmaster_id(state.cycle), task_queue=self.queue)
        return self.client.get_workflow_handle_for(Postmaster.run, postmaster_id(state.cycle))

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something to happen, for some seconds."""
        async with asyncio.timeout(20):
            while not condition():
                await asyncio.sleep(0.02)


@pytest_asyncio.fixture
async def office(temporal_env: WorkflowEnvironment) -> AsyncIterator[Office]:
    """A worker for the workflow and one for the mail queue."""
    delivery = PretendDelivery()
    queue = f"office-{next(NUMBERS)}"
    async with (
        Worker(temporal_env.client, task_queue=queue, workflows=[Postmaster]),
        Worker(
            temporal_env.client,
            task_queue=MAIL_QUEUE,
            activities=[delivery.deliver],
            # A call back reaches an activity with the answer to a heartbeat; tests do not wait for the usual pace.
            max_heartbeat_throttle_interval=timedelta(seconds=0.1),
        ),
    ):
        yield Office(temporal_env.client, queue, delivery)


async def test_one_turn_follows_the_other_and_the_counts_are_added(office: Office) -> None:
    handle = await office.open(turn_seconds=0.1)

    await office.until(lambda: len(office.delivery.turns) > 4)
    status = await handle.query(Postmaster.status)

    assert {(turn.max_seconds, turn.until_idle) for turn in office.delivery.turns} == {(0.1, False)}
    assert status.stage == "delivering"
    assert status.counts["sent"] >= 3
    assert status.version == status.counts["sent"], "each pretended turn sends one mail"
    await handle.terminate()


async def test_the_last_turn_empties_the_outbox_when_the_cycle_is_over(office: Office) -> None:
    handle = await office.open()
    await office.until(lambda: len(office.delivery.turns) == 1)

    await handle.signal(Postmaster.stop)
    async with asyncio.timeout(20):
        result = await handle.result()

    assert office.delivery.cancelled == 1, "a waiting turn is called back"
    assert [turn.until_idle for turn in office.delivery.turns] == [False, True]
    assert result.counts.sent == 2, "what a turn did before it was called back is counted"
    assert result.is_stopping


async def test_it_does_not_end_while_something_is_left(office: Office, temporal_env: WorkflowEnvironment) -> None:
    left = iter([3, 1, 0])

    async def leave(request: DeliverInput) -> DeliverResult:
        return DeliverResult(left=next(left)) if request.until_idle else DeliverResult()

    office.delivery.do = leave
    handle = await office.open()
    await handle.signal(Postmaster.stop)

    async with asyncio.timeout(30):
        while (await handle.describe()).status is WorkflowExecutionStatus.RUNNING:
            await temporal_env.fast_forward(handle, postmaster.REST)

    assert (await handle.result()).counts.left == 0
    assert [turn.until_idle for turn in office.delivery.turns][-3:] == [True, True, True]


async def test_a_roll_goes_on_as_a_new_run_with_the_counts(office: Office) -> None:
    handle = await office.open()
    await office.until(lambda: len(office.delivery.turns) == 1)
    first = (await handle.describe()).run_id

    await handle.signal(Postmaster.roll)
    await office.until(lambda: len(office.delivery.turns) == 2)

    assert (await handle.describe()).run_id != first
    assert (await handle.query(Postmaster.state)).counts.sent == 1
    await handle.terminate()


async def test_a_long_history_is_left_behind(office: Office) -> None:
    handle = await office.open(turn_seconds=0.01)
    first = (await handle.describe()).run_id
    for _ in range(300):
        await handle.signal("nobody_listens")

    await office.until(lambda: len(office.delivery.turns) > 3)
    async with asyncio.timeout(60):
        while (run := await handle.describe()).run_id == first:
            await asyncio.sleep(0.1)

    assert run.history_length < postmaster.MAX_HISTORY
    await handle.terminate()


async def test_the_tries_of_a_mail_server_that_is_down_add_nothing_to_the_history(office: Office) -> None:
    tries = 0

    async def fail_at_first(request: DeliverInput) -> DeliverResult:
        nonlocal tries
        tries += 1
        if tries <= 3:
            raise ApplicationError("down", type=MAIL_UNAVAILABLE, next_retry_delay=timedelta(milliseconds=50))
        return await office.delivery.wait(request)

    office.delivery.do = fail_at_first
    handle = await office.open()

    await office.until(lambda: tries == 4)
    history = [event async for event in handle.fetch_history_events()]

    assert len(history) == 5, "started, one workflow task, one activity scheduled: the tries leave no event"
    await handle.terminate()


async def test_it_can_be_stopped_while_the_mail_server_is_down_and_ends_when_it_is_back(office: Office) -> None:
    is_down = True

    async def fail_while_down(request: DeliverInput) -> DeliverResult:
        if is_down:
            raise ApplicationError("down", type=MAIL_UNAVAILABLE, next_retry_delay=timedelta(milliseconds=50))
        return await office.delivery.wait(request)

    office.delivery.do = fail_while_down
    handle = await office.open()
    await office.until(lambda: bool(office.delivery.turns))

    await handle.signal(Postmaster.stop)
    await office.until(lambda: any(turn.until_idle for turn in office.delivery.turns))
    assert (await handle.describe()).status is WorkflowExecutionStatus.RUNNING
    is_down = False
    async with asyncio.timeout(20):
        result = await handle.result()

    assert result.counts.sent == 1


async def test_an_error_that_nobody_foresaw_does_not_end_it(office: Office, temporal_env: WorkflowEnvironment) -> None:
    async def refuse_once(request: DeliverInput) -> DeliverResult:
        if len(office.delivery.turns) == 1:
            raise ApplicationError("a defect", non_retryable=True)
        return await office.delivery.wait(request)

    office.delivery.do = refuse_once
    handle = await office.open()
    await office.until(lambda: len(office.delivery.turns) == 1)

    resting = asyncio.create_task(temporal_env.fast_forward(handle, postmaster.REST))
    await office.until(lambda: len(office.delivery.turns) == 2)

    assert (await handle.describe()).status is WorkflowExecutionStatus.RUNNING
    await handle.terminate()
    resting.cancel()
    await asyncio.gather(resting, return_exceptions=True)


async def test_the_web_ui_says_what_it_does(office: Office) -> None:
    handle = await office.open(turn_seconds=0.1)
    await office.until(lambda: len(office.delivery.turns) > 2)

    description = await handle.query("__temporal_workflow_metadata")
    history = [event async for event in handle.fetch_history_events()]

    assert "- sent: " in str(description)
    assert b"Take notices from the outbox" in b"".join(event.SerializeToString() for event in history)
    assert (await handle.query(Postmaster.status)) == Status.model_validate(await handle.query("status"))
    await handle.terminate()
