"""Any assignment from a seed that meets D1, D2, D4, D5, D8, D9 and D10 (domain.md 2.2).

States are taken in random order; each slot goes to the candidate with the lowest load, then to the one that covers the
instruments best, then to chance. An attempt that ends in a corner is thrown away whole and begun again with the
next random order. The result is valid, and the same from the same seed; it is not claimed to be uniform over all
valid assignments.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from models.cycle.state import Party
from models.errors import RuleViolation
from models.instruments import Instrument
from models.phase.state import Reviewer
from models.policy import MutualReviewBar, Policy, SupplementCounts
from models.register import Region
from rules.lots.chance import Chance

ATTEMPTS = 200
GROUPS = 3

SAME_REGION, OTHER_REGION = "same_region", "other_region"


def draw_groups(parties: Sequence[Party], seed: str) -> dict[str, int]:
    """Divide the States into three groups of nearly equal size, keeping regional proportion (D21).

    Who is party to nothing is not drawn (D22).
    """
    chance = Chance(seed, "groups")
    order: list[Party] = []
    drawn = sorted((party for party in parties if party.instruments), key=lambda party: party.iso3)
    for region in Region:
        members = [party for party in drawn if party.region == region]
        order.extend(chance.shuffled(members))
    return {party.iso3: position % GROUPS + 1 for position, party in enumerate(order)}


def draw_reviewers(parties: Sequence[Party], policy: Policy, seed: str, on: date) -> dict[str, tuple[Reviewer, ...]]:
    """Draw the reviewers of every State, principal and supplementary. Who is party to nothing is not drawn (D22).

    Raises:
        RuleViolation: `no_valid_assignment` if none was found.
    """
    drawn = tuple(party for party in parties if party.instruments)
    for attempt in range(ATTEMPTS):
        draw = _Draw(parties=drawn, policy=policy, chance=Chance(seed, f"reviewers/{attempt}"), on=on)
        if draw.succeeded():
            return {iso3: tuple(draw.reviewers[iso3]) for iso3 in sorted(draw.reviewers)}
    raise RuleViolation(
        "no_valid_assignment",
        f"no assignment of reviewers was found in {ATTEMPTS} attempts: relax reviewer_max or reviewer_min, "
        "or check the register for regions with too few parties.",
    )


def reviewers_for(  # noqa: PLR0913 - everything that a draw depends on
    state: Party,
    instrument: Instrument,
    parties: Sequence[Party],
    assignments: dict[str, tuple[Reviewer, ...]],
    *,
    policy: Policy,
    seed: str,
    on: date,
) -> tuple[Reviewer, ...]:
    """Return the reviewers of one more instrument (D19): principals that are party to it, supplements for the rest."""
    draw = _Draw(parties=tuple(parties), policy=policy, chance=Chance(seed, f"{state.iso3}/{instrument}"), on=on)
    draw.adopt(assignments)
    chosen: list[Reviewer] = []
    for principal in [each for each in assignments.get(state.iso3, ()) if each.principal]:
        party = next((each for each in parties if each.iso3 == principal.state), None)
        if party is not None and party.is_party_to(instrument):
            chosen.append(principal.model_copy(update={"instruments": (instrument,)}))
            continue
        supplement = draw.supplement(state, (instrument,), principal.region_role)
        if supplement is None:
            raise RuleViolation(
                "no_valid_assignment", f"no State is left that may review {state.iso3} on {instrument}."
            )
        chosen.append(supplement)
    return tuple(chosen)


@dataclass
class _Draw:
    """One attempt: loads, and who reviews whom so far."""

    parties: tuple[Party, ...]
    policy: Policy
    chance: Chance
    on: date
    reviewers: dict[str, list[Reviewer]] = field(default_factory=dict[str, list[Reviewer]])
    load: dict[str, int] = field(default_factory=dict[str, int])
    principal_load: dict[str, int] = field(default_factory=dict[str, int])

    def succeeded(self) -> bool:
        """Draw everything; False if a slot could not be filled or somebody reviews nobody."""
        for state in self.chance.shuffled(sorted(self.parties, key=lambda party: party.iso3)):
            for role in (SAME_REGION, OTHER_REGION):
                principal = self._principal(state, role)
                if principal is None:
                    return False
                missing = tuple(each for each in state.instruments if each not in principal.instruments)
                while missing:
                    supplement = self.supplement(state, missing, role)
                    if supplement is None:
                        return False
                    missing = tuple(each for each in missing if each not in supplement.instruments)
        minimum = self.policy.reviewer_min or 0
        return all(self._served(party.iso3) >= minimum for party in self.parties)

    def adopt(self, assignments: dict[str, tuple[Reviewer, ...]]) -> None:
        """Take up an earlier outcome with its loads."""
        for iso3, reviewers in assignments.items():
            for reviewer in reviewers:
                self._take(iso3, reviewer)

    def supplement(self, state: Party, missing: tuple[Instrument, ...], role: str) -> Reviewer | None:
        """Draw another State for what a principal is not party to (D5), in the same regional role (D7)."""
        taken = {each.state for each in self.reviewers.get(state.iso3, [])}
        for wanted, relaxed in ((role, ()), (None, ("D7",))):
            candidates = [
                party
                for party in self._candidates(state, wanted)
                if party.iso3 not in taken and any(party.is_party_to(instrument) for instrument in missing)
            ]
            if candidates:
                best = self._best(candidates, missing)
                covered = tuple(each for each in missing if best.is_party_to(each))
                reviewer = Reviewer(
                    state=best.iso3,
                    instruments=covered,
                    principal=False,
                    region_role=role,
                    assigned_on=self.on,
                    relaxed=relaxed,
                )
                self._take(state.iso3, reviewer)
                return reviewer
        return None

    def _principal(self, state: Party, role: str) -> Reviewer | None:
        taken = {each.state for each in self.reviewers.get(state.iso3, [])}
        for wanted, relaxed in ((role, ()), (None, ("D2", "D16"))):
            candidates = [party for party in self._candidates(state, wanted) if party.iso3 not in taken]
            if candidates:
                best = self._best(candidates, state.instruments)
                reviewer = Reviewer(
                    state=best.iso3,
                    instruments=tuple(each for each in state.instruments if best.is_party_to(each)),
                    principal=True,
                    region_role=role,
                    assigned_on=self.on,
                    relaxed=relaxed,
                )
                self._take(state.iso3, reviewer)
                return reviewer
            if role == OTHER_REGION:
                return None
        return None

    def _candidates(self, state: Party, role: str | None) -> Iterable[Party]:
        """States that may review: not itself (D8), not mutual (D9), below the maximum (D10), of the role (D2)."""
        for party in self.parties:
            if party.iso3 == state.iso3 or self._is_mutual(state.iso3, party.iso3):
                continue
            if self.policy.reviewer_max is not None and self.load.get(party.iso3, 0) >= self.policy.reviewer_max:
                continue
            is_same = party.region == state.region and state.region is not Region.NONE
            if role is None or is_same == (role == SAME_REGION):
                yield party

    def _best(self, candidates: Sequence[Party], wanted: tuple[Instrument, ...]) -> Party:
        """The lowest load, then the one that covers most (D6) and could not cover more elsewhere, then chance."""

        def key(party: Party) -> tuple[int, int, int]:
            covered = sum(party.is_party_to(each) for each in wanted)
            return (self.load.get(party.iso3, 0), -covered, len(party.instruments) - covered)

        lowest = min(key(party) for party in candidates)
        best = sorted((party for party in candidates if key(party) == lowest), key=lambda party: party.iso3)
        return best[self.chance.below(len(best))]

    def _is_mutual(self, state: str, reviewer: str) -> bool:
        if self.policy.mutual_review_bar is MutualReviewBar.OFF:
            return False
        return any(each.state == state for each in self.reviewers.get(reviewer, []))

    def _take(self, state: str, reviewer: Reviewer) -> None:
        self.reviewers.setdefault(state, []).append(reviewer)
        if reviewer.principal:
            self.principal_load[reviewer.state] = self.principal_load.get(reviewer.state, 0) + 1
        if reviewer.principal or self.policy.supplement_counts is not SupplementCounts.NONE:
            self.load[reviewer.state] = self.load.get(reviewer.state, 0) + 1

    def _served(self, iso3: str) -> int:
        if self.policy.supplement_counts is SupplementCounts.BOTH:
            return self.load.get(iso3, 0)
        return self.principal_load.get(iso3, 0)
