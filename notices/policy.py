"""What a notice says of a new version of the policy: which decision, from when on, and what changes by it."""

from collections.abc import Mapping
from typing import Any

from models.ledger import Entry

EVENTS = frozenset({"policy_applied", "policy_withdrawn"})
"""Events of every kind of stream in which a policy can change (`models.policy_change`)."""


def told_to_all(entry: Entry) -> dict[str, Any]:
    """Return the version, and the decision with its switches and lengths; of the reason in words, nothing."""
    change: Mapping[str, Any] = entry.data.get("change") or {}
    told: dict[str, Any] = {
        "version": entry.data.get("version"),
        "decision": change.get("title"),
        "effective_on": change.get("effective_on"),
        "lead_times": {key: dict(length) for key, length in change.get("lead_times", {}).items()},
        "switches": dict(change.get("switches", {})),
    }
    return {name: value for name, value in told.items() if value}
