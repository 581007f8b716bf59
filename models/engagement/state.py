"""The state of one engagement: what all kinds have, and the part that is of its own kind."""

from datetime import date

from pydantic import Field

from models.aggregate import AggregateState
from models.documents import DocumentRef
from models.engagement.alliance.state import AllianceState
from models.engagement.consultation.state import ConsultationState
from models.engagement.hub.state import HubState
from models.engagement.pilot.state import PilotState
from models.engagement.terms import EngagementKind, Terms
from models.engagement.training.state import TrainingState
from models.ids import engagement_id


class EngagementState(AggregateState):
    """The whole of one engagement. Exactly one of the five parts is there: that of the kind named by `terms`."""

    slug: str
    terms: Terms
    parties: tuple[str, ...] = Field(default=(), description="ISO3 of the cycle's parties when it was opened")

    begun_on: date | None = None
    since: date | None = Field(default=None, description="day on which it came to its stage")
    closed_on: date | None = None
    close_reason: str = ""

    consultation: ConsultationState | None = None
    pilot: PilotState | None = None
    training: TrainingState | None = None
    hub: HubState | None = None
    alliance: AllianceState | None = None

    @property
    def kind(self) -> EngagementKind:
        """Which of the five kinds it is."""
        return self.terms.kind

    @property
    def workflow_id(self) -> str:
        """The workflow's id, which is the ledger stream's name too."""
        return engagement_id(self.cycle, self.kind, self.slug)

    @property
    def first_day(self) -> date:
        """The day on which it was opened; in the moment before, the first day of the calendar."""
        return self.begun_on or date.min

    @property
    def public_documents(self) -> tuple[DocumentRef, ...]:
        """What everybody may read; all other documents of an engagement are for those who take part.

        A statement that its State has published, a report that both sides have, what an alliance has issued, the call
        of a training, and a hub's code of conduct in all its versions.
        """
        documents: list[DocumentRef] = []
        if (said := self.consultation and self.consultation.statement) and said.published_on is not None:
            documents.append(said.document)
        if (report := self.pilot and self.pilot.report) and report.published_on is not None:
            documents.append(report.document)
        if self.alliance:
            documents += [each.document for each in self.alliance.statements.values() if each.issued_on is not None]
        if self.training and self.training.announcement:
            documents.append(self.training.announcement)
        if self.hub:
            documents += [each.document for each in self.hub.codes]
        return tuple(documents)
