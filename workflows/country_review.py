"""The review of one State: `country/{cycle}/{iso3}`, eight years (domain.md 0.3, 1.4)."""

from temporalio import workflow

from models.country.state import CountryReviewState
from models.directive import Relay
from models.status import Status
from rules.country.aggregate import COUNTRY_REVIEW
from workflows.shell import Shell
from workflows.updates import accepts


@workflow.defn(name="CountryReview")
@accepts(COUNTRY_REVIEW)
class CountryReview(Shell[CountryReviewState]):
    """Four phases, opened by the calendar; reviewers, and changes among them."""

    @workflow.init
    def __init__(self, state: CountryReviewState) -> None:
        """Take the state: handlers may run before `run` does."""
        super().__init__(COUNTRY_REVIEW, state)

    @workflow.signal(description="A command decided by the cycle, or a phase that reports")
    def relay(self, relay: Relay) -> None:
        """Carry out a command that was decided elsewhere."""
        self.take(relay)

    @workflow.signal(description="Go on as a new run, with the newest code")
    def roll(self) -> None:
        """Continue as new."""
        self.ask_to_roll()

    @workflow.query(description="Stage, phases, reviewers, dates")
    def status(self) -> Status:
        """Where the country review stands."""
        return self.status_now

    @workflow.query(description="The whole state")
    def state(self) -> CountryReviewState:
        """All of it."""
        return self.state_now

    @workflow.run
    async def run(self, state: CountryReviewState) -> Status:  # noqa: ARG002 - __init__ has taken it
        """Live until all four phases are closed."""
        return await self.live()
