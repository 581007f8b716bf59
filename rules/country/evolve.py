"""Folding: the state of a country review after one more event."""

from datetime import date, datetime
from typing import Any

from models.country import events as e
from models.country.state import CountryReviewState, CountryStage
from models.event import DeadlineApproaching, DeadlinePassed
from models.instruments import Instrument
from models.policy_change import PolicyApplied, PolicyWithdrawn
from rules.calendar.vienna import vienna_day
from rules.country.obligations import obligations
from rules.pairing import narrowed, with_newcomer, with_successor, without
from rules.policy_change import country_review


def evolve(state: CountryReviewState, event: e.Event, at: datetime) -> CountryReviewState:  # noqa: C901, PLR0912 - a case per event
    """Return the state after `event`, which happened at the calendar instant `at`."""
    on = vienna_day(at)
    version = state.version + 1
    match event:
        case e.CountryReviewOpened():
            return event.state.model_copy(update={"version": version})
        case e.NextPhaseOpened():
            changed = _with_plan(state, event.phase, {"opened_on": on})
            return changed.model_copy(update={"version": version, "stage": CountryStage.UNDER_REVIEW})
        case e.PhaseLaunched():
            return _with_plan(state, event.phase, {"launched_on": on}).model_copy(update={"version": version})
        case e.PhaseCompleted():
            changed = _with_plan(state, event.phase, {"closed_on": event.closed_on})
            return changed.model_copy(update={"version": version})
        case e.ReviewerReplaced():
            reviewers = with_successor(
                state.reviewers,
                event.outgoing,
                incoming=event.incoming,
                on=on,
                instruments=event.incoming_instruments,
                relaxed=event.relaxed,
            )
            return state.model_copy(update={"version": version, "reviewers": reviewers})
        case e.PartyJoinedInstrument():
            order = list(Instrument)
            instruments = tuple(sorted((*state.instruments, event.instrument), key=order.index))
            reviewers = state.reviewers
            for newcomer in event.reviewers:
                reviewers = with_newcomer(reviewers, newcomer)
            left = {each: day for each, day in state.left.items() if each != event.instrument}
            return state.model_copy(
                update={"version": version, "instruments": instruments, "reviewers": reviewers, "left": left}
            )
        case e.PartyLeftInstrument():
            return _left(state, event).model_copy(update={"version": version})
        case e.ReviewerReleased():
            reviewers = without(state.reviewers, event.outgoing, event.instruments)
            return state.model_copy(update={"version": version, "reviewers": reviewers})
        case e.PairingAmended():
            return state.model_copy(update={"version": version})
        case e.SupplementaryDrawn():
            return state.model_copy(
                update={"version": version, "reviewers": with_newcomer(state.reviewers, event.reviewer)}
            )
        case e.CountryReviewCompleted() | e.CountryReviewDiscontinued():
            return state.model_copy(update={"version": version, "stage": CountryStage.COMPLETED, "completed_on": on})
        case PolicyApplied():
            return country_review.fold_applied(state, event, on).model_copy(update={"version": version})
        case PolicyWithdrawn():
            return country_review.fold_withdrawn(state, event, on).model_copy(update={"version": version})
        case DeadlineApproaching() | DeadlinePassed():
            standing = {each.key for each in obligations(state)}
            reminded = {key: day for key, day in state.reminded.items() if key in standing}
            return state.model_copy(update={"version": version, "reminded": {**reminded, event.key: on}})
        case _:
            message = f"a country review has no event {event.type}"
            raise TypeError(message)


def _left(state: CountryReviewState, event: e.PartyLeftInstrument) -> CountryReviewState:
    """Review what is left; with the last instrument gone, everything stays as the record of a review that is over.

    Who reviewed nothing else is released by the event that follows.
    """
    marked = state.model_copy(update={"left": {**state.left, **dict.fromkeys(event.instruments, event.left_on)}})
    if marked.is_discontinued:
        return marked
    reviewers = narrowed(state.reviewers, event.instruments)
    kept = tuple(each for each in state.instruments if each not in event.instruments)
    return marked.model_copy(update={"instruments": kept, "reviewers": reviewers})


def _with_plan(state: CountryReviewState, phase: int, change: dict[str, date]) -> CountryReviewState:
    update: dict[str, Any] = dict(change)
    phases = tuple(plan.model_copy(update=update) if plan.phase == phase else plan for plan in state.phases)
    return state.model_copy(update={"phases": phases})
