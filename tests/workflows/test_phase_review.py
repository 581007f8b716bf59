"""A phase review on the real server: commands as updates, refusals, repetition, recording."""

import asyncio

import pytest
from temporalio.client import WithStartWorkflowOperation, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError

from models.command import Outcome
from models.people import SECRETARIAT, SYSTEM, Actor, Role
from models.phase import commands as c
from models.phase.state import PhaseReviewState
from rules.phase.aggregate import PHASE_REVIEW
from tests.workflows.build import clock, phase
from tests.workflows.compliant import document, focal_point, mission, next_command
from tests.workflows.conftest import Desk
from workflows.phase_review import PhaseReview

HUMAN_ACT_BUDGET = 8


async def test_a_phase_goes_from_launch_to_closed_by_updates_alone(desk: Desk) -> None:
    state = phase("full", clock())
    handle = await desk.start(PhaseReview, state, state.workflow_id)

    acts = await desk.drive(handle, until="closed")
    status = await handle.result()

    assert status.stage == "closed"
    assert desk.ledger.types(state.workflow_id)[-1] == "phase_closed"
    history = await handle.fetch_history()
    assert len(history.events) / acts <= HUMAN_ACT_BUDGET
    assert desk.ledger.directives[-1].relays[0].command == "report_phase"


async def test_the_ledger_alone_rebuilds_the_workflows_state(desk: Desk) -> None:
    state = phase("fold", clock())
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    await desk.drive(handle, until="desk_review")

    live = await handle.query("state", result_type=PhaseReviewState)
    folded = PHASE_REVIEW.folded(state, desk.ledger.streams[state.workflow_id])

    assert folded == live.model_copy(update={"answered": ()})


async def test_the_status_query_is_what_the_read_model_was_given(desk: Desk) -> None:
    state = phase("status", clock())
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    await desk.drive(handle, until="consulting")

    assert await desk.status(handle) == desk.ledger.statuses[state.workflow_id]


async def test_a_refusal_is_an_application_error_with_its_code_and_leaves_nothing(desk: Desk) -> None:
    state = phase("refused", clock())
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    before = await desk.status(handle)

    with pytest.raises(WorkflowUpdateFailedError) as refusal:
        await desk.act(handle, c.LaunchGroup(actor=mission("FRA"), command_id="1"))

    assert isinstance(refusal.value.cause, ApplicationError)
    assert refusal.value.cause.type == "not_your_act"
    assert await desk.status(handle) == before
    assert desk.ledger.types(state.workflow_id) == ["phase_opened"]


async def test_an_unknown_document_is_refused_and_nothing_is_recorded(desk: Desk) -> None:
    state = phase("document", clock())
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    await desk.act(handle, c.LaunchGroup(actor=SECRETARIAT, command_id="launch"))
    desk.ledger.unknown_documents.add("doc-lost/1")
    command = c.ReceiveNomination.model_validate(
        {
            "actor": mission("FRA"),
            "command_id": "2",
            "note": document("lost"),
            "people": [{"person": "p-fra", "role": "focal_point"}],
        }
    )

    with pytest.raises(WorkflowUpdateFailedError) as refusal:
        await desk.act(handle, command)

    assert isinstance(refusal.value.cause, ApplicationError)
    assert refusal.value.cause.type == "unknown_document"
    assert desk.ledger.types(state.workflow_id) == ["phase_opened", "group_launched"]
    live = await handle.query("state", result_type=PhaseReviewState)
    assert live.version == 2
    assert not live.seats


async def test_the_same_command_id_gets_the_same_answer_and_is_done_once(desk: Desk) -> None:
    state = phase("twice", clock())
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    command = c.LaunchGroup(actor=SECRETARIAT, command_id="launch")

    first = await desk.act(handle, command, update_id="a")
    second = await desk.act(handle, command, update_id="b")

    assert first == second
    assert desk.ledger.types(state.workflow_id).count("group_launched") == 1


async def test_acts_at_the_same_moment_are_recorded_one_after_the_other(desk: Desk) -> None:
    state = phase("rush", clock())
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    await desk.drive(handle, until="agreeing")
    owners = {each.owner.state for each in (await desk.status(handle)).obligations}

    outcomes = await asyncio.gather(
        *(
            desk.act(handle, c.ClearObservations(actor=focal_point(iso3), command_id=f"clear-{iso3}"))
            for iso3 in sorted(iso3 for iso3 in owners if iso3)
        )
    )

    versions = [outcome.version for outcome in outcomes]
    assert len(set(versions)) == len(versions)
    assert max(outcomes, key=lambda outcome: outcome.version).stage == "summarising"


