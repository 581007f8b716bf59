"""The record of a draw as it is printed: everything that PDF and HTML say, in words and in its order.

States stand in alphabetical order of their names, everywhere. What the draw gave up is told with its rule; nothing is
counted against anybody.
"""

from datetime import date

from pydantic import Field

from models.instruments import Instrument
from models.lots import Role
from models.register import Region
from models.value import Value
from printed.seal import Seal

DRAWING = r"^([a-z0-9][a-z0-9-]{0,39}/[1-9][0-9]{0,8})?$"
"""A cycle and the number of a drawing in it, or nothing."""


class Occasion(Value):
    """What a transcript does not say of its drawing, because nothing depends on it; all of it may be left out.

    `drawing` is a cycle and the number of a drawing in it, such as `untoc-1/1`; `standing` one sentence on whether the
    list is provisional, confirmed or void; `checker_sha256` the hash of the file `check_draw.py` that was given out.
    """

    mechanism: str = ""
    drawing: str = Field(default="", pattern=DRAWING)
    drawn_on: date | None = None
    standing: str = ""
    checker_sha256: str = ""


class Named(Value):
    """A State by code and name."""

    code: str
    name: str


class Reviewer(Value):
    """One reviewer in a row: whom, on which instruments, and what was given up for it.

    `instruments` is empty if they are all those of the State under review; `amendment` 0 if the draw itself said so.
    """

    state: Named
    instruments: tuple[Instrument, ...]
    role: Role
    relaxed: tuple[str, ...]
    amendment: int


class UnderReview(Value):
    """One State under review and its reviewers."""

    state: Named
    region: Region
    group: int
    instruments: tuple[Instrument, ...]
    same_region: tuple[Reviewer, ...]
    other_region: tuple[Reviewer, ...]
    supplements: tuple[Reviewer, ...]


class Duty(Value):
    """One review that a State does; `instruments` is empty if it covers all of the State under review."""

    state: Named
    instruments: tuple[Instrument, ...]


class Reviewing(Value):
    """One reviewing State and whom it reviews."""

    state: Named
    region: Region
    group: int
    principal: tuple[Duty, ...]
    supplementary: tuple[Duty, ...]
    earlier: int
    is_deferring: bool
    is_volunteer: bool


class Relaxed(Value):
    """One review in which a rule was given up."""

    under_review: Named
    reviewer: Named
    rule: str
    text: str


class Source(Value):
    """A source of chance and the value that it gave."""

    name: str
    value: str


class Amended(Value):
    """One amendment in words: who left, who came in."""

    number: int
    title: str
    on: date
    out: tuple[str, ...]
    changed: tuple[str, ...]
    into: tuple[str, ...]
    reason: str
    how: str
    previous_sha256: str
    sha256: str


class RegionRow(Value):
    """How many reviews the States of each region do in one region."""

    region: Region
    counts: tuple[int, ...]


class Record(Value):
    """Everything that is printed."""

    occasion: Occasion
    title: str
    verdict: str
    seal: Seal
    sources: tuple[Source, ...]
    figures: tuple[tuple[str, str], ...]
    groups: tuple[tuple[int, tuple[Named, ...]], ...]
    regions: tuple[Region, ...]
    by_region: tuple[RegionRow, ...]
    region_totals: tuple[int, ...]
    under_review: tuple[UnderReview, ...]
    reviewing: tuple[Reviewing, ...]
    relaxed: tuple[Relaxed, ...]
    method: tuple[tuple[str, str], ...]
    deferrals: tuple[Named, ...]
    volunteers: tuple[Named, ...]
    amendments: tuple[Amended, ...]
    is_rehearsal: bool


def alphabetically(state: Named) -> tuple[str, str]:
    """Key of the order in which States are listed: by name, accents aside."""
    return state.name.casefold().translate(_PLAIN), state.code


_PLAIN = str.maketrans("àáâãäåçèéêëìíîïñòóôõöùúûüýÿ", "aaaaaaceeeeiiiinooooouuuuyy")
