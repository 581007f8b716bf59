"""A drawing of lots: `lots/{cycle}/{n}`, weeks; its amendments for as long as the cycle lasts (domain.md 2.3)."""

from temporalio import workflow

from models.directive import Relay
from models.drawing.state import DrawingState
from models.status import Status
from rules.drawing.aggregate import DRAWING_OF_LOTS
from workflows.shell import Shell
from workflows.updates import accepts


@workflow.defn(name="DrawingOfLots")
@accepts(DRAWING_OF_LOTS)
class DrawingOfLots(Shell[DrawingState]):
    """The register, the seal, the entropy, the list, redraws, confirmation, amendments."""

    @workflow.init
    def __init__(self, state: DrawingState) -> None:
        """Take the state: handlers may run before `run` does."""
        super().__init__(DRAWING_OF_LOTS, state)

    @workflow.signal(description="The program that draws, which reports; the cycle, which is over")
    def relay(self, relay: Relay) -> None:
        """Carry out a command that was decided elsewhere."""
        self.take(relay)

    @workflow.signal(description="Go on as a new run, with the newest code")
    def roll(self) -> None:
        """Continue as new."""
        self.ask_to_roll()

    @workflow.query(description="Stage, dates, counts, whose move")
    def status(self) -> Status:
        """Where the drawing stands."""
        return self.status_now

    @workflow.query(description="The whole state")
    def state(self) -> DrawingState:
        """All of it."""
        return self.state_now

    @workflow.run
    async def run(self, state: DrawingState) -> Status:  # noqa: ARG002 - __init__ has taken it
        """Live until the draw is void, or the cycle over."""
        return await self.live()
