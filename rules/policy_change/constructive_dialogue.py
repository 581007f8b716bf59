"""A new version of the policy in a constructive dialogue: objections are decided under the rule they were raised under.

The rule on objections (domain.md 6.2) says what an objection does from the moment on at which it is raised, so it stays
as long as applications wait to which a State has objected. Dates may move; the day on which a call closes and the
window for objections were told to the applicants and the missions, stand in the state, and do not.
"""

from datetime import date

from models.dialogue.state import DialogueState
from models.policy_change import ApplyPolicy, PolicyApplied, PolicyWithdrawn, WithdrawPolicy
from rules.admission import refuse
from rules.dialogue.obligations import obligations
from rules.dialogue.turn import Turn
from rules.policy_change import deciding


def apply(state: DialogueState, command: ApplyPolicy, turn: Turn) -> tuple[PolicyApplied, ...]:
    """Take a new version of the policy."""
    return deciding.apply(state, command, turn.today, check=check)


def withdraw(state: DialogueState, command: WithdrawPolicy, turn: Turn) -> tuple[PolicyWithdrawn, ...]:
    """Take the last version back."""
    return deciding.withdraw(state, command, turn.today, check=check)


def fold_applied(state: DialogueState, event: PolicyApplied, turn: Turn) -> DialogueState:
    """The new rules hold."""
    return deciding.fold_applied(state, event, turn.today, owed=obligations)


def fold_withdrawn(state: DialogueState, event: PolicyWithdrawn, turn: Turn) -> DialogueState:
    """The rules before hold again."""
    return deciding.fold_withdrawn(state, event, turn.today, owed=obligations)


def check(before: DialogueState, after: DialogueState, today: date) -> None:
    """Refuse another rule on objections while some wait for a decision."""
    del today
    was, now = before.procedure.policy, after.procedure.policy
    waiting = [each.id for each in before.applications.values() if each.standing_objections and not each.is_decided]
    if was.cd_objection_rule is not now.cd_objection_rule and waiting:
        refuse(
            "policy_in_use",
            f"objections to {', '.join(waiting)} were raised under {was.cd_objection_rule}: the rule can change when "
            "they are decided.",
        )
