"""A new version of the policy in a country review, which takes any: what it governs is when phases open.

A phase that was held back may open by it, or one that was not due yet; the calendar opens phases as it always does, and
a preview says so. That moves no review on: a phase that has opened is scheduled, and the Secretariat launches it.
Without that, the rule could never be eased where it holds anything back, for such a phase cannot be opened by hand. A
phase that is open stays so.
"""

from datetime import date

from models.country.state import CountryReviewState
from models.policy_change import ApplyPolicy, PolicyApplied, PolicyWithdrawn, WithdrawPolicy
from rules.country.obligations import obligations
from rules.policy_change import deciding


def apply(state: CountryReviewState, command: ApplyPolicy, today: date) -> tuple[PolicyApplied, ...]:
    """Take a new version of the policy."""
    return deciding.apply(state, command, today)


def withdraw(state: CountryReviewState, command: WithdrawPolicy, today: date) -> tuple[PolicyWithdrawn, ...]:
    """Take the last version back."""
    return deciding.withdraw(state, command, today)


def fold_applied(state: CountryReviewState, event: PolicyApplied, on: date) -> CountryReviewState:
    """The new rules hold."""
    return deciding.fold_applied(state, event, on, owed=obligations)


def fold_withdrawn(state: CountryReviewState, event: PolicyWithdrawn, on: date) -> CountryReviewState:
    """The rules before hold again."""
    return deciding.fold_withdrawn(state, event, on, owed=obligations)
