"""What the tests of delivery share: a database, a relay, and an outbox that can be filled."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest_asyncio

from models.directory import Person
from models.ledger import Entry
from models.notices import Notice, Recipient, RecipientKind
from models.obligations import Obligation
from models.pace import Pace
from notices.audience import notices_for
from stack.mailbox import MailBox
from store import ledger
from store.people import register_people
from store.pool import Pool, open_pool
from tests.notices import build


@pytest_asyncio.fixture
async def pool(postgres_url: str) -> AsyncIterator[Pool]:
    """Connections to a database of the test's own."""
    pool = await open_pool(postgres_url)
    yield pool
    await pool.close()


@pytest_asyncio.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[MailBox]:
    """A relay that keeps what it gets."""
    async with MailBox(tmp_path / "mail") as mailbox:
        yield mailbox


class Outbox:
    """Fills the outbox as an act does: with the ledger, in one transaction."""

    def __init__(self, pool: Pool) -> None:
        """Take the test's database."""
        self._pool = pool
        self._version = 0

    async def put(
        self, recipients: Sequence[Recipient], *, pace: Pace = Pace.URGENT, is_formal: bool = False
    ) -> list[Notice]:
        """Queue one notice of one act for each recipient; returns them in the order in which they are sent."""
        self._version += 1
        act = build.recording(build.entry("saq_submitted", version=self._version))
        act = act.model_copy(update={"status": act.status.model_copy(update={"version": self._version})})
        notices = [
            build.notice().model_copy(
                update={
                    "key": f"{build.STREAM}@{self._version}#{number:03}-{recipient}",
                    "version": self._version,
                    "recipient": recipient,
                    "pace": pace,
                    "is_formal": is_formal,
                }
            )
            for number, recipient in enumerate(recipients)
        ]
        await ledger.record(self._pool, act, notices)
        return notices

    async def put_reminder(self, duty: Obligation | None, *, entry: Entry, pace: Pace = Pace.URGENT) -> list[Notice]:
        """Record a reminder, or another act, after which `duty` stands or nothing does."""
        self._version += 1
        act = build.recording(entry.model_copy(update={"version": self._version}))
        changes = {"version": self._version, "obligations": (duty,) if duty else ()}
        act = act.model_copy(update={"status": act.status.model_copy(update=changes)})
        notices = [
            notice.model_copy(update={"pace": pace})
            for notice in notices_for(act)
            if notice.recipient.kind is RecipientKind.SECRETARIAT
        ]
        await ledger.record(self._pool, act, notices)
        return notices

    async def put_people(self, number: int, *, pace: Pace = Pace.URGENT) -> list[Notice]:
        """Register people and queue one notice for each."""
        people = [
            Person(state="FRA", name=f"Person {each}", email=f"person.{each}@example.org") for each in range(number)
        ]
        ids = await register_people(self._pool, people)
        return await self.put([Recipient(kind=RecipientKind.PERSON, id=each) for each in ids], pace=pace)


@pytest_asyncio.fixture
async def post(pool: Pool) -> Outbox:
    """The outbox."""
    return Outbox(pool)
