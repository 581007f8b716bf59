"""A whole review cycle: `cycle/{cycle}`, ten years (domain.md 1.4, 2)."""

from temporalio import workflow

from models.cycle.state import ReviewCycleState
from models.directive import Relay
from models.status import Status
from rules.cycle.aggregate import REVIEW_CYCLE
from workflows.shell import Shell
from workflows.updates import accepts


@workflow.defn(name="ReviewCycle")
@accepts(REVIEW_CYCLE)
class ReviewCycle(Shell[ReviewCycleState]):
    """The register, the draw, the calendar of groups and phases, and who reviews whom."""

    @workflow.init
    def __init__(self, state: ReviewCycleState) -> None:
        """Take the state: handlers may run before `run` does."""
        super().__init__(REVIEW_CYCLE, state)

    @workflow.signal(description="A country review that reports")
    def relay(self, relay: Relay) -> None:
        """Carry out a command that was decided elsewhere."""
        self.take(relay)

    @workflow.signal(description="Go on as a new run, with the newest code")
    def roll(self) -> None:
        """Continue as new."""
        self.ask_to_roll()

    @workflow.query(description="Stage, launches, dates, counts")
    def status(self) -> Status:
        """Where the cycle stands."""
        return self.status_now

    @workflow.query(description="The whole state")
    def state(self) -> ReviewCycleState:
        """All of it."""
        return self.state_now

    @workflow.run
    async def run(self, state: ReviewCycleState) -> Status:  # noqa: ARG002 - __init__ has taken it
        """Live until every country review is complete."""
        return await self.live()
