"""What goes with an act to the store: whom it concerns, which accounts it describes, which texts are read."""

from datetime import timedelta
from typing import Any

import pytest

from models.dialogue import commands as c
from models.dialogue import events as e
from models.dialogue.application import Mode
from models.errors import RuleViolation
from models.naming import Reading
from models.notices import RecipientKind
from models.people import SECRETARIAT
from tests.build import document, mission
from tests.rules.dialogue.build import (
    BUREAU,
    CHAIR,
    CIRCULATED,
    CLOSES,
    DAY,
    DECIDED,
    UNIT,
    WINDOW_ENDS,
    Dialogue,
    applicant,
    approved,
    calling,
    circulated,
    done_at,
    held,
    invited,
    preparing,
    reporting,
    scheduled,
    screened,
    screening,
    stakeholder,
)
from tests.story import noon


def told(story: Dialogue, command: type[Any], by: Any, **fields: Any) -> dict[str, list[dict[str, str]]]:
    """Do it; what each stakeholder is told of its last event but `applications_decided`."""
    events = done_at(story, noon(story.today), command, by, **fields)
    event = next(each for each in reversed(events) if not isinstance(each, e.ApplicationsDecided))
    heard: dict[str, list[dict[str, str]]] = {}
    for each in story.aggregate.addressed(story.state, event):
        if each.recipient.kind is RecipientKind.STAKEHOLDER:
            heard.setdefault(each.recipient.id, []).append(each.told)
    return heard


def receipt(story: Dialogue, key: str) -> str:
    return story.state.applications[key].receipt


def test_the_chairs_of_the_groups_that_met_are_named_with_every_event() -> None:
    story = scheduled()

    heard = story.aggregate.addressed(story.state, e.CdOpened())

    assert [str(each.recipient) for each in heard] == ["working_group:firearms"]


def test_an_applicant_is_told_of_its_receipt_and_of_nothing_else() -> None:
    story = calling()

    heard = told(story, c.SubmitApplication, stakeholder(), applicant=applicant())

    assert heard == {"s-1": [{"receipt": receipt(story, "a-1"), "status": "submitted", "mode": "on_line"}]}


def test_who_comes_late_is_told_so_with_a_receipt() -> None:
    story = screening()

    heard = told(story, c.SubmitApplication, stakeholder(9), applicant=applicant(9))

    assert heard["s-9"][0]["reason"] == "applied_late"
    assert heard["s-9"][0]["receipt"] == receipt(story, "a-5")


def test_who_is_not_on_the_list_is_told_why_when_it_is_out() -> None:
    story = screened().on(CIRCULATED)
    again = (c.Screening(application="a-1", is_eligible=True),)

    assert told(story, c.ScreenApplications, UNIT, screenings=again) == {}
    heard = told(story, c.CirculateList, SECRETARIAT, window_ends=WINDOW_ENDS)

    assert {key: each[0]["reason"] for key, each in heard.items()} == {"s-4": "incomplete"}


def test_nobody_who_applies_is_told_of_an_objection_or_whose_it_was() -> None:
    story = circulated()
    fields = {"application": "a-1", "state": "FRA"}

    assert told(story, c.RaiseObjection, mission("FRA"), **fields) == {}
    story.on(DECIDED)
    heard = told(story, c.DecideDispute, BUREAU, application="a-1", is_approved=False)

    assert set(heard) == {"s-1"}
    assert heard["s-1"][0]["reason"] == "objection_upheld"
    assert "FRA" not in str(heard)


def window_over() -> Dialogue:
    return circulated().on(DECIDED)


@pytest.mark.parametrize(
    ("story", "command", "by", "fields", "whom"),
    [
        (calling, c.ExtendCall, UNIT, {"closes_on": DAY.replace(month=4)}, set[str]()),
        (window_over, c.ApproveApplications, BUREAU, {}, {"s-1", "s-2", "s-3"}),
        (window_over, c.DeclineApplications, BUREAU, {"applications": ("a-2",)}, {"s-2"}),
        (circulated, c.WithdrawApplication, UNIT, {"application": "a-2"}, {"s-2"}),
        (preparing, c.SendInvitations, SECRETARIAT, {"reply_by": DAY}, {"s-1", "s-2", "s-3"}),
        (invited, c.ConfirmRegistration, UNIT, {"application": "a-2", "mode": "in_person"}, {"s-2"}),
        (invited, c.MoveDialogue, SECRETARIAT, {"day": DAY.replace(day=7)}, {"s-1", "s-2", "s-3"}),
        (invited, c.CancelDialogue, CHAIR, {"reason": "the hall is closed"}, {"s-1", "s-2", "s-3"}),
        (held, c.FlagCountryReference, CHAIR, {"contribution": "c-2"}, {"s-2"}),
        (held, c.LogIntervention, CHAIR, {"topic": "tracing", "speaker": "state"}, set[str]()),
        (held, c.CloseDialogue, CHAIR, {"attended": ("a-1",)}, {"s-1", "s-2", "s-3"}),
    ],
)
def test_those_whom_it_concerns_are_told(
    story: Any, command: type[Any], by: Any, fields: dict[str, Any], whom: set[str]
) -> None:
    begun: Dialogue = story()

    assert set(told(begun, command, by, **fields)) == whom


