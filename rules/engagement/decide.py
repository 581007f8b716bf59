"""Decisions of an engagement: admission by the table of its kind, then the row's own decision."""

from datetime import datetime

from models.command import Command
from models.engagement.state import EngagementState
from models.event import Event
from rules.admission import refuse
from rules.calendar.ladder import due_reminders
from rules.engagement.evolve import evolve
from rules.engagement.obligations import obligations
from rules.engagement.status import is_over, stage
from rules.engagement.table import OWNER, ROWS, kind_of
from rules.engagement.turn import Turn


def decide(state: EngagementState, command: Command, now: datetime) -> tuple[Event, ...]:
    """Return what happens when `command` is done at the calendar instant `now`.

    Raises:
        RuleViolation: the act is refused; nothing happens.
    """
    row = ROWS[state.kind].get(type(command))
    if row is None:
        owner = OWNER[type(command)]
        refuse(
            "other_kind",
            f"{command.name} is an act of the kind {owner}; {state.workflow_id} is of the kind {state.kind}.",
        )
    if command.actor.role not in row.by:
        refuse("not_your_act", f"{command.name} is for the {' or '.join(sorted(row.by))}.")
    if is_over(state):
        refuse("wrong_stage", f"{state.workflow_id} is over: it stands at {stage(state)}.")
    kind = kind_of(state)
    kind.precondition(state, command)
    if kind.stage(state) not in row.stages:
        allowed = " or ".join(each for each in kind.stages if each in row.stages)
        refuse("wrong_stage", f"{command.name} can be done in {allowed}; {state.workflow_id} stands at {stage(state)}.")
    return row.decide(state, command, Turn.at(now))


def by_calendar(state: EngagementState, now: datetime) -> tuple[Event, ...]:
    """Return what the kind's timers bring at `now`, and the reminders that are due after it."""
    turn = Turn.at(now)
    events = () if is_over(state) else kind_of(state).by_calendar(state, turn)
    for event in events:
        state = evolve(state, event, now)
    return (*events, *due_reminders(obligations(state), state.procedure.ladders, state.reminded, turn.today))
