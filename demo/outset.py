"""What is known of a demonstration before the lots fall: who is under review, who joins later, how time runs.

The lots are drawn over the whole register, in public, as in earnest. Nobody knows before who will review whom, so
nothing here depends on it: States are chosen by their regions, and the calendar begins early enough for a ceremony that
takes seconds of real time, however fast its days are.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from math import ceil

from demo.dice import Dice
from models.clock import CalendarClock
from models.cycle.state import Party, ReviewCycleState
from models.instruments import Instrument
from models.mechanism import LeadTime, LoadedMechanism
from models.procedure import Procedure
from models.register import StateParty
from rules.calendar.vienna import start_of_day
from rules.drawing.outcome import REDRAW_WINDOW, USUAL_WINDOW

CYCLE = "untoc-demo"
SEED = sha256(b"reviewtrack demonstration 6").hexdigest()
"""Seed of the population. The lots have a seed of their own, which nobody can know."""

DRAWN_BY = date(2020, 9, 14)
"""Day of the register, and the day by which the lots should be drawn: the first phases are opened in October 2020
(domain.md 1.4)."""

CEREMONY_SECONDS = 8.0
"""Real seconds that the drawing takes beside its last window: the program draws for two of them, and the beacon speaks
three times. The calendar begins so much before `DRAWN_BY`."""

MEETING_SECONDS = 5.0
"""Real seconds by which the meeting that draws lies ahead when it is announced."""

WINDOW_SECONDS = 2.0
"""Real seconds that a State has at least to ask for another draw: where days are short, the window has more of them."""

OVERTIME = timedelta(days=425)
"""How far beyond its end the calendar may run on for reviews that had time enough and are not through."""

MINUTES_A_STATE = 5 / 24
"""Real minutes of the decade for each State under review, where nobody says otherwise: two and a half for twelve."""

MANY_STATES = 24
MINUTES_A_STATE_OF_MANY = 1 / 4
"""The same where there are more than `MANY_STATES`: they review each other, so more reviews wait for a silent side, and
every one of those is written to each month."""

FEWEST_MINUTES = 0.5


@dataclass(frozen=True, slots=True)
class Accession:
    """A State becomes party to instruments after the lots were drawn; the register has the real day."""

    state: str
    instruments: tuple[Instrument, ...]
    joined_on: date

    @property
    def is_new(self) -> bool:
        """Whether the State is new to the Convention: a late entrant, which the lots did not know (D19)."""
        return Instrument.UNTOC in self.instruments


@dataclass(frozen=True, kw_only=True)
class Outset:
    """Everything that is decided before the lots are drawn."""

    loaded: LoadedMechanism
    seed: str
    minutes: float
    """Real minutes from `DRAWN_BY` to the end of the calendar."""
    parties: tuple[Party, ...]
    under_review: tuple[str, ...]
    """States whose reviews are shown, those that enter late included."""
    accessions: tuple[Accession, ...] = ()
    """In the order of their days."""
    cycle: str = CYCLE

    @property
    def dice(self) -> Dice:
        """Chance of this population."""
        return Dice(self.seed)

    @property
    def day_seconds(self) -> float:
        """Real seconds of a calendar day."""
        return self.minutes * 60 / (self.ends - DRAWN_BY).days

    @property
    def begins(self) -> date:
        """The day that the calendar shows when the cycle is opened."""
        return DRAWN_BY - self.days_of(CEREMONY_SECONDS) - timedelta(days=self._window.days or 0)

    @property
    def ends(self) -> date:
        """The last day of the cycle's calendar."""
        return self.loaded.mechanism.calendar.ends

    @property
    def latest(self) -> date:
        """The day on which the demonstration ends whatever is left."""
        return self.ends + OVERTIME

    @property
    def entrants(self) -> tuple[str, ...]:
        """States under review that the lots did not know."""
        return tuple(each.state for each in self.accessions if each.is_new and each.state in self.under_review)

    def days_of(self, seconds: float) -> timedelta:
        """Return how many calendar days pass in real seconds, in whole days, rounded up."""
        return timedelta(days=ceil(seconds / self.day_seconds))

    def state(self, iso3: str) -> StateParty:
        """Return what the register says of a State."""
        found = self.loaded.register.get(iso3)
        if found is None:
            message = f"the register has no State {iso3}"
            raise LookupError(message)
        return found

    def accession_of(self, iso3: str) -> Accession | None:
        """Return what a State joins after the lots were drawn, or None."""
        return next((each for each in self.accessions if each.state == iso3), None)

    def clock(self, anchor: datetime) -> CalendarClock:
        """Return a calendar that begins at the real instant `anchor`."""
        return CalendarClock(
            anchor_real=anchor, anchor_calendar=start_of_day(self.begins), day_seconds=self.day_seconds
        )

    def first_state(self, clock: CalendarClock) -> ReviewCycleState:
        """Return the state that the cycle is started with: drawn by lots that States can check."""
        lead_times = {**self.loaded.mechanism.lead_times, REDRAW_WINDOW: self._window}
        mechanism = self.loaded.mechanism.model_copy(update={"lead_times": lead_times})
        return ReviewCycleState(
            cycle=self.cycle,
            clock=clock,
            procedure=Procedure.of(mechanism, self.loaded.sha256),
            parties=self.parties,
            plan=self.loaded.mechanism.calendar,
            scope=self.under_review,
            by_drawing=True,
            working_groups=tuple(group.key for group in self.loaded.mechanism.working_groups),
        )

    @property
    def _window(self) -> LeadTime:
        window = self.loaded.mechanism.lead_times.get(REDRAW_WINDOW, USUAL_WINDOW)
        return window.model_copy(update={"days": max(window.days or 0, self.days_of(WINDOW_SECONDS).days)})


def default_minutes(states: int) -> float:
    """Return how long a demonstration with so many States under review takes where nobody says otherwise."""
    return max(FEWEST_MINUTES, states * (MINUTES_A_STATE if states <= MANY_STATES else MINUTES_A_STATE_OF_MANY))
