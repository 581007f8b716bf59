"""What a recorded event of a cycle asks of other workflows."""

from models.command import Command
from models.country import commands as country_commands
from models.country.state import CountryReviewState, PhasePlan
from models.cycle import events as e
from models.cycle.state import ReviewCycleState
from models.directive import Directives, Relay, Start
from models.ids import country_id, postmaster_id
from models.people import SYSTEM


def reactions(state: ReviewCycleState, event: e.Event) -> Directives:
    """Return the directives that follow from `event`; `state` is the state after it."""
    match event:
        case e.CycleOpened():
            postmaster = Start(
                workflow_type="Postmaster",
                workflow_id=postmaster_id(state.cycle),
                state={"cycle": state.cycle},
                summary=f"mail of the cycle {state.cycle}",
            )
            return Directives(cycle=state.cycle, starts=(postmaster,))
        case e.LotsDrawn():
            return Directives(cycle=state.cycle, starts=tuple(_country(state, iso3) for iso3 in state.under_review))
        case e.CycleGroupLaunched():
            command = country_commands.LaunchPhase(actor=SYSTEM, command_id=_relay_id(state, event), phase=event.phase)
            return _to_countries(state, command, state.group_of(event.group))
        case e.PairingChanged():
            command = country_commands.ReplaceReviewer(
                actor=SYSTEM,
                command_id=_relay_id(state, event),
                outgoing=event.outgoing,
                incoming=event.incoming,
                reason=event.reason,
            )
            return _to_countries(state, command, _if_under_review(state, event.under_review))
        case e.RegisterChanged() if event.reviewers:
            command = country_commands.JoinInstrument(
                actor=SYSTEM,
                command_id=_relay_id(state, event),
                instrument=event.instrument,
                joined_on=event.joined_on,
                reviewers=event.reviewers,
            )
            return _to_countries(state, command, _if_under_review(state, event.state))
        case e.CycleCompleted():
            return Directives(cycle=state.cycle, stops=(postmaster_id(state.cycle),))
        case _:
            return Directives(cycle=state.cycle)


def _country(state: ReviewCycleState, iso3: str) -> Start:
    party = state.party(iso3)
    group = state.groups[iso3]
    slots = sorted((slot for slot in state.plan.slots if slot.group == group), key=lambda slot: slot.phase)
    reviewers = state.assignments[iso3]
    first = CountryReviewState(
        cycle=state.cycle,
        clock=state.clock,
        procedure=state.procedure,
        state=iso3,
        group=group,
        instruments=party.instruments if party else (),
        reviewers=reviewers,
        phases=tuple(PhasePlan(phase=slot.phase, launch_date=slot.starts, planned_end=slot.ends) for slot in slots),
    )
    return Start(
        workflow_type="CountryReview",
        workflow_id=country_id(state.cycle, iso3),
        state=first.model_dump(mode="json"),
        summary=f"{iso3}, group {group}: {', '.join(first.instruments)}",
        details=f"Reviewed by {', '.join(each.state for each in reviewers)}.",
    )


def _if_under_review(state: ReviewCycleState, iso3: str) -> tuple[str, ...]:
    return (iso3,) if iso3 in state.under_review else ()


def _to_countries(state: ReviewCycleState, command: Command, countries: tuple[str, ...]) -> Directives:
    payload = command.model_dump(mode="json")
    return Directives(
        cycle=state.cycle,
        relays=tuple(
            Relay(workflow_id=country_id(state.cycle, iso3), command=command.name, payload=payload)
            for iso3 in countries
        ),
    )


def _relay_id(state: ReviewCycleState, event: e.Event) -> str:
    return f"{state.workflow_id}@{state.version}/{event.type}"
