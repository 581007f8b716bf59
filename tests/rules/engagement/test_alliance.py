"""An alliance: members by application, statements that each joins or not, a link only where the State agrees."""

from datetime import timedelta

import pytest

from models.engagement.alliance import commands as c
from models.engagement.alliance.state import LinkStatus, MemberReason, MemberStatus
from models.engagement.commands import CloseEngagement
from models.people import SECRETARIAT, SYSTEM
from models.stakeholders import receipt_of
from rules.engagement.aggregate import ENGAGEMENT
from tests.build import SAME, SUR, document, focal_point, mission
from tests.rules.engagement.alliances import (
    CONVENER,
    NATIONAL,
    TERMS,
    active,
    forming,
    founded,
    linked,
    part,
    quiet,
)
from tests.rules.engagement.build import BEGUN, UNIT, Engagement, account, applicant, begun, stakeholder


def owed(story: Engagement) -> dict[str, str]:
    return {each.key: str(each.owner) for each in ENGAGEMENT.status(story.state).obligations}


def test_a_stakeholder_applies_for_itself_and_has_a_receipt() -> None:
    story = begun(TERMS)
    assert story.refusal(c.ApplyToAlliance, stakeholder(2), applicant=applicant(1)) == "not_your_application"
    made = story.made(c.ApplyToAlliance, stakeholder(1), applicant=applicant(1))

    (event,) = story.record(ENGAGEMENT.decide(story.state, made, story.state.clock.anchor_calendar))

    receipt = receipt_of(story.state.workflow_id, made.command_id)
    (told,) = ENGAGEMENT.addressed(story.state, event)
    assert (told.recipient.id, told.told) == (account(1), {"receipt": receipt, "status": "applied"})
    assert ENGAGEMENT.applicants(event) == (applicant(1),)
    assert story.refusal(c.ApplyToAlliance, stakeholder(1), applicant=applicant(1)) == "already_applied"


def test_the_convener_and_the_unit_take_applicants_in() -> None:
    story = active()

    assert story.refusal(c.AcceptAllianceMember, stakeholder(2), member="m-4") == "not_the_convener"
    assert story.refusal(c.AcceptAllianceMember, stakeholder(4), member="m-4") == "not_the_convener"
    assert story.refusal(c.AcceptAllianceMember, CONVENER, member="m-9") == "unknown_member"
    assert story.refusal(c.AcceptAllianceMember, CONVENER, member="m-1") == "already_decided"
    story.act(c.AcceptAllianceMember, CONVENER, member="m-4")
    assert [each.id for each in part(story).standing] == ["m-1", "m-2", "m-3", "m-4"]


def test_before_there_is_a_convener_the_unit_decides() -> None:
    assert forming().refusal(c.AcceptAllianceMember, stakeholder(1), member="m-3") == "not_the_convener"
    assert forming().refusal(c.AcceptAllianceMember, UNIT, member="m-3") == "not refused"


def test_a_declined_applicant_hears_why_and_may_apply_again() -> None:
    story = active()
    made = story.made(c.DeclineAllianceMember, CONVENER, member="m-4", reason=MemberReason.INCOMPLETE)
    (event,) = story.record(ENGAGEMENT.decide(story.state, made, story.state.clock.anchor_calendar))

    (told,) = ENGAGEMENT.addressed(story.state, event)
    assert (told.recipient.id, told.told["reason"]) == (account(4), "incomplete")
    story.act(c.ApplyToAlliance, stakeholder(4), applicant=applicant(4))
    assert list(part(story).members) == ["m-1", "m-2", "m-3", "m-4", "m-5"]


def test_the_system_alone_says_that_the_alliance_ended() -> None:
    refusal = active().refusal(c.DeclineAllianceMember, UNIT, member="m-4", reason=MemberReason.ALLIANCE_ENDED)

    assert refusal == "reason_reserved"


def test_an_applicant_withdraws_its_own_application() -> None:
    story = active()

    assert story.refusal(c.WithdrawAllianceApplication, stakeholder(2), member="m-4") == "not_your_application"
    assert story.refusal(c.WithdrawAllianceApplication, stakeholder(1), member="m-1") == "already_decided"
    story.act(c.WithdrawAllianceApplication, stakeholder(4), member="m-4")
    assert part(story).members["m-4"].status is MemberStatus.WITHDRAWN


def test_an_alliance_is_founded_with_at_least_two_members() -> None:
    story = begun(TERMS)
    story.act(c.ApplyToAlliance, stakeholder(1), applicant=applicant(1))
    found = {"convener": "m-1", "charter": document("charter")}
    assert story.refusal(c.FoundAlliance, UNIT, **found) == "not_a_member"
    story.act(c.AcceptAllianceMember, UNIT, member="m-1")
    assert story.refusal(c.FoundAlliance, UNIT, **found) == "too_few_members"
    assert "found_alliance" not in owed(story)

    story.act(c.ApplyToAlliance, UNIT, applicant=applicant(2))
    story.act(c.AcceptAllianceMember, UNIT, member="m-2")

    assert owed(story) == {"found_alliance": "civil_society_unit"}
    story.act(c.FoundAlliance, UNIT, **found)
    assert ENGAGEMENT.status(story.state).stage == "active"


