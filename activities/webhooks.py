"""Tells programs of others what happened: a loop beside the worker's activities that serves every subscription.

For each subscription one worker at a time goes through the ledger in the order of its places, posts what the
subscription is told, and steps on with every answer that says "taken". So the order holds, of every stream and over all
of them, and nothing is left out: an event that is not taken is tried until it is, and what comes after it waits.
What may go wrong:

* the receiver is down, slow, or refuses: the same message again later, ever less often; after two weeks the
  subscription is stopped where it stands, and an alarm raised. `webhooks resume` goes on from there;
* this process dies: the lease ends after a minute and another worker goes on. What was posted and not yet noted is
  posted again with the same `webhook-id`, by which the receiver knows it;
* the database is away: the loop waits for it.

It is no workflow: there is nothing to decide and nothing to remember that the tables do not hold, and the cycles'
histories would fill with other people's outages.
"""

import asyncio
import random
import ssl
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import structlog
from standardwebhooks import Webhook as Signer

from activities.webhook_addresses import Guard
from activities.webhook_receiver import Receiver, Reply
from models.errors import ReviewtrackError, Unavailable
from models.value import Value
from models.webhooks import AttemptOutcome, Persistence, PlacedEntry, Webhook, WebhookAttempt, WebhookState
from notices.cloud_events import CONTENT_TYPE, cloud_event, message_id
from notices.disclosure import Disclosure, shown
from store import places, webhook_queue, webhooks
from store.changes import listen_for_changes
from store.pool import Pool
from store.sealing import Seal
from store.webhook_queue import LEASE, Failure, Served

AT_ONCE = 8
"""Subscriptions that one worker serves at the same time; a slow receiver holds up one of them."""

PATIENCE_SECONDS = 15.0
"""How long one message may take; a lease lasts four times as long."""

TURN_SECONDS = 30.0
"""After which a subscription is given back, so that others come to their turn."""

PORTION = 500
"""Entries looked at in one go."""

LOOK_SECONDS = 15.0
"""Between two looks for what is due when nothing was recorded."""

SPACING_SECONDS = 0.5
"""Least time between two looks: a busy ledger is placed in gulps."""

AGAIN_SECONDS = 5.0
"""Before the loop goes on when the database does not answer, or after a mistake of the program."""

Alarm: TypeAlias = Callable[[Webhook, str], Awaitable[None]]
"""Tells the Secretariat that a subscription was stopped, and why."""

log = structlog.stdlib.get_logger()


async def logged_alarm(webhook: Webhook, because: str) -> None:
    """Say it in the log; `webhooks list` shows it too."""
    log.error("webhook_stopped", webhook=webhook.id, name=webhook.name, because=because)


def utc_now() -> datetime:
    """The real instant."""
    return datetime.now(UTC)


class Means(Value):
    """What does not change while the loop runs, beside its parts."""

    site: str
    """Address of this installation, from which `source` is made."""
    persistence: Persistence = Persistence()
    patience_seconds: float = PATIENCE_SECONDS
    lease: timedelta = LEASE


