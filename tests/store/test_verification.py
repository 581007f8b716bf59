"""Whatever is done to the ledger behind its back is found, and the first bad entry is named."""

import asyncio
from collections.abc import Sequence
from hashlib import sha256

import asyncpg
import pytest

from store.canonical import canonical, digest, entry_text
from store.ledger import export, record
from store.pool import borrowed
from store.verification import Verification, checkpoint, checkpoints, heads_sha256, verify
from tests.store.build import CYCLE, STREAM, entry, recording, status

OTHER = "phase/untoc-1/USA/1"


async def tamper(pool: asyncpg.Pool, *statements: str) -> None:
    """Do as the owner of the database could: switch the triggers off and write."""
    async with borrowed(pool) as connection, connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            await connection.execute(statement)


async def recorded(pool: asyncpg.Pool, *streams: str, entries: int = 4) -> None:
    """Streams of `entries` entries each."""
    for stream in streams:
        await record(pool, recording(*range(1, entries + 1), stream=stream))


def named(found: Verification) -> Sequence[tuple[str, int, str]]:
    """Stream, version and the first word of the reason of each finding."""
    return [(bad.stream, bad.version, bad.reason.split(":")[0]) for bad in found.bad]


async def test_a_ledger_that_nobody_touched_is_sound(pool: asyncpg.Pool) -> None:
    await recorded(pool, STREAM, OTHER)
    await checkpoint(pool)

    found = await verify(pool)

    assert (found.streams, found.entries, found.bad, found.is_sound) == (2, 8, (), True)


async def test_an_empty_ledger_is_sound(pool: asyncpg.Pool) -> None:
    await checkpoint(pool)

    found = await verify(pool)

    assert (found.streams, found.entries, found.bad) == (0, 0, ())
    assert found.heads_sha256 == sha256(b"").hexdigest()


@pytest.mark.parametrize("version", [1, 2, 4])
@pytest.mark.parametrize(
    "change",
    [
        "type = 'saq_submittee'",
        "data = replace(data::text, 'quoted', 'quoteD')::json",
        "data = replace(data::text, ',', ', ')::json",
        "actor = replace(actor::text, 'FRA', 'FRB')::json",
        "at = at + interval '1 microsecond'",
        "command_id = 'd' || substr(command_id, 2)",
        "command_id = NULL",
        "recorded_at = recorded_at - interval '1 microsecond'",
        "previous = translate(previous, '0123456789abcdef', '123456789abcdef0')",
        "hash = translate(hash, '0123456789abcdef', '123456789abcdef0')",
    ],
)
async def test_one_changed_byte_in_any_column_is_found_and_named(pool: asyncpg.Pool, change: str, version: int) -> None:
    await recorded(pool, STREAM, OTHER)

    await tamper(pool, f"UPDATE ledger SET {change} WHERE stream = '{STREAM}' AND version = {version}")  # noqa: S608

    assert named(await verify(pool)) == [(STREAM, version, "changed")]
    assert named(await verify(pool, cycle=CYCLE)) == [(STREAM, version, "changed")]
    assert (await verify(pool, cycle="untoc-2")).is_sound


async def test_a_changed_cycle_is_found_even_though_the_database_computes_it(own_pool: asyncpg.Pool) -> None:
    await recorded(own_pool, STREAM)

    await tamper(
        own_pool,
        "ALTER TABLE ledger ALTER COLUMN cycle DROP EXPRESSION",
        "UPDATE ledger SET cycle = 'untoc-2' WHERE version = 3",
    )

    assert named(await verify(own_pool)) == [(STREAM, 3, "changed")]
    assert named(await verify(own_pool, cycle=CYCLE)) == [(STREAM, 3, "missing")]


@pytest.mark.parametrize("version", [1, 2, 3, 4])
async def test_a_missing_entry_is_found_at_any_place(pool: asyncpg.Pool, version: int) -> None:
    await recorded(pool, STREAM, OTHER)

    await tamper(pool, f"DELETE FROM ledger WHERE stream = '{STREAM}' AND version = {version}")  # noqa: S608

    assert named(await verify(pool)) == [(STREAM, version, "missing")]


