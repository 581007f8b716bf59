"""One row of mail: it takes what is due, writes it, hands it to the relay in order, and waits for more.

There are two in every turn, each with a connection of its own. Setting a letter takes as long as sending many mails,
and a circular has two hundred of them; whoever is told of something urgent does not wait behind them.
"""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import structlog

from activities.bounces import Bounces
from activities.daily_mail import DailyMail
from activities.press import PRESSES
from activities.relay import Relay
from activities.sending import Noted, PostOffice, Sender, written_ahead
from activities.throttle import Throttle
from models.delivery import DeliverInput, DeliverResult
from models.digest import Digest
from models.directory import Queued
from models.errors import Unavailable
from notices.addressees import REMINDERS
from store import digests, outbox, waiting
from store.pool import Pool

SHORTEST_WAIT = 0.05
"""Seconds between two looks at an outbox in which nothing could be sent: the database's clock may be a bit behind."""

log = structlog.stdlib.get_logger()


class _Batch(NamedTuple):
    """Notices under lease, and the time of the loop until which one of them may still be begun."""

    notices: Sequence[Queued]
    hand_in_by: float


class Lane:
    """Sends either the letters of a cycle or everything else of it, for one turn."""

    def __init__(  # noqa: PLR0913 - what the turn shares, each named where it is given
        self,
        pool: Pool,
        relay: Relay,
        office: PostOffice,
        request: DeliverInput,
        *,
        letters: bool,
        patience_seconds: float,
        ends_at: float,
    ) -> None:
        """Take the database, a connection to the relay and the post office; `ends_at` is a time of the loop."""
        self._pool = pool
        self._relay = relay
        self._throttle: Throttle = office.throttle
        self._bounces: Bounces = office.bounces
        self._daily = DailyMail(pool, office.hours, request.cycle, lease=timedelta(seconds=3 * patience_seconds))
        self._sender = Sender(pool, relay, office, self._daily)
        self._request = request
        self._letters = letters
        self._patience = patience_seconds
        self._ends_at = ends_at
        self._post = asyncio.Event()
        self._stopping = asyncio.Event()

    @property
    def result(self) -> DeliverResult:
        """What was done so far."""
        return self._sender.result + DeliverResult(withdrawn=self._daily.withdrawn, unaddressed=self._daily.unaddressed)

    def stop(self) -> None:
        """End after the mail that is on the wire."""
        self._stopping.set()
        self._post.set()

    def wake(self) -> None:
        """Look for new notices now."""
        self._post.set()

    async def run(self, noted: Noted) -> None:
        """Send and wait until the turn is over; raises `RelayUnavailable`."""
        try:
            await self._send_and_wait(noted)
        finally:
            await self._relay.close()

    def _is_over(self) -> bool:
        return self._stopping.is_set() or asyncio.get_running_loop().time() >= self._ends_at

    async def _send_and_wait(self, noted: Noted) -> None:
        """Take batch after batch, the next one already while one is sent, and wait when there is none."""
        upcoming: asyncio.Task[_Batch] | None = None
        try:
            while not self._is_over():
                batch = await (upcoming or self._take())
                upcoming = asyncio.create_task(self._take()) if len(batch.notices) == self._request.batch else None
                await self._send_batch(batch, noted)
                daily = await self._send_daily(noted)
                if not batch.notices and not daily:
                    if self._request.until_idle:
                        return
                    await self._wait_for_post()
        finally:
            if upcoming is not None:
                await self._give_back((await upcoming).notices)

    async def _take(self) -> _Batch:
        # News that come after this line wake the next wait, whether or not they are in this batch.
        self._post.clear()
        notices = await outbox.claim(
            self._pool,
            limit=self._request.batch,
            cycle=self._request.cycle,
            lease=timedelta(seconds=3 * self._patience),
            letters=self._letters,
        )
        return _Batch(notices, hand_in_by=asyncio.get_running_loop().time() + self._patience)

    async def _send_batch(self, batch: _Batch, noted: Noted) -> None:
        """Send a batch; what is not reached in time, because of trouble or a slow relay, goes back untried."""
        left, done = batch.notices, 0
        try:
            left = await self._without_the_met(batch.notices)
            left = await self._without_the_unreachable(left)
            async with aclosing(written_ahead(left, self._sender.write, most=PRESSES)) as mails:
                async for queued, written in mails:
                    if not await self._may_send(batch.hand_in_by, noted):
                        break
                    await self._sender.send(queued, written, noted)
                    done += 1
        finally:
            await self._give_back(left[done:])

    async def _send_daily(self, noted: Noted) -> int:
        """Send the mails of readers whose hour has come; returns how many there were."""
        if self._letters or self._is_over():
            return 0
        taken = await self._daily.take(limit=self._request.batch)
        hand_in_by = asyncio.get_running_loop().time() + self._patience
        done = 0
        is_on_the_wire = False
        try:
            async with aclosing(written_ahead(taken, self._sender.write_daily)) as mails:
                async for digest, written in mails:
                    if not await self._may_send(hand_in_by, noted):
                        break
                    is_on_the_wire = True
                    await self._sender.send_daily(digest, written, noted)
                    is_on_the_wire = False
                    done += 1
        finally:
            await self._give_back_daily(taken[done:], is_first_tried=is_on_the_wire)
        return len(taken)

    async def _may_send(self, hand_in_by: float, noted: Noted) -> bool:
        """Wait for the database and for a place in the row; say whether there is time for one more mail."""
        await noted.ready()
        if not await self._throttle.place(self._stopping, until=hand_in_by):
            return False
        return not self._stopping.is_set() and asyncio.get_running_loop().time() < hand_in_by

    async def _without_the_met(self, notices: Sequence[Queued]) -> Sequence[Queued]:
        """Keep back reminders of what was done while they waited, as after a day without a mail server."""
        reminders = [queued.notice.key for queued in notices if queued.notice.event in REMINDERS]
        met = await outbox.withdraw_met(self._pool, reminders) if reminders else set[str]()
        self._sender.count(withdrawn=len(met))
        return [queued for queued in notices if queued.notice.key not in met] if met else notices

    async def _without_the_unreachable(self, notices: Sequence[Queued]) -> Sequence[Queued]:
        """Keep back what is for an address that takes no mail: whoever stands in has a notice of their own now."""
        aside = await self._bounces.turned_aside(notices)
        self._sender.count(withdrawn=len(aside))
        return [queued for queued in notices if queued.notice.key not in aside] if aside else notices

    async def _give_back(self, batch: Sequence[Queued]) -> None:
        if not batch:
            return
        try:
            await outbox.release(self._pool, [queued.notice.key for queued in batch])
        except Unavailable as error:
            log.warning("notices_not_given_back", notices=len(batch), reason=error.message)  # the lease gives them back

    async def _give_back_daily(self, mails: Sequence[Digest], *, is_first_tried: bool) -> None:
        """Give mails back; one that the relay may have taken before the connection broke stays as it is."""
        untried = [digest.key for digest in mails[is_first_tried:]]
        try:
            if is_first_tried:
                await digests.keep(self._pool, mails[0].key)
            if untried:
                await digests.release(self._pool, untried)
        except Unavailable as error:
            log.warning("digests_not_given_back", mails=len(mails), reason=error.message)

    async def _wait_for_post(self) -> None:
        """Wait for new notices, or until one that waits may leave; a relay is not kept waiting for both."""
        left = self._ends_at - asyncio.get_running_loop().time()
        opens = await waiting.next_look(self._pool, self._request.cycle)
        soon = (opens - datetime.now(UTC)).total_seconds() if opens else self._request.look_every_seconds
        try:
            async with asyncio.timeout(max(SHORTEST_WAIT, min(self._request.look_every_seconds, left, soon))):
                await self._post.wait()
        except TimeoutError:
            if soon >= self._request.look_every_seconds:
                await self._relay.close()
