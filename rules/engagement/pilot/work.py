"""The work of a pilot: workshops, and the list of actions that both sides agreed on."""

from datetime import date

from models.engagement.pilot import commands as c
from models.engagement.pilot import events as e
from models.engagement.pilot.state import Action, Workshop, WorkshopStatus
from models.engagement.state import EngagementState
from models.event import Event
from rules.admission import refuse
from rules.engagement.pilot.part import check_side, checked_action, checked_workshop, part_of, with_part
from rules.engagement.turn import Turn, check_not_past, check_not_to_come


def plan(state: EngagementState, command: c.PlanWorkshop, turn: Turn) -> tuple[Event, ...]:
    """Fix the days of a workshop, today or later."""
    check_side(state, command)
    _check_days(turn, command.starts, command.ends)
    number = len(part_of(state).workshops) + 1
    return (e.WorkshopPlanned(workshop=Workshop(id=f"w-{number}", starts=command.starts, ends=command.ends)),)


def move(state: EngagementState, command: c.MoveWorkshop, turn: Turn) -> tuple[Event, ...]:
    """Hold a workshop on other days."""
    check_side(state, command)
    workshop = checked_workshop(state, command.workshop)
    _check_days(turn, command.starts, command.ends)
    if (command.starts, command.ends) == (workshop.starts, workshop.ends):
        refuse("nothing_moved", f"{workshop.id} stands on these days.")
    return (e.WorkshopMoved(workshop=workshop.id, starts=command.starts, ends=command.ends),)


def hold(state: EngagementState, command: c.HoldWorkshop, turn: Turn) -> tuple[Event, ...]:
    """Record a workshop once its last day has come."""
    check_side(state, command)
    workshop = checked_workshop(state, command.workshop)
    check_not_to_come(turn, workshop.ends)
    return (e.WorkshopHeld(workshop=workshop.id, attendance=command.attendance, note=command.note),)


def cancel(state: EngagementState, command: c.CancelWorkshop, turn: Turn) -> tuple[Event, ...]:
    """Cancel a workshop."""
    del turn
    check_side(state, command)
    workshop = checked_workshop(state, command.workshop)
    return (e.WorkshopCancelled(workshop=workshop.id, reason=command.reason),)


def set_actions(state: EngagementState, command: c.SetActionList, turn: Turn) -> tuple[Event, ...]:
    """Set the list; another takes its place as long as no action of it was done or dropped."""
    check_side(state, command)
    if any(not each.is_open for each in part_of(state).actions):
        refuse("actions_under_way", "actions of this list were done or dropped: move or drop the others one by one.")
    for day in command.due:
        check_not_past(turn, day)
    return (e.ActionListSet(document=command.document, due=command.due),)


def complete(state: EngagementState, command: c.CompleteAction, turn: Turn) -> tuple[Event, ...]:
    """Record that an action was done."""
    del turn
    check_side(state, command)
    return (e.ActionCompleted(action=checked_action(state, command.action).number),)


def move_action(state: EngagementState, command: c.MoveAction, turn: Turn) -> tuple[Event, ...]:
    """Let an action be due on another day, today or later."""
    check_side(state, command)
    action = checked_action(state, command.action)
    check_not_past(turn, command.due)
    if action.due == command.due:
        refuse("nothing_moved", f"action {action.number} is due on {action.due} already.")
    return (e.ActionMoved(action=action.number, due=command.due),)


def drop(state: EngagementState, command: c.DropAction, turn: Turn) -> tuple[Event, ...]:
    """Give an action up."""
    del turn
    check_side(state, command)
    return (e.ActionDropped(action=checked_action(state, command.action).number, reason=command.reason),)


def fold_workshop(
    state: EngagementState, event: e.WorkshopPlanned | e.WorkshopMoved | e.WorkshopHeld | e.WorkshopCancelled
) -> EngagementState:
    """Keep what became of a workshop."""
    workshops = part_of(state).workshops
    match event:
        case e.WorkshopPlanned():
            changed = event.workshop
        case e.WorkshopMoved():
            changed = workshops[event.workshop].model_copy(update={"starts": event.starts, "ends": event.ends})
        case e.WorkshopHeld():
            held = {"status": WorkshopStatus.HELD, "attendance": event.attendance, "note": event.note}
            changed = workshops[event.workshop].model_copy(update=held)
        case e.WorkshopCancelled():
            changed = workshops[event.workshop].model_copy(update={"status": WorkshopStatus.CANCELLED})
    return with_part(state, workshops={**workshops, changed.id: changed})


def fold_list(state: EngagementState, event: e.ActionListSet) -> EngagementState:
    """Keep the list; numbers begin with 1."""
    actions = tuple(Action(number=number, due=day) for number, day in enumerate(event.due, start=1))
    return with_part(state, action_list=event.document, actions=actions)


def fold_action(
    state: EngagementState, event: e.ActionCompleted | e.ActionMoved | e.ActionDropped, turn: Turn
) -> EngagementState:
    """Keep what became of an action."""
    match event:
        case e.ActionCompleted():
            update = {"done_on": turn.today}
        case e.ActionMoved():
            update = {"due": event.due}
        case e.ActionDropped():
            update = {"dropped_on": turn.today}
    actions = tuple(
        each.model_copy(update=update) if each.number == event.action else each for each in part_of(state).actions
    )
    return with_part(state, actions=actions)


def _check_days(turn: Turn, starts: date, ends: date) -> None:
    if starts > ends:
        refuse("days_reversed", f"the first day, {starts}, is after the last, {ends}.")
    check_not_past(turn, starts)
