"""A constructive dialogue with stakeholders: `dialogue/{cycle}/{working-group}-{year}`, about a year (domain.md 6)."""

from temporalio import workflow

from models.dialogue.state import DialogueState
from models.directive import Relay
from models.status import Status
from rules.dialogue.aggregate import CONSTRUCTIVE_DIALOGUE
from workflows.shell import Shell
from workflows.updates import accepts


@workflow.defn(name="ConstructiveDialogue")
@accepts(CONSTRUCTIVE_DIALOGUE)
class ConstructiveDialogue(Shell[DialogueState]):
    """Call, applications, objections, decisions, programme, the day itself, the written summary and where it goes."""

    @workflow.init
    def __init__(self, state: DialogueState) -> None:
        """Take the state: handlers may run before `run` does."""
        super().__init__(CONSTRUCTIVE_DIALOGUE, state)

    @workflow.signal(description="The cycle, whose session was moved")
    def relay(self, relay: Relay) -> None:
        """Carry out a command that was decided elsewhere."""
        self.take(relay)

    @workflow.signal(description="Go on as a new run, with the newest code")
    def roll(self) -> None:
        """Continue as new."""
        self.ask_to_roll()

    @workflow.query(description="Stage, dates, counts of applications, whose move")
    def status(self) -> Status:
        """Where the dialogue stands."""
        return self.status_now

    @workflow.query(description="The whole state")
    def state(self) -> DialogueState:
        """All of it."""
        return self.state_now

    @workflow.run
    async def run(self, state: DialogueState) -> Status:  # noqa: ARG002 - __init__ has taken it
        """Live until the summary is before the next session, or the dialogue is cancelled."""
        return await self.live()
