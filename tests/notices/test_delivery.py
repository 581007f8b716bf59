"""Delivery against a real mail server and a real database: nothing is lost, nothing is another mail the second time."""

import asyncio
import dataclasses
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.delivery import Delivery
from activities.relay import RelayAddress
from activities.sending import FIRST_DELAY, LAST_ATTEMPT, LONGEST_DELAY
from models.delivery import LONGEST_SILENCE, MAIL_UNAVAILABLE, DeliverInput, DeliverResult
from models.directory import Desk
from models.errors import InputInvalid
from models.notices import Notice, Recipient, RecipientKind
from models.obligations import Obligation
from models.people import Role
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


def delivery(pool: Pool, url: str, *, patience_seconds: float = 5) -> Delivery:
    """The activity, as a worker builds it."""
    return Delivery(pool, RelayAddress.from_url(url), Composer(LETTERHEAD), patience_seconds=patience_seconds)


async def deliver(pool: Pool, url: str, *, attempt: int = 1, patience_seconds: float = 5) -> DeliverResult:
    """One turn that ends when nothing is left to send now."""
    environment = ActivityEnvironment()
    environment.info = dataclasses.replace(environment.info, attempt=attempt)
    return await environment.run(delivery(pool, url, patience_seconds=patience_seconds).deliver, UNTIL_IDLE)


async def queued(pool: Pool) -> int:
    """How many notices still wait."""
    return (await outbox.outbox_counts(pool, CYCLE)).queued


def ids_of(mailbox: MailBox) -> list[str]:
    """The Message-ID of every mail that arrived, in that order."""
    return [str(message["Message-ID"]) for message in mailbox.messages()]


async def test_every_notice_becomes_one_mail_to_its_recipient_and_is_marked_with_the_answer(
    pool: Pool, mailbox: MailBox, post: Outbox
) -> None:
    notices = await post.put_people(120)

    result = await deliver(pool, mailbox.url)

    assert result == DeliverResult(sent=120, left=0)
    assert ids_of(mailbox) == [notice.message_id for notice in notices]
    assert mailbox.messages()[7]["X-Envelope-To"] == "person.7@example.org"
    (attempt,) = await outbox.attempts(pool, notices[0].key)
    assert (attempt.outcome, attempt.answer) == (outbox.Outcome.SENT, "250 2.0.0 Kept")


async def test_what_was_sent_is_not_sent_again(pool: Pool, mailbox: MailBox, post: Outbox) -> None:
    await post.put_people(3)
    await deliver(pool, mailbox.url)

    again = await deliver(pool, mailbox.url)

    assert again == DeliverResult()
    assert mailbox.count() == 3


async def test_a_mail_server_that_is_down_for_a_day_costs_nothing_but_the_day(
    pool: Pool, mailbox: MailBox, post: Outbox
) -> None:
    notices = await post.put_people(5)
    await mailbox.stop()
    delays: list[timedelta] = []

    while sum(delays, timedelta()) < timedelta(days=1):
        with pytest.raises(ApplicationError) as trouble:
            await deliver(pool, mailbox.url, attempt=len(delays) + 1)
        assert trouble.value.type == MAIL_UNAVAILABLE
        assert not trouble.value.non_retryable
        assert trouble.value.next_retry_delay is not None
        delays.append(trouble.value.next_retry_delay)
        assert await queued(pool) == 5, "nothing is marked, everything waits"
    await mailbox.start()
    result = await deliver(pool, mailbox.url, attempt=len(delays) + 1)

    assert delays[:4] == [timedelta(seconds=each) for each in (1, 2, 4, 8)]
    assert delays[-1] == timedelta(seconds=LONGEST_SILENCE)
    assert result.sent == 5
    assert ids_of(mailbox) == [notice.message_id for notice in notices]
    assert [each.outcome for each in await outbox.attempts(pool, notices[0].key)] == [outbox.Outcome.SENT]


CRASH = """
import asyncio, os, sys
from temporalio.testing import ActivityEnvironment
from store import outbox
from store.pool import open_pool
from tests.notices.test_delivery import UNTIL_IDLE, delivery

async def die(*_):
    os._exit(9)

async def main():
    outbox.sent = die
    pool = await open_pool(sys.argv[1])
    await ActivityEnvironment().run(delivery(pool, sys.argv[2], patience_seconds=1).deliver, UNTIL_IDLE)

asyncio.run(main())
"""


