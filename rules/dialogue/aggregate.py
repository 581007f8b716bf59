"""The constructive dialogue as an aggregate."""

from models.dialogue.events import CODEC, CdScheduled
from models.dialogue.state import DialogueState
from rules.aggregate import Aggregate
from rules.dialogue.addressed import addressed
from rules.dialogue.decide import by_calendar, decide
from rules.dialogue.evolve import evolve
from rules.dialogue.reactions import reactions
from rules.dialogue.readings import applicants, readings
from rules.dialogue.status import status, wake_at
from rules.dialogue.table import COMMANDS, OVER

CONSTRUCTIVE_DIALOGUE = Aggregate(
    kind="dialogue",
    state=DialogueState,
    commands=COMMANDS,
    codec=CODEC,
    opened=lambda state: CdScheduled(state=state),
    decide=decide,
    by_calendar=by_calendar,
    evolve=evolve,
    status=status,
    wake_at=wake_at,
    reactions=reactions,
    is_over=lambda state: state.stage in OVER,
    applicants=applicants,
    readings=readings,
    addressed=addressed,
)
