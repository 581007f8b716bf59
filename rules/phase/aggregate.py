"""The phase review as an aggregate."""

from models.phase.events import CODEC, PhaseOpened
from models.phase.stage import Stage
from models.phase.state import PhaseReviewState
from rules.aggregate import Aggregate
from rules.phase.decide import decide, remind
from rules.phase.evolve import evolve
from rules.phase.reactions import reactions
from rules.phase.status import status, wake_at
from rules.phase.table import COMMANDS

PHASE_REVIEW = Aggregate(
    kind="phase",
    state=PhaseReviewState,
    commands=COMMANDS,
    codec=CODEC,
    opened=lambda state: PhaseOpened(state=state),
    decide=decide,
    by_calendar=remind,
    evolve=evolve,
    status=status,
    wake_at=wake_at,
    reactions=reactions,
    is_over=lambda state: state.stage is Stage.CLOSED,
)
