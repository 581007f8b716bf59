"""The activity that empties the outbox: it takes notices, writes mails, hands them to the relay, notes the answers.

One turn lasts some minutes. It sends what is there and then waits for more, woken by the database, so that a mail
leaves moments after the act that caused it and an idle cycle costs next to nothing. What is neither urgent nor formal
waits for the one mail of its reader's day (`activities.daily_mail`). What may go wrong:

* the relay is down or will not serve us: nothing is marked, what was taken is given back, and Temporal repeats the
  turn, after ten minutes at most, for as long as it takes;
* the relay refuses one mail for now: it is tried again later, ever less often, for five days;
* the relay refuses one mail for good: it is marked as failed, where the Secretariat sees it;
* a duty is met while its reminder waits: the reminder is withdrawn;
* this process dies: what it had taken comes back by itself when the lease ends. What it had sent and not yet noted is
  sent again, the same mail with the same Message-ID.
"""

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.bounces import Bounces
from activities.daily_mail import DailyMail
from activities.marking import Marks
from activities.relay import Relay, RelayAddress, RelayUnavailable
from activities.sending import (
    Completing,
    Enclosing,
    Noted,
    PostOffice,
    Sender,
    nothing_added,
    nothing_enclosed,
    written_ahead,
)
from activities.signing import Signing, unsigned
from activities.throttle import Throttle
from models.delivery import DELIVER, LONGEST_SILENCE, MAIL_UNAVAILABLE, DeliverInput, DeliverResult
from models.digest import Digest
from models.directory import Queued
from models.errors import Unavailable
from models.windows import ReadingHours, UniversalHours
from notices.addressees import REMINDERS
from notices.compose import Composer
from store import digests, outbox, waiting
from store.changes import listen_for_post
from store.pool import Pool

PATIENCE_SECONDS = 60.0
"""How long one mail may take. A lease lasts three times that: one part to send, one for the last mail, one to note."""

HEARTBEAT_SECONDS = 5.0

SHORTEST_WAIT = 0.05
"""Seconds between two looks at an outbox in which nothing could be sent: the database's clock may be a bit behind."""

log = structlog.stdlib.get_logger()


