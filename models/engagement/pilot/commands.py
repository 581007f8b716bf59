"""The commands of a voluntary pilot initiative (domain.md 7)."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from models.command import Command
from models.documents import DocumentRef
from models.phase.commands import REASON
from models.stakeholders import Applicant

WORKSHOP = Field(min_length=1, max_length=40, description="id of a workshop, such as `w-1`")
ACTION = Field(ge=1, le=500, description="number of the action in the list, from 1")


class GiveConsent(Command):
    """Consent to the pilot, by note verbale."""

    name: ClassVar[str] = "give_consent"
    note: DocumentRef


class WithdrawConsent(Command):
    """Withdraw the State's consent, by note verbale; the pilot ends."""

    name: ClassVar[str] = "withdraw_consent"
    note: DocumentRef


class SetPriorities(Command):
    """Set the State's priorities for the pilot; again to change them."""

    name: ClassVar[str] = "set_priorities"
    document: DocumentRef


class CountAuthorities(Command):
    """Say how many authorities of the State take part. They have no accounts here."""

    name: ClassVar[str] = "count_authorities"
    authorities: int = Field(ge=0, le=1000)


class InviteToPilot(Command):
    """Invite stakeholders to take part, by their accounts."""

    name: ClassVar[str] = "invite_to_pilot"
    accounts: tuple[Applicant, ...] = Field(min_length=1, max_length=200)


class JoinPilot(Command):
    """Accept one's invitation."""

    name: ClassVar[str] = "join_pilot"


class DeclinePilot(Command):
    """Decline one's invitation."""

    name: ClassVar[str] = "decline_pilot"


class LeavePilot(Command):
    """Take part no longer; an agreement to publish goes with it."""

    name: ClassVar[str] = "leave_pilot"


class PlanWorkshop(Command):
    """Fix the days of a workshop."""

    name: ClassVar[str] = "plan_workshop"
    starts: date
    ends: date


class MoveWorkshop(Command):
    """Hold a workshop on other days."""

    name: ClassVar[str] = "move_workshop"
    workshop: str = WORKSHOP
    starts: date
    ends: date


class HoldWorkshop(Command):
    """Record that a workshop was held."""

    name: ClassVar[str] = "hold_workshop"
    workshop: str = WORKSHOP
    attendance: int = Field(default=0, ge=0, le=10_000, description="how many people came")
    note: DocumentRef | None = None


class CancelWorkshop(Command):
    """Cancel a workshop, and say why."""

    name: ClassVar[str] = "cancel_workshop"
    workshop: str = WORKSHOP
    reason: str = REASON


class SetActionList(Command):
    """Set the list of actions that both sides agreed on: its text, and the day on which each is due."""

    name: ClassVar[str] = "set_action_list"
    document: DocumentRef
    due: tuple[date, ...] = Field(min_length=1, max_length=500, description="one day for each action, in their order")


class CompleteAction(Command):
    """Record that an action was done."""

    name: ClassVar[str] = "complete_action"
    action: int = ACTION


class MoveAction(Command):
    """Let an action be due on another day."""

    name: ClassVar[str] = "move_action"
    action: int = ACTION
    due: date


class DropAction(Command):
    """Give an action up, and say why."""

    name: ClassVar[str] = "drop_action"
    action: int = ACTION
    reason: str = REASON


class FilePilotReport(Command):
    """File the report, for the participants; agreements to publish an earlier one lapse."""

    name: ClassVar[str] = "file_pilot_report"
    document: DocumentRef


class AgreePublication(Command):
    """Agree for one's side that the report is published: the State, or a stakeholder that takes part."""

    name: ClassVar[str] = "agree_publication"


class WithdrawAgreement(Command):
    """Take one's agreement back, before the report is published."""

    name: ClassVar[str] = "withdraw_agreement"


class PublishReport(Command):
    """Publish the report; the State and every stakeholder that takes part must have agreed."""

    name: ClassVar[str] = "publish_report"