def test_those_who_take_part_are_told_of_the_programme() -> None:
    story = invited()
    story.act(c.ConfirmRegistration, stakeholder(1), application="a-1", mode="in_person")

    assert set(told(story, c.PublishProgramme, CHAIR, document=document("p"), topics=("tracing",))) == {"s-1"}


def test_a_decision_on_travel_is_told_with_what_was_decided() -> None:
    story = preparing()
    decisions = (c.TravelDecision(application="a-1", is_funded=False),)

    heard = told(story, c.DecideTravelSupport, UNIT, decisions=decisions)

    assert heard["s-1"][0]["travel_support"] == "not_funded"


def test_a_receipt_is_given_for_every_contribution_of_a_stakeholder() -> None:
    story = held()

    heard = told(
        story, c.SubmitContribution, stakeholder(1), application="a-1", topic="tracing", document=document("p")
    )

    assert heard == {"s-1": [{"receipt": story.state.contributions["c-3"].receipt, "topic": "tracing"}]}


def test_what_became_of_contributions_is_told_when_the_summary_is_out() -> None:
    story = approved()

    heard = told(story, c.PublishSummary, SECRETARIAT)

    assert {key: each[0]["outcome"] for key, each in heard.items()} == {"s-1": "reflected", "s-2": "reflected"}


def test_who_was_there_and_said_nothing_is_told_of_the_summary_too() -> None:
    story = held()
    story.act(c.CloseDialogue, CHAIR, attended=("a-1", "a-3"))
    story.act(c.DraftSummary, CHAIR, document=document("summary"))
    story.act(c.ApproveSummary, CHAIR)

    assert set(told(story, c.PublishSummary, SECRETARIAT)) == {"s-1", "s-2", "s-3"}


@pytest.mark.parametrize("before", ["screened", "disputed"])
def test_who_is_told_of_another_day_learns_nothing_of_screening_or_objections(before: str) -> None:
    story = screened() if before == "screened" else circulated()
    if before == "disputed":
        story.act(c.RaiseObjection, SECRETARIAT, application="a-1", state="FRA")

    heard = told(story, c.MoveDialogue, SECRETARIAT, day=DAY + timedelta(days=1))

    assert set(heard) == {"s-1", "s-2", "s-3", "s-4"} - ({"s-4"} if before == "disputed" else set())
    assert {(each["status"], each.get("reason")) for (each,) in heard.values()} == {("submitted", None)}


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        (c.ConfirmRegistration, {"mode": Mode.ON_LINE}),
        (c.SubmitContribution, {"topic": "tracing", "document": document("p")}),
    ],
)
def test_no_refusal_tells_an_applicant_of_an_objection(command: type[Any], fields: dict[str, Any]) -> None:
    story = circulated()
    story.act(c.RaiseObjection, SECRETARIAT, application="a-1", state="FRA")

    with pytest.raises(RuleViolation) as refused:
        story.act(command, stakeholder(1), application="a-1", **fields)

    assert refused.value.code in {"not_approved", "not_registered"}
    assert "dispute" not in refused.value.message
    assert "object" not in refused.value.message


def readings(story: Dialogue, command: type[Any], by: Any, **fields: Any) -> list[Reading]:
    """The texts of the act that are read."""
    made = story.made(command, by, **fields)
    events = story.aggregate.decide(story.state, made, noon(story.today))
    return [each for event in events for each in story.aggregate.readings(story.state, event)]


def test_topics_are_read_for_names_of_states() -> None:
    fields: dict[str, Any] = {"document": document("programme"), "topics": ("tracing", "arms-from-france")}
    fields["panels"] = (e.Panel(topic="tracing"),)

    (reading,) = readings(invited(), c.PublishProgramme, CHAIR, **fields)

    assert reading.texts == ("Tracing", "TRACING", "Arms From France", "ARMS FROM FRANCE")
    assert (reading.code, reading.has_override) == ("topic_names_state", False)


def test_the_summary_is_read_for_names_that_no_override_lets_through() -> None:
    override = c.CountryOverride(states=("FRA",), reason="the host is thanked")

    (plain,) = readings(reporting(), c.DraftSummary, CHAIR, document=document("summary"))
    (allowed,) = readings(reporting(), c.DraftSummary, CHAIR, document=document("summary"), override=override)

    assert plain == Reading(documents=(document("summary"),), code="summary_names_state")
    assert allowed == plain.model_copy(update={"allowed": ("FRA",)})


def test_the_reason_of_a_cancellation_is_read() -> None:
    (reading,) = readings(invited(), c.CancelDialogue, CHAIR, reason="the hall is closed")

    assert reading == Reading(texts=("the hall is closed",), code="reason_names_state", has_override=False)


@pytest.mark.parametrize(
    ("command", "by", "fields"),
    [
        (c.LogIntervention, CHAIR, {"topic": "tracing", "speaker": "state"}),
        (c.SubmitContribution, UNIT, {"application": "a-2", "topic": "tracing", "document": document("p")}),
    ],
)
def test_what_is_said_is_kept_as_it_is_whatever_it_names(command: type[Any], by: Any, fields: dict[str, Any]) -> None:
    assert readings(held(), command, by, **fields) == []


def test_only_applications_bring_accounts_in() -> None:
    story = calling()
    (submitted,) = story.aggregate.decide(
        story.state, story.made(c.SubmitApplication, UNIT, applicant=applicant(7)), noon(CLOSES)
    )

    assert story.aggregate.applicants(submitted) == (applicant(7),)
    assert story.aggregate.applicants(e.CdOpened()) == ()
