"""One mail after the other to the relay: written, signed, handed over, and the answer noted.

A notice alone and the mail of a day go the same way; they differ in what is written and in where it is noted.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeAlias

import structlog

from activities.bounces import Bounces
from activities.daily_mail import DailyMail
from activities.marking import Marks
from activities.relay import Answer, Relay
from activities.signing import Signing
from activities.throttle import Throttle
from models.delivery import DeliverResult
from models.digest import Digest
from models.directory import Queued
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

Enclosing: TypeAlias = Callable[[Queued], Awaitable[Sequence[Enclosure]]]
"""What travels with a mail beside its words; asked again for a mail that is sent again, it gives the same."""


async def nothing_enclosed(_: Queued) -> Sequence[Enclosure]:
    """Words alone."""
    return ()


@dataclass(frozen=True, slots=True)
class PostOffice:
    """What every mail of a process goes through, and the hours at which readers get theirs."""

    composer: Composer
    enclosing: Enclosing
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
        self.result = DeliverResult()

    async def send(self, queued: Queued, noted: Noted) -> None:
        """Send a notice by itself; raises `RelayUnavailable`."""
        key, address = queued.notice.key, queued.address
        if address is None:
            await outbox.unaddressed(self._pool, key)
            log.warning("notice_without_address", key=key)
            self.count(unaddressed=1)
            return

        async def write() -> bytes:
            enclosures = await self._office.enclosing(queued)
            return self._office.composer.wire(
                queued.notice, address, message_id=queued.message_id, enclosures=enclosures
            )

        answer = await self._answer(write, email=address.email, key=key, message_id=queued.message_id)
        if answer.is_taken:
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

    async def send_daily(self, digest: Digest, noted: Noted) -> None:
        """Send the mail of a reader's day; raises `RelayUnavailable`."""
        key, address, notices = digest.key, digest.address, len(digest.members)
        if address is None:
            await digests.lost(self._pool, key)
            log.warning("digest_without_address", key=key)
            self.count(unaddressed=notices)
            return

        async def write() -> bytes:
            found = [each for member in digest.members for each in await self._office.enclosing(member)]
            return self._office.composer.wire_of_day(digest, address, enclosures=tuple(dict.fromkeys(found)))

        today = await self._daily.local_day(digest)
        answer = await self._answer(write, email=address.email, key=key, message_id=digest.message_id)
        if answer.is_taken:
            noted.daily.taken(key, digests.Taken(str(answer), today))
            self.count(sent=notices)
        elif answer.is_permanent or digest.attempts >= LAST_ATTEMPT:
            # The address first: with it all of its notices are given away, and a crash here leaves an empty mail.
            if not answer.is_ours:
                await self._office.bounces.refused(digest.members[0], answer)
            await digests.failed(self._pool, key, str(answer))
            log.warning("mail_refused", key=key, attempts=digest.attempts, notices=notices)
            self.count(failed=notices)
        else:
            until = _next_attempt(digest.attempts)
            await digests.deferred(self._pool, key, until=until, answer=str(answer))
            log.info("mail_deferred", key=key, attempts=digest.attempts, until=until.isoformat())
            self.count(deferred=notices)

    async def _answer(self, write: Callable[[], Awaitable[bytes]], *, email: str, key: str, message_id: str) -> Answer:
        """What became of a mail: the relay's answer, or ours if it cannot be written."""
        try:
            wire = self._office.signing(await write())
        except Unavailable:
            raise
        except InputInvalid as error:
            return Answer.unwritable(error.message, is_permanent=True)
        except Exception as error:
            # A text that cannot be written holds up nobody else; it is tried again, by then perhaps with newer code.
            log.exception("notice_not_written", key=key)
            return Answer.unwritable(f"not written: {type(error).__name__}: {error}", is_permanent=False)
        sender = self._office.bounces.sender_of(message_id, self._office.composer.sender)
        return await self._relay.hand_over(sender, email, wire)

    def count(self, **more: int) -> None:
        """Add to what was done."""
        self.result += DeliverResult(**more)


def _next_attempt(attempts: int) -> datetime:
    """When a mail that was refused for now is tried again."""
    return datetime.now(UTC) + min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(attempts - 1, 20))
