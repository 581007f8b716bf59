"""Turns a register and a policy into the two problems of a draw: principals, then supplements (domain.md 2.2).

Which State may stand in which slot, which rule that would relax, and what it costs: the position of the relaxation in
the policy's order decides, so that the cheapest outcome gives up the later ones only as often as it must (D16).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.instruments import Instrument
from models.lots import LotsInputs, LotsState, Role
from models.policy import Deferral, MutualReviewBar, Relaxation, SupplementCounts, SupplementRole
from models.register import LegalTradition, Region
from rules.lots.problem import UNLIMITED, Problem, Slot

DEARER = 1000
"""How many uses of one relaxation the next in the order outweighs."""


@dataclass(frozen=True)
class Place:
    """A slot in words: who is reviewed, in which role, on what."""

    owner: int
    role: Role
    instruments: tuple[Instrument, ...]


class Table:
    """A register with its groups, numbered by code, and what the policy says about any two States."""

    def __init__(self, inputs: LotsInputs, groups: Mapping[str, int]) -> None:
        """Take the inputs and the start groups."""
        self.inputs = inputs
        self.policy = inputs.policy
        self.states: tuple[LotsState, ...] = tuple(sorted(inputs.states, key=lambda state: state.iso3))
        self.joined = [frozenset(state.instruments) for state in self.states]
        self.group = [groups[state.iso3] for state in self.states]
        self.earlier = tuple(inputs.earlier_load.get(state.iso3, 0) for state in self.states)
        defers = self.policy.deferral is Deferral.OWN_REVIEW_YEAR
        self._deferred = [defers and state.iso3 in inputs.deferrals for state in self.states]
        order = self.policy.region_exhausted_order
        self._price = {relaxation: DEARER**position for position, relaxation in enumerate(order)}

    def is_away(self, owner: int, reviewer: int) -> bool:
        """Whether `reviewer` has put off reviewing in the year of `owner`, which is its own (D12)."""
        return self._deferred[reviewer] and self.group[owner] == self.group[reviewer]

    def stands_for(self, owner: int, reviewer: int) -> Role:
        """The role that `reviewer` has by its region; who has no region is of no other's region (D2, D23)."""
        region = self.states[owner].region
        is_same = region is not Region.NONE and region is self.states[reviewer].region
        return Role.SAME_REGION if is_same else Role.OTHER_REGION

    def is_similar(self, owner: int, reviewer: int) -> bool:
        """Whether both declare the same legal system (D3)."""
        tradition = self.states[owner].legal_tradition
        return tradition is not LegalTradition.UNKNOWN and tradition is self.states[reviewer].legal_tradition

    def principals(self, *, widened: bool, floor: int) -> tuple[list[Place], Problem]:
        """The problem of the principal reviewers; `widened` allows the relaxations, each at its price."""
        places = [
            Place(owner, role, self.states[owner].instruments) for owner in range(len(self.states)) for role in Role
        ]
        slots = [
            self._slot(place, self._who_shares(place.owner), is_principal=True, widened=widened) for place in places
        ]
        most = self.policy.reviewer_max
        return places, self._problem(slots, load=self.earlier, floor=floor, most=most, widened=widened)

    def supplements(
        self, principals: Sequence[tuple[int, int]], *, widened: bool, floor: int
    ) -> tuple[list[Place], Problem]:
        """The problem of the supplementary reviewers, given each State's principals (same region, other region)."""
        places: list[Place] = []
        slots: list[Slot] = []
        for owner, pair in enumerate(principals):
            for role, principal in zip(Role, pair, strict=True):
                for gap in self._gaps(owner, principal, pair):
                    able = [
                        each
                        for each in range(len(self.states))
                        if each != owner and each not in pair and self.joined[each].issuperset(gap)
                    ]
                    places.append(Place(owner, role, gap))
                    slots.append(self._slot(places[-1], able, is_principal=False, widened=widened))
        load = list(self.earlier)
        for pair in principals:
            for principal in pair:
                load[principal] += 1
        counts = self.policy.supplement_counts is not SupplementCounts.NONE
        most = self.policy.reviewer_max if counts else None
        held = tuple(principals)
        return places, self._problem(slots, load=tuple(load), floor=floor, most=most, widened=widened, held=held)

    def relaxed(self, place: Place, reviewer: int, *, principal: bool) -> tuple[str, ...]:
        """The rules that `reviewer` in this place gives up, apart from the maximum (D10)."""
        given_up: list[str] = []
        same_role = self.stands_for(place.owner, reviewer) is place.role
        if not same_role and (principal or self.policy.supplement_role is SupplementRole.SAME_IF_POSSIBLE):
            given_up.append("D2" if principal else "D7")
        if (
            principal
            and place.role is Role.SAME_REGION
            and self.policy.legal_tradition_weight > 1
            and self.states[place.owner].legal_tradition is not LegalTradition.UNKNOWN
            and not self.is_similar(place.owner, reviewer)
        ):
            given_up.append("D3")
        if self.is_away(place.owner, reviewer):
            given_up.append("D12")
        return tuple(given_up)

    def _who_shares(self, owner: int) -> list[int]:
        return [
            each
            for each in range(len(self.states))
            if each != owner and not self.joined[owner].isdisjoint(self.joined[each])
        ]

    def _gaps(self, owner: int, principal: int, pair: tuple[int, int]) -> list[tuple[Instrument, ...]]:
        """What a principal cannot cover: one gap, or one for each instrument if no State can fill it alone (D5)."""
        gap = tuple(each for each in self.states[owner].instruments if each not in self.joined[principal])
        if not gap:
            return []
        is_whole = any(
            joined.issuperset(gap) and each != owner and each not in pair for each, joined in enumerate(self.joined)
        )
        return [gap] if is_whole else [(each,) for each in gap]

    def _slot(self, place: Place, able: Sequence[int], *, is_principal: bool, widened: bool) -> Slot:
        """Who may stand in a place: by the rules, or if nobody does, by the first relaxations that find somebody."""
        costs = {each: self.cost(place, each, is_principal=is_principal) for each in able}
        allowed = {each: cost for each, cost in costs.items() if cost is not None}
        if not widened:
            least = min(allowed.values(), default=0)
            allowed = {each: 0 for each, cost in allowed.items() if cost == least}
        likes = is_principal and place.role is Role.SAME_REGION and self.policy.legal_tradition_weight > 1
        region = self.states[place.owner].region
        return Slot(
            owner=place.owner,
            costs=allowed,
            preferred=frozenset(each for each in allowed if likes and self.is_similar(place.owner, each)),
            pool=(place.role, region),
            row=region if place.role is Role.OTHER_REGION else "",
        )

    def cost(self, place: Place, reviewer: int, *, is_principal: bool) -> int | None:
        """What it costs to put `reviewer` there; `None` if no relaxation of the policy allows it."""
        cost = 0
        if self.is_away(place.owner, reviewer):
            if Relaxation.DROP_DEFERRALS not in self._price:
                return None
            cost += self._price[Relaxation.DROP_DEFERRALS]
        if self.stands_for(place.owner, reviewer) is place.role:
            return cost
        if not is_principal:
            if self.policy.supplement_role is SupplementRole.ANY:
                return cost
            return cost + self._price.get(Relaxation.ANY_REGION, DEARER ** len(self._price))
        if place.role is Role.SAME_REGION and Relaxation.ANY_REGION in self._price:
            return cost + self._price[Relaxation.ANY_REGION]
        return None

    def _problem(
        self,
        slots: Sequence[Slot],
        *,
        load: tuple[int, ...],
        floor: int,
        most: int | None,
        widened: bool,
        held: tuple[tuple[int, int], ...] = (),
    ) -> Problem:
        count = len(self.states)
        volunteers = widened and most is not None and Relaxation.EXCEED_MAXIMUM_FOR_VOLUNTEERS in self._price
        match self.policy.mutual_review_bar:
            case MutualReviewBar.WHOLE_CYCLE:
                bar = (0,) * count
            case MutualReviewBar.PHASE:
                bar = tuple(self.group)
            case MutualReviewBar.OFF:
                bar = tuple(range(count))
        return Problem(
            slots=tuple(slots),
            load=load,
            floor=(floor,) * count,
            cap=tuple(UNLIMITED if most is None else max(most, each) for each in load),
            extra=tuple(
                self._extra(each, most) if volunteers and state.iso3 in self.inputs.volunteers else 0
                for state, each in zip(self.states, load, strict=True)
            ),
            extra_cost=self._price.get(Relaxation.EXCEED_MAXIMUM_FOR_VOLUNTEERS, 0),
            bar=bar,
            held=held,
            weight=self.policy.legal_tradition_weight,
            columns=tuple(state.region for state in self.states),
        )

    def _extra(self, load: int, most: int | None) -> int:
        """What a volunteer may still do above the maximum, if its load is above it already."""
        return max(0, self.policy.volunteer_extra - max(0, load - (most or 0)))
