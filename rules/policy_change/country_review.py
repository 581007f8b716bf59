"""A new version of the policy in a country review: it may hold phases back, and it never opens one by itself."""

from datetime import date

from models.country.state import CountryReviewState
from models.policy_change import ApplyPolicy, PolicyApplied, PolicyWithdrawn, WithdrawPolicy
from rules.admission import refuse
from rules.country.obligations import obligations
from rules.country.opening import may_open, opening_day
from rules.policy_change import deciding


def apply(state: CountryReviewState, command: ApplyPolicy, today: date) -> tuple[PolicyApplied, ...]:
    """Take a new version of the policy."""
    return deciding.apply(state, command, today, check=check)


def withdraw(state: CountryReviewState, command: WithdrawPolicy, today: date) -> tuple[PolicyWithdrawn, ...]:
    """Take the last version back."""
    return deciding.withdraw(state, command, today, check=check)


def fold_applied(state: CountryReviewState, event: PolicyApplied, on: date) -> CountryReviewState:
    """The new rules hold."""
    return deciding.fold_applied(state, event, on, owed=obligations)


def fold_withdrawn(state: CountryReviewState, event: PolicyWithdrawn, on: date) -> CountryReviewState:
    """The rules before hold again."""
    return deciding.fold_withdrawn(state, event, on, owed=obligations)


def check(before: CountryReviewState, after: CountryReviewState, today: date) -> None:
    """Refuse other rules by which a phase would open at once that is held back, or not due to open, now."""
    opening = sorted(_opening(after, today) - _opening(before, today))
    if opening:
        phases = " and ".join(str(phase) for phase in opening)
        refuse(
            "policy_would_advance",
            f"phase {phases} of {before.state} would open by it at once: open it by open_next_phase, then apply.",
        )


def _opening(state: CountryReviewState, today: date) -> set[int]:
    """The phases that the calendar opens today."""
    return {
        plan.phase
        for plan in state.phases
        if plan.opened_on is None and opening_day(state, plan) <= today and may_open(state, plan)
    }