async def test_a_database_that_is_down_for_a_while_delays_an_act_and_loses_nothing(desk: Desk) -> None:
    state = phase("outage", clock())
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    await desk.status(handle)
    desk.ledger.failures_to_come = 5

    outcome = await desk.act(handle, c.LaunchGroup(actor=SECRETARIAT, command_id="launch"))

    assert outcome.happened == ("group_launched",)
    assert desk.ledger.types(state.workflow_id) == ["phase_opened", "group_launched"]


async def test_a_command_in_a_closed_phase_finds_no_workflow_and_a_known_one_its_answer(desk: Desk) -> None:
    state = phase("over", clock())
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    await desk.drive(handle, until="closed")
    await handle.result()

    live = await desk.status(handle)

    assert live.stage == "closed"
    assert live.obligations == ()


async def test_an_observer_of_another_state_has_no_standing(desk: Desk) -> None:
    state = phase("observer", clock())
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    await desk.drive(handle, until="nominating")

    stranger = Actor(role=Role.OBSERVER, state="BRA", person="p-bra")
    with pytest.raises(WorkflowUpdateFailedError) as refusal:
        await desk.act(handle, next_command(await desk.status(handle)).model_copy(update={"actor": stranger}))

    assert isinstance(refusal.value.cause, ApplicationError)
    assert refusal.value.cause.type == "not_a_side"


async def test_nobody_acts_as_the_system_by_an_update(desk: Desk) -> None:
    state = phase("system", clock())
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    command = c.ReplaceReviewer(actor=SYSTEM, command_id="replace", outgoing="KEN", incoming="GHA", reason="no note")

    with pytest.raises(WorkflowUpdateFailedError) as refusal:
        await desk.act(handle, command)

    assert isinstance(refusal.value.cause, ApplicationError)
    assert refusal.value.cause.type == "not_your_act"
    assert desk.ledger.types(state.workflow_id) == ["phase_opened"]


async def test_a_review_that_reads_its_stream_in_portions_knows_every_answer_whole(desk: Desk) -> None:
    state = phase("portions", clock())
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    await desk.drive(handle, until="self_assessment")
    before = await handle.query("state", result_type=PhaseReviewState)
    assert any(len(each.outcome.happened) > 1 for each in before.answered)
    await handle.terminate("lost")
    desk.ledger.at_once = 1

    again = await desk.client.start_workflow(PhaseReview.run, state, id=handle.id, task_queue=desk.queue)
    while (after := await again.query("state", result_type=PhaseReviewState)).version < before.version:
        await asyncio.sleep(0.05)

    assert after == before


async def test_an_act_that_comes_while_the_stream_is_still_read_is_judged_by_all_of_it(desk: Desk) -> None:
    state = phase("early", clock())
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    await desk.drive(handle, until="self_assessment")
    following = next_command(await desk.status(handle))
    await handle.terminate("lost")
    desk.ledger.at_once = 1

    start = WithStartWorkflowOperation(
        PhaseReview.run,
        state,
        id=handle.id,
        task_queue=desk.queue,
        id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
    )
    outcome = await desk.client.execute_update_with_start_workflow(  # pyright: ignore[reportUnknownMemberType]
        following.name, following, start_workflow_operation=start, result_type=Outcome
    )

    assert outcome.stage == "desk_review"


@pytest.mark.parametrize(
    ("command", "payload"), [("launch_groups", {}), ("launch_group", {"actor": "me"})], ids=["unknown", "malformed"]
)
async def test_a_relay_that_cannot_be_read_does_not_park_the_review(
    desk: Desk, command: str, payload: dict[str, str]
) -> None:
    state = phase(f"unreadable-{len(payload)}", clock())
    handle = await desk.start(PhaseReview, state, state.workflow_id)

    await handle.signal("relay", {"workflow_id": handle.id, "command": command, "payload": payload})
    outcome = await desk.act(handle, c.LaunchGroup(actor=SECRETARIAT, command_id="launch"))

    assert outcome.stage == "nominating"
    assert desk.ledger.types(state.workflow_id) == ["phase_opened", "group_launched"]
