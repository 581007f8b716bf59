"""Conduct in a hub: reports with an outcome, suspensions, appeals to another officer, expulsion."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.engagement.commands import CloseEngagement
from models.engagement.hub import commands as c
from models.engagement.hub.member import SANCTIONING, HubReason, MemberStatus
from models.engagement.hub.state import ReportOutcome
from models.engagement.state import EngagementState
from models.people import SECRETARIAT, SYSTEM
from models.stakeholders import receipt_of
from rules.engagement.obligations import obligations
from rules.engagement.status import is_settled, status
from tests.build import document
from tests.rules.engagement.build import UNIT, account, applicant, stakeholder
from tests.rules.engagement.hub.build import (
    JOINED,
    MEMBER,
    OTHER_OFFICER,
    VICTIM,
    appealed,
    applied,
    hub,
    joined,
    one,
    opened,
    owed,
    preparing,
    publish,
    reported,
    suspended,
    told,
)

MINE, THEIRS = account(MEMBER), account(VICTIM)
BREACH = {"member": MINE, "reason": HubReason.CODE_BREACHED}
REPORT: dict[str, Any] = {"against": MINE, "document": document("report")}


def test_a_member_reports_another_with_a_receipt_that_only_it_gets() -> None:
    story = reported()

    report = hub(story).reports["r-1"]
    receipt = receipt_of(story.state.workflow_id, f"act-{story.acts}")
    assert (report.reporter, report.against, report.receipt) == (THEIRS, MINE, receipt)
    assert told(story) == [(THEIRS, {"report": "r-1", "receipt": receipt})]
    assert owed(story) == {"civil_society_unit: decide_report"}


@pytest.mark.parametrize("outcome", [each for each in ReportOutcome if each is not ReportOutcome.HUB_CLOSED])
def test_whoever_reported_is_told_what_became_of_it(outcome: ReportOutcome) -> None:
    story = reported()

    story.act(c.DecideReport, UNIT, report="r-1", outcome=outcome)
    assert told(story) == [
        (THEIRS, {"report": "r-1", "receipt": hub(story).reports["r-1"].receipt, "outcome": outcome.value})
    ]
    assert owed(story) == set()


@pytest.mark.parametrize(
    ("report", "outcome", "code"),
    [
        ("r-9", ReportOutcome.UPHELD, "unknown_report"),
        ("r-1", ReportOutcome.HUB_CLOSED, "outcome_reserved"),
        ("r-2", ReportOutcome.UPHELD, "already_decided"),
    ],
)
def test_a_report_is_decided_once(report: str, outcome: ReportOutcome, code: str) -> None:
    story = reported()
    story.act(c.ReportAbuse, UNIT, **REPORT)
    story.act(c.DecideReport, UNIT, report="r-2", outcome=ReportOutcome.SETTLED)

    assert story.refusal(c.DecideReport, UNIT, report=report, outcome=outcome) == code


def test_the_unit_reports_too_and_enters_reports_of_members() -> None:
    story = joined(MEMBER, VICTIM)

    story.act(c.ReportAbuse, UNIT, **REPORT)
    assert (hub(story).reports["r-1"].reporter, told(story)) == (None, [])
    story.act(c.ReportAbuse, SECRETARIAT, **REPORT, reporter=THEIRS)
    assert hub(story).reports["r-2"].reporter == THEIRS


@pytest.mark.parametrize(
    ("number", "fields", "code"),
    [
        (9, REPORT, "not_a_member"),
        (VICTIM, {**REPORT, "reporter": account(4)}, "not_your_application"),
        (VICTIM, {**REPORT, "against": "s-9"}, "unknown_member"),
        (VICTIM, {**REPORT, "against": THEIRS}, "against_oneself"),
        (VICTIM, {**REPORT, "against": account(4)}, "wrong_standing"),
    ],
    ids=["no member", "for another", "unknown", "itself", "left"],
)
def test_a_report_is_of_a_member_against_another(number: int, fields: dict[str, Any], code: str) -> None:
    story = joined(MEMBER, VICTIM, 4)
    story.act(c.WithdrawMembership, stakeholder(4), member=account(4))

    assert story.refusal(c.ReportAbuse, stakeholder(number), **fields) == code


def test_a_suspended_member_does_not_report_and_can_be_reported() -> None:
    story = reported()
    story.act(c.SuspendMember, UNIT, member=THEIRS, reason=HubReason.INQUIRY)

    assert story.refusal(c.ReportAbuse, stakeholder(VICTIM), **REPORT) == "not_a_member"
    assert story.refusal(c.ReportAbuse, stakeholder(MEMBER), **{**REPORT, "against": THEIRS}) == "not refused"


def test_a_suspension_says_why_and_until_when() -> None:
    until = JOINED + timedelta(days=30)
    story = suspended(until=until)

    member = one(story, MEMBER)
    assert (member.status, member.reason) == (MemberStatus.SUSPENDED, HubReason.CODE_BREACHED)
    assert member.suspension is not None
    assert (member.suspension.by, member.suspension.until) == (UNIT.person, until)
    assert told(story)[0][1]["until"] == "2027-04-09"
    (owes,) = obligations(story.state)
    assert (owes.action, owes.subject, owes.due and owes.due.date) == ("end_suspension", MINE, until)


def test_an_open_suspension_has_no_date_and_no_clock_ends_any() -> None:
    assert obligations(suspended().state) == ()
    story = suspended(until=JOINED + timedelta(days=30))
    story.by_calendar(date(2027, 12, 31))
    assert one(story, MEMBER).status is MemberStatus.SUSPENDED


@pytest.mark.parametrize("reason", list(HubReason))
def test_members_are_suspended_and_expelled_for_reasons_that_fit(reason: HubReason) -> None:
    fields = {"member": MINE, "reason": reason}
    fits = reason in SANCTIONING

    assert joined().refusal(c.SuspendMember, UNIT, **fields) == ("not refused" if fits else "reason_does_not_fit")
    expels = fits and reason is not HubReason.INQUIRY
    assert joined().refusal(c.ExpelMember, UNIT, **fields) == ("not refused" if expels else "reason_does_not_fit")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"member": "s-9"}, "unknown_member"),
        ({"report": "r-9"}, "unknown_report"),
        ({"report": "r-1"}, "not refused"),
        ({"report": "r-1", "member": THEIRS}, "report_about_another"),
    ],
)
@pytest.mark.parametrize("command", [c.SuspendMember, c.ExpelMember])
def test_a_sanction_that_does_not_fit_is_refused(command: Any, fields: dict[str, Any], code: str) -> None:
    assert reported().refusal(command, UNIT, **{**BREACH, **fields}) == code


def test_a_suspension_ends_on_a_day_to_come() -> None:
    assert joined().refusal(c.SuspendMember, UNIT, **BREACH, until=JOINED - timedelta(days=1)) == "date_in_past"


def test_who_is_suspended_is_not_suspended_again() -> None:
    assert suspended().refusal(c.SuspendMember, UNIT, **BREACH) == "wrong_standing"
    assert applied().refusal(c.SuspendMember, UNIT, **{**BREACH, "member": "s-1"}) == "wrong_standing"


def test_a_member_is_suspended_by_an_officer_whom_an_appeal_can_be_kept_from() -> None:
    assert joined().refusal(c.SuspendMember, SECRETARIAT, **BREACH) == "officer_needed"
    assert joined().refusal(c.SuspendMember, UNIT.model_copy(update={"person": None}), **BREACH) == "officer_needed"


def test_a_suspended_member_appeals_once_and_with_a_receipt() -> None:
    story = suspended()
    fields = {"member": MINE, "document": document("appeal")}

    assert joined().refusal(c.AppealSuspension, stakeholder(MEMBER), **fields) == "wrong_standing"
    story.act(c.AppealSuspension, stakeholder(MEMBER), **fields)
    assert told(story)[0][1]["receipt"] == receipt_of(story.state.workflow_id, f"act-{story.acts}")
    assert owed(story) == {"civil_society_unit: decide_appeal"}
    assert story.refusal(c.AppealSuspension, stakeholder(MEMBER), **fields) == "already_appealed"


def test_an_appeal_is_decided_by_another_officer_than_the_one_who_suspended() -> None:
    story = appealed()
    fields = {"member": MINE, "is_granted": True}

    assert story.refusal(c.DecideAppeal, UNIT, **fields) == "same_officer"
    assert story.refusal(c.DecideAppeal, SECRETARIAT.model_copy(update={"person": UNIT.person}), **fields) == (
        "same_officer"
    )
    assert story.refusal(c.DecideAppeal, stakeholder(MEMBER), **fields) == "not_your_act"
    assert story.refusal(c.DecideAppeal, SECRETARIAT, **fields) == "officer_needed"
    assert story.refusal(c.DecideAppeal, SECRETARIAT.model_copy(update={"person": "p-9"}), **fields) == "not refused"
    assert story.refusal(c.DecideAppeal, OTHER_OFFICER, **fields) == "not refused"


def test_an_appeal_that_is_granted_ends_the_suspension() -> None:
    story = appealed()

    story.act(c.DecideAppeal, OTHER_OFFICER, member=MINE, is_granted=True)
    member = one(story, MEMBER)
    assert (member.status, member.reason, member.suspension) == (
        MemberStatus.MEMBER,
        HubReason.APPEAL_GRANTED,
        None,
    )
    (_, appeal), (_, membership) = told(story)
    assert appeal["outcome"] == "granted"
    assert (membership["status"], membership["reason"]) == ("member", "appeal_granted")
    assert appeal["receipt"] != membership["receipt"] == member.receipt


def test_one_that_is_refused_leaves_it_and_cannot_be_made_again() -> None:
    story = appealed()

    story.act(c.DecideAppeal, OTHER_OFFICER, member=MINE, is_granted=False)
    assert (one(story, MEMBER).status, one(story, MEMBER).reason) == (
        MemberStatus.SUSPENDED,
        HubReason.APPEAL_REFUSED,
    )
    assert told(story)[0][1]["outcome"] == "refused"
    assert story.refusal(c.DecideAppeal, OTHER_OFFICER, member=MINE, is_granted=True) == "no_appeal"
    fields = {"member": MINE, "document": document("appeal")}
    assert story.refusal(c.AppealSuspension, stakeholder(MEMBER), **fields) == "already_appealed"
    story.act(c.EndSuspension, UNIT, member=MINE)
    story.act(c.SuspendMember, UNIT, **BREACH)
    assert story.refusal(c.AppealSuspension, stakeholder(MEMBER), **fields) == "not refused"


def test_there_is_no_appeal_to_decide_before_one_is_made() -> None:
    assert suspended().refusal(c.DecideAppeal, OTHER_OFFICER, member=MINE, is_granted=True) == "no_appeal"
    assert joined().refusal(c.DecideAppeal, OTHER_OFFICER, member=MINE, is_granted=True) == "wrong_standing"


@pytest.mark.parametrize("reason", list(HubReason))
def test_a_suspension_is_ended_by_the_unit(reason: HubReason) -> None:
    story = suspended()
    fits = reason in {HubReason.SUSPENSION_SERVED, HubReason.SUSPENSION_LIFTED}

    code = story.refusal(c.EndSuspension, UNIT, member=MINE, reason=reason)
    assert code == ("not refused" if fits else "reason_does_not_fit")


def test_while_an_appeal_waits_nothing_else_is_decided() -> None:
    story = appealed()

    assert story.refusal(c.EndSuspension, UNIT, member=MINE) == "appeal_pending"
    assert story.refusal(c.ExpelMember, UNIT, **BREACH) == "appeal_pending"
    assert joined().refusal(c.EndSuspension, UNIT, member=MINE) == "wrong_standing"


def test_who_is_expelled_is_told_why_and_does_not_come_back() -> None:
    story = suspended()

    story.act(c.ExpelMember, UNIT, **BREACH)
    assert told(story)[0][1]["status"] == "expelled"
    assert (
        story.refusal(c.ApplyForMembership, stakeholder(MEMBER), applicant=applicant(MEMBER), accepts=1) == "expelled"
    )
    assert story.refusal(c.WithdrawMembership, stakeholder(MEMBER), member=MINE) == "wrong_standing"


@pytest.mark.parametrize("story", [applied, appealed, reported], ids=["applied", "appealed", "reported"])
def test_a_hub_is_not_closed_while_anybody_waits_for_an_outcome(story: Any) -> None:
    assert story().refusal(CloseEngagement, UNIT) == "outcomes_missing"


@pytest.mark.parametrize("story", [applied, appealed, reported, joined], ids=["applied", "appealed", "reported", "in"])
def test_with_the_cycle_every_membership_and_every_report_ends(story: Any) -> None:
    ending = story()

    assert ending.act(CloseEngagement, SYSTEM) == ("hub_wound_up", "engagement_closed")
    assert {each.status for each in hub(ending).members.values()} == {MemberStatus.ENDED}
    assert {each.outcome for each in hub(ending).reports.values()} <= {ReportOutcome.HUB_CLOSED}
    assert (status(ending.state).stage, owed(ending)) == ("closed", set())
    assert ending.by_calendar(date(2040, 1, 1)) == []


@pytest.mark.parametrize("story", [preparing, opened])
def test_an_empty_hub_just_closes(story: Any) -> None:
    assert story().act(CloseEngagement, SECRETARIAT) == ("engagement_closed",)


def test_members_are_told_when_the_hub_closes() -> None:
    story = joined(MEMBER, VICTIM)
    story.act(CloseEngagement, SECRETARIAT)
    closed, wound_up = story.entries.pop(), story.entries[-1]

    assert (closed.type, wound_up.type) == ("engagement_closed", "hub_wound_up")
    assert [(who, facts["reason"]) for who, facts in told(story)] == [(MINE, "hub_closed"), (THEIRS, "hub_closed")]


def test_an_account_is_settled_when_it_is_out_and_its_reports_are_decided() -> None:
    story = reported()
    assert not is_settled(story.state, THEIRS)

    story.act(c.WithdrawMembership, UNIT, member=THEIRS)
    assert not is_settled(story.state, THEIRS)
    story.act(c.DecideReport, UNIT, report="r-1", outcome=ReportOutcome.SETTLED)
    assert is_settled(story.state, THEIRS)
    assert not is_settled(story.state, MINE)
    assert is_settled(story.state, "s-nobody")
    assert not is_settled(applied().state, account(1))


def test_every_version_of_the_code_of_conduct_is_public() -> None:
    story = joined()
    publish(story)

    assert story.state.public_documents == (document("code-1"), document("code-2"))


def test_a_hub_is_rebuilt_from_its_ledger() -> None:
    story = appealed()
    story.act(c.DecideAppeal, OTHER_OFFICER, member=MINE, is_granted=False)
    story.by_calendar(date(2028, 6, 1))

    assert story.rebuilt(preparing().state.model_copy(update={"version": 0})) == story.state
    assert EngagementState.model_validate_json(story.state.model_dump_json()) == story.state
