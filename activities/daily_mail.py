"""The mail of the day on its way: which notices wait for which window, and which readers get their mail now.

Nothing is sent here. What is taken from here is fixed in the store, and is sent by `activities.sending` like any other
mail. The rules that hold, with any number of workers and after any crash:

* a reader gets at most one such mail on a local day, counted by the day on which the relay takes it;
* what stands in a mail is fixed before it is sent; a mail sent again has the same Message-ID, and in it what was in it
  before less what was withdrawn since;
* a reader has one mail under way at most: what comes later waits for the window after that.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

import structlog

from models.clock import CalendarClock
from models.digest import Digest, Fixed
from models.pace import Pace
from models.windows import MailReader, ReadingHours, Window
from notices.addressees import REMINDERS
from store import digests, outbox, reachability, waiting
from store.pool import Pool
from store.read_model import clock_of
from store.waiting import Due, Opening

LATEST = timedelta(hours=2)
"""Real time after its hour within which a mail of the day leaves whatever the day is.

After that it leaves on its own local day only, and otherwise waits for the next window: a reader is not written to at
three in the morning, or on a day of rest, because a server came back. In a demonstration the day is over before a mail
is written; there it leaves all the same.
"""

ROUNDS = 10
"""How often due readers are looked for, when all that were found have to wait for another window."""

SHOWN = 5
"""Recipients named in a line of the log."""

log = structlog.stdlib.get_logger()


class DailyMail:
    """The mails of the day of one cycle."""

    def __init__(self, pool: Pool, hours: ReadingHours, cycle: str, *, lease: timedelta) -> None:
        """Take the database, the hours of readers, the cycle, and how long a mail that was taken is nobody else's."""
        self._pool = pool
        self._hours = hours
        self._cycle = cycle
        self._lease = lease
        self._clock: CalendarClock | None = None
        self.withdrawn = 0
        self.unaddressed = 0

    async def take(self, *, limit: int, at: datetime | None = None) -> list[Digest]:
        """Up to `limit` mails to be sent now, those first that somebody has tried before.

        `at` is a real instant to take for now (default: the clock's). What is taken is reported to `store.digests`.
        """
        await self._let_wait(at)
        taken = await digests.claim(self._pool, self._cycle, limit=limit, lease=self._lease, at=at)
        if len(taken) < limit:
            taken += await self._fix(limit - len(taken), at)
        return await self._without_the_met(taken)

    async def local_day(self, digest: Digest, *, at: datetime | None = None) -> date:
        """The day where the reader is, at the real instant `at`."""
        return self._hours.day(digest.reader, await self._calendar(at))

    async def _let_wait(self, at: datetime | None) -> None:
        """Say of every new notice when its window opens; what nobody can get is marked at once, for all to see."""
        found = await waiting.fresh(self._pool, self._cycle, at=at)
        readers = list(dict.fromkeys(one.reader.recipient for one in found))
        if aside := await reachability.turn_aside_readers(self._pool, self._cycle, readers):
            self.withdrawn += aside
            found = await waiting.fresh(self._pool, self._cycle, at=at)
        if nobody := [one.reader.recipient for one in found if not one.is_addressed]:
            self.unaddressed += await waiting.unaddressed(self._pool, self._cycle, nobody)
            shown = sorted({str(one) for one in nobody})
            log.warning("notices_without_address", recipients=len(shown), first=shown[:SHOWN])
        if found:
            openings = [await self._opening(one.reader, one.pace, at, by=one.by) for one in found if one.is_addressed]
            await waiting.await_window(self._pool, self._cycle, openings, is_fresh=True, at=at)

    async def _fix(self, limit: int, at: datetime | None) -> list[Digest]:
        """Put together the mails whose window has opened."""
        for _ in range(ROUNDS):
            found = await waiting.due(self._pool, self._cycle, limit=limit, at=at)
            if not found:
                break
            calendar = await self._calendar(at)
            now = [one for one in found if self._may_leave(one, calendar, at)]
            wanted = [Fixed(reader=one.reader, day=self._hours.day(one.reader, calendar)) for one in now]
            made = await digests.fix(self._pool, self._cycle, wanted, lease=self._lease, at=at)
            later = [one for one in found if one not in now]
            openings = [opening for one in later for opening in await self._next_openings(one, at)]
            moved = await waiting.await_window(self._pool, self._cycle, openings, is_fresh=False, at=at)
            if made or not moved:
                return made
        return []

    def _may_leave(self, due: Due, calendar: datetime, at: datetime | None) -> bool:
        """Whether today's mail has not been sent yet, and its hour is not long gone."""
        today = self._hours.day(due.reader, calendar)
        is_first = due.last_day is None or today > due.last_day
        return is_first and (today == due.day or _now(at) - due.opened_at <= LATEST)

    async def _next_openings(self, due: Due, at: datetime | None) -> list[Opening]:
        return [await self._opening(due.reader, pace, at, by=by, after=due.last_day) for pace, by in due.waiting]

    async def _opening(
        self, reader: MailReader, pace: Pace, at: datetime | None, *, by: date | None, after: date | None = None
    ) -> Opening:
        """The next window on a local day after `after`, in real time."""
        clock = await self._clock_of_cycle()
        window = next(
            window
            for window in self._windows(reader, pace, clock.calendar(_now(at)), by)
            if after is None or window.day > after
        )
        return Opening(reader.recipient, pace, by, window.day, clock.real(window.opens))

    def _windows(self, reader: MailReader, pace: Pace, calendar: datetime, by: date | None) -> Iterator[Window]:
        while True:
            window = self._hours.window(reader, pace, calendar, by=by)
            yield window
            calendar = window.opens + timedelta(microseconds=1)

    async def _without_the_met(self, taken: Sequence[Digest]) -> list[Digest]:
        """Take out reminders of what was done while they waited; a mail that is left empty is not sent."""
        reminders = [
            member.notice.key for digest in taken for member in digest.members if member.notice.event in REMINDERS
        ]
        met = await outbox.withdraw_met(self._pool, reminders) if reminders else set[str]()
        self.withdrawn += len(met)
        left: list[Digest] = []
        for digest in taken:
            members = tuple(member for member in digest.members if member.notice.key not in met)
            if members:
                left.append(digest.model_copy(update={"members": members}))
            else:
                await digests.emptied(self._pool, digest.key)
        return left

    async def _calendar(self, at: datetime | None) -> datetime:
        return (await self._clock_of_cycle()).calendar(_now(at))

    async def _clock_of_cycle(self) -> CalendarClock:
        """The clock of the cycle, which is fixed for ever once there is a notice."""
        if self._clock is None:
            self._clock = await clock_of(self._pool, self._cycle)
        return self._clock


def _now(at: datetime | None) -> datetime:
    return at or datetime.now(UTC)
