"""The mail of the day through the whole of delivery: real relay, real database, crashes and refusals."""

import asyncio
import dataclasses
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.delivery import Delivery
from activities.relay import RelayAddress
from models.delivery import DeliverInput, DeliverResult
from models.directory import Desk, Queued
from models.enclosure import Enclosure
from models.notices import Notice, Recipient, RecipientKind
from models.pace import Pace
from models.people import Role
from models.windows import DailyWindow, MailReader
from notices.compose import Composer
from stack.mailbox import MailBox
from stack.ports import free_port
from store import outbox
from store.people import register_desk
from store.pool import Pool, borrowed
from tests.notices import build
from tests.notices.build import CYCLE, LETTERHEAD
from tests.notices.conftest import Outbox
from tests.notices.scripted import ScriptedRelay

UNTIL_IDLE = DeliverInput(cycle=CYCLE, until_idle=True)


class Soon:
    """A window that opens in a moment, every time somebody asks; the day is that of universal time, moved by `days`."""

    def __init__(self, seconds: float = 0.0, *, days: int = 0) -> None:
        """Take how long it is until then."""
        self.seconds = seconds
        self.days = days

    def window(self, reader: MailReader, pace: Pace, at: datetime, *, by: date | None = None) -> DailyWindow:
        """In a moment."""
        del pace, by
        opens = at + timedelta(seconds=self.seconds)
        return DailyWindow(self.day(reader, opens), opens)

    def day(self, reader: MailReader, at: datetime) -> date:
        """The day that a calendar shows."""
        del reader
        return at.date() + timedelta(days=self.days)


def delivery(pool: Pool, url: str, hours: Soon, *, patience_seconds: float = 5) -> Delivery:
    """The activity, as a worker builds it."""
    return Delivery(
        pool, RelayAddress.from_url(url), Composer(LETTERHEAD), hours=hours, patience_seconds=patience_seconds
    )


async def deliver(pool: Pool, url: str, hours: Soon | None = None, *, patience_seconds: float = 5) -> DeliverResult:
    """One turn that ends when nothing is left to send now."""
    environment = ActivityEnvironment()
    environment.info = dataclasses.replace(environment.info, attempt=1)
    activity = delivery(pool, url, hours or Soon(), patience_seconds=patience_seconds)
    return await environment.run(activity.deliver, UNTIL_IDLE)


async def put(post: Outbox, notices: int, people: int = 1, pace: Pace = Pace.QUIET) -> list[Notice]:
    """Register people and queue so many notices for each."""
    first = await post.put_people(people, pace=pace)
    recipients = [each.recipient for each in first]
    return first + [each for _ in range(notices - 1) for each in await post.put(recipients, pace=pace)]


def ids_of(mailbox: MailBox) -> list[str]:
    """The Message-ID of every mail that arrived, in that order."""
    return [str(message["Message-ID"]) for message in mailbox.messages()]


async def test_what_is_not_urgent_comes_in_one_mail_for_each_reader_and_every_notice_is_marked(
    pool: Pool, mailbox: MailBox, post: Outbox
) -> None:
    notices = await put(post, 3, people=4)
    (urgent,) = await post.put([notices[0].recipient], pace=Pace.URGENT)

    result = await deliver(pool, mailbox.url)

    assert result == DeliverResult(sent=13)
    assert mailbox.count() == 5
    mails = {str(each["Message-ID"]): each for each in mailbox.messages()}
    assert mails.pop(urgent.message_id)["X-Reviewtrack-Event"] == "saq_submitted"
    assert {each["X-Reviewtrack-Event"] for each in mails.values()} == {"digest"}
    for notice in notices:
        (attempt,) = await outbox.attempts(pool, notice.key)
        assert (attempt.outcome, attempt.answer) == (outbox.Outcome.SENT, "250 2.0.0 Kept")
        assert attempt.message_id in mails


async def test_nothing_leaves_before_its_window(pool: Pool, mailbox: MailBox, post: Outbox) -> None:
    await put(post, 2)

    result = await deliver(pool, mailbox.url, Soon(3600))

    assert result == DeliverResult(left=2)
    assert mailbox.count() == 0


async def test_a_turn_that_waits_sends_when_the_window_opens_and_not_when_it_next_looks(
    pool: Pool, mailbox: MailBox, post: Outbox
) -> None:
    await put(post, 2)
    request = DeliverInput(cycle=CYCLE, max_seconds=30, look_every_seconds=30)
    environment = ActivityEnvironment()
    turn = asyncio.create_task(environment.run(delivery(pool, mailbox.url, Soon(0.7)).deliver, request))

    async with asyncio.timeout(8):
        while not mailbox.count():
            await asyncio.sleep(0.02)
    environment.cancel()

    assert (await turn).sent == 2


