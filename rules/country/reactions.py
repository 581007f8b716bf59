"""What a recorded event of a country review asks of other workflows."""

from models.command import Command
from models.country import events as e
from models.country.commands import ReportPhase
from models.country.state import CountryReviewState
from models.cycle.commands import ReportCountry
from models.directive import Directives, Relay, Start
from models.ids import cycle_id, phase_id
from models.people import SYSTEM
from models.phase import commands as phase_commands
from models.phase.state import PhaseReviewState

__all__ = ["ReportPhase", "reactions"]


def reactions(state: CountryReviewState, event: e.Event) -> Directives:
    """Return the directives that follow from `event`; `state` is the state after it."""
    match event:
        case e.NextPhaseOpened():
            return Directives(cycle=state.cycle, starts=(_phase(state, event),))
        case e.PhaseLaunched():
            command = phase_commands.LaunchGroup(actor=SYSTEM, command_id=_relay_id(state, event))
            return _to_phases(state, command, (event.phase,))
        case e.ReviewerReplaced():
            command = phase_commands.ReplaceReviewer(
                actor=SYSTEM,
                command_id=_relay_id(state, event),
                outgoing=event.outgoing,
                incoming=event.incoming,
                instruments=event.incoming_instruments,
                relaxed=event.relaxed,
                reason=event.reason,
            )
            return _to_phases(state, command, state.open_phases)
        case e.ReviewerReleased():
            command = phase_commands.ReleaseReviewer(
                actor=SYSTEM,
                command_id=_relay_id(state, event),
                outgoing=event.outgoing,
                instruments=event.instruments,
                reason=event.reason,
            )
            return _to_phases(state, command, state.open_phases)
        case e.PartyLeftInstrument():
            command = phase_commands.LeaveInstrument(
                actor=SYSTEM,
                command_id=_relay_id(state, event),
                instruments=event.instruments,
                left_on=event.left_on,
                reason=event.reason,
            )
            return _to_phases(state, command, state.open_phases)
        case e.PartyJoinedInstrument():
            command = phase_commands.JoinInstrument(
                actor=SYSTEM,
                command_id=_relay_id(state, event),
                instrument=event.instrument,
                joined_on=event.joined_on,
                reviewers=event.reviewers,
            )
            return _to_phases(state, command, state.open_phases)
        case e.SupplementaryDrawn():
            command = phase_commands.DrawSupplementaryReviewer(
                actor=SYSTEM, command_id=_relay_id(state, event), reviewer=event.reviewer
            )
            return _to_phases(state, command, state.open_phases)
        case e.CountryReviewCompleted() | e.CountryReviewDiscontinued():
            command = ReportCountry(actor=SYSTEM, command_id=_relay_id(state, event), state=state.state)
            relay = Relay(
                workflow_id=cycle_id(state.cycle), command=command.name, payload=command.model_dump(mode="json")
            )
            return Directives(cycle=state.cycle, relays=(relay,))
        case _:
            return Directives(cycle=state.cycle)


def _phase(state: CountryReviewState, event: e.NextPhaseOpened) -> Start:
    plan = state.plan(event.phase)
    first = PhaseReviewState(
        cycle=state.cycle,
        clock=state.clock,
        procedure=state.procedure,
        policies=state.policies,
        state=state.state,
        phase=event.phase,
        group=state.group,
        instruments=state.instruments,
        reviewers=state.reviewers,
        launch_date=event.launch_date,
        planned_end=event.planned_end,
        launched_with_group=plan is not None and plan.opened_on is not None and plan.opened_on <= event.launch_date,
    )
    return Start(
        workflow_type="PhaseReview",
        workflow_id=phase_id(state.cycle, state.state, event.phase),
        state=first.model_dump(mode="json"),
        summary=f"{state.state}, phase {event.phase}: {', '.join(state.instruments)}",
        details=f"Launch planned for {event.launch_date}; reviewed by "
        f"{', '.join(each.state for each in state.reviewers)}.",
    )


def _to_phases(state: CountryReviewState, command: Command, phases: tuple[int, ...]) -> Directives:
    payload = command.model_dump(mode="json")
    return Directives(
        cycle=state.cycle,
        relays=tuple(
            Relay(workflow_id=phase_id(state.cycle, state.state, phase), command=command.name, payload=payload)
            for phase in phases
        ),
    )


def _relay_id(state: CountryReviewState, event: e.Event) -> str:
    return f"{state.workflow_id}@{state.version}/{event.type}"
