"""A domestic dialogue while a self-assessment is prepared, as a kind of engagement."""

from models.engagement.consultation.state import ConsultationStage, ConsultationState
from models.engagement.state import EngagementState
from models.engagement.terms import ConsultationTerms, EngagementKind
from models.event import Event
from rules.engagement.kind import Kind
from rules.engagement.turn import Turn


def _first(terms: ConsultationTerms) -> ConsultationState:
    del terms
    return ConsultationState()


def _fold(state: EngagementState, event: Event, turn: Turn) -> EngagementState:
    del event, turn
    return state


def _stage(state: EngagementState) -> ConsultationStage:
    return state.consultation.stage if state.consultation else ConsultationStage.BEGUN


CONSULTATION = Kind(
    kind=EngagementKind.CONSULTATION,
    rows=(),
    stages=ConsultationStage,
    first=_first,
    fold=_fold,
    stage=_stage,
    obligations=lambda _state: (),
)
