"""Whoever listens hears of every act, and looks again after an interruption."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
import pytest

from store import changes
from store.changes import Change, listen_for_changes, listen_for_post
from store.ledger import record
from store.pool import borrowed
from store.read_model import replace_read_model
from tests.store.build import CLOCK, CYCLE, STREAM, notice, recording, status

CUT_LISTENERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'LISTEN%'
"""


@asynccontextmanager
async def running(listening: Coroutine[Any, Any, None]) -> AsyncGenerator[None]:
    """Listen for the length of a block."""
    task = asyncio.create_task(listening)
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_every_act_is_heard_after_it_was_recorded(pool: asyncpg.Pool) -> None:
    heard: asyncio.Queue[Change | None] = asyncio.Queue()
    async with running(listen_for_changes(pool, heard.put_nowait)), asyncio.timeout(20):
        began = await heard.get()
        await record(pool, recording(1, 2))
        await record(pool, recording(1, 2))
        await record(pool, recording(3))
        acts = [await heard.get(), await heard.get()]
        await replace_read_model(pool, CYCLE, [status(3)], CLOCK)
        rebuilt = await heard.get()

    assert began is None
    assert acts == [
        Change(stream=STREAM, kind="phase", cycle=CYCLE, version=2),
        Change(stream=STREAM, kind="phase", cycle=CYCLE, version=3),
    ]
    assert rebuilt == Change(stream="cycle/untoc-1", kind="cycle", cycle=CYCLE, version=0)


async def test_new_post_is_heard_and_acts_without_post_are_not(pool: asyncpg.Pool) -> None:
    heard: asyncio.Queue[str | None] = asyncio.Queue()
    async with running(listen_for_post(pool, heard.put_nowait)), asyncio.timeout(20):
        began = await heard.get()
        await record(pool, recording(1))
        await record(pool, recording(2), [notice()])
        queued = await heard.get()

    assert (began, queued, heard.empty()) == (None, CYCLE, True)


async def test_a_listener_that_was_cut_off_begins_again_and_says_so(
    pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "PAUSE_SECONDS", 0.01)
    heard: asyncio.Queue[Change | None] = asyncio.Queue()
    async with running(listen_for_changes(pool, heard.put_nowait)), asyncio.timeout(20):
        await heard.get()
        async with borrowed(pool) as connection:
            await connection.execute(CUT_LISTENERS)
        again = await heard.get()
        await record(pool, recording(1))
        change = await heard.get()

    assert again is None
    assert change is not None
    assert change.version == 1


async def test_a_listener_that_stops_leaves_its_connection_clean(pool: asyncpg.Pool) -> None:
    heard: asyncio.Queue[Change | None] = asyncio.Queue()
    async with running(listen_for_changes(pool, heard.put_nowait)), asyncio.timeout(20):
        await heard.get()

    async with borrowed(pool) as connection:
        channels = await connection.fetch("SELECT * FROM pg_listening_channels()")
    assert channels == []
    assert pool.get_idle_size() == pool.get_size()
