"""Folding: the state of a review cycle after one more event."""

from datetime import date, datetime

from models.cycle import events as e
from models.cycle.state import CycleStage, Launched, Party, ReviewCycleState
from models.instruments import Instrument
from models.phase.state import Reviewer
from models.policy_change import PolicyApplied, PolicyWithdrawn
from rules.calendar.vienna import vienna_day
from rules.cycle import attached, drawings, sessions
from rules.cycle.obligations import obligations
from rules.pairing import with_newcomer, with_successor
from rules.policy_change import review_cycle


def evolve(state: ReviewCycleState, event: e.Event, at: datetime) -> ReviewCycleState:  # noqa: C901, PLR0912 - a case per event
    """Return the state after `event`, which happened at the calendar instant `at`."""
    on = vienna_day(at)
    version = state.version + 1
    match event:
        case e.CycleOpened():
            # Cycles of before there were sessions stay as they were recorded.
            opened = {"opened_on": on} if event.state.working_groups else {}
            return event.state.model_copy(update={"version": version, **opened})
        case e.DrawingOpened():
            return state.model_copy(update={"version": version, "drawings": event.number, "drawing": event.number})
        case e.DrawingReleased():
            return drawings.fold_released(state, event, on).model_copy(update={"version": version})
        case e.LotsDrawn():
            return drawings.fold_adopted(state, event, on).model_copy(update={"version": version})
        case e.PairingAmended():
            return drawings.fold_amended(state, event).model_copy(update={"version": version})
        case e.CycleGroupLaunched():
            launched = Launched(group=event.group, phase=event.phase, on=on)
            return state.model_copy(
                update={
                    "version": version,
                    "stage": CycleStage.UNDER_WAY,
                    "launched": (*state.launched, launched),
                }
            )
        case e.PairingChanged():
            return _paired(state, event, on).model_copy(update={"version": version})
        case e.RegisterChanged():
            return _registered(state, event).model_copy(update={"version": version})
        case e.CountryCompleted():
            return state.model_copy(update={"version": version, "completed": (*state.completed, event.state)})
        case e.CycleCompleted():
            return state.model_copy(update={"version": version, "stage": CycleStage.COMPLETED, "completed_on": on})
        case PolicyApplied():
            return review_cycle.fold_applied(state, event, on).model_copy(update={"version": version})
        case PolicyWithdrawn():
            return review_cycle.fold_withdrawn(state, event, on).model_copy(update={"version": version})
        case e.DeadlineApproaching() | e.DeadlinePassed():
            standing = {each.key for each in obligations(state)}
            reminded = {key: day for key, day in state.reminded.items() if key in standing}
            return state.model_copy(update={"version": version, "reminded": {**reminded, event.key: on}})
        case _:
            return _beside(state, event, on).model_copy(update={"version": version})


def _beside(state: ReviewCycleState, event: e.Event, on: date) -> ReviewCycleState:
    """What happens beside the reviews."""
    match event:
        case e.SessionFixed():
            return sessions.fold_fixed(state, event, on)
        case e.SessionFileIssued():
            return sessions.fold_issued(state, event, on)
        case e.DialoguePlanned():
            return attached.fold_dialogue(state, event)
        case e.ConferencePlanned():
            return attached.fold_conference(state, event)
        case e.EngagementOpened():
            return attached.fold_engagement(state, event)
        case e.AttachedEnded():
            return attached.fold_ended(state, event)
        case _:
            message = f"a review cycle has no event {event.type}"
            raise TypeError(message)


def _paired(state: ReviewCycleState, event: e.PairingChanged, on: date) -> ReviewCycleState:
    before = state.assignments[event.under_review]
    reviewers = with_successor(before, event.outgoing, incoming=event.incoming, on=on)
    return state.model_copy(update={"assignments": {**state.assignments, event.under_review: reviewers}})


def _registered(state: ReviewCycleState, event: e.RegisterChanged) -> ReviewCycleState:
    order = list(Instrument)
    parties = tuple(
        Party(
            iso3=party.iso3,
            region=party.region,
            instruments=tuple(sorted((*party.instruments, event.instrument), key=order.index)),
        )
        if party.iso3 == event.state
        else party
        for party in state.parties
    )
    assignments: dict[str, tuple[Reviewer, ...]] = dict(state.assignments)
    if event.state in assignments:
        for newcomer in event.reviewers:
            assignments[event.state] = with_newcomer(assignments[event.state], newcomer)
    return state.model_copy(update={"parties": parties, "assignments": assignments})
