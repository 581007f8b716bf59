"""Observations as structured data: of each, its kind, instrument, cluster and article. Codes only, no text.

A list of observations is written as a document and agreed by States. What the Conference's general review counts are
the codes of its items (domain.md 5), which travel with the proposal and stand in the ledger beside the document's hash.
Whether an article belongs to the cluster is data of the mechanism; rules hold no lists of articles.
"""

from enum import StrEnum

from pydantic import Field

from models.instruments import Cluster, Instrument
from models.value import Value


class ObservationKind(StrEnum):
    """What an observation is (domain.md 3.3 step 6, CONFIRMED [S1])."""

    GAP = "gap"
    CHALLENGE = "challenge"
    BEST_PRACTICE = "best_practice"
    SUGGESTION = "suggestion"
    TECHNICAL_ASSISTANCE_NEED = "technical_assistance_need"


MOST_ITEMS = 500
"""Most items of one list; a slip of the pen or a wrong file is longer (DESIGN)."""


class ObservationItem(Value):
    """One item of a list of observations: its number in the list, and what it is about."""

    number: int = Field(ge=1, le=10_000, description="as the document numbers it; unique in the list")
    kind: ObservationKind
    instrument: Instrument
    cluster: Cluster
    article: int = Field(ge=1, le=200, description="of the instrument")

    def __str__(self) -> str:
        """Read as `3. gap, UNTOC 5`."""
        return f"{self.number}. {self.kind}, {self.instrument} {self.article}"
