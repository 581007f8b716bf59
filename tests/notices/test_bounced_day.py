"""The mail of the day that does not arrive: every notice in it reaches somebody else."""

from temporalio.testing import ActivityEnvironment

from activities.bounces import Bounces
from activities.sending import LAST_ATTEMPT
from models.bounces import Patience
from models.delivery import DeliverResult
from models.directory import Mission
from models.pace import Pace
from stack.mailbox import MailBox
from store import outbox
from store.people import register_mission
from store.pool import Pool, borrowed
from store.reachability import confirm_address, is_unreachable
from tests.notices.conftest import Outbox
from tests.notices.returned_mails import report
from tests.notices.test_daily_delivery import UNTIL_IDLE, Soon, deliver, delivery, put

MISSION = Mission(state="FRA", email="mission@fra.example.org")


async def test_a_mail_of_the_day_that_is_refused_goes_whole_to_the_mission(
    pool: Pool, mailbox: MailBox, post: Outbox
) -> None:
    await register_mission(pool, MISSION)
    notices = await put(post, 3)
    mailbox.refuse("550 5.1.1 No such person", "person.0@example.org")

    result = await deliver(pool, mailbox.url)

    assert result == DeliverResult(sent=3, failed=3)
    assert await is_unreachable(pool, notices[0].recipient)
    assert [each["X-Envelope-To"] for each in mailbox.messages()] == ["mission@fra.example.org"]
    words = mailbox.messages()[0].get_body(("plain",))
    assert words is not None
    assert words.get_content().count("it is sent to the Permanent Mission instead") >= 1


async def test_what_is_told_later_waits_for_the_mission_and_not_for_the_unreachable(
    pool: Pool, mailbox: MailBox, post: Outbox
) -> None:
    await register_mission(pool, MISSION)
    notices = await put(post, 1)
    mailbox.refuse("550 5.1.1 No such person", "person.0@example.org")
    await deliver(pool, mailbox.url)
    mailbox.accept()
    await post.put([notices[0].recipient] * 2, pace=Pace.QUIET)

    result = await deliver(pool, mailbox.url, Soon(days=1))

    assert (result.withdrawn, result.sent) == (2, 2)
    assert {each["X-Envelope-To"] for each in mailbox.messages()} == {"mission@fra.example.org"}


async def test_a_report_on_a_mail_of_the_day_is_about_every_notice_in_it(
    pool: Pool, mailbox: MailBox, post: Outbox
) -> None:
    await register_mission(pool, MISSION)
    notices = await put(post, 2)
    await deliver(pool, mailbox.url)
    message_id = str(mailbox.messages()[0]["Message-ID"])
    bounces = Bounces(pool)

    noted = await bounces.take(report(message_id, "person.0@example.org"))
    again = await bounces.take(report(message_id, "person.0@example.org"))

    assert {each.key for each in noted} == {each.key for each in notices}
    assert [each.is_new for each in again] == [False, False]
    assert (await ActivityEnvironment().run(delivery(pool, mailbox.url, Soon(days=1)).deliver, UNTIL_IDLE)).sent == 2
    assert await outbox.requeue(pool, [notices[0].key]) == 1


async def test_a_mail_of_the_day_that_is_given_up_counts_against_the_address_with_every_notice_in_it(
    pool: Pool, mailbox: MailBox, post: Outbox
) -> None:
    await register_mission(pool, MISSION)
    (first, *_) = await put(post, 2)
    mailbox.refuse("451 4.2.2 Mail box full", "person.0@example.org")
    for day in range(Patience().soft_bounces):
        if day:
            await post.put([first.recipient] * 2, pace=Pace.QUIET)
        await deliver(pool, mailbox.url, Soon(days=day))
        await give_up(pool)
        await deliver(pool, mailbox.url, Soon(days=day))

    assert await is_unreachable(pool, first.recipient)
    async with borrowed(pool) as connection:
        lost = await connection.fetch(
            "SELECT key FROM outbox WHERE recipient_kind = 'person' AND NOT EXISTS "
            "(SELECT FROM readdressing AS r WHERE r.key = outbox.key)"
        )
    assert lost == []


async def test_an_address_that_is_refused_again_after_it_was_confirmed_is_an_alarm_again(
    pool: Pool, mailbox: MailBox, post: Outbox
) -> None:
    (first, *_) = await put(post, 2)
    mailbox.refuse("550 5.1.1 No such person", "person.0@example.org")
    await deliver(pool, mailbox.url)
    await confirm_address(pool, first.recipient)
    assert not await is_unreachable(pool, first.recipient)

    await outbox.requeue(pool, [first.key])
    await deliver(pool, mailbox.url, Soon(days=1))

    assert await is_unreachable(pool, first.recipient)


async def test_a_report_that_comes_before_the_sender_has_noted_the_mail_is_believed(
    pool: Pool, mailbox: MailBox, post: Outbox
) -> None:
    notices = await put(post, 2)
    await deliver(pool, mailbox.url)
    message_id = str(mailbox.messages()[0]["Message-ID"])
    async with borrowed(pool) as connection:
        await connection.execute("UPDATE outbox SET state = 'queued', sent_at = NULL, attempts = 0")

    noted = await Bounces(pool).take(report(message_id, "person.0@example.org"))

    assert {each.key for each in noted} == {each.key for each in notices}


async def give_up(pool: Pool) -> None:
    """Let the days pass in which a mail is tried again."""
    async with borrowed(pool) as connection:
        await connection.execute(
            "UPDATE digest SET attempts = $1, next_attempt_at = now() WHERE state = 'queued'", LAST_ATTEMPT
        )
