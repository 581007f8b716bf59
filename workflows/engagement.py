"""One engagement with stakeholders: `engagement/{cycle}/{kind}-{slug}`, months, or the whole cycle (domain.md 7)."""

from temporalio import workflow

from models.directive import Relay
from models.engagement.state import EngagementState
from models.status import Status
from rules.engagement.aggregate import ENGAGEMENT
from workflows.shell import Shell
from workflows.updates import accepts


@workflow.defn(name="Engagement")
@accepts(ENGAGEMENT)
class Engagement(Shell[EngagementState]):
    """A domestic dialogue, a pilot, a training, a hub or an alliance; the terms say which, and its own acts follow."""

    @workflow.init
    def __init__(self, state: EngagementState) -> None:
        """Take the state: handlers may run before `run` does."""
        super().__init__(ENGAGEMENT, state)

    @workflow.signal(description="The cycle, which is over")
    def relay(self, relay: Relay) -> None:
        """Carry out a command that was decided elsewhere."""
        self.take(relay)

    @workflow.signal(description="Go on as a new run, with the newest code")
    def roll(self) -> None:
        """Continue as new."""
        self.ask_to_roll()

    @workflow.query(description="Stage, dates, counts, whose move")
    def status(self) -> Status:
        """Where the engagement stands."""
        return self.status_now

    @workflow.query(description="The whole state")
    def state(self) -> EngagementState:
        """All of it."""
        return self.state_now

    @workflow.run
    async def run(self, state: EngagementState) -> Status:  # noqa: ARG002 - __init__ has taken it
        """Live until it is closed."""
        return await self.live()
