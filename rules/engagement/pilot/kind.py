"""A voluntary pilot initiative of one State with its stakeholders, as a kind of engagement."""

from models.engagement.pilot.state import PilotStage, PilotState
from models.engagement.state import EngagementState
from models.engagement.terms import EngagementKind, PilotTerms
from models.event import Event
from rules.engagement.kind import Kind
from rules.engagement.turn import Turn


def _first(terms: PilotTerms) -> PilotState:
    del terms
    return PilotState()


def _fold(state: EngagementState, event: Event, turn: Turn) -> EngagementState:
    del event, turn
    return state


def _stage(state: EngagementState) -> PilotStage:
    return state.pilot.stage if state.pilot else PilotStage.BEGUN


PILOT = Kind(
    kind=EngagementKind.PILOT,
    rows=(),
    stages=PilotStage,
    first=_first,
    fold=_fold,
    stage=_stage,
    obligations=lambda _state: (),
)