async def test_entries_that_moved_up_to_close_the_gap_are_found(pool: asyncpg.Pool) -> None:
    await recorded(pool, STREAM)

    await tamper(
        pool,
        "DELETE FROM ledger WHERE version = 2",
        "UPDATE ledger SET version = version - 1 WHERE version > 2",
    )

    assert named(await verify(pool)) == [(STREAM, 2, "changed")]


async def test_a_doubled_entry_is_found(own_pool: asyncpg.Pool) -> None:
    await recorded(own_pool, STREAM)

    await tamper(
        own_pool,
        "ALTER TABLE ledger DROP CONSTRAINT ledger_pkey",
        "INSERT INTO ledger (stream, version, type, data, actor, at, command_id, recorded_at, previous, hash)"
        " SELECT stream, version, type, data, actor, at, command_id, recorded_at, previous, hash"
        " FROM ledger WHERE version = 2",
    )

    assert named(await verify(own_pool)) == [(STREAM, 2, "doubled")]


async def test_an_entry_of_another_stream_in_its_place_is_found(pool: asyncpg.Pool) -> None:
    await recorded(pool, STREAM, OTHER)

    await tamper(
        pool,
        f"DELETE FROM ledger WHERE stream = '{STREAM}' AND version = 4",  # noqa: S608
        f"UPDATE ledger SET stream = '{STREAM}' WHERE stream = '{OTHER}' AND version = 4",  # noqa: S608
    )

    assert named(await verify(pool)) == [(STREAM, 4, "changed"), (OTHER, 4, "missing")]


async def test_an_entry_rewritten_with_a_matching_hash_is_found_by_the_next(pool: asyncpg.Pool) -> None:
    await recorded(pool, STREAM)

    await rewrite(pool, version=2)

    assert named(await verify(pool)) == [(STREAM, 2, "exchanged")]


async def test_the_last_entry_rewritten_with_a_matching_hash_is_found_by_a_checkpoint(pool: asyncpg.Pool) -> None:
    await recorded(pool, STREAM)
    await checkpoint(pool)

    await rewrite(pool, version=4)

    assert named(await verify(pool)) == [(STREAM, 4, "exchanged")]


async def test_a_stream_written_anew_is_found_by_a_checkpoint(pool: asyncpg.Pool) -> None:
    await recorded(pool, STREAM, OTHER)
    await checkpoint(pool)
    await record(pool, recording(5))

    await tamper(pool, f"DELETE FROM ledger WHERE stream = '{STREAM}'", "DELETE FROM workflow_status")  # noqa: S608
    other = tuple(entry(version, type="invented") for version in range(1, 6))
    await record(pool, recording(*range(1, 6), entries=other))

    assert named(await verify(pool)) == [(STREAM, 4, "exchanged")]


async def test_a_tail_cut_off_in_ledger_and_read_model_is_found_by_a_checkpoint(pool: asyncpg.Pool) -> None:
    await recorded(pool, STREAM, OTHER)
    await checkpoint(pool)

    await tamper(pool, "DELETE FROM ledger WHERE version > 2", "DELETE FROM workflow_status")

    assert named(await verify(pool)) == [(STREAM, 3, "missing"), (OTHER, 3, "missing")]


async def test_a_stream_that_is_gone_is_found(pool: asyncpg.Pool) -> None:
    await recorded(pool, STREAM)
    await checkpoint(pool)
    await recorded(pool, OTHER)

    await tamper(pool, "DELETE FROM ledger")

    assert named(await verify(pool)) == [(STREAM, 1, "missing"), (OTHER, 1, "missing")]
    await tamper(pool, "DELETE FROM workflow_status")
    assert named(await verify(pool)) == [(STREAM, 1, "missing")]


async def test_only_the_first_bad_entry_of_a_stream_is_named(pool: asyncpg.Pool) -> None:
    await recorded(pool, STREAM)

    await tamper(pool, "UPDATE ledger SET type = 'x' WHERE version IN (2, 3)", "DELETE FROM ledger WHERE version = 4")

    assert named(await verify(pool)) == [(STREAM, 2, "changed")]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_checkpoint SET heads_sha256 = repeat('0', 64) WHERE number = 2",
        "DELETE FROM ledger_checkpoint_head WHERE stream = 'phase/untoc-1/USA/1'",
        "DELETE FROM ledger_checkpoint",
    ],
)
async def test_a_checkpoint_that_was_changed_is_found(pool: asyncpg.Pool, change: str) -> None:
    await recorded(pool, STREAM)
    await checkpoint(pool)
    await recorded(pool, OTHER)
    await checkpoint(pool)

    await tamper(pool, change)

    assert [bad.stream for bad in (await verify(pool)).bad] == ["ledger_checkpoint"]