async def test_a_crash_between_sending_and_noting_sends_the_same_mail_again_and_no_other(
    pool: Pool, postgres_url: str, mailbox: MailBox, post: Outbox
) -> None:
    (notice,) = await post.put_people(1)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CRASH, postgres_url, mailbox.url, cwd=Path(__file__).parents[2]
    )
    assert await process.wait() == 9
    assert (await deliver(pool, mailbox.url)).sent == 0, "the dead sender's lease still holds"
    counts = await outbox.outbox_counts(pool, CYCLE)
    assert counts.next_attempt_at is not None
    await asyncio.sleep(max(0.0, (counts.next_attempt_at - datetime.now(UTC)).total_seconds()) + 0.05)

    result = await deliver(pool, mailbox.url)

    assert result.sent == 1
    assert ids_of(mailbox) == [notice.message_id, notice.message_id]
    first, second = (message.get_body(("plain",)) for message in mailbox.messages())
    assert first is not None
    assert second is not None
    assert first.get_content() == second.get_content()


async def test_a_recipient_refused_for_good_is_marked_and_the_others_get_their_mail(
    pool: Pool, mailbox: MailBox, post: Outbox
) -> None:
    notices = await post.put_people(3)
    mailbox.refuse("550 5.1.1 No such person", "person.1@example.org")

    result = await deliver(pool, mailbox.url)

    assert result == DeliverResult(sent=2, failed=1)
    assert (await outbox.outbox_counts(pool, CYCLE)).failed == 1
    (attempt,) = await outbox.attempts(pool, notices[1].key)
    assert (attempt.outcome, attempt.answer) == (outbox.Outcome.FAILED, "550 5.1.1 No such person")
    mailbox.accept()
    assert (await deliver(pool, mailbox.url)).sent == 0, "it is not tried again by itself"
    assert await outbox.requeue(pool, [notices[1].key]) == 1
    assert (await deliver(pool, mailbox.url)).sent == 1


async def test_a_recipient_refused_for_now_is_tried_again_later(pool: Pool, mailbox: MailBox, post: Outbox) -> None:
    notices = await post.put_people(2)
    mailbox.refuse("451 4.7.1 Greylisted, try later", "person.0@example.org")
    before = datetime.now(UTC)

    result = await deliver(pool, mailbox.url)

    counts = await outbox.outbox_counts(pool, CYCLE)
    assert result == DeliverResult(sent=1, deferred=1, left=1)
    assert (counts.queued, counts.failed) == (1, 0)
    assert counts.next_attempt_at is not None
    assert before + FIRST_DELAY <= counts.next_attempt_at <= datetime.now(UTC) + FIRST_DELAY
    assert (await outbox.attempts(pool, notices[0].key))[0].answer == "451 4.7.1 Greylisted, try later"


async def test_the_delays_grow_to_four_hours_and_end_as_a_failure_after_five_days(
    pool: Pool, mailbox: MailBox, post: Outbox
) -> None:
    (notice,) = await post.put_people(1)
    mailbox.refuse("451 4.7.1 Greylisted, try later")
    delays: list[timedelta] = []

    for _ in range(LAST_ATTEMPT - 1):
        result = await deliver(pool, mailbox.url)
        assert result.deferred == 1
        counts = await outbox.outbox_counts(pool, CYCLE)
        assert counts.next_attempt_at is not None
        delays.append(counts.next_attempt_at - datetime.now(UTC))
        await outbox.deferred(pool, notice.key, until=datetime.now(UTC), answer="the clock was turned")
    last = await deliver(pool, mailbox.url)

    assert last.failed == 1
    assert LONGEST_DELAY - timedelta(seconds=5) < delays[-1] <= LONGEST_DELAY
    assert timedelta(days=4.9) < sum(delays, timedelta()) < timedelta(days=5.1)


DUE = date(2021, 5, 2)


