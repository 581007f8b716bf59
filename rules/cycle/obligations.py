"""What the Secretariat owes the calendar of a cycle: the draw or its announcement, and the launch of each phase."""

from datetime import date

from models.cycle.state import CycleStage, ReviewCycleState
from models.mechanism import PhaseSlot
from models.obligations import Obligation, Owner
from models.people import Role
from rules.calendar.due import calendar_date, due_date, lead_end

SECRETARIAT = Owner(role=Role.SECRETARIAT)


def obligations(state: ReviewCycleState) -> tuple[Obligation, ...]:
    """Return the draw or its announcement while it is outstanding, then every launch that has not been made.

    While a drawing of lots is open, what is owed is owed there.
    """
    if state.stage is CycleStage.COMPLETED:
        return ()
    if state.stage is CycleStage.PREPARATORY:
        return () if state.drawing is not None else (_draw(state),)
    return tuple(
        Obligation(
            key=f"launch_group:{slot.group}:{slot.phase}",
            duty="launch_group",
            action="launch_group",
            owner=SECRETARIAT,
            subject=f"group {slot.group}, phase {slot.phase}",
            since=opening_day(state, slot),
            due=calendar_date(state.procedure, slot.starts, event="launch in the cycle's calendar"),
        )
        for slot in state.plan.slots
        if not state.is_launched(slot.group, slot.phase) and state.group_of(slot.group)
    )


def _draw(state: ReviewCycleState) -> Obligation:
    first = min(state.plan.slots, key=lambda slot: slot.starts)
    since, day = state.released_on or state.plan.preparatory_starts, opening_day(state, first)
    event = "opening of the first phase in the cycle's calendar"
    if state.by_drawing:
        action, due = "open_drawing", due_date(state.procedure, "draw_announced", since=day, event=event)
    else:
        action, due = "draw_lots", calendar_date(state.procedure, day, event=event)
    return Obligation(key=action, duty=action, action=action, owner=SECRETARIAT, since=since, due=due)


def opening_day(state: ReviewCycleState, slot: PhaseSlot) -> date:
    """Return the day on which the phases of a slot are opened (domain.md 9)."""
    return lead_end(state.procedure.lead_times["phase_opens_before_launch"], slot.starts)