async def test_checkpoints_grow_with_the_ledger_and_keep_only_heads_that_moved(pool: asyncpg.Pool) -> None:
    await recorded(pool, STREAM, OTHER)
    first = await checkpoint(pool)
    await record(pool, recording(5))
    second = await checkpoint(pool)
    third = await checkpoint(pool)

    async with borrowed(pool) as connection:
        heads = await connection.fetchval("SELECT count(*) FROM ledger_checkpoint_head")

    assert [(one.number, one.streams, one.entries) for one in (first, second, third)] == [
        (1, 2, 8),
        (2, 2, 9),
        (3, 2, 9),
    ]
    assert heads == 3
    assert await checkpoints(pool, limit=2) == [third, second]
    assert second.heads_sha256 == third.heads_sha256 == (await verify(pool)).heads_sha256


async def test_a_cycle_is_verified_without_the_others(pool: asyncpg.Pool) -> None:
    elsewhere = "cycle/untoc-2"
    await recorded(pool, STREAM)
    await record(pool, recording(stream=elsewhere, status=status(workflow_id=elsewhere, cycle="untoc-2")))
    await checkpoint(pool)

    await tamper(pool, "DELETE FROM ledger WHERE cycle = 'untoc-2'")

    assert (await verify(pool, cycle=CYCLE)).is_sound
    assert named(await verify(pool, cycle="untoc-2")) == [(elsewhere, 1, "missing")]


async def test_a_checkpoint_has_exactly_what_was_recorded_until_it_was_taken(pool: asyncpg.Pool) -> None:
    async def act_on(stream: str) -> None:
        for version in range(1, 16):
            await record(pool, recording(version, stream=stream))

    taken = [await checkpoint(pool)]
    acts = asyncio.gather(*(act_on(f"phase/untoc-1/AA{letter}/1") for letter in "ABCD"))
    while not acts.done():
        taken.append(await checkpoint(pool))
    taken.append(await checkpoint(pool))

    everything = [one async for one in export(pool, cycle=None)]
    for one in taken:
        heads = {kept.stream: kept for kept in everything if kept.recorded_at <= one.taken_at}
        assert sum(kept.version for kept in heads.values()) == one.entries
        assert heads_sha256((kept.stream, kept.version, kept.hash) for kept in heads.values()) == one.heads_sha256
    assert (taken[0].entries, taken[-1].entries) == (0, 60)


def test_the_hash_of_heads_is_that_of_the_documentation() -> None:
    heads = [("phase/c/b/1", 2, "b" * 64), ("phase/c/a/1", 1, "a" * 64)]
    text = f'["phase/c/a/1",1,"{"a" * 64}"]\n["phase/c/b/1",2,"{"b" * 64}"]\n'

    assert heads_sha256(heads) == sha256(text.encode()).hexdigest()


async def test_postgresql_quotes_every_character_as_python_does(pool: asyncpg.Pool) -> None:
    texts = [chr(code) for code in (*range(1, 0x250), 0x2028, 0x2029, 0xFEFF, 0xFFFF, 0x1F54A)]

    async with borrowed(pool) as connection:
        quoted = await connection.fetch("SELECT to_json(t)::text AS quoted FROM unnest($1::text[]) AS t", texts)

    assert [row["quoted"] for row in quoted] == [canonical(text) for text in texts]


async def rewrite(pool: asyncpg.Pool, *, version: int) -> None:
    """Put another entry in the place of one, with the hash that belongs to it."""
    async with borrowed(pool) as connection:
        row = await connection.fetchrow("SELECT * FROM ledger WHERE stream = $1 AND version = $2", STREAM, version)
    assert row is not None
    seal = digest(entry_text({**dict(row), "type": "forged"}))
    await tamper(
        pool,
        f"UPDATE ledger SET type = 'forged', hash = '{seal}' WHERE stream = '{STREAM}' AND version = {version}",  # noqa: S608
    )
