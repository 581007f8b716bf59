"""What a demonstration is about, all of it fixed by one seed before anything starts.

The lots are drawn over the whole register, as in earnest, by the very rules of the cycle: the plan decides them in
memory, so it knows beforehand who reviews whom, and the cycle then draws the same. Of the States drawn, some take part;
for each of those all its reviewers do, and nobody else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from demo.dice import Dice
from demo.temperament import DAYS_A_YEAR, PACES, Temperament, dealt, slowest
from models.clock import CalendarClock
from models.cycle.commands import DrawLots, JoinInstrument, ReplaceReviewer
from models.cycle.events import RegisterChanged
from models.cycle.state import Party, ReviewCycleState
from models.errors import RuleViolation
from models.instruments import Instrument
from models.mechanism import LoadedMechanism
from models.people import SECRETARIAT
from models.phase.state import Reviewer
from models.procedure import Procedure
from models.register import Region, StateParty
from rules.calendar.vienna import start_of_day
from rules.cycle.aggregate import REVIEW_CYCLE

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

REPLACED_AFTER = timedelta(days=480)
"""After the launch: the Secretariat gives up waiting for a reviewing State (domain.md 3.7, a manual decision)."""

EXCUSED_AFTER = timedelta(days=300)
WITHHELD_AFTER = timedelta(days=40)
"""After the effective start of the phase."""

ACCESSION_WITHIN = timedelta(days=540)
"""After the launch of a phase: an accession that late still finds its tracks open."""


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
        return _first_state(self.loaded, self.parties, self.cycle, clock, scope=self.under_review)


def default_minutes(states: int) -> float:
    """Return how long a demonstration with so many States under review takes where nobody says otherwise."""
    return max(FEWEST_MINUTES, states * (MINUTES_A_STATE if states <= MANY_STATES else MINUTES_A_STATE_OF_MANY))


def make_plan(loaded: LoadedMechanism, *, states: int | None, seed: str = SEED) -> DemoPlan:
    """Plan a demonstration with `states` States under review, or with all of them if it is None.

    Args:
        loaded: The mechanism, with its register.
        states: How many States are under review; at least three, one in each group.
        seed: 32 bytes in hexadecimal.
    """
    dice = Dice(seed)
    parties = tuple(_parties(loaded, BEGINS))
    lots = _drawn(loaded, parties, seed)
    accession = _accession(loaded, lots)
    under_review = _under_review(parties, lots, dice, states=states, wanted=accession.state if accession else None)
    by_time = sorted(dice.shuffled(under_review, "order"), key=lambda iso3: lots.groups[iso3])
    speaking = frozenset({accession.state} if accession else ())
    temperaments = dealt(dice, by_time, speaking=speaking)
    temperaments |= _reviewing_only(lots, under_review, dice)
    silent = tuple(_with_one_silent_reviewer(lots, under_review, temperaments))
    forced = [pair for pair in _could_fall_silent(lots, under_review, temperaments, accession) if not silent]
    choices = [*silent, *forced]
    replacement = _replacement(lots, temperaments, choices, accession)
    if accession:
        reviewers = _reviewers_of_accession(_after(lots, replacement), accession)
        accession = replace(accession, reviewers=reviewers) if accession.state in under_review else None
    excusal = _excusal(lots, choices, replacement, accession)
    for gone in (replacement, excusal):
        if gone:
            temperaments[gone.outgoing] = Temperament.SILENT
    return DemoPlan(
        loaded=loaded,
        seed=seed,
        begins=BEGINS,
        parties=parties,
        groups=lots.groups,
        assignments=lots.assignments,
        under_review=under_review,
        temperaments=temperaments,
        replacement=replacement,
        excusal=excusal,
        accession=accession,
        withholding=_withholding(lots, under_review, temperaments, (replacement, excusal, accession)),
    )


def _parties(loaded: LoadedMechanism, on: date) -> Iterator[Party]:
    """The parties on one day: who joined later joins the demonstration's cycle later, or not at all."""
    for state in loaded.register.states:
        joined = {each: since for each, since in state.joined.items() if since is None or since <= on}
        if Instrument.UNTOC in joined:
            instruments = tuple(each for each in Instrument if each in joined)
            yield Party(iso3=state.iso3, region=state.region, instruments=instruments)


def _first_state(
    loaded: LoadedMechanism, parties: tuple[Party, ...], cycle: str, clock: CalendarClock, *, scope: tuple[str, ...]
) -> ReviewCycleState:
    return ReviewCycleState(
        cycle=cycle,
        clock=clock,
        procedure=Procedure.of(loaded.mechanism, loaded.sha256),
        parties=parties,
        plan=loaded.mechanism.calendar,
        scope=scope,
    )


