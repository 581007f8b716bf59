"""A voluntary pilot initiative (domain.md 7): a State with its stakeholders, on its own priorities.

Nothing happens before the State has consented, and the report is for the participants alone unless both sides publish.
"""

from datetime import date
from enum import StrEnum

from pydantic import Field

from models.documents import DocumentRef
from models.stakeholders import OrganisationKind
from models.value import Value


class PilotStage(StrEnum):
    """Where a pilot stands."""

    AWAITING_CONSENT = "awaiting_consent"
    """The State has not consented: nothing else can happen."""
    UNDER_WAY = "under_way"
    REPORTED = "reported"
    """The report is with the participants; both sides may agree to publish it."""
    PUBLISHED = "published"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    """The State has withdrawn its consent: the pilot is over."""


class ParticipantStatus(StrEnum):
    """Where an invited stakeholder stands; it joins by its own act."""

    INVITED = "invited"
    PARTICIPATING = "participating"
    DECLINED = "declined"
    LEFT = "left"
    LAPSED = "lapsed"
    """The pilot ended before the invitation was answered."""


class Participant(Value):
    """A stakeholder that the State has invited."""

    stakeholder: str
    kind: OrganisationKind
    invited_on: date
    status: ParticipantStatus = ParticipantStatus.INVITED
    answered_on: date | None = None
    left_on: date | None = None


class WorkshopStatus(StrEnum):
    """Where a workshop stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Workshop(Value):
    """A workshop of authorities and stakeholders: first and last day, both included."""

    id: str
    starts: date
    ends: date
    status: WorkshopStatus = WorkshopStatus.PLANNED
    note: DocumentRef | None = None
    attendance: int = 0


class Action(Value):
    """One line of the action list, by its number; what it says stands in the list's document."""

    number: int
    due: date
    done_on: date | None = None
    dropped_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor dropped."""
        return self.done_on is None and self.dropped_on is None


class Report(Value):
    """The pilot's report, and who has agreed to its publication."""

    document: DocumentRef
    filed_on: date
    state_agreed_on: date | None = None
    agreed: dict[str, date] = Field(default={}, description="account -> day on which it agreed")
    published_on: date | None = None


class PilotState(Value):
    """The part of an engagement that is a pilot."""

    stage: PilotStage = PilotStage.AWAITING_CONSENT
    consent: DocumentRef | None = Field(default=None, description="the State's note verbale")
    consented_on: date | None = None
    withdrawn_on: date | None = None
    priorities: DocumentRef | None = None
    authorities: int = Field(default=0, description="how many authorities of the State take part")
    participants: dict[str, Participant] = Field(default={}, description="account -> participant, in order")
    workshops: dict[str, Workshop] = Field(default={}, description="id -> workshop, in order")
    action_list: DocumentRef | None = None
    actions: tuple[Action, ...] = ()
    report: Report | None = None

    @property
    def invited(self) -> tuple[str, ...]:
        """Accounts whose invitations are not answered."""
        return self._with_status(ParticipantStatus.INVITED)

    @property
    def participating(self) -> tuple[str, ...]:
        """Accounts that take part now."""
        return self._with_status(ParticipantStatus.PARTICIPATING)

    @property
    def open_actions(self) -> tuple[Action, ...]:
        """Actions that are neither done nor dropped."""
        return tuple(each for each in self.actions if each.is_open)

    @property
    def planned_workshops(self) -> tuple[Workshop, ...]:
        """Workshops that are still to be held."""
        return tuple(each for each in self.workshops.values() if each.status is WorkshopStatus.PLANNED)

    @property
    def not_agreed(self) -> tuple[str, ...]:
        """Participating accounts that have not agreed to the publication of the report."""
        agreed = self.report.agreed if self.report else {}
        return tuple(each for each in self.participating if each not in agreed)

    @property
    def is_agreed(self) -> bool:
        """Whether both sides agree to publish: the State, and every stakeholder that takes part, at least one."""
        return bool(
            self.report and self.report.state_agreed_on is not None and self.participating and not self.not_agreed
        )

    def _with_status(self, status: ParticipantStatus) -> tuple[str, ...]:
        return tuple(account for account, each in self.participants.items() if each.status is status)
