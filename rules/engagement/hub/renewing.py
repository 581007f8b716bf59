"""The year of a membership: reminded of by the calendar, renewed by the member, lapsed by the unit (domain.md 7.2).

The calendar says only that a year ends soon, and that it has ended. It makes nobody a member and ends no membership: a
member that is late may renew as long as the unit has not recorded the lapse.
"""

from datetime import date, datetime, timedelta

from models.engagement.hub import commands as c
from models.engagement.hub import events as e
from models.engagement.hub.member import MEMBERS, Member, Renewal
from models.engagement.state import EngagementState
from models.event import Event
from rules.admission import refuse
from rules.calendar.vienna import end_of_day, start_of_day
from rules.engagement.hub.conduct import check_no_appeal
from rules.engagement.hub.joining import year_end
from rules.engagement.hub.standing import check_accepted, check_standing, hub_of, known, own
from rules.engagement.turn import Turn

REMINDED_BEFORE = timedelta(days=60)
"""When a member is first told that its year ends, and may renew (DESIGN)."""


A_DAY = timedelta(days=1)


def renew(state: EngagementState, command: c.RenewMembership, turn: Turn) -> tuple[Event, ...]:
    """Renew; the new year follows the old one, or begins today if that is over."""
    hub = hub_of(state)
    member = own(hub, command, command.member)
    check_standing(member, command, MEMBERS)
    following = year_end(state, max(member.renew_by, turn.today)) if member.renew_by else None
    if member.renew_by is None or following is None:
        refuse("no_renewal", f"the rules of this cycle name no year: {member.id} is a member until it leaves.")
    if turn.today < (opens := reminded_on(member.renew_by)):
        refuse("too_early_to_renew", f"the year of {member.id} ends on {member.renew_by}: renew from {opens} on.")
    check_accepted(hub, command.accepts)
    return (e.MembershipRenewed(member=member.id, code=command.accepts, renew_by=following),)


def lapse(state: EngagementState, command: c.LapseMembership, turn: Turn) -> tuple[Event, ...]:
    """Record that memberships ended because nobody renewed them, after their day."""
    hub = hub_of(state)
    if len(set(command.members)) < len(command.members):
        refuse("named_twice", "name each member once.")
    for each in command.members:
        member = known(hub, each)
        check_standing(member, command, MEMBERS)
        check_no_appeal(member)
        if member.renew_by is None or turn.now < end_of_day(member.renew_by):
            refuse(
                "year_not_over", f"the year of {each} ends on {member.renew_by or 'no day'}: it cannot lapse before."
            )
    return (e.MembershipsLapsed(members=command.members),)


def by_calendar(state: EngagementState, turn: Turn) -> tuple[Event, ...]:
    """Say whose year ends soon, and whose is over."""
    due, missed = list[str](), list[str]()
    for each in hub_of(state).members.values():
        if (day := _next_word(each)) is not None and day <= turn.today and each.renew_by is not None:
            (missed if turn.today > each.renew_by else due).append(each.id)
    return (
        *((e.RenewalsFellDue(members=tuple(due)),) if due else ()),
        *((e.RenewalsMissed(members=tuple(missed)),) if missed else ()),
    )


def wake_at(state: EngagementState) -> datetime | None:
    """Return when the calendar next has something to say."""
    days = (_next_word(each) for each in hub_of(state).members.values())
    first = min((day for day in days if day is not None), default=None)
    return start_of_day(first) if first is not None else None


def reminded_on(renew_by: date) -> date:
    """Return the day from which a membership can be renewed."""
    return renew_by - REMINDED_BEFORE


def _next_word(member: Member) -> date | None:
    """The day at the beginning of which the calendar next has something to say of a member."""
    if member.renew_by is None or not member.is_in:
        return None
    match member.renewal:
        case None:
            return reminded_on(member.renew_by)
        case Renewal.DUE_SOON:
            return member.renew_by + A_DAY
        case Renewal.MISSED:
            return None