def _drawn(loaded: LoadedMechanism, parties: tuple[Party, ...], seed: str) -> ReviewCycleState:
    """Draw the lots as the cycle will: the same rules, the same seed, the same register."""
    now = start_of_day(BEGINS)
    clock = CalendarClock(anchor_real=datetime(2020, 1, 1, tzinfo=UTC), anchor_calendar=now)
    state = _first_state(loaded, parties, CYCLE, clock, scope=())
    for event in REVIEW_CYCLE.decide(state, DrawLots(actor=SECRETARIAT, command_id="plan", seed=seed), now):
        state = REVIEW_CYCLE.evolve(state, event, now)
    return state


def _accession(loaded: LoadedMechanism, drawn: ReviewCycleState) -> Accession | None:
    """The first real accession soon after a launch, with the reviewers that the cycle will find for it (D19)."""
    found: list[Accession] = []
    for state in loaded.register.states:
        party = drawn.party(state.iso3)
        for instrument, joined_on in state.joined.items():
            if party is None or joined_on is None or party.is_party_to(instrument):
                continue
            launches = [slot.starts for slot in drawn.plan.slots if slot.group == drawn.groups[state.iso3]]
            if any(timedelta(0) < joined_on - launch < ACCESSION_WITHIN for launch in launches):
                found.append(Accession(state=state.iso3, instrument=instrument, joined_on=joined_on))
    for accession in sorted(found, key=lambda each: (each.joined_on, each.state)):
        if reviewers := _reviewers_of_accession(drawn, accession):
            return replace(accession, reviewers=reviewers)
    return None


def _reviewers_of_accession(drawn: ReviewCycleState, accession: Accession) -> tuple[str, ...]:
    """Ask the cycle's rules who would review the new instrument; nobody, where they refuse."""
    command = JoinInstrument(
        actor=SECRETARIAT,
        command_id="plan",
        state=accession.state,
        instrument=accession.instrument,
        joined_on=accession.joined_on,
    )
    try:
        events = REVIEW_CYCLE.decide(drawn, command, start_of_day(accession.joined_on))
    except RuleViolation:
        return ()
    return tuple(each.state for event in events if isinstance(event, RegisterChanged) for each in event.reviewers)


def _under_review(
    parties: Sequence[Party], lots: ReviewCycleState, dice: Dice, *, states: int | None, wanted: str | None
) -> tuple[str, ...]:
    """Choose States evenly from groups and regions, so that the demonstration looks like the world in small."""
    if states is None or states >= len(parties):
        return tuple(sorted(party.iso3 for party in parties))
    waiting: dict[tuple[int, Region], list[str]] = {}
    for iso3 in dice.shuffled(sorted(lots.groups), "under review"):
        region = next(party.region for party in parties if party.iso3 == iso3)
        waiting.setdefault((lots.groups[iso3], region), []).append(iso3)
    groups = sorted(set(lots.groups.values()))
    chosen: list[str] = [wanted] if wanted else []
    regions = dice.shuffled([region for region in Region if region is not Region.NONE], "regions")
    turn = 0
    while len(chosen) < states:
        group = min(groups, key=lambda group: (sum(lots.groups[each] == group for each in chosen), group))
        queue = waiting.get((group, regions[turn % len(regions)]), [])
        turn += 1
        candidates = [iso3 for iso3 in queue if iso3 not in chosen and not _meets(lots, iso3, chosen)]
        if candidates:
            chosen.append(candidates[0])
        elif turn > len(parties):  # so many that they have to meet each other
            chosen.append(next(iso3 for iso3 in sorted(lots.groups) if iso3 not in chosen))
    return tuple(sorted(chosen))


def _meets(lots: ReviewCycleState, iso3: str, others: Sequence[str]) -> bool:
    """Whether a State reviews one of the others or is reviewed by one: then one temperament would rule two reviews."""
    mine = {each.state for each in lots.assignments[iso3]}
    return any(other in mine or iso3 in {each.state for each in lots.assignments[other]} for other in others)


def _reviewing_only(lots: ReviewCycleState, under_review: Sequence[str], dice: Dice) -> dict[str, Temperament]:
    """Temperaments of the States that only review: none so slow that it would decide the reviews of others."""
    latest: dict[str, int] = {}
    for state in under_review:
        for each in lots.assignments[state]:
            latest[each.state] = max(latest.get(each.state, 1), lots.groups[state])
    easy = [Temperament.PROMPT, Temperament.AVERAGE]
    return {
        iso3: dice.one_of([*easy, Temperament.SLOW] if group == 1 else easy, "reviewing", iso3)
        for iso3, group in sorted(latest.items())
        if iso3 not in under_review
    }


