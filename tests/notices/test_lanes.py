"""Letters and all other mail leave side by side: neither waits for the other, and what stops one stops both."""

import asyncio
import dataclasses
from collections.abc import Sequence

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.delivery import Delivery
from activities.relay import RelayAddress
from models.delivery import MAIL_UNAVAILABLE, DeliverInput, DeliverResult
from models.directory import Mission, Queued
from models.enclosure import Enclosure
from models.notices import Notice, Recipient, RecipientKind
from notices.compose import Composer
from stack.mailbox import MailBox
from store import outbox
from store.people import register_missions
from store.pool import Pool
from tests.notices.build import CYCLE, LETTERHEAD
from tests.notices.conftest import Outbox

MISSIONS = ("AUT", "BEL", "CHE", "DEU")
UNTIL_IDLE = DeliverInput(cycle=CYCLE, until_idle=True)


class Setting:
    """Sets letters only as long as it is let."""

    def __init__(self) -> None:
        """Hold everything."""
        self.may_go_on = asyncio.Event()
        self.begun = asyncio.Event()

    async def enclose(self, queued: Queued) -> Sequence[Enclosure]:
        """A letter to a mission takes its time."""
        if queued.notice.is_formal:
            self.begun.set()
            await self.may_go_on.wait()
        return ()


async def put_letters(pool: Pool, post: Outbox) -> list[Notice]:
    """Queue a circular: one formal notice for each mission."""
    await register_missions(pool, [Mission(state=each, email=f"{each.lower()}@example.org") for each in MISSIONS])
    return await post.put([Recipient(kind=RecipientKind.MISSION, id=each) for each in MISSIONS], is_formal=True)


def delivery(pool: Pool, url: str, setting: Setting) -> Delivery:
    """The activity, with letters that can be held."""
    return Delivery(
        pool, RelayAddress.from_url(url), Composer(LETTERHEAD), enclosing=setting.enclose, patience_seconds=5
    )


def readers(mailbox: MailBox) -> list[str]:
    """Who got a mail, in that order."""
    return [str(message["X-Envelope-To"]) for message in mailbox.messages()]


async def test_what_is_urgent_leaves_while_a_circular_is_set(pool: Pool, mailbox: MailBox, post: Outbox) -> None:
    await put_letters(pool, post)
    await post.put_people(3)
    setting = Setting()
    turn = asyncio.create_task(ActivityEnvironment().run(delivery(pool, mailbox.url, setting).deliver, UNTIL_IDLE))
    async with asyncio.timeout(30):
        await setting.begun.wait()
        while mailbox.count() < 3:
            await asyncio.sleep(0.01)
    before = readers(mailbox)
    setting.may_go_on.set()
    result = await turn

    assert before == [f"person.{each}@example.org" for each in range(3)]
    assert result == DeliverResult(sent=7)
    assert readers(mailbox)[3:] == [f"{each.lower()}@example.org" for each in MISSIONS]


async def test_a_turn_without_a_relay_ends_in_both_lanes_and_marks_nothing(
    pool: Pool, mailbox: MailBox, post: Outbox
) -> None:
    await put_letters(pool, post)
    await post.put_people(3)
    await mailbox.stop()
    setting = Setting()
    setting.may_go_on.set()
    environment = ActivityEnvironment()
    environment.info = dataclasses.replace(environment.info, attempt=1)

    with pytest.raises(ApplicationError) as trouble:
        await environment.run(delivery(pool, mailbox.url, setting).deliver, UNTIL_IDLE)

    assert trouble.value.type == MAIL_UNAVAILABLE
    counts = await outbox.outbox_counts(pool, CYCLE)
    assert (counts.queued, counts.sent) == (7, 0)
    assert len(await outbox.claim(pool, limit=9)) == 7, "all were given back"
