"""Migrations are applied once, in order, and sum up to schema.sql."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from models.errors import InputInvalid
from store import migrations
from store.migrations import FOLDER, migrate
from store.pool import connect

CATALOGUE = """
SELECT 'column', c.table_name || '.' || c.column_name || ' ' || c.ordinal_position || ' ' || c.data_type || ' '
    || c.is_nullable || ' ' || coalesce(c.collation_name, '') || ' ' || coalesce(c.column_default, '') || ' '
    || coalesce(c.generation_expression, '') || coalesce(c.identity_generation, '')
FROM information_schema.columns AS c WHERE c.table_schema = 'public'
UNION ALL SELECT 'storage', attrelid::regclass || '.' || attname || ' ' || attstorage::text
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0
UNION ALL SELECT 'constraint', conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
UNION ALL SELECT 'index', indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'view', viewname || ' ' || definition FROM pg_views WHERE schemaname = 'public'
UNION ALL SELECT 'function', pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
ORDER BY 1, 2
"""


async def catalogue(url: str) -> list[tuple[str, str]]:
    """Everything that a schema consists of, as text."""
    connection = await connect(url)
    try:
        return [(kind, text) for kind, text in map(tuple, await connection.fetch(CATALOGUE))]
    finally:
        await connection.close()


async def test_the_migrations_make_the_database_that_schema_sql_describes(
    empty_postgres_url: str, postgres_url: str
) -> None:
    connection = await connect(empty_postgres_url)
    await connection.execute(Path(migrations.__file__).with_name("schema.sql").read_text())
    await connection.close()

    described, migrated = await catalogue(empty_postgres_url), await catalogue(postgres_url)

    assert described == migrated
    assert len(migrated) > 100


async def test_a_second_run_has_nothing_to_do(empty_postgres_url: str) -> None:
    first = await migrate(empty_postgres_url)
    second = await migrate(empty_postgres_url)

    assert first == sorted(path.stem for path in FOLDER.glob("*.sql"))
    assert second == []


async def test_of_two_processes_that_migrate_at_once_only_one_does(empty_postgres_url: str) -> None:
    one, other = await asyncio.gather(migrate(empty_postgres_url), migrate(empty_postgres_url))

    assert {len(one), len(other)} == {0, len(one) + len(other)}


async def test_an_edited_migration_is_refused(
    empty_postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "FOLDER", tmp_path)
    script = tmp_path / "0001_first.sql"
    script.write_text("CREATE TABLE one (id integer)")
    await migrate(empty_postgres_url)
    script.write_text("CREATE TABLE one (id bigint)")

    with pytest.raises(InputInvalid, match="migration_changed"):
        await migrate(empty_postgres_url)


async def test_a_migration_that_fails_leaves_nothing_and_the_ones_before_it_stand(
    empty_postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "FOLDER", tmp_path)
    (tmp_path / "0001_good.sql").write_text("CREATE TABLE good (id integer)")
    (tmp_path / "0002_bad.sql").write_text("CREATE TABLE half (id integer); SELECT 1 / 0")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(empty_postgres_url)
    (tmp_path / "0002_bad.sql").write_text("CREATE TABLE whole (id integer)")

    done = await migrate(empty_postgres_url)

    assert done == ["0002_bad"]
    tables = {text for kind, text in await catalogue(empty_postgres_url) if kind == "column"}
    assert not any(text.startswith("half.") for text in tables)
    assert any(text.startswith("whole.") for text in tables)


async def test_a_database_of_a_newer_program_is_left_as_it_is(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "FOLDER", tmp_path)

    assert await migrate(postgres_url) == []
