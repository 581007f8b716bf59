"""The scene of one act: all that its author needs to know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypedDict

from demo.dice import Dice
from demo.intentions import Intention
from demo.papers import Paper, Papers
from demo.plan import DemoPlan
from demo.population import Member
from models.documents import DocumentRef
from models.instruments import Instrument
from models.obligations import Obligation
from models.people import Actor
from models.phase.stage import Stage
from models.register import Language
from models.status import Status


@dataclass(slots=True)
class Memory:
    """What the people of one phase review know beyond its status."""

    meeting_at: datetime | None = None
    expected_on: date | None = None
    """The day for which the questionnaire is really planned, when that is later than its due date."""
    delivered: set[Language] = field(default_factory=set[Language])


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that one act needs."""

    status: Status
    intention: Intention
    actor: Actor
    now: datetime
    plan: DemoPlan
    dice: Dice
    members: Mapping[str, Member]
    papers: Papers
    memory: Memory
    shortest_notice: timedelta
    """Calendar time by which a meeting must be announced ahead, so that the proposal does not arrive after it."""

    @property
    def side(self) -> str:
        """The State that acts; only for acts of States."""
        return str(self.intention.side)

    @property
    def member(self) -> Member:
        """Its people."""
        return self.members[self.side]

    @property
    def is_under_review(self) -> bool:
        """Whether it is the State under review."""
        return self.intention.side == self.status.state

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        """The obligations that the act meets."""
        return tuple(each for each in self.status.obligations if label_of(each) == self.intention.label)

    @property
    def subject(self) -> str:
        """What the obligation is about."""
        return self.obligations[0].subject if self.obligations else ""

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """The instruments of the obligations, in their order."""
        named = {instrument for each in self.obligations for instrument in each.instruments}
        return tuple(instrument for instrument in Instrument if instrument in named)

    def at_stage(self, stage: Stage) -> tuple[Instrument, ...]:
        """The instruments whose track stands at a stage and concerns the side."""
        mine = set(self.status.instruments)
        if not self.is_under_review:
            mine = {one for each in self.status.reviewers if each.state == self.side for one in each.instruments}
        return tuple(
            track.instrument for track in self.status.tracks if track.stage == stage and track.instrument in mine
        )

    def paper(self, kind: str, author: str | None = None, language: Language = Language.ENGLISH) -> DocumentRef:
        """The stored paper of a kind by the acting side, or by another author."""
        return self.papers[Paper(self.status.workflow_id, author or self.side, kind, language)]

    def happens(self, chance: float, what: str) -> bool:
        """Chance, the same whenever this side is asked in this review."""
        return self.dice.happens(chance, self.intention.party, what)


def label_of(obligation: Obligation) -> str:
    """Return the name of an obligation that stays while other tracks come and go."""
    owner = obligation.owner
    return f"{obligation.action}:{owner.state or owner.role}:{obligation.subject}:{obligation.since}"


class Signed(TypedDict):
    """What every command carries."""

    actor: Actor
    command_id: str


def signed(scene: Scene) -> Signed:
    """Return what every command of the scene carries."""
    return Signed(actor=scene.actor, command_id=scene.intention.command_id)
