"""A reader's mail of the day is put together once, by one sender, and stays what it is until it has arrived."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest

from models.digest import Digest, Fixed
from models.notices import Notice, Recipient, RecipientKind
from models.pace import Pace
from models.windows import MailReader
from store import digests, outbox, waiting
from store.digests import Taken
from store.ledger import record
from store.people import register_people
from store.pool import borrowed
from store.waiting import Opening
from tests.store import build
from tests.store.build import CYCLE, notice, recording

NOW = datetime(2030, 3, 4, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
MINUTE = timedelta(minutes=1)


async def readers(pool: asyncpg.Pool, number: int = 1) -> list[MailReader]:
    """So many registered people of France."""
    people = [build.person(name=f"Expert {each}", email=f"expert.{each}@example.org") for each in range(number)]
    ids = await register_people(pool, people)
    return [MailReader(recipient=Recipient(kind=RecipientKind.PERSON, id=each), state="FRA") for each in ids]


def to(reader: MailReader, key: str, pace: Pace = Pace.QUIET, **changes: object) -> Notice:
    """A notice that may wait."""
    return notice(key, recipient=reader.recipient, pace=pace, **changes)


def opening(reader: MailReader, opens_at: datetime = NOW, pace: Pace = Pace.QUIET, by: date | None = None) -> Opening:
    """The window of a reader's day."""
    return Opening(reader.recipient, pace, by, opens_at.date(), opens_at)


async def queue(pool: asyncpg.Pool, *notices: Notice, opens_at: datetime | None = NOW, version: int = 1) -> None:
    """Queue notices with an act; they wait for a window, unless nobody has said yet for which."""
    await record(pool, recording(version), notices)
    async with borrowed(pool) as connection:
        await connection.execute(
            "UPDATE outbox SET next_attempt_at = $1, day = $2 WHERE key = ANY($3)",
            opens_at or NOW - MINUTE,
            opens_at.date() if opens_at else None,
            [one.key for one in notices],
        )


async def fix(pool: asyncpg.Pool, *wanted: MailReader, day: date = TODAY, at: datetime = NOW + MINUTE) -> list[Digest]:
    """Put together the mails of these readers."""
    return await digests.fix(pool, CYCLE, [Fixed(reader=each, day=day) for each in wanted], at=at)


def keys(mails: Sequence[Digest]) -> list[list[str]]:
    """The members of mails."""
    return [[member.notice.key for member in mail.members] for mail in mails]


async def test_what_may_wait_is_not_sent_alone_but_what_is_urgent_or_formal_is(pool: asyncpg.Pool) -> None:
    (reader,) = await readers(pool)
    given = [to(reader, pace, pace) for pace in Pace] + [to(reader, "formal", Pace.QUIET, is_formal=True)]
    await queue(pool, *given, opens_at=None)

    alone = await outbox.claim(pool, limit=10, at=NOW)
    found = await waiting.fresh(pool, CYCLE, at=NOW)

    assert {one.notice.key for one in alone} == {"urgent", "formal"}
    assert {(one.reader, one.pace, one.is_addressed) for one in found} == {
        (reader, Pace.PROMPT, True),
        (reader, Pace.QUIET, True),
    }


async def test_a_notice_waits_for_the_window_of_its_own_pace_and_of_its_own_date(pool: asyncpg.Pool) -> None:
    (reader,) = await readers(pool)
    soon = to(reader, "soon", event="deadline_approaching", context={"due": "2030-03-05"})
    await queue(pool, to(reader, "quiet"), to(reader, "prompt", Pace.PROMPT), soon, opens_at=None)

    found = await waiting.fresh(pool, CYCLE, at=NOW)
    openings = [
        opening(reader, NOW + timedelta(days=3)),
        opening(reader, NOW + timedelta(days=1), Pace.PROMPT),
        opening(reader, NOW, by=date(2030, 3, 5)),
    ]
    moved = await waiting.await_window(pool, CYCLE, openings, is_fresh=True, at=NOW)

    assert {(one.pace, one.by) for one in found} == {(each.pace, each.by) for each in openings}
    assert moved == 3
    assert await waiting.fresh(pool, CYCLE, at=NOW) == []
    for days, key in enumerate(["soon", "prompt", "", "quiet"]):
        at = NOW + timedelta(days=days)
        assert keys(await fix(pool, reader, day=at.date(), at=at)) == ([[key]] if key else [])
        await digests.sent(pool, {Fixed(reader=reader, day=at.date()).key(CYCLE): Taken("250 ok", at.date())})


