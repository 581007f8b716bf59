"""Observers at the Conference under rule 17 (domain.md 6.2, CONFIRMED [S7]).

Who is in consultative status applies to the Bureau and is admitted unless the Conference decides otherwise. Of the
others a list is circulated at least thirty days before the Conference: no objection means admission, an objection sends
the case to the Conference, where a simple majority decides ([S28]). No clock admits anybody: an act records it.
"""

from collections.abc import Callable, Iterable
from datetime import date

from models.conference import commands as c
from models.conference import events as e
from models.conference.observers import ObserverApplication, ObserverReason, ObserverStatus
from models.conference.state import ConferenceState
from models.dialogue.application import Objection
from models.people import Role
from rules.admission import refuse
from rules.calendar.vienna import end_of_day
from rules.conference.turn import DAY, Turn, check_own_state, last_list_day

DECLINABLE = (ObserverReason.INCOMPLETE, ObserverReason.DUPLICATE)
"""Why the Secretariat may decline: for want of what a list has to say. Whether to admit is not for it."""

APPLIES_AGAIN = frozenset({ObserverStatus.WITHDRAWN, ObserverStatus.DECLINED})
"""Who stands so may apply again; who came too late, when the Conference was moved and it is in time now."""


def apply(state: ConferenceState, command: c.ApplyForObserverStatus, turn: Turn) -> tuple[e.Event, ...]:
    """Take an application in; one that comes too late is kept, and its outcome says so."""
    applicant = command.applicant
    _check_own(command.actor.role, command.actor.person, applicant.stakeholder)
    if applicant.kind not in state.eligible_kinds:
        kinds = ", ".join(state.eligible_kinds)
        refuse("kind_not_eligible", f"rule 17 is for {kinds}; a constructive dialogue is open to others too.")
    last = state.starts - DAY if applicant.is_observer else last_list_day(state)
    in_time = turn.now < end_of_day(last)
    before = state.observer(applicant.stakeholder)
    again = APPLIES_AGAIN | {ObserverStatus.LATE} if in_time else APPLIES_AGAIN
    if before is not None and before.status not in again:
        refuse("already_applied", f"{before.id} ({before.status}) is this account's application; it needs no other.")
    application = ObserverApplication(
        id=f"o-{len(state.observers) + 1}",
        receipt=turn.receipt,
        applicant=applicant,
        statement=command.statement,
        submitted_at=turn.now,
    )
    if in_time:
        return (e.ObserverApplied(application=application),)
    late = {"status": ObserverStatus.LATE, "reason": ObserverReason.APPLIED_LATE, "decided_on": turn.today}
    return (e.ObserverAppliedLate(application=application.model_copy(update=late), last_day=last),)


def withdraw(state: ConferenceState, command: c.WithdrawObserverApplication, turn: Turn) -> tuple[e.Event, ...]:
    """An applicant takes it back, or gives its status up."""
    application = _of(state, command.application)
    _check_own(turn.actor.role, turn.actor.person, application.applicant.stakeholder)
    if application.has_outcome and application.status is not ObserverStatus.ADMITTED:
        refuse("already_decided", f"{application.id} is {application.status}; there is nothing to withdraw.")
    return (e.ObserverWithdrawn(application=application.id),)


def decline(state: ConferenceState, command: c.DeclineObservers, turn: Turn) -> tuple[e.Event, ...]:
    """The Secretariat declines what cannot be put on a list."""
    del turn
    if command.reason not in DECLINABLE:
        refuse("reason_not_yours", f"the Secretariat can decline as {' or '.join(DECLINABLE)}; the rest is for others.")
    chosen = tuple(_of(state, each) for each in dict.fromkeys(command.applications))
    for each in chosen:
        _check_open(each)
        if each.status is not ObserverStatus.SUBMITTED:
            refuse("already_listed", f"{each.id} is on a list; it is decided by the States now.")
    return (e.ObserversDeclined(applications=tuple(each.id for each in chosen), reason=command.reason),)


