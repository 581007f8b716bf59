"""What somebody means to do, and when: the only thing that passes between deciding and doing in the demonstration."""

from dataclasses import dataclass, replace
from datetime import datetime

from models.people import Actor, Role
from models.status import Status


@dataclass(frozen=True, slots=True)
class Intention:
    """One act that a side means to do in one review.

    `label` names it within its review, whatever happens to other duties meanwhile. An owed act is done only while its
    obligation stands; a wish only while it makes sense.
    """

    review: str
    label: str
    action: str
    role: Role
    side: str | None
    at: datetime
    """Calendar instant."""
    is_owed: bool = True
    attempt: int = 0

    @property
    def command_id(self) -> str:
        """The id that makes a repetition harmless; each new attempt after a refusal has its own."""
        return f"sim:{self.label}:{self.attempt}"

    @property
    def duty(self) -> str:
        """What the act is about, whenever the duty arose."""
        return self.label.rsplit(":", 1)[0] if self.is_owed else self.label

    @property
    def turn(self) -> str:
        """What is never under way twice: a State does one thing at a time in a review, the Secretariat many."""
        return str(self.side) if self.side else self.duty

    @property
    def party(self) -> str:
        """The review and the side: who takes these days, for chance."""
        return f"{self.review}/{self.side or self.role}"

    def again(self, at: datetime) -> "Intention":
        """Return the next attempt at the same act."""
        return replace(self, at=at, attempt=self.attempt + 1)


def actor_for(status: Status, role: Role, side: str | None) -> Actor | None:
    """Return who may act now for a side in a role, or None while nobody has an approved seat."""
    if role is Role.SECRETARIAT:
        return Actor(role=role)
    if role is Role.MISSION:
        return Actor(role=role, state=side)
    seats = [seat for seat in status.seats if seat.state == side and seat.role == role and seat.may_act]
    return Actor(role=role, state=side, person=seats[-1].person) if seats else None
