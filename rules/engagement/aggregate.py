"""The engagement as an aggregate, and the first state with which the cycle starts one."""

from models.clock import CalendarClock
from models.engagement.events import CODEC, EngagementBegun
from models.engagement.state import EngagementState
from models.engagement.terms import Terms
from models.event import Event
from models.procedure import Procedure
from models.stakeholders import Applicant
from rules.aggregate import Aggregate
from rules.engagement.decide import by_calendar, decide
from rules.engagement.evolve import evolve
from rules.engagement.reactions import reactions
from rules.engagement.status import is_over, status, wake_at
from rules.engagement.table import COMMANDS, KINDS, kind_of


def first_state(
    *,
    cycle: str,
    clock: CalendarClock,
    procedure: Procedure,
    slug: str,
    terms: Terms,
    parties: tuple[str, ...],
) -> EngagementState:
    """Return the state that the workflow of a new engagement is started with; `parties` are ISO3 codes."""
    return EngagementState(
        cycle=cycle,
        clock=clock,
        procedure=procedure,
        slug=slug,
        terms=terms,
        parties=parties,
    ).model_copy(update={terms.kind.value: KINDS[terms.kind].first(terms)})


def _applicants(event: Event) -> tuple[Applicant, ...]:
    return tuple(applicant for kind in KINDS.values() for applicant in kind.applicants(event))


ENGAGEMENT = Aggregate(
    kind="engagement",
    state=EngagementState,
    commands=COMMANDS,
    codec=CODEC,
    opened=lambda state: EngagementBegun(state=state),
    decide=decide,
    by_calendar=by_calendar,
    evolve=evolve,
    status=status,
    wake_at=wake_at,
    reactions=reactions,
    is_over=is_over,
    applicants=_applicants,
    readings=lambda state, event: kind_of(state).readings(state, event),
    addressed=lambda state, event: kind_of(state).addressed(state, event),
)