def test_the_convener_hands_over() -> None:
    story = active()
    assert story.refusal(c.NameConvener, stakeholder(2), member="m-2") == "not_the_convener"
    assert story.refusal(c.NameConvener, CONVENER, member="m-1") == "already_convener"
    assert story.refusal(c.NameConvener, CONVENER, member="m-4") == "not_a_member"

    story.act(c.NameConvener, CONVENER, member="m-2")

    assert story.refusal(c.IssueAllianceStatement, CONVENER, statement="st-1") == "not_the_convener"
    assert story.refusal(c.IssueAllianceStatement, stakeholder(2), statement="st-1") == "not refused"


def test_a_convener_that_leaves_convenes_no_more() -> None:
    story = active()

    story.act(c.LeaveAlliance, CONVENER)

    assert part(story).convener is None
    assert part(story).statements["st-1"].joined == ("m-2",)
    assert owed(story)["name_convener"] == "civil_society_unit"
    assert story.refusal(c.IssueAllianceStatement, CONVENER, statement="st-1") == "not_the_convener"
    assert story.refusal(c.LeaveAlliance, CONVENER) == "not_a_member"
    story.act(c.NameConvener, UNIT, member="m-2")
    assert part(story).convener == "m-2"


def test_each_member_joins_or_stays_away_by_itself() -> None:
    story = active()
    assert story.refusal(c.JoinAllianceStatement, UNIT, statement="st-1") == "not_your_act"
    assert story.refusal(c.JoinAllianceStatement, stakeholder(4), statement="st-1") == "not_a_member"
    assert story.refusal(c.JoinAllianceStatement, stakeholder(1), statement="st-1") == "already_joined"
    assert story.refusal(c.JoinAllianceStatement, stakeholder(3), statement="st-9") == "unknown_statement"

    story.act(c.StayAwayFromStatement, stakeholder(3), statement="st-1")
    assert story.refusal(c.StayAwayFromStatement, stakeholder(3), statement="st-1") == "already_away"
    story.act(c.JoinAllianceStatement, stakeholder(3), statement="st-1")
    story.act(c.StayAwayFromStatement, stakeholder(1), statement="st-1")

    statement = part(story).statements["st-1"]
    assert (set(statement.joined), set(statement.away)) == ({"m-2", "m-3"}, {"m-1"})


def test_a_statement_is_issued_with_the_numbers_and_without_names() -> None:
    story = active()
    story.act(c.StayAwayFromStatement, stakeholder(3), statement="st-1")
    assert story.state.public_documents == ()

    story.act(c.IssueAllianceStatement, CONVENER, statement="st-1")

    assert story.entries[-1].data == {
        "statement": "st-1",
        "document": document("statement").model_dump(mode="json"),
        "members": 3,
        "joined": 2,
        "away": 1,
    }
    assert story.state.public_documents == (document("statement"),)
    assert story.refusal(c.JoinAllianceStatement, stakeholder(3), statement="st-1") == "statement_over"


def test_what_one_member_says_alone_is_not_shared() -> None:
    story = active()
    story.act(c.StayAwayFromStatement, stakeholder(2), statement="st-1")

    assert story.refusal(c.IssueAllianceStatement, CONVENER, statement="st-1") == "not_shared"
    story.act(c.WithdrawAllianceStatement, CONVENER, statement="st-1", reason="no agreement")
    assert story.refusal(c.IssueAllianceStatement, CONVENER, statement="st-1") == "statement_over"


def test_a_statement_may_name_no_state_not_even_its_own() -> None:
    story = founded(NATIONAL)
    made = story.made(c.DraftAllianceStatement, CONVENER, document=document("statement"))
    (event,) = ENGAGEMENT.decide(story.state, made, story.state.clock.anchor_calendar)

    (reading,) = ENGAGEMENT.readings(story.state, event)

    assert (reading.documents, reading.allowed) == ((document("statement"),), ())


def test_a_link_stands_only_where_the_state_agrees() -> None:
    story = active()
    assert part(story).links[SUR].status is LinkStatus.REQUESTED
    assert owed(story)[f"accept_link:{SUR}"] == f"{SUR} focal_point"
    for stranger in (focal_point(SAME), mission(SAME)):
        assert story.refusal(c.AcceptLink, stranger, state=SUR) == "not_your_act"
    assert story.refusal(c.AcceptLink, CONVENER, state=SUR) == "not_your_act"
    assert story.refusal(c.AcceptLink, SECRETARIAT, state=SUR) == "note_needed"
    assert story.refusal(c.DeclineLink, SECRETARIAT, state=SUR) == "note_needed"

    story.act(c.AcceptLink, mission(SUR), state=SUR)

    assert ENGAGEMENT.status(story.state).counts["links"] == 1
    assert story.refusal(c.AcceptLink, mission(SUR), state=SUR) == "nothing_to_answer"


