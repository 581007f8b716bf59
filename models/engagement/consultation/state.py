"""A domestic dialogue while a self-assessment is prepared: whom the State asked, what it was given, what it says of it.

What stakeholders hand over goes to the State's own focal point and to nobody else; of the whole nothing is public
unless the State publishes its statement (domain.md 3.8, 7).
"""

from datetime import date
from enum import StrEnum

from pydantic import Field

from models.documents import DocumentRef
from models.stakeholders import OrganisationKind
from models.value import Value


class ConsultationStage(StrEnum):
    """Where a domestic dialogue stands."""

    GATHERING = "gathering"
    """Stakeholders are invited, and hand over what they have to say."""
    STATED = "stated"
    """The State has said whom it consulted; whether that is public is its own choice."""


class Invitee(Value):
    """A body that the State has asked: by its account, or known by a document alone."""

    id: str
    kind: OrganisationKind
    account: str | None = Field(default=None, description="id of a stakeholder's account; None: it has none")
    document: DocumentRef | None = Field(default=None, description="where a body without an account is named")
    on: date


class InputOutcome(StrEnum):
    """What became of an input; whoever offered it is told."""

    FILED = "filed"
    """Taken in by the focal point, for the State's own draft."""
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class InputReason(StrEnum):
    """Why an input was not taken in (DESIGN)."""

    OUTSIDE_THE_CLUSTER = "outside_the_cluster"
    """Not on the articles of this phase."""
    UNREADABLE = "unreadable"
    REPEATED = "repeated"
    TOO_LATE = "too_late"
    """The self-assessment has been submitted."""
    NOT_TAKEN_UP = "not_taken_up"
    """The State does not take it up; it gives no other reason."""
    DIALOGUE_ENDED = "dialogue_ended"
    """The dialogue was ended by the system before the focal point had come to it."""


class Input(Value):
    """What one invitee handed to the focal point."""

    id: str
    receipt: str
    invitee: str = Field(description="id of the invitee")
    document: DocumentRef
    offered_on: date
    outcome: InputOutcome | None = None
    reason: InputReason | None = None
    answered_on: date | None = None


class Statement(Value):
    """The State's own account of its consultation: bodies are counted by kind, and named by nobody but its document."""

    document: DocumentRef
    bodies: dict[OrganisationKind, int] = Field(description="kind of body -> how many were consulted")
    first_day: date
    last_day: date
    stated_on: date
    published_on: date | None = None
    withheld_on: date | None = None


class ConsultationState(Value):
    """The part of an engagement that is a domestic dialogue."""

    stage: ConsultationStage = ConsultationStage.GATHERING
    invitees: dict[str, Invitee] = Field(default={}, description="id -> invitee, in order")
    inputs: dict[str, Input] = Field(default={}, description="id -> input, in order of arrival")
    statement: Statement | None = None

    @property
    def unanswered(self) -> tuple[Input, ...]:
        """Inputs without an outcome."""
        return tuple(each for each in self.inputs.values() if each.outcome is None)

    def invitee_of(self, account: str | None) -> Invitee | None:
        """Return the invitee with this account, or None."""
        return next((each for each in self.invitees.values() if account and each.account == account), None)

    def author_of(self, given: Input) -> str | None:
        """Return the account of whoever offered an input; None for a body without one."""
        return self.invitees[given.invitee].account
