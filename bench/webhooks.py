"""Webhooks on a ledger as large as a decade's: giving places, passing over what is not told, delivering what is.

`python -m bench.webhooks` runs this alone.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import httpcore

from stack.postgres import Postgres
from store import places, webhooks
from store.migrations import migrate
from store.pool import Pool, borrowed, open_pool
from tests.webhooks.build import courier, put_calls, subscribe
from tests.webhooks.scripted import Scripted

STREAMS = 2700
ENTRIES = 135_000
MESSAGES = 2000
LOOKS = 20

FILL = """
INSERT INTO ledger (stream, version, type, data, actor, at, recorded_at, previous, hash)
SELECT
    'phase/untoc-1/S' || (n % $1) || '/1', n / $1 + 1, 'saq_submitted', '{}', '{"role":"secretariat"}', now(),
    now() + n * interval '1 ms', '', ''
FROM generate_series(0, $2 - 1) AS n
"""


async def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        async with Postgres(Path(folder), durable=True) as server:
            url = await server.create_database("bench")
            await migrate(url)
            pool = await open_pool(url)
            await _measure(pool)
            await pool.close()


async def _measure(pool: Pool) -> None:
    async with borrowed(pool) as connection:
        await connection.execute(FILL, STREAMS, ENTRIES)
        await connection.execute("ANALYZE")
    print(f"{ENTRIES:,} entries in {STREAMS:,} streams")
    print(f"  given their places, once        {await _seconds(lambda: _place_all(pool)):8.2f} s")
    async with borrowed(pool) as connection:
        await connection.execute("ANALYZE")
    looks = sorted([await _seconds(lambda: places.place(pool)) for _ in range(LOOKS)])
    print(f"  compared when nothing is new    {looks[LOOKS // 2] * 1000:8.1f} ms")
    async with Scripted() as receiver:
        webhook_id = await subscribe(pool, receiver.url)
        print(f"  passed over by a subscription   {await _seconds(lambda: _catch_up(pool, webhook_id)):8.2f} s")
        await put_calls(pool, MESSAGES)
        rate = MESSAGES / await _seconds(lambda: _catch_up(pool, webhook_id))
        floor = MESSAGES / await _seconds(lambda: _bare(receiver.url))
    ratio = rate / floor
    print(f"{MESSAGES:,} messages to one receiver  {rate:8.0f} a second; posts alone {floor:.0f}, ratio {ratio:.2f}")


async def _place_all(pool: Pool) -> None:
    while await places.place(pool):
        pass


async def _catch_up(pool: Pool, webhook_id: str) -> None:
    await places.place(pool)
    last = await places.last_place(pool)
    while (await webhooks.webhook(pool, webhook_id)).position < last:
        await courier(pool).once()


async def _bare(url: str) -> None:
    async with httpcore.AsyncConnectionPool(max_connections=1) as connections:
        for _ in range(MESSAGES):
            await connections.request("POST", url, content=b"x" * 400)


async def _seconds(work: Callable[[], Awaitable[Any]]) -> float:
    began = perf_counter()
    await work()
    return perf_counter() - began


if __name__ == "__main__":
    asyncio.run(main())
