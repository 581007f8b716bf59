"""How the demonstration's acts are sent, and counted: those of the population and those of the Secretariat alike.

What is not known (the server did not answer in time, a connection broke) is sent again with the same command id, which
makes a second arrival harmless. What is refused is counted by command and code, and shown.
"""

from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

import structlog
from temporalio.client import Client

from cli.sending import send
from models.command import Command, Outcome
from models.errors import InputInvalid, NotFound, RuleViolation, Unavailable

PATIENCE_SECONDS = 20.0
TRIES = 5
"""An act whose fate is unknown is sent again with the same command id: this long within a try, so many tries."""

LAST_NEWS = 200

log = structlog.stdlib.get_logger()


@dataclass(frozen=True, slots=True)
class News:
    """One act that was carried out."""

    at: datetime
    """Calendar instant at which the answer came."""
    late_days: float
    """By how many calendar days that was after the instant that the side had meant."""
    review: str
    side: str
    command: str
    stage: str


@dataclass(slots=True)
class Tally:
    """What the population has done so far."""

    acts: Counter[str] = field(default_factory=Counter[str])
    acts_of: Counter[str] = field(default_factory=Counter[str])
    """Acts by workflow."""
    refusals: Counter[str] = field(default_factory=Counter[str])
    """By `command: code`."""
    repeated: int = 0
    """Commands sent again because their fate was unknown."""
    lost: int = 0
    """Commands given up after `TRIES`."""
    under_way: int = 0
    news: deque[News] = field(default_factory=lambda: deque[News](maxlen=LAST_NEWS))
    slowest_seconds: float = 0

    @property
    def total(self) -> int:
        """All acts."""
        return self.acts.total()

    @property
    def lag_days(self) -> float:
        """The median of how late the last acts were, in calendar days."""
        late = sorted(each.late_days for each in self.news)
        return late[len(late) // 2] if late else 0.0


class Sender:
    """Sends acts until their fate is known, and counts them."""

    def __init__(self, client: Client, tally: Tally) -> None:
        """Take the connection and the count."""
        self._client = client
        self.tally = tally

    async def sent(self, workflow_id: str, command: Command) -> Outcome | None:
        """Send a command; None if it was refused or given up."""
        begun = monotonic()
        self.tally.under_way += 1
        try:
            outcome = await self._answered(workflow_id, command)
        finally:
            self.tally.under_way -= 1
        self.tally.slowest_seconds = max(self.tally.slowest_seconds, monotonic() - begun)
        if outcome is not None:
            self.tally.acts[command.name] += 1
            self.tally.acts_of[workflow_id] += 1
        return outcome

    async def _answered(self, workflow_id: str, command: Command) -> Outcome | None:
        for _ in range(TRIES):
            try:
                return await send(self._client, workflow_id, command, patience=PATIENCE_SECONDS)
            except (RuleViolation, NotFound, InputInvalid) as refusal:
                self.tally.refusals[f"{command.name}: {refusal.code}"] += 1
                return None
            except Unavailable as error:
                self.tally.repeated += 1
                log.warning("fate_unknown", command=command.name, workflow=workflow_id, why=error.message)
        self.tally.lost += 1
        return None
