"""What delivery makes of mail that does not arrive, against a real mail server and a real database."""

import asyncio
import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.bounces import Bounces
from activities.bounces_folder import MOST_AT_ONCE
from activities.delivery import Delivery
from activities.relay import RelayAddress
from activities.sending import LAST_ATTEMPT
from models.bounces import Failure, Patience
from models.delivery import MAIL_UNAVAILABLE, DeliverInput, DeliverResult
from models.directory import Mission
from models.errors import RuleViolation
from models.notices import Notice
from models.return_path import ReturnPath
from notices.compose import Composer
from stack.mailbox import MailBox, make_maildir
from store import outbox
from store.people import register_mission
from store.pool import Pool, borrowed
from store.reachability import is_unreachable
from tests.notices.build import CYCLE, LETTERHEAD
from tests.notices.conftest import Outbox
from tests.notices.returned_mails import out_of_office, report

UNTIL_IDLE = DeliverInput(cycle=CYCLE, until_idle=True)
PATH = ReturnPath.of("returns@review.example.org", SecretStr("sixteen letters!"))


async def deliver(pool: Pool, url: str, *, bounces: Bounces | None = None, attempt: int = 1) -> DeliverResult:
    """One turn that ends when nothing is left to send now."""
    environment = ActivityEnvironment()
    environment.info = dataclasses.replace(environment.info, attempt=attempt)
    delivery = Delivery(pool, RelayAddress.from_url(url), Composer(LETTERHEAD), bounces=bounces, patience_seconds=5)
    return await environment.run(delivery.deliver, UNTIL_IDLE)


async def unreachable(pool: Pool, *notices: Notice) -> list[int]:
    """Which of the addressees, by their number, are unreachable."""
    return [number for number, each in enumerate(notices) if await is_unreachable(pool, each.recipient)]


def ids_of(mailbox: MailBox) -> list[str]:
    """The Message-ID of every mail that arrived, in that order."""
    return [str(message["Message-ID"]) for message in mailbox.messages()]


async def test_a_mail_server_that_is_down_for_24_hours_loses_nothing_and_makes_nobody_unreachable(
    pool: Pool, mailbox: MailBox, post: Outbox
) -> None:
    await register_mission(pool, Mission(state="FRA", email="mission@fra.example.org"))
    notices = await post.put_people(5)
    await mailbox.stop()
    waited, attempt = timedelta(), 0

    while waited < timedelta(hours=24):
        attempt += 1
        with pytest.raises(ApplicationError) as trouble:
            await deliver(pool, mailbox.url, attempt=attempt)
        assert trouble.value.type == MAIL_UNAVAILABLE
        assert trouble.value.next_retry_delay is not None
        waited += trouble.value.next_retry_delay
    notices += await post.put([each.recipient for each in notices])
    await mailbox.start()
    result = await deliver(pool, mailbox.url, attempt=attempt + 1)

    assert result == DeliverResult(sent=10)
    assert sorted(ids_of(mailbox)) == sorted(notice.message_id for notice in notices)
    assert await unreachable(pool, *notices) == []


async def test_what_is_refused_for_now_is_told_apart_from_what_is_refused_for_good(
    pool: Pool, mailbox: MailBox, post: Outbox
) -> None:
    await register_mission(pool, Mission(state="FRA", email="mission@fra.example.org"))
    notices = await post.put_people(2)
    mailbox.refuse("451 4.7.1 Greylisted, try later", "person.0@example.org")
    first = await deliver(pool, mailbox.url)
    mailbox.refuse("550 5.1.1 No such person", "person.1@example.org")
    second = await post.put([notices[1].recipient])

    result = await deliver(pool, mailbox.url)

    assert (first.sent, first.deferred) == (1, 1)
    assert (result.failed, result.sent) == (1, 1), "the one refusal, and the mission in its place"
    assert await unreachable(pool, *notices) == [1]
    (attempt,) = await outbox.attempts(pool, second[0].key)
    assert attempt.outcome is outbox.Outcome.FAILED


async def test_days_of_refusals_for_now_count_as_one_soft_failure(pool: Pool, mailbox: MailBox, post: Outbox) -> None:
    await register_mission(pool, Mission(state="FRA", email="mission@fra.example.org"))
    (notice,) = await post.put_people(1)
    mailbox.refuse("451 4.7.1 Greylisted, try later", "person.0@example.org")
    async with borrowed(pool) as connection:
        await connection.execute("UPDATE outbox SET attempts = $1", LAST_ATTEMPT - 1)

    gentle = await deliver(pool, mailbox.url)
    still = await unreachable(pool, notice)
    (another,) = await post.put([notice.recipient])
    async with borrowed(pool) as connection:
        await connection.execute("UPDATE outbox SET attempts = $1 WHERE state = 'queued'", LAST_ATTEMPT - 1)
    strict = await deliver(pool, mailbox.url, bounces=Bounces(pool, Patience(soft_bounces=2)))

    assert (gentle.failed, still) == (1, [])
    assert (strict.failed, strict.sent) == (1, 2), "the mission hears of both"
    assert await unreachable(pool, another) == [0]


