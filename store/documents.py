"""The documents themselves: versions of bytes, each with the SHA-256 that ledger and history know it by.

A version is never changed; a correction is the next version of the same document. Documents belong to one cycle.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from json import loads
from re import compile as pattern
from typing import Any, cast
from uuid import uuid4

import asyncpg

from models.documents import DocumentRef
from models.errors import InputInvalid, NotFound
from models.value import Value
from store.pool import Connection, borrowed

LARGEST = 20 * 2**20
"""Bytes of the largest document: what a mission's mail server lets through, and a page loads."""

FEW = 20
"""Documents hashed by one command, so that the largest ones do not run into its time limit."""

PORTION = 500
"""Entries of the ledger looked through at a time."""

MEDIA_TYPE = pattern(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
"""Type and subtype of RFC 6838, without parameters: it becomes a header when the document is read."""


class DocumentFacts(Value):
    """What is known of one version of a document, without its bytes."""

    id: str
    document: str
    version: int
    cycle: str
    kind: str
    media_type: str
    language: str
    sha256: str
    size: int
    simulated: bool
    added_at: datetime

    @property
    def ref(self) -> DocumentRef:
        """The version as ledger and history know it."""
        return DocumentRef(id=self.id, sha256=self.sha256)


class StoredDocument(DocumentFacts):
    """One version of a document with its bytes."""

    content: bytes


class NewDocument(Value):
    """The first version of a document to be added."""

    cycle: str
    kind: str
    media_type: str
    language: str
    content: bytes
    simulated: bool


class BadDocument(Value):
    """A version whose bytes are not what they were, or that the ledger names and the store does not have."""

    id: str
    reason: str


class DocumentsVerification(Value):
    """What a check of all documents found."""

    documents: int
    references: int
    bad: tuple[BadDocument, ...]


ADD = """
INSERT INTO document_version (
    id, document, version, cycle, kind, media_type, language, content, sha256, size, simulated
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""

LOCK_DOCUMENT = "SELECT pg_advisory_xact_lock(hashtext('document'), hashtext($1))"

LAST_VERSION = "SELECT cycle, version FROM document_version WHERE document = $1 ORDER BY version DESC LIMIT 1"


async def add_version(  # noqa: PLR0913 - one value for each thing that is known of a document
    pool: asyncpg.Pool,
    *,
    document: str | None,
    cycle: str,
    kind: str,
    media_type: str,
    language: str,
    content: bytes,
    simulated: bool,
) -> DocumentRef:
    """Add the next version of `document`, or the first of a new one when it is `None`.

    Raises:
        NotFound: `unknown_document`, nothing was ever added under this id in this cycle.
        InputInvalid: `document_empty`, `document_too_large` (more than 20 MiB) or `bad_media_type`.
        Unavailable: `store_unavailable`.
    """
    new = NewDocument(
        cycle=cycle, kind=kind, media_type=media_type, language=language, content=content, simulated=simulated
    )
    if document is None:
        return (await add_documents(pool, [new]))[0]
    _check(new)
    async with borrowed(pool) as connection, connection.transaction():
        await connection.execute(LOCK_DOCUMENT, document)
        last = await connection.fetchrow(LAST_VERSION, document)
        if last is None or last["cycle"] != cycle:
            raise NotFound("unknown_document", f"Cycle {cycle} has no document {document!r}: add it as a new one.")
        row = _row(new, document, last["version"] + 1)
        await connection.execute(ADD, *row)
    return DocumentRef(id=row[0], sha256=row[8])


async def add_documents(pool: asyncpg.Pool, documents: Sequence[NewDocument]) -> list[DocumentRef]:
    """Add new documents, all or none, and return their references in the same order; raises as `add_version` does."""
    for new in documents:
        _check(new)
    rows = [_row(new, f"doc-{uuid4().hex}", 1) for new in documents]
    async with borrowed(pool) as connection:
        await connection.executemany(ADD, rows)
    return [DocumentRef(id=row[0], sha256=row[8]) for row in rows]


GET = """
SELECT id, document, version, cycle, kind, media_type, language, sha256, size, simulated, added_at, content
FROM document_version WHERE id = $1
"""


async def get(pool: asyncpg.Pool, version_id: str) -> StoredDocument:
    """One version with its bytes; raises `NotFound` (`unknown_document`)."""
    async with borrowed(pool) as connection:
        row = await connection.fetchrow(GET, version_id)
    if row is None:
        raise NotFound("unknown_document", f"The store has no document version {version_id!r}: check the id.")
    return StoredDocument.model_validate(dict(row))


FACTS = """
SELECT id, document, version, cycle, kind, media_type, language, sha256, size, simulated, added_at
FROM document_version WHERE id = ANY($1) ORDER BY document, version
"""


async def facts(pool: asyncpg.Pool, ids: Sequence[str]) -> dict[str, DocumentFacts]:
    """What is known of these versions, by id; ids that the store does not have are left out."""
    async with borrowed(pool) as connection:
        return {row["id"]: DocumentFacts.model_validate(dict(row)) for row in await connection.fetch(FACTS, ids)}


HASHES = """
SELECT id, sha256,
    encode(sha256(content), 'hex') = sha256 AND length(content) = size AND id = document || '/' || version AS is_whole
FROM document_version
"""

NAMING = """SELECT data FROM ledger WHERE data::text LIKE '%"sha256"%'"""


async def verify_documents(pool: asyncpg.Pool) -> DocumentsVerification:
    """Hash every stored version again, and look up every version that an entry of the ledger names.

    Bytes that were changed together with their hash are found too, since the ledger's hash chain keeps the old one.
    """
    async with borrowed(pool) as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        known: dict[str, str] = {}
        changed: set[str] = set()
        async for row in connection.cursor(HASHES, prefetch=FEW):
            known[row["id"]] = row["sha256"]
            if not row["is_whole"]:
                changed.add(row["id"])
        named = await _named(connection)
    reasons = {
        **{version: "named by the ledger, not in the store" for version, _ in named if version not in known},
        **{version: "the ledger has another hash" for version, digest in named if known.get(version, digest) != digest},
        **dict.fromkeys(changed, "changed: it does not have its hash"),
    }
    return DocumentsVerification(
        documents=len(known),
        references=len(named),
        bad=tuple(BadDocument(id=version, reason=reason) for version, reason in sorted(reasons.items())),
    )


async def _named(connection: Connection) -> set[tuple[str, str]]:
    """Every (id, hash) of a document that some entry names."""
    found: set[tuple[str, str]] = set()
    async for row in connection.cursor(NAMING, prefetch=PORTION):
        found.update(_references(loads(row["data"])))
    return found


def _references(value: Any) -> Iterable[tuple[str, str]]:
    """The document references inside a JSON value: objects that have an `id` and a `sha256`."""
    match value:
        case {"id": str(version), "sha256": str(digest)}:
            yield version, digest
        case dict():
            for member in cast("dict[str, Any]", value).values():
                yield from _references(member)
        case list():
            for item in cast("list[Any]", value):
                yield from _references(item)
        case _:
            pass


def _check(new: NewDocument) -> None:
    if not new.content:
        raise InputInvalid("document_empty", "The document has no content: choose the file again.")
    if len(new.content) > LARGEST:
        raise InputInvalid(
            "document_too_large",
            f"The document has {len(new.content):,} bytes, the limit is {LARGEST:,}: split it or make it smaller.",
        )
    if not MEDIA_TYPE.fullmatch(new.media_type):
        raise InputInvalid(
            "bad_media_type", f"{new.media_type[:100]!r} is no media type: write it like application/pdf."
        )


def _row(new: NewDocument, document: str, version: int) -> tuple[Any, ...]:
    return (
        f"{document}/{version}",
        document,
        version,
        new.cycle,
        new.kind,
        new.media_type,
        new.language,
        new.content,
        sha256(new.content).hexdigest(),
        len(new.content),
        new.simulated,
    )
