"""The commands of a domestic dialogue (domain.md 3.8, 7)."""

from datetime import date
from typing import ClassVar, Self

from pydantic import Field, model_validator

from models.command import Command
from models.documents import DocumentRef
from models.engagement.consultation.state import InputReason
from models.stakeholders import Applicant, OrganisationKind
from models.value import Value

INPUT = Field(min_length=1, max_length=40, description="id of an input, such as `i-3`")
MANY = 200
"""Most invitations in one act."""


class Body(Value):
    """A body without an account: what it is, and the document that names it."""

    kind: OrganisationKind
    document: DocumentRef


class InviteToConsultation(Command):
    """Ask stakeholders for what they have to say: by their accounts, or bodies that a document alone names."""

    name: ClassVar[str] = "invite_to_consultation"
    accounts: tuple[Applicant, ...] = Field(default=(), max_length=MANY)
    bodies: tuple[Body, ...] = Field(default=(), max_length=MANY)


class OfferInput(Command):
    """Hand a document to the focal point; only who was invited can. The receipt says later what became of it.

    A stakeholder offers its own and leaves `invitee` out. The focal point enters what came on paper, from whomever.
    """

    name: ClassVar[str] = "offer_input"
    document: DocumentRef
    invitee: str = Field(default="", max_length=40, description="id of the invitee; left out: who acts")


class WithdrawInput(Command):
    """Take one's input back before the focal point has answered it."""

    name: ClassVar[str] = "withdraw_input"
    input: str = INPUT


class FileInput(Command):
    """Take an input in: it is attached to the State's own draft of the self-assessment, and goes no further."""

    name: ClassVar[str] = "file_input"
    input: str = INPUT


class DeclineInput(Command):
    """Do not take an input in, and say why."""

    name: ClassVar[str] = "decline_input"
    input: str = INPUT
    reason: InputReason


class StateConsulted(Command):
    """State whom the State consulted: how many bodies of each kind, from when to when, and the text."""

    name: ClassVar[str] = "state_consulted"
    document: DocumentRef
    bodies: dict[OrganisationKind, int] = Field(description="kind of body -> how many were consulted")
    first_day: date
    last_day: date

    @model_validator(mode="after")
    def _counts(self) -> Self:
        if any(not 0 < count <= 10_000 for count in self.bodies.values()):  # noqa: PLR2004 - a slip of the pen
            msg = "name only kinds of which some were consulted, from 1 to 10000"
            raise ValueError(msg)
        return self


class PublishStatement(Command):
    """Make the State's statement public. The State alone may."""

    name: ClassVar[str] = "publish_statement"


class WithholdStatement(Command):
    """Keep the State's statement from the public, or take it off again. The State alone may."""

    name: ClassVar[str] = "withhold_statement"
