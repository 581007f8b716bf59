"""A pilot: nothing before the State's consent, and nothing public before both sides agree."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.command import Command
from models.engagement.commands import CloseEngagement
from models.engagement.pilot import commands as c
from models.engagement.pilot.state import ParticipantStatus, WorkshopStatus
from models.people import SECRETARIAT, SYSTEM, Role
from rules.engagement.aggregate import ENGAGEMENT
from tests.build import SAME, SUR, document, focal_point, mission
from tests.rules.engagement.build import UNIT, Engagement, account, applicant, begun, stakeholder
from tests.rules.engagement.pilots import (
    AFTER,
    DUE,
    FIRST_DAY,
    FP,
    LAST_DAY,
    SAMPLES,
    TERMS,
    agreed,
    awaiting,
    consented,
    done,
    part,
    published,
    reported,
    under_way,
)


def owed(story: Engagement) -> dict[str, str]:
    return {each.key: str(each.owner) for each in ENGAGEMENT.status(story.state).obligations}


@pytest.mark.parametrize("command", [each for each in SAMPLES if each not in {c.GiveConsent, CloseEngagement}])
def test_nothing_happens_before_the_state_has_consented(command: type[Command]) -> None:
    sample = SAMPLES[command]
    role = next(role for role in (Role.SECRETARIAT, Role.STAKEHOLDER, Role.FOCAL_POINT) if may(command, role))

    assert sample.refusal(command, role, awaiting()) == "no_consent"


def may(command: type[Command], role: Role) -> bool:
    return SAMPLES[command].refusal(command, role) == "not refused"


def test_the_state_consents_by_its_mission() -> None:
    story = awaiting()
    assert owed(story) == {"give_consent": f"{SUR} mission"}
    assert ENGAGEMENT.wake_at(story.state) is None, "consent is voluntary: nobody is reminded"
    assert story.refusal(c.GiveConsent, FP, note=document("note")) == "not_your_act"
    assert story.refusal(c.GiveConsent, mission(SAME), note=document("note")) == "not_your_act"

    story.act(c.GiveConsent, mission(SUR), note=document("note"))

    assert ENGAGEMENT.status(story.state).stage == "under_way"


def test_without_consent_it_can_only_be_closed() -> None:
    story = awaiting()

    story.act(CloseEngagement, SECRETARIAT, reason="the State has not answered")

    assert ENGAGEMENT.is_over(story.state)


def test_a_state_that_withdraws_its_consent_ends_the_pilot() -> None:
    story = reported()

    happened = story.act(c.WithdrawConsent, mission(SUR), note=document("no more"))

    assert happened == ("pilot_invitations_lapsed", "consent_withdrawn")
    assert ENGAGEMENT.is_over(story.state)
    assert ENGAGEMENT.status(story.state).stage == "consent_withdrawn"
    assert part(story).participants[account(3)].status is ParticipantStatus.LAPSED
    assert [relay.command for asked in story.asked for relay in asked.relays] == ["report_ended"]
    assert story.refusal(c.AgreePublication, FP) == "wrong_stage"
    assert story.refusal(CloseEngagement, SECRETARIAT) == "wrong_stage"
    assert story.state.public_documents == ()


def test_stakeholders_join_by_their_own_act() -> None:
    story = under_way()

    assert story.refusal(c.JoinPilot, SECRETARIAT) == "not_your_act"
    assert story.refusal(c.JoinPilot, stakeholder(7)) == "not_invited"
    assert story.refusal(c.JoinPilot, stakeholder(1)) == "already_answered"
    story.act(c.DeclinePilot, stakeholder(3))
    assert story.refusal(c.JoinPilot, stakeholder(3)) == "already_answered"
    assert part(story).participating == (account(1), account(2))


def test_who_was_invited_is_not_invited_again_unless_it_declined_or_left() -> None:
    story = under_way()
    assert story.refusal(c.InviteToPilot, FP, accounts=(applicant(1),)) == "already_invited"
    assert story.refusal(c.InviteToPilot, FP, accounts=(applicant(5), applicant(5))) == "already_invited"

    story.act(c.DeclinePilot, stakeholder(3))
    story.act(c.LeavePilot, stakeholder(1))

    story.act(c.InviteToPilot, FP, accounts=(applicant(1), applicant(3)))
    assert part(story).invited == (account(1), account(3))


def test_invitations_are_told_and_compared_with_the_accounts() -> None:
    story = consented()
    (event,) = story.record(
        ENGAGEMENT.decide(
            story.state,
            story.made(c.InviteToPilot, FP, accounts=(applicant(1),)),
            story.state.clock.anchor_calendar,
        )
    )

    assert ENGAGEMENT.applicants(event) == (applicant(1),)
    assert [each.recipient.id for each in ENGAGEMENT.addressed(story.state, event)] == [account(1)]


def test_who_takes_no_part_neither_leaves_nor_agrees() -> None:
    story = reported()

    assert story.refusal(c.LeavePilot, stakeholder(3)) == "not_a_participant"
    assert story.refusal(c.AgreePublication, stakeholder(3)) == "not_a_participant"
    assert story.refusal(c.WithdrawAgreement, stakeholder(7)) == "not_a_participant"


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ((AFTER, AFTER), "not refused"),
        ((AFTER - timedelta(days=1), AFTER), "date_in_past"),
        ((AFTER + timedelta(days=1), AFTER), "days_reversed"),
    ],
)
def test_a_workshop_lies_ahead(days: tuple[date, date], code: str) -> None:
    fields = {"starts": days[0], "ends": days[1]}

    assert under_way().refusal(c.PlanWorkshop, UNIT, **fields) == code
    assert under_way().refusal(c.MoveWorkshop, UNIT, workshop="w-1", **fields) == code


def test_a_workshop_is_held_from_its_last_day_on() -> None:
    story = under_way().on(LAST_DAY - timedelta(days=1))
    assert story.refusal(c.HoldWorkshop, UNIT, workshop="w-1") == "date_in_future"

    story.on(LAST_DAY).act(c.HoldWorkshop, UNIT, workshop="w-1", attendance=31, note=document("note"))

    assert part(story).workshops["w-1"].status is WorkshopStatus.HELD
    assert story.refusal(c.HoldWorkshop, UNIT, workshop="w-1") == "workshop_over"
    assert story.refusal(c.HoldWorkshop, UNIT, workshop="w-2") == "unknown_workshop"


def test_nothing_is_moved_to_where_it_stands() -> None:
    story = under_way().on(FIRST_DAY)

    assert story.refusal(c.MoveWorkshop, UNIT, workshop="w-1", starts=FIRST_DAY, ends=LAST_DAY) == "nothing_moved"
    assert story.refusal(c.MoveAction, FP, action=1, due=DUE[0]) == "nothing_moved"


def test_actions_are_due_on_their_days() -> None:
    story = under_way()
    due = {
        each.subject: each.due for each in ENGAGEMENT.status(story.state).obligations if each.duty == "complete_action"
    }

    assert {number: each.date for number, each in due.items() if each} == {"1": DUE[0], "2": DUE[1]}
    story.act(c.MoveAction, FP, action=1, due=DUE[1])
    assert part(story).actions[0].due == DUE[1]
    assert story.refusal(c.MoveAction, FP, action=1, due=AFTER - timedelta(days=1)) == "date_in_past"
    assert story.refusal(c.SetActionList, FP, document=document("x"), due=(FIRST_DAY,)) == "date_in_past"


def test_a_list_that_was_begun_is_not_replaced() -> None:
    story = under_way()
    story.act(c.SetActionList, FP, document=document("better"), due=(*DUE, DUE[1]))
    assert len(part(story).actions) == 3
    story.act(c.CompleteAction, FP, action=1)

    assert story.refusal(c.SetActionList, FP, document=document("late"), due=DUE) == "actions_under_way"
    assert story.refusal(c.DropAction, FP, action=1, reason="not needed") == "action_over"
    assert story.refusal(c.CompleteAction, FP, action=4) == "unknown_action"
    story.act(c.DropAction, FP, action=2, reason="not needed")
    assert story.refusal(c.CompleteAction, FP, action=2) == "action_over"


def test_reminders_follow_workshops_and_actions() -> None:
    story = under_way()

    brought = story.by_calendar(DUE[0] + timedelta(days=2))

    assert {event.type for _, event in brought} == {"deadline_approaching", "deadline_passed"}
    assert len(part(story).open_actions) == 2, "and nothing else has happened"


def test_the_report_is_public_only_when_both_sides_agree() -> None:
    story = reported()
    assert story.state.public_documents == ()

    for actor in (FP, stakeholder(1), stakeholder(2)):
        assert story.refusal(c.PublishReport, FP) == "publication_not_agreed"
        story.act(c.AgreePublication, actor)
    story.act(c.PublishReport, FP)

    assert story.state.public_documents == (document("report"),)
    assert ENGAGEMENT.status(story.state).stage == "published"


def test_the_refusal_names_who_has_not_agreed() -> None:
    story = reported()
    story.act(c.AgreePublication, stakeholder(1))
    with pytest.raises(Exception, match=f"{SUR}, {account(2)}"):
        story.act(c.PublishReport, FP)


@pytest.mark.parametrize("actor", [FP, stakeholder(2)], ids=["the State", "a stakeholder"])
def test_an_agreement_can_be_withdrawn_before_publication(actor: Any) -> None:
    story = agreed()
    assert story.refusal(c.AgreePublication, actor) == "already_agreed"

    story.act(c.WithdrawAgreement, actor)

    assert story.refusal(c.PublishReport, FP) == "publication_not_agreed"
    assert story.refusal(c.WithdrawAgreement, actor) == "not_agreed"
    assert published().refusal(c.WithdrawAgreement, actor) == "wrong_stage"


def test_nobody_agrees_for_another() -> None:
    story = reported()

    assert story.refusal(c.AgreePublication, SECRETARIAT) == "not_your_act"
    assert story.refusal(c.AgreePublication, UNIT) == "not_your_act"
    assert story.refusal(c.AgreePublication, focal_point(SAME)) == "not_your_act"


def test_who_joins_late_has_to_agree_as_well() -> None:
    story = agreed()
    story.act(c.JoinPilot, stakeholder(3))
    assert story.refusal(c.PublishReport, FP) == "publication_not_agreed"

    story.act(c.LeavePilot, stakeholder(3))

    assert story.refusal(c.PublishReport, FP) == "not refused"


def test_who_comes_back_has_to_agree_anew() -> None:
    story = agreed()
    story.act(c.LeavePilot, stakeholder(1))
    story.act(c.InviteToPilot, FP, accounts=(applicant(1),))
    story.act(c.JoinPilot, stakeholder(1))

    assert story.refusal(c.PublishReport, FP) == "publication_not_agreed"


def test_without_a_stakeholder_there_is_no_other_side() -> None:
    story = agreed()
    story.act(c.LeavePilot, stakeholder(1))
    assert story.refusal(c.PublishReport, FP) == "not refused"
    story.act(c.LeavePilot, stakeholder(2))

    assert story.refusal(c.PublishReport, FP) == "publication_not_agreed"


def test_another_report_needs_every_agreement_anew() -> None:
    story = agreed()

    story.act(c.FilePilotReport, FP, document=document("second"))

    assert story.refusal(c.PublishReport, FP) == "publication_not_agreed"
    assert ENGAGEMENT.status(story.state).counts["agreed"] == 0


def test_what_is_published_may_speak_of_the_state_and_of_no_other() -> None:
    story = agreed()
    (event,) = ENGAGEMENT.decide(story.state, story.made(c.PublishReport, FP), story.state.clock.anchor_calendar)

    (reading,) = ENGAGEMENT.readings(story.state, event)

    assert (reading.documents, reading.allowed) == ((document("report"),), (SUR,))


def test_it_closes_when_workshops_and_actions_have_come_to_their_end() -> None:
    assert reported().refusal(CloseEngagement, SECRETARIAT) == "outcomes_missing"
    story = done()
    assert owed(story) == {"join_pilot:s-3": "stakeholder", "file_pilot_report": f"{SUR} focal_point"}

    assert story.act(CloseEngagement, SECRETARIAT) == ("pilot_invitations_lapsed", "engagement_closed")


def test_the_system_ends_what_is_open() -> None:
    story = under_way()

    happened = story.act(CloseEngagement, SYSTEM)

    assert happened == (
        "workshop_cancelled",
        "action_dropped",
        "action_dropped",
        "pilot_invitations_lapsed",
        "engagement_closed",
    )
    assert not part(story).open_actions
    assert not part(story).planned_workshops


def test_the_first_move_after_consent_is_the_states() -> None:
    assert owed(consented()) == {
        "set_priorities": f"{SUR} focal_point",
        "file_pilot_report": f"{SUR} focal_point",
    }
    story = published()
    story.act(c.CancelWorkshop, UNIT, workshop="w-1", reason="no room")
    for number in (1, 2):
        story.act(c.CompleteAction, FP, action=number)
    assert owed(story) == {"close_engagement": "secretariat"}


def test_whose_agreement_is_missing_has_the_move_without_a_date() -> None:
    story = reported()
    story.act(c.HoldWorkshop, UNIT, workshop="w-1")
    story.act(c.DeclinePilot, stakeholder(3))
    for number in (1, 2):
        story.act(c.CompleteAction, FP, action=number)
    assert owed(story) == {
        "agree_publication": f"{SUR} focal_point",
        "agree_publication:s-1": "stakeholder",
        "agree_publication:s-2": "stakeholder",
    }
    assert ENGAGEMENT.wake_at(story.state) is None
    assert story.refusal(CloseEngagement, SECRETARIAT) == "not refused", "who does not agree holds nothing up"

    for actor in (FP, stakeholder(1), stakeholder(2)):
        story.act(c.AgreePublication, actor)

    assert owed(story) == {"publish_report": f"{SUR} focal_point"}


def test_its_dates_and_numbers() -> None:
    status = ENGAGEMENT.status(published().state)

    assert {each.name for each in status.dates} == {
        "begun",
        "consent_given",
        "workshop w-1",
        "report_filed",
        "report_published",
    }
    assert status.counts == {
        "authorities": 4,
        "invited": 1,
        "participating": 2,
        "workshops": 1,
        "workshops_planned": 1,
        "actions": 2,
        "actions_open": 2,
        "agreed": 3,
    }


def test_participants_are_told_of_what_is_theirs() -> None:
    story = agreed()
    events = story.record(
        ENGAGEMENT.decide(story.state, story.made(c.PublishReport, FP), story.state.clock.anchor_calendar)
    )

    assert [each.recipient.id for each in ENGAGEMENT.addressed(story.state, events[0])] == [account(1), account(2)]


def test_the_record_alone_gives_the_state_back() -> None:
    story = published()

    assert story.rebuilt(begun(TERMS).state.model_copy(update={"version": 0})) == story.state
