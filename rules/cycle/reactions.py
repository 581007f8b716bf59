"""What a recorded event of a cycle asks of other workflows."""

from models.amendment import Amendment
from models.command import Command
from models.country import commands as country_commands
from models.country.state import CountryReviewState, PhasePlan
from models.cycle import events as e
from models.cycle.state import ReviewCycleState
from models.directive import Directives, Relay, Start
from models.drawing.commands import CloseDrawing
from models.drawing.state import DrawingState
from models.ids import country_id, postmaster_id
from models.lots import LotsPolicy, LotsState
from models.mechanism import PhaseSlot
from models.people import SYSTEM
from rules.cycle import opening
from rules.cycle.drawings import concerned
from rules.cycle.late_entrants import slots_of, slots_of_late_entrant

REASON_LENGTHS = range(3, 2001)
"""Characters of a reason that the phases take; an amendment without one is named instead."""


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
            starts = tuple(_country(state, iso3, slots_of(state, state.groups[iso3])) for iso3 in state.under_review)
            return Directives(cycle=state.cycle, starts=starts)
        case e.DrawingOpened():
            return Directives(cycle=state.cycle, starts=(_drawing(state, event),))
        case e.PairingAmended():
            return _amended(state, event)
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
            return Directives(cycle=state.cycle, relays=_closing(state, event), stops=(postmaster_id(state.cycle),))
        case _:
            return _beside(state, event)


def _beside(state: ReviewCycleState, event: e.Event) -> Directives:
    """What happens beside the reviews."""
    match event:
        case e.SessionFixed():
            relays = opening.told_of_session(state, event, _relay_id(state, event))
            return Directives(cycle=state.cycle, relays=relays)
        case e.DialoguePlanned():
            return Directives(cycle=state.cycle, starts=(opening.dialogue(state, event),))
        case e.ConferencePlanned():
            return Directives(cycle=state.cycle, starts=(opening.conference(state, event),))
        case e.EngagementOpened():
            return Directives(cycle=state.cycle, starts=(opening.engagement(state, event),))
        case _:
            return Directives(cycle=state.cycle)


def _drawing(state: ReviewCycleState, event: e.DrawingOpened) -> Start:
    parties = tuple(
        LotsState(
            iso3=party.iso3,
            region=party.region,
            instruments=party.instruments,
            legal_tradition=party.legal_tradition,
        )
        for party in state.parties
        if party.instruments
    )
    first = DrawingState(
        cycle=state.cycle,
        clock=state.clock,
        procedure=state.procedure,
        number=event.number,
        parties=parties,
        policy=LotsPolicy.of(state.procedure.policy),
        meeting_on=event.meeting_on,
        group_starts={group: slots_of(state, group)[0].starts for group in state.plan.groups},
        beacons=event.beacons,
    )
    return Start(
        workflow_type="DrawingOfLots",
        workflow_id=first.workflow_id,
        state=first.model_dump(mode="json"),
        summary=f"drawing {event.number} of the cycle {state.cycle}: {len(parties)} parties",
        details=f"The lots are to be drawn on {event.meeting_on}.",
    )


def _amended(state: ReviewCycleState, event: e.PairingAmended) -> Directives:
    """Tell every review that is concerned how it stands now; start those of late entrants (D19)."""
    amendment = event.amendment
    ongoing = [iso3 for iso3 in state.under_review if iso3 not in state.completed]
    entered = [iso3 for iso3 in ongoing if iso3 in amendment.groups and iso3 not in state.departed]
    told = [iso3 for iso3 in concerned(amendment) if iso3 in ongoing and iso3 not in entered]
    starts: list[Start] = []
    relays = [_to_country(state, _following(state, event, iso3), iso3) for iso3 in told]
    for iso3 in entered:
        group = state.groups[iso3]
        slots = slots_of_late_entrant(state, group, amendment.on)
        starts.append(_country(state, iso3, slots))
        for slot in slots:
            if state.is_launched(group, slot.phase):
                launch = country_commands.LaunchPhase(
                    actor=SYSTEM, command_id=f"{_relay_id(state, event)}/{slot.phase}", phase=slot.phase
                )
                relays.append(_to_country(state, launch, iso3))
    return Directives(cycle=state.cycle, starts=tuple(starts), relays=tuple(relays))


def _following(state: ReviewCycleState, event: e.PairingAmended, iso3: str) -> country_commands.FollowAmendment:
    amendment, party = event.amendment, state.party(iso3)
    return country_commands.FollowAmendment(
        actor=SYSTEM,
        command_id=_relay_id(state, event),
        drawing=event.drawing,
        number=amendment.number,
        kind=amendment.kind,
        on=amendment.on,
        sha256=amendment.sha256,
        instruments=party.instruments if party else (),
        reviewers=state.assignments.get(iso3, ()),
        reason=_reason(state, amendment),
    )


def _reason(state: ReviewCycleState, amendment: Amendment) -> str:
    words = amendment.reason.strip()
    return (
        words
        if len(words) in REASON_LENGTHS
        else f"{amendment.kind}: amendment {amendment.number} of {state.drawing_id}"
    )


def _closing(state: ReviewCycleState, event: e.CycleCompleted) -> tuple[Relay, ...]:
    standing = opening.closing_of_standing(state, _relay_id(state, event))
    if state.drawing_id is None:
        return standing
    command = CloseDrawing(actor=SYSTEM, command_id=_relay_id(state, event))
    payload = command.model_dump(mode="json")
    return (Relay(workflow_id=state.drawing_id, command=command.name, payload=payload), *standing)


def _country(state: ReviewCycleState, iso3: str, slots: tuple[PhaseSlot, ...]) -> Start:
    party = state.party(iso3)
    group = state.groups[iso3]
    reviewers = state.assignments.get(iso3, ())
    first = CountryReviewState(
        cycle=state.cycle,
        clock=state.clock,
        procedure=state.procedure,
        policies=state.policies,
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
    relays = tuple(_to_country(state, command, iso3) for iso3 in countries)
    return Directives(cycle=state.cycle, relays=relays)


def _to_country(state: ReviewCycleState, command: Command, iso3: str) -> Relay:
    return Relay(
        workflow_id=country_id(state.cycle, iso3), command=command.name, payload=command.model_dump(mode="json")
    )


def _relay_id(state: ReviewCycleState, event: e.Event) -> str:
    return f"{state.workflow_id}@{state.version}/{event.type}"
