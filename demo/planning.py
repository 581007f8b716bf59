"""Making the plan: who takes part, who answers how, and what is in store, all of it from one seed.

What the cycle would do is asked of the cycle's own rules, in memory: the draw, a replacement, the reviewers of one more
instrument. So the plan never promises what the rules would refuse.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from demo.dice import Dice
from demo.plan import (
    BEGINS,
    CYCLE,
    SEED,
    Accession,
    DemoPlan,
    Excusal,
    Replacement,
    Withholding,
    first_state_of,
)
from demo.temperament import Temperament, dealt
from models.clock import CalendarClock
from models.cycle.commands import DrawLots, JoinInstrument, ReplaceReviewer
from models.cycle.events import RegisterChanged
from models.cycle.state import Party, ReviewCycleState
from models.errors import RuleViolation
from models.instruments import Instrument
from models.mechanism import LoadedMechanism
from models.people import SECRETARIAT
from models.register import Region
from rules.calendar.vienna import start_of_day
from rules.cycle.aggregate import REVIEW_CYCLE

REPLACED_AFTER = timedelta(days=480)
"""After the launch: the Secretariat gives up waiting for a reviewing State (domain.md 3.7, a manual decision)."""

ACCESSION_WITHIN = timedelta(days=540)
"""After the launch of a phase: an accession that late still finds its tracks open."""


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


def _drawn(loaded: LoadedMechanism, parties: tuple[Party, ...], seed: str) -> ReviewCycleState:
    """Draw the lots as the cycle will: the same rules, the same seed, the same register."""
    now = start_of_day(BEGINS)
    clock = CalendarClock(anchor_real=datetime(2020, 1, 1, tzinfo=UTC), anchor_calendar=now)
    state = first_state_of(loaded, parties, CYCLE, clock, scope=())
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
