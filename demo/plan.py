"""What a demonstration is about once the lots are drawn: who takes part, who answers how, what is in store.

Of the States drawn, some are under review; for each of those all its reviewers take part, and nobody else. Who comes in
by a later lot is not foreseen here: it joins when it is drawn, and answers as it does elsewhere, or as most do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from demo.outset import Outset
from demo.temperament import DAYS_A_YEAR, PACES, Temperament, slowest
from models.lots import LotsAssignment

EXCUSED_AFTER = timedelta(days=300)
WITHHELD_AFTER = timedelta(days=40)
"""After the effective start of the phase."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """A reviewing State that never answers gives its place to one that is drawn, by decision of the Secretariat."""

    under_review: str
    outgoing: str
    on: date


@dataclass(frozen=True, slots=True)
class Excusal:
    """A review goes on without a reviewing State that never answers."""

    under_review: str
    outgoing: str


@dataclass(frozen=True, slots=True)
class Withholding:
    """A review is withheld for some months and released."""

    state: str
    phase: int


@dataclass(frozen=True, kw_only=True)
class DemoPlan(Outset):
    """An outset whose lots are drawn."""

    drawn_on: date
    groups: Mapping[str, int]
    """Of all parties, and of those that enter late."""
    assignments: Mapping[str, tuple[LotsAssignment, ...]]
    """Who reviews whom by the confirmed list; nobody yet reviews those that enter late."""
    temperaments: Mapping[str, Temperament]
    replacement: Replacement | None = None
    excusal: Excusal | None = None
    withholding: Withholding | None = None

    @property
    def participants(self) -> tuple[str, ...]:
        """Every State that takes part as far as it is known, under review or reviewing, in the order of their codes."""
        reviewing = (each for state in self.under_review for each in self.reviewers(state))
        return tuple(sorted({*self.under_review, *reviewing}))

    def reviewers(self, iso3: str) -> tuple[str, ...]:
        """Return who reviews a State by the confirmed list."""
        return tuple(each.reviewer for each in self.assignments.get(iso3, ()))

    def staying(self, iso3: str) -> tuple[str, ...]:
        """Return the reviewers of a State without the one that is replaced or excused."""
        leaving = {each.outgoing for each in (self.replacement, self.excusal) if each and each.under_review == iso3}
        return tuple(each for each in self.reviewers(iso3) if each not in leaving)

    def temperament(self, iso3: str) -> Temperament:
        """Return how a State answers; one that nobody foresaw, drawn late, answers as most do."""
        return self.temperaments.get(iso3, Temperament.AVERAGE)

    def launch(self, iso3: str, phase: int) -> date:
        """Return the day on which a phase of a State's review is launched in the calendar."""
        return self.loaded.mechanism.calendar.slot(group=self.groups[iso3], phase=phase).starts

    def stays_open(self, iso3: str, reviewers: Iterable[str]) -> bool:
        """Whether a review with these reviewers can never close: a side of it does not answer."""
        return not all(self.temperament(side).answers for side in (iso3, *reviewers))

    def must_close(self, iso3: str, phase: int, reviewers: Iterable[str]) -> bool:
        """Whether a phase has time enough before `latest` for its slowest side, so that it has to be closed by then.

        Args:
            iso3: The State under review.
            phase: 1 to 4.
            reviewers: Those that it has in the end.
        """
        sides = (iso3, *reviewers)
        if self.stays_open(iso3, sides[1:]):
            return False
        begins = max(self.launch(iso3, phase), self.drawn_on)
        entry = self.accession_of(iso3)
        if entry and entry.is_new:
            begins = max(begins, entry.joined_on)
        if self.replacement and self.replacement.under_review == iso3:
            begins = max(begins, self.replacement.on)
        if self.excusal and self.excusal.under_review == iso3:
            begins += EXCUSED_AFTER
        years = (self.latest - begins).days / DAYS_A_YEAR
        return years >= PACES[slowest([self.temperament(side) for side in sides])].years_for_a_phase
