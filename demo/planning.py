"""Before the lots: which States are under review, and who joins what on its real day, all of it from one seed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from demo.dice import Dice
from demo.outset import DRAWN_BY, SEED, Accession, Outset, default_minutes
from models.cycle.state import Party
from models.instruments import Instrument
from models.mechanism import LoadedMechanism
from models.register import Region

ACCESSION_WITHIN = timedelta(days=540)
"""After the launch of a phase: an accession that late still finds its tracks open."""


def make_outset(
    loaded: LoadedMechanism, *, states: int | None, minutes: float | None = None, seed: str = SEED
) -> Outset:
    """Decide a demonstration with `states` States under review, or with all of them if it is None.

    Args:
        loaded: The mechanism, with its register.
        states: How many States are under review; at least three: one joins a Protocol, one the Convention.
        minutes: Real minutes of the decade; by default in proportion to the States.
        seed: Of the population: 32 bytes in hexadecimal.
    """
    parties = tuple(_parties(loaded, DRAWN_BY))
    joining = _joining(loaded, parties)
    entering = sorted(_entering(loaded, parties), key=lambda each: (each.joined_on, each.state))
    accessions = [*([joining] if joining else []), *(entering if states is None else entering[:1])]
    wanted = [each.state for each in accessions]
    under_review = _under_review(parties, Dice(seed), states=states, wanted=wanted)
    return Outset(
        loaded=loaded,
        seed=seed,
        minutes=minutes or default_minutes(len(under_review)),
        parties=parties,
        under_review=under_review,
        accessions=tuple(sorted(accessions, key=lambda each: each.joined_on)),
    )


def _parties(loaded: LoadedMechanism, on: date) -> Iterator[Party]:
    """The parties on one day: who joined later joins the demonstration's cycle later, or not at all."""
    for state in loaded.register.states:
        joined = {each: since for each, since in state.joined.items() if since is None or since <= on}
        if Instrument.UNTOC in joined:
            instruments = tuple(each for each in Instrument if each in joined)
            yield Party(
                iso3=state.iso3,
                region=state.region,
                instruments=instruments,
                legal_tradition=state.legal_tradition,
            )


def _joining(loaded: LoadedMechanism, parties: Sequence[Party]) -> Accession | None:
    """A real accession to a Protocol that finds a running phase, whatever group the State is drawn into.

    Of several, one to the Protocol with the fewest parties: there it is most likely that a reviewer has to be drawn.
    """
    launches: dict[int, list[date]] = {}
    for slot in loaded.mechanism.calendar.slots:
        launches.setdefault(slot.group, []).append(slot.starts)
    known = {party.iso3: party for party in parties}
    numbers = Counter(instrument for party in parties for instrument in party.instruments)
    found = [
        (numbers[instrument], joined_on, Accession(state.iso3, (instrument,), joined_on))
        for state in loaded.register.states
        for instrument, joined_on in state.joined.items()
        if joined_on is not None
        and state.iso3 in known
        and not known[state.iso3].is_party_to(instrument)
        and all(
            any(timedelta(0) < joined_on - start < ACCESSION_WITHIN for start in starts) for starts in launches.values()
        )
    ]
    return min(found, key=lambda each: (*each[:2], each[2].state))[2] if found else None


def _entering(loaded: LoadedMechanism, parties: Sequence[Party]) -> Iterator[Accession]:
    """The States that really joined the Convention later, with all that they joined on that day (D19)."""
    known = {party.iso3 for party in parties}
    for state in loaded.register.states:
        entered = state.joined.get(Instrument.UNTOC)
        if state.iso3 in known or entered is None:
            continue
        instruments = tuple(
            each for each in Instrument if each in state.joined and (state.joined[each] or entered) <= entered
        )
        yield Accession(state.iso3, instruments, entered)


def _under_review(
    parties: Sequence[Party], dice: Dice, *, states: int | None, wanted: Sequence[str]
) -> tuple[str, ...]:
    """Choose States from all regions in turn, so that the demonstration looks like the world in small."""
    if states is None or states >= len(parties) + len(wanted):
        return tuple(sorted({*(party.iso3 for party in parties), *wanted}))
    waiting: dict[Region, list[str]] = {}
    for party in dice.shuffled(sorted(parties, key=lambda each: each.iso3), "under review"):
        if party.iso3 not in wanted:
            waiting.setdefault(party.region, []).append(party.iso3)
    regions = dice.shuffled([region for region in Region if region is not Region.NONE and region in waiting], "regions")
    chosen = list(wanted)
    turn = 0
    while len(chosen) < states:
        queue = waiting[regions[turn % len(regions)]]
        turn += 1
        if queue:
            chosen.append(queue.pop())
        elif not any(waiting[region] for region in regions):
            break  # what is left has no region
    return tuple(sorted(chosen))