class Courier:
    """Serves every subscription; several couriers in several processes share them."""

    def __init__(  # noqa: PLR0913 - what it is built of, each given by the composition root
        self,
        pool: Pool,
        means: Means,
        *,
        disclosure: Disclosure,
        seal: Seal,
        guard: Guard,
        alarm: Alarm = logged_alarm,
        now: Callable[[], datetime] = utc_now,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Take the database, what is public, what opens signing keys, where messages may go, and whom to alarm."""
        self._pool = pool
        self._means = means
        self._disclosure = disclosure
        self._seal = seal
        self._guard = guard
        self._alarm = alarm
        self._now = now
        self._chance = chance
        self._news = asyncio.Event()
        self._tls = ssl.create_default_context()  # reads all certificates of this machine, so once

    async def run(self) -> None:
        """Serve until cancelled; messages on the wire are cut off then, and come again with the same id."""
        listening = asyncio.create_task(listen_for_changes(self._pool, lambda _: self._news.set()))
        serving: set[asyncio.Task[None]] = set()
        try:
            while True:
                self._news.clear()
                pause = SPACING_SECONDS
                try:
                    for served in await self._taken(AT_ONCE - len(serving)):
                        serving.add(asyncio.create_task(self._serve(served)))
                except Unavailable as error:
                    log.warning("webhooks_wait_for_the_database", reason=error.message)
                    pause = AGAIN_SECONDS
                except Exception:
                    log.exception("webhooks_went_wrong")
                    pause = AGAIN_SECONDS
                await asyncio.sleep(pause)
                serving -= await self._wait(serving)
        finally:
            for task in (listening, *serving):
                task.cancel()
            await asyncio.gather(listening, *serving, return_exceptions=True)

    async def once(self) -> int:
        """Serve what is due now and return how many subscriptions were served; for tests and for a single look."""
        taken = await self._taken(AT_ONCE)
        await asyncio.gather(*(self._serve(each) for each in taken))
        return len(taken)

    async def _wait(self, serving: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
        """Wait for news, for a subscription that is done, or until it is time to look; returns those done."""
        news = asyncio.create_task(self._news.wait())
        done, _ = await asyncio.wait({news, *serving}, timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        news.cancel()
        with suppress(asyncio.CancelledError):
            await news
        return serving & done

    async def _taken(self, most: int) -> list[Served]:
        if most <= 0 or not await webhook_queue.has_active(self._pool):
            return []
        while await places.place(self._pool) == places.PORTION:
            log.info("ledger_entries_placed", entries=places.PORTION)
        return await webhook_queue.claim(self._pool, limit=most, at=self._now(), lease=self._means.lease)

    async def _serve(self, served: Served) -> None:
        """Go through the ledger for one subscription until it is through, fails, or has had its turn."""
        try:
            until = asyncio.get_running_loop().time() + TURN_SECONDS
            async with Receiver(
                served.webhook.url, self._guard, patience_seconds=self._means.patience_seconds, tls=self._tls
            ) as receiver:
                while asyncio.get_running_loop().time() < until:
                    further = await self._go_through(served, receiver, until)
                    if further is None:
                        return
                    served = further
            await webhook_queue.release(self._pool, served)
        except Unavailable as error:
            log.warning("webhook_left_for_now", webhook=served.webhook.id, reason=error.message)  # the lease ends
        except Exception:
            log.exception("webhook_went_wrong", webhook=served.webhook.id)

    async def _go_through(self, served: Served, receiver: Receiver, until: float) -> Served | None:
        """Go through the next portion of the ledger, posting what is told; None when there is no more to do here.

        It stops in the middle when the loop's time is `until`.
        """
        webhook = served.webhook
        entries = await places.placed_after(self._pool, webhook.position, limit=PORTION)
        if not entries:
            await webhook_queue.release(self._pool, served)
            return None
        grants = webhooks.in_force(await webhooks.grants(self._pool, webhook.id))
        for entry in entries:
            if self._disclosure.fields(webhook, entry, grants) is None:
                continue
            if asyncio.get_running_loop().time() >= until:
                return served
            # Asked once more before each message: what was taken back a moment ago is not told.
            grants = webhooks.in_force(await webhooks.grants(self._pool, webhook.id))
            fields = self._disclosure.fields(webhook, entry, grants)
            if fields is None:
                continue
            further = await self._pass(served, entry.position - 1)
            further = further and await self._deliver(further, receiver, entry, fields)
            if further is None:
                return None
            served = further
        return await self._pass(served, entries[-1].position)

    async def _pass(self, served: Served, position: int) -> Served | None:
        """Step over what is not for this subscription; None if the lease is lost."""
        if position <= served.webhook.position:
            return served
        if not await webhook_queue.passed(self._pool, served, position, lease=self._means.lease):
            return None
        return _behind(served, {"position": position})

    async def _deliver(
        self, served: Served, receiver: Receiver, entry: PlacedEntry, fields: frozenset[str]
    ) -> Served | None:
        data = shown(await places.data_of(self._pool, entry), fields) if fields else {}
        body = cloud_event(entry, data, site=self._means.site)
        message = message_id(served.webhook, entry)
        at, began = self._now(), asyncio.get_running_loop().time()
        try:
            keys = await webhooks.sealed_keys(self._pool, served.webhook.id, at=at)
            headers = signed(message, at, body, [self._seal.opened(each) for each in keys])
        except Unavailable:
            raise
        except ReviewtrackError as error:
            # WEBHOOK_KEY is missing or another one: nothing can be signed until somebody mends it.
            log.error("webhook_not_signed", webhook=served.webhook.id, reason=error.code)  # noqa: TRY400 - no traceback
            reply = Reply(text=f"not sent: {error.code}")
        else:
            reply = await receiver.post(body, headers, at=at)
        attempt = WebhookAttempt(
            webhook=served.webhook.id,
            position=entry.position,
            message_id=message,
            at=at,
            outcome=_outcome(reply),
            status=reply.status,
            answer=reply.text,
            seconds=round(asyncio.get_running_loop().time() - began, 3),
        )
        if reply.is_taken:
            holds = await webhook_queue.delivered(self._pool, served, attempt, lease=self._means.lease)
            return (
                _behind(served, {"position": entry.position, "attempts": 0, "failing_since": None}) if holds else None
            )
        await self._failed(served, attempt, reply)
        return None

    async def _failed(self, served: Served, attempt: WebhookAttempt, reply: Reply) -> None:
        webhook, persistence = served.webhook, self._means.persistence
        attempts, since = webhook.attempts + 1, webhook.failing_since or attempt.at
        state, because = WebhookState.ACTIVE, ""
        if reply.is_gone:
            state, because = WebhookState.GONE, "the receiver said 410 Gone"
        elif persistence.is_over(failing_for=attempt.at - since, attempts=attempts):
            state = WebhookState.STOPPED
            because = f"not taken since {since:%Y-%m-%d %H:%M} UTC, {attempts} attempts; last: {reply.text}"
        delay = persistence.delay(attempts, self._chance(), asked=reply.retry_after)
        failure = Failure(state=state, because=because, next_attempt_at=attempt.at + delay, failing_since=since)
        if not await webhook_queue.failed(self._pool, served, attempt, failure):
            return
        log.info("webhook_deferred", webhook=webhook.id, attempts=attempts, status=reply.status, state=state)
        if state is not WebhookState.ACTIVE:
            await self._alarm(webhook, because)


def signed(message: str, at: datetime, body: bytes, keys: Sequence[str]) -> dict[str, str]:
    """The headers of a message (Standard Webhooks): one signature for every key in force, the newest first."""
    text = body.decode()
    return {
        "Content-Type": CONTENT_TYPE,
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Signer(key).sign(msg_id=message, timestamp=at, data=text) for key in keys),
    }


def _behind(served: Served, changes: dict[str, object]) -> Served:
    return served.model_copy(update={"webhook": served.webhook.model_copy(update=changes)})


def _outcome(reply: Reply) -> AttemptOutcome:
    if reply.is_taken:
        return AttemptOutcome.DELIVERED
    return AttemptOutcome.GONE if reply.is_gone else AttemptOutcome.DEFERRED