async def test_a_mail_comes_whole_with_its_address_and_its_members_in_order(pool: asyncpg.Pool) -> None:
    (reader,) = await readers(pool)
    second = to(reader, "a", version=2)
    await queue(pool, second, to(reader, "b"), to(reader, "c", stream="phase/untoc-1/FRA/0"))

    (mail,) = await fix(pool, reader)

    assert keys([mail]) == [["c", "b", "a"]]
    assert mail.members[2].notice == second
    assert (mail.reader, mail.day, mail.attempts) == (reader, TODAY, 1)
    assert mail.address is not None
    assert mail.address.email == "expert.0@example.org"
    assert mail.message_id not in {each.message_id for each in mail.members}


async def test_of_several_senders_one_alone_puts_a_mail_together(pool: asyncpg.Pool) -> None:
    everybody = await readers(pool, 20)
    await queue(pool, *(to(reader, f"{number}-{reader.recipient.id}") for number in range(3) for reader in everybody))

    made = await asyncio.gather(*(fix(pool, *everybody) for _ in range(6)))

    assert sorted(mail.key for mails in made for mail in mails) == sorted(
        Fixed(reader=reader, day=TODAY).key(CYCLE) for reader in everybody
    )
    assert {len(mail.members) for mails in made for mail in mails} == {3}


async def test_senders_who_disagree_about_the_day_make_one_mail_all_the_same(pool: asyncpg.Pool) -> None:
    (reader,) = await readers(pool)
    await queue(pool, *(to(reader, f"{number}") for number in range(50)))

    made = await asyncio.gather(*(fix(pool, reader, day=TODAY + timedelta(days=each)) for each in range(5)))

    assert [len(mails) for mails in made].count(1) == 1


async def test_there_is_no_second_mail_on_a_day_nor_one_beside_another(pool: asyncpg.Pool) -> None:
    (reader,) = await readers(pool)
    await queue(pool, to(reader, "first"))
    (mail,) = await fix(pool, reader)
    await queue(pool, to(reader, "second"), version=2)

    beside = await waiting.due(pool, CYCLE, limit=9, at=NOW + MINUTE)
    made_beside = await fix(pool, reader, day=TODAY + timedelta(days=1))
    await digests.sent(pool, {mail.key: Taken("250 ok", TODAY + timedelta(days=1))})
    (after,) = await waiting.due(pool, CYCLE, limit=9, at=NOW + MINUTE)
    made_again = [await fix(pool, reader, day=TODAY + timedelta(days=each)) for each in range(2)]
    (next_mail,) = await fix(pool, reader, day=TODAY + timedelta(days=2))

    assert (beside, made_beside) == ([], [])
    assert after.last_day == TODAY + timedelta(days=1), "the day on which it arrived counts"
    assert made_again == [[], []]
    assert keys([next_mail]) == [["second"]]


async def test_a_dead_sender_leaves_the_same_mail_to_the_next(pool: asyncpg.Pool) -> None:
    (reader,) = await readers(pool)
    await queue(pool, to(reader, "first"))
    (mail,) = await fix(pool, reader)
    await queue(pool, to(reader, "second"), version=2)

    during = await digests.claim(pool, CYCLE, limit=9, at=NOW + MINUTE)
    (again,) = await digests.claim(pool, CYCLE, limit=9, at=NOW + 2 * MINUTE + outbox.LEASE)

    assert during == []
    assert again == mail.model_copy(update={"attempts": 2})


async def test_what_was_sent_is_noted_for_every_notice_with_the_message_id_of_the_mail(pool: asyncpg.Pool) -> None:
    (reader,) = await readers(pool)
    await queue(pool, to(reader, "a"), to(reader, "b"))
    (mail,) = await fix(pool, reader)

    await digests.sent(pool, {mail.key: Taken("250 ok", TODAY)})

    assert (await outbox.outbox_counts(pool, CYCLE)).sent == 2
    for key in "ab":
        (attempt,) = await outbox.attempts(pool, key)
        assert (attempt.outcome, attempt.answer, attempt.message_id) == ("sent", "250 ok", mail.message_id)
    assert await digests.claim(pool, CYCLE, limit=9, at=NOW + timedelta(days=9)) == []


