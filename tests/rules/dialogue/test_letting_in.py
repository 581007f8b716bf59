"""Nobody is invited who was not let in, and nobody registers who was not invited."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.dialogue import commands as c
from models.dialogue.application import ApplicationStatus, Mode
from models.dialogue.state import DialogueState, Panel
from models.people import SECRETARIAT, Role
from models.sessions import Session
from tests.build import document
from tests.rules.dialogue.build import (
    CHAIR,
    CLOSES,
    DAY,
    INVITED,
    NEXT,
    SESSION,
    UNIT,
    WINDOW_ENDS,
    Dialogue,
    actor,
    calling,
    circulated,
    held,
    invited,
    owed,
    preparing,
    registered,
    scheduled,
    screening,
    stakeholder,
)

SYSTEM = actor(Role.SYSTEM)
REPLY_BY = date(2027, 4, 20)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"applications": ("a-4",)}, "not_approved"),
        ({"applications": ("a-9",)}, "unknown_application"),
        ({"applications": ("a-1", "a-1")}, "application_twice"),
        ({"reply_by": INVITED - timedelta(days=1)}, "date_past"),
        ({"reply_by": DAY + timedelta(days=1)}, "reply_too_late"),
        ({"reply_by": DAY}, "not refused"),
        ({"applications": ("a-1",)}, "not refused"),
    ],
)
def test_invitations_go_to_those_who_were_let_in(fields: dict[str, Any], code: str) -> None:
    story = preparing().on(INVITED)

    assert story.refusal(c.SendInvitations, SECRETARIAT, **{"reply_by": REPLY_BY} | fields) == code


def test_everybody_is_invited_once() -> None:
    story = preparing().on(INVITED)
    assert owed(story)[0:2] == ["secretariat adopt_report", "secretariat send_invitations"]
    story.act(c.SendInvitations, SECRETARIAT, applications=("a-2",), reply_by=REPLY_BY)

    assert story.refusal(c.SendInvitations, SECRETARIAT, applications=("a-2",), reply_by=REPLY_BY) == "already_invited"
    story.act(c.SendInvitations, SECRETARIAT, reply_by=REPLY_BY)

    assert story.entries[-1].data["applications"] == ["a-1", "a-3"]
    assert story.state.reply_by == REPLY_BY
    assert story.state.applications["a-1"].invited_on == INVITED
    assert story.refusal(c.SendInvitations, SECRETARIAT, reply_by=REPLY_BY) == "nobody_to_invite"
    assert "secretariat send_invitations" not in owed(story)


@pytest.mark.parametrize(
    ("story", "key", "code"),
    [
        (circulated, "a-1", "not_approved"),
        (preparing, "a-1", "not_invited"),
        (invited, "a-4", "not_invited"),
        (invited, "a-9", "unknown_application"),
        (invited, "a-1", "not refused"),
        (screening, "a-1", "wrong_stage"),
        (held, "a-3", "wrong_stage"),
    ],
)
def test_who_was_invited_registers(story: Any, key: str, code: str) -> None:
    told: Dialogue = story()

    assert told.refusal(c.ConfirmRegistration, UNIT, application=key, mode=Mode.ON_LINE) == code


def test_a_registration_is_changed_to_the_other_mode() -> None:
    story = registered()
    same = {"application": "a-1", "mode": Mode.IN_PERSON}

    assert story.refusal(c.ConfirmRegistration, stakeholder(1), **same) == "already_registered"
    story.act(c.ConfirmRegistration, stakeholder(1), application="a-1", mode=Mode.ON_LINE)

    assert story.state.applications["a-1"].registered_as is Mode.ON_LINE
    assert story.state.applications["a-1"].status is ApplicationStatus.REGISTERED


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        (("a-1",), "not refused"),
        (("a-2",), "not_asked_for"),
        (("a-4",), "not_let_in"),
        (("a-1", "a-1"), "application_twice"),
    ],
)
def test_travel_support_is_for_those_who_asked_and_were_let_in(keys: tuple[str, ...], code: str) -> None:
    decisions = tuple(c.TravelDecision(application=key, is_funded=True) for key in keys)

    assert preparing().refusal(c.DecideTravelSupport, UNIT, decisions=decisions) == code


def test_travel_support_is_owed_once_for_all_and_can_be_decided_anew() -> None:
    story = preparing()
    assert owed(story).count("civil_society_unit decide_travel_support") == 1

    story.act(c.DecideTravelSupport, UNIT, decisions=(c.TravelDecision(application="a-1", is_funded=False),))
    story.act(c.DecideTravelSupport, UNIT, decisions=(c.TravelDecision(application="a-1", is_funded=True),))

    assert story.state.applications["a-1"].travel_support is True
    assert "civil_society_unit decide_travel_support" not in owed(story)


@pytest.mark.parametrize(
    ("topics", "panels", "code"),
    [
        (("tracing",), (), "not refused"),
        (("Tracing in Ruritania",), (), "bad_topic"),
        (("",), (), "bad_topic"),
        (("-tracing",), (), "bad_topic"),
        (("t" * 61,), (), "bad_topic"),
        (("tracing",), (Panel(topic="marking"),), "unknown_topic"),
        (("tracing",), (Panel(topic="tracing", panellists=("a-4",)),), "not_let_in"),
        (("tracing",), (Panel(topic="tracing", panellists=("a-9",)),), "unknown_application"),
        (("tracing",), (Panel(topic="tracing", panellists=("a-1",), others=3),), "not refused"),
    ],
)
def test_a_programme_has_topics_and_panels_of_those_who_were_let_in(
    topics: tuple[str, ...], panels: tuple[Panel, ...], code: str
) -> None:
    fields = {"document": document("programme"), "topics": topics, "panels": panels}

    assert preparing().refusal(c.PublishProgramme, CHAIR, **fields) == code


def test_the_last_programme_fixes_the_topics() -> None:
    story = scheduled()
    for topics in (("tracing", "tracing"), ("definitions", "cooperation")):
        story.act(c.PublishProgramme, CHAIR, document=document("programme"), topics=topics)

    assert story.entries[-2].data["topics"] == ["tracing"]
    assert story.state.topics == ("definitions", "cooperation")
    assert "chair publish_programme" not in owed(story)


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (DAY - timedelta(days=1), "not refused"),
        (DAY, "after_the_day"),
        (DAY + timedelta(days=1), "date_in_future"),
    ],
)
def test_stakeholders_prepare_before_the_day(on: date, code: str) -> None:
    assert registered().on(DAY).refusal(c.HoldPreparationDay, UNIT, on=on) == code


def test_the_preparation_day_is_noted() -> None:
    story = registered().on(DAY)
    story.act(c.HoldPreparationDay, UNIT, on=DAY - timedelta(days=1), note=document("note"))

    assert (story.state.preparation_on, story.state.preparation_note) == (DAY - timedelta(days=1), document("note"))


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (SESSION.ends, "not refused"),
        (SESSION.ends - timedelta(days=1), "before_session_ends"),
        (date(2027, 1, 1), "date_past"),
        (DAY, "nothing_moved"),
        (date(2027, 9, 1), "not refused"),
    ],
)
def test_a_dialogue_is_moved_to_a_day_after_its_session(day: date, code: str) -> None:
    assert scheduled().refusal(c.MoveDialogue, SECRETARIAT, day=day) == code


def test_a_dialogue_is_not_moved_to_a_day_before_its_call_closes() -> None:
    story = calling()
    story.state = story.state.model_copy(update={"session": moved_to(CLOSES - timedelta(days=3))})

    assert story.refusal(c.MoveDialogue, SECRETARIAT, day=CLOSES) == "call_runs_longer"
    assert story.refusal(c.MoveDialogue, SECRETARIAT, day=CLOSES + timedelta(days=1)) == "not refused"


def test_a_dialogue_is_not_moved_to_a_day_before_the_window_is_over() -> None:
    story = circulated()
    story.state = story.state.model_copy(update={"session": moved_to(WINDOW_ENDS - timedelta(days=3))})

    assert story.refusal(c.MoveDialogue, SECRETARIAT, day=WINDOW_ENDS) == "window_runs_longer"
    assert story.refusal(c.MoveDialogue, SECRETARIAT, day=WINDOW_ENDS + timedelta(days=1)) == "not refused"


@pytest.mark.parametrize(("story", "last"), [(calling, CLOSES), (circulated, WINDOW_ENDS)])
def test_an_earlier_session_does_not_bring_the_dialogue_before_what_is_open_is_over(story: Any, last: date) -> None:
    told: Dialogue = story()

    told.act(c.MoveSession, SYSTEM, session=moved_to(last - timedelta(days=9)), next_session=NEXT)

    assert told.state.day == last + timedelta(days=1)
    told.act(c.MoveSession, SYSTEM, session=moved_to(last + timedelta(days=30)))
    assert told.state.day > last + timedelta(days=30)


def moved_to(starts: date) -> Session:
    return SESSION.model_copy(update={"starts": starts, "ends": starts + timedelta(days=1)})


def test_the_dialogue_follows_its_session_with_the_distance_it_had() -> None:
    story = invited()

    happened = story.act(c.MoveSession, SYSTEM, session=moved_to(date(2027, 6, 8)), next_session=None)

    assert happened == ("session_moved", "dialogue_moved")
    assert (story.state.session.starts, story.state.day, story.state.next_session) == (
        date(2027, 6, 8),
        date(2027, 6, 10),
        None,
    )
    assert story.refusal(c.MoveSession, SYSTEM, session=NEXT) == "another_session"


def test_once_it_is_open_a_dialogue_is_moved_no_more_and_learns_of_the_next_session() -> None:
    story = held(next_session=None)

    happened = story.act(c.MoveSession, SYSTEM, session=moved_to(date(2027, 6, 8)), next_session=NEXT)

    state: DialogueState = story.state
    assert happened == ("session_moved",)
    assert (state.day, state.next_session) == (DAY, NEXT)
