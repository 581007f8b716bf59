"""Decisions of a country review, and the table of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.command import Command
from models.country import commands as c
from models.country import events as e
from models.country.state import CountryReviewState, CountryStage, PhasePlan
from models.people import Role
from models.policy_change import ApplyPolicy, PolicyApplied, PolicyWithdrawn, WithdrawPolicy
from rules.admission import refuse
from rules.calendar.ladder import due_reminders
from rules.calendar.vienna import vienna_day
from rules.country.amending import follow
from rules.country.evolve import evolve
from rules.country.obligations import obligations
from rules.country.opening import may_open, opening_day
from rules.policy_change import country_review

Decision = Callable[[CountryReviewState, Any, date], tuple[e.Event, ...]]


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table."""

    command: type[Command]
    by: frozenset[Role]
    decide: Decision
    event: type[e.Event]
    leads_to: str


def decide(state: CountryReviewState, command: Command, now: datetime) -> tuple[e.Event, ...]:
    """Return what happens when `command` is done at the calendar instant `now`, with what follows from it.

    Raises:
        RuleViolation: the act is refused; nothing happens.
    """
    row = ROWS[type(command)]
    if command.actor.role not in row.by:
        refuse("not_your_act", f"{command.name} is for the {' or '.join(sorted(row.by))}.")
    if state.stage is CountryStage.COMPLETED:
        refuse("review_closed", f"the review of {state.state} was completed on {state.completed_on}.")
    return with_follow_ups(state, row.decide(state, command, vienna_day(now)), now)


def with_follow_ups(state: CountryReviewState, events: tuple[e.Event, ...], now: datetime) -> tuple[e.Event, ...]:
    """Return the events, and the end of the review if the last phase was closed by them, or none is to come."""
    for event in events:
        state = evolve(state, event, now)
    if state.is_discontinued:
        return events if state.open_phases else (*events, e.CountryReviewDiscontinued())
    if state.stage is CountryStage.UNDER_REVIEW and all(plan.closed_on for plan in state.phases):
        return (*events, e.CountryReviewCompleted())
    return events


def by_calendar(state: CountryReviewState, now: datetime) -> tuple[e.Event, ...]:
    """Return what the calendar brings about at `now`: phases whose opening day has come, and reminders."""
    today = vienna_day(now)
    opened: list[e.Event] = []
    for plan in state.phases:
        if plan.opened_on is None and opening_day(state, plan) <= today and may_open(state, plan):
            event = _opened(state, plan)
            opened.append(event)
            state = evolve(state, event, now)
    reminders = due_reminders(obligations(state), state.procedure.ladders, state.reminded, today)
    return (*opened, *reminders)


def _open_next(state: CountryReviewState, command: c.OpenNextPhase, today: date) -> tuple[e.Event, ...]:
    del command, today
    _check_goes_on(state)
    plan = next((plan for plan in state.phases if plan.opened_on is None), None)
    if plan is None:
        refuse("no_phase_left", f"all phases of {state.state} have been opened.")
    if not may_open(state, plan):
        refuse("previous_phase_open", f"phase {plan.phase} opens when the one before it is closed (phase_overlap).")
    return (_opened(state, plan),)


def _launch(state: CountryReviewState, command: c.LaunchPhase, today: date) -> tuple[e.Event, ...]:
    del today
    _check_goes_on(state)
    plan = state.plan(command.phase)
    if plan is None:
        refuse("unknown_phase", f"the review of {state.state} has no phase {command.phase}.")
    if plan.launched_on is not None:
        refuse("already_launched", f"phase {plan.phase} was launched on {plan.launched_on}.")
    if plan.opened_on is None and not may_open(state, plan):
        refuse("previous_phase_open", f"phase {plan.phase} opens when the one before it is closed (phase_overlap).")
    opened = () if plan.opened_on else (_opened(state, plan),)
    return (*opened, e.PhaseLaunched(phase=plan.phase))


