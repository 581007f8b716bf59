"""Whose move an engagement is: what its kind says, and nobody's when it is over."""

from models.engagement.state import EngagementState
from models.obligations import Obligation
from rules.engagement.table import kind_of


def obligations(state: EngagementState) -> tuple[Obligation, ...]:
    """Return what has to be done now."""
    kind = kind_of(state)
    if state.closed_on is not None or kind.is_over(state):
        return ()
    return kind.obligations(state)
