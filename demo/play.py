"""One workflow as the population knows it: its last status, and what people mean to do and have done about it."""

from dataclasses import dataclass, field

from demo.intentions import Intention
from demo.scene import Memory
from models.status import Status


@dataclass(slots=True)
class Play:
    """One workflow as the population knows it."""

    status: Status
    memory: Memory = field(default_factory=Memory)
    meant: dict[str, Intention] = field(default_factory=dict[str, Intention])
    """Owed acts that are waiting for their day or on their way, by label."""
    under_way: set[str] = field(default_factory=set[str])
    """Turns whose act has been sent and not answered."""
    done: dict[str, int] = field(default_factory=dict[str, int])
    """Duties that were met: the version that the workflow had then. An older status says nothing about them."""
    rounds: dict[str, int] = field(default_factory=dict[str, int])
    """How often an owed act was tried."""
    wished: set[str] = field(default_factory=set[str])
    """Wishes that were looked at; each is had once."""
