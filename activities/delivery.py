"""The activity that empties the outbox: it takes notices, writes mails, hands them to the relay, notes the answers.

One turn lasts some minutes. It sends what is there and then waits for more, woken by the database, so that a mail
leaves moments after the act that caused it and an idle cycle costs next to nothing. What may go wrong:

* the relay is down or will not serve us: nothing is marked, what was taken is given back, and Temporal repeats the
  turn, after ten minutes at most, for as long as it takes;
* the relay refuses one mail for now: it is tried again later, ever less often, for five days;
* the relay refuses one mail for good: it is marked as failed, where the Secretariat sees it, and if it was the address
  that was refused, somebody else is told (`activities.bounces`);
* an address is known not to take mail: its notices go to whoever stands in;
* a duty is met while its reminder waits: the reminder is withdrawn;
* this process dies: what it had taken comes back by itself when the lease ends. What it had sent and not yet noted is
  sent again, the same mail with the same Message-ID.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeAlias

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.bounces import Bounces
from activities.marking import Marks
from activities.relay import Answer, Relay, RelayAddress, RelayUnavailable
from models.delivery import DELIVER, LONGEST_SILENCE, MAIL_UNAVAILABLE, DeliverInput, DeliverResult
from models.directory import Queued
from models.enclosure import Enclosure
from models.errors import InputInvalid, Unavailable
from notices.addressees import REMINDERS
from notices.compose import Composer
from store import outbox
from store.changes import listen_for_post
from store.pool import Pool

PATIENCE_SECONDS = 60.0
"""How long one mail may take. A lease lasts three times that: one part to send, one for the last mail, one to note."""

HEARTBEAT_SECONDS = 5.0

FIRST_DELAY = timedelta(minutes=1)
"""Before the second attempt at a mail that was refused for now; each further delay is twice as long."""

LONGEST_DELAY = timedelta(hours=4)

LAST_ATTEMPT = 38
"""With the delays above, five days after the first: as long as RFC 5321, 4.5.4.1, asks a sender to try."""

log = structlog.stdlib.get_logger()

Enclosing: TypeAlias = Callable[[Queued], Awaitable[Sequence[Enclosure]]]
"""What travels with a mail beside its words; asked again for a mail that is sent again, it gives the same."""


async def nothing_enclosed(_: Queued) -> Sequence[Enclosure]:
    """Words alone."""
    return ()


class Delivery:
    """Sends the notices of any cycle on one letterhead through one relay."""

    def __init__(
        self,
        pool: Pool,
        relay: RelayAddress,
        composer: Composer,
        *,
        enclosing: Enclosing = nothing_enclosed,
        bounces: Bounces | None = None,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        """Take the database, the relay, what writes the mails, finds their enclosures, and notes what comes back."""
        self._pool = pool
        self._relay = relay
        self._composer = composer
        self._enclosing = enclosing
        self._bounces = bounces or Bounces(pool)
        self._patience = patience_seconds

    @activity.defn(name=DELIVER)
    async def deliver(self, request: DeliverInput) -> DeliverResult:
        """Deliver for one turn and return what was done.

        Raises `ApplicationError` of type `mail_unavailable`, with the time of the next try, when the relay does not
        take mail, and `Unavailable` when the database does not answer; both are meant to be repeated.
        """
        turn = _Turn(self._pool, self._relay, self._composer, self._enclosing, self._bounces, request, self._patience)
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

    def __init__(  # noqa: PLR0913, PLR0917 - all that a turn works with
        self,
        pool: Pool,
        relay: RelayAddress,
        composer: Composer,
        enclosing: Enclosing,
        bounces: Bounces,
        request: DeliverInput,
        patience: float,
    ) -> None:
        self._pool = pool
        self._enclosing = enclosing
        self._bounces = bounces
        self._relay = Relay(relay, patience_seconds=patience)
        self._composer = composer
        self._request = request
        self._patience = patience
        self._post = asyncio.Event()
        self._is_stopping = False
        self._ends_at = asyncio.get_running_loop().time() + request.max_seconds
        self.result = DeliverResult()

    def stop(self) -> None:
        """End after the mail that is on the wire."""
        self._is_stopping = True
        self._post.set()

    async def run(self) -> DeliverResult:
        """Send and wait until the turn is over."""
        async with (
            _beside(self._beat()),
            _beside(self._watch_for_shutdown()),
            _beside(self._listen()),
            _beside(self._bounces.watch()),
            Marks(self._pool, patience_seconds=self._patience) as marks,
        ):
            try:
                await self._send_and_wait(marks)
            finally:
                await self._relay.close()
        if self._request.until_idle:
            counts = await outbox.outbox_counts(self._pool, self._request.cycle)
            self.result = self.result.model_copy(update={"left": counts.queued})
        return self.result

    def _is_over(self) -> bool:
        return self._is_stopping or asyncio.get_running_loop().time() >= self._ends_at

    async def _send_and_wait(self, marks: Marks) -> None:
        """Take batch after batch, the next one already while one is sent, and wait when there is none."""
        upcoming: asyncio.Task[_Batch] | None = None
        try:
            while not self._is_over():
                batch = await (upcoming or self._take())
                upcoming = asyncio.create_task(self._take()) if len(batch.notices) == self._request.batch else None
                await self._send_batch(batch, marks)
                if not batch.notices:
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

    async def _send_batch(self, batch: _Batch, marks: Marks) -> None:
        """Send a batch; what is not reached in time, because of trouble or a slow relay, goes back untried."""
        done = 0
        try:
            met = await self._withdraw_met(batch.notices)
            met |= await self._turn_aside([each for each in batch.notices if each.notice.key not in met])
            for queued in batch.notices:
                await marks.ready()
                if self._is_stopping or asyncio.get_running_loop().time() >= batch.hand_in_by:
                    break
                if queued.notice.key not in met:
                    await self._send(queued, marks)
                done += 1
        finally:
            await self._give_back(batch.notices[done:])

    async def _withdraw_met(self, notices: Sequence[Queued]) -> set[str]:
        """Keep back reminders of what was done while they waited, as after a day without a mail server."""
        reminders = [queued.notice.key for queued in notices if queued.notice.event in REMINDERS]
        met = await outbox.withdraw_met(self._pool, reminders) if reminders else set[str]()
        self._count(withdrawn=len(met))
        return met

    async def _turn_aside(self, notices: Sequence[Queued]) -> set[str]:
        """Keep back what is for an address that takes no mail: whoever stands in has a notice of their own now."""
        aside = await self._bounces.turned_aside(notices)
        self._count(withdrawn=len(aside))
        return aside

    async def _send(self, queued: Queued, marks: Marks) -> None:
        key, address = queued.notice.key, queued.address
        if address is None:
            await outbox.unaddressed(self._pool, key)
            log.warning("notice_without_address", key=key)
            self._count(unaddressed=1)
            return
        try:
            wire = self._composer.wire(
                queued.notice, address, message_id=queued.message_id, enclosures=await self._enclosing(queued)
            )
        except Unavailable:
            raise
        except InputInvalid as error:
            await self._refused(queued, error.message, is_permanent=True)
            return
        except Exception as error:
            # A text that cannot be written holds up nobody else; it is tried again, by then perhaps with newer code.
            log.exception("notice_not_written", key=key)
            await self._refused(queued, f"not written: {type(error).__name__}: {error}", is_permanent=False)
            return
        sender = self._bounces.sender_of(queued.message_id, self._composer.sender)
        answer = await self._relay.hand_over(sender, address.email, wire)
        if answer.is_taken:
            marks.taken(key, str(answer))
            self._count(sent=1)
        else:
            await self._refused(queued, str(answer), is_permanent=answer.is_permanent, said=answer)

    async def _refused(self, queued: Queued, answer: str, *, is_permanent: bool, said: Answer | None = None) -> None:
        key = queued.notice.key
        if is_permanent or queued.attempts >= LAST_ATTEMPT:
            if said is None or not await self._bounces.refused(queued, said):
                await outbox.failed(self._pool, key, answer)
            log.warning("mail_refused", key=key, attempts=queued.attempts)
            self._count(failed=1)
            return
        delay = min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(queued.attempts - 1, 20))
        await outbox.deferred(self._pool, key, until=datetime.now(UTC) + delay, answer=answer)
        log.info("mail_deferred", key=key, attempts=queued.attempts, delay_seconds=delay.total_seconds())
        self._count(deferred=1)

    async def _give_back(self, batch: Sequence[Queued]) -> None:
        if not batch:
            return
        try:
            await outbox.release(self._pool, [queued.notice.key for queued in batch])
        except Unavailable as error:
            log.warning("notices_not_given_back", notices=len(batch), reason=error.message)  # the lease gives them back

    async def _wait_for_post(self) -> None:
        """Wait for new notices, or until it is time to look for deferred ones; a relay is not kept waiting for both."""
        left = self._ends_at - asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(max(0.0, min(self._request.look_every_seconds, left))):
                await self._post.wait()
        except TimeoutError:
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

    def _count(self, **more: int) -> None:
        self.result += DeliverResult(**more)


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