async def test_a_reader_gets_no_second_mail_on_the_same_day(pool: Pool, mailbox: MailBox, post: Outbox) -> None:
    first = await put(post, 1)
    await deliver(pool, mailbox.url)
    await post.put([first[0].recipient], pace=Pace.PROMPT)

    today = await deliver(pool, mailbox.url, Soon(0.01))
    async with borrowed(pool) as connection:
        await connection.execute(
            "UPDATE outbox SET next_attempt_at = now() - interval '1 minute' WHERE day IS NOT NULL"
        )
    tomorrow = await deliver(pool, mailbox.url, Soon(days=1))

    assert (today.sent, today.left) == (0, 1)
    assert tomorrow.sent == 1
    assert mailbox.count() == 2


async def test_three_workers_send_each_mail_once(pool: Pool, mailbox: MailBox, post: Outbox) -> None:
    notices = await put(post, 2, people=60)

    results = await asyncio.gather(*(deliver(pool, mailbox.url) for _ in range(3)))
    last = await deliver(pool, mailbox.url)

    assert sum(result.sent for result in (*results, last)) == len(notices)
    assert len(set(ids_of(mailbox))) == mailbox.count() == 60


CRASH = """
import asyncio, os, sys
from temporalio.testing import ActivityEnvironment
from store import digests
from store.pool import open_pool
from tests.notices.test_daily_delivery import Soon, UNTIL_IDLE, delivery

async def die(*_):
    os._exit(9)

async def main():
    digests.sent = die
    pool = await open_pool(sys.argv[1])
    await ActivityEnvironment().run(delivery(pool, sys.argv[2], Soon(), patience_seconds=1).deliver, UNTIL_IDLE)

asyncio.run(main())
"""


async def test_a_crash_between_sending_and_noting_sends_the_same_mail_again_without_what_came_later(
    pool: Pool, postgres_url: str, mailbox: MailBox, post: Outbox
) -> None:
    notices = await put(post, 2)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CRASH, postgres_url, mailbox.url, cwd=Path(__file__).parents[2]
    )
    assert await process.wait() == 9
    await post.put([notices[0].recipient], pace=Pace.PROMPT)
    assert (await deliver(pool, mailbox.url, Soon(3600))).sent == 0, "the dead sender's lease still holds"
    async with borrowed(pool) as connection:
        await connection.execute("UPDATE digest SET leased_until = now()")

    result = await deliver(pool, mailbox.url, Soon(3600))

    assert result == DeliverResult(sent=2, left=1)
    first, second = mailbox.messages()
    assert first["Message-ID"] == second["Message-ID"]
    bodies = [message.get_body(("plain",)) for message in (first, second)]
    assert bodies[0] is not None
    assert bodies[1] is not None
    assert bodies[0].get_content() == bodies[1].get_content()


async def test_a_relay_that_takes_a_mail_and_forgets_to_answer_gets_the_same_mail_again(
    pool: Pool, post: Outbox
) -> None:
    notices = await put(post, 2)
    async with ScriptedRelay(answers_data=False) as relay:
        with pytest.raises(ApplicationError):
            await deliver(pool, relay.url)
        await post.put([notices[0].recipient], pace=Pace.PROMPT)
        relay.answers_data = True
        result = await deliver(pool, relay.url, Soon(3600))

    first, second = ([line for line in mail.splitlines() if not line.startswith(b"Date")] for mail in relay.taken)
    assert first == second
    assert result == DeliverResult(sent=2, left=1)


async def test_a_relay_that_is_down_holds_nothing_back_from_a_later_mail(
    pool: Pool, mailbox: MailBox, post: Outbox
) -> None:
    notices = await put(post, 1, people=5)
    with pytest.raises(ApplicationError):
        await deliver(pool, f"smtp://127.0.0.1:{free_port()}")
    await post.put([each.recipient for each in notices], pace=Pace.QUIET)

    result = await deliver(pool, mailbox.url)

    assert result.sent == 9, "one mail had been on the wire, for all that the sender knows, and stays as it is"
    assert result.left == 1
    assert mailbox.count() == 5


async def test_a_reader_refused_for_good_is_marked_and_the_others_get_their_mail(
    pool: Pool, mailbox: MailBox, post: Outbox
) -> None:
    notices = await put(post, 2, people=3)
    mailbox.refuse("550 5.1.1 No such person", "person.1@example.org")

    result = await deliver(pool, mailbox.url)

    assert result == DeliverResult(sent=4, failed=2)
    for notice in notices:
        (attempt,) = await outbox.attempts(pool, notice.key)
        is_refused = notice.recipient == notices[1].recipient
        assert attempt.outcome is (outbox.Outcome.FAILED if is_refused else outbox.Outcome.SENT)


