"""Decisions of a drawing of lots: admission by the table, then the row's own decision."""

from datetime import datetime

from models.command import Command
from models.drawing import events as e
from models.drawing.state import DrawingStage, DrawingState
from rules.admission import refuse
from rules.calendar.ladder import due_reminders
from rules.calendar.vienna import vienna_day
from rules.drawing.obligations import obligations
from rules.drawing.table import ROWS
from rules.drawing.turn import Turn


def decide(state: DrawingState, command: Command, now: datetime) -> tuple[e.Event, ...]:
    """Return what happens when `command` is done at the calendar instant `now`.

    Raises:
        RuleViolation: the act is refused; nothing happens.
    """
    row = ROWS[type(command)]
    if command.actor.role not in row.by:
        refuse("not_your_act", f"{command.name} is for the {' or '.join(sorted(row.by))}.")
    if state.stage not in row.stages:
        allowed = " or ".join(each for each in DrawingStage if each in row.stages)
        refuse("wrong_stage", f"{command.name} can be done in {allowed}; {state.workflow_id} stands at {state.stage}.")
    return row.decide(state, command, Turn.of(state, now))


def by_calendar(state: DrawingState, now: datetime) -> tuple[e.Event, ...]:
    """Return the reminders that are due at `now`."""
    return due_reminders(obligations(state), state.procedure.ladders, state.reminded, vienna_day(now))
