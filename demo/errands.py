"""Errands: acts that follow each other by the calendar, outside the reviews. One at a time, each when its day has come.

What a dialogue or a Conference goes through is one procedure with few hands, so it is told as a story: wait for a day,
do an act, look at the record. What is refused is counted and the story goes on, as people do.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cli.streams import state_of
from demo.outset import Outset
from demo.papers import MARK
from demo.tally import Sender
from models.clock import CalendarClock
from models.command import Command
from models.documents import DocumentRef
from models.errors import NotFound, Unavailable
from models.people import Actor, Role
from models.register import Language
from rules.calendar.vienna import start_of_day, vienna_day
from store.documents import NewDocument, add_documents
from store.pool import Pool

LOOK_EVERY = 0.2
"""Real seconds between two looks at the record."""

PATIENCE_SECONDS = 60.0
"""Real time that a workflow may take to begin, or a program to answer."""

AT_ONCE = 6
"""Acts of many people on one workflow under way at a time."""

OFFICE_HOURS = timedelta(hours=10)
"""After midnight: when people come to their desks."""

UNIT = Actor(role=Role.CIVIL_SOCIETY_UNIT)
SECRETARIAT = Actor(role=Role.SECRETARIAT)
CHAIR = Actor(role=Role.CHAIR)
BUREAU = Actor(role=Role.EXTENDED_BUREAU)


def stakeholder(account: str) -> Actor:
    """A stakeholder by its own account."""
    return Actor(role=Role.STAKEHOLDER, person=account)


def mission(iso3: str) -> Actor:
    """The mission of a State."""
    return Actor(role=Role.MISSION, state=iso3)


class Errands:
    """What everybody who runs errands shares: the connections and the calendar."""

    def __init__(self, sender: Sender, pool: Pool, outset: Outset, clock: CalendarClock) -> None:
        """Take the connections, what is known beforehand, and the calendar."""
        self.outset = outset
        self.dice = outset.dice
        self._sender = sender
        self._pool = pool
        self._clock = clock
        self._numbers: dict[str, int] = {}

    @property
    def pool(self) -> Pool:
        """Where the record is."""
        return self._pool

    @property
    def today(self) -> date:
        """The day that the calendar shows."""
        return vienna_day(self._clock.calendar(datetime.now(UTC)))

    async def until(self, day: date) -> None:
        """Wait until people come to their desks on a day; at once if it has passed."""
        wait = (self._clock.real(start_of_day(day) + OFFICE_HOURS) - datetime.now(UTC)).total_seconds()
        if wait > 0:
            await asyncio.sleep(wait)

    async def do(self, workflow_id: str, command: type[Command], actor: Actor, **fields: Any) -> bool:
        """Do an act; whether it was accepted. A refusal is counted, and the story goes on."""
        number = self._numbers[workflow_id] = self._numbers.get(workflow_id, 0) + 1
        made = command(actor=actor, command_id=f"sim:{workflow_id}:{number}", **fields)
        return await self._sender.sent(workflow_id, made) is not None

    async def do_all(self, acts: Iterable[Coroutine[None, None, bool]]) -> None:
        """Do acts of many people, a few at a time: Temporal takes ten updates of one workflow at once."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(act: Coroutine[None, None, bool]) -> None:
            async with gate:
                await act

        await asyncio.gather(*(one(act) for act in acts))

    async def state(self, workflow_id: str) -> Any:
        """The state of a workflow as it is recorded; waits until it has begun.

        Raises:
            Unavailable: it has not begun in time.
        """
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    try:
                        return await state_of(self._pool, workflow_id)
                    except NotFound:
                        await asyncio.sleep(LOOK_EVERY)
        except TimeoutError as error:
            raise Unavailable("outcome_unknown", f"{workflow_id} has not begun: see worker.log.") from error

    async def until_stage(self, workflow_id: str, *stages: str) -> Any:
        """The state of a workflow when it stands at one of these stages; raises as `until_true`."""
        return await self.until_true(workflow_id, lambda state: state.stage in stages)

    async def until_true(self, workflow_id: str, is_so: Callable[[Any], bool]) -> Any:
        """The state of a workflow when something is so.

        Raises:
            Unavailable: it has not come there in time.
        """
        for _ in range(int(PATIENCE_SECONDS / LOOK_EVERY)):
            state = await self.state(workflow_id)
            if is_so(state):
                return state
            await asyncio.sleep(LOOK_EVERY)
        raise Unavailable("outcome_unknown", f"{workflow_id} has not come where it should: see worker.log.")

    async def paper(self, kind: str, says: str, language: Language = Language.ENGLISH) -> DocumentRef:
        """Store a document of a few words, marked as simulated in its first one."""
        return (await self.papers(kind, {language: says}))[language]

    async def papers(self, kind: str, says: dict[Language, str]) -> dict[Language, DocumentRef]:
        """Store a document in several languages."""
        documents = [
            NewDocument(
                cycle=self.outset.cycle,
                kind=kind,
                media_type="text/plain",
                language=language.value,
                content=f"{MARK[language]}\n\n{text}\n\nWritten by the demonstration of reviewtrack.\n".encode(),
                simulated=True,
            )
            for language, text in says.items()
        ]
        return dict(zip(says, await add_documents(self._pool, documents), strict=True))
