"""Who acts: roles, actors and seats.

No name and no e-mail address: a person is an id here, and the store alone knows how to reach them.
Identity and authority come by note verbale from a mission (domain.md 4.1, 4.2).
"""

from datetime import date
from enum import StrEnum

from pydantic import Field

from models.value import Value

ISO3 = Field(pattern=r"^[A-Z]{3}$", description="ISO 3166-1 alpha-3 code of the State (`EUE` for the European Union)")


class Role(StrEnum):
    """What a person is in one review (domain.md 4.1)."""

    FOCAL_POINT = "focal_point"
    ALTERNATE = "alternate"
    """Stands beside the focal point and is asked when that person does not answer (DESIGN): named by note verbale like
    everybody else, with the rights of an expert; clears nothing."""
    EXPERT = "expert"
    OBSERVER = "observer"
    MISSION = "mission"
    SECRETARIAT = "secretariat"
    CIVIL_SOCIETY_UNIT = "civil_society_unit"
    """The Secretariat's unit for outreach: applications to dialogues, trainings, the hub."""
    CHAIR = "chair"
    """Chair or co-chair of a working group, who convenes the constructive dialogue."""
    EXTENDED_BUREAU = "extended_bureau"
    """Of the Conference: examines applications of stakeholders and decides disputes."""
    STAKEHOLDER = "stakeholder"
    """A non-governmental organisation, academic institution or company, by its own account: never a review's."""
    SYSTEM = "system"


BODIES = frozenset({Role.SECRETARIAT, Role.CIVIL_SOCIETY_UNIT, Role.CHAIR, Role.EXTENDED_BUREAU, Role.STAKEHOLDER})
"""Roles that act for no State; a member of the Extended Bureau who objects names the State that it speaks for."""


class Who(StrEnum):
    """Who may do an act, seen from one review: the side and the role together (domain.md 4.3)."""

    SUR_FOCAL_POINT = "focal point of the State under review"
    SUR_EXPERT = "expert of the State under review"
    SUR_MISSION = "mission of the State under review"
    RS_FOCAL_POINT = "focal point of a reviewing State"
    RS_EXPERT = "expert of a reviewing State"
    RS_MISSION = "mission of a reviewing State"
    SECRETARIAT = "Secretariat"
    SYSTEM = "system"
    TIMER = "timer"


class Actor(Value):
    """The one who acts: a role, for a State, as a registered person.

    `state` is empty for the Secretariat, other bodies and the system; `person` is empty for a mission acting by note
    verbale, and for a stakeholder it is the id of its account (`models.stakeholders`).
    """

    role: Role
    state: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    person: str | None = Field(default=None, min_length=1, max_length=100)

    def __str__(self) -> str:
        """Read as `focal_point/FRA`."""
        return f"{self.role}/{self.state}" if self.state else str(self.role)


SECRETARIAT = Actor(role=Role.SECRETARIAT)
SYSTEM = Actor(role=Role.SYSTEM)


class Seat(Value):
    """A person's place in one review: named by note verbale, opened by the Secretariat's approval (domain.md 4.2)."""

    person: str
    state: str = ISO3
    role: Role
    named_on: date
    approved_on: date | None = None
    ended_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether the seat is still held, approved or not."""
        return self.ended_on is None

    @property
    def may_act(self) -> bool:
        """Whether the person has been approved and has not left."""
        return self.approved_on is not None and self.ended_on is None


class Nominee(Value):
    """One person named in a note verbale, with the role asked for."""

    person: str = Field(min_length=1, max_length=100)
    role: Role
