"""Who may stand in a vacancy now, given everybody who stands elsewhere (docs/amendments.md, "Who may stand").

The draw itself asks this of all slots at once; an amendment asks it of a few while all others are taken, so teams and
loads are known and only the vacancies among themselves have to be counted.
"""

from collections.abc import Sequence

from models.amendment import Standing, Vacancy
from models.lots import LotsAssignment, LotsInputs, Role
from models.policy import MutualReviewBar, Relaxation, SupplementCounts
from rules.lots.filling import Candidate, Vacancies
from rules.lots.slots import DEARER, Place, Table


class Seating:
    """Teams and loads, by number of State; changed in place while vacancies are filled."""

    def __init__(self, standing: Standing) -> None:
        """Take who stands where."""
        self.table = Table(
            LotsInputs(
                states=standing.states,
                policy=standing.policy,
                deferrals=standing.deferrals,
                volunteers=standing.volunteers,
                earlier_load=standing.earlier_load,
            ),
            standing.groups,
        )
        self.policy = standing.policy
        self.number = {state.iso3: number for number, state in enumerate(self.table.states)}
        self.rows: list[LotsAssignment] = []
        self._volunteers = frozenset(standing.volunteers)
        self._team: list[list[int]] = [[] for _ in self.table.states]
        self._load = list(self.table.earlier)
        order = self.policy.region_exhausted_order
        exceed = Relaxation.EXCEED_MAXIMUM_FOR_VOLUNTEERS
        self._extra_price = DEARER ** order.index(exceed) if exceed in order else None
        match self.policy.mutual_review_bar:
            case MutualReviewBar.WHOLE_CYCLE:
                self._bar = [0] * len(self._load)
            case MutualReviewBar.PHASE:
                self._bar = list(self.table.group)
            case MutualReviewBar.OFF:
                self._bar = list(range(len(self._load)))
        for row in standing.assignments:
            self.join(row)

    def join(self, row: LotsAssignment) -> None:
        """Let somebody take a place."""
        self.rows.append(row)
        self._team[self.number[row.under_review]].append(self.number[row.reviewer])
        self._load[self.number[row.reviewer]] += self._counts(principal=row.principal)

    def leave(self, row: LotsAssignment) -> None:
        """Let somebody leave a place."""
        self.rows.remove(row)
        self._team[self.number[row.under_review]].remove(self.number[row.reviewer])
        self._load[self.number[row.reviewer]] -= self._counts(principal=row.principal)

    def reviews(self, reviewer: str, under_review: str) -> bool:
        """Whether one State reviews another."""
        return self.number[reviewer] in self._team[self.number[under_review]]

    def is_mutual(self, reviewer: str, under_review: str) -> bool:
        """Whether the other way round is taken, and the policy bars both (D9)."""
        one, other = self.number[reviewer], self.number[under_review]
        return self._bar[one] == self._bar[other] and other in self._team[one]

    def row(self, vacancy: Vacancy, reviewer: str) -> LotsAssignment:
        """Return the assignment of a State to a vacancy, with every rule that it gives up (D2, D3, D7, D10, D12)."""
        place, who = self._place(vacancy), self.number[reviewer]
        relaxed = self.table.relaxed(place, who, principal=vacancy.principal)
        most = self.policy.reviewer_max
        if most is not None and self._counts(principal=vacancy.principal) and self._load[who] >= most:
            relaxed = tuple(sorted((*relaxed, "D10"), key=lambda rule: int(rule[1:])))
        return LotsAssignment(
            under_review=vacancy.under_review,
            reviewer=reviewer,
            role=vacancy.role,
            principal=vacancy.principal,
            instruments=tuple(each for each in vacancy.instruments if each in self.table.joined[who]),
            relaxed=relaxed,
        )

    def supplements(self, under_review: str, role: Role) -> tuple[LotsAssignment, ...]:
        """Return the supplementary reviewers of a State in one role."""
        return tuple(
            row for row in self.rows if (row.under_review, row.role, row.principal) == (under_review, role, False)
        )

    def vacancies(self, vacancies: Sequence[Vacancy]) -> Vacancies:
        """Return vacancies with all who may stand there, to be counted."""
        prices = [self.prices(vacancy) for vacancy in vacancies]
        likes = [
            self.policy.legal_tradition_weight > 1 and vacancy.principal and vacancy.role is Role.SAME_REGION
            for vacancy in vacancies
        ]
        candidates: list[Candidate] = []
        for who in range(len(self._load)):
            mine = {number: price[who] for number, price in enumerate(prices) if who in price}
            if mine:
                room, extra = self._room(who, principal=vacancies[0].principal)
                liked = (n for n in mine if likes[n] and self.table.is_similar(self._place(vacancies[n]).owner, who))
                candidates.append(Candidate(who, mine, frozenset(liked), room, extra))
        return Vacancies(
            owners=tuple(self.number[vacancy.under_review] for vacancy in vacancies),
            candidates=tuple(candidates),
            bar=self._bar,
            extra_price=self._extra_price or 0,
            weight=self.policy.legal_tradition_weight,
        )

    def prices(self, vacancy: Vacancy) -> dict[int, int]:
        """Return what it costs to put each State into a vacancy that may stand there and has room."""
        place, asked = self._place(vacancy), frozenset(vacancy.instruments)
        prices: dict[int, int] = {}
        for who, joined in enumerate(self.table.joined):
            is_able = not asked.isdisjoint(joined) if vacancy.principal else asked <= joined
            if not is_able or self._is_barred(place.owner, who) or self.table.states[who].iso3 in vacancy.excluded:
                continue
            price = self.table.cost(place, who, is_principal=vacancy.principal)
            if price is not None and sum(self._room(who, principal=vacancy.principal)):
                prices[who] = price
        return prices

    def _is_barred(self, owner: int, who: int) -> bool:
        """Whether it is the State itself, stands there already (D8), or is reviewed by it (D9)."""
        return (
            who == owner
            or who in self._team[owner]
            or (self._bar[owner] == self._bar[who] and owner in self._team[who])
        )

    def _room(self, who: int, *, principal: bool) -> tuple[int, int]:
        """How many reviews a State may take, and how many more above the maximum as a volunteer (D10, D17)."""
        most, load = self.policy.reviewer_max, self._load[who]
        if most is None or not self._counts(principal=principal):
            return len(self._load), 0
        is_volunteer = self._extra_price is not None and self.table.states[who].iso3 in self._volunteers
        return max(0, most - load), max(0, self.policy.volunteer_extra - max(0, load - most)) if is_volunteer else 0

    def _counts(self, *, principal: bool) -> bool:
        return principal or self.policy.supplement_counts is not SupplementCounts.NONE

    def _place(self, vacancy: Vacancy) -> Place:
        return Place(self.number[vacancy.under_review], vacancy.role, vacancy.instruments)
