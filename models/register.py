"""Who is party to what: the register of parties that a drawing of lots freezes (domain.md 2.3, 11).

"Party" is not "UN member": the European Union, the State of Palestine, the Holy See, Cook Islands and Niue are in the
register too, some without a regional group (domain.md 1.1). Nothing here is an authority; the depositary is.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from models.evidence import Evidence
from models.instruments import Instrument
from models.value import Value


class Region(StrEnum):
    """Regional groups of the United Nations; `NONE` draws nowhere until the secretariat decides (domain.md D23)."""

    AFRICAN = "african"
    ASIA_PACIFIC = "asia_pacific"
    EASTERN_EUROPEAN = "eastern_european"
    GRULAC = "grulac"
    """Latin American and Caribbean Group."""
    WEOG = "weog"
    """Western European and Others Group."""
    NONE = "none"


class Language(StrEnum):
    """The six official languages of the United Nations, by ISO 639-1 code."""

    ARABIC = "ar"
    CHINESE = "zh"
    ENGLISH = "en"
    FRENCH = "fr"
    RUSSIAN = "ru"
    SPANISH = "es"


class LegalTradition(StrEnum):
    """A declared attribute for the soft preference D3; there is no official list, so `UNKNOWN` is a proper answer."""

    CIVIL = "civil"
    COMMON = "common"
    CUSTOMARY = "customary"
    MUSLIM = "muslim"
    MIXED = "mixed"
    UNKNOWN = "unknown"


class StateParty(Value):
    """One State (or regional organisation) and the instruments it has joined.

    `joined` maps an instrument to the day of deposit; `None` means party, day not confirmed; an instrument that is
    absent means not a party (as far as the register knows).
    """

    iso3: str
    name: str
    region: Region
    language: Language
    legal_tradition: LegalTradition
    joined: Mapping[Instrument, date | None]
    evidence: Evidence | None = None

    def is_party_to(self, instrument: Instrument) -> bool:
        """Whether the register has the State as a party to `instrument`, dated or not."""
        return instrument in self.joined

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """The instruments the State is party to, in the order of `Instrument`."""
        return tuple(instrument for instrument in Instrument if instrument in self.joined)


class Register(Value):
    """All States of a mechanism as known on `as_of`, in the order of the file (by code)."""

    as_of: date
    provenance: str
    states: tuple[StateParty, ...]

    def get(self, iso3: str) -> StateParty | None:
        """The State with this code, or `None` if the register does not have it; linear, so keep an index for many."""
        return next((state for state in self.states if state.iso3 == iso3), None)

    def parties_to(self, instrument: Instrument) -> tuple[StateParty, ...]:
        """Every State that is a party to `instrument`, in the order of the register."""
        return tuple(state for state in self.states if instrument in state.joined)
