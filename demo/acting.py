"""The population at work: it hears what changed, waits for its days, and sends the same updates that people send.

One event loop, one client, no polling: PostgreSQL says what changed, a heap says whose day has come.
"""

import asyncio
import heapq
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count

import structlog

from demo.conduct import Conduct
from demo.intentions import Intention
from demo.papers import Paper, papers_of, store_papers
from demo.plan import DemoPlan
from demo.population import Population
from demo.tally import News, Sender
from models.clock import CalendarClock
from models.documents import DocumentRef
from models.errors import NotFound
from models.status import Status
from store import read_model
from store.changes import Change, listen_for_changes
from store.pool import Pool

AT_ONCE = 24
"""Updates under way at a time; more would only wait in the server instead of here."""

OURS = frozenset({"cycle", "phase"})
"""Kinds of workflows that the population acts on."""

LONGEST_TRAVEL = timedelta(seconds=1)
"""Real time within which a command arrives even on a busy machine: meetings are proposed at least that far ahead."""

log = structlog.stdlib.get_logger()


class Acting:
    """Runs the whole population of one cycle until told to stop."""

    def __init__(
        self, sender: Sender, pool: Pool, plan: DemoPlan, population: Population, clock: CalendarClock
    ) -> None:
        """Take the connections, the plan, the registered people, and the calendar."""
        self.tally = sender.tally
        self._sender = sender
        self._pool = pool
        self._plan = plan
        self._population = population
        self._clock = clock
        self._papers: dict[Paper, DocumentRef] = {}
        self.conduct = Conduct(plan, population.members, self._papers, shortest_notice=_notice(clock))
        self._dirty: set[str] = set()
        self._has_news = asyncio.Event()
        self._must_look_at_all = False
        self._agenda: list[tuple[datetime, int, Intention]] = []
        self._numbers = count()
        self._agenda_changed = asyncio.Event()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._acts: set[asyncio.Task[None]] = set()

    @property
    def now(self) -> datetime:
        """The calendar instant."""
        return self._clock.calendar(datetime.now(UTC))

    @property
    def real_seconds(self) -> float:
        """How long the cycle's calendar takes."""
        return (self._plan.ends - self._plan.begins).days * self._clock.day_seconds

    async def run(self) -> None:
        """Act until cancelled; acts under way are finished first."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(listen_for_changes(self._pool, self._heard))
                group.create_task(self._look())
                group.create_task(self._keep_agenda())
        finally:
            if self._acts:
                await asyncio.wait(self._acts)

    def _heard(self, change: Change | None) -> None:
        if change is None:
            self._must_look_at_all = True
        elif change.cycle == self._plan.cycle and change.kind in OURS:
            self._dirty.add(change.stream)
        self._has_news.set()

    async def _look(self) -> None:
        """Read what changed and decide about it."""
        while True:
            await self._has_news.wait()
            self._has_news.clear()
            if self._must_look_at_all:
                self._must_look_at_all = False
                self._dirty.clear()
                for status in await read_model.statuses(self._pool, self._plan.cycle):
                    if status.kind in OURS:
                        await self._take_in(status)
            while self._dirty:
                try:
                    await self._take_in(await read_model.status_of(self._pool, self._dirty.pop()))
                except NotFound as error:  # rebuilt at this very moment; the rebuilding says so when it is done
                    log.warning("status_gone", why=error.message)

    async def _take_in(self, status: Status) -> None:
        if status.kind == "phase":
            await self._equip(status)
        self._put_down(self.conduct.heard(status, self.now))

    async def _equip(self, status: Status) -> None:
        """See that every side has its people, and everybody the papers."""
        await self._population.join(self._pool, (str(status.state), *(each.state for each in status.reviewers)))
        if missing := [paper for paper in papers_of(status) if paper not in self._papers]:
            self._papers.update(await store_papers(self._pool, self._plan.cycle, missing))

    def _put_down(self, intentions: Iterable[Intention]) -> None:
        for intention in intentions:
            heapq.heappush(self._agenda, (intention.at, next(self._numbers), intention))
            if self._agenda[0][2] is intention:
                self._agenda_changed.set()

    async def _keep_agenda(self) -> None:
        """Start each act when its time has come."""
        while True:
            self._agenda_changed.clear()
            wait = None
            if self._agenda:
                wait = (self._clock.real(self._agenda[0][0]) - datetime.now(UTC)).total_seconds()
            if wait is not None and wait <= 0:
                await self._slots.acquire()
                _, _, intention = heapq.heappop(self._agenda)
                act = asyncio.create_task(self._act(intention))
                self._acts.add(act)
                act.add_done_callback(self._acted)
                continue
            try:
                async with asyncio.timeout(wait):
                    await self._agenda_changed.wait()
            except TimeoutError:
                pass

    def _acted(self, act: asyncio.Task[None]) -> None:
        self._acts.discard(act)
        self._slots.release()
        if not act.cancelled() and (error := act.exception()) is not None:
            self.tally.lost += 1
            log.error("act_failed", exc_info=error)

    async def _act(self, intention: Intention) -> None:
        """Look again, send, and take in the answer."""
        command = self.conduct.command(intention, self.now)
        if command is None:
            return
        outcome = await self._sender.sent(intention.review, command)
        now = self.now
        if outcome is None:
            self._put_down(self.conduct.refused(intention, now))
            return
        self.tally.news.append(
            News(
                at=now,
                late_days=(now - intention.at).total_seconds() / 86400,
                review=intention.review,
                side=f"{intention.side} {command.actor.role}" if intention.side else str(command.actor.role),
                command=command.name,
                stage=outcome.stage,
            )
        )
        self._put_down(self.conduct.done(intention, command, outcome, now))


def _notice(clock: CalendarClock) -> timedelta:
    """Return the calendar time that passes while a command travels."""
    return clock.calendar(clock.anchor_real + LONGEST_TRAVEL) - clock.anchor_calendar