def circulate(state: ConferenceState, command: c.CirculateObservers, turn: Turn) -> tuple[e.Event, ...]:
    """Circulate a list at least thirty days before the Conference."""
    last = last_list_day(state)
    if turn.today > last:
        refuse("list_too_late", f"a list had to be circulated by {last}; the Conference itself can decide on the rest.")
    if not turn.today < command.window_ends < state.starts:
        refuse("bad_window", f"name a last day for objections after today and before {state.starts}.")
    chosen = _chosen(state, command.applications, _is_to_be_listed)
    for each in chosen:
        _check_open(each)
        if each.status is not ObserverStatus.SUBMITTED:
            refuse("already_listed", f"{each.id} is on the list of {each.listed_on}.")
    if not chosen:
        refuse("nothing_to_list", "no application waits for a list.")
    return (e.ObserversCirculated(window_ends=command.window_ends, applications=tuple(each.id for each in chosen)),)


def raise_objection(state: ConferenceState, command: c.ObjectToObserver, turn: Turn) -> tuple[e.Event, ...]:
    """A State objects within the window."""
    check_own_state(command, command.state)
    if command.state not in state.parties:
        refuse("unknown_state", f"{command.state} is no party, and cannot object.")
    application = _of(state, command.application)
    _check_open(application)
    if application.window_ends is None:
        refuse("not_listed", f"{application.id} is on no list; in consultative status, the Conference can decide.")
    if turn.now >= end_of_day(application.window_ends):
        refuse("window_closed", f"objections were possible until {application.window_ends}.")
    if any(each.state == command.state for each in application.standing_objections):
        refuse("already_objected", f"{command.state} objects to {application.id} already.")
    return (e.ObserverObjected(application=application.id, by=command.state, note=command.note),)


def withdraw_objection(state: ConferenceState, command: c.WithdrawObserverObjection, turn: Turn) -> tuple[e.Event, ...]:
    """A State takes its objection back."""
    del turn
    check_own_state(command, command.state)
    application = _of(state, command.application)
    _check_open(application)
    if all(each.state != command.state for each in application.standing_objections):
        refuse("no_objection", f"{command.state} does not object to {application.id}.")
    return (e.ObserverObjectionWithdrawn(application=application.id, by=command.state),)


def admit(state: ConferenceState, command: c.AdmitObservers, turn: Turn) -> tuple[e.Event, ...]:
    """Record who is admitted without a vote."""
    chosen = _chosen(state, command.applications, lambda each: _may_be_admitted(each, turn))
    for each in chosen:
        _check_open(each)
        if each.status is ObserverStatus.DISPUTED:
            refuse("objection_stands", f"a State objects to {each.id}: the Conference decides.")
        if each.status is ObserverStatus.SUBMITTED and not each.applicant.is_observer:
            refuse("not_listed", f"{each.id} has to be on a list first: nobody could object yet.")
        if not _may_be_admitted(each, turn):
            refuse("window_open", f"objections to {each.id} are possible until {each.window_ends}.")
    if not chosen:
        refuse("nothing_to_admit", "nobody can be admitted now: windows are open, or objections stand.")
    listed = tuple(each.id for each in chosen if each.status is ObserverStatus.LISTED)
    others = tuple(each.id for each in chosen if each.status is not ObserverStatus.LISTED)
    by_reason = ((others, ObserverReason.CONSULTATIVE_STATUS), (listed, ObserverReason.NO_OBJECTION))
    return tuple(e.ObserversAdmitted(applications=ids, reason=reason) for ids, reason in by_reason if ids)


def decide(state: ConferenceState, command: c.DecideObserver, turn: Turn) -> tuple[e.Event, ...]:
    """Record a vote: who is in consultative status is in unless most are against, the others if most are for."""
    application = _of(state, command.application)
    if turn.today < state.starts:
        refuse("conference_not_begun", f"the Conference votes when it sits, from {state.starts} on.")
    is_in_by_status = application.applicant.is_observer and application.listed_on is None
    if not (application.status is ObserverStatus.ADMITTED and is_in_by_status):
        _check_open(application)
    votes = command.votes
    if votes.in_favour + votes.against == 0:
        refuse("nobody_voted", "enter the votes in favour and against: a majority of those voting decides.")
    is_in = votes.against <= votes.in_favour if is_in_by_status else votes.in_favour > votes.against
    return (
        e.ObserverDecided(
            application=application.id,
            status=ObserverStatus.ADMITTED if is_in else ObserverStatus.NOT_ADMITTED,
            reason=ObserverReason.VOTED_IN if is_in else ObserverReason.VOTED_OUT,
            votes=votes,
            objecting=tuple(each.state for each in application.standing_objections),
            note=command.note,
        ),
    )


