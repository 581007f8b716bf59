"""The postmaster of a cycle: one turn of delivery after the other, for ten years.

It decides nothing. The outbox knows what is to be sent, the activity sends it and waits for more, and a turn that has
ended is followed by the next. A mail server that is down fails the turn, which Temporal repeats for as long as it takes
without a new event in history; a turn of fifteen idle minutes costs six events.
"""

from asyncio import CancelledError
from datetime import timedelta
from typing import NoReturn

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, is_cancelled_exception
from temporalio.workflow import ActivityCancellationType

from models.delivery import DELIVER, LONGEST_SILENCE, DeliverInput, DeliverResult, PostmasterState
from models.ids import MAIL_QUEUE
from models.status import Status

MAX_HISTORY = 1000
"""Events after which the workflow continues as new: some 160 idle turns, or a day and a half."""

SLACK = timedelta(minutes=5)
"""What a turn may take beyond its time: one mail to a slow relay, and marking what was sent."""

HEARTBEAT = timedelta(seconds=20)
"""Silence after which a turn is taken to have died with its worker. A call back travels with the answer to a heartbeat,
which the SDK sends every sixteen seconds then."""

FOR_EVER = RetryPolicy(
    initial_interval=timedelta(seconds=1), backoff_coefficient=2, maximum_interval=timedelta(seconds=LONGEST_SILENCE)
)
"""A mail server may be down for a day: the turn is tried again until it is back."""

REST = timedelta(minutes=5)
"""Pause after a turn that ended in a way nobody foresaw, and between the last ones, so that history does not fill."""

WORDS_OF_A_TURN = "Take notices from the outbox, send them, wait for more"
WORDS_OF_THE_LAST_TURN = "The cycle is over: send what is left in the outbox"


@workflow.defn(name="Postmaster")
class Postmaster:
    """Drains the outbox of one cycle (`postmaster/{cycle}`) until it is told that the cycle is over."""

    @workflow.init
    def __init__(self, state: PostmasterState) -> None:
        """Begin, or go on where the run before left off."""
        self._state = state
        self._is_rolling = False

    @workflow.signal(description="Go on as a new run, with the newest code")
    def roll(self) -> None:
        """Continue as new at once."""
        self._is_rolling = True

    @workflow.signal(description="The cycle is over: deliver what is left, then end")
    def stop(self) -> None:
        """End when the outbox is empty."""
        self._state = self._state.model_copy(update={"is_stopping": True})

    @workflow.query(description="What was sent, deferred, refused")
    def status(self) -> Status:
        """Where the postmaster stands."""
        return self._state.status

    @workflow.query(description="Everything the postmaster remembers")
    def state(self) -> PostmasterState:
        """The whole state."""
        return self._state

    @workflow.run
    async def run(self, state: PostmasterState) -> PostmasterState:  # noqa: ARG002 - __init__ has taken it
        """Take turns until the cycle is over, then one last turn."""
        while not self._state.is_stopping:
            await self._turn(is_last=False)
            if self._must_roll():
                await self._roll()
        while not await self._turn(is_last=True) or self._state.counts.left:
            # Only what a relay refused for now is left; it is tried for days before it is given up.
            await workflow.sleep(REST)
            if self._must_roll():
                await self._roll()
        self._show()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._state

    async def _roll(self) -> NoReturn:
        await workflow.wait_condition(workflow.all_handlers_finished)
        workflow.continue_as_new(
            self._state, initial_versioning_behavior=workflow.ContinueAsNewVersioningBehavior.AUTO_UPGRADE
        )

    async def _turn(self, *, is_last: bool) -> bool:
        """Let the activity deliver for a turn; say whether it ended by itself. A signal calls it back early."""
        self._show()
        turn = workflow.start_activity(
            DELIVER,
            DeliverInput(cycle=self._state.cycle, max_seconds=self._state.turn_seconds, until_idle=is_last),
            result_type=DeliverResult,
            task_queue=MAIL_QUEUE,
            start_to_close_timeout=timedelta(seconds=self._state.turn_seconds) + SLACK,
            heartbeat_timeout=HEARTBEAT,
            retry_policy=FOR_EVER,
            # The mail that is on the wire is finished and marked before the turn counts as called back.
            cancellation_type=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
            summary=WORDS_OF_THE_LAST_TURN if is_last else WORDS_OF_A_TURN,
        )
        if not is_last:
            await workflow.wait_condition(lambda: turn.done() or self._is_called_back())
            if not turn.done():
                turn.cancel()
        try:
            done = await turn
        except (ActivityError, CancelledError) as error:
            if not is_cancelled_exception(error):
                workflow.logger.warning("delivery_turn_failed", extra={"cause": str(error.__cause__)})
                await workflow.sleep(REST)
            return False
        self._state = self._state.model_copy(
            update={"turns": self._state.turns + 1, "counts": self._state.counts + done}
        )
        return True

    def _is_called_back(self) -> bool:
        return self._state.is_stopping or self._is_rolling

    def _must_roll(self) -> bool:
        info = workflow.info()
        return (
            self._is_rolling
            or info.is_continue_as_new_suggested()
            or info.is_target_worker_deployment_version_changed()
            or info.get_current_history_length() > MAX_HISTORY
        )

    def _show(self) -> None:
        """Say in Temporal's Web UI what goes on here."""
        counts = self._state.counts
        doing = "The cycle is over; what is left is being sent." if self._state.is_stopping else "Delivering."
        workflow.set_current_details(
            f"**{doing}**\n\n"
            f"- sent: {counts.sent}\n- to be tried again: {counts.deferred}\n"
            f"- refused for good: {counts.failed}\n- without an address: {counts.unaddressed}\n"
            f"- reminders of what was done meanwhile, not sent: {counts.withdrawn}\n\n"
            "What is refused or has no address is listed for the Secretariat in the outbox."
        )