@pytest.mark.parametrize(
    ("duty", "is_sent"),
    [
        (build.obligation("submit_questionnaire", Role.FOCAL_POINT, "CIV", DUE), True),
        (build.obligation("submit_questionnaire", Role.FOCAL_POINT, "CIV", DUE + timedelta(days=30)), False),
        (build.obligation("submit_feedback", Role.FOCAL_POINT, "CIV", DUE), False),
        (None, False),
    ],
    ids=["it still stands", "its date moved", "another stands", "it was met"],
)
async def test_a_reminder_that_waited_is_sent_only_if_its_duty_still_stands(
    pool: Pool, mailbox: MailBox, post: Outbox, duty: Obligation | None, *, is_sent: bool
) -> None:
    await register_desk(pool, Desk(key="desk", email="desk@example.org"))
    owed = build.obligation("submit_questionnaire", Role.FOCAL_POINT, "CIV", DUE)
    (reminder,) = await post.put_reminder(owed, entry=build.reminder(key=owed.key, due=DUE.isoformat()))
    await post.put_reminder(duty, entry=build.entry("saq_section_drafted"))

    result = await deliver(pool, mailbox.url)

    assert (result.sent, result.withdrawn) == ((1, 0) if is_sent else (0, 1))
    assert mailbox.count() == result.sent
    (attempt,) = await outbox.attempts(pool, reminder.key)
    assert attempt.outcome is (outbox.Outcome.SENT if is_sent else outbox.Outcome.WITHDRAWN)
    assert await queued(pool) == 0


async def test_a_notice_without_an_address_is_marked_and_holds_up_nobody(
    pool: Pool, mailbox: MailBox, post: Outbox
) -> None:
    await post.put([Recipient(kind=RecipientKind.MISSION, id="FRA")])
    await post.put_people(1)

    result = await deliver(pool, mailbox.url)

    assert result == DeliverResult(sent=1, unaddressed=1)
    assert (await outbox.outbox_counts(pool, CYCLE)).unaddressed == 1


async def test_an_address_that_somebody_edited_into_the_database_cannot_add_a_recipient(
    pool: Pool, mailbox: MailBox, post: Outbox
) -> None:
    (notice,) = await post.put_people(1)
    async with borrowed(pool) as connection:
        await connection.execute("UPDATE person SET email = E'a@example.org>\\r\\nRCPT TO:<b@example.org'")

    result = await deliver(pool, mailbox.url)

    assert result.failed == 1
    assert mailbox.count() == 0
    assert "is not an e-mail address" in (await outbox.attempts(pool, notice.key))[0].answer


