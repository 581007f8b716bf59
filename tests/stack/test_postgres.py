"""PostgreSQL of the local stack: the same data after a stop and after a crash."""

from pathlib import Path

import pytest

from models.errors import Unavailable
from stack.errors import PartFailed
from stack.postgres import Postgres
from store.pool import connect


async def test_what_was_committed_is_there_after_a_crash(tmp_path: Path) -> None:
    async with Postgres(tmp_path, durable=False) as server:
        connection = await connect(server.url())
        await connection.execute("CREATE TABLE kept (what text)")
        await connection.execute("INSERT INTO kept VALUES ('a summary')")

        await server.kill()
        await server.start()

        connection = await connect(server.url())
        assert await connection.fetchval("SELECT what FROM kept") == "a summary"
        await connection.close()


async def test_a_restart_keeps_address_and_data(tmp_path: Path) -> None:
    async with Postgres(tmp_path, durable=False) as server:
        before = server.url()

        await server.restart()

        assert server.url() == before
        assert await _asked(server.url(), "SELECT current_database()") == "reviewtrack"


@pytest.mark.parametrize(("durable", "fsync"), [(True, "on"), (False, "off")], ids=["durable", "thrown away"])
async def test_only_data_that_are_thrown_away_are_not_flushed(tmp_path: Path, *, durable: bool, fsync: str) -> None:
    async with Postgres(tmp_path, durable=durable) as server:
        assert await _asked(server.url(), "SHOW fsync") == fsync


async def test_the_password_is_asked_for_and_kept_to_the_owner(tmp_path: Path) -> None:
    async with Postgres(tmp_path, durable=False) as server:
        without = f"postgresql://reviewtrack:wrong@127.0.0.1:{server.port}/reviewtrack"

        with pytest.raises(Unavailable):
            await connect(without)
        assert (tmp_path / "password").stat().st_mode & 0o777 == 0o600


async def test_a_start_that_was_interrupted_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "data.unfinished").mkdir()
    (tmp_path / "data.unfinished" / "PG_VERSION").write_text("18\n")

    async with Postgres(tmp_path, durable=False) as server:
        assert await _asked(server.url(), "SELECT 1") == 1


async def test_data_of_another_version_are_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "PG_VERSION").write_text("12\n")

    with pytest.raises(PartFailed, match="cannot open data of version 12"):
        await Postgres(tmp_path).start()
    assert (tmp_path / "data" / "PG_VERSION").read_text() == "12\n"


async def test_a_database_can_be_copied_from_another(tmp_path: Path) -> None:
    async with Postgres(tmp_path, durable=False) as server:
        await _asked(await server.create_database("pattern"), "CREATE TABLE drawn AS SELECT 7 AS lot")

        copy = await server.create_database("copy", template="pattern")

        assert await _asked(copy, "SELECT lot FROM drawn") == 7
        with pytest.raises(PartFailed, match="already exists"):
            await server.create_database("copy")
        await server.drop_database("copy")


async def _asked(url: str, question: str) -> object:
    connection = await connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()
