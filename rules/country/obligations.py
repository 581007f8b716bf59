"""Whose move it is in a country review: only a phase that is held back needs somebody's hand."""

from models.country.state import CountryReviewState
from models.obligations import Obligation


def obligations(state: CountryReviewState) -> tuple[Obligation, ...]:
    """Return nothing: phases open by the calendar and their duties are their own; kept for one shape of aggregate."""
    del state
    return ()
