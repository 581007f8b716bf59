"""New versions of the policy: what the Secretariat does with them on the track of a Conference (domain.md 5, DESIGN).

A version is entered after the Conference's last day, applied from its effective day on, and can be taken back. Applying
and taking back are done by a program that asks every running workflow of the cycle, and each of them decides by its own
rules (`rules.policy_change`). A second round goes to all again: those that have answered say so, and only the others
change. A version that waits keeps its track open.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from models.conference.policy_versions import (
    ApplyPolicyVersion,
    EnterPolicyVersion,
    PolicyApplicationBegun,
    PolicyUndoBegun,
    PolicyVersion,
    PolicyVersionApplied,
    PolicyVersionEntered,
    PolicyVersionUndone,
    RecordPolicyApplied,
    RecordPolicyUndone,
    UndoPolicyVersion,
    VersionStage,
)
from models.conference.state import ConferenceState
from models.directive import Work
from models.obligations import Obligation, Owner
from models.people import Role
from models.tasks import APPLY_POLICY
from rules.admission import refuse
from rules.calendar.due import add_months, calendar_date
from rules.conference.turn import Turn
from rules.policy_change.changing import check_change

FARTHEST_YEARS = 10
"""How long after the Conference a version may come into force: the length of a cycle. Later is a slip of the pen."""

AFTER = frozenset({VersionStage.APPLYING, VersionStage.APPLIED, VersionStage.UNDOING})
"""A version that reviews may be under."""


def enter(state: ConferenceState, command: EnterPolicyVersion, turn: Turn) -> tuple[PolicyVersionEntered, ...]:
    """Enter a version, after the Conference; what it names has to exist, and is checked review by review later."""
    change = command.change
    if turn.today <= state.ends:
        refuse("too_early", f"the Conference sits until {state.ends}: enter what it has decided after that day.")
    if change.effective_on < state.starts:
        refuse("effective_too_early", f"{change.effective_on} lies before the Conference, which began {state.starts}.")
    if change.effective_on > add_months(state.ends, 12 * FARTHEST_YEARS):
        refuse("date_too_far", f"{change.effective_on} is more than {FARTHEST_YEARS} years away; look at the year.")
    check_change(state.procedure, change)
    version = f"{state.number}.{len(state.policy_versions) + 1}"
    return (PolicyVersionEntered(version=version, change=change),)


def apply(state: ConferenceState, command: ApplyPolicyVersion, turn: Turn) -> tuple[PolicyApplicationBegun, ...]:
    """Begin a round of application."""
    found = _idle(state, command.version)
    if turn.today < found.change.effective_on:
        refuse("too_early", f"version {found.version} comes into force on {found.change.effective_on}.")
    return (PolicyApplicationBegun(version=found.version, run=found.runs + 1),)


def undo(state: ConferenceState, command: UndoPolicyVersion, turn: Turn) -> tuple[PolicyUndoBegun, ...]:
    """Begin a round of taking back; one that was never applied is given up in the same way.

    The last that was applied is taken back first, whatever its number: every review would refuse another.
    """
    del turn
    found = _idle(state, command.version)
    later = [each for each in state.policy_versions if _came_after(each, found) and each.stage in AFTER]
    if later:
        last = max(later, key=lambda each: each.place)
        refuse("policy_not_last", f"version {last.version} was applied after {found.version}: take it back first.")
    return (PolicyUndoBegun(version=found.version, run=found.runs + 1, reason=command.reason),)


def record_applied(
    state: ConferenceState, command: RecordPolicyApplied, turn: Turn
) -> tuple[PolicyVersionApplied, ...]:
    """The program has been to every review."""
    del turn
    _check_answer(state, command, VersionStage.APPLYING)
    return (PolicyVersionApplied(**_report(command)),)


def record_undone(state: ConferenceState, command: RecordPolicyUndone, turn: Turn) -> tuple[PolicyVersionUndone, ...]:
    """The program has been to every review."""
    del turn
    _check_answer(state, command, VersionStage.UNDOING)
    return (PolicyVersionUndone(**_report(command)),)


def fold_entered(state: ConferenceState, event: PolicyVersionEntered, on: date) -> ConferenceState:
    """The version waits for its day."""
    entered = PolicyVersion(version=event.version, change=event.change, entered_on=on)
    return state.model_copy(update={"policy_versions": (*state.policy_versions, entered)})


def fold_begun(state: ConferenceState, event: PolicyApplicationBegun | PolicyUndoBegun) -> ConferenceState:
    """The program is at work; a further round for those that refused leaves a version its place."""
    if isinstance(event, PolicyUndoBegun):
        return _with(state, event.version, stage=VersionStage.UNDOING, runs=event.run)
    found, place = _version(state, event.version), 1 + max(each.place for each in state.policy_versions)
    if found.stage is VersionStage.APPLIED:
        place = found.place
    return _with(state, event.version, stage=VersionStage.APPLYING, runs=event.run, place=place)


def fold_reported(
    state: ConferenceState, event: PolicyVersionApplied | PolicyVersionUndone, on: date
) -> ConferenceState:
    """The round is over."""
    update: dict[str, Any] = {"figures": event.figures, "outcome": event.outcome}
    if isinstance(event, PolicyVersionApplied):
        return _with(state, event.version, stage=VersionStage.APPLIED, applied_on=on, **update)
    return _with(state, event.version, stage=VersionStage.UNDONE, undone_on=on, **update)


def work(state: ConferenceState, event: PolicyApplicationBegun | PolicyUndoBegun) -> Work:
    """Return what the program is asked to do; `state` is the state after `event`."""
    found = _version(state, event.version)
    verb = "apply" if isinstance(event, PolicyApplicationBegun) else "undo"
    return Work(
        activity=APPLY_POLICY,
        summary=f"{verb} version {event.version} of the policy: {found.change.title}",
        payload={
            "workflow_id": state.workflow_id,
            "cycle": state.cycle,
            "act": verb,
            "run": event.run,
            "version": event.version,
            "change": found.change.model_dump(mode="json"),
            "reason": event.reason if isinstance(event, PolicyUndoBegun) else "",
        },
    )


def waiting(state: ConferenceState) -> tuple[str, ...]:
    """The versions that keep the track open: not applied yet, or with the program at work."""
    return tuple(
        each.version for each in state.policy_versions if each.stage is VersionStage.ENTERED or each.is_under_way
    )


def check_none_waits(state: ConferenceState) -> None:
    """Refuse to close the track over a version that waits."""
    versions = waiting(state)
    if versions:
        refuse(
            "policy_version_waits",
            f"version {', '.join(versions)} of the policy is not applied: apply it, or give it up by "
            "undo_policy_version, before the track is closed.",
        )


def duties(state: ConferenceState) -> Iterator[Obligation]:
    """Yield what the Secretariat owes to versions: to apply each from its day on."""
    for each in state.policy_versions:
        if each.stage is VersionStage.ENTERED:
            due = calendar_date(state.procedure, each.change.effective_on, event=f"effective day of {each.version}")
            yield Obligation(
                key=f"apply_policy_version:{each.version}",
                duty="apply_policy_version",
                action="apply_policy_version",
                owner=Owner(role=Role.SECRETARIAT),
                subject=each.version,
                since=each.entered_on,
                due=due,
            )


def _idle(state: ConferenceState, version: str) -> PolicyVersion:
    """Return a version on which the program is not at work."""
    found = _version(state, version)
    if found.is_under_way:
        refuse("policy_run_under_way", f"the program is {found.stage} version {version}; it reports by itself.")
    busy = next((each for each in state.policy_versions if each.is_under_way), None)
    if busy is not None:
        refuse("policy_run_under_way", f"the program is {busy.stage} version {busy.version}; one at a time.")
    return found


def _version(state: ConferenceState, version: str) -> PolicyVersion:
    found = next((each for each in state.policy_versions if each.version == version), None)
    if found is None:
        known = ", ".join(each.version for each in state.policy_versions) or "none"
        refuse("unknown_policy_version", f"Conference {state.number} has no version {version}; entered are: {known}.")
    return found


def _check_answer(
    state: ConferenceState, command: RecordPolicyApplied | RecordPolicyUndone, stage: VersionStage
) -> None:
    found = _version(state, command.version)
    if (found.stage, found.runs) != (stage, command.run):
        refuse("not_this_run", f"round {command.run} of version {found.version} is over: it is {found.stage}.")


def _report(command: RecordPolicyApplied | RecordPolicyUndone) -> dict[str, Any]:
    return {name: getattr(command, name) for name in ("version", "run", "figures", "outcome", "refused")}


def _came_after(one: PolicyVersion, other: PolicyVersion) -> bool:
    return one.place > other.place > 0


def _with(state: ConferenceState, version: str, **update: Any) -> ConferenceState:
    versions = tuple(
        each.model_copy(update=update) if each.version == version else each for each in state.policy_versions
    )
    return state.model_copy(update={"policy_versions": versions})
