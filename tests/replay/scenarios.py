"""What the recorded histories are about: each scenario plays one story on a real server with the ledger in memory."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from models.people import SECRETARIAT, SYSTEM, Role
from models.phase import commands as c
from rules.calendar.vienna import end_of_day, start_of_day
from tests.replay.drawings import cycle_by_drawing, drawing_of_lots, void_drawing
from tests.replay.outreach import conference, cycle_with_dialogues, dialogue, engagement
from tests.workflows.build import clock, country, cycle, phase
from tests.workflows.compliant import document, focal_point, mission, person
from tests.workflows.conftest import Desk
from workflows.country_review import CountryReview
from workflows.phase_review import PhaseReview
from workflows.review_cycle import ReviewCycle

Story = Callable[[Desk, WorkflowEnvironment], Awaitable[WorkflowHandle[Any, Any]]]


async def full_phase(desk: Desk, env: WorkflowEnvironment) -> WorkflowHandle[Any, Any]:
    """Launch to closed, with a question, a late questionnaire, changes requested and reminders on the way."""
    state = phase("full-phase", clock())
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    await desk.drive(handle, until="self_assessment")
    await desk.act(
        handle,
        c.SetQuestionnaireExpectedDate(
            actor=focal_point("FRA"), command_id="expected", expected_on=state.launch_date + timedelta(days=250)
        ),
    )
    await asyncio.wait_for(env.fast_forward(handle, timedelta(days=230)), 120)
    await desk.drive(handle, until="desk_review")
    await desk.act(
        handle,
        c.RequestClarification.model_validate(
            {
                "actor": focal_point("DEU"),
                "command_id": "ask",
                "instrument": "UNTOC",
                "document": document("question"),
            }
        ),
    )
    await desk.drive(handle, until="agreeing")
    await desk.act(
        handle, c.RequestChanges(actor=focal_point("FRA"), command_id="changes", document=document("changes"))
    )
    await desk.drive(handle, until="closed")
    await handle.result()
    return handle


async def reviewer_replaced(desk: Desk, env: WorkflowEnvironment) -> WorkflowHandle[Any, Any]:
    """A reviewing State is replaced during desk review, after its feedback; a focal point leaves as well."""
    del env
    state = phase("reviewer-replaced", clock())
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    await desk.drive(handle, until="desk_review")
    await desk.act(
        handle,
        c.SubmitFeedback(actor=focal_point("KEN"), command_id="feedback", document=document("feedback")),
    )
    await handle.signal(
        "relay",
        {
            "workflow_id": handle.id,
            "command": "replace_reviewer",
            "payload": c.ReplaceReviewer(
                actor=SYSTEM, command_id="replace", outgoing="KEN", incoming="GHA", reason="asked by note verbale"
            ).model_dump(mode="json"),
        },
    )
    while "reviewer_replaced" not in desk.ledger.types(handle.id):
        await asyncio.sleep(0.02)
    await desk.act(
        handle,
        c.ReplaceParticipant(
            actor=mission("DEU"),
            command_id="successor",
            note=document("successor"),
            person=person("DEU", Role.EXPERT),
            successor="p-deu-expert-2",
        ),
    )
    await desk.drive(handle, until="closed")
    await handle.result()
    return handle


async def silent_phase(desk: Desk, env: WorkflowEnvironment) -> WorkflowHandle[Any, Any]:
    """Nobody ever answers: a year of reminders, rolled once, still open."""
    state = phase("silent-phase", clock())
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    await desk.act(handle, c.LaunchGroup(actor=SECRETARIAT, command_id="launch"))
    await asyncio.wait_for(env.fast_forward(handle, timedelta(days=180)), 120)
    await handle.signal("roll")
    current = desk.client.get_workflow_handle(handle.id)
    await asyncio.sleep(1)
    await asyncio.wait_for(env.fast_forward(current, timedelta(days=185)), 120)
    return current


async def withheld_phase(desk: Desk, env: WorkflowEnvironment) -> WorkflowHandle[Any, Any]:
    """A review is withheld, released, and gets another instrument; still open."""
    del env
    state = phase("withheld-phase", clock())
    handle = await desk.start(PhaseReview, state, state.workflow_id)
    await desk.drive(handle, until="self_assessment")
    await desk.act(handle, c.SuspendReview(actor=SECRETARIAT, command_id="suspend", reason="asked by the State"))
    await desk.act(handle, c.ResumeReview(actor=SECRETARIAT, command_id="resume"))
    await desk.drive(handle, until="desk_review")
    return handle


async def country_review(desk: Desk, env: WorkflowEnvironment) -> WorkflowHandle[Any, Any]:
    """Eight years: four phases open by the calendar, are launched and reported; rolled in the middle."""
    state = country("country-review", clock(date(2020, 9, 1)))
    handle = await desk.start(CountryReview, state, state.workflow_id)
    current = desk.client.get_workflow_handle(handle.id)
    for number in range(1, 5):
        plan = state.plan(number)
        assert plan is not None
        now = await env.get_current_time(current)
        step = state.clock.real(start_of_day(plan.launch_date)) - now
        await asyncio.wait_for(env.fast_forward(current, step), 120)
        await _relay(desk, current, "launch_phase", {"phase": number}, "phase_launched")
        closed = {"phase": number, "closed_on": plan.planned_end.isoformat()}
        await _relay(desk, current, "report_phase", closed, "phase_completed")
        if number == 2:
            await current.signal("roll")
            await asyncio.sleep(1)
    await current.result()
    return current


async def ten_year_cycle(desk: Desk, env: WorkflowEnvironment) -> WorkflowHandle[Any, Any]:
    """Opened, drawn, every group's phases launched on their days, rolled twice, all countries reported."""
    state = cycle("ten-years", clock(date(2020, 8, 3)), scope=("FRA", "KEN", "PER", "JPN", "POL"))
    handle = await desk.start(ReviewCycle, state, state.workflow_id)
    current = desk.client.get_workflow_handle(handle.id)
    await _update(current, "draw_lots", _desk_command("draw", {"seed": "5a" * 32}))
    slots = sorted(state.plan.slots, key=lambda slot: slot.starts)
    drawn = await current.query("state", result_type=type(state))
    for number, slot in enumerate(slots):
        now = await env.get_current_time(current)
        step = state.clock.real(end_of_day(slot.starts)) - now - timedelta(hours=12)
        if step > timedelta(0):  # two groups may be launched on one day
            await asyncio.wait_for(env.fast_forward(current, step), 120)
        payload = _desk_command(f"launch-{number}", {"group": slot.group, "phase": slot.phase})
        await _update(current, "launch_group", payload)
        if number in {3, 8}:
            await current.signal("roll")
            await asyncio.sleep(1)
    for iso3 in drawn.under_review:
        await _relay(desk, current, "report_country", {"state": iso3}, "country_completed")
    await current.result()
    return current


