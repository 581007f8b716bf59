"""The year of a membership, to the second: reminded of by the calendar, renewed by the member, lapsed by the unit."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models.engagement.hub import commands as c
from models.engagement.hub.member import HubReason, MemberStatus, Renewal
from models.event import Reminder
from models.notices import RecipientKind
from rules.engagement.aggregate import ENGAGEMENT
from rules.engagement.obligations import obligations
from tests.rules.engagement.build import UNIT, account, stakeholder
from tests.rules.engagement.hub.build import (
    JOINED,
    MEMBER,
    OTHER_OFFICER,
    YEAR_ENDS,
    appealed,
    applied,
    at,
    hub,
    join,
    joined,
    one,
    owed,
    publish,
    suspended,
    told,
)

MINE = account(MEMBER)
FELL_DUE = date(2028, 1, 10)
"""Sixty days before the year ends."""
REMINDED_AT = datetime(2028, 1, 9, 23, tzinfo=UTC)
"""The beginning of that day in Vienna, where it is winter."""
ENDS_AT = datetime(2028, 3, 10, 23, tzinfo=UTC)
"""The end of the year's last day in Vienna."""
SECOND = timedelta(seconds=1)
RENEW = c.RenewMembership(actor=stakeholder(MEMBER), command_id="c-1", member=MINE, accepts=1)
LAPSE = c.LapseMembership(actor=UNIT, command_id="c-1", members=(MINE,))


@pytest.mark.parametrize(
    ("now", "happens"),
    [
        (REMINDED_AT - SECOND, "too_early_to_renew"),
        (REMINDED_AT, "membership_renewed"),
        (ENDS_AT - SECOND, "membership_renewed"),
        (ENDS_AT, "membership_renewed"),
        (ENDS_AT + timedelta(days=100), "membership_renewed"),
    ],
    ids=["the second before", "sixty days before", "last second", "late", "very late"],
)
def test_a_membership_is_renewed_from_sixty_days_before_until_it_lapses(now: datetime, happens: str) -> None:
    assert at(joined(), now, RENEW) == happens


@pytest.mark.parametrize(
    ("now", "happens"),
    [(ENDS_AT - SECOND, "year_not_over"), (ENDS_AT, "memberships_lapsed"), (ENDS_AT + SECOND, "memberships_lapsed")],
    ids=["the second before", "at midnight", "the second after"],
)
def test_a_membership_lapses_after_its_day(now: datetime, happens: str) -> None:
    assert at(joined(), now, LAPSE) == happens


def test_the_calendar_says_when_a_year_ends_soon_and_when_it_is_over_and_nothing_else() -> None:
    story = joined()

    assert ENGAGEMENT.wake_at(story.state) == REMINDED_AT
    brought = [(day, event) for day, event in story.by_calendar(date(2028, 4, 30)) if not isinstance(event, Reminder)]
    assert [(day, event.type) for day, event in brought] == [
        (FELL_DUE, "renewals_fell_due"),
        (YEAR_ENDS + timedelta(days=1), "renewals_missed"),
    ]
    assert (one(story, MEMBER).status, one(story, MEMBER).renewal) == (MemberStatus.MEMBER, Renewal.MISSED)


def test_only_what_is_due_soon_is_owed() -> None:
    story = joined(1, 2, 3)
    assert owed(story) == set()

    story.by_calendar(FELL_DUE)
    (owes,) = obligations(story.state)
    assert (owes.key, owes.subject, owes.since) == ("renew_membership:2028-03-10", "", FELL_DUE)
    assert owes.due is not None
    assert owes.due.date == YEAR_ENDS


def test_a_member_is_reminded_until_it_renews_and_all_of_one_day_by_one_reminder() -> None:
    story = joined(1, 2, 3)
    story.by_calendar(FELL_DUE)
    assert [who for who, _ in told(story)] == ["s-1", "s-2", "s-3"]
    story.act(c.RenewMembership, stakeholder(1), member="s-1", accepts=1)

    brought = [event for _, event in story.by_calendar(YEAR_ENDS) if isinstance(event, Reminder)]
    assert [each.rung for each in brought] == ["-14", "-3", "due"]
    addressed = ENGAGEMENT.addressed(story.state, brought[-1])
    assert [each.recipient.id for each in addressed] == ["s-2", "s-3"]
    assert {each.recipient.kind for each in addressed} == {RecipientKind.STAKEHOLDER}
    assert {each.told["renew_by"] for each in addressed} == {"2028-03-10"}


