"""The draw: register, policy and 32 bytes of chance in, groups and reviewers out (domain.md 2, docs/lots.md).

Same input, same output, on every Python and platform. Three stages, each with streams of its own: groups; principals,
uniform over all valid assignments of principals; supplements, uniform over all that complete them. An assignment of
principals that no supplements complete is not valid, and is drawn again.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import product

from models.errors import RuleViolation
from models.lots import GROUPS, LotsAssignment, LotsInputs, LotsOutcome, Method
from models.policy import SupplementCounts
from rules.lots.exact import MOST_SLOTS
from rules.lots.grouping import draw_start_groups
from rules.lots.sampling import Sampled, sample
from rules.lots.sealing import key_of
from rules.lots.slots import Place, Table

FEWEST = 3
"""Parties to an instrument: with fewer, nobody has two others."""

ATTEMPTS = (100, 10)
"""How often principals are drawn because no supplements complete the ones before: few slots, and more than those."""


def draw_lots(inputs: LotsInputs, seed: bytes, *, counts: bool = True) -> LotsOutcome:
    """Draw groups, principal and supplementary reviewers.

    `inputs` were checked (`rules.lots.checks`); `counts` false samples even where it could count, to test the sampler.

    Raises:
        RuleViolation: `no_valid_assignment`, or `sampler_not_converged`.
    """
    parties = Counter(instrument for state in inputs.states for instrument in state.instruments)
    for instrument, count in parties.items():
        if count < FEWEST:
            raise RuleViolation(
                "no_valid_assignment",
                f"{instrument} has {count} parties: each is reviewed on it by two others (D1, D4); three are needed.",
            )
    groups = draw_start_groups(inputs, seed)
    key = key_of(inputs, seed)
    table = Table(inputs, groups)
    least = inputs.policy.reviewer_min or 0
    # Where supplements count for the minimum, it is met by principals alone if that can be, else with supplements.
    floors = [(least, 0)]
    if least and inputs.policy.supplement_counts is SupplementCounts.BOTH:
        floors.append((0, least))
    drawn: dict[str, Sampled | None] = {}
    # No rule is given up for supplements while other principals can do without.
    for widened, wider, (floor, floor_after) in product((False, True), (False, True), floors):
        places, problem = table.principals(widened=widened, floor=floor)
        for attempt in range(ATTEMPTS[len(places) > MOST_SLOTS]):
            label = f"{int(widened)}/{floor}/{attempt}"
            if label not in drawn:
                drawn[label] = sample(problem, key, f"principals/{label}", counts=counts)
            principals = drawn[label]
            if principals is None:
                break
            pairs = list(zip(principals.reviewers[::2], principals.reviewers[1::2], strict=True))
            more, supplementary = table.supplements(pairs, widened=wider, floor=floor_after)
            supplements = sample(supplementary, key, f"supplements/{label}/{int(wider)}", counts=counts)
            if supplements is not None:
                return LotsOutcome(
                    groups={
                        str(group): tuple(sorted(iso3 for iso3, of in groups.items() if of == group))
                        for group in GROUPS
                    },
                    assignments=_assignments(table, places, principals, more, supplements),
                    method=(
                        _method("principals", attempt, principals, widened=widened),
                        _method("supplements", attempt, supplements, widened=wider),
                    ),
                )
    raise RuleViolation(
        "no_valid_assignment",
        "no assignment of reviewers meets all rules, even with the relaxations that the policy allows: ask the draw "
        "doctor ('starter.py lots doctor') which rules and States clash.",
    )


def _assignments(
    table: Table, places: Sequence[Place], principals: Sampled, more: Sequence[Place], supplements: Sampled
) -> tuple[LotsAssignment, ...]:
    """All assignments, by State under review, principals first, same region first."""
    drawn = [(place, who, True) for place, who in zip(places, principals.reviewers, strict=True)]
    drawn += [(place, who, False) for place, who in zip(more, supplements.reviewers, strict=True)]
    drawn.sort(key=lambda each: (each[0].owner, not each[2]))
    most = table.policy.reviewer_max
    load = Counter(dict(enumerate(table.earlier)))
    above = {True: [False] * len(drawn), False: [False] * len(drawn)}
    # Reviews above the maximum are the last that a State was given: supplements after principals, by State reviewed.
    for principal in (True, False):
        if most is None or (not principal and table.policy.supplement_counts is SupplementCounts.NONE):
            continue
        for number, (_, who, is_principal) in enumerate(drawn):
            if is_principal is principal:
                load[who] += 1
                above[principal][number] = load[who] > most
    return tuple(
        LotsAssignment(
            under_review=table.states[place.owner].iso3,
            reviewer=table.states[who].iso3,
            role=place.role,
            principal=principal,
            instruments=tuple(each for each in place.instruments if each in table.joined[who]),
            relaxed=tuple(
                sorted(
                    (*table.relaxed(place, who, principal=principal), *(("D10",) if above[principal][number] else ())),
                    key=lambda rule: int(rule[1:]),
                )
            ),
        )
        for number, (place, who, principal) in enumerate(drawn)
    )


def _method(stage: str, attempt: int, sampled: Sampled, *, widened: bool) -> Method:
    is_exact = sampled.outcomes is not None
    return Method(
        stage=stage,
        sampler="exact" if is_exact else "walk",
        attempt=attempt,
        widened=widened,
        relaxation_cost=sampled.cost,
        slots=len(sampled.reviewers),
        outcomes=str(sampled.outcomes) if is_exact else None,
        steps=None if is_exact else sampled.steps,
        distance_millionths=sampled.index,
        tolerance_millionths=sampled.tolerance,
        marginals=sampled.marginals,
    )