def test_a_state_is_not_reminded_of_a_link() -> None:
    duties = ENGAGEMENT.status(active().state).obligations

    assert [each.due for each in duties if each.action == "accept_link"] == [None]


@pytest.mark.parametrize("comes_back", [True, False])
def test_a_state_that_says_no_is_not_asked_again_and_may_come_back(*, comes_back: bool) -> None:
    story = linked() if comes_back else active()
    if comes_back:
        story.act(c.EndLink, mission(SUR), state=SUR)
    else:
        story.act(c.DeclineLink, focal_point(SUR), state=SUR)

    assert story.refusal(c.RequestLink, CONVENER, state=SUR) == "link_refused"
    assert story.refusal(c.RequestLink, UNIT, state=SUR) == "link_refused"
    assert story.refusal(c.EndLink, CONVENER, state=SUR) == "not_linked"
    story.act(c.AcceptLink, focal_point(SUR), state=SUR)
    assert part(story).links[SUR].status is LinkStatus.LINKED


def test_the_alliance_may_end_a_link_and_ask_again() -> None:
    story = linked()
    assert story.refusal(c.RequestLink, CONVENER, state=SUR) == "already_requested"
    assert story.refusal(c.EndLink, stakeholder(2), state=SUR) == "not_the_convener"
    assert story.refusal(c.EndLink, focal_point(SAME), state=SUR) == "not_your_act"
    story.act(c.EndLink, CONVENER, state=SUR)

    assert story.refusal(c.AcceptLink, focal_point(SUR), state=SUR) == "nothing_to_answer"
    assert story.refusal(c.EndLink, CONVENER, state=SAME) == "nothing_to_answer"
    story.act(c.RequestLink, CONVENER, state=SUR)
    assert part(story).links[SUR].status is LinkStatus.REQUESTED


def test_a_national_alliance_is_linked_to_its_own_state_alone() -> None:
    story = founded(NATIONAL)

    assert story.refusal(c.RequestLink, CONVENER, state=SAME) == "another_state"
    assert story.refusal(c.RequestLink, CONVENER, state=SUR) == "not refused"
    assert founded().refusal(c.RequestLink, CONVENER, state="XYZ") == "unknown_state"
    assert founded().refusal(c.RequestLink, stakeholder(2), state=SUR) == "not_the_convener"


def test_applications_have_a_date_and_reminders() -> None:
    story = forming()
    (duty,) = [each for each in ENGAGEMENT.status(story.state).obligations if each.subject == "m-3"]

    assert duty.due is not None
    assert duty.due.date == BEGUN + timedelta(days=30)
    brought = story.by_calendar(BEGUN + timedelta(days=60))
    assert {event.type for _, event in brought} == {"deadline_approaching", "deadline_passed"}
    assert part(story).members["m-3"].status is MemberStatus.APPLIED, "nobody is taken in by a clock"


def test_it_closes_when_nothing_is_open() -> None:
    assert active().refusal(CloseEngagement, SECRETARIAT) == "outcomes_missing"
    assert quiet().refusal(CloseEngagement, SECRETARIAT) == "not refused"


def test_the_cycle_ends_it_and_everybody_has_an_outcome() -> None:
    story = active()

    happened = story.act(CloseEngagement, SYSTEM)

    assert happened == ("alliance_member_declined", "alliance_statement_withdrawn", "engagement_closed")
    assert part(story).members["m-4"].reason is MemberReason.ALLIANCE_ENDED
    assert not part(story).open_statements


def test_when_all_have_left_the_secretariat_closes_it() -> None:
    story = founded()
    story.act(c.DeclineAllianceMember, CONVENER, member="m-3", reason=MemberReason.DUPLICATE)
    for number in (1, 2):
        story.act(c.LeaveAlliance, stakeholder(number))

    assert owed(story) == {"close_engagement": "secretariat"}


def test_its_dates_and_numbers_name_nobody() -> None:
    status = ENGAGEMENT.status(quiet().state)

    assert [each.name for each in status.dates] == ["begun", "founded", "statement st-1"]
    assert status.counts == {"members": 3, "applied": 0, "statements_open": 0, "statements_issued": 1, "links": 0}
    assert account(1) not in status.model_dump_json()


def test_the_record_alone_gives_the_state_back() -> None:
    assert linked().rebuilt(begun(TERMS).state.model_copy(update={"version": 0})) == linked().state