def test_a_year_follows_the_other() -> None:
    story = joined()
    story.by_calendar(FELL_DUE)

    story.act(c.RenewMembership, stakeholder(MEMBER), member=MINE, accepts=1)

    member = one(story, MEMBER)
    assert member.renew_by == date(2029, 3, 12), "the tenth is a Saturday"
    assert (member.renewal, member.reason) == (None, HubReason.RENEWED)
    assert owed(story) == set()
    assert hub(story).watched == ()


def test_one_that_is_late_begins_its_year_on_the_day_it_renews() -> None:
    story = joined()
    story.by_calendar(date(2028, 5, 2))

    story.act(c.RenewMembership, stakeholder(MEMBER), member=MINE, accepts=1)
    assert one(story, MEMBER).renew_by == date(2029, 5, 2)


def test_who_renews_accepts_the_version_in_force() -> None:
    story = joined()
    publish(story)
    story.by_calendar(FELL_DUE)
    fields = {"member": MINE}

    assert story.refusal(c.RenewMembership, stakeholder(MEMBER), **fields) == "code_not_accepted"
    assert story.refusal(c.RenewMembership, stakeholder(MEMBER), **fields, accepts=1) == "code_outdated"
    story.act(c.RenewMembership, stakeholder(MEMBER), **fields, accepts=2)
    assert one(story, MEMBER).code == 2


def test_one_that_is_suspended_renews_as_others_do() -> None:
    story = suspended()
    story.by_calendar(FELL_DUE)

    story.act(c.RenewMembership, stakeholder(MEMBER), member=MINE, accepts=1)
    assert one(story, MEMBER).status is MemberStatus.SUSPENDED


def test_a_lapse_is_the_unit_s_act_and_is_told() -> None:
    story = joined(1, 2)
    story.by_calendar(YEAR_ENDS + timedelta(days=1))
    assert owed(story) == {"stakeholder: renew_membership", "civil_society_unit: lapse_membership"}

    assert story.refusal(c.LapseMembership, stakeholder(1), members=("s-1",)) == "not_your_act"
    story.act(c.LapseMembership, UNIT, members=("s-1", "s-2"))

    assert {(each.status, each.reason) for each in hub(story).members.values()} == {
        (MemberStatus.LAPSED, HubReason.NOT_RENEWED)
    }
    assert [who for who, _ in told(story)] == ["s-1", "s-2"]
    assert owed(story) == set()
    join(story, 1)
    assert one(story, 1).status is MemberStatus.MEMBER


@pytest.mark.parametrize(
    ("members", "code"),
    [
        (("s-9",), "unknown_member"),
        ((MINE, MINE), "named_twice"),
        ((MINE,), "year_not_over"),
    ],
)
def test_a_lapse_that_does_not_fit_is_refused(members: tuple[str, ...], code: str) -> None:
    assert joined().refusal(c.LapseMembership, UNIT, members=members) == code


def test_no_membership_lapses_over_an_appeal_that_nobody_has_answered() -> None:
    story = appealed()
    story.by_calendar(YEAR_ENDS + timedelta(days=1))

    assert story.refusal(c.LapseMembership, UNIT, members=(MINE,)) == "appeal_pending"
    story.act(c.DecideAppeal, OTHER_OFFICER, member=MINE, is_granted=False)
    assert story.refusal(c.LapseMembership, UNIT, members=(MINE,)) == "not refused"


def test_who_is_no_member_neither_renews_nor_lapses() -> None:
    story = applied()

    assert story.refusal(c.LapseMembership, UNIT, members=("s-1",)) == "wrong_standing"
    assert story.refusal(c.RenewMembership, stakeholder(1), member="s-1", accepts=1) == "wrong_standing"


def test_members_of_different_days_fall_due_on_their_own() -> None:
    story = joined(1)
    story.on(JOINED + timedelta(days=30))
    join(story, 2)

    brought = story.by_calendar(date(2028, 2, 29))
    assert [event.model_dump()["members"] for _, event in brought if event.type == "renewals_fell_due"] == [
        ("s-1",),
        ("s-2",),
    ]


def test_a_calendar_that_was_slow_says_at_once_that_a_year_is_over() -> None:
    story = joined().on(YEAR_ENDS + timedelta(days=5))

    events = ENGAGEMENT.by_calendar(story.state, ENDS_AT + timedelta(days=5))
    assert [each.type for each in events if not isinstance(each, Reminder)] == ["renewals_missed"]
