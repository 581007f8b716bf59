"""A review outlives the runs it is made of: state, answers and dates cross, and nothing is done twice."""

import asyncio

from temporalio.client import WorkflowExecutionStatus

from models.people import SECRETARIAT
from models.phase import commands as c
from models.phase.state import PhaseReviewState
from tests.workflows.build import clock, cycle, phase
from tests.workflows.conftest import Desk
from workflows.phase_review import PhaseReview
from workflows.review_cycle import ReviewCycle


async def test_roll_continues_as_new_with_the_whole_state(desk: Desk) -> None:
    state = phase("roll", clock())
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    await desk.drive(handle, until="self_assessment")
    before = await handle.query("state", result_type=PhaseReviewState)

    await handle.signal("roll")
    first = desk.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)
    while (await first.describe()).status is not WorkflowExecutionStatus.CONTINUED_AS_NEW:
        await asyncio.sleep(0.05)

    after = await desk.client.get_workflow_handle(handle.id).query("state", result_type=PhaseReviewState)
    assert after == before


async def test_a_command_id_is_known_in_the_next_run(desk: Desk) -> None:
    state = phase("known", clock())
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    command = c.LaunchGroup(actor=SECRETARIAT, command_id="launch")
    first = await desk.act(handle, command)
    await handle.signal("roll")

    again = desk.client.get_workflow_handle(handle.id)
    second = await desk.act(again, command)

    assert second == first
    assert desk.ledger.types(state.workflow_id).count("group_launched") == 1


async def test_acts_and_rolls_at_the_same_time_lose_nothing_and_double_nothing(desk: Desk) -> None:
    state = phase("hammer", clock())
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    current = desk.client.get_workflow_handle(handle.id)

    async def roll() -> None:
        for _ in range(5):
            await asyncio.sleep(0.3)
            await current.signal("roll")

    rolling = asyncio.create_task(roll())
    acts = await desk.drive(current, until="agreeing")
    await rolling

    entries = desk.ledger.streams[state.workflow_id]
    commands = [entry.command_id for entry in entries if entry.command_id]
    assert [entry.version for entry in entries] == list(range(1, len(entries) + 1))
    assert len(set(commands)) == acts


async def test_what_a_cycle_asks_of_others_is_asked_before_it_rolls(desk: Desk) -> None:
    state = cycle("ask", clock(), scope=("FRA", "KEN"))
    handle = await desk.start(ReviewCycle, state, state.workflow_id)
    await handle.signal("roll")

    await desk.client.get_workflow_handle(handle.id).execute_update(  # pyright: ignore[reportUnknownMemberType]
        "draw_lots", {"actor": SECRETARIAT.model_dump(mode="json"), "command_id": "draw", "seed": "ab" * 32}
    )
    await handle.signal("roll")
    while len(desk.ledger.directives) < 2:
        await asyncio.sleep(0.05)

    assert [len(asked.starts) for asked in desk.ledger.directives] == [1, 2]
    assert {start.workflow_id for start in desk.ledger.directives[1].starts} == {"country/ask/FRA", "country/ask/KEN"}