async def test_a_letter_that_cannot_be_written_waits_for_better_code_and_holds_up_nobody(
    pool: Pool, mailbox: MailBox, post: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, _ = await post.put_people(2)
    write = Composer.wire

    def wire(self: Composer, notice: Notice, *given: object, **named: object) -> bytes:
        if notice.key == broken.key:
            raise KeyError("event.unheard_of.text")
        return write(self, notice, *given, **named)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(Composer, "wire", wire)

    result = await deliver(pool, mailbox.url)

    assert result == DeliverResult(sent=1, deferred=1, left=1)
    assert "KeyError" in (await outbox.attempts(pool, broken.key))[0].answer


async def test_one_connection_carries_all_mails_of_a_turn(pool: Pool, post: Outbox) -> None:
    await post.put_people(120)
    async with ScriptedRelay() as relay:
        await deliver(pool, relay.url)

    assert relay.connections == 1
    assert len(relay.taken) == 120


async def test_a_relay_that_hangs_up_after_some_mails_is_called_again_at_once(pool: Pool, post: Outbox) -> None:
    await post.put_people(7)
    async with ScriptedRelay(mails_per_connection=3) as relay:
        result = await deliver(pool, relay.url)

    assert result.sent == 7
    assert len(relay.taken) == 7, "no mail is sent twice"
    assert relay.connections == 3


async def test_a_relay_that_takes_a_mail_and_forgets_to_answer_gets_the_same_mail_again(
    pool: Pool, post: Outbox
) -> None:
    (notice,) = await post.put_people(1)
    async with ScriptedRelay(answers_data=False) as relay:
        with pytest.raises(ApplicationError) as trouble:
            await deliver(pool, relay.url)
        assert await queued(pool) == 1
        relay.answers_data = True
        result = await deliver(pool, relay.url, attempt=2)

    assert trouble.value.type == MAIL_UNAVAILABLE
    assert result.sent == 1
    assert [notice.message_id.encode() in mail for mail in relay.taken] == [True, True]


async def test_a_relay_that_is_silent_is_trouble_and_not_a_turn_without_end(pool: Pool, post: Outbox) -> None:
    await post.put_people(1)
    async with ScriptedRelay(data_answer="250-never finished") as relay:
        with pytest.raises(ApplicationError) as trouble:
            await deliver(pool, relay.url, patience_seconds=0.3)

    assert trouble.value.type == MAIL_UNAVAILABLE
    assert await queued(pool) == 1


@pytest.mark.parametrize("answer", ["530 5.7.0 sign in first", "550 5.1.8 sender unknown", "451 4.3.0 busy", "421 bye"])
async def test_what_a_relay_has_against_the_sender_is_about_every_mail_and_marks_none(
    pool: Pool, post: Outbox, answer: str
) -> None:
    await post.put_people(2)
    async with ScriptedRelay(sender_answer=answer) as relay:
        with pytest.raises(ApplicationError) as trouble:
            await deliver(pool, relay.url)

    assert trouble.value.type == MAIL_UNAVAILABLE
    assert await queued(pool) == 2


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("554 5.6.0 not this content", DeliverResult(failed=1)),
        ("451 4.3.0 try later", DeliverResult(deferred=1, left=1)),
    ],
)
async def test_what_a_relay_has_against_the_content_is_about_this_mail(
    pool: Pool, post: Outbox, answer: str, expected: DeliverResult
) -> None:
    await post.put_people(1)
    async with ScriptedRelay(data_answer=answer) as relay:
        assert await deliver(pool, relay.url) == expected


async def test_the_password_of_the_address_is_used_and_a_wrong_one_loses_nothing(pool: Pool, post: Outbox) -> None:
    await post.put_people(1)
    async with ScriptedRelay(password="right") as relay:
        with pytest.raises(ApplicationError) as trouble:
            await deliver(pool, relay.url.replace("right", "wrong"))
        assert await queued(pool) == 1
        result = await deliver(pool, relay.url)

    assert trouble.value.type == MAIL_UNAVAILABLE
    assert "wrong@" not in str(trouble.value)
    assert result.sent == 1


async def test_a_waiting_turn_is_woken_by_the_database(pool: Pool, mailbox: MailBox, post: Outbox) -> None:
    request = DeliverInput(cycle=CYCLE, max_seconds=30, look_every_seconds=30)
    environment = ActivityEnvironment()
    turn = asyncio.create_task(environment.run(delivery(pool, mailbox.url).deliver, request))
    await asyncio.sleep(0.3)

    await post.put_people(1)
    async with asyncio.timeout(5):
        while not mailbox.count():
            await asyncio.sleep(0.02)
    environment.cancel()

    assert (await turn).sent == 1


async def test_a_turn_ends_when_its_time_is_over(pool: Pool, mailbox: MailBox) -> None:
    request = DeliverInput(cycle=CYCLE, max_seconds=0.2, look_every_seconds=30)

    async with asyncio.timeout(5):
        assert await ActivityEnvironment().run(delivery(pool, mailbox.url).deliver, request) == DeliverResult()


