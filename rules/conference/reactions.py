"""What a recorded event of a Conference's track asks of others: the program that counts, and the cycle."""

from models.conference import events as e
from models.conference.policy_versions import PolicyApplicationBegun, PolicyUndoBegun
from models.conference.state import ConferenceState
from models.cycle.commands import ReportEnded
from models.directive import Directives, Relay, Work
from models.ids import cycle_id
from models.people import SYSTEM
from models.tasks import COMPILE_REVIEW
from rules.conference import policy_versions


def reactions(state: ConferenceState, event: e.Event) -> Directives:
    """Return the directives that follow from `event`; `state` is the state after it."""
    match event:
        case e.CompilationBegun():
            work = Work(
                activity=COMPILE_REVIEW,
                summary=f"count what was agreed from {event.period_starts} to {event.cut_off}",
                payload={
                    "workflow_id": state.workflow_id,
                    "cycle": state.cycle,
                    "conference": state.number,
                    "number": event.number,
                    "period_starts": event.period_starts.isoformat(),
                    "cut_off": event.cut_off.isoformat(),
                    "until": state.asked_at.isoformat() if state.asked_at else "",
                },
            )
            return Directives(cycle=state.cycle, works=(work,))
        case PolicyApplicationBegun() | PolicyUndoBegun():
            return Directives(cycle=state.cycle, works=(policy_versions.work(state, event),))
        case e.ConferenceClosed():
            command = ReportEnded(actor=SYSTEM, command_id=f"{state.workflow_id}/ended", workflow_id=state.workflow_id)
            relay = Relay(
                workflow_id=cycle_id(state.cycle), command=command.name, payload=command.model_dump(mode="json")
            )
            return Directives(cycle=state.cycle, relays=(relay,))
        case _:
            return Directives(cycle=state.cycle)
