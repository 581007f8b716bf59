"""New versions of the policy on the track of a Conference: entered after it, applied to reviews that run, taken back.

The track keeps what was decided and how it went; the reviews keep what is in force in them (`models.policy_change`).
"""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from models.command import Command
from models.documents import DocumentRef
from models.event import Event
from models.policy_change import REASON, VERSION, PolicyChange
from models.value import Value

NAMED = 50
"""Most reviews whose refusal an event names; the list in the store names them all."""


class VersionStage(StrEnum):
    """Where a version stands."""

    ENTERED = "entered"
    """It waits for its day, and for the Secretariat."""
    APPLYING = "applying"
    """The program brings it to the reviews; it answers by itself."""
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"


class RunFigures(Value):
    """How one round through the running workflows of the cycle went."""

    asked: int = Field(default=0, ge=0)
    done: int = Field(default=0, ge=0, description="took the version, or gave it back")
    already: int = Field(default=0, ge=0, description="were under it before, or not under it, as it was wanted")
    refused: int = Field(default=0, ge=0, description="are as they were, each with its reason")


class RefusedReview(Value):
    """A workflow that refused, and why; nothing was changed in it."""

    workflow_id: str = Field(min_length=1, max_length=120)
    code: str = Field(min_length=1, max_length=100)
    message: str = Field(max_length=1000)


class PolicyVersion(Value):
    """One version: what it changes, and how its last round went."""

    version: str
    change: PolicyChange
    stage: VersionStage = VersionStage.ENTERED
    entered_on: date
    runs: int = Field(default=0, description="rounds begun; the number of the last one")
    place: int = Field(
        default=0,
        exclude_if=lambda value: not value,
        description="in the order in which this Conference's versions were applied; 0: never",
    )
    applied_on: date | None = Field(default=None, description="end of the last round of application")
    undone_on: date | None = None
    figures: RunFigures = RunFigures()
    outcome: DocumentRef | None = Field(default=None, description="list of every workflow with its answer, as JSON")

    @property
    def is_under_way(self) -> bool:
        """Whether the program is at work on it."""
        return self.stage in {VersionStage.APPLYING, VersionStage.UNDOING}


class EnterPolicyVersion(PolicyChange, Command):
    """Enter what a Conference has decided about the procedure, after its last day, with the day of its effect."""

    name: ClassVar[str] = "enter_policy_version"

    @property
    def change(self) -> PolicyChange:
        """What is entered, without who and its id."""
        return PolicyChange.model_validate({name: getattr(self, name) for name in PolicyChange.model_fields})


class ApplyPolicyVersion(Command):
    """Bring a version to every running review; again for those that refused, or have begun since."""

    name: ClassVar[str] = "apply_policy_version"
    version: str = VERSION


class UndoPolicyVersion(Command):
    """Take a version back from every running review; again for those that refused."""

    name: ClassVar[str] = "undo_policy_version"
    version: str = VERSION
    reason: str = REASON


class RecordPolicyApplied(Command):
    """The program reports which reviews took the version, and which refused."""

    name: ClassVar[str] = "record_policy_applied"
    version: str = VERSION
    run: int = Field(ge=1)
    figures: RunFigures
    outcome: DocumentRef
    refused: tuple[RefusedReview, ...] = Field(default=(), max_length=NAMED)


class RecordPolicyUndone(Command):
    """The program reports which reviews gave the version back, and which refused."""

    name: ClassVar[str] = "record_policy_undone"
    version: str = VERSION
    run: int = Field(ge=1)
    figures: RunFigures
    outcome: DocumentRef
    refused: tuple[RefusedReview, ...] = Field(default=(), max_length=NAMED)


class PolicyVersionEntered(Event):
    """A new version of the policy was entered; it changes nothing yet."""

    type: ClassVar[str] = "policy_version_entered"
    version: str
    change: PolicyChange


class PolicyApplicationBegun(Event):
    """The program is bringing a version to the reviews."""

    type: ClassVar[str] = "policy_application_begun"
    version: str
    run: int


class PolicyVersionApplied(Event):
    """A round of application is over: what came of it, and who refused."""

    type: ClassVar[str] = "policy_version_applied"
    version: str
    run: int
    figures: RunFigures
    outcome: DocumentRef
    refused: tuple[RefusedReview, ...] = ()


class PolicyUndoBegun(Event):
    """The program is taking a version back."""

    type: ClassVar[str] = "policy_undo_begun"
    version: str
    run: int
    reason: str


class PolicyVersionUndone(Event):
    """A round of taking back is over: what came of it, and who refused."""

    type: ClassVar[str] = "policy_version_undone"
    version: str
    run: int
    figures: RunFigures
    outcome: DocumentRef
    refused: tuple[RefusedReview, ...] = ()


EVENTS: tuple[type[Event], ...] = (
    PolicyVersionEntered,
    PolicyApplicationBegun,
    PolicyVersionApplied,
    PolicyUndoBegun,
    PolicyVersionUndone,
)
"""For the codec of a Conference's track."""
