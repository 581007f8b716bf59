"""A domestic dialogue: in through the focal point alone, an answer to everybody, public by the State alone."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.directive import Relay
from models.engagement.commands import CloseEngagement
from models.engagement.consultation import commands as c
from models.engagement.consultation.state import InputOutcome, InputReason
from models.people import SECRETARIAT, SYSTEM, Actor, Role
from models.stakeholders import OrganisationKind, receipt_of
from rules.engagement.aggregate import ENGAGEMENT
from tests.build import SAME, SUR, document, focal_point, mission, procedure
from tests.rules.engagement.build import BEGUN, Engagement, account, applicant, begun, stakeholder
from tests.rules.engagement.consultations import (
    LATER,
    STATEMENT,
    TERMS,
    answered,
    gathering,
    invited,
    part,
    stated,
)

FP = focal_point(SUR)


def relays(story: Engagement) -> list[Relay]:
    return [relay for asked in story.asked for relay in asked.relays]


def owed(story: Engagement) -> dict[str, str]:
    return {each.key: str(each.owner) for each in ENGAGEMENT.status(story.state).obligations}


def test_it_belongs_to_one_phase_of_one_state() -> None:
    status = ENGAGEMENT.status(invited().state)

    assert status.workflow_id == "engagement/untoc-1/consultation-trial"
    assert (status.state, status.phase, status.stage) == (SUR, 1, "gathering")
    assert status.counts["invited"] == 3


def test_accounts_that_are_invited_are_compared_with_the_store() -> None:
    story = begun(TERMS)
    made = story.made(c.InviteToConsultation, FP, accounts=(applicant(1), applicant(2)))

    events = ENGAGEMENT.decide(story.state, made, story.state.clock.anchor_calendar)

    assert ENGAGEMENT.applicants(events[0]) == (applicant(1), applicant(2))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "nobody_invited"),
        ({"accounts": (applicant(1),)}, "already_invited"),
        ({"accounts": (applicant(5), applicant(5))}, "already_invited"),
    ],
)
def test_who_is_invited_is_named_and_invited_once(fields: dict[str, Any], code: str) -> None:
    assert invited().refusal(c.InviteToConsultation, FP, **fields) == code


def test_who_was_not_invited_hands_nothing_over() -> None:
    story = invited()

    assert story.refusal(c.OfferInput, stakeholder(7), document=document("uninvited")) == "not_invited"
    assert story.refusal(c.OfferInput, FP, document=document("paper"), invitee="g-9") == "not_invited"
    assert story.refusal(c.OfferInput, SECRETARIAT, document=document("paper")) == "not_invited"


def test_an_input_has_a_receipt_of_its_own_and_its_author_is_told() -> None:
    story = invited()
    made = story.made(c.OfferInput, stakeholder(1), document=document("input"))

    events = ENGAGEMENT.decide(story.state, made, story.state.clock.anchor_calendar)
    story.record(events, made.actor)

    receipt = receipt_of(story.state.workflow_id, made.command_id)
    assert part(story).inputs["i-1"].receipt == receipt
    assert [(each.recipient.id, each.told) for each in ENGAGEMENT.addressed(story.state, events[0])] == [
        (account(1), {"receipt": receipt})
    ]


def test_a_stakeholder_files_nothing_itself() -> None:
    assert gathering().refusal(c.FileInput, stakeholder(1), input="i-1") == "not_your_act"


def test_nobody_files_for_the_focal_point() -> None:
    story = gathering()

    assert story.refusal(c.FileInput, SECRETARIAT, input="i-1") == "not_your_act"
    assert story.refusal(c.FileInput, mission(SUR), input="i-1") == "not_your_act"
    assert story.refusal(c.FileInput, Actor(role=Role.FOCAL_POINT, state=SUR), input="i-1") == "person_needed"


def test_what_is_filed_goes_to_the_phase_review_as_the_focal_points_own_act() -> None:
    story = gathering()
    assert not relays(story)

    story.act(c.FileInput, FP, input="i-1")

    (relay,) = relays(story)
    assert relay.workflow_id == "phase/untoc-1/FRA/1"
    assert relay.command == "receive_stakeholder_input"
    assert relay.payload["actor"] == FP.model_dump(mode="json")
    assert relay.payload["document"] == document("input-1").model_dump(mode="json")


def test_a_declined_input_goes_nowhere_and_its_author_hears_why() -> None:
    story = gathering()
    made = story.made(c.DeclineInput, FP, input="i-2", reason=InputReason.OUTSIDE_THE_CLUSTER)

    events = story.record(ENGAGEMENT.decide(story.state, made, story.state.clock.anchor_calendar))

    (told,) = ENGAGEMENT.addressed(story.state, events[0])
    assert told.recipient.id == account(2)
    assert told.told == {
        "receipt": part(story).inputs["i-2"].receipt,
        "outcome": "declined",
        "reason": "outside_the_cluster",
    }
    assert not relays(story)


def test_an_answer_stands() -> None:
    story = gathering()
    story.act(c.FileInput, FP, input="i-1")

    for command, fields in (
        (c.FileInput, {"input": "i-1"}),
        (c.DeclineInput, {"input": "i-1", "reason": InputReason.REPEATED}),
        (c.WithdrawInput, {"input": "i-1"}),
    ):
        assert story.refusal(command, FP if command is not c.WithdrawInput else SECRETARIAT, **fields) == (
            "already_answered"
        )
    assert story.refusal(c.FileInput, FP, input="i-9") == "unknown_input"


def test_the_system_alone_says_that_the_dialogue_ended() -> None:
    refusal = gathering().refusal(c.DeclineInput, FP, input="i-1", reason=InputReason.DIALOGUE_ENDED)

    assert refusal == "reason_reserved"


def test_an_author_takes_its_own_input_back_and_no_other() -> None:
    story = gathering()

    assert story.refusal(c.WithdrawInput, stakeholder(1), input="i-2") == "not_your_input"
    assert story.refusal(c.WithdrawInput, stakeholder(1), input="i-3") == "not_your_input"
    assert story.refusal(c.WithdrawInput, FP, input="i-1") == "not_your_input"
    assert story.refusal(c.OfferInput, stakeholder(1), document=document("x"), invitee="g-2") == "not_your_input"
    story.act(c.WithdrawInput, stakeholder(1), input="i-1")
    story.act(c.WithdrawInput, FP, input="i-3")

    assert part(story).inputs["i-1"].outcome is InputOutcome.WITHDRAWN
    assert [each.id for each in part(story).unanswered] == ["i-2"]


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        (c.InviteToConsultation, {"accounts": (applicant(9),)}),
        (c.OfferInput, {"document": document("x"), "invitee": "g-3"}),
        (c.WithdrawInput, {"input": "i-3"}),
        (c.FileInput, {"input": "i-1"}),
        (c.DeclineInput, {"input": "i-1", "reason": InputReason.REPEATED}),
        (c.StateConsulted, STATEMENT),
        (c.PublishStatement, {}),
        (c.WithholdStatement, {}),
        (CloseEngagement, {}),
    ],
)
def test_the_dialogue_of_a_state_is_no_other_states_affair(command: Any, fields: dict[str, Any]) -> None:
    story = stated() if command in {c.PublishStatement, c.WithholdStatement} else gathering()

    assert story.refusal(command, focal_point(SAME), **fields) == "not_your_act"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"bodies": {}}, "nobody_consulted"),
        ({"first_day": date(2027, 3, 6)}, "days_reversed"),
        ({"last_day": LATER}, "not refused"),
        ({"last_day": LATER + timedelta(days=1)}, "date_in_future"),
    ],
)
def test_a_statement_says_how_many_were_consulted_and_when(changes: dict[str, Any], code: str) -> None:
    assert gathering().refusal(c.StateConsulted, FP, **{**STATEMENT, **changes}) == code


def test_a_count_of_nobody_is_no_count() -> None:
    with pytest.raises(ValueError, match="name only kinds"):
        gathering().made(c.StateConsulted, FP, **{**STATEMENT, "bodies": {OrganisationKind.NGO: 0}})


def test_nothing_is_public_before_the_state_publishes() -> None:
    story = answered()
    assert story.state.public_documents == ()

    story.act(c.PublishStatement, FP)
    assert story.state.public_documents == (document("statement"),)
    assert story.refusal(c.PublishStatement, FP) == "already_published"

    story.act(c.WithholdStatement, mission(SUR))
    assert story.state.public_documents == ()
    assert story.refusal(c.WithholdStatement, FP) == "already_withheld"


def test_the_secretariat_publishes_for_no_state() -> None:
    assert stated().refusal(c.PublishStatement, SECRETARIAT) == "not_your_act"
    assert stated().refusal(c.WithholdStatement, SECRETARIAT) == "not_your_act"


def test_what_is_published_may_speak_of_the_state_and_of_no_other() -> None:
    story = stated()
    (event,) = ENGAGEMENT.decide(story.state, story.made(c.PublishStatement, FP), story.state.clock.anchor_calendar)

    (reading,) = ENGAGEMENT.readings(story.state, event)

    assert reading.documents == (document("statement"),)
    assert reading.allowed == (SUR,)


def test_a_statement_is_corrected_until_it_is_public() -> None:
    story = stated()
    story.act(c.WithholdStatement, FP)
    story.act(c.StateConsulted, FP, **{**STATEMENT, "document": document("corrected")})
    assert "publish_statement" in owed(story), "the choice is made anew"

    story.act(c.PublishStatement, FP)

    assert story.refusal(c.StateConsulted, FP, **STATEMENT) == "already_published"
    assert story.state.public_documents == (document("corrected"),)


def test_after_the_statement_nothing_more_is_handed_over() -> None:
    story = stated()

    assert story.refusal(c.OfferInput, stakeholder(1), document=document("late")) == "wrong_stage"


def test_it_ends_only_when_everybody_has_an_answer() -> None:
    assert stated().refusal(CloseEngagement, FP) == "outcomes_missing"
    assert answered().refusal(CloseEngagement, FP) == "not refused"
    assert answered().refusal(CloseEngagement, SECRETARIAT) == "not refused"


def test_the_system_answers_for_the_focal_point_at_the_end_of_the_cycle() -> None:
    story = stated()

    happened = story.act(CloseEngagement, SYSTEM)

    assert happened == ("input_declined",) * 3 + ("engagement_closed",)
    assert {each.reason for each in part(story).inputs.values()} == {InputReason.DIALOGUE_ENDED}


def test_answers_have_a_date_and_the_rest_is_voluntary() -> None:
    story = gathering()
    duties = {each.key: each for each in ENGAGEMENT.status(story.state).obligations}

    assert set(duties) == {"file_input:i-1", "file_input:i-2", "file_input:i-3", "state_consulted"}
    due = duties["file_input:i-1"].due
    assert due is not None
    assert due.date == BEGUN + timedelta(days=30)
    assert duties["state_consulted"].due is None


def test_rules_that_know_no_such_lead_time_give_no_date() -> None:
    rules = procedure()
    old = rules.model_copy(
        update={"lead_times": {key: value for key, value in rules.lead_times.items() if key != "answer_input"}}
    )

    story = gathering(rules=old)

    assert [each.due for each in ENGAGEMENT.status(story.state).obligations] == [None] * 4
    assert ENGAGEMENT.wake_at(story.state) is None


def test_the_focal_point_is_reminded_and_nothing_else_happens() -> None:
    story = gathering()

    brought = story.by_calendar(BEGUN + timedelta(days=90))

    assert {event.type for _, event in brought} == {"deadline_approaching", "deadline_passed"}
    assert len(part(story).unanswered) == 3


def test_the_move_goes_from_the_focal_point_to_the_secretariat() -> None:
    story = invited()
    assert owed(story) == {"state_consulted": f"{SUR} focal_point"}

    story = answered()
    assert owed(story) == {"publish_statement": f"{SUR} focal_point"}
    story.act(c.WithholdStatement, FP)
    assert owed(story) == {"close_engagement": "secretariat"}


def test_its_dates_and_numbers_name_nobody() -> None:
    story = answered()
    story.act(c.PublishStatement, FP)
    status = ENGAGEMENT.status(story.state)

    assert {each.name: each.date for each in status.dates} == {
        "begun": BEGUN,
        "consulted_from": BEGUN,
        "consulted_to": date(2027, 3, 5),
        "stated": LATER,
        "published": LATER,
    }
    assert status.counts == {
        "invited": 3,
        "inputs": 3,
        "unanswered": 0,
        "filed": 1,
        "declined": 2,
        "consulted": 3,
    }
    assert account(1) not in status.model_dump_json()


def test_the_record_alone_gives_the_state_back() -> None:
    story = answered()
    first = begun(TERMS).state

    assert story.rebuilt(first.model_copy(update={"version": 0})) == story.state
