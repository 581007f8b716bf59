"""A training, such as those of SE4U: where it stands."""

from enum import StrEnum

from models.value import Value


class TrainingStage(StrEnum):
    """Where it stands, in the order of the procedure."""

    BEGUN = "begun"


class TrainingState(Value):
    """The part of an engagement that is of this kind alone."""

    stage: TrainingStage = TrainingStage.BEGUN
