"""Dialogues, conferences and engagements on the real server, from their first act to their last."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowHandle, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment

from models.aggregate import AggregateState
from models.dialogue import commands as c
from models.directive import Relay
from models.ids import cycle_id
from rules.aggregates import aggregate_of
from rules.calendar.vienna import end_of_day, vienna_day
from tests.replay import outreach
from tests.replay.clerk import Clerk
from tests.replay.scenarios import Story
from tests.rules.dialogue import build as d
from tests.workflows.build import clock
from tests.workflows.conftest import Desk
from workflows.constructive_dialogue import ConstructiveDialogue

BUDGET = 8
"""Events of history for each act, and for each time that the calendar brings something."""


def reported(desk: Desk) -> list[Relay]:
    """What was told to a cycle."""
    return [relay for asked in desk.ledger.directives for relay in asked.relays if relay.workflow_id[:6] == "cycle/"]


async def events_in(desk: Desk, handle: WorkflowHandle[Any, Any]) -> int:
    """How many events all runs of a workflow have."""
    count, run_id = 0, (await desk.client.get_workflow_handle(handle.id).describe()).run_id
    while run_id:
        history = await desk.client.get_workflow_handle(handle.id, run_id=run_id).fetch_history()
        count += len(history.events)
        run_id = history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id
    return count


STORIES: list[tuple[Story, str]] = [
    (outreach.dialogue, "summary_tabled"),
    (outreach.conference, "conference_closed"),
    (outreach.engagement, "engagement_closed"),
]


@pytest.mark.parametrize(("story", "ending"), STORIES, ids=["dialogue", "conference", "training"])
async def test_it_goes_from_its_opening_to_its_end_by_acts_and_the_calendar_and_tells_the_cycle(
    desk: Desk, temporal_env: WorkflowEnvironment, story: Story, ending: str
) -> None:
    handle = await story(desk, temporal_env)

    entries = desk.ledger.streams[handle.id]
    assert entries[-1].type == ending
    (report,) = reported(desk)
    assert (report.command, report.workflow_id) == ("report_ended", cycle_id(handle.id.split("/")[1]))
    assert report.payload["workflow_id"] == handle.id
    aggregate = aggregate_of(handle.id)
    live: AggregateState = await handle.query("state", result_type=aggregate.state)
    first = aggregate.state.model_validate(entries[0].data["state"])
    assert aggregate.folded(first, entries) == live.model_copy(update={"answered": ()})
    assert await desk.status(handle) == desk.ledger.statuses[handle.id]
    assert await events_in(desk, handle) <= BUDGET * len({entry.command_id or entry.at for entry in entries})


async def called(desk: Desk, env: WorkflowEnvironment, key: str) -> Clerk:
    """A dialogue with its call open."""
    state = d.first().model_copy(update={"cycle": key, "clock": clock(d.CALLED)})
    clerk = await Clerk.begin(desk, env, ConstructiveDialogue, state, state.workflow_id)
    await clerk.do(c.OpenCall, d.UNIT, closes_on=d.CLOSES)
    return clerk


async def test_the_call_closes_at_midnight_in_vienna_and_later_applications_are_kept_as_late(
    desk: Desk, temporal_env: WorkflowEnvironment
) -> None:
    clerk = await called(desk, temporal_env, "midnight")
    midnight = end_of_day(d.CLOSES)

    await clerk.until(midnight - timedelta(minutes=1))
    await clerk.do(c.SubmitApplication, d.stakeholder(1), applicant=d.applicant(1))
    await clerk.until(midnight)
    await clerk.recorded("call_closed")
    await clerk.do(c.SubmitApplication, d.stakeholder(2), applicant=d.applicant(2))

    at = {entry.type: entry.at for entry in desk.ledger.streams[clerk.handle.id]}
    assert at["application_submitted"] < midnight <= at["call_closed"] < midnight + timedelta(minutes=1)
    assert vienna_day(at["call_closed"]) == d.CLOSES + timedelta(days=1)
    assert clerk.types()[-1] == "application_received_late"


async def test_accounts_are_handed_to_the_store_with_the_acts_that_bring_them_in_and_with_no_other(
    desk: Desk, temporal_env: WorkflowEnvironment
) -> None:
    clerk = await called(desk, temporal_env, "handed-over")
    for number in (1, 2):
        await clerk.do(c.SubmitApplication, d.stakeholder(number), applicant=d.applicant(number))
    await clerk.do(c.WithdrawApplication, d.stakeholder(2), application="a-2")

    handed = {each.entries[0].type: each.applicants for each in desk.ledger.recordings}

    assert handed == {
        "cd_scheduled": (),
        "call_opened": (),
        "application_submitted": (d.applicant(2),),
        "application_withdrawn": (),
    }


async def test_two_dialogues_that_a_stakeholder_acts_in_do_not_meet(
    desk: Desk, temporal_env: WorkflowEnvironment
) -> None:
    one, other = await asyncio.gather(*(called(desk, temporal_env, key) for key in ("one", "other")))
    await one.do(c.SubmitApplication, d.stakeholder(1), applicant=d.applicant(1))

    with pytest.raises(WorkflowUpdateFailedError) as refusal:
        await other.do(c.WithdrawApplication, d.stakeholder(1), application="a-1")

    assert isinstance(refusal.value.cause, ApplicationError)
    assert refusal.value.cause.type == "unknown_application"
