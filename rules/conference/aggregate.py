"""The track of a Conference as an aggregate."""

from models.conference.events import CODEC, ConferenceTrackOpened
from models.conference.state import ConferenceState
from rules.aggregate import Aggregate
from rules.conference.decide import by_calendar, decide
from rules.conference.evolve import evolve
from rules.conference.reactions import reactions
from rules.conference.readings import addressed, applicants, readings
from rules.conference.status import status, wake_at
from rules.conference.table import COMMANDS, OVER

CONFERENCE = Aggregate(
    kind="conference",
    state=ConferenceState,
    commands=COMMANDS,
    codec=CODEC,
    opened=lambda state: ConferenceTrackOpened(state=state),
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
