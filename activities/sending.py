"""One mail after the other to the relay: written, signed, handed over, and the answer noted.

A notice alone and the mail of a day go the same way; they differ in what is written and in where it is noted.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeAlias, TypeVar

import structlog

from activities.bounces import Bounces
from activities.daily_mail import DailyMail
from activities.marking import Marks
from activities.relay import Answer, Relay
from activities.signing import Signing
from activities.throttle import Throttle
from models.delivery import DeliverResult
from models.digest import Digest
from models.directory import Address, Queued
from models.enclosure import Enclosure
from models.errors import InputInvalid, Unavailable
from models.windows import ReadingHours
from notices.compose import Composer
from store import digests, outbox
from store.pool import Pool

FIRST_DELAY = timedelta(minutes=1)
"""Before the second attempt at a mail that was refused for now; each further delay is twice as long."""

LONGEST_DELAY = timedelta(hours=4)

LAST_ATTEMPT = 38
"""With the delays above, five days after the first: as long as RFC 5321, 4.5.4.1, asks a sender to try."""

log = structlog.stdlib.get_logger()

Written: TypeAlias = bytes | Answer | None
"""A mail as it is sent; or why it cannot be written; or nothing, since there is no address."""

_Item = TypeVar("_Item")

Enclosing: TypeAlias = Callable[[Queued], Awaitable[Sequence[Enclosure]]]
"""What travels with a mail beside its words; asked again for a mail that is sent again, it gives the same."""


Completing: TypeAlias = Callable[[Queued], Awaitable[Queued]]
"""Adds to a notice what only its mail may know, such as a link that lets its reader in; it is kept nowhere else."""


async def nothing_added(queued: Queued) -> Queued:
    """The notice as it was recorded."""
    return queued


async def nothing_enclosed(_: Queued) -> Sequence[Enclosure]:
    """Words alone."""
    return ()


@dataclass(frozen=True, slots=True)
class PostOffice:
    """What every mail of a process goes through, and the hours at which readers get theirs."""

    composer: Composer
    enclosing: Enclosing
    completing: Completing
    signing: Signing
    throttle: Throttle
    hours: ReadingHours
    bounces: Bounces


class Noted(NamedTuple):
    """What the relay took, on its way into the store: notices that went alone, and mails of a day."""

    alone: Marks[str]
    daily: Marks[digests.Taken]

    async def ready(self) -> None:
        """Wait while the database does not answer."""
        await self.alone.ready()
        await self.daily.ready()


class Sender:
    """Sends for one turn, and counts what became of how many notices."""

    def __init__(self, pool: Pool, relay: Relay, office: PostOffice, daily: DailyMail) -> None:
        """Take the database, the connection to the relay, the post office and the mails of the day."""
        self._pool = pool
        self._relay = relay
        self._office = office
        self._daily = daily
        self._counts: Counter[str] = Counter()

    @property
    def result(self) -> DeliverResult:
        """What was done so far."""
        return DeliverResult(**self._counts)

    async def write(self, queued: Queued) -> Written:
        """Write a notice that goes by itself."""
        address = queued.address
        if address is None:
            return None
        try:
            complete = await self._office.completing(queued)
            enclosures = await self._office.enclosing(queued)
            wire = self._office.composer.wire(
                complete.notice, address, message_id=queued.message_id, enclosures=enclosures
            )
            return self._office.signing(wire)
        except Exception as error:  # noqa: BLE001 - every error is told apart there
            return _unwritten(error, queued.notice.key)

    async def write_daily(self, digest: Digest) -> Written:
        """Write the mail of a reader's day."""
        address = digest.address
        if address is None:
            return None
        try:
            return await self._wire_of_day(digest, address)
        except Exception as error:  # noqa: BLE001 - every error is told apart there
            unwritten = _unwritten(error, digest.key)
        # One that cannot be written holds up nobody else: it fails alone, and the others are the mail.
        sound = [each for each in digest.members if await self._is_writable(each)]
        if len(sound) in {0, len(digest.members)}:
            return unwritten
        try:
            return await self._wire_of_day(digest.model_copy(update={"members": tuple(sound)}), address)
        except Exception as error:  # noqa: BLE001 - every error is told apart there
            return _unwritten(error, digest.key)

    async def _wire_of_day(self, digest: Digest, address: Address) -> bytes:
        found = [each for member in digest.members for each in await self._office.enclosing(member)]
        wire = self._office.composer.wire_of_day(digest, address, enclosures=tuple(dict.fromkeys(found)))
        return self._office.signing(wire)

    async def _is_writable(self, member: Queued) -> bool:
        """Whether a notice of several can be written at all; one that cannot is marked as failed."""
        answer = await self.write(member)
        if not isinstance(answer, Answer):
            return True
        await outbox.failed(self._pool, member.notice.key, str(answer))
        log.warning("notice_left_out", key=member.notice.key)
        return False

    async def send(self, queued: Queued, written: Written, noted: Noted) -> None:
        """Send what was written of a notice; raises `RelayUnavailable`."""
        key = queued.notice.key
        answer = await self._answer(queued.address, written, queued.message_id)
        if answer is None:
            await outbox.unaddressed(self._pool, key)
            log.warning("notice_without_address", key=key)
            self.count(unaddressed=1)
        elif answer.is_taken:
            noted.alone.taken(key, str(answer))
            self.count(sent=1)
        elif answer.is_permanent or queued.attempts >= LAST_ATTEMPT:
            if answer.is_ours or not await self._office.bounces.refused(queued, answer):
                await outbox.failed(self._pool, key, str(answer))
            log.warning("mail_refused", key=key, attempts=queued.attempts)
            self.count(failed=1)
        else:
            until = _next_attempt(queued.attempts)
            await outbox.deferred(self._pool, key, until=until, answer=str(answer))
            log.info("mail_deferred", key=key, attempts=queued.attempts, until=until.isoformat())
            self.count(deferred=1)

    async def send_daily(self, digest: Digest, written: Written, noted: Noted) -> None:
        """Send what was written of the mail of a reader's day; raises `RelayUnavailable`."""
        key, notices = digest.key, len(digest.members)
        today = await self._daily.local_day(digest)
        answer = await self._answer(digest.address, written, digest.message_id)
        if answer is None:
            await digests.lost(self._pool, key)
            log.warning("digest_without_address", key=key)
            self.count(unaddressed=notices)
        elif answer.is_taken:
            noted.daily.taken(key, digests.Taken(str(answer), today))
            self.count(sent=notices)
        elif answer.is_permanent or digest.attempts >= LAST_ATTEMPT:
            # The address first: with it all of its notices are given away, and a crash here leaves an empty mail.
            if not answer.is_ours:
                await self._office.bounces.refused_daily(digest, answer)
            await digests.failed(self._pool, key, str(answer))
            log.warning("mail_refused", key=key, attempts=digest.attempts, notices=notices)
            self.count(failed=notices)
        else:
            until = _next_attempt(digest.attempts)
            await digests.deferred(self._pool, key, until=until, answer=str(answer))
            log.info("mail_deferred", key=key, attempts=digest.attempts, until=until.isoformat())
            self.count(deferred=notices)

    async def _answer(self, address: Address | None, written: Written, message_id: str) -> Answer | None:
        """What became of a mail: the relay's answer, or ours if it could not be written; none without an address."""
        if address is None or written is None or isinstance(written, Answer):
            return written if isinstance(written, Answer) else None
        sender = self._office.bounces.sender_of(message_id, self._office.composer.sender)
        return await self._relay.hand_over(sender, address.email, written)

    def count(self, **more: int) -> None:
        """Add to what was done, by the fields of a result."""
        self._counts.update(more)


