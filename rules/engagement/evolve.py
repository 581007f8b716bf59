"""Folding: the state of an engagement after one more event."""

from datetime import datetime

from models.engagement import events as e
from models.engagement.state import EngagementState
from models.event import Event
from rules.engagement.obligations import obligations
from rules.engagement.status import stage
from rules.engagement.table import kind_of
from rules.engagement.turn import Turn


def evolve(state: EngagementState, event: Event, at: datetime) -> EngagementState:
    """Return the state after `event`, which happened at the calendar instant `at`."""
    turn, version = Turn.at(at), state.version + 1
    if isinstance(event, e.EngagementBegun):
        return event.state.model_copy(update={"version": version, "begun_on": turn.today, "since": turn.today})
    folded = _folded(state, event, turn)
    since = state.since if stage(folded) == stage(state) else turn.today
    return folded.model_copy(update={"version": version, "since": since})


def _folded(state: EngagementState, event: Event, turn: Turn) -> EngagementState:
    match event:
        case e.EngagementClosed():
            folded = kind_of(state).fold(state, event, turn)
            return folded.model_copy(update={"closed_on": turn.today, "close_reason": event.reason})
        case e.DeadlineApproaching() | e.DeadlinePassed():
            standing = {each.key for each in obligations(state)}
            reminded = {key: day for key, day in state.reminded.items() if key in standing}
            return state.model_copy(update={"reminded": {**reminded, event.key: turn.today}})
        case _:
            return kind_of(state).fold(state, event, turn)