def _report(state: CountryReviewState, command: c.ReportPhase, today: date) -> tuple[e.Event, ...]:
    del today
    plan = state.plan(command.phase)
    if plan is None or plan.closed_on is not None:
        refuse("already_reported", f"phase {command.phase} of {state.state} has been reported.")
    return (e.PhaseCompleted(phase=command.phase, closed_on=command.closed_on),)


def _replace(state: CountryReviewState, command: c.ReplaceReviewer, today: date) -> tuple[e.Event, ...]:
    del today
    outgoing = next((each for each in state.reviewers if each.state == command.outgoing), None)
    if outgoing is None:
        refuse("not_a_reviewer", f"{command.outgoing} does not review {state.state}.")
    return (
        e.ReviewerReplaced(
            outgoing=command.outgoing,
            incoming=command.incoming,
            instruments=outgoing.instruments,
            incoming_instruments=command.instruments,
            relaxed=command.relaxed,
            reason=command.reason,
        ),
    )


def _join(state: CountryReviewState, command: c.JoinInstrument, today: date) -> tuple[e.Event, ...]:
    del today
    if command.instrument in state.instruments:
        refuse("already_under_review", f"{state.state} is reviewed on {command.instrument} already.")
    return (
        e.PartyJoinedInstrument(
            instrument=command.instrument, joined_on=command.joined_on, reviewers=command.reviewers
        ),
    )


def _supplement(state: CountryReviewState, command: c.DrawSupplementaryReviewer, today: date) -> tuple[e.Event, ...]:
    del state, today
    return (e.SupplementaryDrawn(reviewer=command.reviewer, instruments=command.reviewer.instruments),)


def _follow(state: CountryReviewState, command: c.FollowAmendment, today: date) -> tuple[e.Event, ...]:
    _check_goes_on(state)
    return follow(state, command, today)


def _check_goes_on(state: CountryReviewState) -> None:
    if state.is_discontinued:
        refuse("review_discontinued", f"{state.state} has left every instrument; its review is coming to its end.")


def _opened(state: CountryReviewState, plan: PhasePlan) -> e.NextPhaseOpened:
    return e.NextPhaseOpened(
        phase=plan.phase,
        launch_date=plan.launch_date,
        planned_end=plan.planned_end,
        overlaps=state.open_phases,
    )


_SYSTEM = frozenset({Role.SYSTEM})
_SECRETARIAT = frozenset({Role.SECRETARIAT, Role.SYSTEM})
_BY_HAND = frozenset({Role.SECRETARIAT})

TABLE: tuple[Transition, ...] = (
    Transition(c.OpenNextPhase, _SECRETARIAT, _open_next, e.NextPhaseOpened, "the phase review starts, scheduled"),
    Transition(c.LaunchPhase, _SYSTEM, _launch, e.PhaseLaunched, "the phase review is launched"),
    Transition(c.ReportPhase, _SYSTEM, _report, e.PhaseCompleted, "with the last one closed: completed"),
    Transition(c.ReplaceReviewer, _SYSTEM, _replace, e.ReviewerReplaced, "told to every phase that is not closed"),
    Transition(c.JoinInstrument, _SYSTEM, _join, e.PartyJoinedInstrument, "told to every phase that is not closed"),
    Transition(c.DrawSupplementaryReviewer, _SYSTEM, _supplement, e.SupplementaryDrawn, "told to every open phase"),
    Transition(
        c.FollowAmendment, _SYSTEM, _follow, e.PairingAmended, "what it changes here follows, told to every open phase"
    ),
    Transition(ApplyPolicy, _BY_HAND, country_review.apply, PolicyApplied, "phases that open later begin under it"),
    Transition(WithdrawPolicy, _BY_HAND, country_review.withdraw, PolicyWithdrawn, "the rules before it hold again"),
)
ROWS = {row.command: row for row in TABLE}
COMMANDS = tuple(row.command for row in TABLE)
