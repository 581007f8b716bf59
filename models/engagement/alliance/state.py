"""A national alliance or a regional network of stakeholders: where it stands."""

from enum import StrEnum

from models.value import Value


class AllianceStage(StrEnum):
    """Where it stands, in the order of the procedure."""

    BEGUN = "begun"


class AllianceState(Value):
    """The part of an engagement that is of this kind alone."""

    stage: AllianceStage = AllianceStage.BEGUN