def _desk_command(command_id: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"actor": SECRETARIAT.model_dump(mode="json"), "command_id": command_id} | data


async def _update(handle: WorkflowHandle[Any, Any], name: str, payload: dict[str, Any]) -> None:
    await handle.execute_update(name, payload)  # pyright: ignore[reportUnknownMemberType]


async def _relay(desk: Desk, handle: WorkflowHandle[Any, Any], command: str, data: dict[str, Any], event: str) -> None:
    number = len(desk.ledger.streams[handle.id])
    payload = {"actor": SYSTEM.model_dump(mode="json"), "command_id": f"{command}-{number}"} | data
    before = desk.ledger.types(handle.id).count(event)
    await handle.signal("relay", {"workflow_id": handle.id, "command": command, "payload": payload})
    while desk.ledger.types(handle.id).count(event) == before:
        await asyncio.sleep(0.02)


SCENARIOS: dict[str, Story] = {
    "full-phase": full_phase,
    "reviewer-replaced": reviewer_replaced,
    "silent-phase": silent_phase,
    "withheld-phase": withheld_phase,
    "country-review": country_review,
    "ten-year-cycle": ten_year_cycle,
    "drawing-of-lots": drawing_of_lots,
    "void-drawing": void_drawing,
    "cycle-by-drawing": cycle_by_drawing,
    "dialogue": dialogue,
    "conference": conference,
    "engagement": engagement,
    "training-without-late-reminders": engagement,
    "cycle-with-dialogues": cycle_with_dialogues,
}
