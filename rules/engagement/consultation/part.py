"""Reading and replacing the part of an engagement that is a domestic dialogue."""

from typing import Any

from models.engagement.consultation.state import ConsultationState, Input
from models.engagement.state import EngagementState
from models.engagement.terms import ConsultationTerms
from rules.admission import refuse


def part_of(state: EngagementState) -> ConsultationState:
    """Return the dialogue's own part."""
    assert state.consultation is not None  # noqa: S101 - the table admits its commands for this kind alone
    return state.consultation


def terms_of(state: EngagementState) -> ConsultationTerms:
    """Return whose dialogue it is, and for which phase."""
    assert isinstance(state.terms, ConsultationTerms)  # noqa: S101 - as above
    return state.terms


def with_part(state: EngagementState, **update: Any) -> EngagementState:
    """Return the state with changes to the dialogue's own part."""
    return state.model_copy(update={"consultation": part_of(state).model_copy(update=update)})


def with_input(state: EngagementState, name: str, **update: Any) -> EngagementState:
    """Return the state with changes to one input."""
    inputs = part_of(state).inputs
    return with_part(state, inputs={**inputs, name: inputs[name].model_copy(update=update)})


def checked_input(state: EngagementState, name: str) -> Input:
    """Return an input without an outcome, or refuse."""
    given = part_of(state).inputs.get(name)
    if given is None:
        refuse("unknown_input", f"there is no input {name!r} in {state.workflow_id}.")
    if given.outcome is not None:
        refuse("already_answered", f"{name} was {given.outcome} on {given.answered_on}; an answer stands.")
    return given
