"""The Secretariat's desk of the drawing of lots at work: it reads the record, does what comes next, and tells the room.

One coroutine, because one drawing is one procedure: the ceremony first, then, over ten years, the changes that need a
lot of their own: late entrants, accessions, a replacement.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from demo.ceremony import amended, lines_of
from demo.lots import LotsAct, next_act, opening
from demo.outset import Outset
from demo.papers import Paper, store_papers
from demo.plan import DemoPlan
from demo.population import Population
from demo.tally import Sender
from models.clock import CalendarClock
from models.documents import DocumentRef
from models.drawing.events import DrawingPlanned, PairingAmended
from models.drawing.state import DrawingStage, DrawingState
from models.errors import RuleViolation, Unavailable
from models.ids import cycle_id, lots_id
from rules.calendar.vienna import vienna_day
from rules.drawing.aggregate import DRAWING_OF_LOTS
from store import ledger
from store.pool import Pool

LOOK_EVERY = 0.1
"""Real seconds between two looks at the record while others are at work."""

PATIENCE_SECONDS = 60.0
"""Real time that the program may take to draw, or a new drawing to begin."""

MOST_ATTEMPTS = 6
"""At one act; what is refused so often will not be accepted."""

log = structlog.stdlib.get_logger()


class LotsDesk:
    """Holds one drawing."""

    def __init__(
        self, sender: Sender, pool: Pool, outset: Outset, clock: CalendarClock, tell: Callable[[str], None]
    ) -> None:
        """Take the connections, what is known beforehand, the calendar, and where the room listens."""
        self._sender = sender
        self._pool = pool
        self._outset = outset
        self._clock = clock
        self._tell = tell
        self._state: DrawingState | None = None
        self._attempts = 0

    @property
    def state(self) -> DrawingState:
        """Where the drawing stands, as far as it was read."""
        if self._state is None:
            raise Unavailable("no_drawing", "the drawing has not begun.")
        return self._state

    async def hold(self) -> DrawingState:
        """Hold the drawing from its announcement to the confirmed list.

        Raises:
            RuleViolation: nothing could be drawn, or an act was refused again and again.
            Unavailable: nobody answers.
        """
        cycle = cycle_id(self._outset.cycle)
        while await self._sender.sent(cycle, opening(self._outset, self._now).made("sim:open_drawing")) is None:
            await self._refused("open_drawing")
        await self._until(lambda state: state is not None)
        while self.state.stage is not DrawingStage.CONFIRMED:
            act = next_act(self._outset, self.state, self._now)
            if act is not None:
                await self._do(act)
            elif self.state.stage is DrawingStage.DRAWING:
                await self._until(lambda state: state is not None and state.stage is not DrawingStage.DRAWING)
            else:
                code, _, message = self.state.failure.partition(": ")
                raise RuleViolation(code or "wrong_stage", message or f"the drawing stands at {self.state.stage}.")
        return self.state

    async def amend(self, plan: DemoPlan, population: Population) -> None:
        """Do over the years what is in store, and end when there is nothing left; what cannot be done is logged.

        Whoever a lot falls on joins the population before it is told.
        """
        while (act := next_act(self._outset, self.state, self._now, plan)) is not None:
            try:
                await self._wait(act)
                await population.join(self._pool, self._coming(act))
                await self._do(act)
            except (RuleViolation, Unavailable) as error:
                log.warning("lots_not_amended", command=act.command.name, why=error.message)
                return

    @property
    def _now(self) -> datetime:
        return self._clock.calendar(datetime.now(UTC))

    async def _do(self, act: LotsAct) -> None:
        """Send an act when its time has come, and read what came of it."""
        await self._wait(act)
        note = await self._note(act) if act.note else None
        command = act.made(f"sim:{act.command.name}:{self.state.version}:{self._attempts}", note)
        if await self._sender.sent(self.state.workflow_id, command) is None:
            await self._refused(act.command.name)
        else:
            self._attempts = 0
        await self._read()

    async def _wait(self, act: LotsAct) -> None:
        wait = (self._clock.real(act.at) - datetime.now(UTC)).total_seconds()
        if wait > 0:
            await asyncio.sleep(wait)

    def _coming(self, act: LotsAct) -> set[str]:
        """The States that an act will bring in: the same rules say so here, now that the round is out."""
        try:
            events = DRAWING_OF_LOTS.decide(self.state, act.made("look"), self._now)
        except RuleViolation:
            return set()
        amendments = (event.amendment for event in events if isinstance(event, PairingAmended))
        return {each.reviewer for amendment in amendments for each in amendment.filled}

    async def _refused(self, what: str) -> None:
        self._attempts += 1
        if self._attempts >= MOST_ATTEMPTS:
            raise RuleViolation(
                "lots_refused", f"{what} was refused {self._attempts} times; the drawing goes no further."
            )
        await asyncio.sleep(LOOK_EVERY * self._attempts)

    async def _note(self, act: LotsAct) -> DocumentRef:
        paper = Paper(self.state.workflow_id, act.mission, act.note)
        return (await store_papers(self._pool, self._outset.cycle, [paper]))[paper]

    async def _until(self, is_there: Callable[[DrawingState | None], bool]) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not is_there(self._state):
                    await asyncio.sleep(LOOK_EVERY)
                    await self._read()
        except TimeoutError as error:
            raise Unavailable(
                "outcome_unknown", f"the drawing has not gone on within {PATIENCE_SECONDS:g} s: see worker.log."
            ) from error

    async def _read(self) -> None:
        """Take in what was recorded meanwhile, and tell it."""
        stream = lots_id(self._outset.cycle, 1)
        for entry in await ledger.entries(self._pool, stream, after=self._state.version if self._state else 0):
            event = DRAWING_OF_LOTS.codec.read(entry.type, entry.data)
            if isinstance(event, DrawingPlanned):
                self._state = event.state
            was_confirmed = self.state.confirmed_on is not None
            self._state = DRAWING_OF_LOTS.evolve(self.state, event, entry.at)
            if not was_confirmed:
                for line in lines_of(self._state, event, self._name):
                    self._tell(f"  {line}")
            elif isinstance(event, PairingAmended):
                self._tell(f"{vienna_day(entry.at)}  lots: {amended(event.amendment, self._name)}")

    def _name(self, iso3: str) -> str:
        return self._outset.state(iso3).name
