"""A database that does not answer is said to be unavailable, in words, and may be asked again."""

import asyncpg
import pytest

from models.errors import Unavailable
from stack.ports import free_port
from store.ledger import entries, record
from store.migrations import migrate
from store.pool import borrowed, open_pool
from tests.store.build import STREAM, recording


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    url = f"postgresql://nobody:secret@127.0.0.1:{free_port(None)}/nothing"

    with pytest.raises(Unavailable, match="store_unavailable") as pool_refused:
        await open_pool(url)
    with pytest.raises(Unavailable, match="store_unavailable"):
        await migrate(url)

    assert "DATABASE_URL" in str(pool_refused.value)
    assert "secret" not in str(pool_refused.value)


@pytest.mark.parametrize("change", [("reviewtrack:", "reviewtrack:wrong"), ("/test_", "/missing_")], ids=str)
async def test_a_wrong_password_or_database_is_unavailable(postgres_url: str, change: tuple[str, str]) -> None:
    with pytest.raises(Unavailable, match="store_unavailable"):
        await open_pool(postgres_url.replace(*change))


async def test_what_is_no_address_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="store_unavailable"):
        await open_pool("mysql://somewhere/else")


async def test_a_pool_that_was_closed_is_unavailable(postgres_url: str) -> None:
    pool = await open_pool(postgres_url)
    await pool.close()

    with pytest.raises(Unavailable, match="store_unavailable"):
        await entries(pool, STREAM)


async def test_a_connection_cut_in_mid_statement_is_unavailable_and_the_next_one_works(pool: asyncpg.Pool) -> None:
    with pytest.raises(Unavailable, match="store_unavailable"):
        async with borrowed(pool) as connection:
            await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    assert (await record(pool, recording(1))).version == 1


async def test_a_connection_goes_back_without_a_round_trip_and_without_leftovers(pool: asyncpg.Pool) -> None:
    async with borrowed(pool) as connection, connection.transaction():
        await connection.execute("SET LOCAL work_mem = '1MB'")
        inside = await connection.fetchval("SELECT pg_backend_pid()")

    async with borrowed(pool) as connection:
        after = await connection.fetchval("SELECT pg_backend_pid()")
        changed = await connection.fetchval("SHOW work_mem") == "1MB"
    assert (after, changed) == (inside, False)
