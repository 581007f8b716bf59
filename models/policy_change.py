"""A new version of the policy as data: what changes, from when on and by which decision; and what a review keeps of it.

The Secretariat enters a version after a Conference (domain.md 5: "allow the Secretariat to enter a new policy version
with an effective date") and applies it to reviews that run. A review takes it or refuses it as a whole. What it
replaced is kept in the state of the review, so that taking the version back restores the same rules to the letter. All
of it is DESIGN: no source says how a changed procedure reaches reviews that have begun.
"""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Self

from pydantic import Field, model_validator

from models.command import Command
from models.documents import DocumentRef
from models.event import Event
from models.mechanism import LeadTime
from models.value import Value

SwitchValue = bool | int | str | tuple[str, ...] | None
"""A switch of `models.policy.Policy` as JSON has it."""

VERSION = Field(
    pattern=r"^[1-9][0-9]{0,2}\.[1-9][0-9]{0,2}$",
    description="number of the Conference and of its version, such as `13.1`",
)
REASON = Field(min_length=3, max_length=2000, description="why; kept in the ledger")


class Length(Value):
    """How long a duty has from now on: exactly one of `days` and `months`, from the same clock as before."""

    days: int | None = Field(default=None, ge=0, le=9999)
    months: int | None = Field(default=None, ge=0, le=240)

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.days is None) == (self.months is None):
            msg = "say either days or months"
            raise ValueError(msg)
        return self


class PolicyChange(Value):
    """What a decision changes; everything that it does not name stays as it is."""

    title: str = Field(min_length=3, max_length=120, description="the decision, such as `resolution 13/4`")
    effective_on: date = Field(description="first day on which it can be applied")
    decision: DocumentRef
    switches: Mapping[str, SwitchValue] = Field(default={}, max_length=100, description="switch of the policy -> value")
    lead_times: Mapping[str, Length] = Field(default={}, max_length=100, description="key of a lead time -> length")


class AppliedPolicy(Value):
    """A version that is in force in one workflow, with everything that it replaced there."""

    version: str
    effective_on: date
    applied_on: date
    sha256: str = Field(description="of the procedure before")
    switches: Mapping[str, SwitchValue] = Field(default={}, description="switch -> value before")
    lead_times: Mapping[str, LeadTime] = Field(default={}, description="key -> lead time before")


class ApplyPolicy(Command):
    """Bring a new version of the policy into force in this workflow."""

    name: ClassVar[str] = "apply_policy"
    version: str = VERSION
    change: PolicyChange


class WithdrawPolicy(Command):
    """Take the last version of the policy back: what was in force before is in force again, to the letter."""

    name: ClassVar[str] = "withdraw_policy"
    version: str = VERSION
    reason: str = REASON


class PolicyApplied(Event):
    """A new version of the policy is in force here. The hashes are of the whole procedure, before and after."""

    type: ClassVar[str] = "policy_applied"
    version: str
    change: PolicyChange
    sha256_before: str
    sha256: str


class PolicyWithdrawn(Event):
    """A version of the policy was taken back; the procedure with the hash `sha256` is in force again."""

    type: ClassVar[str] = "policy_withdrawn"
    version: str
    reason: str
    sha256_before: str
    sha256: str