async def written_ahead(
    items: Sequence[_Item], write: Callable[[_Item], Awaitable[Written]], *, most: int = 1
) -> AsyncGenerator[tuple[_Item, Written]]:
    """Each mail with what was written of it, in order; up to `most` are written while the relay looks at another."""
    ahead: deque[asyncio.Future[Written]] = deque()
    try:
        for number, item in enumerate(items):
            while len(ahead) <= most and number + len(ahead) < len(items):
                ahead.append(asyncio.ensure_future(write(items[number + len(ahead)])))
            written = await ahead.popleft()
            yield item, written
    finally:
        for each in ahead:
            each.cancel()
        if ahead:
            await asyncio.wait(ahead)


def _unwritten(error: Exception, key: str) -> Answer:
    """What is said of a mail that cannot be written; raises `Unavailable` again, which is not about the mail."""
    if isinstance(error, Unavailable):
        raise error
    if isinstance(error, InputInvalid):
        return Answer.unwritable(error.message, is_permanent=True)
    # A text that cannot be written holds up nobody else; it is tried again, by then perhaps with newer code.
    log.error("notice_not_written", key=key, exc_info=error)
    return Answer.unwritable(f"not written: {type(error).__name__}: {error}", is_permanent=False)


def _next_attempt(attempts: int) -> datetime:
    """When a mail that was refused for now is tried again."""
    return datetime.now(UTC) + min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(attempts - 1, 20))