def fold_applied(state: ConferenceState, event: e.ObserverApplied | e.ObserverAppliedLate) -> ConferenceState:
    """One more."""
    return _with(state, (event.application,))


def fold_withdrawn(state: ConferenceState, event: e.ObserverWithdrawn, on: date) -> ConferenceState:
    """Taken back."""
    return _settled(state, (event.application,), ObserverStatus.WITHDRAWN, ObserverReason.WITHDRAWN_BY_APPLICANT, on)


def fold_declined(state: ConferenceState, event: e.ObserversDeclined, on: date) -> ConferenceState:
    """Declined before it was on a list."""
    return _settled(state, event.applications, ObserverStatus.DECLINED, event.reason, on)


def fold_circulated(state: ConferenceState, event: e.ObserversCirculated, on: date) -> ConferenceState:
    """On a list."""
    update = {"status": ObserverStatus.LISTED, "listed_on": on, "window_ends": event.window_ends}
    return _with(state, (state.observers[each].model_copy(update=update) for each in event.applications))


def fold_objected(state: ConferenceState, event: e.ObserverObjected, on: date) -> ConferenceState:
    """Disputed."""
    application = state.observers[event.application]
    objections = (*application.objections, Objection(state=event.by, note=event.note, on=on))
    return _with(
        state,
        (application.model_copy(update={"status": ObserverStatus.DISPUTED, "objections": objections}),),
    )


def fold_objection_withdrawn(state: ConferenceState, event: e.ObserverObjectionWithdrawn, on: date) -> ConferenceState:
    """On the list again, if it was the last objection."""
    application = state.observers[event.application]
    objections = tuple(
        each.model_copy(update={"withdrawn_on": on}) if each.state == event.by and each.stands else each
        for each in application.objections
    )
    changed = application.model_copy(update={"objections": objections})
    if not changed.standing_objections:
        changed = changed.model_copy(update={"status": ObserverStatus.LISTED})
    return _with(state, (changed,))


def fold_admitted(state: ConferenceState, event: e.ObserversAdmitted, on: date) -> ConferenceState:
    """In."""
    return _settled(state, event.applications, ObserverStatus.ADMITTED, event.reason, on)


def fold_decided(state: ConferenceState, event: e.ObserverDecided, on: date) -> ConferenceState:
    """In or out, by vote."""
    state = _settled(state, (event.application,), event.status, event.reason, on)
    return _with(state, (state.observers[event.application].model_copy(update={"votes": event.votes}),))


def _is_to_be_listed(application: ObserverApplication) -> bool:
    return application.status is ObserverStatus.SUBMITTED and not application.applicant.is_observer


def _may_be_admitted(application: ObserverApplication, turn: Turn) -> bool:
    if application.status is ObserverStatus.SUBMITTED:
        return application.applicant.is_observer
    ends = application.window_ends
    return application.status is ObserverStatus.LISTED and ends is not None and turn.now >= end_of_day(ends)


def _chosen(
    state: ConferenceState, named: tuple[str, ...], otherwise: Callable[[ObserverApplication], bool]
) -> tuple[ObserverApplication, ...]:
    if named:
        return tuple(_of(state, each) for each in dict.fromkeys(named))
    return tuple(each for each in state.observers.values() if otherwise(each))


def _of(state: ConferenceState, application: str) -> ObserverApplication:
    if application not in state.observers:
        refuse("unknown_application", f"{application} is no application for observer status here.")
    return state.observers[application]


def _check_open(application: ObserverApplication) -> None:
    if application.has_outcome:
        refuse("already_decided", f"{application.id} is {application.status} since {application.decided_on}.")


def _check_own(role: Role, person: str | None, stakeholder: str) -> None:
    if role is Role.STAKEHOLDER and person != stakeholder:
        refuse("not_your_application", "a stakeholder acts on its own application only.")


def _settled(
    state: ConferenceState, ids: Iterable[str], status: ObserverStatus, reason: ObserverReason, on: date
) -> ConferenceState:
    update = {"status": status, "reason": reason, "decided_on": on}
    return _with(state, (state.observers[each].model_copy(update=update) for each in ids))


def _with(state: ConferenceState, changed: Iterable[ObserverApplication]) -> ConferenceState:
    return state.model_copy(update={"observers": {**state.observers, **{each.id: each for each in changed}}})
