"""The calendar on the real server at a day a day: reminders, deadlines to the second, extensions, silent years."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from models.mechanism import Ladder
from models.people import SECRETARIAT
from models.phase import commands as c
from models.phase.state import PhaseReviewState
from rules.calendar.vienna import end_of_day, vienna_day
from tests.workflows.build import LAUNCH, clock, phase
from tests.workflows.compliant import document, focal_point
from tests.workflows.conftest import Desk
from workflows.phase_review import PhaseReview

PATIENCE = 240.0


async def forward_to(
    env: WorkflowEnvironment, handle: WorkflowHandle[Any, Any], state: PhaseReviewState, calendar: datetime
) -> None:
    """Step the workflow's clock until its calendar shows `calendar`."""
    now = await env.get_current_time(handle)
    step = state.clock.real(calendar) - now
    assert await asyncio.wait_for(env.fast_forward(handle, step), PATIENCE), "the workflow ended on the way"


def reminded_on(desk: Desk, stream: str, key: str) -> list[tuple[date, str]]:
    """The days on which an obligation was brought to mind, with the rung."""
    return [
        (vienna_day(entry.at), entry.data["rung"])
        for entry in desk.ledger.of_type(stream, "deadline_approaching", "deadline_passed")
        if entry.data["key"] == key
    ]


def only(state: PhaseReviewState, duty: str, ladder: dict[str, Any]) -> PhaseReviewState:
    """The state with one ladder for `duty` and no reminders for anything else, so that a test crosses few timers."""
    evidence = state.procedure.ladders["default"].evidence
    quiet = Ladder(key="default", evidence=evidence)
    spoken = Ladder.model_validate({"key": duty, "evidence": evidence} | ladder)
    procedure = state.procedure.model_copy(update={"ladders": {"default": quiet, duty: spoken}})
    return state.model_copy(update={"procedure": procedure})


async def test_reminders_come_on_the_calendar_days_of_the_ladder(desk: Desk, temporal_env: WorkflowEnvironment) -> None:
    state = phase("ladder", clock())
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    await desk.act(handle, c.LaunchGroup(actor=SECRETARIAT, command_id="launch"))

    await forward_to(temporal_env, handle, state, end_of_day(date(2021, 3, 1)))

    assert reminded_on(desk, state.workflow_id, "receive_nomination:FRA") == [
        (date(2020, 11, 13), "-3"),
        (date(2020, 11, 16), "due"),
        (date(2020, 11, 17), "passed"),
        (date(2020, 11, 30), "+14"),
        (date(2021, 1, 1), "+1m"),
        (date(2021, 2, 1), "+2m"),
        (date(2021, 3, 1), "+3m"),
    ]
    assert (await desk.status(handle)).stage == "nominating"


async def test_a_deadline_has_not_passed_a_second_before_vienna_midnight_and_has_at_midnight(
    desk: Desk, temporal_env: WorkflowEnvironment
) -> None:
    state = only(phase("second", clock()), "name_focal_point", {})
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    await desk.act(handle, c.LaunchGroup(actor=SECRETARIAT, command_id="launch"))
    midnight = end_of_day(LAUNCH + timedelta(days=14))

    await forward_to(temporal_env, handle, state, midnight - timedelta(seconds=1))
    before = desk.ledger.of_type(state.workflow_id, "deadline_passed")
    await forward_to(temporal_env, handle, state, midnight + timedelta(seconds=1))
    async with asyncio.timeout(30):
        # The clock stands past midnight; the worker may still be at its task.
        while not (after := desk.ledger.of_type(state.workflow_id, "deadline_passed")):
            await asyncio.sleep(0.05)

    assert before == []
    assert {entry.data["key"] for entry in after} == {
        f"receive_nomination:{iso3}" for iso3 in ("FRA", "DEU", "KEN", "PER")
    }
    assert all(midnight <= entry.at < midnight + timedelta(seconds=30) for entry in after)


async def test_an_expected_date_moves_every_rung_and_the_overdue_counter_keeps_the_original(
    desk: Desk, temporal_env: WorkflowEnvironment
) -> None:
    ladder = {"before": [30, 7], "on_due": True}
    state = only(phase("extension", clock()), "submit_questionnaire", ladder)
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    await desk.drive(handle, until="self_assessment")
    known = {each.key: each for each in (await desk.status(handle)).obligations}
    key = next(each for each in known if each.startswith("submit_questionnaire"))
    due = known[key].due
    assert due is not None
    await forward_to(temporal_env, handle, state, end_of_day(due.date - timedelta(days=20)))
    first = reminded_on(desk, state.workflow_id, key)
    expected = due.date + timedelta(days=90)

    command = c.SetQuestionnaireExpectedDate(actor=focal_point("FRA"), command_id="later", expected_on=expected)
    await desk.act(handle, command)
    await forward_to(temporal_env, handle, state, end_of_day(expected + timedelta(days=1)))

    assert first == [(due.date - timedelta(days=30), "-30")]
    assert reminded_on(desk, state.workflow_id, key)[1:] == [
        (expected - timedelta(days=30), "-30"),
        (expected - timedelta(days=7), "-7"),
        (expected, "due"),
        (expected + timedelta(days=1), "passed"),
    ]
    late = next(each for each in (await desk.status(handle)).obligations if each.key == key)
    assert late.due is not None
    assert late.due.original == due.original


async def test_no_reminder_comes_after_the_duty_is_met(desk: Desk, temporal_env: WorkflowEnvironment) -> None:
    state = only(phase("met", clock()), "submit_questionnaire", {"before": [30], "on_due": True})
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    await desk.drive(handle, until="self_assessment")
    command = c.SubmitQuestionnaire(actor=focal_point("FRA"), command_id="saq", document=document("saq"))
    await desk.act(handle, command)

    await forward_to(temporal_env, handle, state, end_of_day(date(2021, 9, 1)))

    reminders = desk.ledger.of_type(state.workflow_id, "deadline_approaching", "deadline_passed")
    assert "submit_questionnaire" not in {entry.data["duty"] for entry in reminders}
    assert "submit_feedback" in {entry.data["duty"] for entry in reminders}


async def test_ten_silent_years_leave_the_phase_open_and_only_remind(
    desk: Desk, temporal_env: WorkflowEnvironment
) -> None:
    state = only(phase("silent", clock()), "name_focal_point", {"then_every_months": 12})
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    await desk.act(handle, c.LaunchGroup(actor=SECRETARIAT, command_id="launch"))

    await forward_to(temporal_env, handle, state, end_of_day(date(2030, 12, 31)))

    assert (await desk.status(handle)).stage == "nominating"
    assert set(desk.ledger.types(state.workflow_id)[2:]) == {"deadline_passed"}
    days = [day for day, _ in reminded_on(desk, state.workflow_id, "receive_nomination:FRA")]
    assert days == [date(2020, 11, 17), *(date(2020 + year, 12, 1) for year in range(1, 11))]