_Pair = tuple[str, str]
"""A State under review and one of its reviewers."""


def _with_one_silent_reviewer(
    lots: ReviewCycleState, under_review: Sequence[str], temperaments: Mapping[str, Temperament]
) -> Iterator[_Pair]:
    """Reviews that only one silent reviewer holds up, the earliest launched first."""
    for state in sorted(under_review, key=lambda iso3: (lots.groups[iso3], iso3)):
        silent = [each.state for each in lots.assignments[state] if not temperaments[each.state].answers]
        if temperaments[state].answers and len(silent) == 1:
            yield state, silent[0]


def _could_fall_silent(
    lots: ReviewCycleState,
    under_review: Sequence[str],
    temperaments: Mapping[str, Temperament],
    accession: Accession | None,
) -> Iterator[_Pair]:
    """Reviewers that serve one answering State only, where their silence would be seen and do no other harm."""
    groups = sorted(set(lots.groups.values()))

    def harm(iso3: str) -> tuple[bool, bool, bool, int]:
        """Least where there is time to wait, and where the review is not one of the quick ones that come first."""
        group = lots.groups[iso3]
        return group == groups[-1], group == groups[0], temperaments[iso3] is Temperament.PROMPT, group

    for state in sorted(under_review, key=harm):
        if temperaments[state] not in {Temperament.PROMPT, Temperament.AVERAGE, Temperament.SLOW}:
            continue
        if accession and accession.state == state:
            continue
        for each in lots.assignments[state]:
            serves = [other for other in under_review for one in lots.assignments[other] if one.state == each.state]
            if each.principal and each.state not in under_review and serves == [state]:
                yield state, each.state


def _replacement(
    lots: ReviewCycleState,
    temperaments: Mapping[str, Temperament],
    choices: Sequence[_Pair],
    accession: Accession | None,
) -> Replacement | None:
    """The first choice for which the cycle lets some answering State come in (domain.md D4, D8, D9)."""
    quick = {Temperament.PROMPT, Temperament.AVERAGE}
    for state, outgoing in choices:
        launch = lots.plan.slot(group=lots.groups[state], phase=1).starts
        for incoming in sorted(iso3 for iso3, temperament in temperaments.items() if temperament in quick):
            replacement = Replacement(state, outgoing, incoming, launch + REPLACED_AFTER)
            after = _after(lots, replacement)
            if after is lots:
                continue
            # Whoever left must not come back by the next small draw: it would be asked again and stay silent again.
            if accession is None or outgoing not in _reviewers_of_accession(after, accession):
                return replacement
    return None


def _after(lots: ReviewCycleState, replacement: Replacement | None) -> ReviewCycleState:
    """The cycle after a replacement; unchanged where its rules refuse it."""
    if replacement is None:
        return lots
    command = ReplaceReviewer(
        actor=SECRETARIAT,
        command_id="plan",
        under_review=replacement.under_review,
        outgoing=replacement.outgoing,
        incoming=replacement.incoming,
        reason="planned",
    )
    now = start_of_day(replacement.on)
    try:
        events = REVIEW_CYCLE.decide(lots, command, now)
    except RuleViolation:
        return lots
    for event in events:
        lots = REVIEW_CYCLE.evolve(lots, event, now)
    return lots


def _excusal(
    lots: ReviewCycleState, choices: Sequence[_Pair], replacement: Replacement | None, accession: Accession | None
) -> Excusal | None:
    """The first choice in another review in which every instrument keeps a reviewer (domain.md D1)."""
    for state, outgoing in choices:
        if replacement and state == replacement.under_review:
            continue
        if accession and outgoing in accession.reviewers:
            continue
        others = [each for each in lots.assignments[state] if each.state != outgoing]
        leaving = next(each for each in lots.assignments[state] if each.state == outgoing)
        if all(any(instrument in each.instruments for each in others) for instrument in leaving.instruments):
            return Excusal(state, outgoing)
    return None


def _withholding(
    lots: ReviewCycleState,
    under_review: Sequence[str],
    temperaments: Mapping[str, Temperament],
    taken: Sequence[Replacement | Excusal | Accession | None],
) -> Withholding | None:
    """The second phase of a State with time to spare, in which nothing else is planned."""
    busy = {each.state if isinstance(each, Accession) else each.under_review for each in taken if each}
    calm = [
        state
        for state in under_review
        if temperaments[state] in {Temperament.PROMPT, Temperament.AVERAGE}
        and state not in busy
        and all(temperaments[each.state].answers for each in lots.assignments[state])
    ]
    chosen = min(calm, key=lambda iso3: (lots.groups[iso3], iso3), default=None)
    return Withholding(state=chosen, phase=2) if chosen else None
