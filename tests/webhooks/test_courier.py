"""Delivery over real HTTP, on a real database: in order, complete, signed, and no more than is allowed."""

from datetime import timedelta

import pytest
from standardwebhooks import WebhookVerificationError

import worker
from models.webhooks import AttemptOutcome, Grant, WebhookState
from settings import Settings
from store import places, webhooks
from store.pool import Pool, borrowed
from tests.webhooks.build import (
    DIALOGUE,
    REVIEW,
    SEAL,
    SEALED,
    SEALING_KEY,
    SECRET,
    SITE,
    Clock,
    courier,
    put,
    put_calls,
    subscribe,
)
from tests.webhooks.scripted import Scripted


async def test_a_public_event_arrives_as_a_signed_cloud_event(pool: Pool, receiver: Scripted) -> None:
    await put(pool, DIALOGUE, 1, "call_opened", {"closes_on": "2027-05-08", "announcement": None, "secret": "x"})
    await subscribe(pool, receiver.url)

    await courier(pool).once()

    (got,) = receiver.got
    event = got.verified()
    assert got.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert (event["specversion"], event["id"], event["type"]) == (
        "1.0",
        f"{DIALOGUE}@1",
        "reviewtrack.dialogue.call_opened",
    )
    assert event["source"] == f"{SITE}/cycles/untoc-1"
    assert event["subject"] == DIALOGUE
    assert event["sequence"] == "000000000001"
    assert event["data"] == {"closes_on": "2027-05-08", "announcement": None}, "a field that is not public is left out"


async def test_nothing_of_a_review_is_told_without_a_grant(pool: Pool, receiver: Scripted) -> None:
    await put(pool, REVIEW, 1, "saq_submitted", {"instruments": ["FA"], "document": {"id": "d", "sha256": "0"}})
    webhook_id = await subscribe(pool, receiver.url, events=("*",))

    await courier(pool).once()

    assert receiver.got == []
    assert (await webhooks.webhook(pool, webhook_id)).position == await places.last_place(pool)


async def test_a_grant_tells_what_it_names_and_ends_at_once_when_it_is_taken_back(
    pool: Pool, receiver: Scripted
) -> None:
    webhook_id = await subscribe(pool, receiver.url)
    given = Grant(
        stream="phase/untoc-1/FRA/*",
        event="phase.saq_submitted",
        fields=("instruments",),
        by="Secretariat",
        reason="France asked for it by note verbale",
    )
    await webhooks.grant(pool, webhook_id, given)
    data = {"instruments": ["FA"], "document": {"id": "d", "sha256": "0"}}
    for version, kind in ((1, "saq_submitted"), (2, "feedback_submitted"), (3, "saq_submitted")):
        await put(pool, REVIEW, version, kind, data)
    await put(pool, REVIEW.replace("FRA", "NOR"), 1, "saq_submitted", data)

    await courier(pool).once()
    await webhooks.grant(pool, webhook_id, given.model_copy(update={"is_given": False}))
    await put(pool, REVIEW, 4, "saq_submitted", data)
    await courier(pool).once()

    assert [got.event["id"] for got in receiver.got] == [f"{REVIEW}@1", f"{REVIEW}@3"]
    assert receiver.got[0].event["data"] == {"instruments": ["FA"]}
    assert [each.is_given for each in await webhooks.grants(pool, webhook_id)] == [True, False]


async def test_only_what_was_asked_for_arrives(pool: Pool, receiver: Scripted) -> None:
    await put_calls(pool, 2)
    await put(pool, SEALED, 1, "groups_drawn", {"seed": "ab", "groups": {"FRA": 1}})
    await subscribe(pool, receiver.url, events=("lots.*",))

    await courier(pool).once()

    (got,) = receiver.got
    assert got.event["data"] == {"groups": {"FRA": 1}}


async def test_an_event_that_is_not_taken_holds_up_what_comes_after_it_and_keeps_its_id(
    pool: Pool, receiver: Scripted
) -> None:
    await put_calls(pool, 3)
    webhook_id = await subscribe(pool, receiver.url)
    clock = Clock()
    receiver.answer = lambda _: (500, {}, b"out of order") if len(receiver.got) < 3 else (200, {}, b"")

    for _ in range(3):
        await courier(pool, now=clock).once()
        await courier(pool, now=clock).once()
        clock.step(timedelta(minutes=1))

    assert [got.event["id"] for got in receiver.taken] == [f"{DIALOGUE}@{each}" for each in (1, 2, 3)]
    assert len({got.id for got in receiver.got[:3]}) == 1, "retries carry the same id"
    first = (await webhooks.attempts(pool, webhook_id, limit=100))[-1]
    assert (first.outcome, first.status, first.answer) == (AttemptOutcome.DEFERRED, 500, "500 out of order")


