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
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.bounces import Bounces
from activities.lane import Lane
from activities.marking import Marks
from activities.relay import Relay, RelayAddress, RelayUnavailable
from activities.sending import (
    Completing,
    Enclosing,
    Noted,
    PostOffice,
    nothing_added,
    nothing_enclosed,
)
from activities.signing import Signing, unsigned
from activities.throttle import Throttle
from models.delivery import DELIVER, LONGEST_SILENCE, MAIL_UNAVAILABLE, DeliverInput, DeliverResult
from models.windows import ReadingHours, UniversalHours
from notices.compose import Composer
from store import digests, outbox
from store.changes import listen_for_post
from store.pool import Pool

PATIENCE_SECONDS = 60.0
"""How long one mail may take. A lease lasts three times that: one part to send, one for the last mail, one to note."""

HEARTBEAT_SECONDS = 5.0

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


class _Turn:
    """One run of the activity: a lane for letters and one for everything else, side by side."""

    def __init__(
        self, pool: Pool, relay: RelayAddress, office: PostOffice, request: DeliverInput, patience: float
    ) -> None:
        self._pool = pool
        self._bounces = office.bounces
        self._request = request
        self._patience = patience
        ends_at = asyncio.get_running_loop().time() + request.max_seconds
        self._lanes = tuple(
            Lane(
                pool,
                Relay(relay, patience_seconds=patience),
                office,
                request,
                letters=letters,
                patience_seconds=patience,
                ends_at=ends_at,
            )
            for letters in (False, True)
        )
        self._left = 0

    @property
    def result(self) -> DeliverResult:
        """What was done so far."""
        done = sum((lane.result for lane in self._lanes), start=DeliverResult())
        return done + DeliverResult(left=self._left)

    def stop(self) -> None:
        """End after the mails that are on the wire."""
        for lane in self._lanes:
            lane.stop()

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
            await self._send(Noted(alone, daily))
        if self._request.until_idle:
            self._left = (await outbox.outbox_counts(self._pool, self._request.cycle)).queued
        return self.result

    async def _send(self, noted: Noted) -> None:
        """Run both lanes; what ends one ends the other after its mail on the wire, and is raised then."""
        running = [asyncio.create_task(lane.run(noted)) for lane in self._lanes]
        try:
            await asyncio.wait(running, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            self.stop()
            ended = await asyncio.gather(*running, return_exceptions=True)
        for error in ended:
            if error is not None:
                raise error

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
            for lane in self._lanes:
                lane.wake()


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
