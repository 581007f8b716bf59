"""What a sound mechanism holds, in a few lines: shown after a check, so that a lost table or State is noticed."""

from collections import Counter
from collections.abc import Iterator

from models.evidence import Evidence, Mark
from models.instruments import Instrument
from models.mechanism import LoadedMechanism, Mechanism


def summary_of(loaded: LoadedMechanism) -> tuple[str, ...]:
    """One line each for name, parties, calendar, evidence and hash."""
    mechanism, register = loaded.mechanism, loaded.register
    parties = ", ".join(f"{instrument} {len(register.parties_to(instrument))}" for instrument in Instrument)
    marks = Counter(evidence.mark for evidence in evidence_in(mechanism))
    plan = mechanism.calendar
    return (
        f"{mechanism.key}: {mechanism.name}",
        f"register of {register.as_of}: {len(register.states)} States; parties: {parties}",
        f"calendar: {len(plan.groups)} groups, {plan.preparatory_starts} to {plan.ends}",
        "rules by evidence: " + ", ".join(f"{mark} {marks[mark]}" for mark in Mark),
        f"sha256 {loaded.sha256}",
    )


def evidence_in(mechanism: Mechanism) -> Iterator[Evidence]:
    """The evidence of every rule, once for each row of the tables except the register's."""
    plan = mechanism.calendar
    yield from (fact.evidence for fact in mechanism.instruments)
    for cluster in mechanism.clusters:
        yield cluster.evidence
        yield from (cell.evidence for cell in cluster.by_instrument.values())
    yield plan.preparatory_evidence
    yield from (slot.evidence for slot in plan.slots)
    yield from (conference.evidence for conference in plan.conferences)
    yield from (lead_time.evidence for lead_time in mechanism.lead_times.values())
    yield from (ladder.evidence for ladder in mechanism.ladders.values())
    yield from mechanism.policy_evidence.values()
    yield from (group.evidence for group in mechanism.working_groups)
    yield from (route.evidence for route in mechanism.routes)
    yield from (chain.evidence for chain in mechanism.beacons)
    yield from (session.evidence for session in mechanism.sessions)
