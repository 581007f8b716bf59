"""Joining a hub: nobody without the code of conduct in force, nobody unverified, nobody by a clock."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.engagement.hub import commands as c
from models.engagement.hub.events import MembershipApplied
from models.engagement.hub.member import DECLINING, HubReason, MemberStatus, Paper
from models.engagement.hub.state import HubStage
from models.people import SECRETARIAT
from models.stakeholders import OrganisationKind, receipt_of
from rules.engagement.aggregate import ENGAGEMENT
from rules.engagement.status import status
from tests.build import document, mission
from tests.rules.engagement.build import UNIT, account, applicant, stakeholder
from tests.rules.engagement.hub.build import (
    APPLICANT,
    JOINED,
    MEMBER,
    YEAR_ENDS,
    applied,
    apply,
    hub,
    join,
    joined,
    one,
    opened,
    owed,
    preparing,
    publish,
    suspended,
    told,
    without_years,
)

MINE = account(APPLICANT)


def verified() -> Any:
    story = applied()
    story.act(c.VerifyOrganisation, UNIT, member=MINE, document=document("registration"))
    return story


def test_a_hub_opens_with_its_code_of_conduct() -> None:
    story = preparing()
    assert (hub(story).stage, owed(story)) == (HubStage.PREPARING, {"civil_society_unit: publish_code_of_conduct"})

    publish(story)
    publish(story)

    assert hub(story).stage is HubStage.OPEN
    assert [each.version for each in hub(story).codes] == [1, 2]
    assert hub(story).code is not None
    assert [each.document for each in hub(story).codes] == [document("code-1"), document("code-2")]
    assert owed(story) == set()


def test_the_code_of_conduct_is_the_unit_s() -> None:
    assert opened().refusal(c.PublishCodeOfConduct, stakeholder(), document=document()) == "not_your_act"


def test_nobody_applies_before_there_is_a_code_of_conduct() -> None:
    story = preparing()

    assert story.refusal(c.ApplyForMembership, stakeholder(), applicant=applicant()) == "no_code_of_conduct"
    assert preparing().refusal(c.HandInPapers, stakeholder(), member=MINE, document=document()) == "wrong_stage"


@pytest.mark.parametrize(
    ("accepts", "code"),
    [(0, "code_not_accepted"), (1, "code_outdated"), (2, "not refused"), (3, "code_outdated")],
)
def test_who_applies_accepts_the_version_in_force(accepts: int, code: str) -> None:
    story = opened()
    publish(story)

    assert story.refusal(c.ApplyForMembership, stakeholder(), applicant=applicant(), accepts=accepts) == code


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (OrganisationKind.NGO, "not refused"),
        (OrganisationKind.ACADEMIA, "not refused"),
        (OrganisationKind.PRIVATE_SECTOR, "not refused"),
        (OrganisationKind.GOVERNMENTAL, "kind_not_eligible"),
        (OrganisationKind.INTERGOVERNMENTAL, "kind_not_eligible"),
        (OrganisationKind.INDIVIDUAL, "kind_not_eligible"),
    ],
)
def test_ngos_academia_and_companies_may_apply(kind: OrganisationKind, code: str) -> None:
    who = applicant(kind=kind)

    assert opened().refusal(c.ApplyForMembership, stakeholder(), applicant=who, accepts=1) == code


def test_an_application_has_a_receipt_and_waits_for_a_person() -> None:
    story = applied()

    member = one(story, APPLICANT)
    assert (member.status, member.code, member.applied_on) == (MemberStatus.APPLIED, 1, JOINED)
    assert member.receipt == receipt_of(story.state.workflow_id, f"act-{story.acts}")
    assert told(story) == [(MINE, {"receipt": member.receipt, "status": "applied"})]
    assert owed(story) == {"civil_society_unit: verify_organisation"}
    assert story.by_calendar(date(2030, 1, 1)) == []
    assert one(story, APPLICANT).status is MemberStatus.APPLIED


def test_an_account_is_compared_where_it_is_described() -> None:
    event = MembershipApplied(applicant=applicant(4), receipt="R-1", code=1)

    assert ENGAGEMENT.applicants(event) == (applicant(4),)


def test_a_stakeholder_acts_for_its_own_account() -> None:
    story = applied()
    fields = {"applicant": applicant(4), "accepts": 1}

    assert story.refusal(c.ApplyForMembership, stakeholder(3), **fields) == "not_your_application"
    assert story.refusal(c.ApplyForMembership, mission("FRA"), **fields) == "not_your_act"
    assert story.refusal(c.ApplyForMembership, SECRETARIAT, **fields) == "not refused"
    for command, more in (
        (c.HandInPapers, {"document": document()}),
        (c.AcceptCodeOfConduct, {"accepts": 1}),
        (c.RenewMembership, {"accepts": 1}),
        (c.WithdrawMembership, {}),
        (c.AppealSuspension, {"document": document()}),
    ):
        assert story.refusal(command, stakeholder(3), member=MINE, **more) == "not_your_application"


@pytest.mark.parametrize("command", [c.VerifyOrganisation, c.ApproveMembership, c.WithdrawMembership])
def test_who_never_applied_is_unknown(command: Any) -> None:
    assert opened().refusal(command, UNIT, member="s-nobody") == "unknown_member"


def test_more_papers_can_be_asked_for_and_handed_in() -> None:
    story = applied()

    story.act(c.RequestPapers, UNIT, member=MINE, papers=(Paper.REGISTRATION, Paper.STATUTES))
    assert one(story, APPLICANT).status is MemberStatus.INCOMPLETE
    assert told(story)[0][1]["papers"] == "registration, statutes"
    assert owed(story) == {"stakeholder: hand_in_papers"}
    story.act(c.HandInPapers, stakeholder(APPLICANT), member=MINE, document=document("registration"))
    assert one(story, APPLICANT).papers == (document("registration"),)
    assert told(story)[0][1]["receipt"] == receipt_of(story.state.workflow_id, f"act-{story.acts}")
    assert owed(story) == {"civil_society_unit: verify_organisation"}


def test_an_organisation_is_verified_by_some_document() -> None:
    story = applied()

    assert story.refusal(c.VerifyOrganisation, UNIT, member=MINE) == "nothing_to_verify_by"
    story.act(c.HandInPapers, stakeholder(APPLICANT), member=MINE, document=document("registration"))
    story.act(c.VerifyOrganisation, UNIT, member=MINE)
    assert owed(story) == {"civil_society_unit: approve_membership"}


def test_papers_handed_in_with_the_application_are_enough() -> None:
    story = opened()
    apply(story, APPLICANT, document=document("registration"))

    story.act(c.VerifyOrganisation, UNIT, member=MINE)
    assert one(story, APPLICANT).status is MemberStatus.VERIFIED


def test_nobody_becomes_a_member_unverified() -> None:
    story = applied()

    assert story.refusal(c.ApproveMembership, UNIT, member=MINE) == "not_verified"
    story.act(c.RequestPapers, UNIT, member=MINE, papers=(Paper.STATUTES,))
    assert story.refusal(c.ApproveMembership, UNIT, member=MINE) == "not_verified"
    assert story.refusal(c.ApproveMembership, stakeholder(APPLICANT), member=MINE) == "not_your_act"


def test_a_verified_organisation_is_approved_until_its_year_is_over() -> None:
    story = verified()

    story.act(c.ApproveMembership, UNIT, member=MINE)

    member = one(story, APPLICANT)
    assert (member.status, member.since, member.renew_by) == (MemberStatus.MEMBER, JOINED, YEAR_ENDS)
    assert member.papers == (), "papers stand in the ledger"
    assert told(story)[0][1] == {
        "receipt": member.receipt,
        "status": "member",
        "reason": "verified",
        "renew_by": "2028-03-10",
    }
    assert owed(story) == set()


def test_rules_that_name_no_year_make_members_that_need_not_renew() -> None:
    story = joined(**without_years())

    assert one(story, MEMBER).renew_by is None
    assert story.refusal(c.RenewMembership, stakeholder(MEMBER), member=account(MEMBER), accepts=1) == "no_renewal"
    assert story.refusal(c.LapseMembership, UNIT, members=(account(MEMBER),)) == "year_not_over"
    assert story.by_calendar(date(2040, 1, 1)) == []


def test_a_new_version_before_the_decision_has_to_be_accepted_first() -> None:
    story = verified()
    publish(story)

    assert [who for who, _ in told(story)] == [MINE]
    assert story.refusal(c.ApproveMembership, UNIT, member=MINE) == "code_outdated"
    assert owed(story) == {"stakeholder: accept_code_of_conduct"}
    story.act(c.AcceptCodeOfConduct, stakeholder(APPLICANT), member=MINE, accepts=2)
    assert owed(story) == {"civil_society_unit: approve_membership"}
    story.act(c.ApproveMembership, UNIT, member=MINE)
    assert one(story, APPLICANT).code == 2


def test_members_go_on_with_the_version_they_accepted_until_they_renew() -> None:
    story = joined()
    publish(story)

    assert one(story, MEMBER).code == 1
    assert owed(story) == set()


@pytest.mark.parametrize(
    ("accepts", "code"), [(0, "code_not_accepted"), (1, "code_outdated"), (2, "not refused"), (3, "code_outdated")]
)
def test_a_member_may_accept_the_new_version_before(accepts: int, code: str) -> None:
    story = joined()
    publish(story)
    fields = {"member": account(MEMBER), "accepts": accepts}

    assert story.refusal(c.AcceptCodeOfConduct, stakeholder(MEMBER), **fields) == code


def test_what_was_accepted_is_not_accepted_again() -> None:
    story = joined()

    assert (
        story.refusal(c.AcceptCodeOfConduct, stakeholder(MEMBER), member=account(MEMBER), accepts=1)
        == "accepted_already"
    )


@pytest.mark.parametrize("reason", list(HubReason))
def test_an_application_is_declined_for_a_reason_that_fits(reason: HubReason) -> None:
    story = applied()
    fits = reason in DECLINING

    code = story.refusal(c.DeclineMembership, UNIT, member=MINE, reason=reason)
    assert code == ("not refused" if fits else "reason_does_not_fit")


def test_who_was_declined_is_told_why_and_may_apply_again() -> None:
    story = applied()

    story.act(c.DeclineMembership, UNIT, member=MINE, reason=HubReason.IDENTITY_NOT_SHOWN)
    assert told(story)[0][1]["reason"] == "identity_not_shown"
    assert owed(story) == set()
    story.on(JOINED + timedelta(days=1))
    apply(story, APPLICANT)
    assert one(story, APPLICANT).status is MemberStatus.APPLIED
    assert one(story, APPLICANT).reason is None


def test_one_that_has_applied_or_is_a_member_does_not_apply_again() -> None:
    fields: dict[str, Any] = {"accepts": 1}

    assert applied().refusal(c.ApplyForMembership, UNIT, applicant=applicant(APPLICANT), **fields) == "already_applied"
    assert joined().refusal(c.ApplyForMembership, UNIT, applicant=applicant(MEMBER), **fields) == "already_a_member"
    assert suspended().refusal(c.ApplyForMembership, UNIT, applicant=applicant(MEMBER), **fields) == "already_a_member"


def test_who_leaves_may_come_back() -> None:
    story = joined()

    story.act(c.WithdrawMembership, stakeholder(MEMBER), member=account(MEMBER))
    member = one(story, MEMBER)
    assert (member.status, member.reason, member.renew_by) == (MemberStatus.WITHDRAWN, HubReason.OWN_WISH, None)
    join(story, MEMBER)
    assert one(story, MEMBER).status is MemberStatus.MEMBER


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        (c.RequestPapers, {"papers": (Paper.STATUTES,)}),
        (c.HandInPapers, {"document": document()}),
        (c.VerifyOrganisation, {"document": document()}),
        (c.ApproveMembership, {}),
        (c.DeclineMembership, {"reason": HubReason.DUPLICATE}),
    ],
)
def test_what_is_for_applicants_is_not_for_members(command: Any, fields: dict[str, Any]) -> None:
    assert joined().refusal(command, UNIT, member=account(MEMBER), **fields) == "wrong_standing"


def test_the_status_counts_members_and_what_waits() -> None:
    story = joined(2, 3)
    apply(story, APPLICANT)

    assert status(story.state).counts == {
        "members": 2,
        "applications": 1,
        "renewals_due": 0,
        "renewals_missed": 0,
        "appeals": 0,
        "reports": 0,
        "reports_open": 0,
        "code_of_conduct": 1,
        "is_applied": 1,
        "is_member": 2,
    }
    assert [each.name for each in status(story.state).dates] == ["begun", "code_of_conduct_1"]
