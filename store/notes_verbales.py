"""Numbered letters to missions: their numbers, and the bytes that were sent under them.

A letter is numbered when its mail is about to leave, once for its notice. Whoever dies between the number and the mail
leaves both for the next one: the same number, and the same bytes if there were any.
"""

from datetime import date
from hashlib import sha256

import asyncpg

from models.errors import NotFound
from models.notes_verbales import NoteVerbale
from models.register import Language
from store.pool import borrowed

COLUMNS = "key, cycle, year, number, state, language, dated, simulated, numbered_at, sha256"

NUMBER = f"SELECT {COLUMNS} FROM number_note_verbale($1, $2, $3, $4, $5, $6)"  # noqa: S608 - columns of ours


async def numbered(  # noqa: PLR0913 - each is a column
    pool: asyncpg.Pool, key: str, *, cycle: str, state: str, language: Language, dated: date, simulated: bool
) -> NoteVerbale:
    """Return the letter of the notice `key`; it gets the next number of its cycle and year if it has none yet.

    What a letter was numbered with stays: language, day and State are those of the first call. Raises `NotFound`
    (`unknown_notice`) if the outbox has no such notice.
    """
    async with borrowed(pool) as connection:
        try:
            row = await connection.fetchrow(NUMBER, key, cycle, state, language.value, dated, simulated)
        except asyncpg.ForeignKeyViolationError as error:
            raise NotFound("unknown_notice", f"The outbox has no notice {key!r}: number only what is there.") from error
    assert row is not None  # noqa: S101 - the function inserts it or finds it
    return NoteVerbale.model_validate(dict(row))


KEEP = """
UPDATE note_verbale SET content = $2, sha256 = $3 WHERE key = $1 AND content IS NULL
"""

CONTENT = "SELECT content FROM note_verbale WHERE key = $1"


async def kept(pool: asyncpg.Pool, key: str, content: bytes) -> bytes:
    """Keep the PDF of a numbered letter and return what is kept: of two that were written at once, the first."""
    async with borrowed(pool) as connection:
        await connection.execute(KEEP, key, content, sha256(content).hexdigest())
        kept: bytes = await connection.fetchval(CONTENT, key)
    return kept


async def content_of(pool: asyncpg.Pool, key: str) -> bytes | None:
    """The PDF of a letter, or `None` if it is not written yet or nobody has numbered it."""
    async with borrowed(pool) as connection:
        content: bytes | None = await connection.fetchval(CONTENT, key)
    return content


FOUND = f"""
SELECT {COLUMNS} FROM note_verbale WHERE key = $1 OR (cycle || '/NV/' || year || '/' || number) = $1
"""  # noqa: S608 - columns of ours


async def note_of(pool: asyncpg.Pool, key: str) -> NoteVerbale:
    """The letter with this key of a notice or this reference; raises `NotFound` (`unknown_note_verbale`)."""
    async with borrowed(pool) as connection:
        row = await connection.fetchrow(FOUND, key)
    if row is None:
        raise NotFound(
            "unknown_note_verbale",
            f"No letter was sent under {key!r}: name a reference such as untoc-1/NV/2026/12, or the key of a notice.",
        )
    return NoteVerbale.model_validate(dict(row))


LISTED = f"""
SELECT {COLUMNS} FROM note_verbale
WHERE cycle = $1 AND ($2::text IS NULL OR state = $2) AND ($3::integer IS NULL OR year = $3) ORDER BY year, number
"""  # noqa: S608 - columns of ours


async def notes_of(
    pool: asyncpg.Pool, cycle: str, *, state: str | None = None, year: int | None = None
) -> list[NoteVerbale]:
    """The letters of a cycle in the order of their numbers, of one State or one year only if these are given."""
    async with borrowed(pool) as connection:
        rows = await connection.fetch(LISTED, cycle, state, year)
    return [NoteVerbale.model_validate(dict(row)) for row in rows]
