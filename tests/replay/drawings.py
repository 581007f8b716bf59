"""The recorded histories of drawings of lots: one drawing from its announcement to a departure, and its cycle."""

import asyncio
from datetime import date, timedelta
from typing import Any

from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from models.command import Command
from models.cycle import commands as cycle_commands
from models.directive import Relay
from models.drawing import commands as c
from models.drawing.state import DeclaredSource, DrawingStage, DrawingState, SourceKind, Supplied
from models.ids import cycle_id
from models.instruments import Instrument
from models.people import SECRETARIAT, SYSTEM, Actor
from models.register import Region
from rules.calendar.vienna import start_of_day
from tests.build import document, mission
from tests.rules.cycle.drawings import by_drawing
from tests.rules.drawing.build import HAND, NUMBERS, planned
from tests.workflows.build import clock
from tests.workflows.conftest import Desk
from workflows.drawing_of_lots import DrawingOfLots
from workflows.review_cycle import ReviewCycle

Handle = WorkflowHandle[Any, Any]


class Secretary:
    """Whoever enters the acts of a drawing, each with an id of its own."""

    def __init__(self, desk: Desk, handle: Handle) -> None:
        """Take the drawing."""
        self._desk, self._handle, self._acts = desk, handle, 0

    async def do(self, command: type[Command], actor: Actor = SECRETARIAT, **fields: Any) -> None:
        """Do one act."""
        self._acts += 1
        await self._desk.act(self._handle, command(actor=actor, command_id=f"act-{self._acts}", **fields))

    async def state(self) -> DrawingState:
        """The whole state."""
        return await self._handle.query("state", result_type=DrawingState)

    async def again(self) -> None:
        """Draw what waits."""
        (change,) = (await self.state()).changes
        await self.do(c.DrawAgain, change=change.id, supplied=Supplied(numbers=NUMBERS))

    async def reviewer(self, iso3: str, number: int) -> str:
        """A principal reviewer: same region 0, other region 1."""
        standing = (await self.state()).standing
        assert standing is not None
        return [each.reviewer for each in standing.reviewers(iso3) if each.principal][number]


async def drawing_of_lots(desk: Desk, env: WorkflowEnvironment, key: str = "drawing-of-lots") -> Handle:
    """Announced, sealed, drawn, redrawn up to the limit and above, confirmed, amended, rolled on the way."""
    state = planned(clock=clock(date(2020, 7, 1))).state.model_copy(update={"cycle": key, "version": 0})
    handle = await desk.start(DrawingOfLots, state, state.workflow_id)
    current = desk.client.get_workflow_handle(handle.id)
    secretary = Secretary(desk, current)
    own_mission = mission("PAA")
    await secretary.do(c.RequestDeferral, mission("PBB"), state="PBB", note=document())
    await secretary.do(c.OfferVolunteer, mission("QAA"), state="QAA", note=document())
    await secretary.do(c.CommitContribution, own_mission, state="PAA", commitment="0" * 64)
    await secretary.do(c.FreezeRegister, cut_off=date(2020, 7, 1))
    await secretary.do(c.SealDraw, sources=(DeclaredSource(kind=SourceKind.DELEGATIONS), HAND))
    await asyncio.wait_for(env.fast_forward(current, timedelta(days=62)), 120)
    await secretary.do(c.CloseReveals)
    await secretary.do(c.EnterNumbers, numbers=NUMBERS)
    await secretary.do(c.DrawGroups)
    await secretary.do(c.DrawReviewers)
    while (await secretary.state()).stage is not DrawingStage.PROVISIONAL:
        await asyncio.sleep(0.05)
    for number in range(3):
        outgoing = await secretary.reviewer("PAA", 1)
        await secretary.do(c.RequestRedraw, own_mission, state="PAA", reviewer=outgoing, note=document())
        if number == 2:
            (change,) = (await secretary.state()).changes
            await secretary.do(c.DecideRedraw, change=change.id, is_granted=True, reason="exceptional circumstances")
        await secretary.again()
    await current.signal("roll")
    await asyncio.sleep(1)
    await asyncio.wait_for(env.fast_forward(current, timedelta(days=40)), 120)
    await secretary.do(c.ConfirmPairing)
    outgoing = await secretary.reviewer("PCC", 0)
    await secretary.do(c.ReplaceReviewer, under_review="PCC", outgoing=outgoing, reason="manifest impossibility")
    await secretary.again()
    entrant: dict[str, Any] = {"state": "ZZZ", "instruments": (Instrument.UNTOC,), "region": Region.WEOG}
    await secretary.do(c.AdmitLateEntrant, joined_on=date(2020, 7, 1), **entrant)
    await secretary.again()
    leaving: dict[str, Any] = {"state": "RBB", "instruments": (Instrument.UNTOC,), "left_on": date(2020, 7, 1)}
    await secretary.do(c.RecordDeparture, reason="denounced the Convention", **leaving)
    await secretary.again()
    return current


