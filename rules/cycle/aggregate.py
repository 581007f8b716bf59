"""The review cycle as an aggregate."""

from models.cycle.events import CODEC, CycleOpened
from models.cycle.state import CycleStage, ReviewCycleState
from rules.aggregate import Aggregate
from rules.cycle.decide import COMMANDS, by_calendar, decide
from rules.cycle.evolve import evolve
from rules.cycle.reactions import reactions
from rules.cycle.readings import readings
from rules.cycle.status import status, wake_at

REVIEW_CYCLE = Aggregate(
    kind="cycle",
    state=ReviewCycleState,
    commands=COMMANDS,
    codec=CODEC,
    opened=lambda state: CycleOpened(state=state),
    decide=decide,
    by_calendar=by_calendar,
    evolve=evolve,
    status=status,
    wake_at=wake_at,
    reactions=reactions,
    is_over=lambda state: state.stage is CycleStage.COMPLETED,
    readings=readings,
)
