"""The drawing of lots as an aggregate."""

from models.drawing.events import CODEC, DrawingPlanned
from models.drawing.state import DrawingState
from rules.aggregate import Aggregate
from rules.drawing.decide import by_calendar, decide
from rules.drawing.evolve import evolve
from rules.drawing.proofs import proofs
from rules.drawing.reactions import reactions
from rules.drawing.status import status, wake_at
from rules.drawing.table import COMMANDS, OVER

DRAWING_OF_LOTS = Aggregate(
    kind="lots",
    state=DrawingState,
    commands=COMMANDS,
    codec=CODEC,
    opened=lambda state: DrawingPlanned(state=state),
    decide=decide,
    by_calendar=by_calendar,
    evolve=evolve,
    status=status,
    wake_at=wake_at,
    reactions=reactions,
    is_over=lambda state: state.stage in OVER,
    proofs=proofs,
)
