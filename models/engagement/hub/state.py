"""A knowledge hub, such as WhatsOn, with its members: where it stands."""

from enum import StrEnum

from models.value import Value


class HubStage(StrEnum):
    """Where it stands, in the order of the procedure."""

    BEGUN = "begun"


class HubState(Value):
    """The part of an engagement that is of this kind alone."""

    stage: HubStage = HubStage.BEGUN
