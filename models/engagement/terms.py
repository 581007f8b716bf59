"""What an engagement is opened with: its kind, and what only that kind needs (domain.md 7)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from models.people import ISO3
from models.value import Value

TITLE = Field(min_length=3, max_length=200)


class EngagementKind(StrEnum):
    """The channels of domain.md 7 that have a workflow here; the value is the first part of their slug."""

    CONSULTATION = "consultation"
    """A domestic dialogue while a self-assessment is prepared."""
    PILOT = "pilot"
    """A voluntary pilot initiative."""
    TRAINING = "training"
    """Such as those of SE4U."""
    HUB = "hub"
    """A knowledge hub, such as WhatsOn, with its members."""
    ALLIANCE = "alliance"
    """A national alliance or a regional network of stakeholders."""


OPEN_ENDED = frozenset({EngagementKind.HUB, EngagementKind.ALLIANCE})
"""Kinds that go on for as long as the cycle does."""


class ConsultationTerms(Value):
    """A domestic dialogue of the State under review, attached to the self-assessment of one phase."""

    kind: Literal[EngagementKind.CONSULTATION] = EngagementKind.CONSULTATION
    state: str = ISO3
    phase: int = Field(ge=1, le=4)


class PilotTerms(Value):
    """A pilot in one State; nothing begins before the State has consented."""

    kind: Literal[EngagementKind.PILOT] = EngagementKind.PILOT
    state: str = ISO3
    title: str = TITLE


class TrainingTerms(Value):
    """A training: where it is meant for, when it is held, how many can come, and the targets of the selection.

    `states` are those whose nominees may apply; empty: all. Shares are percentages, of the places or of the days. How
    many places one organisation may have, and how much of a training a certificate needs, is DESIGN (domain.md 7.1).
    """

    kind: Literal[EngagementKind.TRAINING] = EngagementKind.TRAINING
    title: str = TITLE
    starts: date
    ends: date
    places: int = Field(ge=1, le=5000)
    states: tuple[str, ...] = Field(default=(), max_length=300)
    youth_share: int = Field(default=0, ge=0, le=100, description="percentage of places for young applicants")
    per_organisation: int = Field(default=2, ge=1, le=99, description="most places of one organisation")
    attendance_share: int = Field(default=80, ge=1, le=100, description="percentage of days that a certificate needs")


class HubTerms(Value):
    """A knowledge hub; nobody is a member before a code of conduct is published and accepted."""

    kind: Literal[EngagementKind.HUB] = EngagementKind.HUB
    title: str = TITLE


class AllianceTerms(Value):
    """A national alliance (of one State) or a regional network."""

    kind: Literal[EngagementKind.ALLIANCE] = EngagementKind.ALLIANCE
    title: str = TITLE
    state: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")


Terms = Annotated[
    ConsultationTerms | PilotTerms | TrainingTerms | HubTerms | AllianceTerms, Field(discriminator="kind")
]
"""The terms of one kind."""
