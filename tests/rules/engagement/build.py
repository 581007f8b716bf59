"""Engagements in tests: opened as the cycle opens them, and played by commands of people."""

from datetime import date
from typing import Any

from models.engagement.state import EngagementState
from models.engagement.terms import Terms
from models.people import Actor, Role
from models.procedure import Procedure
from models.register import Region
from models.stakeholders import Applicant, OrganisationKind
from rules.engagement.aggregate import ENGAGEMENT, first_state
from tests.build import CLOCK, CYCLE, OTHER, SAME, STRANGER, SUR, procedure
from tests.story import Story

Engagement = Story[EngagementState]

BEGUN = date(2027, 3, 1)
"""A Monday."""

PARTIES = (SUR, SAME, OTHER, STRANGER)
UNIT = Actor(role=Role.CIVIL_SOCIETY_UNIT, person="csu-officer")


def begun(terms: Terms, *, rules: Procedure | None = None, **changes: Any) -> Engagement:
    """An engagement that has just been opened; `changes` are made to its first state."""
    first = first_state(
        cycle=CYCLE, clock=CLOCK, procedure=rules or procedure(), slug="trial", terms=terms, parties=PARTIES
    )
    return Story(ENGAGEMENT, first.model_copy(update=changes), BEGUN).open()


def account(number: int = 1) -> str:
    """Id of a stakeholder's account."""
    return f"s-{number}"


def stakeholder(number: int = 1) -> Actor:
    """A stakeholder acting by its own account."""
    return Actor(role=Role.STAKEHOLDER, person=account(number))


def applicant(number: int = 1, **changes: Any) -> Applicant:
    """What the rules know of that account."""
    first = Applicant(stakeholder=account(number), kind=OrganisationKind.NGO, region=Region.AFRICAN)
    return first.model_copy(update=changes)
