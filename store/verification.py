"""Checks that the ledger is what was recorded, and takes the checkpoints that make a cut tail visible.

A hash chain shows a changed, exchanged, doubled or missing entry, but not that the last entries of a stream are gone.
Two witnesses show that: the read model, which knows the version of every stream, and the last checkpoint, which knows
the head of every stream. A checkpoint's one hash can be handed to somebody outside: docs/ledger.md says what for.
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

import asyncpg
from pydantic import Field

from models.value import Value
from store.canonical import ORIGIN, canonical, digest, entry_text
from store.pool import Connection, Row, borrowed

PORTION = 500
"""Entries hashed between two breaths of the event loop."""

CHECKPOINT_TABLE = "ledger_checkpoint"
"""Stands in a `BadEntry` for a stream when a checkpoint itself was changed."""


class BadEntry(Value):
    """The first entry of a stream that is not what was recorded, and how one can tell."""

    stream: str
    version: int
    reason: str


class Verification(Value):
    """What a check of the ledger found."""

    streams: int
    entries: int
    bad: tuple[BadEntry, ...] = Field(description="at most one for each stream, in order of the streams")
    heads_sha256: str = Field(description="SHA-256 over all heads as they are now, as in a checkpoint")

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.bad


class Checkpoint(Value):
    """All heads at one moment in one hash: every entry with `recorded_at` up to `taken_at`, and no other."""

    number: int
    taken_at: datetime
    streams: int
    entries: int
    heads_sha256: str


class _Chain:
    """One stream while it is read: what the next entry has to be, and the first that was not."""

    def __init__(self, stream: str, witnessed: dict[int, str], known_version: int) -> None:
        self.stream = stream
        self.bad: BadEntry | None = None
        self.version = 0
        self.head = ORIGIN
        self._witnessed = witnessed
        self._known_version = known_version

    def read(self, row: Row) -> None:
        """Take the next row of the stream in order of version."""
        if self.bad is None:
            self.bad = self._fault(row)
        self.version, self.head = row["version"], row["hash"]

    def end(self) -> None:
        """Compare the last entry with those who know that there were more."""
        last_known = max(self._known_version, *self._witnessed, 0)
        if self.bad is None and last_known > self.version:
            witness = "a checkpoint" if last_known in self._witnessed else "the read model"
            reason = f"missing: the stream ends before it, {witness} knows version {last_known}"
            self.bad = BadEntry(stream=self.stream, version=self.version + 1, reason=reason)

    def _fault(self, row: Row) -> BadEntry | None:
        version: int = row["version"]
        expected = self.version + 1
        if version > expected:
            return BadEntry(stream=self.stream, version=expected, reason=f"missing: version {version} follows")
        if version < expected:
            return BadEntry(stream=self.stream, version=version, reason="doubled: the stream has it twice")
        is_intact = digest(entry_text(row)) == row["hash"]
        if not is_intact or row["cycle"] != cycle_of(self.stream):
            return BadEntry(stream=self.stream, version=version, reason="changed: it does not have its hash")
        if row["previous"] != self.head:
            # The entry is whole and names another hash before it, so it is the one before that was put in later.
            return BadEntry(
                stream=self.stream,
                version=max(version - 1, 1),
                reason="exchanged: the next entry was chained to another one",
            )
        if self._witnessed.get(version, row["hash"]) != row["hash"]:
            return BadEntry(
                stream=self.stream, version=version, reason="exchanged: a checkpoint has another hash for it"
            )
        return None


HEADS_WITNESSED = """
SELECT stream, version, hash FROM ledger_checkpoint_head
WHERE $1::text IS NULL OR split_part(stream, '/', 2) = $1
"""

VERSIONS_KNOWN = "SELECT workflow_id, version FROM workflow_status WHERE $1::text IS NULL OR cycle = $1"

ALL_ENTRIES = """
SELECT stream, version, cycle, type, data, actor, at, command_id, recorded_at, previous, hash
FROM ledger ORDER BY stream, version
"""

CYCLE_ENTRIES = """
SELECT stream, version, cycle, type, data, actor, at, command_id, recorded_at, previous, hash
FROM ledger WHERE cycle = $1 ORDER BY stream, version
"""


async def verify(pool: asyncpg.Pool, *, cycle: str | None = None) -> Verification:
    """Read the ledger of a cycle, or all of it, as of one moment, and name the first bad entry of each stream.

    Found are: a changed byte in any column, an entry that was exchanged, doubled or taken out, and a tail that was cut
    off below what the last checkpoint or the read model knows.
    """
    async with borrowed(pool) as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        witnessed: dict[str, dict[int, str]] = {}
        for row in await connection.fetch(HEADS_WITNESSED, cycle):
            witnessed.setdefault(row["stream"], {})[row["version"]] = row["hash"]
        known = {row["workflow_id"]: row["version"] for row in await connection.fetch(VERSIONS_KNOWN, cycle)}
        chains: dict[str, _Chain] = {}
        entries = 0
        query, given = (ALL_ENTRIES, ()) if cycle is None else (CYCLE_ENTRIES, (cycle,))
        chain: _Chain | None = None
        async for row in connection.cursor(query, *given, prefetch=PORTION):
            stream: str = row["stream"]
            if chain is None or chain.stream != stream:
                chain = chains[stream] = _Chain(stream, witnessed.get(stream, {}), known.get(stream, 0))
            chain.read(row)
            entries += 1
        bad_checkpoint = await _bad_checkpoint(connection) if cycle is None else None
    heads = [(chain.stream, chain.version, chain.head) for chain in chains.values()]
    for stream in (witnessed.keys() | known.keys()) - chains.keys():
        chains[stream] = _Chain(stream, witnessed.get(stream, {}), known.get(stream, 0))
    for chain in chains.values():
        chain.end()
    bad = sorted((chain.bad for chain in chains.values() if chain.bad), key=lambda found: found.stream.encode())
    return Verification(
        streams=len(heads),
        entries=entries,
        bad=(*bad, *([bad_checkpoint] if bad_checkpoint else [])),
        heads_sha256=heads_sha256(heads),
    )


LOCK_LEDGER = "LOCK TABLE ledger IN SHARE MODE"

# One step through the index for each stream, however long the streams are.
HEADS = """
WITH RECURSIVE head AS (
    (SELECT stream, version, hash FROM ledger ORDER BY stream DESC, version DESC LIMIT 1)
    UNION ALL
    SELECT before.stream, before.version, before.hash
    FROM head, LATERAL (
        SELECT l.stream, l.version, l.hash FROM ledger AS l
        WHERE l.stream < head.stream ORDER BY l.stream DESC, l.version DESC LIMIT 1
    ) AS before
)
SELECT stream, version, hash FROM head ORDER BY stream
"""

ADD_CHECKPOINT = """
INSERT INTO ledger_checkpoint (taken_at, streams, entries, heads_sha256)
VALUES (clock_timestamp(), $1, $2, $3)
RETURNING number, taken_at, streams, entries, heads_sha256
"""

ADD_HEADS = """
INSERT INTO ledger_checkpoint_head (checkpoint, stream, version, hash)
SELECT $1, head.stream, head.version, head.hash
FROM unnest($2::text[], $3::integer[], $4::text[]) AS head (stream, version, hash)
ON CONFLICT (stream, version) DO NOTHING
"""


async def checkpoint(pool: asyncpg.Pool) -> Checkpoint:
    """Witness the heads of all streams; recording waits for the moment that this takes.

    Because it waits, the checkpoint has exactly the entries with `recorded_at` up to its `taken_at`, and whoever keeps
    the two values can check any later export against them without trusting us.
    """
    async with borrowed(pool) as connection, connection.transaction():
        await connection.execute(LOCK_LEDGER)
        heads = [(row["stream"], row["version"], row["hash"]) for row in await connection.fetch(HEADS)]
        entries = sum(version for _, version, _ in heads)
        row = await connection.fetchrow(ADD_CHECKPOINT, len(heads), entries, heads_sha256(heads))
        assert row is not None  # noqa: S101 - INSERT with RETURNING and without a condition returns its row
        taken = Checkpoint.model_validate(dict(row))
        columns = [list(column) for column in zip(*heads, strict=True)] or [[], [], []]
        await connection.execute(ADD_HEADS, taken.number, *columns)
    return taken


def heads_sha256(heads: Iterable[tuple[str, int, str]]) -> str:
    """SHA-256 over heads (stream, version, hash): one canonical JSON list and a line feed for each, by stream."""
    whole = sha256()
    for head in sorted(heads, key=lambda head: head[0].encode()):
        whole.update(canonical(head).encode() + b"\n")
    return whole.hexdigest()


CHECKPOINTS = """
SELECT number, taken_at, streams, entries, heads_sha256 FROM ledger_checkpoint ORDER BY number DESC LIMIT $1
"""


async def checkpoints(pool: asyncpg.Pool, *, limit: int = 100) -> list[Checkpoint]:
    """The latest checkpoints, newest first."""
    async with borrowed(pool) as connection:
        return [Checkpoint.model_validate(dict(row)) for row in await connection.fetch(CHECKPOINTS, limit)]


LAST_WITNESSED = """
SELECT DISTINCT ON (stream) stream, version, hash FROM ledger_checkpoint_head ORDER BY stream, version DESC
"""


async def _bad_checkpoint(connection: Connection) -> BadEntry | None:
    """The last checkpoint, if its heads no longer have its hash: then no head it names can be relied on."""
    last = await connection.fetchrow(CHECKPOINTS, 1)
    heads = [(row["stream"], row["version"], row["hash"]) for row in await connection.fetch(LAST_WITNESSED)]
    if last is None and not heads:
        return None
    if last is not None and last["heads_sha256"] == heads_sha256(heads):
        return None
    number = last["number"] if last else 1
    return BadEntry(stream=CHECKPOINT_TABLE, version=number, reason="changed: its heads do not have its hash")


def cycle_of(stream: str) -> str:
    """The cycle that a stream belongs to, as the database computes it: the second part of its name, or nothing."""
    return (stream.split("/")[1:2] or [""])[0]
