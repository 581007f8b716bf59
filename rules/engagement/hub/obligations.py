"""Whose move a hub is. Only members because of which anybody owes anything are looked at (`HubState.watched`).

What many members owe by one day is one obligation with one reminder: `owing` says whose it is. Hundreds of them would
stand in every answer.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from models.engagement.hub.member import Member, MemberStatus, Renewal
from models.engagement.hub.state import HubStage, HubState
from models.engagement.state import EngagementState
from models.obligations import DueDate, Obligation, Owner
from models.people import Role
from rules.calendar.due import calendar_date
from rules.engagement.hub.conduct import has_open_appeal
from rules.engagement.hub.renewing import reminded_on
from rules.engagement.hub.standing import hub_of

UNIT = Owner(role=Role.CIVIL_SOCIETY_UNIT)
ORGANISATIONS = Owner(role=Role.STAKEHOLDER)


def obligations(state: EngagementState) -> tuple[Obligation, ...]:
    """Return what has to be done now."""
    return tuple(_all(state))


def owing(state: EngagementState, key: str) -> tuple[Member, ...]:
    """Return the members that owe what the obligation `key` says; none for one of the unit."""
    hub = hub_of(state)
    duty, _, about = key.partition(":")
    match duty:
        case "hand_in_papers":
            return _with(hub, MemberStatus.INCOMPLETE)
        case "accept_code_of_conduct":
            return _with_old_code(hub)
        case "renew_membership":
            return tuple(each for each in _renewing(hub) if str(each.renew_by) == about)
        case _:
            return ()


def _all(state: EngagementState) -> Iterator[Obligation]:
    hub = hub_of(state)
    if hub.stage is HubStage.PREPARING:
        yield _duty("publish_code_of_conduct", UNIT, since=state.first_day)
        return
    yield from _of_applications(hub)
    yield from _of_years(state, hub)
    yield from _of_conduct(state, hub)


def _of_applications(hub: HubState) -> Iterator[Obligation]:
    old = {each.id for each in _with_old_code(hub)}
    ready = [each for each in _with(hub, MemberStatus.VERIFIED) if each.id not in old]
    for duty, owner, members in (
        ("verify_organisation", UNIT, _with(hub, MemberStatus.APPLIED)),
        ("hand_in_papers", ORGANISATIONS, _with(hub, MemberStatus.INCOMPLETE)),
        ("accept_code_of_conduct", ORGANISATIONS, _with_old_code(hub)),
        ("approve_membership", UNIT, ready),
    ):
        if members:
            yield _duty(duty, owner, since=min(each.applied_on for each in members), subject=_only(members))


def _of_years(state: EngagementState, hub: HubState) -> Iterator[Obligation]:
    renewing = _renewing(hub)
    for day in sorted({each.renew_by for each in renewing if each.renew_by}):
        theirs = [each for each in renewing if each.renew_by == day]
        yield _duty(
            "renew_membership",
            ORGANISATIONS,
            since=reminded_on(day),
            subject=_only(theirs),
            about=str(day),
            due=_exactly(state, day, "the last day of the membership's year"),
        )
    missed = [each for each in renewing if each.renewal is Renewal.MISSED]
    if missed:
        since = min(each.renew_by for each in missed if each.renew_by) + timedelta(days=1)
        yield _duty("lapse_membership", UNIT, since=since, subject=_only(missed))


def _of_conduct(state: EngagementState, hub: HubState) -> Iterator[Obligation]:
    for report in hub.reports.values():
        if report.outcome is None:
            yield _duty("decide_report", UNIT, since=report.on, subject=report.id, about=report.id)
    for each in _watched(hub):
        if each.suspension is None:
            continue
        appeal, until = each.suspension.appeal, each.suspension.until
        if appeal is not None and has_open_appeal(each):
            yield _duty("decide_appeal", UNIT, since=appeal.on, subject=each.id, about=each.id)
        elif until is not None:
            due = calendar_date(state.procedure, until, event="the day until which the suspension is meant to last")
            yield _duty("end_suspension", UNIT, since=each.suspension.on, subject=each.id, about=each.id, due=due)


def _watched(hub: HubState) -> tuple[Member, ...]:
    return tuple(hub.members[each] for each in hub.watched)


def _with(hub: HubState, status: MemberStatus) -> tuple[Member, ...]:
    return tuple(each for each in _watched(hub) if each.status is status)


def _with_old_code(hub: HubState) -> tuple[Member, ...]:
    """Applicants that have to accept a version that came after their application."""
    return tuple(each for each in _watched(hub) if each.is_pending and each.code != hub.version)


def _renewing(hub: HubState) -> tuple[Member, ...]:
    return tuple(each for each in _watched(hub) if each.renewal is not None)


def _only(members: Iterable[Member]) -> str:
    """The member that a duty is about, if it is about one."""
    names = [each.id for each in members]
    return names[0] if len(names) == 1 else ""


def _duty(
    duty: str, owner: Owner, *, since: date, subject: str = "", about: str = "", due: DueDate | None = None
) -> Obligation:
    key = f"{duty}:{about}" if about else duty
    return Obligation(key=key, duty=duty, action=duty, owner=owner, subject=subject, since=since, due=due)


def _exactly(state: EngagementState, day: date, event: str) -> DueDate:
    """A day that members were told; it was moved to a working day when it was fixed."""
    due = calendar_date(state.procedure, day, event=event)
    return due.model_copy(update={"date": day, "original": day, "derivation": due.derivation[:1]})
