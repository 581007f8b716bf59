"""Finds the entry that handed out a receipt: of a contribution or an application, in any dialogue or engagement.

A receipt cannot be guessed without the id of the command that brought it about (`models.stakeholders.receipt_of`); so
whoever holds one may learn what became of what it was given for, and nothing else.
"""

import re
from datetime import datetime

import asyncpg
from pydantic import Field

from models.errors import InputInvalid, NotFound
from models.value import Value
from store.pool import borrowed

LETTERS = re.compile(r"R?([A-Z2-7]{16})")
"""Of a receipt, without what stands between them."""

GROUP = 4


class HandedOut(Value):
    """The entry that handed out a receipt."""

    receipt: str
    stream: str
    version: int
    type: str
    at: datetime = Field(description="calendar instant, UTC")


def checked_receipt(given: str) -> str:
    """Return a receipt as it is kept: `R-3KX2-7QPA-MZ5D-W6TH`, however it was typed.

    Raises:
        InputInvalid: `bad_receipt`.
    """
    found = LETTERS.fullmatch(re.sub(r"[\s-]", "", given).upper())
    if found is None:
        raise InputInvalid(
            "bad_receipt", f"{given[:60]!r} is no receipt: type it as it was given out, such as R-3KX2-7QPA-MZ5D-W6TH."
        )
    letters = found[1]
    return "R-" + "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


HANDED_OUT = """
SELECT stream, version, type, at FROM ledger
WHERE receipt_of(data) = $1 AND split_part(stream, '/', 1) IN ('dialogue', 'conference', 'engagement')
ORDER BY stream, version LIMIT 1
"""


async def handed_out(pool: asyncpg.Pool, receipt: str) -> HandedOut:
    """The entry that handed out a receipt.

    Raises:
        InputInvalid: `bad_receipt`.
        NotFound: `unknown_receipt`.
    """
    known = checked_receipt(receipt)
    async with borrowed(pool) as connection:
        row = await connection.fetchrow(HANDED_OUT, known)
    if row is None:
        raise NotFound("unknown_receipt", f"No receipt {known} was ever handed out: compare it with the one you have.")
    return HandedOut(receipt=known, **dict(row))
