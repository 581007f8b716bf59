"""A notice is taken by one sender at a time, and what became of it is kept."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from models.directory import Address, Desk, Mission
from models.errors import NotFound
from models.notices import Notice, Recipient, RecipientKind
from models.register import Language
from store import outbox
from store.ledger import record
from store.outbox import Outcome, claim, outbox_counts
from store.people import correct_person, register_desk, register_mission, register_person
from store.pool import borrowed
from tests.store import build
from tests.store.build import CYCLE, notice, recording, status


def to(kind: RecipientKind, recipient: str) -> Notice:
    """A notice to a recipient, keyed by it."""
    return notice(f"{kind}:{recipient}", recipient=Recipient(kind=kind, id=recipient))


async def queue(pool: asyncpg.Pool, *notices: Notice) -> None:
    """Queue notices with an act."""
    await record(pool, recording(), notices)


async def end_leases(pool: asyncpg.Pool) -> None:
    """Let time pass until every lease has ended."""
    async with borrowed(pool) as connection:
        await connection.execute("UPDATE outbox SET leased_until = leased_until - interval '1 day'")


async def test_a_claimed_notice_comes_whole_with_its_message_id(pool: asyncpg.Pool) -> None:
    given = notice(context={"state": "FRA", "nested": {"due": ["2027-03-01"], "text": "é ' \\"}})
    await queue(pool, given)

    (queued,) = await claim(pool, limit=10)

    assert queued.notice == given
    assert queued.message_id == given.message_id
    assert queued.attempts == 1
    assert queued.address is None


async def test_each_kind_of_recipient_finds_its_address(pool: asyncpg.Pool) -> None:
    expert = await register_person(pool, build.person(title="Ms", language=Language.FRENCH, simulated=True))
    await register_mission(pool, Mission(state="FRA", email="mission@fra.example.org", language=Language.FRENCH))
    await register_desk(pool, Desk(key="desk", email="desk@example.org", name="Secretariat"))
    await register_desk(pool, Desk(key="firearms", email="firearms@example.org"))
    await queue(
        pool,
        to(RecipientKind.PERSON, expert),
        to(RecipientKind.MISSION, "FRA"),
        to(RecipientKind.SECRETARIAT, "desk"),
        to(RecipientKind.WORKING_GROUP, "firearms"),
        to(RecipientKind.MISSION, expert),
        to(RecipientKind.PERSON, "FRA"),
    )

    addresses = {str(one.notice.recipient): one.address for one in await claim(pool, limit=10)}

    assert addresses == {
        f"person:{expert}": Address(
            email="expert.one@example.org", name="Ms Expert One", language=Language.FRENCH, simulated=True
        ),
        "mission:FRA": Address(email="mission@fra.example.org", name="", language=Language.FRENCH, simulated=False),
        "secretariat:desk": Address(
            email="desk@example.org", name="Secretariat", language=Language.ENGLISH, simulated=False
        ),
        "working_group:firearms": Address(
            email="firearms@example.org", name="", language=Language.ENGLISH, simulated=False
        ),
        f"mission:{expert}": None,
        "person:FRA": None,
    }


async def test_senders_at_the_same_time_never_take_the_same_notice(pool: asyncpg.Pool) -> None:
    await queue(pool, *(notice(f"n-{number:03}") for number in range(100)))
    taken: list[str] = []

    async def sender() -> None:
        while batch := await claim(pool, limit=7):
            taken.extend(one.notice.key for one in batch)

    await asyncio.gather(sender(), sender(), sender())

    assert sorted(taken) == [f"n-{number:03}" for number in range(100)]


async def test_what_a_dead_sender_had_taken_comes_back_when_its_lease_ends(pool: asyncpg.Pool) -> None:
    await queue(pool, notice())
    (first,) = await claim(pool, limit=1)

    during = await claim(pool, limit=1)
    await end_leases(pool)
    (again,) = await claim(pool, limit=1)

    assert during == []
    assert again == first.model_copy(update={"attempts": 2})


async def test_what_was_sent_is_not_taken_again(pool: asyncpg.Pool) -> None:
    await queue(pool, notice("a"), notice("b"))
    await claim(pool, limit=2)

    await outbox.sent(pool, {"a": "250 ok a", "b": "250 ok b"})
    await end_leases(pool)

    assert await claim(pool, limit=2) == []
    assert (await outbox_counts(pool, CYCLE)).model_dump() == {
        "queued": 0,
        "sent": 2,
        "failed": 0,
        "unaddressed": 0,
        "next_attempt_at": None,
    }
    assert [(one.outcome, one.answer) for one in await outbox.attempts(pool, "b")] == [(Outcome.SENT, "250 ok b")]


async def test_what_was_deferred_is_taken_again_when_its_time_has_come(pool: asyncpg.Pool) -> None:
    await queue(pool, notice())
    await claim(pool, limit=1)
    later = datetime.now(UTC) + timedelta(hours=1)

    await outbox.deferred(pool, "n-1", until=later, answer="451 try later")
    before = await claim(pool, limit=1)
    waiting = await outbox_counts(pool, CYCLE)
    await outbox.deferred(pool, "n-1", until=datetime.now(UTC), answer="451 try again")
    (again,) = await claim(pool, limit=1)

    assert before == []
    assert (waiting.queued, waiting.next_attempt_at) == (1, later)
    assert again.attempts == 2
    assert [one.answer for one in await outbox.attempts(pool, "n-1")] == ["451 try later", "451 try again"]


async def test_what_failed_is_tried_again_only_when_somebody_says_so(pool: asyncpg.Pool) -> None:
    await queue(pool, notice())
    await claim(pool, limit=1)

    await outbox.failed(pool, "n-1", "550 no such user")
    before = await claim(pool, limit=1)
    counted = await outbox_counts(pool, CYCLE)
    requeued = await outbox.requeue(pool, ["n-1", "n-unknown"])

    assert before == []
    assert counted.failed == 1
    assert requeued == 1
    assert len(await claim(pool, limit=1)) == 1


async def test_a_notice_without_an_address_waits_until_one_is_registered(pool: asyncpg.Pool) -> None:
    await queue(pool, to(RecipientKind.MISSION, "FRA"), to(RecipientKind.MISSION, "USA"))
    for one in await claim(pool, limit=2):
        await outbox.unaddressed(pool, one.notice.key)
    nobody = await outbox.readdress(pool)
    await register_mission(pool, Mission(state="FRA", email="mission@fra.example.org"))

    brought_back = await outbox.readdress(pool)

    assert (nobody, brought_back) == (0, 1)
    assert [one.notice.recipient.id for one in await claim(pool, limit=2)] == ["FRA"]
    assert (await outbox_counts(pool, CYCLE)).unaddressed == 1


async def test_a_corrected_address_counts_for_mail_that_is_waiting(pool: asyncpg.Pool) -> None:
    expert = await register_person(pool, build.person())
    await queue(pool, to(RecipientKind.PERSON, expert))

    await correct_person(pool, expert, build.person(email="new@example.org"))

    (queued,) = await claim(pool, limit=1)
    assert queued.address is not None
    assert queued.address.email == "new@example.org"


async def test_a_sender_that_stops_gives_back_what_it_did_not_try(pool: asyncpg.Pool) -> None:
    await queue(pool, notice())
    await claim(pool, limit=1)

    await outbox.release(pool, ["n-1"])

    (again,) = await claim(pool, limit=1)
    assert again.attempts == 1


async def test_a_late_report_does_not_bring_back_what_was_sent(pool: asyncpg.Pool) -> None:
    await queue(pool, notice())
    await claim(pool, limit=1)
    await outbox.sent(pool, {"n-1": "250 ok"})

    await outbox.deferred(pool, "n-1", until=datetime.now(UTC), answer="451 late")
    await outbox.failed(pool, "n-1", "550 later")
    await outbox.release(pool, ["n-1"])

    assert (await outbox_counts(pool, CYCLE)).sent == 1
    assert [one.outcome for one in await outbox.attempts(pool, "n-1")] == ["sent", "deferred", "failed"]


async def test_a_report_on_a_notice_that_is_not_there_is_refused(pool: asyncpg.Pool) -> None:
    with pytest.raises(NotFound, match="unknown_notice"):
        await outbox.sent(pool, {"n-unknown": "250 ok"})


async def test_a_sender_may_serve_one_cycle(pool: asyncpg.Pool) -> None:
    other = "cycle/untoc-2"
    act = recording(stream=other, status=status(workflow_id=other, cycle="untoc-2"))
    await record(pool, act, [notice("n-2", cycle="untoc-2", stream=other)])
    await queue(pool, notice("n-1"))

    assert [one.notice.key for one in await claim(pool, limit=9, cycle="untoc-2")] == ["n-2"]
    assert [one.notice.key for one in await claim(pool, limit=9)] == ["n-1"]


async def test_the_longest_due_notice_goes_first(pool: asyncpg.Pool) -> None:
    await queue(pool, notice("b"), notice("a"))
    await record(pool, recording(2), [notice("0")])

    assert [one.notice.key for one in await claim(pool, limit=9)] == ["a", "b", "0"]


async def test_letters_may_be_taken_apart_from_all_other_mail(pool: asyncpg.Pool) -> None:
    mission = Recipient(kind=RecipientKind.MISSION, id="FRA")
    await queue(
        pool,
        notice("letter", recipient=mission, is_formal=True),
        notice("plain", recipient=mission),
        notice("formal", is_formal=True),
    )

    assert [one.notice.key for one in await claim(pool, limit=9, letters=True)] == ["letter"]
    assert [one.notice.key for one in await claim(pool, limit=9, letters=False)] == ["formal", "plain"]
