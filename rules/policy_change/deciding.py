"""Taking a version of the policy and taking it back: what is the same for every kind of workflow.

A version never moves a review and never contradicts what was done in it: each kind says what would (`Check`), and then
the review refuses the version as a whole and stays as it is. The same check is made when a version is taken back, for
that is a change like any other. The fold is here too; it refuses nothing.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from models.aggregate import AggregateState
from models.obligations import Obligation
from models.policy_change import ApplyPolicy, PolicyApplied, PolicyWithdrawn, WithdrawPolicy
from models.procedure import Procedure
from rules.admission import refuse
from rules.policy_change.changing import changed, named, replaced, restored, with_change

State = TypeVar("State", bound=AggregateState)

Check = Callable[[State, State, date], None]
"""Refuses (`policy_in_use`, `policy_would_advance`): the state, the same under the other rules, today."""

Owed = Callable[[State], Sequence[Obligation]]
"""What is owed in a state."""


def anything(before: AggregateState, after: AggregateState, today: date) -> None:
    """Refuse nothing."""
    del before, after, today


def apply(
    state: State, command: ApplyPolicy, today: date, *, check: Check[State] = anything
) -> tuple[PolicyApplied, ...]:
    """Take a new version of the policy.

    Raises:
        RuleViolation: `policy_applied_already`, `too_early`, `policy_superseded`, what `changed` refuses, or what the
            kind of workflow refuses.
    """
    version, change = command.version, command.change
    if any(each.version == version for each in state.policies):
        refuse("policy_applied_already", f"{state_id(state)} is under version {version} already.")
    if today < change.effective_on:
        refuse("too_early", f"version {version} comes into force on {change.effective_on}; today is {today}.")
    for later in state.policies:
        overlap = named(change) & (set(later.switches) | set(later.lead_times))
        if later.effective_on > change.effective_on and overlap:
            refuse(
                "policy_superseded",
                f"version {later.version}, in force from {later.effective_on} on, has changed "
                f"{', '.join(sorted(overlap))} since: enter what is still wanted as a new version.",
            )
    after = changed(state.procedure, version, change)
    check(state, under(state, after), today)
    return (PolicyApplied(version=version, change=change, sha256_before=state.procedure.sha256, sha256=after.sha256),)


def withdraw(
    state: State, command: WithdrawPolicy, today: date, *, check: Check[State] = anything
) -> tuple[PolicyWithdrawn, ...]:
    """Take the last version back.

    Raises:
        RuleViolation: `policy_not_applied`, `policy_not_last`, or what the kind of workflow refuses.
    """
    version = command.version
    if all(each.version != version for each in state.policies):
        refuse("policy_not_applied", f"{state_id(state)} is not under version {version}.")
    last = state.policies[-1]
    if last.version != version:
        refuse("policy_not_last", f"version {last.version} came after {version}: take it back first.")
    after = restored(state.procedure, last)
    check(state, under(state, after), today)
    return (
        PolicyWithdrawn(
            version=version, reason=command.reason, sha256_before=state.procedure.sha256, sha256=after.sha256
        ),
    )


def fold_applied(state: State, event: PolicyApplied, on: date, *, owed: Owed[State]) -> State:
    """The new rules hold; what they replaced is kept."""
    kept = replaced(state.procedure, event.version, event.change, on)
    after = under(state, with_change(state.procedure, event.version, event.change, sha256=event.sha256))
    after = after.model_copy(update={"policies": (*state.policies, kept)})
    return _told(state, after, on, owed=owed)


def fold_withdrawn(state: State, event: PolicyWithdrawn, on: date, *, owed: Owed[State]) -> State:
    """The rules before hold again; nothing is left of the version but the record."""
    last = state.policies[-1]
    after = under(state, restored(state.procedure, last))
    after = after.model_copy(update={"policies": state.policies[:-1]})
    del event
    return _told(state, after, on, owed=owed)


def under(state: State, procedure: Procedure) -> State:
    """The same state under other rules."""
    return state.model_copy(update={"procedure": procedure})


def state_id(state: AggregateState) -> str:
    """Name the workflow of a state: every kind has an id."""
    return str(getattr(state, "workflow_id", state.cycle))


def _told(before: State, after: State, on: date, *, owed: Owed[State]) -> State:
    """Count a date that has moved as brought to mind today.

    Who owes something is told of the new date by the event itself; a rung that lay between the two dates is not
    climbed as well, so that nobody is called a month late on the day on which a date is moved.
    """
    dates = {each.key: each.due for each in owed(before)}
    moved = {each.key: on for each in owed(after) if each.due is not None and dates.get(each.key) != each.due}
    return after.model_copy(update={"reminded": {**after.reminded, **moved}}) if moved else after
