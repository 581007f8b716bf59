"""Hubs as they may go: any acts in any order keep what has to hold; five hundred members stay small and quick."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.command import Command
from models.engagement.hub import commands as c
from models.engagement.hub import events as e
from models.engagement.hub.member import DECLINING, SANCTIONING, HubReason, Member, MemberStatus, Paper
from models.engagement.hub.state import ReportOutcome
from models.errors import RuleViolation
from models.event import Reminder
from models.people import Actor
from models.stakeholders import Applicant
from rules.engagement.aggregate import ENGAGEMENT
from rules.engagement.obligations import obligations
from rules.engagement.status import status
from tests.build import document
from tests.rules.engagement.build import UNIT, Engagement, account, applicant, stakeholder
from tests.rules.engagement.hub.build import (
    JOINED,
    OPENED,
    OTHER_OFFICER,
    hub,
    join,
    opened,
    preparing,
    publish,
)
from tests.story import noon

Act = tuple[type[Command], Actor, dict[str, Any]]


def any_act(story: Engagement, chance: Random) -> Act:
    """An act that may fit or not, by whoever may do it or not."""
    part = hub(story)
    number = chance.randint(1, 6)
    name, unit = account(number), chance.choice((UNIT, OTHER_OFFICER))
    who = chance.choice((stakeholder(number), stakeholder(number), stakeholder(chance.randint(1, 6)), unit))
    accepts = chance.choice((part.version, part.version, part.version, 0, max(0, part.version - 1)))
    report = chance.choice([*part.reports, "r-99"])
    missed = tuple(each.id for each in part.members.values() if each.renew_by and each.renew_by < story.today)
    mine: dict[str, Any] = {"member": name}
    acts: list[tuple[float, Act]] = [
        (0.3, (c.PublishCodeOfConduct, UNIT, {"document": document("code")})),
        (6, (c.ApplyForMembership, who, {"applicant": applicant(number), "accepts": accepts})),
        (1, (c.AcceptCodeOfConduct, who, {**mine, "accepts": accepts})),
        (1, (c.RequestPapers, unit, {**mine, "papers": (Paper.STATUTES,)})),
        (1, (c.HandInPapers, who, {**mine, "document": document("statutes")})),
        (4, (c.VerifyOrganisation, unit, {**mine, "document": document("registration")})),
        (6, (c.ApproveMembership, unit, mine)),
        (0.5, (c.DeclineMembership, unit, {**mine, "reason": chance.choice(sorted(DECLINING))})),
        (3, (c.RenewMembership, who, {**mine, "accepts": accepts})),
        (0.5, (c.LapseMembership, unit, {"members": missed or (name,)})),
        (1, (c.ReportAbuse, who, {"against": account(chance.randint(1, 6)), "document": document("report")})),
        (1, (c.DecideReport, unit, {"report": report, "outcome": chance.choice(list(ReportOutcome))})),
        (1, (c.SuspendMember, unit, {**mine, "reason": chance.choice(sorted(SANCTIONING)), "until": story.today})),
        (2, (c.AppealSuspension, who, {**mine, "document": document("appeal")})),
        (2, (c.DecideAppeal, unit, {**mine, "is_granted": chance.random() < 0.5})),
        (0.5, (c.EndSuspension, unit, mine)),
        (0.3, (c.WithdrawMembership, who, mine)),
        (0.1, (c.ExpelMember, unit, {**mine, "reason": HubReason.CODE_BREACHED})),
    ]
    return chance.choices([act for _, act in acts], [weight for weight, _ in acts])[0]


def walked(story: Engagement, chance: Random) -> Iterator[tuple[Act, tuple[str, ...]]]:
    """Do many acts, with time passing in between; for each what it was, and what happened."""
    for _ in range(200):
        act = any_act(story, chance)
        happened: tuple[str, ...] = ()
        with suppress(RuleViolation):
            happened = story.act(act[0], act[1], **act[2])
        if chance.random() < 0.2:
            story.by_calendar(story.today + timedelta(days=chance.randint(1, 60)))
        yield act, happened


def check(story: Engagement) -> None:
    """What holds at every moment of a hub."""
    part = hub(story)
    assert sorted(part.watched) == sorted(each.id for each in part.members.values() if each.is_watched)
    for name, each in part.members.items():
        assert each.id == name
        assert 1 <= each.code <= part.version
        assert (each.suspension is not None) == (each.status is MemberStatus.SUSPENDED)
        assert each.is_in == (each.renew_by is not None)
        assert (each.ended_on is None) == (each.is_in or each.is_pending)
        assert each.status in {MemberStatus.APPLIED, MemberStatus.INCOMPLETE, MemberStatus.VERIFIED} or each.reason
    assert all((each.outcome is None) == (each.decided_on is None) for each in part.reports.values())


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(seed=st.integers(0, 2**32))
def test_any_acts_in_any_order_keep_what_has_to_hold(seed: int) -> None:
    story = opened()
    accepted: dict[str, int] = {}
    for (_, who, fields), happened in walked(story, Random(seed)):  # noqa: S311 - a walk that can be walked again
        check(story)
        if {"membership_applied", "code_of_conduct_accepted", "membership_renewed"} & set(happened):
            name = fields["applicant"].stakeholder if "applicant" in fields else fields["member"]
            accepted[name] = fields["accepts"]
        if {"membership_approved", "membership_declined", "memberships_lapsed", "appeal_decided"} & set(happened):
            assert who in (UNIT, OTHER_OFFICER), "only a person of the unit decides"
        members = [each for each in hub(story).members.values() if each.is_in]
        assert all(accepted[each.id] == each.code for each in members), "nobody is a member without accepting"
    assert story.rebuilt(preparing().state.model_copy(update={"version": 0})) == story.state


def test_the_walks_come_far() -> None:
    """Walks in which nobody ever joined would prove nothing."""
    happened: Counter[str] = Counter()
    for seed in range(30):
        story = opened()
        for _ in walked(story, Random(seed)):  # noqa: S311 - a walk that can be walked again
            pass
        happened.update({entry.type for entry in story.entries})

    assert {each.type for each in e.EVENTS if not happened[each.type]} == {"hub_wound_up"}


def five_hundred() -> Engagement:
    """A hub to which ten members came on each of fifty days."""
    story = opened()
    for number in range(1, 501):
        join(story.on(JOINED + timedelta(days=number // 10)), number)
    return story


def test_five_hundred_members_stay_small() -> None:
    story = five_hundred()

    one = next(iter(hub(story).members.values()))
    assert len(hub(story).members) == 500
    assert obligations(story.state) == (), "nobody owes anything in the year"
    assert len(one.model_dump_json()) < 350
    empty = len(opened().state.model_dump_json())
    assert len(story.state.model_dump_json()) - empty < 500 * 360
    assert max(len(entry.model_dump_json()) for entry in story.entries[2:]) < 700


def test_an_act_among_five_hundred_members_touches_one() -> None:
    story = five_hundred()
    before = dict(hub(story).members)

    story.act(c.WithdrawMembership, stakeholder(250), member=account(250))
    assert [name for name, each in hub(story).members.items() if each is not before[name]] == [account(250)]


def test_the_year_of_five_hundred_members_is_fifty_days_of_reminders() -> None:
    """One word of the calendar for each day's members, one reminder for all that owe by the same day."""
    story = five_hundred()

    brought = [event for _, event in story.by_calendar(date(2028, 3, 9))]
    due = [event for event in brought if isinstance(event, e.RenewalsFellDue)]
    assert sum(len(event.members) for event in due) == 500
    assert len(due) < 52
    assert len({each.key for each in brought if isinstance(each, Reminder)}) < 52
    assert len(obligations(story.state)) < 52
    assert len(ENGAGEMENT.addressed(story.state, due[-1])) == len(due[-1].members)


def test_only_watched_members_are_looked_at_for_what_is_owed() -> None:
    """A member that nobody watches is not even read: there is none under its name."""
    story = five_hundred()
    story.act(c.PublishCodeOfConduct, UNIT, document=document("code-2"))
    part = hub(story)
    state = story.state.model_copy(update={"hub": part.model_copy(update={"members": {}})})

    assert obligations(state) == ()


def test_members_that_came_before_any_watch_are_counted_all_the_same() -> None:
    story = five_hundred()

    counted = status(story.state).counts
    assert (counted["members"], counted["is_member"], counted["applications"]) == (500, 500, 0)


def test_a_member_is_read_as_it_was_written() -> None:
    member = Member(applicant=Applicant.model_validate(applicant(1)), receipt="R-1", applied_on=OPENED, code=1)

    assert Member.model_validate_json(member.model_dump_json()) == member
    assert set(member.model_dump()) == {"applicant", "receipt", "applied_on", "status", "code"}


def test_the_calendar_of_five_hundred_wakes_for_the_first_of_them() -> None:
    story = five_hundred()
    publish(story)

    wake = ENGAGEMENT.wake_at(story.state)
    assert wake is not None
    assert wake < noon(date(2028, 1, 10)) < wake + timedelta(days=1)
