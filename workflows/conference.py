"""The track of one session of the Conference: `conference/{cycle}/{number}`, about two years (domain.md 5, 6.2)."""

from temporalio import workflow

from models.conference.state import ConferenceState
from models.directive import Relay
from models.status import Status
from rules.conference.aggregate import CONFERENCE
from workflows.shell import Shell
from workflows.updates import accepts


@workflow.defn(name="Conference")
@accepts(CONFERENCE)
class Conference(Shell[ConferenceState]):
    """The general review and its report, recommendations of the working groups, observers under rule 17."""

    @workflow.init
    def __init__(self, state: ConferenceState) -> None:
        """Take the state: handlers may run before `run` does."""
        super().__init__(CONFERENCE, state)

    @workflow.signal(description="The program that counts, which reports")
    def relay(self, relay: Relay) -> None:
        """Carry out a command that was decided elsewhere."""
        self.take(relay)

    @workflow.signal(description="Go on as a new run, with the newest code")
    def roll(self) -> None:
        """Continue as new."""
        self.ask_to_roll()

    @workflow.query(description="Stage, dates, counts, whose move")
    def status(self) -> Status:
        """Where the track stands."""
        return self.status_now

    @workflow.query(description="The whole state")
    def state(self) -> ConferenceState:
        """All of it."""
        return self.state_now

    @workflow.run
    async def run(self, state: ConferenceState) -> Status:  # noqa: ARG002 - __init__ has taken it
        """Live until the Conference is over and the track closed."""
        return await self.live()
