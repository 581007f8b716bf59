"""A voluntary pilot initiative of one State with its stakeholders: where it stands."""

from enum import StrEnum

from models.value import Value


class PilotStage(StrEnum):
    """Where it stands, in the order of the procedure."""

    BEGUN = "begun"


class PilotState(Value):
    """The part of an engagement that is of this kind alone."""

    stage: PilotStage = PilotStage.BEGUN