class Delivery:
    """Sends the notices of any cycle on one letterhead through one relay."""

    def __init__(  # noqa: PLR0913 - all but the first three have a default, and are named where they are given
        self,
        pool: Pool,
        relay: RelayAddress,
        composer: Composer,
        *,
        hours: ReadingHours | None = None,
        enclosing: Enclosing = nothing_enclosed,
        completing: Completing = nothing_added,
        signing: Signing = unsigned,
        per_minute: float | None = None,
        bounces: Bounces | None = None,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        """Take the database, the relay, and what writes the mails.

        `hours` say when readers get the mail of the day (default: at one hour for all, in universal time), `completing`
        adds what only the mail may know, `enclosing` finds what travels with it, `signing` signs it, no more than
        `per_minute` mails leave in a minute, and `bounces` notes what comes back.
        """
        self._pool = pool
        self._relay = relay
        self._office = PostOffice(
            composer,
            enclosing=enclosing,
            completing=completing,
            signing=signing,
            throttle=Throttle(per_minute),
            hours=hours or UniversalHours(),
            bounces=bounces or Bounces(pool),
        )
        self._patience = patience_seconds

    @activity.defn(name=DELIVER)
    async def deliver(self, request: DeliverInput) -> DeliverResult:
        """Deliver for one turn and return what was done.

        Raises `ApplicationError` of type `mail_unavailable`, with the time of the next try, when the relay does not
        take mail, and `Unavailable` when the database does not answer; both are meant to be repeated.
        """
        turn = _Turn(self._pool, self._relay, self._office, request, self._patience)
        try:
            return await _to_its_end(turn)
        except RelayUnavailable as error:
            # A turn that got some mail through begins to count anew.
            tries = 1 if turn.result.sent else activity.info().attempt
            raise ApplicationError(
                error.message,
                type=MAIL_UNAVAILABLE,
                next_retry_delay=timedelta(seconds=min(LONGEST_SILENCE, 2.0 ** min(tries - 1, 20))),
            ) from error


async def _to_its_end(turn: "_Turn") -> DeliverResult:
    """Run a turn; when called back, let it finish the mail on the wire, note it, and end well."""
    running = asyncio.create_task(turn.run())
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        turn.stop()
        return await running


class _Batch(NamedTuple):
    """Notices under lease, and the time of the loop until which one of them may still be begun."""

    notices: Sequence[Queued]
    hand_in_by: float


class _Turn:
    """One run of the activity, with its own connection to the relay."""

    def __init__(
        self, pool: Pool, relay: RelayAddress, office: PostOffice, request: DeliverInput, patience: float
    ) -> None:
        self._pool = pool
        self._relay = Relay(relay, patience_seconds=patience)
        self._throttle = office.throttle
        self._bounces = office.bounces
        self._daily = DailyMail(pool, office.hours, request.cycle, lease=timedelta(seconds=3 * patience))
        self._sender = Sender(pool, self._relay, office, self._daily)
        self._request = request
        self._patience = patience
        self._post = asyncio.Event()
        self._stopping = asyncio.Event()
        self._ends_at = asyncio.get_running_loop().time() + request.max_seconds
        self._left = 0

    @property
    def result(self) -> DeliverResult:
        """What was done so far."""
        daily = DeliverResult(withdrawn=self._daily.withdrawn, unaddressed=self._daily.unaddressed, left=self._left)
        return self._sender.result + daily

    def stop(self) -> None:
        """End after the mail that is on the wire."""
        self._stopping.set()
        self._post.set()

    async def run(self) -> DeliverResult:
        """Send and wait until the turn is over."""
        async with (
            _beside(self._beat()),
            _beside(self._watch_for_shutdown()),
            _beside(self._listen()),
            _beside(self._bounces.watch()),
            # The function is looked up when it is called, so that a test can put another in its place.
            Marks[str](lambda answers: outbox.sent(self._pool, answers), patience_seconds=self._patience) as alone,
            Marks[digests.Taken](
                lambda taken: digests.sent(self._pool, taken), patience_seconds=self._patience
            ) as daily,
        ):
            try:
                await self._send_and_wait(Noted(alone, daily))
            finally:
                await self._relay.close()
        if self._request.until_idle:
            self._left = (await outbox.outbox_counts(self._pool, self._request.cycle)).queued
        return self.result

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
        )
        return _Batch(notices, hand_in_by=asyncio.get_running_loop().time() + self._patience)

    async def _send_batch(self, batch: _Batch, noted: Noted) -> None:
        """Send a batch; what is not reached in time, because of trouble or a slow relay, goes back untried."""
        left, done = batch.notices, 0
        try:
            left = await self._without_the_met(batch.notices)
            left = await self._without_the_unreachable(left)
            async with aclosing(written_ahead(left, self._sender.write)) as mails:
                async for queued, written in mails:
                    if not await self._may_send(batch.hand_in_by, noted):
                        break
                    await self._sender.send(queued, written, noted)
                    done += 1
        finally:
            await self._give_back(left[done:])

    async def _send_daily(self, noted: Noted) -> int:
        """Send the mails of readers whose hour has come; returns how many there were."""
        if self._is_over():
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

    async def _beat(self) -> None:
        while True:
            activity.heartbeat()
            await asyncio.sleep(HEARTBEAT_SECONDS)

    async def _watch_for_shutdown(self) -> None:
        await activity.wait_for_worker_shutdown()
        self.stop()

    async def _listen(self) -> None:
        if not self._request.until_idle:
            await listen_for_post(self._pool, self._heard)

    def _heard(self, cycle: str | None) -> None:
        if cycle is None or cycle == self._request.cycle:
            self._post.set()


@asynccontextmanager
async def _beside(work: Coroutine[None, None, None]) -> AsyncGenerator[None]:
    """Let `work` run for the length of a block. A turn goes on without it: each of these only makes it quicker."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            try:
                await task
            except Exception:
                log.exception("delivery_went_on_without", work=work.__qualname__)
