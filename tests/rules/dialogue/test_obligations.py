"""Whose move it is, by when, and what the status shows of it: counts and dates, and nobody's name."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from models.dialogue import commands as c
from models.dialogue.events import CallClosed
from models.dialogue.state import DialogueStage, Panel
from models.event import Reminder
from models.obligations import Obligation
from models.people import SECRETARIAT
from rules.calendar.due import lead_end, next_working_day
from rules.dialogue.obligations import obligations
from tests.build import document
from tests.rules.dialogue.build import (
    CHAIR,
    CIRCULATED,
    CLOSED_REPORT,
    CLOSES,
    DAY,
    NEXT,
    SESSION,
    TOPICS,
    WINDOW_ENDS,
    Dialogue,
    applicant,
    at,
    calling,
    circulated,
    first,
    invited,
    object_to,
    owed,
    preparing,
    reporting,
    scheduled,
    screening,
    stakeholder,
)

OWED = {
    DialogueStage.SCHEDULED: ["civil_society_unit open_call"],
    DialogueStage.APPLICATIONS_OPEN: [],
    DialogueStage.SCREENING: ["civil_society_unit screen_applications", "chair publish_programme"],
    DialogueStage.OBJECTION_WINDOW: ["extended_bureau approve_applications", "chair publish_programme"],
    DialogueStage.PREPARING: ["secretariat adopt_report", "civil_society_unit decide_travel_support"],
    DialogueStage.HELD: ["chair close_dialogue"],
    DialogueStage.REPORTING: ["chair approve_summary"],
    DialogueStage.APPROVED: ["secretariat publish_summary"],
    DialogueStage.PUBLISHED: ["secretariat table_summary"],
    DialogueStage.TABLED: [],
    DialogueStage.CANCELLED: [],
}


@pytest.mark.parametrize("stage", list(DialogueStage))
def test_at_every_stage_it_is_known_whose_move_it_is(stage: DialogueStage) -> None:
    assert owed(at(stage)) == OWED[stage]


def due(story: Dialogue, action: str) -> date | None:
    (found,) = [each for each in obligations(story.state) if each.action == action]
    return found.due.date if found.due else None


@pytest.mark.parametrize(
    ("stage", "action", "lead", "since"),
    [
        (DialogueStage.SCHEDULED, "open_call", "cd_call_opens", DAY),
        (DialogueStage.SCREENING, "publish_programme", "cd_programme", DAY),
        (DialogueStage.OBJECTION_WINDOW, "approve_applications", "cd_decision", DAY),
        (DialogueStage.REPORTING, "approve_summary", "cd_summary", DAY),
        (DialogueStage.APPROVED, "publish_summary", "cd_summary", DAY),
    ],
)
def test_lead_times_are_counted_from_the_day(stage: DialogueStage, action: str, lead: str, since: date) -> None:
    times = first().procedure.lead_times

    assert due(at(stage), action) == next_working_day(lead_end(times[lead], since))


@pytest.mark.parametrize(
    ("stage", "action", "day"),
    [
        (DialogueStage.PREPARING, "adopt_report", SESSION.ends),
        (DialogueStage.HELD, "close_dialogue", DAY),
        (DialogueStage.PUBLISHED, "table_summary", NEXT.starts),
        (DialogueStage.SCREENING, "screen_applications", None),
    ],
)
def test_other_dates_are_those_of_the_calendar(stage: DialogueStage, action: str, day: date | None) -> None:
    assert due(at(stage), action) == day


def test_the_bureau_has_until_the_day_after_the_window_if_that_ends_late() -> None:
    story = circulated()
    story.state = story.state.model_copy(update={"window_ends": DAY - timedelta(days=10)})

    assert due(story, "approve_applications") == DAY - timedelta(days=9)


def test_a_date_on_the_last_day_of_the_window_is_put_off_for_nobody_may_decide_on_it() -> None:
    story = circulated()
    on_time = due(story, "approve_applications")
    assert on_time is not None
    story.state = story.state.model_copy(update={"window_ends": on_time})

    assert due(story, "approve_applications") == on_time + timedelta(days=1)


def test_a_duty_is_owed_since_the_day_on_which_the_stage_was_reached() -> None:
    assert {each.since for each in obligations(circulated().state)} == {CIRCULATED}


def test_without_a_next_session_the_table_waits_without_a_date() -> None:
    story = at(DialogueStage.PUBLISHED)
    story.state = story.state.model_copy(update={"next_session": None})

    assert due(story, "table_summary") is None


@pytest.mark.parametrize("stage", list(DialogueStage))
def test_a_mechanism_without_the_lead_times_has_the_same_duties(stage: DialogueStage) -> None:
    story = at(stage)
    bare = story.state.procedure.model_copy(update={"lead_times": {}})
    story.state = story.state.model_copy(update={"procedure": bare})

    assert owed(story) == OWED[stage]


def test_each_dispute_is_owed_by_itself() -> None:
    story = circulated()
    object_to(story, "a-1", "FRA", "BRA")
    object_to(story, "a-2", "FRA")

    disputes: list[Obligation] = [each for each in obligations(story.state) if each.action == "decide_dispute"]

    assert [(each.key, each.subject) for each in disputes] == [
        ("decide_dispute:a-1", "a-1"),
        ("decide_dispute:a-2", "a-2"),
    ]


def test_keys_of_obligations_are_unique() -> None:
    for stage in DialogueStage:
        keys = [each.key for each in obligations(at(stage).state)]
        assert len(set(keys)) == len(keys)


def test_the_calendar_reminds_and_closes_nothing_but_the_call() -> None:
    story = scheduled()
    story.by_calendar(date(2027, 1, 20))
    story.act(c.OpenCall, SECRETARIAT, closes_on=CLOSES)
    story.act(c.SubmitApplication, stakeholder(), applicant=applicant())
    before = story.state.applications

    brought = [event for _, event in story.by_calendar(date(2028, 1, 1))]

    assert [type(event) for event in brought if not isinstance(event, Reminder)] == [CallClosed]
    assert Counter(event.action for event in brought if isinstance(event, Reminder)).keys() == {"publish_programme"}
    assert story.state.stage is DialogueStage.SCREENING
    assert story.state.applications == before


def test_the_summary_has_a_ladder_of_its_own() -> None:
    story = reporting()

    brought = [(day, event) for day, event in story.by_calendar(date(2027, 9, 1)) if isinstance(event, Reminder)]

    deadline = due(story, "draft_summary")
    assert deadline is not None
    assert {event.duty for _, event in brought} == {"cd_summary"}
    assert [(day - deadline).days for day, _ in brought][:5] == [-14, -3, 0, 1, 14]


def test_when_a_chair_is_late_the_secretariat_is_told_and_no_mission() -> None:
    brought = [event for _, event in reporting().by_calendar(date(2028, 1, 1)) if isinstance(event, Reminder)]

    assert {event.escalate for event in brought} == {(), ("secretariat",)}


def test_reminders_of_duties_that_are_met_are_forgotten() -> None:
    story = reporting()
    story.by_calendar(date(2027, 7, 10))
    assert set(story.state.reminded) == {"draft_summary"}
    story.act(c.DraftSummary, CHAIR, document=document("summary"))

    story.by_calendar(date(2027, 9, 1))

    assert set(story.state.reminded) == {"approve_summary"}


def test_the_status_has_the_dates_that_are_known() -> None:
    status = calling().aggregate.status(calling().state)
    later = reporting().aggregate.status(reporting().state)

    assert {each.name for each in status.dates} == {
        "planned", "call_opened", "closes_on", "session_starts", "session_ends", "day", "next_session",
    }  # fmt: skip
    dates = {each.name: each.date for each in later.dates}
    assert (dates["window_ends"], dates["circulated"], dates["closed"]) == (WINDOW_ENDS, CIRCULATED, DAY)
    assert (status.kind, status.launch_date, status.closed_on) == ("dialogue", DAY, None)


def test_the_status_counts_applications_by_where_they_stand() -> None:
    story = circulated()
    object_to(story, "a-1", "FRA", "BRA")

    counts = story.aggregate.status(story.state).counts

    assert counts["applications"] == 4
    assert {key: value for key, value in counts.items() if key.startswith("applications_") and value} == {
        "applications_eligible": 2,
        "applications_disputed": 1,
        "applications_ineligible": 1,
    }
    assert counts["objections"] == 2


def test_the_status_shows_the_balance_of_the_panels_without_a_name() -> None:
    story = invited()
    panels = (
        Panel(topic=TOPICS[0], panellists=("a-1", "a-2"), others=2),
        Panel(topic=TOPICS[1], panellists=("a-3",), others=1),
    )
    story.act(c.PublishProgramme, CHAIR, document=document("second"), topics=TOPICS, panels=panels)

    def panelled() -> dict[str, int]:
        counts = story.aggregate.status(story.state).counts
        return {key: value for key, value in counts.items() if key.startswith("panel")}

    assert panelled() == {
        "panels": 2,
        "panel_others": 3,
        "panel_region_asia_pacific": 1,
        "panel_region_eastern_european": 1,
        "panel_region_grulac": 1,
        "panel_kind_academia": 1,
        "panel_kind_ngo": 1,
        "panel_kind_private_sector": 1,
    }
    story.act(c.WithdrawApplication, stakeholder(3), application="a-3")
    assert "panel_kind_ngo" not in panelled()


def test_the_status_counts_contributions_by_what_became_of_them() -> None:
    story = reporting()
    story.act(c.FlagCountryReference, CHAIR, contribution="c-1")
    story.on(CLOSED_REPORT).act(c.DraftSummary, CHAIR, document=document("summary"))

    counts = story.aggregate.status(story.state).counts

    assert {key: value for key, value in counts.items() if key in {"contributions", "papers", "flagged"}} == {
        "contributions": 2,
        "papers": 1,
        "flagged": 1,
    }
    assert (counts["contributions_reflected"], counts["contributions_country_reference"]) == (1, 1)


@pytest.mark.parametrize("story", [screening, preparing])
def test_an_organisation_stands_in_no_status(story: Any) -> None:
    told: Dialogue = story()

    assert "s-1" not in told.aggregate.status(told.state).model_dump_json()
