"""The short way through a drawing of lots, for rehearsals: from its opening to its confirmation by one command.

Every step is the act that an officer would do (docs/hold-a-drawing.md), each from where the record stands, so that what
was interrupted goes on when it is begun again. Only where the calendar is faster than the world's: in real time nobody
gives the seed.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING, Any

from cli.commands import made_command
from cli.doors import Doors
from cli.lots_reading import LOOK_EVERY, Drawing, drawings_of, in_time, number_of, read_drawing, until_stage
from cli.sending import send
from cli.today import today_of
from models.clock import SECONDS_A_DAY
from models.cycle.events import CycleOpened
from models.cycle.state import CycleStage, ReviewCycleState
from models.drawing.state import DrawingStage, SourceKind
from models.errors import InputInvalid, NotFound, RuleViolation
from models.ids import cycle_id, lots_id
from models.people import SECRETARIAT
from models.status import Status
from rules.calendar.vienna import start_of_day
from rules.drawing.outcome import REDRAW_WINDOW, USUAL_WINDOW, last_window
from store import ledger, read_model

if TYPE_CHECKING:
    from temporalio.client import Client

    from store.pool import Pool

HEADWAY = 5.0
"""Real seconds by which the meeting lies ahead: in a fast calendar its day would pass while it is announced."""

GIVEN = {"kind": SourceKind.GIVEN.value}


@dataclass(frozen=True)
class Rehearsed:
    """The drawing, and where the cycle stands after it."""

    drawing: Drawing
    cycle: Status


async def opened_state(doors: Doors, cycle: str) -> ReviewCycleState:
    """The first state of a cycle; raises `NotFound` (`unknown_cycle`)."""
    async with doors.store() as pool:
        entries = await ledger.entries(pool, cycle_id(cycle), limit=1)
    if not entries:
        raise NotFound("unknown_cycle", f"there is no cycle {cycle!r}; 'starter.py cycle list' names them.")
    return CycleOpened.model_validate(entries[0].data).state


async def rehearse(
    doors: Doors, state: ReviewCycleState, seed: str, *, patience: float, report: Callable[[str], None]
) -> Rehearsed:
    """Open, freeze, seal, draw and confirm; `report` hears of every step.

    Raises:
        RuleViolation: `not_a_rehearsal`, `wrong_stage` for a cycle that is drawn, or what a step is refused with.
        InputInvalid: `window_too_long`, the redraw window lasts longer than `patience`.
        Unavailable: `outcome_unknown`; the same command goes on where this one stopped.
    """
    if state.clock.day_seconds >= SECONDS_A_DAY:
        raise RuleViolation(
            "not_a_rehearsal",
            f"{state.workflow_id} runs in real time, where nobody gives a seed: hold a drawing, beginning with "
            f"'starter.py lots open {state.cycle} --meeting-on DATE'.",
        )
    days = state.procedure.lead_times.get(REDRAW_WINDOW, USUAL_WINDOW).days or 0
    lasts = (days + 1) * state.clock.day_seconds if days else 0.0
    if lasts > patience:
        raise InputInvalid(
            "window_too_long",
            f"the redraw window of {days} days lasts {lasts:g} s in this calendar: give more --patience, or open the "
            f"cycle with --lead-time {REDRAW_WINDOW}=0.",
        )
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(doors.store())
        client = await stack.enter_async_context(doors.temporal())
        return await _Rehearsal(client, pool, state, patience, report).whole(seed)


class _Rehearsal:
    """One rehearsal, step by step."""

    def __init__(
        self, client: "Client", pool: "Pool", state: ReviewCycleState, patience: float, report: Callable[[str], None]
    ) -> None:
        self._client, self._pool, self._state = client, pool, state
        self._patience, self._report = patience, report

    async def whole(self, seed: str) -> Rehearsed:
        """From where the record stands to the cycle's own word that lots are drawn."""
        cycle = cycle_id(self._state.cycle)
        stands = await read_model.status_of(self._pool, cycle)
        if stands.stage != CycleStage.PREPARATORY:
            raise RuleViolation(
                "wrong_stage", f"lots are drawn in {CycleStage.PREPARATORY}; {cycle} is {stands.stage}."
            )
        drawing = await self._current()
        while drawing.state.stage is not DrawingStage.CONFIRMED:
            await self._step(drawing, seed)
            drawing = await read_drawing(self._pool, drawing.state.workflow_id)
        return Rehearsed(drawing, await self._adopted(cycle))

    async def _current(self) -> Drawing:
        """The drawing that is not over; a new one if there is none."""
        cycle = self._state.cycle
        found = await drawings_of(self._pool, cycle)
        over = (DrawingStage.VOIDED, DrawingStage.CLOSED)
        if found and DrawingStage(found[-1].stage) not in over:
            return await read_drawing(self._pool, found[-1].workflow_id)
        ahead = ceil(HEADWAY / self._state.clock.day_seconds)
        meeting = min(self._today() + timedelta(days=ahead), self._state.plan.ends)
        await self._act(cycle_id(cycle), "open_drawing", {"meeting_on": meeting.isoformat()})
        drawing = lots_id(cycle, number_of(found[-1]) + 1 if found else 1)
        async with in_time(drawing, self._patience):
            while True:
                if await ledger.entries(self._pool, drawing, limit=1):
                    return await read_drawing(self._pool, drawing)
                await asyncio.sleep(LOOK_EVERY)

    async def _step(self, drawing: Drawing, seed: str) -> None:
        state = drawing.state
        match state.stage:
            case DrawingStage.PLANNED:
                await self._act(state.workflow_id, "freeze_register", {"cut_off": self._today().isoformat()})
            case DrawingStage.REGISTER_FROZEN:
                await self._act(state.workflow_id, "seal_draw", {"sources": [GIVEN]})
            case DrawingStage.SEALED:
                if SourceKind.GIVEN in {each.kind for each in state.sources} and not state.supplied:
                    await self._act(state.workflow_id, "enter_seed", {"value": seed})
                await self._act(state.workflow_id, "draw_groups", {})
            case DrawingStage.GROUPS_DRAWN:
                await self._act(state.workflow_id, "draw_reviewers", {})
            case DrawingStage.DRAWING:
                await until_stage(
                    self._pool,
                    state.workflow_id,
                    lambda stage: stage is not DrawingStage.DRAWING,
                    patience=self._patience,
                )
            case DrawingStage.PROVISIONAL:
                await self._window(drawing)
                await self._act(state.workflow_id, "confirm_pairing", {})
            case _:
                code, _, message = state.failure.partition(": ")
                raise RuleViolation(code or "wrong_stage", message or f"{state.workflow_id} stands at {state.stage}.")

    async def _window(self, drawing: Drawing) -> None:
        """Wait until nobody can ask for a redraw any more."""
        state, ends = drawing.state, last_window(drawing.state)
        if ends is None or state.procedure.lead_times.get(REDRAW_WINDOW, USUAL_WINDOW).days == 0:
            return
        until = state.clock.real(start_of_day(ends + timedelta(days=1)))
        seconds = (until - datetime.now(tz=UTC)).total_seconds()
        if seconds > 0:
            self._report(f"the redraw window ends on {ends}: waiting {seconds:.0f} s")
            await asyncio.sleep(seconds)

    async def _adopted(self, cycle: str) -> Status:
        async with in_time(cycle, self._patience):
            while True:
                status = await read_model.status_of(self._pool, cycle)
                if status.stage != CycleStage.PREPARATORY:
                    return status
                await asyncio.sleep(LOOK_EVERY)

    async def _act(self, workflow_id: str, name: str, data: Mapping[str, Any]) -> None:
        command = made_command(workflow_id, name, data, actor=SECRETARIAT, command_id=None)
        outcome = await send(self._client, workflow_id, command, patience=self._patience)
        self._report(f"{workflow_id}: {', '.join(outcome.happened)}")

    def _today(self) -> date:
        return today_of(self._state.clock)
