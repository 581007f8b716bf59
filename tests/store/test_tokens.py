"""Private addresses: random, kept as hashes, one in force for each holder and purpose, gone when revoked."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from models.calendar import Purpose
from models.directory import Desk, Mission
from models.errors import NotFound
from models.notices import Recipient, RecipientKind
from store.people import register_desk, register_mission, register_person
from store.pool import borrowed
from store.tokens import holder_of, in_force, issue, readers_called, revoke, revoke_feeds_of, shown_since
from tests.store.build import person


async def reader(pool: asyncpg.Pool) -> Recipient:
    """Somebody registered."""
    return Recipient(kind=RecipientKind.PERSON, id=await register_person(pool, person()))


async def test_a_token_is_long_random_and_kept_nowhere(pool: asyncpg.Pool) -> None:
    who = await reader(pool)

    tokens = [await issue(pool, who, Purpose.FEED) for _ in range(20)]

    assert len(set(tokens)) == 20
    assert all(len(each) >= 43 for each in tokens)
    async with borrowed(pool) as connection:
        kept = await connection.fetchval("SELECT string_agg(t::text, ' ') FROM private_address AS t")
    assert not any(each in kept for each in tokens)


async def test_an_address_works_until_it_is_replaced_or_revoked_and_for_one_purpose(pool: asyncpg.Pool) -> None:
    who = await reader(pool)

    first, inbox = await issue(pool, who, Purpose.FEED), await issue(pool, who, Purpose.INBOX)
    second = await issue(pool, who, Purpose.FEED)

    assert await holder_of(pool, first, Purpose.FEED) is None
    assert await holder_of(pool, inbox, Purpose.FEED) is None
    held = await holder_of(pool, second, Purpose.FEED)
    assert held is not None
    assert (held.holder, held.language, held.simulated) == (who, "en", False)
    assert await in_force(pool, who, Purpose.FEED) == held
    assert await revoke(pool, who, (Purpose.FEED,)) == 1
    assert await holder_of(pool, second, Purpose.FEED) is None
    assert await holder_of(pool, inbox, Purpose.INBOX) is not None
    assert await revoke_feeds_of(pool, who.id) == 1
    assert await revoke_feeds_of(pool, who.id) == 0
    assert await in_force(pool, who, Purpose.INBOX) is None


async def test_two_issues_at_once_leave_one_address_in_force(pool: asyncpg.Pool) -> None:
    who = await reader(pool)

    tokens = await asyncio.gather(*(issue(pool, who, Purpose.FEED) for _ in range(8)))

    assert len([each for each in tokens if await holder_of(pool, each, Purpose.FEED)]) == 1


async def test_nobody_unknown_is_issued_an_address(pool: asyncpg.Pool) -> None:
    with pytest.raises(NotFound) as refused:
        await issue(pool, Recipient(kind=RecipientKind.PERSON, id="p-nobody"), Purpose.FEED)

    assert refused.value.code == "unknown_reader"


async def test_every_server_says_the_same_of_when_something_changed(pool: asyncpg.Pool) -> None:
    who = await reader(pool)
    await issue(pool, who, Purpose.FEED)
    address = await in_force(pool, who, Purpose.FEED)
    assert address is not None

    first, again, other = [await shown_since(pool, address.id, digest) for digest in ("a", "a", "b")]

    assert first == again < other
    assert datetime.now(UTC) - other < timedelta(minutes=1)
    with pytest.raises(NotFound) as refused:
        await shown_since(pool, "key-unknown", "a")
    assert refused.value.code == "unknown_address"


async def test_readers_are_found_by_id_or_mail_address(pool: asyncpg.Pool) -> None:
    who = await reader(pool)
    await register_mission(pool, Mission(state="FRA", email="mission@example.org"))
    await register_desk(pool, Desk(key="desk", email="desk@example.org"))

    assert await readers_called(pool, RecipientKind.PERSON, "Expert.One@example.org") == (who,)
    assert await readers_called(pool, RecipientKind.PERSON, who.id) == (who,)
    assert [each.id for each in await readers_called(pool, RecipientKind.MISSION, "mission@example.org")] == ["FRA"]
    assert [each.id for each in await readers_called(pool, RecipientKind.SECRETARIAT, "desk")] == ["desk"]
    assert await readers_called(pool, RecipientKind.PERSON, "mission@example.org") == ()
