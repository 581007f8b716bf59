"""Private addresses of calendars and inboxes: issued to one reader, in force until revoked or replaced.

The token is 256 random bits and stands in no table: only its SHA-256 does, so whoever reads the database cannot read
anybody's calendar. A hash made for passwords would add nothing to a token that cannot be guessed.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from uuid import uuid4

import asyncpg

from models.calendar import PrivateAddress, Purpose
from models.errors import NotFound
from models.notices import Recipient, RecipientKind
from store.pool import Row, borrowed

TOKEN_BYTES = 32

INSERT = """
INSERT INTO private_address (id, purpose, holder_kind, holder_id, token_sha256) VALUES ($1, $2, $3, $4, $5)
"""


async def issue(pool: asyncpg.Pool, holder: Recipient, purpose: Purpose) -> str:
    """Issue an address and return its token, which is known to nobody afterwards; one issued before no longer works.

    Raises `NotFound` (`unknown_reader`) if nobody is registered under the holder's id.
    """
    token = token_urlsafe(TOKEN_BYTES)
    number = f"key-{uuid4().hex}"
    async with borrowed(pool) as connection, connection.transaction():
        # One issue at a time for one holder: the older address is out of force before the newer one is in.
        await connection.execute("SELECT pg_advisory_xact_lock(hashtext('private_address'), hashtext($1))", str(holder))
        await connection.execute(REVOKE, holder.kind.value, holder.id, [purpose.value])
        is_known = await connection.fetchval(KNOWN, holder.kind.value, holder.id)
        if not is_known:
            raise NotFound("unknown_reader", f"Nobody is registered as {holder.id!r}: register the reader first.")
        await connection.execute(INSERT, number, purpose.value, holder.kind.value, holder.id, hashed(token))
    return token


KNOWN = "SELECT EXISTS (SELECT FROM addressee AS a WHERE a.kind = $1 AND a.id = $2)"

REVOKE = """
UPDATE private_address SET revoked_at = now()
WHERE holder_kind = $1 AND holder_id = $2 AND purpose = ANY($3) AND revoked_at IS NULL
"""


async def revoke(pool: asyncpg.Pool, holder: Recipient, purposes: Sequence[Purpose] = tuple(Purpose)) -> int:
    """Revoke the addresses of a holder, and return how many were in force; they answer as if they had never been."""
    async with borrowed(pool) as connection:
        done = await connection.execute(REVOKE, holder.kind.value, holder.id, [each.value for each in purposes])
    return int(done.rpartition(" ")[2])


async def revoke_feeds_of(pool: asyncpg.Pool, person_id: str) -> int:
    """Revoke every private address of a person, calendar and inbox: for one who has left. Returns how many there were.

    To be called when a person is replaced or removed; the successor is issued an address of their own.
    """
    return await revoke(pool, Recipient(kind=RecipientKind.PERSON, id=person_id))


HELD = """
SELECT t.id, t.holder_kind, t.holder_id, t.issued_at, a.language, a.simulated
FROM private_address AS t JOIN addressee AS a ON a.kind = t.holder_kind AND a.id = t.holder_id
WHERE t.token_sha256 = $1 AND t.purpose = $2 AND t.revoked_at IS NULL
"""


async def holder_of(pool: asyncpg.Pool, token: str, purpose: Purpose) -> PrivateAddress | None:
    """Who may read under a token; `None` for one that is unknown, revoked or meant for something else, all alike."""
    async with borrowed(pool) as connection:
        row = await connection.fetchrow(HELD, hashed(token), purpose.value)
    return None if row is None else _address(row)


IN_FORCE = """
SELECT t.id, t.holder_kind, t.holder_id, t.issued_at, a.language, a.simulated
FROM private_address AS t JOIN addressee AS a ON a.kind = t.holder_kind AND a.id = t.holder_id
WHERE t.holder_kind = $1 AND t.holder_id = $2 AND t.purpose = $3 AND t.revoked_at IS NULL
"""


async def in_force(pool: asyncpg.Pool, holder: Recipient, purpose: Purpose) -> PrivateAddress | None:
    """The address of a holder that is in force, without its token; `None` if there is none."""
    async with borrowed(pool) as connection:
        row = await connection.fetchrow(IN_FORCE, holder.kind.value, holder.id, purpose.value)
    return None if row is None else _address(row)


# Written only when something else is shown than the last time: a calendar that is asked for often costs no write.
SHOWN = """
WITH changed AS (
    UPDATE private_address SET shown = $2, shown_since = now()
    WHERE id = $1 AND shown IS DISTINCT FROM $2
    RETURNING shown_since
)
SELECT coalesce((SELECT shown_since FROM changed), t.shown_since) AS since FROM private_address AS t WHERE t.id = $1
"""


async def shown_since(pool: asyncpg.Pool, address_id: str, digest: str) -> datetime:
    """Note what is shown under an address by its digest, and return since when that is so, on every server alike."""
    async with borrowed(pool) as connection:
        since = await connection.fetchval(SHOWN, address_id, digest)
    if since is None:
        raise NotFound("unknown_address", f"There is no private address {address_id!r}: issue one first.")
    return since


READERS = """
SELECT a.id FROM addressee AS a WHERE a.kind = $1 AND (a.id = $2 OR lower(a.email) = lower($2)) ORDER BY a.id
"""


async def readers_called(pool: asyncpg.Pool, kind: RecipientKind, named: str) -> tuple[Recipient, ...]:
    """Those of one kind who are registered under this id or this e-mail address."""
    async with borrowed(pool) as connection:
        rows = await connection.fetch(READERS, kind.value, named)
    return tuple(Recipient(kind=kind, id=row["id"]) for row in rows)


def hashed(token: str) -> str:
    """The form in which a token is kept."""
    return sha256(token.encode()).hexdigest()


def _address(row: Row) -> PrivateAddress:
    return PrivateAddress(
        id=row["id"],
        holder=Recipient(kind=row["holder_kind"], id=row["holder_id"]),
        language=row["language"],
        simulated=row["simulated"],
        issued_at=row["issued_at"],
    )