async def test_a_reader_refused_for_now_gets_the_same_mail_later(pool: Pool, mailbox: MailBox, post: Outbox) -> None:
    (notice,) = await put(post, 1)
    mailbox.refuse("451 4.7.1 Greylisted, try later", "person.0@example.org")

    first = await deliver(pool, mailbox.url)
    mailbox.accept()
    counts = await outbox.outbox_counts(pool, CYCLE)
    at_once = await deliver(pool, mailbox.url)
    async with borrowed(pool) as connection:
        await connection.execute("UPDATE digest SET next_attempt_at = now()")
    later = await deliver(pool, mailbox.url)

    assert (first.deferred, first.left) == (1, 1)
    assert counts.next_attempt_at is not None
    assert timedelta(seconds=50) < counts.next_attempt_at - datetime.now(UTC) < timedelta(seconds=70)
    assert at_once.sent == 0
    assert later.sent == 1
    deferred, sent = await outbox.attempts(pool, notice.key)
    assert deferred.message_id == sent.message_id == ids_of(mailbox)[0]


DUE = date(2021, 5, 2)


@pytest.mark.parametrize("is_met", [True, False])
async def test_a_reminder_whose_duty_was_met_is_withdrawn_and_a_mail_left_empty_is_not_sent(
    pool: Pool, mailbox: MailBox, post: Outbox, *, is_met: bool
) -> None:
    await register_desk(pool, Desk(key="desk", email="desk@example.org"))
    owed = build.obligation("submit_questionnaire", Role.FOCAL_POINT, "CIV", DUE)
    entry = build.reminder(key=owed.key, due=DUE.isoformat())
    await post.put_reminder(owed, entry=entry, pace=Pace.QUIET)
    await post.put_reminder(None if is_met else owed, entry=build.entry("saq_section_drafted"))

    result = await deliver(pool, mailbox.url)

    assert (result.sent, result.withdrawn, result.left) == ((0, 1, 0) if is_met else (1, 0, 0))
    assert mailbox.count() == result.sent


async def test_only_the_reminders_still_true_stand_in_the_mail(pool: Pool, mailbox: MailBox, post: Outbox) -> None:
    await register_desk(pool, Desk(key="desk", email="desk@example.org"))
    owed = build.obligation("submit_questionnaire", Role.FOCAL_POINT, "CIV", DUE)
    moved = owed.model_copy(update={"key": "another"})
    await post.put_reminder(owed, entry=build.reminder(key=owed.key, due=DUE.isoformat()), pace=Pace.QUIET)
    await post.put_reminder(owed, entry=build.reminder(key=moved.key, due="2021-04-01"), pace=Pace.QUIET)

    result = await deliver(pool, mailbox.url)

    assert (result.sent, result.withdrawn) == (1, 1)
    (message,) = mailbox.messages()
    assert message["X-Reviewtrack-Event"] == "deadline_passed"


async def test_what_nobody_can_get_is_marked_at_once(pool: Pool, mailbox: MailBox, post: Outbox) -> None:
    await post.put([Recipient(kind=RecipientKind.MISSION, id="FRA")], pace=Pace.QUIET)

    result = await deliver(pool, mailbox.url, Soon(3600))

    assert result == DeliverResult(unaddressed=1)


async def test_a_turn_that_is_called_back_takes_apart_what_it_did_not_try(pool: Pool, post: Outbox) -> None:
    await put(post, 1, people=100)
    async with ScriptedRelay() as relay:
        environment = ActivityEnvironment()
        activity = delivery(pool, relay.url, Soon())
        turn = asyncio.create_task(environment.run(activity.deliver, DeliverInput(cycle=CYCLE)))
        while len(relay.taken) < 5:
            await asyncio.sleep(0)
        environment.cancel()
        async with asyncio.timeout(5):
            result = await turn

    assert 5 <= result.sent < 100
    async with borrowed(pool) as connection:
        rows = await connection.fetch("SELECT state, count(*) AS mails FROM digest GROUP BY state")
    assert {row["state"]: row["mails"] for row in rows} == {"sent": result.sent}


async def test_one_notice_that_cannot_be_written_is_left_out_and_the_others_are_the_mail(
    pool: Pool, mailbox: MailBox, post: Outbox
) -> None:
    notices = await put(post, 3)
    bad = notices[1].key

    async def enclosing(queued: Queued) -> Sequence[Enclosure]:
        if queued.notice.key == bad:
            raise KeyError(bad)
        return ()

    activity = Delivery(
        pool, RelayAddress.from_url(mailbox.url), Composer(LETTERHEAD), hours=Soon(), enclosing=enclosing
    )
    environment = ActivityEnvironment()
    environment.info = dataclasses.replace(environment.info, attempt=1)
    await environment.run(activity.deliver, UNTIL_IDLE)

    async with borrowed(pool) as connection:
        states = {row["key"]: row["state"] for row in await connection.fetch("SELECT key, state FROM outbox")}
    assert len(mailbox.messages()) == 1
    assert states == {each.key: "failed" if each.key == bad else "sent" for each in notices}
