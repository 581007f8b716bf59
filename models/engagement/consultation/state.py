"""A domestic dialogue while a self-assessment is prepared: where it stands."""

from enum import StrEnum

from models.value import Value


class ConsultationStage(StrEnum):
    """Where it stands, in the order of the procedure."""

    BEGUN = "begun"


class ConsultationState(Value):
    """The part of an engagement that is of this kind alone."""

    stage: ConsultationStage = ConsultationStage.BEGUN
