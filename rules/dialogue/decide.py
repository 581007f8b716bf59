"""Decisions of a constructive dialogue: admission by the table, then the row's own decision.

A call whose last midnight has passed is over, whether or not the timer has come to it: its closing then stands first
among the events of whatever is done next.
"""

from datetime import datetime

from models.command import Command
from models.dialogue import events as e
from models.dialogue.state import DialogueState
from rules.admission import refuse
from rules.calendar.ladder import due_reminders
from rules.dialogue.call import closing
from rules.dialogue.evolve import evolve
from rules.dialogue.obligations import obligations
from rules.dialogue.table import ROWS
from rules.dialogue.turn import Turn, refuse_stage


def decide(state: DialogueState, command: Command, now: datetime) -> tuple[e.Event, ...]:
    """Return what happens when `command` is done at the calendar instant `now`.

    Raises:
        RuleViolation: the act is refused; nothing happens.
    """
    row = ROWS[type(command)]
    if command.actor.role not in row.by:
        refuse("not_your_act", f"{command.name} is for the {' or '.join(sorted(row.by))}.")
    closed, state = _call_closed(state, now)
    if state.stage not in row.stages:
        if row.outside is not None:
            row.outside(state)
        refuse_stage(state, row.command, row.stages)
    return (*closed, *row.decide(state, command, Turn.at(now)))


def by_calendar(state: DialogueState, now: datetime) -> tuple[e.Event, ...]:
    """Return the closing of the call when it is due at `now`, and the reminders that are."""
    closed, state = _call_closed(state, now)
    today = Turn.at(now).today
    return (*closed, *due_reminders(obligations(state), state.procedure.ladders, state.reminded, today))


def _call_closed(state: DialogueState, now: datetime) -> tuple[tuple[e.Event, ...], DialogueState]:
    """The closing of the call if it is due, and the state after it."""
    closed = closing(state, now)
    for event in closed:
        state = evolve(state, event, now)
    return closed, state