async def void_drawing(desk: Desk, env: WorkflowEnvironment) -> Handle:
    """Nothing can be drawn, so it is voided and over."""
    del env
    first = planned(clock=clock(date(2020, 7, 1)), reviewer_max=1).state
    state = first.model_copy(update={"cycle": "void-drawing", "version": 0})
    handle = await desk.start(DrawingOfLots, state, state.workflow_id)
    secretary = Secretary(desk, handle)
    await secretary.do(c.FreezeRegister, cut_off=date(2020, 7, 1))
    await secretary.do(c.SealDraw, sources=(HAND,))
    await secretary.do(c.EnterNumbers, numbers=NUMBERS)
    await secretary.do(c.DrawGroups)
    await secretary.do(c.DrawReviewers)
    while (await secretary.state()).stage is DrawingStage.DRAWING:
        await asyncio.sleep(0.05)
    await secretary.do(c.VoidDraw, reason="nothing can be drawn from what was sealed")
    await handle.result()
    return handle


async def cycle_by_drawing(desk: Desk, env: WorkflowEnvironment) -> Handle:
    """A cycle opens two drawings, the first is void; it adopts the second, and follows its amendments."""
    key = "cycle-by-drawing"
    first = by_drawing().state
    state = first.model_copy(update={"cycle": key, "clock": clock(date(2020, 7, 1)), "version": 0})
    handle = await desk.start(ReviewCycle, state, state.workflow_id)
    current = desk.client.get_workflow_handle(handle.id)
    await _open_drawing(desk, current, 1)
    void = cycle_commands.ReleaseDrawing(actor=SYSTEM, command_id="void", drawing=1, reason="a State was left out")
    await _relay(desk, current, void, "drawing_released")
    await _open_drawing(desk, current, 2)
    await drawing_of_lots(desk, env, key="drawn-for-a-cycle")
    told = [relay for asked in desk.ledger.directives for relay in asked.relays if relay.command in TOLD]
    for relay in told:
        payload = relay.payload | {"drawing": 2}
        await current.signal("relay", Relay(workflow_id=cycle_id(key), command=relay.command, payload=payload))
    while desk.ledger.types(handle.id).count("pairing_amended") < len(told) - 1:
        await asyncio.sleep(0.05)
    now = await env.get_current_time(current)
    await asyncio.wait_for(env.fast_forward(current, state.clock.real(start_of_day(date(2020, 11, 2))) - now), 120)
    await desk.act(current, cycle_commands.LaunchGroup(actor=SECRETARIAT, command_id="launch", group=1, phase=1))
    return current


TOLD = ("adopt_lots", "amend_pairing")


async def _open_drawing(desk: Desk, handle: Handle, number: int) -> None:
    command = cycle_commands.OpenDrawing(actor=SECRETARIAT, command_id=f"open-{number}", meeting_on=date(2020, 9, 1))
    await desk.act(handle, command)


async def _relay(desk: Desk, handle: Handle, command: Command, event: str) -> None:
    payload = command.model_dump(mode="json")
    await handle.signal("relay", Relay(workflow_id=handle.id, command=command.name, payload=payload))
    while event not in desk.ledger.types(handle.id):
        await asyncio.sleep(0.05)
