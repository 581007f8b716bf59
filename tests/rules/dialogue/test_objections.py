"""What a State's objection does, under each of the four rules; three objections stand in every case."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models.dialogue import commands as c
from models.dialogue.application import ApplicationStatus, OutcomeReason, Votes
from models.dialogue.events import DisputeDecided
from models.dialogue.state import DialogueStage
from models.people import SECRETARIAT
from models.policy import ObjectionRule
from tests.build import document, mission
from tests.rules.dialogue.build import (
    BUREAU,
    CIRCULATED,
    DECIDED,
    WINDOW_ENDS,
    Dialogue,
    circulated,
    member,
    object_to,
    owed,
    preparing,
    refused_at,
    screened,
    stakeholder,
    status_of,
)

THREE = ("BRA", "FRA", "JPN")
SECOND = timedelta(seconds=1)
A, D = ApplicationStatus.APPROVED, ApplicationStatus.DECLINED
BUREAU_DECIDES, BLOCKS, VOTE, RULE_17 = ObjectionRule


def disputed(rule: ObjectionRule, key: str = "a-1") -> Dialogue:
    """Three States object to one applicant; a-3 is the observer. The window is over."""
    story = circulated(cd_objection_rule=rule)
    object_to(story, key, *THREE)
    return story.on(DECIDED)


@pytest.mark.parametrize(
    ("rule", "fields", "outcome"),
    [
        (BUREAU_DECIDES, {"is_approved": True}, (A, OutcomeReason.OBJECTION_OVERRULED)),
        (BUREAU_DECIDES, {"is_approved": False}, (D, OutcomeReason.OBJECTION_UPHELD)),
        (BLOCKS, {"is_approved": False}, (D, OutcomeReason.OBJECTION_BLOCKS)),
        (VOTE, {"is_approved": True, "votes": Votes(in_favour=57, against=7)}, (A, OutcomeReason.VOTED_IN)),
        (VOTE, {"is_approved": False, "votes": Votes(in_favour=7, against=57)}, (D, OutcomeReason.VOTED_OUT)),
        (VOTE, {"is_approved": False, "votes": Votes(in_favour=9, against=9)}, (D, OutcomeReason.VOTED_OUT)),
        (
            VOTE,
            {"is_approved": True, "votes": Votes(in_favour=1, against=0, abstaining=60)},
            (A, OutcomeReason.VOTED_IN),
        ),
        (RULE_17, {"is_approved": True}, (A, OutcomeReason.OBJECTION_OVERRULED)),
        (RULE_17, {"is_approved": False}, (D, OutcomeReason.OBJECTION_UPHELD)),
    ],
)
def test_a_dispute_is_decided_as_the_rule_in_force_says(
    rule: ObjectionRule, fields: dict[str, Any], outcome: tuple[ApplicationStatus, OutcomeReason]
) -> None:
    story = disputed(rule)

    story.act(c.DecideDispute, BUREAU, application="a-1", note=document("note"), **fields)

    event = DisputeDecided.model_validate(story.entries[-1].data)
    assert status_of(story, "a-1") == outcome
    assert (event.rule, event.objecting, event.note) == (rule.value, THREE, document("note"))
    assert story.state.applications["a-1"].votes == fields.get("votes")
    assert story.state.applications["a-1"].decided_on == DECIDED


@pytest.mark.parametrize(
    ("rule", "fields", "code"),
    [
        (BUREAU_DECIDES, {"is_approved": True, "votes": Votes(in_favour=2, against=1)}, "no_vote_here"),
        (BLOCKS, {"is_approved": True}, "objection_blocks"),
        (BLOCKS, {"is_approved": False, "votes": Votes(in_favour=1, against=2)}, "no_vote_here"),
        (VOTE, {"is_approved": True}, "votes_needed"),
        (VOTE, {"is_approved": False, "votes": Votes(in_favour=0, against=0, abstaining=60)}, "votes_needed"),
        (VOTE, {"is_approved": True, "votes": Votes(in_favour=5, against=6)}, "not_the_majority"),
        (VOTE, {"is_approved": True, "votes": Votes(in_favour=5, against=5)}, "not_the_majority"),
        (VOTE, {"is_approved": False, "votes": Votes(in_favour=6, against=5)}, "not_the_majority"),
        (RULE_17, {"is_approved": True, "votes": Votes(in_favour=6, against=5)}, "no_vote_here"),
    ],
)
def test_what_the_rule_in_force_does_not_allow_is_refused(
    rule: ObjectionRule, fields: dict[str, Any], code: str
) -> None:
    for actor in (BUREAU, SECRETARIAT):
        assert disputed(rule).refusal(c.DecideDispute, actor, application="a-1", **fields) == code


@pytest.mark.parametrize("rule", [BUREAU_DECIDES, BLOCKS, VOTE])
def test_an_observer_is_disputed_like_anybody_else_under_the_other_rules(rule: ObjectionRule) -> None:
    story = disputed(rule, "a-3")

    assert status_of(story, "a-3") == (ApplicationStatus.DISPUTED, None)
    assert story.refusal(c.ApproveApplications, BUREAU, applications=("a-3",)) == "application_disputed"
    assert story.refusal(c.DeclineApplications, BUREAU, applications=("a-3",)) == "application_disputed"


def test_under_rule_17_objections_to_an_observer_are_recorded_without_effect() -> None:
    story = disputed(RULE_17, "a-3")

    assert status_of(story, "a-3") == (ApplicationStatus.ELIGIBLE, None)
    assert [each.state for each in story.state.applications["a-3"].standing_objections] == list(THREE)
    assert story.entries[-1].data["is_effective"] is False
    assert story.refusal(c.DecideDispute, BUREAU, application="a-3", is_approved=True) == "not_disputed"
    assert story.refusal(c.DeclineApplications, BUREAU, applications=("a-3",)) == "observer_always_in"
    assert story.refusal(c.DeclineApplications, BUREAU, applications=("a-1",)) == "not refused"
    happened = story.act(c.ApproveApplications, BUREAU)
    assert happened == ("application_approved", "application_approved", "applications_decided")
    assert status_of(story, "a-1") == (A, OutcomeReason.NO_OBJECTION)
    assert status_of(story, "a-3") == (A, OutcomeReason.OBJECTION_WITHOUT_EFFECT)


def test_under_the_other_rules_an_observer_nobody_objects_to_may_be_declined() -> None:
    story = circulated().on(DECIDED)

    assert story.refusal(c.DeclineApplications, BUREAU, applications=("a-3",)) == "not refused"


@pytest.mark.parametrize("rule", list(ObjectionRule))
def test_with_the_last_of_three_objections_withdrawn_the_applicant_is_eligible_again(rule: ObjectionRule) -> None:
    story = disputed(rule)
    for iso3 in THREE[:2]:
        story.act(c.WithdrawObjection, mission(iso3), application="a-1", state=iso3)
    assert status_of(story, "a-1")[0] is ApplicationStatus.DISPUTED

    story.act(c.WithdrawObjection, mission("JPN"), application="a-1", state="JPN")

    assert status_of(story, "a-1") == (ApplicationStatus.ELIGIBLE, None)
    assert [each.withdrawn_on for each in story.state.applications["a-1"].objections] == [DECIDED] * 3
    story.act(c.ApproveApplications, BUREAU)
    assert status_of(story, "a-1") == (A, OutcomeReason.NO_OBJECTION)


def test_an_objection_is_for_its_own_state_and_the_secretariat_enters_notes_of_all() -> None:
    story = circulated()
    fields = {"application": "a-1", "state": "FRA"}

    for actor in (mission("BRA"), member("BRA"), BUREAU):
        assert story.refusal(c.RaiseObjection, actor, **fields) == "not_your_act"
    for actor in (mission("FRA"), member("FRA"), SECRETARIAT):
        assert story.refusal(c.RaiseObjection, actor, **fields) == "not refused"
    object_to(story, "a-1", "FRA")
    assert story.refusal(c.WithdrawObjection, mission("BRA"), **fields) == "not_your_act"
    assert story.act(c.WithdrawObjection, member("FRA"), **fields) == ("objection_withdrawn",)


def test_who_objects_has_standing_and_does_it_once() -> None:
    story = circulated()
    object_to(story, "a-1", "FRA")

    assert story.refusal(c.RaiseObjection, mission("FRA"), application="a-1", state="FRA") == "already_objected"
    assert story.refusal(c.RaiseObjection, mission("USA"), application="a-1", state="USA") == "no_standing"
    assert story.refusal(c.RaiseObjection, mission("FRA"), application="a-9", state="FRA") == "unknown_application"
    assert story.refusal(c.RaiseObjection, mission("FRA"), application="a-4", state="FRA") == "not_on_list"
    assert story.refusal(c.WithdrawObjection, mission("KEN"), application="a-1", state="KEN") == "nothing_to_withdraw"
    story.act(c.WithdrawObjection, mission("FRA"), application="a-1", state="FRA")
    assert story.refusal(c.WithdrawObjection, mission("FRA"), application="a-1", state="FRA") == "nothing_to_withdraw"
    assert story.act(c.RaiseObjection, mission("FRA"), application="a-1", state="FRA") == ("objection_raised",)


def test_who_has_withdrawn_is_no_longer_on_the_list() -> None:
    story = circulated()
    object_to(story, "a-1", "FRA")
    story.act(c.WithdrawApplication, stakeholder(1), application="a-1")

    assert story.refusal(c.RaiseObjection, mission("BRA"), application="a-1", state="BRA") == "not_on_list"
    assert story.refusal(c.WithdrawObjection, mission("FRA"), application="a-1", state="FRA") == "already_decided"


def test_an_objection_to_a_decided_application_is_not_taken_back() -> None:
    story = disputed(BUREAU_DECIDES)
    story.act(c.DecideDispute, BUREAU, application="a-1", is_approved=False)

    assert story.refusal(c.WithdrawObjection, mission("FRA"), application="a-1", state="FRA") == "already_decided"


@pytest.mark.parametrize(
    ("ends", "midnight"),
    [
        (WINDOW_ENDS, datetime(2027, 3, 16, 23, tzinfo=UTC)),
        (date(2027, 4, 2), datetime(2027, 4, 2, 22, tzinfo=UTC)),
    ],
    ids=["winter", "summer"],
)
def test_states_object_until_midnight_in_vienna_and_from_then_on_the_bureau_decides(
    ends: date, midnight: datetime
) -> None:
    story = screened().on(CIRCULATED)
    story.act(c.CirculateList, SECRETARIAT, window_ends=ends)
    object_to(story, "a-2", "FRA")
    acts: list[tuple[type[Any], Any, dict[str, Any]]] = [
        (c.RaiseObjection, mission("FRA"), {"application": "a-1", "state": "FRA"}),
        (c.ApproveApplications, BUREAU, {}),
        (c.DeclineApplications, BUREAU, {"applications": ("a-1",)}),
        (c.DecideDispute, BUREAU, {"application": "a-2", "is_approved": True}),
    ]

    codes = {
        instant: [refused_at(story, instant, command, actor, **fields) for command, actor, fields in acts]
        for instant in (midnight - SECOND, midnight, midnight + SECOND)
    }

    free, over = "not refused", "window_closed"
    assert codes[midnight - SECOND] == [free, "window_open", "window_open", "window_open"]
    assert codes[midnight] == codes[midnight + SECOND] == [over, free, free, free]


def test_the_window_opens_with_the_list_and_is_over_when_all_is_decided() -> None:
    fields = {"application": "a-1", "state": "FRA"}

    assert screened().refusal(c.RaiseObjection, mission("FRA"), **fields) == "window_not_open"
    assert preparing().refusal(c.RaiseObjection, mission("FRA"), **fields) == "window_closed"


def test_the_bureau_approves_whom_nobody_objects_to_and_the_dispute_waits() -> None:
    story = disputed(BUREAU_DECIDES)

    assert owed(story)[:2] == ["extended_bureau approve_applications", "extended_bureau decide_dispute"]
    assert story.act(c.ApproveApplications, BUREAU) == ("application_approved",)
    assert story.state.stage is DialogueStage.OBJECTION_WINDOW
    assert [each for each in owed(story) if "bureau" in each] == ["extended_bureau decide_dispute"]
    assert story.refusal(c.ApproveApplications, BUREAU) == "nobody_to_approve"
    assert story.refusal(c.ApproveApplications, BUREAU, applications=("a-2",)) == "not_to_be_decided"
    assert story.act(c.DecideDispute, BUREAU, application="a-1", is_approved=True) == (
        "dispute_decided",
        "applications_decided",
    )
    assert story.state.stage is DialogueStage.PREPARING


def test_who_is_let_in_is_invited_while_a_dispute_still_waits() -> None:
    story = disputed(BUREAU_DECIDES)
    story.act(c.ApproveApplications, BUREAU)

    assert story.act(c.SendInvitations, SECRETARIAT, reply_by=date(2027, 4, 20)) == ("invitation_sent",)
    assert story.act(c.ConfirmRegistration, stakeholder(2), application="a-2", mode="on_line") == (
        "registration_confirmed",
    )
    assert story.refusal(c.ConfirmRegistration, stakeholder(1), application="a-1", mode="on_line") == "not_approved"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"applications": ("a-1", "a-1")}, "application_twice"),
        ({"applications": ("a-9",)}, "unknown_application"),
        ({"applications": ("a-4",)}, "not_to_be_decided"),
        ({"applications": ("a-1",), "reason": OutcomeReason.VOTED_OUT}, "reason_unfit"),
        ({"applications": ("a-1",), "reason": OutcomeReason.NO_ROOM}, "not refused"),
    ],
)
def test_the_bureau_declines_with_a_reason_of_its_own(fields: dict[str, Any], code: str) -> None:
    assert circulated().on(DECIDED).refusal(c.DeclineApplications, BUREAU, **fields) == code


def test_the_last_decision_of_any_kind_closes_the_list() -> None:
    story = circulated().on(DECIDED)
    story.act(c.ApproveApplications, BUREAU, applications=("a-1",))
    story.act(c.WithdrawApplication, stakeholder(2), application="a-2")

    assert story.act(c.DeclineApplications, SECRETARIAT, applications=("a-3",), reason="no_room") == (
        "application_declined",
        "applications_decided",
    )
    assert status_of(story, "a-3") == (D, OutcomeReason.NO_ROOM)
