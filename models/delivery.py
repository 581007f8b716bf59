"""What the postmaster asks of the delivery activity, what it is told, and what it remembers from run to run.

Counts only: who was written to and why stays in the outbox, and never enters Temporal's history.
"""

from pydantic import Field

from models.ids import postmaster_id
from models.status import Status
from models.value import Value

DELIVER = "deliver"
"""Name of the activity; workflows call it by this name and do not import what sends."""

MAIL_UNAVAILABLE = "mail_unavailable"
"""Type of the error when the relay cannot be reached or will not serve us: nothing is marked, all is tried again."""

LONGEST_SILENCE = 600.0
"""Most seconds between two tries to reach a mail server that is down."""


class DeliverInput(Value):
    """One turn of delivery for one cycle."""

    cycle: str
    max_seconds: float = Field(default=900, gt=0, description="real seconds after which the turn ends, idle or not")
    until_idle: bool = Field(default=False, description="end as soon as nothing is left whose time has come")
    batch: int = Field(default=100, ge=1, le=1000, description="notices taken from the outbox at a time")
    look_every_seconds: float = Field(
        default=15, gt=0, le=60, description="how often an idle turn looks for deferred notices; it wakes for new ones"
    )


class DeliverResult(Value):
    """What one turn did with how many notices."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    unaddressed: int = 0
    withdrawn: int = Field(default=0, description="reminders whose duty was met before they left")
    left: int = Field(default=0, description="still queued at the end of a turn that ended because it was idle")

    def __add__(self, other: "DeliverResult") -> "DeliverResult":
        """Count two turns together."""
        return DeliverResult(
            sent=self.sent + other.sent,
            deferred=self.deferred + other.deferred,
            failed=self.failed + other.failed,
            unaddressed=self.unaddressed + other.unaddressed,
            withdrawn=self.withdrawn + other.withdrawn,
            left=other.left,
        )


class PostmasterState(Value):
    """The whole truth of one postmaster, and its continue-as-new argument."""

    schema_version: int = 1
    cycle: str
    turn_seconds: float = Field(default=900, gt=0, description="real seconds of one turn of delivery")
    turns: int = 0
    counts: DeliverResult = DeliverResult()
    is_stopping: bool = Field(default=False, description="the cycle is over: deliver what is left, then end")

    @property
    def status(self) -> Status:
        """The answer to the `status` query."""
        return Status(
            workflow_id=postmaster_id(self.cycle),
            kind="postmaster",
            cycle=self.cycle,
            version=self.turns,
            stage="stopping" if self.is_stopping else "delivering",
            counts=self.counts.model_dump(),
        )