async def test_a_report_in_the_maildir_is_taken_once_and_put_aside(
    pool: Pool, mailbox: MailBox, post: Outbox, tmp_path: Path
) -> None:
    await register_mission(pool, Mission(state="FRA", email="mission@fra.example.org"))
    (notice,) = await post.put_people(1)
    await deliver(pool, mailbox.url)
    folder = tmp_path / "returned"
    make_maildir(folder)
    mail = report(notice.message_id, "person.0@example.org")
    for name, content in (("1", mail), ("2", mail), ("3", out_of_office(notice.message_id, "p@example.org"))):
        (folder / "new" / name).write_bytes(content)
    bounces = Bounces(pool, folder=folder)

    looked, again = await bounces.look(), await bounces.look()

    assert (looked, again) == (3, 0)
    assert sorted(each.name for each in (folder / "cur").iterdir()) == ["1:2,S", "2:2,S", "3:2,S"]
    assert await unreachable(pool, notice) == [0]
    assert (await deliver(pool, mailbox.url)).sent == 1, "one mail to the mission"
    assert [each.outcome for each in await outbox.attempts(pool, notice.key)] == ["sent", "failed"]


async def test_a_plain_directory_serves_as_well(pool: Pool, mailbox: MailBox, post: Outbox, tmp_path: Path) -> None:
    (notice,) = await post.put_people(1)
    await deliver(pool, mailbox.url)
    (tmp_path / "returned").mkdir()
    (tmp_path / "returned" / "a.eml").write_bytes(report(notice.message_id, "person.0@example.org"))
    for number in range(MOST_AT_ONCE):
        (tmp_path / "returned" / f"b{number}.eml").write_bytes(b"no mail")
    bounces = Bounces(pool, folder=tmp_path / "returned")

    looked = [await bounces.look(), await bounces.look(), await bounces.look()]

    assert looked == [MOST_AT_ONCE, 1, 0]
    assert await unreachable(pool, notice) == [0]


async def test_the_mail_worker_looks_into_the_folder_while_it_waits(
    pool: Pool, mailbox: MailBox, post: Outbox, tmp_path: Path
) -> None:
    await register_mission(pool, Mission(state="FRA", email="mission@fra.example.org"))
    (notice,) = await post.put_people(1)
    make_maildir(tmp_path / "returned")
    bounces = Bounces(pool, folder=tmp_path / "returned", look_every_seconds=0.05)
    delivery = Delivery(pool, RelayAddress.from_url(mailbox.url), Composer(LETTERHEAD), bounces=bounces)
    environment = ActivityEnvironment()
    turn = asyncio.create_task(environment.run(delivery.deliver, DeliverInput(cycle=CYCLE, max_seconds=30)))
    async with asyncio.timeout(20):
        while not mailbox.count():
            await asyncio.sleep(0.02)
        while (await outbox.outbox_counts(pool, CYCLE)).queued:
            await asyncio.sleep(0.02)
        (tmp_path / "returned" / "new" / "1").write_bytes(report(notice.message_id, "person.0@example.org"))
        while mailbox.count() < 2:
            await asyncio.sleep(0.02)
    environment.cancel()

    assert (await turn).sent == 2
    assert mailbox.messages()[1]["X-Envelope-To"] == "mission@fra.example.org"


async def test_with_a_return_path_each_mail_has_an_envelope_sender_of_its_own_and_no_other_report_is_taken(
    pool: Pool, mailbox: MailBox, post: Outbox
) -> None:
    (notice,) = await post.put_people(1)
    bounces = Bounces(pool, return_path=PATH)
    await deliver(pool, mailbox.url, bounces=bounces)
    sender = str(mailbox.messages()[0]["X-Envelope-From"])

    with pytest.raises(RuleViolation, match="bounce_unsigned"):
        await bounces.take(report(notice.message_id, "person.0@example.org"))
    forged = await unreachable(pool, notice)
    (noted,) = await bounces.take(report("<other@elsewhere.example>", "person.0@example.org", to=sender))

    assert sender == PATH.address_for(notice.message_id)
    assert forged == []
    assert (noted.key, noted.failure) == (notice.key, Failure.HARD)
    assert await unreachable(pool, notice) == [0]
