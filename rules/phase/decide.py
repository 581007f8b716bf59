"""Deciding: (state, command, now) to events, or a refusal. Nothing else changes a phase review."""

from datetime import datetime

from models.command import Command
from models.phase import events as e
from models.phase.stage import TRACK, Stage
from models.phase.state import PhaseReviewState
from rules.admission import refuse
from rules.calendar.ladder import due_reminders
from rules.calendar.vienna import vienna_day
from rules.phase.evolve import evolve
from rules.phase.obligations import last_heard, obligations
from rules.phase.settle import follow_up
from rules.phase.standing import standing
from rules.phase.table import ROWS, Transition
from rules.phase.turn import Turn


def decide(state: PhaseReviewState, command: Command, now: datetime) -> tuple[e.Event, ...]:
    """Return what happens when `command` is done at the calendar instant `now`: its own event and what follows from it.

    Raises:
        RuleViolation: the act is refused; nothing happens.
    """
    row = ROWS[type(command)]
    _admit(state, row, command)
    turn = Turn(actor=command.actor, now=now, today=vienna_day(now))
    return with_follow_ups(state, row.decide(state, command, turn), now)


def with_follow_ups(state: PhaseReviewState, events: tuple[e.Event, ...], now: datetime) -> tuple[e.Event, ...]:
    """Return the events with every fact that the system establishes after them."""
    for event in events:
        state = evolve(state, event, now)
    while (event := follow_up(state)) is not None:
        events = (*events, event)
        state = evolve(state, event, now)
    return events


def remind(state: PhaseReviewState, now: datetime) -> tuple[e.Event, ...]:
    """Return the reminders that are due at `now`. They measure; they never advance the review."""
    owed_now = obligations(state)
    return due_reminders(owed_now, state.procedure.ladders, last_heard(state, owed_now), vienna_day(now))


def _admit(state: PhaseReviewState, row: Transition, command: Command) -> None:
    if state.stage is Stage.CLOSED:
        refuse("review_closed", f"this phase was closed on {state.closed_on}.")
    who = standing(state, command.actor)
    if who not in row.by:
        allowed = " or ".join(sorted(row.by))
        refuse("not_your_act", f"{command.name} is for the {allowed}; you act as {who}.")
    if state.is_suspended and not row.while_suspended:
        refuse(
            "review_suspended",
            f"the review has been withheld since {state.suspensions[-1].since}; wait for its release.",
        )
    if state.stage not in row.stages:
        # For acts on tracks the finer check per instrument follows in the decision.
        allowed = ", ".join(sorted((each.value for each in row.stages), key=lambda value: Stage(value).order))
        if row.stages == TRACK:
            allowed = "self_assessment to agreeing"
        refuse("wrong_stage", f"{command.name} can be done in {allowed}; the review stands at {state.stage}.")
