"""A receipt leads to the entry that handed it out, and to nothing else."""

from typing import Any

import asyncpg
import pytest

from models.errors import InputInvalid, NotFound
from models.stakeholders import receipt_of
from store.ledger import record
from store.pool import borrowed
from store.receipts import checked_receipt, handed_out
from tests.store.build import CYCLE, entry, recording, status

DIALOGUE = f"dialogue/{CYCLE}/firearms-2027"
RECEIPT = receipt_of(DIALOGUE, "c-1")


async def keep(pool: asyncpg.Pool, stream: str, *data: dict[str, Any]) -> None:
    """Entries with these data, from the first one of a stream on."""
    entries = tuple(entry(version, type="given", data=each) for version, each in enumerate(data, start=1))
    await record(
        pool,
        recording(stream=stream, entries=entries, status=status(len(entries), workflow_id=stream, obligations=())),
    )


@pytest.mark.parametrize("name", ["application", "contribution", "input", "member"])
async def test_a_receipt_leads_to_the_entry_that_handed_it_out(pool: asyncpg.Pool, name: str) -> None:
    other = receipt_of(DIALOGUE, "c-2")
    handed = {name: {"id": "x-1", "receipt": RECEIPT}}
    await keep(pool, DIALOGUE, {name: "x-1"}, {name: {"receipt": other}}, handed, handed)

    found = await handed_out(pool, RECEIPT)

    assert (found.stream, found.version, found.receipt) == (DIALOGUE, 3, RECEIPT)


async def test_an_entry_can_hand_out_a_receipt_of_its_own(pool: asyncpg.Pool) -> None:
    stream = f"engagement/{CYCLE}/training-2027"
    await keep(pool, stream, {"application": "a-1", "receipt": RECEIPT})

    assert (await handed_out(pool, RECEIPT)).stream == stream


async def test_a_review_hands_out_no_receipts(pool: asyncpg.Pool) -> None:
    await keep(pool, f"phase/{CYCLE}/FRA/1", {"application": {"receipt": RECEIPT}})

    with pytest.raises(NotFound, match="unknown_receipt"):
        await handed_out(pool, RECEIPT)


@pytest.mark.parametrize(
    "typed", [RECEIPT, RECEIPT.lower(), RECEIPT.removeprefix("R-"), f" {RECEIPT.replace('-', ' ')} "]
)
def test_a_receipt_is_known_however_it_was_typed(typed: str) -> None:
    assert checked_receipt(typed) == RECEIPT


@pytest.mark.parametrize("typed", ["", "R-", "R-AAAA-BBBB-CCCC", f"{RECEIPT}A", RECEIPT[:-1] + "1", "a-7", "%"])
def test_what_cannot_be_a_receipt_is_refused(typed: str) -> None:
    with pytest.raises(InputInvalid, match="bad_receipt"):
        checked_receipt(typed)


async def test_a_receipt_is_looked_up_by_index(pool: asyncpg.Pool) -> None:
    async with borrowed(pool) as connection, connection.transaction():
        await connection.execute("SET LOCAL enable_seqscan = off")
        plan = await connection.fetch(
            "EXPLAIN SELECT stream FROM ledger "
            "WHERE receipt_of(data) = $1 AND split_part(stream, '/', 1) IN ('dialogue', 'conference', 'engagement')",
            RECEIPT,
        )

    assert any("ledger_by_receipt" in row["QUERY PLAN"] for row in plan)
