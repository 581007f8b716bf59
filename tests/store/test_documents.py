"""Every version of a document is kept, and a changed byte is found."""

import asyncio
from hashlib import sha256
from typing import Any

import asyncpg
import pytest

from models.documents import DocumentRef
from models.errors import InputInvalid, NotFound
from store.documents import LARGEST, NewDocument, add_documents, add_version, facts, get, verify_documents
from store.ledger import record
from tests.store.build import CYCLE, entry, recording
from tests.store.test_verification import tamper


async def add(pool: asyncpg.Pool, document: str | None = None, **changes: Any) -> DocumentRef:
    """Add a version with harmless facts."""
    plain: dict[str, Any] = {
        "cycle": CYCLE,
        "kind": "questionnaire",
        "media_type": "application/pdf",
        "language": "fr",
        "content": b"answers \x00\xff",
        "simulated": False,
    }
    return await add_version(pool, document=document, **(plain | changes))


async def test_a_document_comes_back_as_it_was_given(pool: asyncpg.Pool) -> None:
    ref = await add(pool)

    stored = await get(pool, ref.id)

    assert ref.id.startswith("doc-")
    assert ref.id.endswith("/1")
    assert ref.sha256 == sha256(b"answers \x00\xff").hexdigest()
    assert stored.content == b"answers \x00\xff"
    assert stored.ref == ref
    assert (stored.version, stored.kind, stored.size, stored.language) == (1, "questionnaire", 10, "fr")


async def test_versions_of_one_document_are_counted(pool: asyncpg.Pool) -> None:
    first = await add(pool)
    document = first.id.removesuffix("/1")

    second = await add(pool, document, content=b"better answers")

    known = await facts(pool, [second.id, first.id, "doc-x/1"])
    assert second.id == f"{document}/2"
    assert (await get(pool, first.id)).content == b"answers \x00\xff"
    assert [one.version for one in known.values()] == [1, 2]


async def test_versions_added_at_once_all_get_their_number(pool: asyncpg.Pool) -> None:
    document = (await add(pool)).id.removesuffix("/1")

    refs = await asyncio.gather(*(add(pool, document, content=bytes([number])) for number in range(1, 9)))

    assert sorted(ref.id for ref in refs) == [f"{document}/{number}" for number in range(2, 10)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"content": b""}, "document_empty"),
        ({"content": bytes(LARGEST + 1)}, "document_too_large"),
        ({"media_type": "text/html\r\nX-Evil: 1"}, "bad_media_type"),
        ({"media_type": "pdf"}, "bad_media_type"),
        ({"kind": "nul \x00"}, "bad_text"),
    ],
    ids=lambda value: ascii(value)[:40],
)
async def test_what_is_no_document_is_refused(pool: asyncpg.Pool, changes: dict[str, Any], code: str) -> None:
    document = (await add(pool)).id.removesuffix("/1")

    with pytest.raises(InputInvalid, match=code):
        await add(pool, **changes)
    with pytest.raises(InputInvalid, match=code):
        await add(pool, document, **changes)


async def test_the_largest_document_is_taken(pool: asyncpg.Pool) -> None:
    ref = await add(pool, content=bytes(LARGEST))

    assert len((await get(pool, ref.id)).content) == LARGEST


async def test_a_next_version_of_nothing_is_not_found(pool: asyncpg.Pool) -> None:
    document = (await add(pool)).id.removesuffix("/1")

    with pytest.raises(NotFound, match="unknown_document"):
        await add(pool, "doc-unknown")
    with pytest.raises(NotFound, match="unknown_document"):
        await add(pool, document, cycle="untoc-2")
    with pytest.raises(NotFound, match="unknown_document"):
        await get(pool, f"{document}/2")


async def test_many_documents_are_added_at_once_in_order(pool: asyncpg.Pool) -> None:
    given = [
        NewDocument(
            cycle=CYCLE,
            kind="feedback",
            media_type="text/plain",
            language="en",
            content=f"feedback {number}".encode(),
            simulated=True,
        )
        for number in range(50)
    ]

    refs = await add_documents(pool, given)

    assert [ref.sha256 for ref in refs] == [sha256(one.content).hexdigest() for one in given]
    assert (await verify_documents(pool)).documents == 50


async def test_hostile_text_about_a_document_is_kept_to_the_letter(pool: asyncpg.Pool) -> None:
    text = "'); DROP TABLE document_version; -- \u2028 \\ \""

    stored = await get(pool, (await add(pool, kind=text, language=text)).id)

    assert (stored.kind, stored.language) == (text, text)


async def test_documents_that_nobody_touched_are_sound(pool: asyncpg.Pool) -> None:
    ref = await add(pool)
    named = entry(data={"answers": [{"deep": ref.model_dump()}], "note": {"id": 1, "sha256": None}})
    await record(pool, recording(entries=(named,), documents=(ref,)))

    found = await verify_documents(pool)

    assert (found.documents, found.references, found.bad) == (1, 1, ())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("UPDATE document_version SET content = set_byte(content, 3, 0)", "changed"),
        ("UPDATE document_version SET size = 9", "changed"),
        ("UPDATE document_version SET version = 2", "changed"),
        ("UPDATE document_version SET content = '\\x00', size = 1, sha256 = encode(sha256('\\x00'), 'hex')", "ledger"),
        ("DELETE FROM document_version", "not in the store"),
    ],
)
async def test_a_document_that_was_changed_or_taken_is_found_and_named(
    pool: asyncpg.Pool, change: str, reason: str
) -> None:
    ref = await add(pool)
    await record(pool, recording(entries=(entry(data={"document": ref.model_dump()}),), documents=(ref,)))

    await tamper(pool, change)

    (bad,) = (await verify_documents(pool)).bad
    assert bad.id == ref.id
    assert reason in bad.reason


async def test_a_stored_version_cannot_be_changed(pool: asyncpg.Pool) -> None:
    await add(pool)

    with pytest.raises(asyncpg.RaiseError, match="append_only"):
        await pool.execute("UPDATE document_version SET kind = 'other'")  # pyright: ignore[reportUnknownMemberType]
