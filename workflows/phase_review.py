"""One phase of one country review: `phase/{cycle}/{iso3}/{1..4}`, two years and more (domain.md 3)."""

from temporalio import workflow

from models.directive import Relay
from models.phase.state import PhaseReviewState
from models.status import Status
from rules.phase.aggregate import PHASE_REVIEW
from workflows.shell import Shell
from workflows.updates import accepts


@workflow.defn(name="PhaseReview")
@accepts(PHASE_REVIEW)
class PhaseReview(Shell[PhaseReviewState]):
    """Nominations, consultation, questionnaire, feedback, observations, summary, sharing; a track per instrument."""

    @workflow.init
    def __init__(self, state: PhaseReviewState) -> None:
        """Take the state: handlers may run before `run` does."""
        super().__init__(PHASE_REVIEW, state)

    @workflow.signal(description="A command decided by the country review")
    def relay(self, relay: Relay) -> None:
        """Carry out a command that was decided elsewhere."""
        self.take(relay)

    @workflow.signal(description="Go on as a new run, with the newest code")
    def roll(self) -> None:
        """Continue as new."""
        self.ask_to_roll()

    @workflow.query(description="Stage, obligations, dates with their derivation, counts")
    def status(self) -> Status:
        """Where the phase stands."""
        return self.status_now

    @workflow.query(description="The whole state")
    def state(self) -> PhaseReviewState:
        """All of it."""
        return self.state_now

    @workflow.run
    async def run(self, state: PhaseReviewState) -> Status:  # noqa: ARG002 - __init__ has taken it
        """Live until the phase is closed."""
        return await self.live()
