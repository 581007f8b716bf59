"""A cycle of all States as the house lives it, with every reminder that is recorded and whom it is sent to."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from models.clock import CalendarClock
from models.cycle.state import Party, ReviewCycleState
from models.ids import cycle_id
from models.ledger import Entry, Recording
from models.notices import Notice
from models.obligations import Obligation
from models.people import Actor, Role
from models.phase import commands as c
from models.phase.state import PhaseReviewState
from notices.addressees import REMINDERS, circle_of
from notices.audience import notices_for
from tests.build import CLOCK, CYCLE, procedure, untoc
from tests.simulation.house import House, spread

BEGINS, ENDS = date(2018, 11, 1), date(2028, 12, 31)
ROOT = cycle_id(CYCLE)
SLOW = {"submit_questionnaire": (90, 420), "submit_feedback": (60, 300)}
CIRCLE = circle_of(untoc())
SILENT = 40
"""One State in so many never names anybody."""


class Term(NamedTuple):
    """A duty of a stream with one of the dates that it has had."""

    stream: str
    key: str
    due: date


class Span(NamedTuple):
    """When a duty has stood by one date: from the day on which it got it, to the one on which it was met or moved."""

    duty: Obligation
    first: date
    last: date


def patience(stream: str, duty: Obligation) -> int | None:
    """Most do what they owe within weeks, for questionnaires and feedback they take up to a year."""
    if duty.action == "launch_group" and stream != ROOT:
        return None  # the Secretariat launches groups, not States
    if duty.owner.role is Role.MISSION and spread(duty.owner.state or "", "silent", 1, SILENT) == 1:
        return None
    first, last = SLOW.get(duty.action, (2, 30))
    return spread(stream, duty.key, first, last)


@dataclass
class Decade:
    """The house of all States, and what was said in it."""

    clock: CalendarClock = CLOCK
    house: House = field(default_factory=lambda: House(patience, BEGINS))
    standing: dict[str, dict[str, tuple[Obligation, date]]] = field(
        default_factory=lambda: defaultdict[str, dict[str, tuple[Obligation, date]]](dict)
    )
    """Of each stream, its duties that have a date now, and since when they have had it."""
    spans: dict[Term, Span] = field(default_factory=dict[Term, Span])
    reminded: dict[tuple[Term, str], date] = field(default_factory=dict[tuple[Term, str], date])
    """Term and rung -> the day of the reminder."""
    mails: dict[tuple[Term, str, str], set[str]] = field(
        default_factory=lambda: defaultdict[tuple[Term, str, str], set[str]](set)
    )
    """Term, rung and reader -> Message-IDs."""
    fresh: dict[str, list[Notice]] = field(default_factory=lambda: defaultdict[str, list[Notice]](list))
    """Of each stream, the notices that nobody has taken yet."""
    told: dict[str, Term] = field(default_factory=dict[str, Term])
    """Key of a notice -> what it recalls."""
    too_many: list[tuple[Term, str, date]] = field(default_factory=list[tuple[Term, str, date]])
    extended: int = 0

    def hear(self, stream: str, entries: Sequence[Entry]) -> None:
        """Take what was recorded: the reminders in it, and which duties were met or have moved by it."""
        for entry in entries:
            if entry.type in REMINDERS:
                self._remind(stream, entry)
        now = {duty.key: duty for duty in self.house.duties(stream) if duty.due}
        before = self.standing[stream]
        for key, (duty, first) in before.items():
            if key not in now or now[key].due != duty.due:
                self._end(stream, duty, first)
        self.standing[stream] = {
            key: (duty, before[key][1] if key in before and before[key][0].due == duty.due else self.house.today)
            for key, duty in now.items()
        }

    def _remind(self, stream: str, entry: Entry) -> None:
        term, rung = Term(stream, entry.data["key"], date.fromisoformat(entry.data["due"])), str(entry.data["rung"])
        standing = self.standing[stream].get(term.key)
        is_late = entry.type == "deadline_passed"
        if (
            standing is None
            or standing[0].due is None
            or standing[0].due.date != term.due
            or (term, rung) in self.reminded
            or is_late != (self.house.today > term.due)
        ):
            self.too_many.append((term, rung, self.house.today))
        self.reminded[term, rung] = self.house.today
        for notice in notices_for(self.recording(stream, (entry,)), CIRCLE):
            self.mails[term, rung, str(notice.recipient)].add(notice.message_id)
            self.told[notice.key] = term
            self.fresh[stream].append(notice)

    def recording(self, stream: str, entries: Sequence[Entry]) -> Recording:
        """These entries of a stream, with where it stands now."""
        story = self.house.streams[stream]
        status = story.aggregate.status(story.state)
        return Recording(stream=stream, entries=tuple(entries), status=status, clock=self.clock)

    def stands(self, key: str) -> bool:
        """Whether what a notice recalls is still so."""
        term = self.told[key]
        duty, _ = self.standing[term.stream].get(term.key, (None, None))
        return duty is not None and duty.due is not None and duty.due.date == term.due

    def _end(self, stream: str, duty: Obligation, first: date) -> None:
        assert duty.due is not None
        self.spans[Term(stream, duty.key, duty.due.date)] = Span(duty, first, self.house.today)

    def extend(self) -> None:
        """Shortly before its questionnaire is due, every third State says that it may be expected later."""
        for stream, story in list(self.house.of_kind("phase")):
            state: PhaseReviewState = story.state
            point = state.focal_point(state.state)
            due = next((duty.due for duty in self.house.duties(stream) if duty.action == "submit_questionnaire"), None)
            if spread(state.state, "extended", 1, 3) > 1 or point is None or due is None or state.expected_on:
                continue
            if timedelta(0) < due.original - self.house.today < timedelta(days=40):
                actor = Actor(role=Role.FOCAL_POINT, state=state.state, person=point.person)
                expected_on = due.original + timedelta(days=180)
                self.house.act(stream, c.SetQuestionnaireExpectedDate, actor, expected_on=expected_on)
                self.extended += 1

    def open(self) -> None:
        """Open the cycle of everybody."""
        self.house.heard = self.hear
        states = untoc().register.states
        self.house.open(
            ROOT,
            ReviewCycleState(
                cycle=CYCLE,
                clock=self.clock,
                procedure=procedure(),
                parties=tuple(
                    Party(iso3=each.iso3, region=each.region, instruments=each.instruments)
                    for each in states
                    if each.instruments
                ),
                plan=untoc().mechanism.calendar,
            ),
        )
        for days in range(800, (ENDS - BEGINS).days, 25):
            self.house.plan(BEGINS + timedelta(days=days), self.extend)

    def end(self) -> None:
        """Take what stands today for as long as it has stood."""
        for stream, duties in self.standing.items():
            for duty, first in duties.values():
                self._end(stream, duty, first)
