"""The day of the dialogue: after the session, by topic, and nothing about a country."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.dialogue import commands as c
from models.dialogue.application import ApplicationStatus, OutcomeReason
from models.dialogue.state import Attendance, DialogueStage, SpeakerKind
from models.people import SECRETARIAT
from models.stakeholders import OrganisationKind, receipt_of
from rules.dialogue.preparing import OPEN_FLOOR
from tests.build import document
from tests.rules.dialogue.build import (
    CHAIR,
    DAY,
    SESSION,
    Dialogue,
    circulated,
    held,
    invited,
    owed,
    preparing,
    ready,
    registered,
    reporting,
    scheduled,
    screened,
    screening,
    stakeholder,
    status_of,
)


@pytest.mark.parametrize(
    ("on", "today", "code"),
    [
        (SESSION.starts, DAY, "not refused"),
        (SESSION.starts - timedelta(days=1), DAY, "before_session"),
        (SESSION.ends, SESSION.starts, "date_in_future"),
        (SESSION.ends, SESSION.ends, "not refused"),
    ],
)
def test_the_report_is_adopted_in_the_session(on: date, today: date, code: str) -> None:
    assert registered().on(today).refusal(c.AdoptReport, SECRETARIAT, on=on) == code


def test_the_adoption_can_be_put_right() -> None:
    story = ready()

    assert story.refusal(c.AdoptReport, SECRETARIAT, on=SESSION.ends) == "already_adopted"
    story.act(c.AdoptReport, CHAIR, on=SESSION.starts)
    story.act(c.AdoptReport, CHAIR, on=SESSION.starts, document=document("report"))
    assert story.state.report_adopted_on == SESSION.starts


def test_a_dialogue_opens_when_session_report_and_decisions_are_behind_it() -> None:
    story = ready()

    assert owed(story)[0] == "chair open_dialogue"
    assert story.on(SESSION.ends - timedelta(days=1)).refusal(c.OpenDialogue, CHAIR) == "too_early"
    assert story.on(SESSION.ends).refusal(c.OpenDialogue, CHAIR) == "before_the_day"
    assert story.on(DAY).refusal(c.OpenDialogue, CHAIR) == "not refused"
    assert registered().on(DAY).refusal(c.OpenDialogue, CHAIR) == "report_not_adopted"


@pytest.mark.parametrize(
    ("story", "code"),
    [
        (screening, "applications_undecided"),
        (circulated, "applications_undecided"),
        (preparing, "not_all_invited"),
        (invited, "not refused"),
        (scheduled, "not refused"),
    ],
)
def test_nobody_is_left_without_an_answer_when_it_opens(story: Any, code: str) -> None:
    told: Dialogue = story()
    told.on(DAY).act(c.AdoptReport, SECRETARIAT, on=SESSION.ends)

    assert told.refusal(c.OpenDialogue, CHAIR) == code


def test_a_report_of_a_session_that_was_moved_is_adopted_anew() -> None:
    story = ready()
    later = SESSION.model_copy(update={"starts": date(2027, 6, 8), "ends": date(2027, 6, 9)})
    story.state = story.state.model_copy(update={"session": later})

    assert story.on(date(2027, 6, 10)).refusal(c.OpenDialogue, CHAIR) == "report_not_adopted"
    assert owed(story)[0] == "secretariat adopt_report"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"topic": "tracing", "speaker": SpeakerKind.STATE}, "not refused"),
        ({"topic": OPEN_FLOOR, "speaker": SpeakerKind.STATE}, "not refused"),
        ({"topic": "weather", "speaker": SpeakerKind.STATE}, "unknown_topic"),
        ({"topic": "tracing", "speaker": SpeakerKind.STATE, "application": "a-1"}, "speaker_differs"),
        ({"topic": "tracing", "speaker": SpeakerKind.STATE, "kind": OrganisationKind.NGO}, "speaker_differs"),
        ({"topic": "tracing", "speaker": SpeakerKind.STAKEHOLDER, "kind": OrganisationKind.NGO}, "not refused"),
        ({"topic": "tracing", "speaker": SpeakerKind.STAKEHOLDER, "application": "a-3"}, "not refused"),
        ({"topic": "tracing", "speaker": SpeakerKind.STAKEHOLDER, "application": "a-4"}, "not_let_in"),
        ({"topic": "tracing", "speaker": SpeakerKind.STAKEHOLDER, "application": "a-9"}, "unknown_application"),
    ],
)
def test_what_is_said_is_logged_by_topic(fields: dict[str, Any], code: str) -> None:
    assert held().refusal(c.LogIntervention, CHAIR, **fields) == code


def test_an_intervention_has_the_kind_of_its_stakeholder_and_a_receipt() -> None:
    story = held()
    made = story.made(
        c.LogIntervention, SECRETARIAT, topic="tracing", speaker="stakeholder", application="a-3", kind="academia"
    )

    story.record(story.aggregate.decide(story.state, made, story.entries[-1].at))

    logged = story.state.contributions["c-3"]
    assert (logged.kind, logged.is_written) == (story.state.applications["a-3"].applicant.kind, False)
    assert logged.kind is OrganisationKind.NGO
    assert logged.receipt == receipt_of(story.state.workflow_id, made.command_id)


@pytest.mark.parametrize(
    ("story", "key", "topic", "code"),
    [
        (registered, "a-1", "tracing", "not refused"),
        (held, "a-1", OPEN_FLOOR, "not refused"),
        (registered, "a-3", "tracing", "not_registered"),
        (registered, "a-4", "tracing", "not_registered"),
        (registered, "a-1", "weather", "unknown_topic"),
        (circulated, "a-1", "tracing", "not_registered"),
        (reporting, "a-1", "tracing", "wrong_stage"),
    ],
)
def test_papers_come_from_the_registered_until_the_dialogue_is_closed(
    story: Any, key: str, topic: str, code: str
) -> None:
    told: Dialogue = story()

    assert told.refusal(c.SubmitContribution, SECRETARIAT, application=key, topic=topic, document=document("p")) == code


def test_papers_wait_for_the_programme() -> None:
    story = registered()
    story.state = story.state.model_copy(update={"programme": None})
    fields = {"application": "a-1", "topic": "tracing", "document": document("paper")}

    assert story.refusal(c.SubmitContribution, stakeholder(1), **fields) == "no_programme"


def test_what_speaks_of_a_country_is_marked_once() -> None:
    story = held()

    story.act(c.FlagCountryReference, CHAIR, contribution="c-1")

    assert story.state.contributions["c-1"].has_country_reference
    assert story.refusal(c.FlagCountryReference, CHAIR, contribution="c-1") == "already_flagged"
    assert story.refusal(c.FlagCountryReference, CHAIR, contribution="c-9") == "unknown_contribution"


@pytest.mark.parametrize(
    ("attended", "code"),
    [
        (("a-1", "a-3"), "not refused"),
        ((), "not refused"),
        (("a-4",), "not_let_in"),
        (("a-1", "a-1"), "application_twice"),
        (("a-9",), "unknown_application"),
    ],
)
def test_only_who_was_invited_can_have_come(attended: tuple[str, ...], code: str) -> None:
    assert held().refusal(c.CloseDialogue, CHAIR, attended=attended) == code


def test_who_was_invited_and_did_not_come_is_told_so() -> None:
    story = held()
    assert owed(story) == ["chair close_dialogue"]

    story.act(c.CloseDialogue, CHAIR, attended=("a-2",), attendance=Attendance(stakeholders=70, states=37))

    assert status_of(story, "a-2") == (ApplicationStatus.ATTENDED, OutcomeReason.TOOK_PART)
    assert status_of(story, "a-1") == (ApplicationStatus.ABSENT, OutcomeReason.DID_NOT_COME)
    assert status_of(story, "a-3") == (ApplicationStatus.ABSENT, OutcomeReason.DID_NOT_COME)
    assert status_of(story, "a-4") == (ApplicationStatus.INELIGIBLE, OutcomeReason.INCOMPLETE)
    assert story.state.stage is DialogueStage.REPORTING
    counts = story.aggregate.status(story.state).counts
    assert (counts["came_stakeholders"], counts["came_states"], "came_organisations" in counts) == (70, 37, False)


@pytest.mark.parametrize("story", [scheduled, screening, circulated, invited])
def test_a_dialogue_that_is_called_off_tells_everybody_who_waited_or_was_let_in(story: Any) -> None:
    told: Dialogue = story()
    waiting = [key for key, each in told.state.applications.items() if not each.has_outcome]

    told.act(c.CancelDialogue, CHAIR, reason="the hall is under repair")

    assert told.entries[-1].data["applications"] == waiting
    assert all(
        status_of(told, key) == (ApplicationStatus.DECLINED, OutcomeReason.DIALOGUE_CANCELLED) for key in waiting
    )
    assert all(each.has_outcome for each in told.state.applications.values())
    assert told.aggregate.status(told.state).closed_on == told.today
    assert told.aggregate.wake_at(told.state) is None


def test_who_was_found_not_eligible_and_not_told_so_is_told_when_the_dialogue_is_called_off() -> None:
    story = screened()

    story.act(c.CancelDialogue, CHAIR, reason="the hall is under repair")

    assert "a-4" in story.entries[-1].data["applications"]
    assert status_of(story, "a-4") == (ApplicationStatus.DECLINED, OutcomeReason.DIALOGUE_CANCELLED)


def test_a_dialogue_is_not_opened_before_its_day() -> None:
    story = ready()
    story.act(c.MoveDialogue, SECRETARIAT, day=DAY + timedelta(days=9))

    assert story.refusal(c.OpenDialogue, CHAIR) == "before_the_day"
    assert story.on(DAY + timedelta(days=9)).refusal(c.OpenDialogue, CHAIR) == "not refused"
