"""Says a diagnosis in sentences that an officer can act on; rules stand in words, with their numbers."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import cast

from doctor.clash import Clash
from doctor.diagnosis import Diagnosis, Verdict
from doctor.question import Rule
from doctor.rehearsal import Rehearsal
from doctor.remedy import Remedy
from models.lots import LotsPolicy
from models.policy import MutualReviewBar, Relaxation

NAMED = 12
"""Most States that a sentence names."""

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

VERDICTS = {
    Verdict.POSSIBLE: "A draw is possible: there are outcomes that keep every rule.",
    Verdict.WITH_RELAXATIONS: "A draw is possible, but only with relaxations that the policy allows (D16).",
    Verdict.IMPOSSIBLE: "No draw is possible: no outcome is valid, even with the relaxations that the policy allows.",
    Verdict.UNDECIDED: "The doctor did not find out whether a draw is possible: rehearse it, or loosen the limits.",
}

RELAXATIONS = {
    Relaxation.DROP_LEGAL_TRADITION: "the preference for a similar legal system is dropped (D3)",
    Relaxation.DROP_DEFERRALS: "a State that put off reviewing reviews in its own year (D12)",
    Relaxation.EXCEED_MAXIMUM_FOR_VOLUNTEERS: "a volunteer does one review above the maximum (D10, D17)",
    Relaxation.ANY_REGION: "the place of a same-region reviewer goes to a State of any region (D2)",
}


def summary(diagnosis: Diagnosis) -> list[str]:
    """Return the verdict, and what it rests on: the clash, the remedy, and what limits would do."""
    return [
        VERDICTS[diagnosis.verdict],
        *_divisions(diagnosis.divisions),
        *_hopeless(diagnosis),
        *(clash_said(diagnosis.clash, diagnosis.policy) if diagnosis.clash else ()),
        *remedy_said(diagnosis),
        *_limits(diagnosis),
    ]


def rehearsal_said(rehearsal: Rehearsal) -> list[str]:
    """Return how draws with seeds that nobody will use went."""
    drawn = rehearsal.tried - len(rehearsal.refused)
    if drawn == rehearsal.tried:
        return [
            f"Rehearsed {_often(drawn)}: a draw was made each time." if drawn > 1 else "Rehearsed: a draw was made."
        ]
    codes = " and ".join(sorted(set(rehearsal.refused)))
    said = (
        f"Rehearsed {_often(rehearsal.tried)}, but {_number(len(rehearsal.refused))} of these found no draw ({codes}): "
        "there are valid outcomes, and so few that a draw may miss them. Loosen the limits before anything is sealed."
    )
    return [said]


def rule_said(rule: Rule, policy: LotsPolicy) -> str:
    """Return a rule in words, with its number."""
    match rule:
        case Rule.REGIONS:
            return "D2, one reviewer is of the region of the State under review and one of another"
        case Rule.MUTUAL:
            of = " of the same group" if policy.mutual_review_bar is MutualReviewBar.PHASE else ""
            return f"D9, no two States{of} review each other"
        case Rule.MAXIMUM:
            return f"D10, nobody does more than {_times(policy.reviewer_max or 0, 'review')}"
        case Rule.MINIMUM:
            return f"D10, everybody does at least {_times(policy.reviewer_min or 0, 'review')}"
        case Rule.DEFERRALS:
            return "D12, who put off reviewing in the year of its own review does not review then"


def clash_said(clash: Clash, policy: LotsPolicy) -> list[str]:
    """Return what cannot be kept together, and that nothing of it can be left out."""
    rules = "; ".join(rule_said(rule, policy) for rule in clash.rules)
    states = f"{_are(clash.states)} reviewed by two others on every instrument (D1, D4, D5, D8)"
    beside = ", even with the relaxations that the policy allows," if clash.relaxes else ""
    if not clash.rules:
        said = f"It cannot be that {states}, whatever other rule is given up."
    elif not clash.states:
        said = f"Whoever is reviewed, this cannot be kept{beside.removesuffix(',')}: {rules}."
    else:
        which = "This rule cannot" if len(clash.rules) == 1 else f"These {_number(len(clash.rules))} rules cannot all"
        said = f"{which} be kept{beside} while {states}: {rules}."
    if clash.rules and len(clash.rules) + len(clash.states) == 1:
        return [said, "Without it a draw would be possible. An assignment was found."]
    said += _arithmetic(clash)
    one = "any one State of them" if len(clash.states) > 1 else "that State"
    if not clash.rules:
        without = one
    elif not clash.states:
        without = "any one of these rules" if len(clash.rules) > 1 else "that rule"
    else:
        without = f"{'any one of these rules' if len(clash.rules) > 1 else 'that rule'}, or {one} under review,"
    proved = (
        f"Nothing of this can be left out: without {without} it is possible, as an assignment found for each shows. "
        "All other States may review, and need not be reviewed."
    )
    return [said, proved]


def _arithmetic(clash: Clash) -> str:
    if clash.needs is None or clash.room is None or clash.needs <= clash.room:
        return ""
    return f" They take at least {clash.needs} reviews, and all States together have room for {clash.room}."


def remedy_said(diagnosis: Diagnosis) -> Iterator[str]:
    """What helps, the cheapest first by D16."""
    remedy = diagnosis.remedy
    if remedy is None:
        if diagnosis.verdict is Verdict.IMPOSSIBLE:
            yield "No relaxation and no switch of the policy that was tried helps: the register itself has to change."
        return
    if diagnosis.verdict is Verdict.IMPOSSIBLE:
        yield f"It helps to {' and to '.join(_to_do(remedy))}."
    if remedy.uses:
        how = "The cheapest way by D16" if remedy.is_least else "A cheap way by D16 (perhaps not the cheapest)"
        uses = "; ".join(
            f"{_often(len(states))} {RELAXATIONS[relaxation]}, for example for {_named(_once(states))}"
            for relaxation, states in remedy.uses.items()
        )
        yield f"{how}: {uses}."


def _to_do(remedy: Remedy) -> Iterator[str]:
    for switch, value in remedy.policy.items():
        values = "; ".join(map(str, cast("list[object]", value))) if isinstance(value, list) else value
        yield f"set {switch} to {'none' if values is None else values}"
    if remedy.volunteers:
        yield f"find volunteers for {_times(remedy.volunteers, 'review')} above the maximum (D17)"


def _hopeless(diagnosis: Diagnosis) -> Iterator[str]:
    for instrument in diagnosis.hopeless:
        parties = _times(diagnosis.parties[instrument], "part", "y", "ies")
        yield f"{instrument} has {parties}: each is reviewed on it by two others (D1, D4), so three are needed."


def _limits(diagnosis: Diagnosis) -> Iterator[str]:
    most, least = diagnosis.policy.reviewer_max, diagnosis.least_maximum
    if least is not None:
        given = "there is no maximum now" if most is None else f"it is {most} now"
        yield f"The least maximum of reviews under which a draw is possible is {least} ({given})."


def _divisions(divisions: Sequence[Verdict]) -> Iterator[str]:
    if len(divisions) > 1:
        found = Counter(str(verdict).replace("_", " ") for verdict in divisions)
        said = ", ".join(f"{times} {verdict}" for verdict, times in found.items())
        yield (
            "It depends on the start groups, which are drawn after the seal: of "
            f"{len(divisions)} sample divisions {said if len(found) > 1 else f'all are {next(iter(found))}'}. "
            "What follows is said of the worst."
        )


def _are(states: Sequence[str]) -> str:
    return f"{_named(states)} {'is' if len(states) == 1 else 'are'}"


def _named(states: Sequence[str]) -> str:
    if len(states) > NAMED:
        return f"{', '.join(states[:NAMED])} and {len(states) - NAMED} more"
    return " and ".join(filter(None, (", ".join(states[:-1]), *states[-1:])))


def _once(states: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(states))


def _number(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def _times(number: int, what: str, one: str = "", more: str = "s") -> str:
    return f"{_number(number)} {what}{one if number == 1 else more}"


def _often(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{_number(number)} times")
