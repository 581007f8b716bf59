"""The events of a domestic dialogue."""

from datetime import date
from typing import ClassVar

from models.documents import DocumentRef
from models.engagement.consultation.state import Input, InputReason, Invitee
from models.event import Event
from models.people import Actor
from models.stakeholders import Applicant, OrganisationKind


class ConsultationInvited(Event):
    """The State has asked stakeholders for what they have to say; `accounts` are the invitees that have one."""

    type: ClassVar[str] = "consultation_invited"
    invitees: tuple[Invitee, ...]
    accounts: tuple[Applicant, ...] = ()


class InputOffered(Event):
    """An invitee has handed a document to the focal point."""

    type: ClassVar[str] = "input_offered"
    input: Input


class InputWithdrawn(Event):
    """An invitee has taken its input back."""

    type: ClassVar[str] = "input_withdrawn"
    input: str


class InputFiled(Event):
    """The focal point has taken an input in; `by` is how the phase review knows whose act it is."""

    type: ClassVar[str] = "input_filed"
    input: str
    document: DocumentRef
    by: Actor


class InputDeclined(Event):
    """An input was not taken in, and why."""

    type: ClassVar[str] = "input_declined"
    input: str
    reason: InputReason


class ConsultationStated(Event):
    """The State has said whom it consulted; not public by that."""

    type: ClassVar[str] = "consultation_stated"
    document: DocumentRef
    bodies: dict[OrganisationKind, int]
    first_day: date
    last_day: date


class StatementPublished(Event):
    """The State has made its statement public."""

    type: ClassVar[str] = "statement_published"


class StatementWithheld(Event):
    """The State keeps its statement from the public."""

    type: ClassVar[str] = "statement_withheld"


EVENTS: tuple[type[Event], ...] = (
    ConsultationInvited,
    InputOffered,
    InputWithdrawn,
    InputFiled,
    InputDeclined,
    ConsultationStated,
    StatementPublished,
    StatementWithheld,
)
"""Every event of this kind."""
