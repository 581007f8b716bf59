"""What a recorded event of a phase review asks of other workflows: only its end is reported."""

from datetime import date

from models.country.commands import ReportPhase
from models.directive import Directives, Relay
from models.ids import country_id
from models.people import SYSTEM
from models.phase import events as e
from models.phase.state import PhaseReviewState


def reactions(state: PhaseReviewState, event: e.Event) -> Directives:
    """Return the directives that follow from `event`; `state` is the state after it."""
    if not isinstance(event, e.PhaseClosed | e.PhaseDiscontinued):
        return Directives(cycle=state.cycle)
    closed_on: date = state.closed_on or state.planned_end
    command = ReportPhase(
        actor=SYSTEM, command_id=f"{state.workflow_id}/closed", phase=state.phase, closed_on=closed_on
    )
    relay = Relay(
        workflow_id=country_id(state.cycle, state.state),
        command=command.name,
        payload=command.model_dump(mode="json"),
    )
    return Directives(cycle=state.cycle, relays=(relay,))
