"""A national alliance or a regional network of stakeholders, as a kind of engagement."""

from models.engagement.alliance.state import AllianceStage, AllianceState
from models.engagement.state import EngagementState
from models.engagement.terms import AllianceTerms, EngagementKind
from models.event import Event
from rules.engagement.kind import Kind
from rules.engagement.turn import Turn


def _first(terms: AllianceTerms) -> AllianceState:
    del terms
    return AllianceState()


def _fold(state: EngagementState, event: Event, turn: Turn) -> EngagementState:
    del event, turn
    return state


def _stage(state: EngagementState) -> AllianceStage:
    return state.alliance.stage if state.alliance else AllianceStage.BEGUN


ALLIANCE = Kind(
    kind=EngagementKind.ALLIANCE,
    rows=(),
    stages=AllianceStage,
    first=_first,
    fold=_fold,
    stage=_stage,
    obligations=lambda _state: (),
)
