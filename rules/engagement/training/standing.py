"""A training within its engagement: reading its part, finding an application, and putting a changed part back."""

from typing import Any

from models.command import Command
from models.engagement.state import EngagementState
from models.engagement.training.application import TrainingApplication
from models.engagement.training.state import TrainingState
from models.people import Role
from rules.admission import refuse
from rules.engagement.turn import check_own_account

UNIT = frozenset({Role.CIVIL_SOCIETY_UNIT, Role.SECRETARIAT})
"""Who runs a training; the Secretariat may do whatever its unit may."""
APPLICANTS = frozenset({Role.STAKEHOLDER, *UNIT})
"""Who does what is an applicant's: itself, or the unit by a letter of theirs."""


def training_of(state: EngagementState) -> TrainingState:
    """Return the part of an engagement that is a training's."""
    if state.training is None:
        message = f"{state.workflow_id} is no training"
        raise TypeError(message)
    return state.training


def with_training(state: EngagementState, **update: Any) -> EngagementState:
    """Return the engagement with these fields of its training changed."""
    return state.model_copy(update={"training": training_of(state).model_copy(update=update)})


def known(training: TrainingState, application: str) -> TrainingApplication:
    """Return an application, or refuse."""
    found = training.applications.get(application)
    if found is None:
        refuse("unknown_application", f"this training has no application {application!r}.")
    return found


def own(training: TrainingState, command: Command, application: str) -> TrainingApplication:
    """Return an application that whoever acts may act on, or refuse."""
    found = known(training, application)
    check_own_account(command, found.applicant.stakeholder)
    return found


def check_named_once(names: tuple[str, ...]) -> None:
    """Refuse an act that names an application twice."""
    if len(set(names)) < len(names):
        twice = next(each for each in names if names.count(each) > 1)
        refuse("named_twice", f"{twice} is named twice: name each application once.")
