"""The Extended Bureau decides who is let in, when the window is over; nobody is approved by a clock (domain.md 6.2)."""

from collections.abc import Iterable

from models.dialogue import commands as c
from models.dialogue import events as e
from models.dialogue.application import Application, ApplicationStatus, OutcomeReason
from models.dialogue.state import DialogueStage, DialogueState
from models.policy import ObjectionRule
from rules.admission import refuse
from rules.dialogue.objecting import is_always_in
from rules.dialogue.turn import Turn, application, check_each_once, with_applications

DECLINED_FOR = frozenset(
    {
        OutcomeReason.BUREAU_DECISION,
        OutcomeReason.NO_EXPERTISE,
        OutcomeReason.NO_ROOM,
        OutcomeReason.INCOMPLETE,
        OutcomeReason.DUPLICATE,
    }
)
"""Why the Extended Bureau may decline somebody nobody objects to (DESIGN)."""


def approve(state: DialogueState, command: c.ApproveApplications, turn: Turn) -> tuple[e.Event, ...]:
    """Let in those named, or all that nobody's objection holds up."""
    _check_window_over(state, turn)
    check_each_once(command.applications)
    chosen = [_undisputed(state, key) for key in command.applications] or [
        each for each in state.applications.values() if each.status is ApplicationStatus.ELIGIBLE
    ]
    if not chosen:
        refuse("nobody_to_approve", "no application waits for approval without a dispute: decide the disputes.")
    by_reason = (
        (OutcomeReason.NO_OBJECTION, tuple(each.id for each in chosen if not each.standing_objections)),
        (OutcomeReason.OBJECTION_WITHOUT_EFFECT, tuple(each.id for each in chosen if each.standing_objections)),
    )
    events = (e.ApplicationApproved(applications=keys, reason=reason) for reason, keys in by_reason if keys)
    return and_all_decided(state, tuple(events))


def decline(state: DialogueState, command: c.DeclineApplications, turn: Turn) -> tuple[e.Event, ...]:
    """Turn away those named, with the reason that they are told."""
    _check_window_over(state, turn)
    check_each_once(command.applications)
    if command.reason not in DECLINED_FOR:
        reasons = ", ".join(sorted(DECLINED_FOR))
        refuse("reason_unfit", f"{command.reason} is no reason to decline somebody; these are: {reasons}.")
    for key in command.applications:
        found = _undisputed(state, key)
        if is_always_in(state, found):
            refuse(
                "observer_always_in",
                f"{found.id} is an observer's: under {ObjectionRule.RULE17_OBSERVERS_ALWAYS_IN} approve it.",
            )
    declined = e.ApplicationDeclined(applications=command.applications, reason=command.reason)
    return and_all_decided(state, (declined,))


def decide_dispute(state: DialogueState, command: c.DecideDispute, turn: Turn) -> tuple[e.Event, ...]:
    """Decide on an application that a State objects to, as the rule in force says.

    Where observers are always in, none is disputed: objections to them are recorded without effect, and the rule cannot
    change while an objection waits (`rules.policy_change.constructive_dialogue`).
    """
    _check_window_over(state, turn)
    found = application(state, command.application)
    if found.status is not ApplicationStatus.DISPUTED:
        refuse("not_disputed", f"{found.id} is {found.status}: no dispute about it waits for a decision.")
    decided = e.DisputeDecided(
        application=found.id,
        is_approved=command.is_approved,
        reason=_reason(state, found, command),
        rule=state.procedure.policy.cd_objection_rule.value,
        objecting=tuple(each.state for each in found.standing_objections),
        votes=command.votes,
        note=command.note,
    )
    return and_all_decided(state, (decided,))


def and_all_decided(state: DialogueState, events: tuple[e.Event, ...]) -> tuple[e.Event, ...]:
    """Return the events, and that everything is decided if they leave nothing on the list undecided."""
    listed = set(_undecided(state))
    is_out = state.stage is DialogueStage.OBJECTION_WINDOW
    for event in events:
        match event:
            case e.ListCirculated():
                is_out, listed = True, set(event.applications)
            case e.ApplicationApproved() | e.ApplicationDeclined():
                listed.difference_update(event.applications)
            case e.DisputeDecided() | e.ApplicationWithdrawn():
                listed.discard(event.application)
            case _:
                pass
    return events if listed or not is_out else (*events, e.ApplicationsDecided())


def fold_approved(state: DialogueState, event: e.ApplicationApproved, turn: Turn) -> DialogueState:
    """Let them in."""
    return _decided(state, event.applications, ApplicationStatus.APPROVED, event.reason, turn)


def fold_declined(state: DialogueState, event: e.ApplicationDeclined, turn: Turn) -> DialogueState:
    """Turn them away."""
    return _decided(state, event.applications, ApplicationStatus.DECLINED, event.reason, turn)


def fold_dispute(state: DialogueState, event: e.DisputeDecided, turn: Turn) -> DialogueState:
    """Keep the decision with its votes."""
    status = ApplicationStatus.APPROVED if event.is_approved else ApplicationStatus.DECLINED
    decided = _decided(state, (event.application,), status, event.reason, turn)
    return with_applications(decided, (event.application,), votes=event.votes)


def _decided(
    state: DialogueState, keys: Iterable[str], status: ApplicationStatus, reason: OutcomeReason, turn: Turn
) -> DialogueState:
    return with_applications(state, keys, status=status, reason=reason, decided_on=turn.today)


def _undecided(state: DialogueState) -> Iterable[str]:
    return (key for key, each in state.applications.items() if not each.is_decided)


def _check_window_over(state: DialogueState, turn: Turn) -> None:
    if state.window_ends is not None and turn.today <= state.window_ends:
        refuse(
            "window_open", f"States can object until {state.window_ends}, midnight in Vienna: decide when that is over."
        )


def _undisputed(state: DialogueState, key: str) -> Application:
    found = application(state, key)
    if found.status is ApplicationStatus.DISPUTED:
        refuse("application_disputed", f"a State objects to {found.id}: decide the dispute (decide_dispute).")
    if found.status is not ApplicationStatus.ELIGIBLE:
        refuse("not_to_be_decided", f"{found.id} is {found.status}, and waits for no decision.")
    return found


def _reason(state: DialogueState, found: Application, command: c.DecideDispute) -> OutcomeReason:
    """The reason that the decision has under the rule in force; refuses what that rule does not allow."""
    rule, votes = state.procedure.policy.cd_objection_rule, command.votes
    if rule is ObjectionRule.VOTE_SIMPLE_MAJORITY:
        if votes is None or votes.in_favour + votes.against == 0:
            refuse("votes_needed", f"{found.id} is decided by a vote: enter the votes in favour and against.")
        if command.is_approved != (votes.in_favour > votes.against):
            refuse(
                "not_the_majority",
                f"{votes.in_favour} in favour and {votes.against} against: an application is let in by more votes in "
                "favour than against, and by nothing else.",
            )
        return OutcomeReason.VOTED_IN if command.is_approved else OutcomeReason.VOTED_OUT
    if votes is not None:
        refuse("no_vote_here", f"under {rule} nobody votes on {found.id}: leave the votes out.")
    if rule is ObjectionRule.SINGLE_OBJECTION_BLOCKS:
        if command.is_approved:
            refuse("objection_blocks", f"under {rule} {found.id} cannot be let in while an objection to it stands.")
        return OutcomeReason.OBJECTION_BLOCKS
    return OutcomeReason.OBJECTION_OVERRULED if command.is_approved else OutcomeReason.OBJECTION_UPHELD
