"""The link of an invitation is in its mail and nowhere else, and is no one else's."""

import dataclasses
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from temporalio.testing import ActivityEnvironment

from activities.delivery import Delivery
from activities.inviting import Inviting, life_of
from activities.relay import RelayAddress
from models.delivery import DeliverInput
from models.directory import Desk
from models.errors import InputInvalid
from models.evidence import Evidence, Mark
from models.mechanism import Clock, LeadTime
from models.notices import Recipient, RecipientKind
from notices.compose import Composer
from stack.mailbox import MailBox
from store import invitations, outbox
from store.people import register_desk
from store.pool import Pool, open_pool
from tests.build import untoc
from tests.notices.build import LETTERHEAD
from tests.store.arriving import invited, rows
from tests.store.build import CYCLE

LIFE = timedelta(days=10)


@pytest_asyncio.fixture
async def pool(postgres_url: str) -> AsyncIterator[Pool]:
    pool = await open_pool(postgres_url)
    yield pool
    await pool.close()


@pytest_asyncio.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[MailBox]:
    async with MailBox(tmp_path / "mail") as mailbox:
        yield mailbox


def inviting(pool: Pool) -> Inviting:
    return Inviting(pool, web_url="https://reviews.example/", life=LIFE)


async def deliver(pool: Pool, mailbox: MailBox) -> None:
    relay = RelayAddress.from_url(mailbox.url)
    delivery = Delivery(pool, relay, Composer(LETTERHEAD), completing=inviting(pool), patience_seconds=5)
    environment = ActivityEnvironment()
    environment.info = dataclasses.replace(environment.info, attempt=1)
    await environment.run(delivery.deliver, DeliverInput(cycle=CYCLE, until_idle=True))


def links(mailbox: MailBox) -> list[str]:
    found: list[str] = []
    for mail in mailbox.messages():
        for kind in ("plain", "html"):
            body = mail.get_body((kind,))
            assert body is not None
            found += sorted(set(re.findall(r"https://reviews\.example/invitations/([\w-]+)", body.get_content())))
    return found


async def test_the_letter_is_in_the_thread_of_the_review_and_its_link_lets_the_person_in(
    pool: Pool, mailbox: MailBox
) -> None:
    known = await invited(pool)

    await deliver(pool, mailbox)

    (mail,) = mailbox.messages()
    token, in_html = links(mailbox)
    assert token == in_html
    assert len(token) >= 43, "256 bits"
    shown = await invitations.facing(pool, token, now=known.registered_at)
    assert shown is not None
    assert "List-Id" in mail
    assert mail["List-Id"] == "<fra.untoc-1.reviewtrack.invalid>"
    assert mail["Subject"] == "Review of France, phase I: please confirm your registration"
    kept = await rows(pool, "SELECT o.*, l.* FROM outbox AS o, invitation_link AS l")
    assert token not in str([dict(each) for each in kept])


async def test_a_letter_that_is_refused_for_now_goes_again_under_its_message_id(pool: Pool, mailbox: MailBox) -> None:
    await invited(pool)
    mailbox.refuse()
    await deliver(pool, mailbox)
    mailbox.accept()
    await rows(pool, "UPDATE outbox SET next_attempt_at = now()")

    await deliver(pool, mailbox)

    (mail,) = mailbox.messages()
    ((message_id,),) = [tuple(each.values()) for each in await rows(pool, "SELECT message_id FROM outbox")]
    assert mail["Message-ID"] == message_id
    assert len(await rows(pool, "SELECT FROM invitation_link")) == 2


async def test_who_stands_in_for_a_person_is_not_let_in(pool: Pool) -> None:
    known = await invited(pool)
    (queued,) = await outbox.claim(pool, limit=1)

    instead = queued.notice.model_copy(
        update={
            "recipient": Recipient(kind=RecipientKind.MISSION, id="FRA"),
            "context": queued.notice.context | {"stands_in": {"kind": "person", "role": None}},
        }
    )
    completed = await inviting(pool)(queued.model_copy(update={"notice": instead}))

    assert "link" not in completed.notice.context
    address = queued.address
    assert address is not None
    body = Composer(LETTERHEAD).compose(completed.notice, address).get_body(("plain",))
    assert body is not None
    assert "cannot be reached by mail" in body.get_content()
    stranger = queued.notice.model_copy(update={"recipient": Recipient(kind=RecipientKind.PERSON, id="p-other")})
    with pytest.raises(InputInvalid, match="nothing_to_confirm"):
        await inviting(pool)(queued.model_copy(update={"notice": stranger}))
    assert known.id in str(queued.notice.context)


async def test_a_doubt_reaches_the_desk_with_the_command_to_read_it(pool: Pool, mailbox: MailBox) -> None:
    known = await invited(pool)
    await register_desk(pool, Desk(key="desk", email="desk@secretariat.example"))
    await deliver(pool, mailbox)
    token, _ = links(mailbox)
    await invitations.doubt(pool, token, "my name is spelt otherwise", now=known.registered_at)

    await deliver(pool, mailbox)

    (told,) = [each for each in mailbox.messages() if each["X-Envelope-To"] == "desk@secretariat.example"]
    body = told.get_body(("plain",))
    assert body is not None
    assert f"starter.py people show {known.id}" in body.get_content()
    assert "spelt" not in told.as_string()


def test_the_life_of_a_link_is_data_of_the_mechanism() -> None:
    mechanism = untoc().mechanism
    lead = mechanism.lead_times["invitation_link"]

    assert life_of(mechanism) == timedelta(days=10)
    assert (lead.evidence.mark, lead.clock) == (Mark.CONFIRMED, Clock.REQUEST)
    shorter = LeadTime(
        key=lead.key, days=3, clock=Clock.REQUEST, evidence=Evidence(mark=Mark.DESIGN, source="domain.md 4.2")
    )
    assert life_of(mechanism.model_copy(update={"lead_times": {lead.key: shorter}})) == timedelta(days=3)
    assert life_of(mechanism.model_copy(update={"lead_times": {}})) == timedelta(days=10)
