"""In which phases a State is reviewed that joined after the draw (domain.md D19, UNCERTAIN: switch `late_entrants`)."""

from datetime import date

from models.cycle.state import ReviewCycleState
from models.mechanism import PhaseSlot
from models.policy import LateEntrants


def slots_of(state: ReviewCycleState, group: int) -> tuple[PhaseSlot, ...]:
    """Return the calendar's phases of one group, in their order."""
    return tuple(sorted((slot for slot in state.plan.slots if slot.group == group), key=lambda slot: slot.phase))


def slots_of_late_entrant(state: ReviewCycleState, group: int, on: date) -> tuple[PhaseSlot, ...]:
    """Return the phases of a State that entered on the day `on`: the running cluster and later ones, unless it is said.

    When all have run out by the calendar, the last one is left: a party is reviewed at least once (D1).
    """
    slots = slots_of(state, group)
    match state.procedure.policy.late_entrants:
        case LateEntrants.ALL_CLUSTERS:
            return slots
        case LateEntrants.LAST_YEAR:
            return slots[-1:]
        case LateEntrants.RUNNING_CLUSTER:
            return tuple(slot for slot in slots if slot.ends >= on) or slots[-1:]
