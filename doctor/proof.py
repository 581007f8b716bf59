"""Looks at seats once more, rule by rule and State by State: what the solver and the spreading found has to stand this.

Written from the rules, not from the models that the solver is given, so that a mistake there does not prove itself.
"""

from collections import Counter
from collections.abc import Collection, Sequence

from doctor.question import Gap, Kind, Question, Rule, Seat
from models.lots import Role
from models.policy import Relaxation, SupplementCounts


def uses_of(question: Question, seats: Sequence[Seat]) -> dict[Relaxation, list[str]]:
    """Return the relaxations with the States where they are used, each as often as it is.

    These are the States under review, and for the maximum those that review above it.
    """
    kinds = _kinds(question)
    uses: dict[Relaxation, list[str]] = {}
    for seat in seats:
        owner, reviewer = kinds[seat.under_review], kinds[seat.reviewer]
        if question.is_away(owner, reviewer):
            uses.setdefault(Relaxation.DROP_DEFERRALS, []).append(seat.under_review)
        if seat.principal and question.is_elsewhere(owner, reviewer, seat.role):
            uses.setdefault(Relaxation.ANY_REGION, []).append(seat.under_review)
    most = question.inputs.policy.reviewer_max
    if Rule.MAXIMUM in question.rules and most is not None:
        for who, load in sorted(_loads(question, seats).items()):
            above = load - max(0, most - kinds[who].earlier)
            if above > 0:
                uses.setdefault(Relaxation.EXCEED_MAXIMUM_FOR_VOLUNTEERS, []).extend([who] * above)
    return {each: sorted(of) for each, of in sorted(uses.items())}


def breaches(question: Question, seats: Sequence[Seat], required: Collection[str] | None = None) -> list[str]:
    """What these seats break, a line for each; nothing if they answer the question.

    `required`: other States that have to be reviewed than the first of each kind.
    """
    kinds = _kinds(question)
    found: list[str] = []
    pairs = Counter((seat.under_review, seat.reviewer) for seat in seats)
    for (owner, who), times in pairs.items():
        if owner == who or times > 1:
            found.append(f"D8: {who} reviews {owner} {times} times")
        if owner < who and (who, owner) in pairs and question.is_barred(kinds[owner], kinds[who]):
            found.append(f"D9: {owner} and {who} review each other")
    required = set(question.states if required is None else required)
    teams: dict[str, list[Seat]] = {iso3: [] for iso3 in kinds}
    for seat in seats:
        teams[seat.under_review].append(seat)
    for iso3, team in teams.items():
        if team or iso3 in required:
            found += [f"{iso3}: {line}" for line in _of_one(kinds, iso3, team, is_required=iso3 in required)]
    for relaxation, states in uses_of(question, seats).items():
        if relaxation not in question.order:
            found.append(f"{relaxation}: {', '.join(states)}")
        elif relaxation is Relaxation.EXCEED_MAXIMUM_FOR_VOLUNTEERS:
            found += [
                f"D10: {who} is {times} above the maximum"
                for who, times in Counter(states).items()
                if times > question.offer(kinds[who])
            ]
    served = _loads(question, seats, for_minimum=True)
    found += [f"D10: {who} does too little" for who, kind in kinds.items() if served[who] < question.least(kind)]
    return found


def _of_one(kinds: dict[str, Kind], iso3: str, seats: Sequence[Seat], *, is_required: bool) -> list[str]:
    """What is wrong with the reviewers of one State: places, gaps and instruments (D1, D4, D5)."""
    found: list[str] = []
    joined = kinds[iso3].instruments
    principals = [seat for seat in seats if seat.principal]
    roles = [seat.role for seat in principals]
    if len(set(roles)) < len(roles) or (is_required and len(roles) < len(Role)):
        found.append(f"principals {roles}")
    due: Counter[tuple[Role, Gap]] = Counter()
    for seat in principals:
        if not set(kinds[seat.reviewer].instruments) & set(joined):
            found.append(f"D4: {seat.reviewer} shares nothing")
        gap = tuple(each for each in joined if each not in kinds[seat.reviewer].instruments)
        taken = {iso3, *(each.reviewer for each in principals)}
        is_whole = any(who not in taken and set(gap) <= set(kind.instruments) for who, kind in kinds.items())
        due.update([(seat.role, gap)] if gap and is_whole else [(seat.role, (each,)) for each in gap])
    filled = Counter((seat.role, seat.instruments) for seat in seats if not seat.principal)
    if filled - due or (is_required and due - filled):
        found.append(f"D5: gaps {dict(due)}, filled {dict(filled)}")
    found += [
        f"D4: {seat.reviewer} is not party to {seat.instruments}"
        for seat in seats
        if not seat.principal and not set(seat.instruments) <= set(kinds[seat.reviewer].instruments)
    ]
    return found


def _kinds(question: Question) -> dict[str, Kind]:
    return {iso3: kind for kind, members in zip(question.kinds, question.members, strict=True) for iso3 in members}


def _loads(question: Question, seats: Sequence[Seat], *, for_minimum: bool = False) -> Counter[str]:
    counts = question.inputs.policy.supplement_counts
    counted = counts is SupplementCounts.BOTH if for_minimum else counts is not SupplementCounts.NONE
    return Counter(seat.reviewer for seat in seats if seat.principal or counted)
