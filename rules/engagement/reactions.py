"""What a recorded event of an engagement asks of others: what its kind says, and the report to the cycle at its end."""

from models.cycle.commands import ReportEnded
from models.directive import Directives, Relay
from models.engagement.state import EngagementState
from models.event import Event
from models.ids import cycle_id
from models.people import SYSTEM
from rules.engagement.status import is_over
from rules.engagement.table import kind_of


def reactions(state: EngagementState, event: Event) -> Directives:
    """Return the directives that follow from `event`; `state` is the state after it."""
    asked = kind_of(state).reactions(state, event)
    if not is_over(state):
        return asked
    command = ReportEnded(actor=SYSTEM, command_id=f"{state.workflow_id}/ended", workflow_id=state.workflow_id)
    report = Relay(workflow_id=cycle_id(state.cycle), command=command.name, payload=command.model_dump(mode="json"))
    return asked.model_copy(update={"relays": (*asked.relays, report)})
