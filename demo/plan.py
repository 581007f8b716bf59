"""What a demonstration is about, all of it fixed by one seed before anything starts.

The lots are drawn over the whole register, as in earnest, by the very rules of the cycle: the plan decides them in
memory, so it knows beforehand who reviews whom, and the cycle then draws the same. Of the States drawn, some take part;
for each of those all its reviewers do, and nobody else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from demo.dice import Dice
from demo.temperament import DAYS_A_YEAR, PACES, Temperament, slowest
from models.clock import CalendarClock
from models.cycle.state import Party, ReviewCycleState
from models.instruments import Instrument
from models.mechanism import LoadedMechanism
from models.phase.state import Reviewer
from models.procedure import Procedure
from models.register import StateParty
from rules.calendar.vienna import start_of_day

CYCLE = "untoc-demo"
SEED = sha256(b"reviewtrack demonstration 6").hexdigest()
"""Seed of the lots and of the population."""

BEGINS = date(2020, 9, 14)
"""The Secretariat prepares the draw; the first phases are opened in October 2020 (domain.md 1.4)."""

OVERTIME = timedelta(days=425)
"""How far beyond its end the calendar may run on for reviews that had time enough and are not through."""

MINUTES_A_STATE = 1 / 6
"""Real minutes of the decade for each State under review, where nobody says otherwise: two for twelve States."""

MANY_STATES = 24
MINUTES_A_STATE_OF_MANY = 1 / 4
"""The same where there are more than `MANY_STATES`: they review each other, so more reviews wait for a silent side, and
every one of those is written to each month."""

FEWEST_MINUTES = 0.5

EXCUSED_AFTER = timedelta(days=300)
WITHHELD_AFTER = timedelta(days=40)
"""After the effective start of the phase."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """A reviewing State that never answers gives its place to another, by decision of the Secretariat."""

    under_review: str
    outgoing: str
    incoming: str
    on: date


@dataclass(frozen=True, slots=True)
class Excusal:
    """A review goes on without a reviewing State that never answers."""

    under_review: str
    outgoing: str


@dataclass(frozen=True, slots=True)
class Accession:
    """A State becomes party to one more instrument while it is under review; the register has the real day."""

    state: str
    instrument: Instrument
    joined_on: date
    reviewers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Withholding:
    """A review is withheld for some months and released."""

    state: str
    phase: int


@dataclass(frozen=True)
class DemoPlan:
    """Everything that is decided before the demonstration begins."""

    loaded: LoadedMechanism
    seed: str
    begins: date
    parties: tuple[Party, ...]
    groups: Mapping[str, int]
    assignments: Mapping[str, tuple[Reviewer, ...]]
    under_review: tuple[str, ...]
    temperaments: Mapping[str, Temperament]
    replacement: Replacement | None = None
    excusal: Excusal | None = None
    accession: Accession | None = None
    withholding: Withholding | None = None
    cycle: str = CYCLE

    @property
    def dice(self) -> Dice:
        """Chance of this population."""
        return Dice(self.seed)

    @property
    def ends(self) -> date:
        """The last day of the cycle's calendar."""
        return self.loaded.mechanism.calendar.ends

    @property
    def latest(self) -> date:
        """The day on which the demonstration ends whatever is left."""
        return self.ends + OVERTIME

    @property
    def participants(self) -> tuple[str, ...]:
        """Every State that takes part, under review or reviewing, in the order of their codes."""
        taking_part = set(self.under_review)
        for state in self.under_review:
            taking_part.update(each.state for each in self.assignments[state])
        if self.replacement:
            taking_part.add(self.replacement.incoming)
        if self.accession and self.accession.state in self.under_review:
            taking_part.update(self.accession.reviewers)
        return tuple(sorted(taking_part))

    def state(self, iso3: str) -> StateParty:
        """Return what the register says of a State."""
        found = self.loaded.register.get(iso3)
        if found is None:
            message = f"the register has no State {iso3}"
            raise LookupError(message)
        return found

    def temperament(self, iso3: str) -> Temperament:
        """Return how a State answers; one that nobody foresaw, drawn late, answers as most do."""
        return self.temperaments.get(iso3, Temperament.AVERAGE)

    def launch(self, iso3: str, phase: int) -> date:
        """Return the day on which a phase of a State's review is launched in the calendar."""
        return self.loaded.mechanism.calendar.slot(group=self.groups[iso3], phase=phase).starts

    def sides(self, iso3: str) -> tuple[str, ...]:
        """Return the State under review and the reviewers that it has in the end."""
        reviewers = [each.state for each in self.assignments[iso3]]
        if self.replacement and self.replacement.under_review == iso3:
            reviewers.remove(self.replacement.outgoing)
            reviewers.append(self.replacement.incoming)
        if self.excusal and self.excusal.under_review == iso3:
            reviewers.remove(self.excusal.outgoing)
        if self.accession and self.accession.state == iso3:
            reviewers.extend(each for each in self.accession.reviewers if each not in reviewers)
        return (iso3, *reviewers)

    def stays_open(self, iso3: str) -> bool:
        """Whether the review can never close: a side of it does not answer, and nobody takes its place."""
        return not all(self.temperament(side).answers for side in self.sides(iso3))

    def must_close(self, iso3: str, phase: int) -> bool:
        """Whether a phase has time enough before `latest` for its slowest side, so that it has to be closed by then."""
        if self.stays_open(iso3):
            return False
        begins = self.launch(iso3, phase)
        if self.replacement and self.replacement.under_review == iso3:
            begins = max(begins, self.replacement.on)
        if self.excusal and self.excusal.under_review == iso3:
            begins += EXCUSED_AFTER
        years = (self.latest - begins).days / DAYS_A_YEAR
        return years >= PACES[slowest([self.temperament(side) for side in self.sides(iso3)])].years_for_a_phase

    def clock(self, minutes: float, anchor: datetime) -> CalendarClock:
        """Return a calendar that reaches the cycle's end `minutes` after the real instant `anchor`."""
        return CalendarClock(
            anchor_real=anchor,
            anchor_calendar=start_of_day(self.begins),
            day_seconds=minutes * 60 / (self.ends - self.begins).days,
        )

    def first_state(self, clock: CalendarClock) -> ReviewCycleState:
        """Return the state that the cycle is started with."""
        return first_state_of(self.loaded, self.parties, self.cycle, clock, scope=self.under_review)


def default_minutes(states: int) -> float:
    """Return how long a demonstration with so many States under review takes where nobody says otherwise."""
    return max(FEWEST_MINUTES, states * (MINUTES_A_STATE if states <= MANY_STATES else MINUTES_A_STATE_OF_MANY))


def first_state_of(
    loaded: LoadedMechanism, parties: tuple[Party, ...], cycle: str, clock: CalendarClock, *, scope: tuple[str, ...]
) -> ReviewCycleState:
    """Return the first state of a cycle over `parties`, with the country reviews of `scope` only (empty: all)."""
    return ReviewCycleState(
        cycle=cycle,
        clock=clock,
        procedure=Procedure.of(loaded.mechanism, loaded.sha256),
        parties=parties,
        plan=loaded.mechanism.calendar,
        scope=scope,
    )
