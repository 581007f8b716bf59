"""A training, such as those of SE4U, as a kind of engagement."""

from models.engagement.state import EngagementState
from models.engagement.terms import EngagementKind, TrainingTerms
from models.engagement.training.state import TrainingStage, TrainingState
from models.event import Event
from rules.engagement.kind import Kind
from rules.engagement.turn import Turn


def _first(terms: TrainingTerms) -> TrainingState:
    del terms
    return TrainingState()


def _fold(state: EngagementState, event: Event, turn: Turn) -> EngagementState:
    del event, turn
    return state


def _stage(state: EngagementState) -> TrainingStage:
    return state.training.stage if state.training else TrainingStage.BEGUN


TRAINING = Kind(
    kind=EngagementKind.TRAINING,
    rows=(),
    stages=TrainingStage,
    first=_first,
    fold=_fold,
    stage=_stage,
    obligations=lambda _state: (),
)
