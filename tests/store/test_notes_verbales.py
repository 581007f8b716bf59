"""Numbers of notes verbales have no gap, and under a number is one letter for ever."""

import asyncio
from datetime import date
from hashlib import sha256

import asyncpg
import pytest

from models.errors import NotFound
from models.notes_verbales import NoteVerbale
from models.register import Language
from store import notes_verbales
from store.pool import borrowed

PUT = """
INSERT INTO outbox (key, message_id, cycle, stream, version, event, recipient_kind, recipient_id, context)
VALUES ($1, $1, 'untoc-1', 'lots/untoc-1/1', 1, 'pairing_confirmed', 'mission', 'FRA', '{}')
"""


async def put(pool: asyncpg.Pool, *keys: str) -> None:
    """Queue notices."""
    async with borrowed(pool) as connection:
        for key in keys:
            await connection.execute(PUT, key)


async def number(pool: asyncpg.Pool, key: str, *, dated: date = date(2026, 11, 22), state: str = "FRA") -> NoteVerbale:
    """Number the letter of a notice."""
    return await notes_verbales.numbered(
        pool, key, cycle="untoc-1", state=state, language=Language.FRENCH, dated=dated, simulated=False
    )


async def test_a_letter_is_numbered_once_whoever_asks_and_however_often(pool: asyncpg.Pool) -> None:
    await put(pool, "a", "b")

    first = await number(pool, "a")
    again = await number(pool, "a", dated=date(2027, 1, 1), state="DEU")

    assert again == first
    assert (first.reference, first.file_name) == ("untoc-1/NV/2026/1", "note-verbale-untoc-1-2026-1.pdf")
    assert (await number(pool, "b")).number == 2


async def test_many_at_once_get_numbers_without_a_gap_and_each_year_begins_anew(pool: asyncpg.Pool) -> None:
    keys = [f"k{each}" for each in range(40)]
    await put(pool, *keys, "next")

    notes = await asyncio.gather(*(number(pool, key) for key in keys for _ in range(2)))

    assert sorted({note.number for note in notes}) == list(range(1, 41))
    assert (await number(pool, "next", dated=date(2027, 1, 2))).reference == "untoc-1/NV/2027/1"


async def test_a_number_that_was_not_committed_is_given_to_the_next(pool: asyncpg.Pool) -> None:
    await put(pool, "a", "b")

    async def dies() -> None:
        async with borrowed(pool) as connection, connection.transaction():
            await connection.execute("SELECT number_note_verbale('a', 'untoc-1', 'FRA', 'fr', '2026-11-22', false)")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await dies()

    assert (await number(pool, "b")).number == 1


async def test_of_two_letters_under_one_number_the_first_is_kept(pool: asyncpg.Pool) -> None:
    await put(pool, "a")
    await number(pool, "a")

    assert await notes_verbales.content_of(pool, "a") is None
    assert await notes_verbales.kept(pool, "a", b"%PDF first") == b"%PDF first"
    assert await notes_verbales.kept(pool, "a", b"%PDF second") == b"%PDF first"
    assert await notes_verbales.content_of(pool, "a") == b"%PDF first"
    assert (await notes_verbales.note_of(pool, "a")).sha256 == sha256(b"%PDF first").hexdigest()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE note_verbale SET content = 'x', sha256 = 'x'",
        "UPDATE note_verbale SET number = 7",
        "DELETE FROM note_verbale",
    ],
)
async def test_what_was_sent_cannot_be_changed(pool: asyncpg.Pool, statement: str) -> None:
    await put(pool, "a")
    await number(pool, "a")
    await notes_verbales.kept(pool, "a", b"%PDF")

    async with borrowed(pool) as connection:
        with pytest.raises(asyncpg.RaiseError, match="note_verbale_fixed"):
            await connection.execute(statement)


async def test_letters_are_found_by_reference_by_key_by_state_and_by_year(pool: asyncpg.Pool) -> None:
    await put(pool, "a", "b", "c")
    first, second = await number(pool, "a"), await number(pool, "b", state="DEU")
    third = await number(pool, "c", dated=date(2027, 2, 1))

    assert await notes_verbales.note_of(pool, "untoc-1/NV/2026/2") == second
    assert await notes_verbales.notes_of(pool, "untoc-1") == [first, second, third]
    assert await notes_verbales.notes_of(pool, "untoc-1", state="FRA", year=2026) == [first]
    with pytest.raises(NotFound, match="unknown_note_verbale"):
        await notes_verbales.note_of(pool, "untoc-1/NV/2026/9")


async def test_a_notice_that_is_not_there_gets_no_number(pool: asyncpg.Pool) -> None:
    with pytest.raises(NotFound, match="unknown_notice"):
        await number(pool, "nowhere")
