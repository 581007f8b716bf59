"""The ten-year record: what happened, in streams of hash-chained entries that nobody changes.

An act is one call of the SQL function `record_act` (`schema.sql`): documents, people and stakeholders are checked,
entries appended, the read model and the outbox changed, listeners told, in one transaction and one round trip.
docs/ledger.md describes the hash for readers outside; `store.verification` checks it.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from itertools import pairwise
from json import loads

import asyncpg
from pydantic import Field

from models.errors import LedgerConflict, ReviewtrackError, RuleViolation
from models.ledger import Entry, LedgerEntry, Recorded, Recording
from models.notices import Notice
from models.people import Actor
from models.value import Value
from store.canonical import canonical, entry_text, instant
from store.pool import Row, borrowed

PORTION = 500
"""Rows fetched at a time when a whole ledger is read."""

REFUSALS: dict[str, tuple[type[ReviewtrackError], str]] = {
    "unknown_document": (
        RuleViolation,
        "Document {0} is not in the store: add it first, then name the id you were given.",
    ),
    "document_mismatch": (
        RuleViolation,
        "Document {0} has another SHA-256 than the one named: read it again and resend.",
    ),
    "unknown_person": (RuleViolation, "Person {0} is not registered: register the person, then name the id."),
    "unknown_stakeholder": (
        RuleViolation,
        "Account {0} is not registered, or was erased: register the stakeholder, then name the id.",
    ),
    "stakeholder_differs": (
        RuleViolation,
        "Account {0} has another kind, region or observer status than the act says: read the account again and resend.",
    ),
    "ledger_conflict": (LedgerConflict, "Stream {stream} already holds another entry at version {0}."),
    "ledger_gap": (LedgerConflict, "Stream {stream} stands at version {0}: the next entry must be the one after it."),
    "status_ahead": (LedgerConflict, "Stream {stream} stands at version {0}, but the status claims a later one."),
    "clock_conflict": (LedgerConflict, "Cycle {0} has another clock: it is fixed when the cycle starts."),
}
"""What each refusal of `record_act` becomes; `{0}` is the detail it gives."""


class StreamHead(Value):
    """A stream and its last entry."""

    stream: str
    version: int
    hash: str


class LedgerCounts(Value):
    """How much a ledger holds."""

    entries: int
    streams: int
    acts: int = Field(description="acts of people: distinct command ids")
    by_type: dict[str, int] = Field(description="entries of each type, by name")


RECORD = "SELECT version, head FROM record_act($1, $2, $3, $4, $5, $6, $7, $8)"


async def record(pool: asyncpg.Pool, recording: Recording, notices: Sequence[Notice] = ()) -> Recorded:
    """Record one act: all of it, or nothing of it.

    The same recording again returns the first answer and changes nothing. An older status never replaces a newer one.

    Raises:
        RuleViolation: `unknown_document`, `document_mismatch`, `unknown_person`, `unknown_stakeholder` or
            `stakeholder_differs`.
        LedgerConflict: `ledger_conflict` (another entry at this version), `ledger_gap` (an entry is missing before this
            one), `status_version`, `status_ahead` or `status_elsewhere` (a status that does not belong to the entries),
            `clock_conflict` (the cycle has another clock). Each is a defect of the caller.
        InputInvalid: `bad_value`, `bad_instant` or `bad_text`.
        Unavailable: `store_unavailable`; record it again.
    """
    _check(recording)
    written = "[" + ",".join(_entry_json(entry) for entry in recording.entries) + "]"
    documents = ",".join(document.model_dump_json() for document in recording.documents)
    posts = ",".join(_notice_json(notice) for notice in notices)
    applicants = ",".join(applicant.model_dump_json() for applicant in recording.applicants)
    async with borrowed(pool) as connection:
        try:
            row = await connection.fetchrow(
                RECORD,
                recording.stream,
                written,
                recording.status.model_dump_json(),
                recording.clock.model_dump_json(),
                f"[{documents}]" if documents else None,
                recording.people,
                f"[{posts}]" if posts else None,
                f"[{applicants}]" if applicants else None,
            )
        except asyncpg.RaiseError as error:
            raise _refusal(error, recording.stream) from error
    assert row is not None  # noqa: S101 - a function with OUT parameters always returns one row
    return Recorded(version=row["version"], head=row["head"])


ENTRIES = """
SELECT stream, version, type, data, actor, at, command_id, recorded_at, previous, hash
FROM ledger WHERE stream = $1 AND version > $2 ORDER BY version LIMIT $3
"""


async def entries(pool: asyncpg.Pool, stream: str, *, after: int = 0, limit: int = 500) -> list[LedgerEntry]:
    """Up to `limit` entries of a stream, oldest first, beginning after version `after`; empty past the end."""
    async with borrowed(pool) as connection:
        return [_ledger_entry(row) for row in await connection.fetch(ENTRIES, stream, after, limit)]


EXPORT_ALL = """
SELECT stream, version, type, data, actor, at, command_id, recorded_at, previous, hash
FROM ledger ORDER BY stream, version
"""

EXPORT_CYCLE = """
SELECT stream, version, type, data, actor, at, command_id, recorded_at, previous, hash
FROM ledger WHERE cycle = $1 ORDER BY stream, version
"""


# The reader may be a person turning pages; a snapshot that only reads holds nobody up.
WAIT_FOR_READER = "SET LOCAL idle_in_transaction_session_timeout = 0"


async def _exported(pool: asyncpg.Pool, cycle: str | None) -> AsyncGenerator[Row]:
    async with borrowed(pool) as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute(WAIT_FOR_READER)
        query, given = (EXPORT_ALL, ()) if cycle is None else (EXPORT_CYCLE, (cycle,))
        async for row in connection.cursor(query, *given, prefetch=PORTION):
            yield row


async def export(pool: asyncpg.Pool, *, cycle: str | None) -> AsyncGenerator[LedgerEntry]:
    """Every entry of a cycle, or of all cycles, by stream (in bytewise order) and version, as of one moment."""
    async with aclosing(_exported(pool, cycle)) as rows:
        async for row in rows:
            yield _ledger_entry(row)


async def export_lines(pool: asyncpg.Pool, *, cycle: str | None) -> AsyncGenerator[str]:
    """The same as JSON lines without their line ends: canonical JSON, so that an outsider can verify the hashes."""
    async with aclosing(_exported(pool, cycle)) as rows:
        async for row in rows:
            yield entry_text(row, seal=row["hash"])


# One step through the index for each stream, however long the streams are.
STREAMS = """
WITH RECURSIVE head AS (
    (SELECT stream, version, hash FROM ledger WHERE cycle = $1 ORDER BY stream DESC, version DESC LIMIT 1)
    UNION ALL
    SELECT before.stream, before.version, before.hash
    FROM head, LATERAL (
        SELECT l.stream, l.version, l.hash FROM ledger AS l
        WHERE l.cycle = $1 AND l.stream < head.stream ORDER BY l.stream DESC, l.version DESC LIMIT 1
    ) AS before
)
SELECT stream, version, hash FROM head ORDER BY stream
"""


async def streams(pool: asyncpg.Pool, cycle: str) -> list[StreamHead]:
    """The streams of a cycle with their last entries, in bytewise order."""
    async with borrowed(pool) as connection:
        return [StreamHead.model_validate(dict(row)) for row in await connection.fetch(STREAMS, cycle)]


COUNTS_BY_TYPE = "SELECT type, count(*) AS entries FROM ledger WHERE cycle = $1 GROUP BY type ORDER BY type"

ACTS = """
SELECT count(*) FROM (SELECT DISTINCT command_id FROM ledger WHERE cycle = $1 AND command_id IS NOT NULL) AS act
"""


async def counts(pool: asyncpg.Pool, cycle: str) -> LedgerCounts:
    """How many entries, streams and human acts a cycle has."""
    async with borrowed(pool) as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        by_type = {row["type"]: row["entries"] for row in await connection.fetch(COUNTS_BY_TYPE, cycle)}
        acts = await connection.fetchval(ACTS, cycle)
        heads = await connection.fetch(STREAMS, cycle)
    return LedgerCounts(entries=sum(by_type.values()), streams=len(heads), acts=acts, by_type=by_type)


def _check(recording: Recording) -> None:
    """Refuse what cannot be a recording, before the database is asked."""
    status, versions = recording.status, [entry.version for entry in recording.entries]
    for before, after in pairwise(versions):
        if after != before + 1:
            raise _violation("ledger_gap", detail=str(before), stream=recording.stream)
    if versions and status.version != versions[-1]:
        raise LedgerConflict(
            "status_version",
            f"The status of {recording.stream} says version {status.version}, its last entry {versions[-1]}.",
        )
    if status.workflow_id != recording.stream or recording.stream.split("/")[1:2] != [status.cycle]:
        raise LedgerConflict(
            "status_elsewhere",
            f"The status of {status.workflow_id} in cycle {status.cycle} does not belong to stream {recording.stream}.",
        )


def _entry_json(entry: Entry) -> str:
    return (
        f'{{"version":{entry.version},"type":{canonical(entry.type)},"data":{canonical(entry.data)},'
        f'"actor":{canonical(entry.actor.model_dump(mode="json"))},"at":"{instant(entry.at)}",'
        f'"command_id":{canonical(entry.command_id)}}}'
    )


def _notice_json(notice: Notice) -> str:
    return f'{notice.model_dump_json()[:-1]},"message_id":{canonical(notice.message_id)}}}'


def _ledger_entry(row: Row) -> LedgerEntry:
    return LedgerEntry(
        stream=row["stream"],
        version=row["version"],
        type=row["type"],
        data=loads(row["data"]),
        actor=Actor.model_validate_json(row["actor"]),
        at=row["at"],
        command_id=row["command_id"],
        recorded_at=row["recorded_at"],
        previous=row["previous"],
        hash=row["hash"],
    )


def _refusal(error: asyncpg.RaiseError, stream: str) -> Exception:
    """The error behind a refusal of `record_act`; `error` itself if it is none of ours."""
    code = str(error.args[0])
    return _violation(code, detail=str(getattr(error, "detail", "")), stream=stream) if code in REFUSALS else error


def _violation(code: str, *, detail: str, stream: str) -> ReviewtrackError:
    kind, sentence = REFUSALS[code]
    return kind(code, sentence.format(detail, stream=stream))
