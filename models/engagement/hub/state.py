"""What only a hub has: its code of conduct, its members, and reports of abuse (domain.md 7.2)."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from models.documents import DocumentRef
from models.engagement.hub.member import Member
from models.value import Value


class HubStage(StrEnum):
    """Where a hub stands, in the order of its life."""

    PREPARING = "preparing"
    """No code of conduct has been published: nobody can apply."""
    OPEN = "open"


class CodeOfConduct(Value):
    """One version of the code of conduct."""

    version: int
    document: DocumentRef
    published_on: date


class ReportOutcome(StrEnum):
    """What became of a report of abuse; whoever reported is told."""

    UPHELD = "upheld"
    SETTLED = "settled"
    """Put right by the member that it was about."""
    NOT_UPHELD = "not_upheld"
    OUTSIDE_THE_HUB = "outside_the_hub"
    """About something that the code of conduct does not cover."""
    HUB_CLOSED = "hub_closed"


class AbuseReport(Value):
    """A report of abuse. The member that it is against is never told who made it."""

    id: str
    receipt: str
    against: str = Field(description="account of the member")
    reporter: str | None = Field(default=None, description="account of who reported; None: the unit itself")
    document: DocumentRef
    on: date
    outcome: ReportOutcome | None = None
    decided_on: date | None = None


class HubState(Value):
    """The whole of one hub."""

    stage: HubStage = HubStage.PREPARING
    codes: tuple[CodeOfConduct, ...] = ()
    members: dict[str, Member] = Field(default={}, description="account -> member, also one that was")
    watched: tuple[str, ...] = Field(default=(), description="accounts because of which anybody owes anything")
    reports: dict[str, AbuseReport] = Field(default={}, description="id -> report, in order")

    @property
    def code(self) -> CodeOfConduct | None:
        """The version in force, or None."""
        return self.codes[-1] if self.codes else None

    @property
    def version(self) -> int:
        """Number of the version in force; 0 before the first."""
        return self.codes[-1].version if self.codes else 0

    def with_members(self, *members: Member) -> "HubState":
        """Return the hub with these members in the place of what was there."""
        changed = {each.id: each for each in members}
        watched = (
            *(each for each in self.watched if each not in changed),
            *(each.id for each in changed.values() if each.is_watched),
        )
        return self.model_copy(update={"members": {**self.members, **changed}, "watched": watched})
