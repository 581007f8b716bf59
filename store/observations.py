"""What the general review of a Conference is counted from: the entries of one cycle that say it, as of one moment."""

from collections.abc import Sequence
from json import loads

from models.conference.review import READ_OF_CONFERENCES, READ_OF_CYCLE, READ_OF_PHASES
from models.ledger import LedgerEntry
from models.people import Actor
from models.value import Value
from store.pool import Connection, Pool, Row, borrowed


class ReviewEntries(Value):
    """Entries of a cycle, its phase reviews and the tracks of its Conferences, each by stream and version."""

    cycle: tuple[LedgerEntry, ...]
    phases: tuple[LedgerEntry, ...]
    conferences: tuple[LedgerEntry, ...]


OF_KIND = """
SELECT stream, version, type, data, actor, at, command_id, recorded_at, previous, hash
FROM ledger WHERE cycle = $1 AND starts_with(stream, $2) AND type = ANY($3::text[]) ORDER BY stream, version
"""


async def entries_for_review(pool: Pool, cycle: str) -> ReviewEntries:
    """Return what is counted from; a cycle of ten years has some thousand such entries."""
    async with borrowed(pool) as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        return ReviewEntries(
            cycle=await _of_kind(connection, cycle, "cycle", READ_OF_CYCLE),
            phases=await _of_kind(connection, cycle, "phase", READ_OF_PHASES),
            conferences=await _of_kind(connection, cycle, "conference", READ_OF_CONFERENCES),
        )


async def _of_kind(connection: Connection, cycle: str, kind: str, types: Sequence[str]) -> tuple[LedgerEntry, ...]:
    return tuple(_entry(row) for row in await connection.fetch(OF_KIND, cycle, f"{kind}/", list(types)))


def _entry(row: Row) -> LedgerEntry:
    return LedgerEntry.model_validate(
        {**row, "data": loads(row["data"]), "actor": Actor.model_validate_json(row["actor"])}
    )
