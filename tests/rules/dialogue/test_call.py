"""The call is the one thing that a clock closes: to the second, at midnight in Vienna, in winter and in summer."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from models.dialogue import commands as c
from models.dialogue.application import ApplicationStatus, OutcomeReason
from models.dialogue.events import ApplicationReceivedLate
from models.dialogue.state import DialogueStage
from models.people import SECRETARIAT
from models.stakeholders import receipt_of
from tests.rules.dialogue.build import (
    CALLED,
    CLOSES,
    DAY,
    UNIT,
    Dialogue,
    applicant,
    apply,
    calling,
    cancelled,
    done_at,
    first,
    held,
    owed,
    preparing,
    refused_at,
    scheduled,
    screening,
    stakeholder,
)
from tests.story import Story

WINTER, SUMMER = date(2027, 2, 26), date(2027, 4, 16)
MIDNIGHT = {WINTER: datetime(2027, 2, 26, 23, tzinfo=UTC), SUMMER: datetime(2027, 4, 16, 22, tzinfo=UTC)}
SECOND = timedelta(seconds=1)


def open_until(closes_on: date) -> Dialogue:
    story = scheduled().on(CALLED)
    story.act(c.OpenCall, UNIT, closes_on=closes_on)
    return story


@pytest.mark.parametrize("closes_on", list(MIDNIGHT), ids=["winter", "summer"])
@pytest.mark.parametrize(
    ("after", "happened", "status"),
    [
        (-SECOND, ["application_submitted"], ApplicationStatus.SUBMITTED),
        (timedelta(0), ["call_closed", "application_received_late"], ApplicationStatus.LATE),
        (SECOND, ["call_closed", "application_received_late"], ApplicationStatus.LATE),
    ],
    ids=["a second before", "at midnight", "a second after"],
)
def test_an_application_is_in_time_until_midnight_in_vienna_whether_the_timer_has_fired_or_not(
    closes_on: date, after: timedelta, happened: list[str], status: ApplicationStatus
) -> None:
    story = open_until(closes_on)

    events = done_at(story, MIDNIGHT[closes_on] + after, c.SubmitApplication, stakeholder(), applicant=applicant())

    assert [event.type for event in events] == happened
    assert story.state.applications["a-1"].status is status


@pytest.mark.parametrize("closes_on", list(MIDNIGHT), ids=["winter", "summer"])
@pytest.mark.parametrize("command", [c.AmendApplication, c.ExtendCall])
def test_what_needs_an_open_call_is_refused_from_the_same_second_on(
    closes_on: date, command: type[c.AmendApplication | c.ExtendCall]
) -> None:
    story = open_until(closes_on)
    apply(story, 1)
    fields = {"application": "a-1", "mode": "in_person"} if command is c.AmendApplication else {"closes_on": DAY}
    midnight = MIDNIGHT[closes_on]

    before = refused_at(story, midnight - SECOND, command, UNIT, **fields)
    after = refused_at(story, midnight, command, UNIT, **fields)

    assert (before, after) == ("closes_too_late" if command is c.ExtendCall else "not refused", "call_closed")


@pytest.mark.parametrize("closes_on", list(MIDNIGHT), ids=["winter", "summer"])
def test_the_timer_is_set_for_midnight_and_closes_the_call(closes_on: date) -> None:
    story = open_until(closes_on)
    apply(story, 1)

    wake = story.aggregate.wake_at(story.state)

    assert wake is not None
    assert wake == MIDNIGHT[closes_on]
    assert story.aggregate.by_calendar(story.state, wake - SECOND) == ()
    (event,) = story.aggregate.by_calendar(story.state, wake)
    assert event.model_dump() == {"applications": 1}
    closed = story.aggregate.evolve(story.state, event, wake)
    assert (closed.stage, closed.call_closed_on, closed.since) == (
        DialogueStage.SCREENING,
        closes_on,
        closes_on + timedelta(days=1),
    )


def test_a_timer_that_fires_days_late_closes_the_call_with_its_last_day() -> None:
    story = calling()

    (event,) = story.aggregate.by_calendar(story.state, MIDNIGHT[WINTER] + timedelta(days=3))
    closed = story.aggregate.evolve(story.state, event, MIDNIGHT[WINTER] + timedelta(days=3))

    assert closed.call_closed_on == CLOSES


def test_whatever_is_done_first_after_midnight_closes_the_call() -> None:
    story = calling()
    apply(story, 1)

    events = done_at(
        story,
        MIDNIGHT[WINTER],
        c.ScreenApplications,
        UNIT,
        screenings=(c.Screening(application="a-1", is_eligible=True),),
    )

    assert [event.type for event in events] == ["call_closed", "application_screened"]


def test_a_refusal_after_midnight_leaves_even_the_call_as_it_is() -> None:
    story = calling()

    code = refused_at(story, MIDNIGHT[WINTER], c.OpenCall, UNIT, closes_on=DAY)

    assert code == "wrong_stage"
    assert story.state.stage is DialogueStage.APPLICATIONS_OPEN


def test_withdrawn_applications_do_not_count_when_the_call_closes() -> None:
    story = calling()
    apply(story, 1)
    apply(story, 2)
    story.act(c.WithdrawApplication, stakeholder(1), application="a-1")

    ((_, event),) = story.by_calendar(CLOSES + timedelta(days=1))

    assert event.model_dump() == {"applications": 1}


def test_a_call_closes_today_or_later_and_before_the_dialogue() -> None:
    story = scheduled().on(CALLED)

    assert story.refusal(c.OpenCall, UNIT, closes_on=CALLED - timedelta(days=1)) == "date_past"
    assert story.refusal(c.OpenCall, UNIT, closes_on=DAY) == "closes_too_late"
    assert story.refusal(c.OpenCall, UNIT, closes_on=CALLED) == "not refused"
    assert story.refusal(c.OpenCall, SECRETARIAT, closes_on=DAY - timedelta(days=1)) == "not refused"


def test_a_call_is_extended_and_never_cut_short() -> None:
    story = calling()

    assert story.refusal(c.ExtendCall, UNIT, closes_on=CLOSES) == "not_longer"
    assert story.refusal(c.ExtendCall, UNIT, closes_on=CLOSES - timedelta(days=1)) == "not_longer"
    assert story.act(c.ExtendCall, UNIT, closes_on=date(2027, 4, 16)) == ("call_extended",)
    assert story.aggregate.wake_at(story.state) == MIDNIGHT[SUMMER]


def test_while_the_call_is_open_nobody_is_waited_for() -> None:
    assert owed(calling()) == []


@pytest.mark.parametrize("stage", [screening, preparing])
def test_a_late_application_is_kept_with_its_receipt_and_examined_by_nobody(stage: Callable[[], Dialogue]) -> None:
    story = stage()
    made = story.made(c.SubmitApplication, stakeholder(9), applicant=applicant(9))

    (event,) = story.aggregate.decide(story.state, made, MIDNIGHT[SUMMER])
    story.record((event,))

    assert isinstance(event, ApplicationReceivedLate)
    assert event.closed_on == CLOSES
    kept = story.state.applications["a-5"]
    assert (kept.status, kept.reason) == (ApplicationStatus.LATE, OutcomeReason.APPLIED_LATE)
    assert kept.receipt == receipt_of(story.state.workflow_id, made.command_id)
    assert kept.has_outcome


def test_one_applies_neither_before_the_call_nor_when_the_dialogue_is_open_or_over() -> None:
    fields = {"applicant": applicant(9)}

    assert scheduled().refusal(c.SubmitApplication, stakeholder(9), **fields) == "call_not_open"
    assert scheduled().refusal(c.ExtendCall, UNIT, closes_on=CLOSES) == "call_not_open"
    uncalled = scheduled().on(DAY)
    uncalled.act(c.AdoptReport, SECRETARIAT, on=DAY)
    uncalled.act(c.OpenDialogue, SECRETARIAT)
    assert uncalled.refusal(c.ExtendCall, UNIT, closes_on=CLOSES) == "call_not_open"
    for story in (held(), cancelled()):
        assert story.refusal(c.SubmitApplication, stakeholder(9), **fields) == "dialogue_closed"


def test_without_lead_times_a_dialogue_runs_and_has_no_such_dates() -> None:
    rules = first().procedure.model_copy(update={"lead_times": {}})

    story: Dialogue = Story(scheduled().aggregate, first(rules=rules), CALLED).open()

    assert [each.due for each in story.aggregate.status(story.state).obligations] == [None]
    assert story.aggregate.wake_at(story.state) is None
