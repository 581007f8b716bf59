"""Who is proposed for a place in a training, and who waits, each with the reason (domain.md 7.1, DESIGN).

A function of the eligible applications and the terms alone: the same list comes out for everybody who asks. It goes in
three steps, of which an earlier one is never undone by a later one:

1. **Regions.** Places are shared out over the regions in rounds: the region that has least is served next, as long as
   it has candidates. In the last round, when there are fewer places than regions, those go first by which the youth
   share can still be reached, then those whose next candidate came first.
2. **Youth.** Where arrival alone does not give young candidates their share, they take places of their own region from
   the latest arrivals: one at a time, in the region that has fewest young among those that can give more.
3. **Arrival.** Within a region the earlier application goes first.

No organisation has more places than the terms allow, at any step. An organisation is of one region, so the limit never
moves a place from one region to another before that region has run out. Everybody else waits, in an order made in the
same way: the region with fewest places is next, then arrival. Who is over its organisation's limit stands at the end.

The proposal binds nobody: the civil society unit takes it, or says where it does not, and why.
"""

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.engagement.training.application import TrainingApplication, TrainingReason, TrainingStatus
from models.engagement.training.events import Placed
from models.engagement.training.state import TrainingState
from models.register import Region
from rules.lots.canonical import sha256


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the selection knows of an application; candidates come in the order of their arrival."""

    id: str
    organisation: str
    region: Region
    is_young: bool


@dataclass(frozen=True, slots=True)
class Quotas:
    """What the selection aims at: places, how many of them for young candidates, and the most of one organisation."""

    places: int
    young: int
    per_organisation: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who is given a place, in the order of arrival, and who waits, in the order in which they move up."""

    selected: tuple[Placed, ...]
    waiting: tuple[Placed, ...]

    @property
    def sha256(self) -> str:
        """The hash by which the proposal is confirmed: it changes with any name, reason or order."""
        return sha256({name: _written(places) for name, places in self._lists})

    @property
    def _lists(self) -> tuple[tuple[str, tuple[Placed, ...]], ...]:
        return (("selected", self.selected), ("waiting", self.waiting))


def proposal_of(training: TrainingState) -> Proposal:
    """Return the proposal for the applications that are eligible now."""
    eligible = [each for each in training.applications.values() if each.status is TrainingStatus.ELIGIBLE]
    return propose([candidate_of(each) for each in eligible], quotas_of(training))


def candidate_of(application: TrainingApplication) -> Candidate:
    """Return what the selection knows of an application."""
    return Candidate(
        id=application.id,
        organisation=application.applicant.stakeholder,
        region=application.applicant.region,
        is_young=application.is_young,
    )