async def test_a_receiver_that_was_down_for_a_week_catches_up_completely(pool: Pool, receiver: Scripted) -> None:
    webhook_id = await subscribe(pool, receiver.url)
    clock, began = Clock(), Clock().at
    await receiver.stop()
    version = 0

    while clock.at - began < timedelta(days=7):
        await put_calls(pool, 1, after=version)
        version += 1
        await courier(pool, now=clock).once()
        clock.step(timedelta(hours=2))
    await receiver.start()
    while await courier(pool, now=clock).once():
        pass
    clock.step(timedelta(hours=5))
    await courier(pool, now=clock).once()

    assert [got.event["id"] for got in receiver.taken] == [f"{DIALOGUE}@{each + 1}" for each in range(version)]
    after = await webhooks.webhook(pool, webhook_id)
    assert (after.state, after.attempts, after.failing_since) == (WebhookState.ACTIVE, 0, None)


async def test_after_two_weeks_it_is_stopped_the_secretariat_is_told_and_nothing_is_lost(
    pool: Pool, receiver: Scripted
) -> None:
    await put_calls(pool, 2)
    webhook_id = await subscribe(pool, receiver.url)
    clock = Clock()
    alarms: list[str] = []

    async def alarm(_: object, because: str) -> None:
        alarms.append(because)

    receiver.answer = lambda _: (500, {}, b"")
    while (await webhooks.webhook(pool, webhook_id)).state is WebhookState.ACTIVE:
        await courier(pool, now=clock, alarm=alarm).once()
        clock.step(timedelta(hours=1))
    stopped = await webhooks.webhook(pool, webhook_id)
    receiver.answer = lambda _: (200, {}, b"")
    await webhooks.set_state(pool, webhook_id, WebhookState.ACTIVE)
    await courier(pool).once()

    assert stopped.state is WebhookState.STOPPED
    assert len(alarms) == 1
    assert alarms[0].startswith("not taken since")
    assert [got.event["id"] for got in receiver.taken] == [f"{DIALOGUE}@1", f"{DIALOGUE}@2"]


async def test_a_receiver_that_says_gone_is_asked_no_more(pool: Pool, receiver: Scripted) -> None:
    await put_calls(pool, 2)
    webhook_id = await subscribe(pool, receiver.url)
    receiver.answer = lambda _: (410, {}, b"")

    await courier(pool).once()
    await courier(pool, now=lambda: Clock().at + timedelta(days=30)).once()

    assert len(receiver.got) == 1
    assert (await webhooks.webhook(pool, webhook_id)).state is WebhookState.GONE


@pytest.mark.parametrize(
    ("status", "said", "waits"),
    [
        (429, "3600", timedelta(hours=1)),
        (503, "3600", timedelta(hours=1)),
        (503, "9999999", timedelta(days=1)),
        (500, "3600", timedelta(seconds=10)),
        (429, "soon", timedelta(seconds=10)),
        (429, "1", timedelta(seconds=10)),
        (429, "Sun, 06 Nov 1994 08:49:37 GMT", timedelta(seconds=10)),
    ],
)
async def test_retry_after_is_respected_within_a_day(
    pool: Pool, receiver: Scripted, status: int, said: str, waits: timedelta
) -> None:
    await put_calls(pool, 1)
    webhook_id = await subscribe(pool, receiver.url)
    clock = Clock()
    receiver.answer = lambda _: (status, {"retry-after": said}, b"")

    await courier(pool, now=clock).once()

    assert (await webhooks.webhook(pool, webhook_id)).next_attempt_at - clock.at == waits


async def test_one_receiver_that_is_down_holds_up_no_other(pool: Pool, receiver: Scripted) -> None:
    await put_calls(pool, 2)
    await subscribe(pool, "http://127.0.0.1:9/nobody")
    await subscribe(pool, receiver.url)

    await courier(pool).once()

    assert len(receiver.taken) == 2


