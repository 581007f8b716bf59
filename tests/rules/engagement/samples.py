"""For each command of a kind: an engagement in which it can be done, and what it would say there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.command import Command
from models.people import SECRETARIAT, SYSTEM, Actor, Role
from tests.build import SUR, focal_point, mission
from tests.rules.engagement.build import UNIT, Engagement, stakeholder

ACTORS: dict[Role, Actor] = {
    Role.FOCAL_POINT: focal_point(SUR),
    Role.ALTERNATE: Actor(role=Role.ALTERNATE, state=SUR, person="fra-alt-1"),
    Role.EXPERT: Actor(role=Role.EXPERT, state=SUR, person="fra-ge-1"),
    Role.OBSERVER: Actor(role=Role.OBSERVER, state=SUR, person="fra-ob-1"),
    Role.MISSION: mission(SUR),
    Role.SECRETARIAT: SECRETARIAT,
    Role.CIVIL_SOCIETY_UNIT: UNIT,
    Role.CHAIR: Actor(role=Role.CHAIR),
    Role.EXTENDED_BUREAU: Actor(role=Role.EXTENDED_BUREAU),
    Role.STAKEHOLDER: stakeholder(1),
    Role.SYSTEM: SYSTEM,
}
"""Somebody in every role; the State is the one whose engagement it is."""


@dataclass(frozen=True)
class Sample:
    """Where a command can be done, and by whom with which fields."""

    scene: Callable[[], Engagement]
    fields: Callable[[Role], dict[str, Any]]
    stakeholder: Actor = ACTORS[Role.STAKEHOLDER]

    def actor(self, role: Role) -> Actor:
        """Who acts in this role."""
        return self.stakeholder if role is Role.STAKEHOLDER else ACTORS[role]

    def made(self, command: type[Command], role: Role, story: Engagement) -> Command:
        """The command as this role would give it."""
        return story.made(command, self.actor(role), **self.fields(role))

    def refusal(self, command: type[Command], role: Role, story: Engagement | None = None) -> str:
        """The code by which it is refused in its scene, or in another story."""
        return (story or self.scene()).refusal(command, self.actor(role), **self.fields(role))


def always(**fields: Any) -> Callable[[Role], dict[str, Any]]:
    """The same fields, whoever acts."""
    return lambda _role: dict(fields)
