"""What a recorded event of a dialogue asks of others: the cycle is told of its end."""

from models.cycle.commands import ReportEnded
from models.dialogue import events as e
from models.dialogue.state import DialogueState
from models.directive import Directives, Relay
from models.ids import cycle_id
from models.people import SYSTEM


def reactions(state: DialogueState, event: e.Event) -> Directives:
    """Return the directives that follow from `event`; `state` is the state after it."""
    match event:
        case e.SummaryTabled() | e.DialogueCancelled():
            command = ReportEnded(actor=SYSTEM, command_id=f"{state.workflow_id}/ended", workflow_id=state.workflow_id)
            relay = Relay(
                workflow_id=cycle_id(state.cycle), command=command.name, payload=command.model_dump(mode="json")
            )
            return Directives(cycle=state.cycle, relays=(relay,))
        case _:
            return Directives(cycle=state.cycle)
