"""The treaties under review and the four thematic clusters (domain.md 1.1 and 1.2).

The names and articles of the clusters are data of a mechanism (`models.mechanism.ClusterArticles`); only the identity
of instruments and clusters is code, because streams, workflow ids and documents are named after them for ten years.
"""

from datetime import date
from enum import IntEnum, StrEnum

from models.evidence import Evidence
from models.value import Value


class Instrument(StrEnum):
    """The Convention and its three Protocols; the order is that of every list and page."""

    UNTOC = "UNTOC"
    """Convention against Transnational Organized Crime, the parent treaty."""
    TIP = "TIP"
    """Trafficking in Persons Protocol."""
    SOM = "SOM"
    """Smuggling of Migrants Protocol."""
    FA = "FA"
    """Firearms Protocol."""


class Cluster(IntEnum):
    """One of the four thematic clusters; each is reviewed in one two-year phase."""

    ONE = 1
    TWO = 2
    THREE = 3
    FOUR = 4

    @property
    def roman(self) -> str:
        """The number as the Mechanism's documents write it: I, II, III or IV."""
        return ("I", "II", "III", "IV")[self.value - 1]


class InstrumentFacts(Value):
    """What a mechanism's folder says about one instrument (domain.md 1.1).

    `parent` is the treaty a State must be party to first; `None` for the parent itself.
    `opened` is the first day on which the treaty could be signed; nobody can be a party before it.
    `in_force` may be unknown (`None`).
    """

    instrument: Instrument
    name: str
    parent: Instrument | None
    adopted: date
    opened: date
    in_force: date | None
    evidence: Evidence
