"""A new version of the policy in a phase review: what it may not change under the hands of those who are at work.

Of the policy, a phase reads the forms of feedback and observations, the quorum of the feedback, and what dates are
counted from; of the lead times, those of its duties. Dates may move at any time, and whatever is withheld has its dates
counted anew when it is released. A form stays as long as submissions in it are on the table: from the first feedback to
the last on an instrument, and from a proposal until it is agreed or sent back. What is complete stays complete.
"""

from datetime import date

from models.phase.stage import Stage
from models.phase.state import PhaseReviewState, Track
from models.policy_change import ApplyPolicy, PolicyApplied, PolicyWithdrawn, WithdrawPolicy
from rules.admission import refuse
from rules.phase.obligations import obligations
from rules.phase.settle import settled
from rules.phase.turn import Turn
from rules.policy_change import deciding

PROPOSING = frozenset({Stage.DRAFTING_OBSERVATIONS, Stage.AGREEING})


def apply(state: PhaseReviewState, command: ApplyPolicy, turn: Turn) -> tuple[PolicyApplied, ...]:
    """Take a new version of the policy."""
    return deciding.apply(state, command, turn.today, check=check)


def withdraw(state: PhaseReviewState, command: WithdrawPolicy, turn: Turn) -> tuple[PolicyWithdrawn, ...]:
    """Take the last version back."""
    return deciding.withdraw(state, command, turn.today, check=check)


def fold_applied(state: PhaseReviewState, event: PolicyApplied, on: date) -> PhaseReviewState:
    """The new rules hold."""
    return deciding.fold_applied(state, event, on, owed=obligations)


def fold_withdrawn(state: PhaseReviewState, event: PolicyWithdrawn, on: date) -> PhaseReviewState:
    """The rules before hold again."""
    return deciding.fold_withdrawn(state, event, on, owed=obligations)


def check(before: PhaseReviewState, after: PhaseReviewState, today: date) -> None:
    """Refuse other rules that contradict what is under way, or that would move the review by themselves."""
    was, now = before.procedure.policy, after.procedure.policy
    if was.feedback_form is not now.feedback_form:
        begun = [track for track in before.tracks if track.stage is Stage.DESK_REVIEW and track.feedback]
        _refuse_in_use(begun, f"feedback has come in, {was.feedback_form}", "all of it has")
    if was.loo_form is not now.loo_form:
        begun = [track for track in before.tracks if track.stage in PROPOSING and track.proposals]
        _refuse_in_use(begun, f"observations are proposed, {was.loo_form}", "they are agreed, or sent back")
    stages = {track.instrument: track.stage for track in before.tracks}
    moved = [track for track in settled(after, today).tracks if track.stage is not stages[track.instrument]]
    if moved:
        stands = ", ".join(f"{track.instrument} would come to {track.stage}" for track in moved)
        refuse("policy_would_advance", f"{stands} by it, and only people move a review on: wait for what is owed now.")


def _refuse_in_use(begun: list[Track], what: str, until: str) -> None:
    if begun:
        instruments = ", ".join(track.instrument for track in begun)
        refuse("policy_in_use", f"on {instruments} {what}: the form can change when {until}.")
