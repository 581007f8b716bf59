"""A procedure with a change made to it, checked; and the procedure as it was before.

The changed policy is made by the model of the policy itself, from JSON and strictly, so a switch can only come to a
value that a mechanism's tables could give it too. What is replaced is read off the procedure and not off the change.
"""

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from models.evidence import Evidence, Mark
from models.mechanism import LeadTime
from models.policy import MOST, Policy
from models.policy_change import AppliedPolicy, PolicyChange
from models.procedure import Procedure
from rules.admission import refuse
from rules.lots.canonical import sha256


def changed(procedure: Procedure, version: str, change: PolicyChange) -> Procedure:
    """Return the procedure under a new version of the policy, with the hash of its own content.

    Raises:
        RuleViolation: `unknown_switch`, `bad_switch`, `unknown_lead_time`, or `nothing_changed` where everything is
            as the change wants it already.
    """
    check_change(procedure, change)
    _check_together(_with_switches(procedure.policy, change.switches))
    after = with_change(procedure, version, change, sha256="")
    if after.policy == procedure.policy and all(
        _length(after.lead_times[key]) == _length(procedure.lead_times[key]) for key in change.lead_times
    ):
        refuse("nothing_changed", "every switch and lead time that is named has this value already.")
    return after.model_copy(update={"sha256": hash_of(after)})


def check_change(procedure: Procedure, change: PolicyChange) -> None:
    """Refuse a change that names what `procedure` does not have, or a value that a switch cannot have.

    Raises:
        RuleViolation: `unknown_switch`, `bad_switch`, `unknown_lead_time`, or `nothing_changed` where nothing is named.
    """
    if not named(change):
        refuse("nothing_changed", "the version names no switch and no lead time: say what it changes.")
    unknown = [name for name in change.switches if name not in Policy.model_fields]
    if unknown:
        refuse("unknown_switch", f"the policy has no switch {_list(unknown)}; it has {_list(Policy.model_fields)}.")
    _check_switches(change.switches)
    unknown = [key for key in change.lead_times if key not in procedure.lead_times]
    if unknown:
        refuse("unknown_lead_time", f"there is no lead time {_list(unknown)}; there are {_list(procedure.lead_times)}.")


def with_change(procedure: Procedure, version: str, change: PolicyChange, *, sha256: str) -> Procedure:
    """Return the procedure with the change made to it and nothing checked; what it does not know, it leaves out."""
    lead_times = {
        key: _changed_lead_time(lead, version, change) if key in change.lead_times else lead
        for key, lead in procedure.lead_times.items()
    }
    return procedure.model_copy(
        update={
            "policy": _with_switches(procedure.policy, change.switches),
            "lead_times": lead_times,
            "sha256": sha256,
        }
    )


def replaced(procedure: Procedure, version: str, change: PolicyChange, on: date) -> AppliedPolicy:
    """Return what the change replaces in `procedure`, as the state keeps it."""
    return AppliedPolicy(
        version=version,
        effective_on=change.effective_on,
        applied_on=on,
        sha256=procedure.sha256,
        switches={name: getattr(procedure.policy, name) for name in change.switches if name in Policy.model_fields},
        lead_times={key: lead for key, lead in procedure.lead_times.items() if key in change.lead_times},
    )


def restored(procedure: Procedure, applied: AppliedPolicy) -> Procedure:
    """Return the procedure as it was before `applied`, to the letter."""
    return procedure.model_copy(
        update={
            "policy": _with_switches(procedure.policy, applied.switches),
            "lead_times": {key: applied.lead_times.get(key, lead) for key, lead in procedure.lead_times.items()},
            "sha256": applied.sha256,
        }
    )


def hash_of(procedure: Procedure) -> str:
    """Return the SHA-256 of all that a procedure says, but for the hash it carries."""
    return sha256(procedure.model_dump(mode="json", exclude={"sha256"}))


def named(change: PolicyChange) -> frozenset[str]:
    """The switches and lead times that a change names."""
    return frozenset(change.switches) | frozenset(change.lead_times)


def _with_switches(policy: Policy, switches: Mapping[str, Any]) -> Policy:
    return Policy.model_validate({**dict(policy), **switches})


def _check_switches(switches: Mapping[str, Any]) -> None:
    """Let the model of the policy itself say what each switch may be: from JSON, and strictly."""
    try:
        given = Policy.model_validate_json(json.dumps(dict(switches)), strict=True)
    except ValidationError as error:
        problem = error.errors()[0]
        refuse("bad_switch", f"{problem['loc'][0]} cannot be {problem['input']!r}: {_lowered(problem['msg'])}.")
    for name in switches:
        value = getattr(given, name)
        if isinstance(value, int) and not 0 <= value <= MOST:
            refuse("bad_switch", f"{name} cannot be {value}: write a number from 0 to {MOST}.")
    order = given.region_exhausted_order
    if len(set(order)) < len(order):
        refuse("bad_switch", f"region_exhausted_order names {_list(order)}: name each at most once.")


def _check_together(policy: Policy) -> None:
    least, most = policy.reviewer_min, policy.reviewer_max
    if least is not None and most is not None and least > most:
        refuse("bad_switch", f"reviewer_min {least} would be above reviewer_max {most}: change both.")


def _changed_lead_time(lead: LeadTime, version: str, change: PolicyChange) -> LeadTime:
    length = change.lead_times[lead.key]
    evidence = Evidence(
        mark=Mark.CONFIRMED, source=change.title, note=f"policy version {version}, from {change.effective_on} on"
    )
    return lead.model_copy(update={"days": length.days, "months": length.months, "evidence": evidence})


def _length(lead: LeadTime) -> tuple[int | None, int | None]:
    return lead.days, lead.months


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _list(names: Collection[object]) -> str:
    return ", ".join(str(each) for each in names)