async def test_while_keys_overlap_both_verify_and_afterwards_only_the_new_one(pool: Pool, receiver: Scripted) -> None:
    webhook_id = await subscribe(pool, receiver.url)
    newer = "whsec_" + "bmV3ZXItc2VjcmV0LW9mLXRoZS10ZXN0cy1vZi1ob29rcw=="
    await put_calls(pool, 1)
    await courier(pool).once()
    await webhooks.rotate(pool, webhook_id, sealed_key=SEAL.sealed(newer), overlap=timedelta(hours=24))
    await put_calls(pool, 1, after=1)
    await courier(pool).once()
    clock = Clock()
    clock.step(timedelta(hours=25))
    await put_calls(pool, 1, after=2)
    await courier(pool, now=clock).once()

    before, between, after = receiver.got
    assert [len(each.headers["webhook-signature"].split()) for each in (before, between, after)] == [1, 2, 1]
    before.verified(SECRET)
    between.verified(SECRET)
    between.verified(newer)
    with pytest.raises(WebhookVerificationError):
        before.verified(newer)
    with pytest.raises(WebhookVerificationError, match="too new"):
        after.verified(newer)


async def test_a_replay_sends_everything_from_there_once_more_under_new_message_ids(
    pool: Pool, receiver: Scripted
) -> None:
    await put_calls(pool, 4)
    webhook_id = await subscribe(pool, receiver.url)
    await courier(pool).once()

    await webhooks.send_from(pool, webhook_id, 2)
    await courier(pool).once()

    assert [got.event["id"] for got in receiver.got[4:]] == [f"{DIALOGUE}@3", f"{DIALOGUE}@4"]
    assert receiver.got[2].event == receiver.got[4].event, "what happened is the same"
    assert receiver.got[2].id != receiver.got[4].id, "the delivery is another"


async def test_a_redirect_is_not_followed(pool: Pool, receiver: Scripted) -> None:
    await put_calls(pool, 1)
    webhook_id = await subscribe(pool, receiver.url)
    receiver.answer = lambda _: (307, {"location": receiver.url}, b"")

    await courier(pool).once()

    assert len(receiver.got) == 1
    assert (await webhooks.webhook(pool, webhook_id)).attempts == 1


async def test_of_a_long_answer_only_the_beginning_is_read_and_kept(pool: Pool, receiver: Scripted) -> None:
    await put_calls(pool, 1)
    webhook_id = await subscribe(pool, receiver.url)
    receiver.answer = lambda _: (500, {}, b"\x1b[2J\n" + b"long " * 2_000_000)

    await courier(pool).once()

    (attempt,) = await webhooks.attempts(pool, webhook_id, limit=10)
    assert len(attempt.answer) == 300
    assert attempt.answer.startswith("500 [2J long long")


async def test_a_receiver_that_does_not_answer_in_time_is_left(pool: Pool, receiver: Scripted) -> None:
    await put_calls(pool, 1)
    webhook_id = await subscribe(pool, receiver.url)
    receiver.delay = 5

    await courier(pool, patience_seconds=0.2).once()

    (attempt,) = await webhooks.attempts(pool, webhook_id, limit=10)
    assert (attempt.status, attempt.answer) == (None, "no answer within 0.2 s")
    assert attempt.seconds < 2


async def test_without_the_key_that_sealed_nothing_is_sent_and_nothing_is_lost(pool: Pool, receiver: Scripted) -> None:
    await put_calls(pool, 1)
    webhook_id = await subscribe(pool, receiver.url)

    await courier(pool, seal=type(SEAL)([])).once()

    assert receiver.got == []
    (attempt,) = await webhooks.attempts(pool, webhook_id, limit=10)
    assert attempt.answer == "not sent: no_webhook_key"


async def test_the_worker_builds_a_courier_from_its_settings(pool: Pool, postgres_url: str, receiver: Scripted) -> None:
    settings = Settings(
        database_url=postgres_url,
        smtp_url="smtp://127.0.0.1:9",
        temporal_address="127.0.0.1:9",
        web_url="https://review.example.org",
        webhook_key=(SEALING_KEY,),
        webhook_allow=("127.0.0.1/32",),
    )
    await put_calls(pool, 1)
    await subscribe(pool, receiver.url)

    await worker.courier(pool, settings).once()

    (got,) = receiver.taken
    assert got.verified()["source"] == "https://review.example.org/cycles/untoc-1"


async def test_nothing_goes_out_unsigned(pool: Pool, receiver: Scripted) -> None:
    await put_calls(pool, 1)
    webhook_id = await subscribe(pool, receiver.url)
    async with borrowed(pool) as connection:
        await connection.execute("UPDATE webhook_key SET ends_at = now()")

    await courier(pool).once()

    assert receiver.got == []
    (attempt,) = await webhooks.attempts(pool, webhook_id, limit=10)
    assert attempt.answer == "not sent: no_signing_key"