async def test_a_turn_beats_while_it_waits(pool: Pool, mailbox: MailBox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("activities.delivery.HEARTBEAT_SECONDS", 0.05)
    environment, beats = ActivityEnvironment(), list[object]()
    environment.on_heartbeat = lambda *_: beats.append(1)

    await environment.run(delivery(pool, mailbox.url).deliver, DeliverInput(cycle=CYCLE, max_seconds=0.4))

    assert len(beats) > 3


@pytest.mark.parametrize("how", ["cancel", "worker_shutdown"])
async def test_a_turn_that_is_called_back_finishes_its_mail_gives_back_the_rest_and_ends_well(
    pool: Pool, post: Outbox, how: str
) -> None:
    await post.put_people(200)
    async with ScriptedRelay() as relay:
        environment = ActivityEnvironment()
        turn = asyncio.create_task(environment.run(delivery(pool, relay.url).deliver, DeliverInput(cycle=CYCLE)))
        while len(relay.taken) < 5:
            await asyncio.sleep(0)
        getattr(environment, how)()
        async with asyncio.timeout(5):
            result = await turn

    assert 5 <= result.sent < 200
    assert len(relay.taken) == result.sent
    assert len(await outbox.claim(pool, limit=500, cycle=CYCLE)) == 200 - result.sent, "no lease is left behind"


async def test_no_more_mails_leave_in_a_minute_than_the_relay_allows(
    pool: Pool, mailbox: MailBox, post: Outbox
) -> None:
    await post.put_people(4)
    relay, started = RelayAddress.from_url(mailbox.url), asyncio.get_running_loop().time()

    activity = Delivery(pool, relay, Composer(LETTERHEAD), per_minute=300)
    results = await asyncio.gather(*(ActivityEnvironment().run(activity.deliver, UNTIL_IDLE) for _ in range(2)))

    assert sum(result.sent for result in results) == 4
    assert asyncio.get_running_loop().time() - started > 0.6


async def test_a_mail_is_signed_as_the_last_thing_before_it_leaves(pool: Pool, mailbox: MailBox, post: Outbox) -> None:
    await post.put_people(1)
    relay = RelayAddress.from_url(mailbox.url)
    activity = Delivery(pool, relay, Composer(LETTERHEAD), signing=lambda wire: b"X-Signed: yes\r\n" + wire)

    await ActivityEnvironment().run(activity.deliver, UNTIL_IDLE)

    assert mailbox.messages()[0]["X-Signed"] == "yes"


async def test_two_senders_at_once_send_each_mail_once(pool: Pool, mailbox: MailBox, post: Outbox) -> None:
    notices = await post.put_people(150)

    results = await asyncio.gather(*(deliver(pool, mailbox.url) for _ in range(3)))

    assert sum(result.sent for result in results) == 150
    assert sorted(ids_of(mailbox)) == sorted(notice.message_id for notice in notices)


async def test_only_the_cycle_asked_for_is_delivered(pool: Pool, mailbox: MailBox, post: Outbox) -> None:
    await post.put_people(2)

    request = DeliverInput(cycle="another", until_idle=True)
    result = await ActivityEnvironment().run(delivery(pool, mailbox.url).deliver, request)

    assert result == DeliverResult()
    assert mailbox.count() == 0


async def test_nothing_is_said_to_a_relay_that_is_down_while_there_is_nothing_to_say(pool: Pool) -> None:
    assert await deliver(pool, f"smtp://127.0.0.1:{free_port()}") == DeliverResult()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://relay.example.org", RelayAddress(host="relay.example.org", port=25)),
        ("smtp://127.0.0.1:2525", RelayAddress(host="127.0.0.1", port=2525)),
        ("smtps://relay.example.org", RelayAddress(host="relay.example.org", port=465, is_encrypted=True)),
        ("smtp+starttls://relay.example.org", RelayAddress(host="relay.example.org", port=587, must_start_tls=True)),
        ("smtp+starttls://relay.example.org:25", RelayAddress(host="relay.example.org", port=25, must_start_tls=True)),
    ],
)
def test_the_address_says_how_the_relay_is_spoken_to(url: str, expected: RelayAddress) -> None:
    assert RelayAddress.from_url(url) == expected


def test_a_password_may_hold_any_character_is_never_shown_and_never_crosses_a_network_in_the_open() -> None:
    far = RelayAddress.from_url("smtp://us%40er:p%3Aw%2F%40@relay.example.org")
    near = RelayAddress.from_url("smtp://user:pw@127.0.0.1")

    assert far.password is not None
    assert (far.user, far.password.get_secret_value()) == ("us@er", "p:w/@")
    assert far.must_start_tls
    assert not near.must_start_tls
    assert "p:w" not in repr(far)


@pytest.mark.parametrize("url", ["", "relay.example.org", "http://relay.example.org", "smtp://"])
def test_an_address_of_no_relay_is_refused(url: str) -> None:
    with pytest.raises(InputInvalid) as refusal:
        RelayAddress.from_url(url)

    assert refusal.value.code == "bad_smtp_url"
