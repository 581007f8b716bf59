"""A knowledge hub, such as WhatsOn, with its members, as a kind of engagement."""

from models.engagement.hub.state import HubStage, HubState
from models.engagement.state import EngagementState
from models.engagement.terms import EngagementKind, HubTerms
from models.event import Event
from rules.engagement.kind import Kind
from rules.engagement.turn import Turn


def _first(terms: HubTerms) -> HubState:
    del terms
    return HubState()


def _fold(state: EngagementState, event: Event, turn: Turn) -> EngagementState:
    del event, turn
    return state


def _stage(state: EngagementState) -> HubStage:
    return state.hub.stage if state.hub else HubStage.BEGUN


HUB = Kind(
    kind=EngagementKind.HUB,
    rows=(),
    stages=HubStage,
    first=_first,
    fold=_fold,
    stage=_stage,
    obligations=lambda _state: (),
)