def quotas_of(training: TrainingState) -> Quotas:
    """Return what the selection aims at; a share of the places is rounded up."""
    return Quotas(
        places=training.places,
        young=-(-training.places * training.youth_share // 100),
        per_organisation=training.per_organisation,
    )


def propose(candidates: Sequence[Candidate], quotas: Quotas) -> Proposal:
    """Return who is given a place and who waits; `candidates` stand in the order of their arrival."""
    by_region = {
        region: members for region in Region if (members := [each for each in candidates if each.region is region])
    }
    seats = _shared_out(by_region, candidates, quotas)
    chosen = _with_youth(by_region, seats, quotas)
    by_arrival = {
        each.id for region, members in by_region.items() for each in _first(members, seats[region], quotas, young=0)
    }
    selected = [each for each in candidates if each.id in chosen]
    return Proposal(
        selected=tuple(
            Placed(
                application=each.id,
                reason=TrainingReason.REGIONAL_BALANCE if each.id in by_arrival else TrainingReason.YOUTH_SHARE,
            )
            for each in selected
        ),
        waiting=_waiting(candidates, selected, by_arrival, quotas),
    )


def next_up(
    waiting: Sequence[Candidate], holding: Sequence[Candidate], quotas: Quotas, *, free: int
) -> tuple[Candidate, ...]:
    """Return who moves up from the waiting list into `free` places, given who holds the others.

    The first on the list, as long as its organisation has room; while young candidates have less than their share of
    the places, the first young one.
    """
    left, moved = list(waiting), list[Candidate]()
    held = Counter(each.organisation for each in holding)
    young = sum(each.is_young for each in holding)
    while len(moved) < free:
        may = [each for each in left if held[each.organisation] < quotas.per_organisation]
        preferred = [each for each in may if each.is_young] if young < quotas.young else []
        if not may:
            break
        one = (preferred or may)[0]
        moved.append(one)
        left.remove(one)
        held[one.organisation] += 1
        young += one.is_young
    return tuple(moved)


def _shared_out(
    by_region: Mapping[Region, Sequence[Candidate]], candidates: Sequence[Candidate], quotas: Quotas
) -> dict[Region, int]:
    """Return how many places each region has: level, as far as the candidates of each reach."""
    reach = {region: _within_limit(members, quotas) for region, members in by_region.items()}
    youth = {
        region: _within_limit([each for each in members if each.is_young], quotas)
        for region, members in by_region.items()
    }
    left, level = quotas.places, 0
    while (open_ := [region for region in by_region if reach[region] > level]) and len(open_) <= left:
        left -= len(open_)
        level += 1
    seats = {region: min(level, reach[region]) for region in by_region}
    arrival = {each.id: position for position, each in enumerate(candidates)}
    short = quotas.young - sum(min(seats[region], youth[region]) for region in by_region)
    while left > 0 and open_:
        # One place more helps the youth share where there are more young candidates than places.
        served = min(
            open_,
            key=lambda region: (
                not (short > 0 and youth[region] > level),
                arrival[_next_after(by_region[region], level, quotas).id],
            ),
        )
        short -= youth[served] > level
        seats[served] += 1
        open_.remove(served)
        left -= 1
    return seats


def _with_youth(
    by_region: Mapping[Region, Sequence[Candidate]], seats: Mapping[Region, int], quotas: Quotas
) -> set[str]:
    """Return the ids of those chosen, with as many young candidates as the share asks for and the places allow."""
    by_arrival = {region: _first(members, seats[region], quotas, young=0) for region, members in by_region.items()}
    wanted = {region: _young(members) for region, members in by_arrival.items()}
    most = {
        region: min(seats[region], _within_limit([each for each in members if each.is_young], quotas))
        for region, members in by_region.items()
    }
    while sum(wanted.values()) < quotas.young and (
        can := [region for region in wanted if wanted[region] < most[region]]
    ):
        wanted[min(can, key=lambda region: wanted[region])] += 1
    chosen = (
        _first(by_region[region], seats[region], quotas, young=wanted[region])
        if wanted[region] > _young(first)
        else first
        for region, first in by_arrival.items()
    )
    return {each.id for members in chosen for each in members}


def _first(members: Sequence[Candidate], seats: int, quotas: Quotas, *, young: int) -> list[Candidate]:
    """Return who takes the places of a region: so many young ones first, then whoever came first."""
    taken, held = dict[str, Candidate](), Counter[str]()
    for each, limit in (*((each, young) for each in members if each.is_young), *((each, seats) for each in members)):
        if len(taken) < limit and each.id not in taken and held[each.organisation] < quotas.per_organisation:
            taken[each.id] = each
            held[each.organisation] += 1
    return list(taken.values())


def _waiting(
    candidates: Sequence[Candidate], selected: Sequence[Candidate], by_arrival: set[str], quotas: Quotas
) -> tuple[Placed, ...]:
    places = Counter(each.region for each in selected)
    held = Counter(each.organisation for each in selected)
    chosen = {each.id for each in selected}
    queues, over = dict[Region, deque[tuple[int, Candidate]]](), list[Placed]()
    for position, each in enumerate(candidates):
        if each.id in chosen:
            continue
        held[each.organisation] += 1
        if held[each.organisation] <= quotas.per_organisation:
            queues.setdefault(each.region, deque()).append((position, each))
        else:
            over.append(Placed(application=each.id, reason=TrainingReason.ORGANISATION_LIMIT))
    waiting = list[Placed]()
    while queues:
        region = min(queues, key=lambda region: (places[region], queues[region][0][0]))
        _, one = queues[region].popleft()
        if not queues[region]:
            del queues[region]
        places[region] += 1
        displaced = one.id in by_arrival
        reason = TrainingReason.YOUTH_SHARE_PREFERRED if displaced else TrainingReason.NO_PLACE_LEFT
        waiting.append(Placed(application=one.id, reason=reason))
    return (*waiting, *over)


def _within_limit(members: Iterable[Candidate], quotas: Quotas) -> int:
    """How many of these can have a place at once."""
    each_has = Counter(each.organisation for each in members)
    return sum(min(count, quotas.per_organisation) for count in each_has.values())


def _next_after(members: Sequence[Candidate], seats: int, quotas: Quotas) -> Candidate:
    """Who would take the next place of a region that has so many; there is somebody."""
    return _first(members, seats + 1, quotas, young=0)[-1]


def _young(members: Iterable[Candidate]) -> int:
    return sum(each.is_young for each in members)


def _written(places: Iterable[Placed]) -> list[list[str]]:
    return [[each.application, each.reason.value] for each in places]
