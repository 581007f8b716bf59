"""A draw over the whole register starts its reviews in portions that Temporal takes, and replays to the same ones."""

from datetime import date

from temporalio.worker import Replayer

from models.cycle import commands as c
from models.people import SECRETARIAT
from runtime import plugin
from tests.workflows.build import clock, cycle
from tests.workflows.conftest import Desk
from workflows.every import WORKFLOWS
from workflows.options import LARGEST_PORTION, STARTS_AT_ONCE
from workflows.review_cycle import ReviewCycle


async def test_the_reviews_of_all_states_are_started_in_portions_and_the_run_replays(desk: Desk) -> None:
    state = cycle("portions", clock(date(2020, 9, 1)))
    handle = await desk.start(ReviewCycle, state, state.workflow_id)

    await desk.act(handle, c.DrawLots(actor=SECRETARIAT, command_id="draw", seed="5a" * 32))
    await handle.signal("roll")
    while not (started := [asked for asked in desk.ledger.directives if len(asked.starts) > 1]) or (
        sum(len(asked.starts) for asked in started) < len({party.iso3 for party in state.parties})
    ):
        await desk.status(handle)

    assert all(asked.size <= LARGEST_PORTION and len(asked.starts) <= STARTS_AT_ONCE for asked in started)
    assert len(started) > len(state.parties) / STARTS_AT_ONCE
    first = await desk.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id).fetch_history()
    await Replayer(workflows=WORKFLOWS, plugins=[plugin()]).replay_workflow(first)
