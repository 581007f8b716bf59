"""What the general review counts, and the tables that it publishes (domain.md 5). No State stands in any of them."""

from datetime import date, datetime

from pydantic import Field

from models.conference import events as conference_events
from models.conference.state import ReviewFigures
from models.cycle import events as cycle_events
from models.instruments import Cluster, Instrument
from models.observations import ObservationItem, ObservationKind
from models.phase import events as phase_events
from models.register import Region
from models.value import Value

FORMAT = "general-review/1"
"""Form of the data; a later one is read by its own rules."""

SMALLEST = 3
"""Fewest States that a published number stands for, where it is not zero (domain.md 5, DESIGN)."""


READ_OF_PHASES = (
    phase_events.ObservationsProposed.type,
    phase_events.ChangesRequested.type,
    phase_events.ObservationsCoded.type,
    phase_events.ObservationsAgreed.type,
)
"""Events of phase reviews that are read: which lists were agreed when, and their codes."""

READ_OF_CYCLE = (
    cycle_events.CycleOpened.type,
    cycle_events.DrawingReleased.type,
    cycle_events.LotsDrawn.type,
    cycle_events.PairingAmended.type,
    cycle_events.RegisterChanged.type,
)
"""Events of the cycle that say in which regional group a State is, and what it is party to."""

READ_OF_CONFERENCES = (
    conference_events.ReportCompiled.type,
    conference_events.ReportIssued.type,
    conference_events.ConferenceClosed.type,
)
"""Events of the tracks of Conferences that say which periods are taken."""


class AgreedList(Value):
    """The coded observations on one instrument of one review, as they were agreed."""

    state: str
    instrument: Instrument
    agreed_on: date
    items: tuple[ObservationItem, ...]


class ArticleNumber(Value):
    """How many States have at least one observation of a kind on one article: three or more."""

    instrument: Instrument
    article: int
    states: int


class KindNumbers(Value):
    """The numbers of one kind of observation in one cluster, all of them numbers of States.

    What is not there is fewer than three, none included.
    """

    kind: ObservationKind
    regions: dict[Region, int]
    articles: tuple[ArticleNumber, ...]


class ClusterNumbers(Value):
    """One cluster. With fewer than three reviews nothing of it is published; a kind may be missing as a whole."""

    cluster: Cluster
    reviews_at_least: int | None = Field(default=None, description="three, or a multiple of five; there may be more")
    kinds: tuple[KindNumbers, ...] = ()


class GeneralReview(Value):
    """The data of a general report: what was counted, by which rule, and the tables."""

    format: str = FORMAT
    cycle: str
    conference: int
    period_starts: date
    cut_off: date
    until: datetime = Field(description="codes are taken as they stood at this calendar instant")
    smallest: int = SMALLEST
    clusters: tuple[ClusterNumbers, ...]


class Compilation(Value):
    """What the program hands over: data and draft as they are stored, and the figures for everybody's eyes."""

    data: bytes
    draft: str
    figures: ReviewFigures


class CompileRequest(Value):
    """What the program is asked: the payload of `models.tasks.COMPILE_REVIEW`."""

    workflow_id: str
    cycle: str
    conference: int
    number: int
    period_starts: date
    cut_off: date
    until: datetime