async def test_a_mail_refused_for_good_fails_all_its_notices_and_what_is_brought_back_waits_for_another(
    pool: asyncpg.Pool,
) -> None:
    (reader,) = await readers(pool)
    await queue(pool, to(reader, "a"), to(reader, "b"))
    (mail,) = await fix(pool, reader)

    await digests.failed(pool, mail.key, "550 no such user")
    brought_back = await outbox.requeue(pool, ["a"])
    (found,) = await waiting.fresh(pool, CYCLE)

    assert (await outbox.attempts(pool, "a"))[0].message_id == mail.message_id
    assert (await outbox.outbox_counts(pool, CYCLE)).failed == 1
    assert brought_back == 1
    assert found.reader == reader


async def test_a_mail_refused_for_now_is_taken_again_when_its_time_has_come(pool: asyncpg.Pool) -> None:
    (reader,) = await readers(pool)
    await queue(pool, to(reader, "a"))
    (mail,) = await fix(pool, reader)
    later = NOW + timedelta(hours=1)

    await digests.deferred(pool, mail.key, until=later, answer="451 try later")
    before = await digests.claim(pool, CYCLE, limit=9, at=later - MINUTE)
    waits_until = await waiting.next_look(pool, CYCLE, at=NOW)
    counts = await outbox.outbox_counts(pool, CYCLE)
    (again,) = await digests.claim(pool, CYCLE, limit=9, at=later)

    assert before == []
    assert waits_until == later
    assert (counts.queued, counts.next_attempt_at) == (1, later)
    assert again.attempts == 2
    assert [each.outcome for each in await outbox.attempts(pool, "a")] == ["deferred"]


async def test_a_mail_that_nobody_tried_is_taken_apart_and_one_that_was_tried_is_kept(pool: asyncpg.Pool) -> None:
    untried, tried = await readers(pool, 2)
    await queue(pool, to(untried, "a"), to(tried, "b"))
    made = await fix(pool, untried, tried)
    (mail,) = [each for each in made if each.reader == tried]
    (other,) = [each for each in made if each.reader == untried]
    await digests.keep(pool, mail.key)
    (again,) = await digests.claim(pool, CYCLE, limit=9, at=NOW + MINUTE)

    await digests.release(pool, [other.key, again.key])
    await queue(pool, to(untried, "c"), to(tried, "d"), version=2)
    (made_anew,) = await fix(pool, untried, tried)
    (kept,) = await digests.claim(pool, CYCLE, limit=9, at=NOW + MINUTE)

    assert keys([made_anew]) == [["a", "c"]]
    assert (keys([kept]), kept.attempts) == ([["b"]], 2)


async def test_what_nobody_can_get_is_marked_and_waits_for_an_address(pool: asyncpg.Pool) -> None:
    nobody = MailReader(recipient=Recipient(kind=RecipientKind.PERSON, id="p-nobody"))
    await queue(pool, to(nobody, "a"), to(nobody, "b"), opens_at=None)

    (found,) = await waiting.fresh(pool, CYCLE, at=NOW)
    marked = await waiting.unaddressed(pool, CYCLE, [nobody.recipient])

    assert not found.is_addressed
    assert marked == 2
    assert (await outbox.outbox_counts(pool, CYCLE)).unaddressed == 2
    assert [each.outcome for each in await outbox.attempts(pool, "a")] == ["unaddressed"]


@pytest.mark.parametrize("how", ["withdrawn", "unaddressed"])
async def test_a_mail_that_came_to_nothing_is_closed(pool: asyncpg.Pool, how: str) -> None:
    (reader,) = await readers(pool)
    await queue(pool, to(reader, "a"))
    (mail,) = await fix(pool, reader)

    await (digests.emptied if how == "withdrawn" else digests.lost)(pool, mail.key)

    assert await digests.claim(pool, CYCLE, limit=9, at=NOW + timedelta(days=1)) == []
    assert [each.outcome for each in await outbox.attempts(pool, "a")] == [how]


async def test_a_missions_window_is_that_of_its_state_and_a_desk_has_none(pool: asyncpg.Pool) -> None:
    await queue(
        pool,
        notice("m", recipient=Recipient(kind=RecipientKind.MISSION, id="FRA"), pace=Pace.PROMPT),
        notice("d", recipient=Recipient(kind=RecipientKind.SECRETARIAT, id="desk"), pace=Pace.PROMPT),
        opens_at=None,
    )
    async with borrowed(pool) as connection:
        await connection.execute("INSERT INTO mission VALUES ('FRA', 'm@example.org', 'fr', false)")

    found = {str(one.reader.recipient): one.reader.state for one in await waiting.fresh(pool, CYCLE, at=NOW)}

    assert found == {"mission:FRA": "FRA", "secretariat:desk": None}
