"""Whose move it is in a country review: only a phase that is held back needs somebody's hand."""

from models.country.state import CountryReviewState, CountryStage
from models.obligations import Obligation


def obligations(state: CountryReviewState) -> tuple[Obligation, ...]:
    """Return nothing: phases open by the calendar and their duties are their own; kept for one shape of aggregate."""
    del state
    return ()


def is_over(state: CountryReviewState) -> bool:
    """Whether nothing more will happen in this country review."""
    return state.stage is CountryStage.COMPLETED
