"""Brings a database to the tables this program expects: forward only, each step once, each step whole.

A migration is a file `migrations/NNNN_what_it_does.sql`. Once applied anywhere it is never edited: its checksum is kept
and compared, and a change is a new file. `schema.sql` is the sum of them, for reading; a test holds it to that.
"""

from hashlib import sha256
from pathlib import Path

import structlog

from models.errors import InputInvalid
from store.pool import Connection, connect

FOLDER = Path(__file__).parent / "migrations"

LOCK_KEY = 7_042_003
"""Of the advisory lock that lets one process migrate at a time; any number that nothing else uses."""

log = structlog.stdlib.get_logger()

LOCK = "SELECT pg_advisory_lock($1)"

CREATE_LIST = """
CREATE TABLE IF NOT EXISTS schema_migration (
    name text PRIMARY KEY,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)
"""

APPLIED = "SELECT name, sha256 FROM schema_migration"

NOTE = "INSERT INTO schema_migration (name, sha256) VALUES ($1, $2)"


async def migrate(url: str) -> list[str]:
    """Apply what is missing at `url` and return the names, in order; an empty list when there was nothing to do.

    Several processes may call it at once. A database that a newer program has migrated further is left as it is: newer
    tables only grow, and an older program must run again after a rollback.

    Raises:
        InputInvalid: `migration_changed`, an applied migration no longer has the text it had.
        Unavailable: `store_unavailable`.
    """
    scripts = _scripts()
    connection = await connect(url)
    try:
        await connection.execute(LOCK, LOCK_KEY)
        return await _apply(connection, scripts)
    finally:
        await connection.close()  # gives the lock back as well


async def _apply(connection: Connection, scripts: dict[str, str]) -> list[str]:
    await connection.execute(CREATE_LIST)
    applied: dict[str, str] = {row["name"]: row["sha256"] for row in await connection.fetch(APPLIED)}
    if newer := sorted(applied.keys() - scripts.keys()):
        log.warning("database_is_newer", migrations=newer)
    done: list[str] = []
    for name, script in scripts.items():
        checksum = sha256(script.encode()).hexdigest()
        if name in applied:
            if applied[name] != checksum:
                raise InputInvalid(
                    "migration_changed",
                    f"Migration {name} was applied with another text: restore it, and write the change as a new file.",
                )
            continue
        async with connection.transaction():
            await connection.execute(script)
            await connection.execute(NOTE, name, checksum)
        log.info("migration_applied", name=name)
        done.append(name)
    return done


def _scripts() -> dict[str, str]:
    """The text of every migration by name, in order."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.sql"))}
