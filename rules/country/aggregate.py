"""The country review as an aggregate."""

from models.country.events import CODEC, CountryReviewOpened
from models.country.state import CountryReviewState, CountryStage
from rules.aggregate import Aggregate
from rules.country.decide import COMMANDS, by_calendar, decide
from rules.country.evolve import evolve
from rules.country.reactions import reactions
from rules.country.status import status, wake_at

COUNTRY_REVIEW = Aggregate(
    kind="country",
    state=CountryReviewState,
    commands=COMMANDS,
    codec=CODEC,
    opened=lambda state: CountryReviewOpened(state=state),
    decide=decide,
    by_calendar=by_calendar,
    evolve=evolve,
    status=status,
    wake_at=wake_at,
    reactions=reactions,
    is_over=lambda state: state.stage is CountryStage.COMPLETED,
)
