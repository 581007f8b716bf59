"""A new version of the policy in the cycle itself: what opens later begins under it.

Who reviews whom is decided by the drawing of lots, under the rules that were sealed with it and are public. From its
opening until it is void, the switches of the draw stay as they are: a change would hold here and not there. A cycle
that was drawn from a seed draws newcomers by its own policy, and takes any change.
"""

from datetime import date

from models.cycle.state import ReviewCycleState
from models.lots import LotsPolicy
from models.policy_change import ApplyPolicy, PolicyApplied, PolicyWithdrawn, WithdrawPolicy
from rules.admission import refuse
from rules.cycle.obligations import obligations
from rules.policy_change import deciding

OF_THE_DRAWING = (*LotsPolicy.model_fields, "redraw_limit")
"""Switches that a drawing of lots has in its own state."""


def apply(state: ReviewCycleState, command: ApplyPolicy, today: date) -> tuple[PolicyApplied, ...]:
    """Take a new version of the policy."""
    return deciding.apply(state, command, today, check=check)


def withdraw(state: ReviewCycleState, command: WithdrawPolicy, today: date) -> tuple[PolicyWithdrawn, ...]:
    """Take the last version back."""
    return deciding.withdraw(state, command, today, check=check)


def fold_applied(state: ReviewCycleState, event: PolicyApplied, on: date) -> ReviewCycleState:
    """The new rules hold."""
    return deciding.fold_applied(state, event, on, owed=obligations)


def fold_withdrawn(state: ReviewCycleState, event: PolicyWithdrawn, on: date) -> ReviewCycleState:
    """The rules before hold again."""
    return deciding.fold_withdrawn(state, event, on, owed=obligations)


def check(before: ReviewCycleState, after: ReviewCycleState, today: date) -> None:
    """Refuse other rules for a draw that has its own."""
    del today
    was, now = before.procedure.policy, after.procedure.policy
    other = [name for name in OF_THE_DRAWING if getattr(was, name) != getattr(now, name)]
    if other and before.drawing_id is not None:
        refuse(
            "policy_in_use",
            f"{before.drawing_id} decides who reviews whom by the {', '.join(other)} that was sealed: enter what "
            "changes other rules as a version of its own.",
        )
