"""Order and completeness: places of the ledger, and delivery by several workers that die and receivers that fail."""

import asyncio
import random
import sys
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import places, webhook_queue, webhooks
from store.pool import Pool, borrowed, connect
from tests.webhooks.build import DIALOGUE, SEALED, SEALING_KEY, Clock, courier, put, put_calls, subscribe
from tests.webhooks.scripted import OK, Answer, Got, Scripted

HELD_BACK = """
INSERT INTO ledger (stream, version, type, data, actor, at, recorded_at, previous, hash)
VALUES ($1, $2, 'call_extended', '{"closes_on":"2027-01-01"}', '{"role":"secretariat"}', now(), now(), '', '')
"""


async def placed(pool: Pool) -> list[tuple[int, str, int]]:
    """Every place with its entry."""
    return [(each.position, each.stream, each.version) for each in await places.placed_after(pool, 0, limit=1000)]


async def test_places_are_given_once_without_a_gap_in_the_order_of_recording(pool: Pool) -> None:
    await put_calls(pool, 2)
    await put(pool, SEALED, 1, "drawing_planned")
    await put_calls(pool, 1, after=2)

    assert await places.place(pool, most=3) == 3
    assert await places.place(pool) == 1
    assert await places.place(pool) == 0
    assert await placed(pool) == [(1, DIALOGUE, 1), (2, DIALOGUE, 2), (3, SEALED, 1), (4, DIALOGUE, 3)]
    assert await places.place_of(pool, SEALED, 1) == 3


async def test_an_entry_that_is_committed_late_gets_a_later_place_and_is_not_passed_over(
    pool: Pool, postgres_url: str
) -> None:
    late = await connect(postgres_url)
    async with late.transaction():
        await late.execute(HELD_BACK, f"{DIALOGUE}-late", 1)
        await put_calls(pool, 3)
        await places.place(pool)
        before = await placed(pool)
    await late.close()

    await places.place(pool)

    assert [stream for _, stream, _ in before] == [DIALOGUE] * 3
    assert (await placed(pool))[3:] == [(4, f"{DIALOGUE}-late", 1)]


async def test_a_clock_that_was_set_back_does_not_turn_a_stream_round(pool: Pool) -> None:
    async with borrowed(pool) as connection:
        for version, ago in ((1, "1 hour"), (2, "3 hours"), (3, "2 hours")):
            await connection.execute(
                HELD_BACK.replace("now(), now()", f"now(), now() - interval '{ago}'"), "d/c/a", version
            )

    await places.place(pool)

    assert [version for _, _, version in await placed(pool)] == [1, 2, 3]


async def test_several_placers_and_many_writers_leave_nothing_out(pool: Pool) -> None:
    streams = [f"dialogue/untoc-1/group-{number}" for number in range(6)]

    async def write(stream: str) -> None:
        await put_calls(pool, 15, stream=stream)

    async def keep_placing(until: asyncio.Event) -> None:
        while not until.is_set():
            await places.place(pool)

    done = asyncio.Event()
    placers = [asyncio.create_task(keep_placing(done)) for _ in range(3)]
    await asyncio.gather(*(write(each) for each in streams))
    done.set()
    await asyncio.gather(*placers)
    await places.place(pool)

    found = await placed(pool)
    assert [position for position, _, _ in found] == list(range(1, 91))
    for stream in streams:
        assert [version for _, of, version in found if of == stream] == list(range(1, 16))


class Whims:
    """A receiver that fails by a seed: refuses, hangs up before or after it has taken a message."""

    def __init__(self, seed: int) -> None:
        """Take the seed."""
        self._chance = random.Random(seed)  # noqa: S311 - a test that can be repeated
        self.kept: list[Got] = []

    def __call__(self, got: Got) -> Answer:
        """Answer."""
        match self._chance.randrange(8):
            case 0:
                return 500, {}, b""
            case 1:
                return None
            case 2:
                self.kept.append(got)
                return None  # taken, and the answer is lost
            case _:
                self.kept.append(got)
                return OK


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32 - 1))
async def test_whatever_fails_every_stream_arrives_whole_and_in_order(pool: Pool, seed: int) -> None:
    """Three workers that are cut off at any moment, a receiver that fails at any moment, writers at the same time."""
    chance = random.Random(seed)  # noqa: S311 - a test that can be repeated
    whims = Whims(seed)
    streams = [f"dialogue/untoc-1/group-{seed}-{number}" for number in range(4)]
    clock = Clock()
    async with Scripted(answer=whims) as receiver:
        webhook_id = await subscribe(pool, receiver.url, streams=tuple(streams), position=await places.last_place(pool))

        async def write(stream: str) -> None:
            for version in range(8):
                await put_calls(pool, 1, stream=stream, after=version)
                await asyncio.sleep(chance.random() * 0.02)

        async def work() -> None:
            """A worker that dies now and then in the middle of whatever it does."""
            while not finished.is_set():
                turn = asyncio.create_task(courier(pool, now=clock, lease=timedelta(seconds=0.05)).once())
                if chance.random() < 0.3:
                    await asyncio.sleep(chance.random() * 0.05)
                    turn.cancel()
                await asyncio.gather(turn, return_exceptions=True)
                clock.step(timedelta(seconds=20))
                await asyncio.sleep(0.01)

        finished = asyncio.Event()
        workers = [asyncio.create_task(work()) for _ in range(3)]
        await asyncio.gather(*(write(each) for each in streams))
        async with asyncio.timeout(60):
            while await behind(pool, webhook_id):
                await asyncio.sleep(0.02)
        finished.set()
        await asyncio.gather(*workers)

    first_seen: dict[str, Got] = {}
    for got in whims.kept:
        first_seen.setdefault(got.id, got)
    arrived = defaultdict[str, list[int]](list)
    for got in first_seen.values():
        stream, _, version = got.event["id"].partition("@")
        arrived[stream].append(int(version))
    assert arrived == {stream: list(range(1, 9)) for stream in streams}


async def behind(pool: Pool, webhook_id: str) -> bool:
    """Whether there is something left to deliver."""
    await places.place(pool)
    return (await webhooks.webhook(pool, webhook_id)).position < await places.last_place(pool)


async def test_a_worker_that_comes_back_after_its_lease_changes_nothing(pool: Pool, receiver: Scripted) -> None:
    await put_calls(pool, 1)
    webhook_id = await subscribe(pool, receiver.url)
    await places.place(pool)
    (stale,) = await webhook_queue.claim(pool, limit=1, at=Clock().at, lease=timedelta(0))
    (current,) = await webhook_queue.claim(pool, limit=1, at=Clock().at)

    assert not await webhook_queue.passed(pool, stale, 1)
    assert await webhook_queue.passed(pool, current, 1)
    assert (await webhooks.webhook(pool, webhook_id)).position == 1


async def test_a_command_takes_the_lease_away(pool: Pool, receiver: Scripted) -> None:
    await put_calls(pool, 2)
    webhook_id = await subscribe(pool, receiver.url)
    await places.place(pool)
    (served,) = await webhook_queue.claim(pool, limit=1, at=Clock().at)

    await webhooks.send_from(pool, webhook_id, 0)

    assert not await webhook_queue.passed(pool, served, 2)


async def test_two_workers_never_serve_one_subscription_at_once(pool: Pool, receiver: Scripted) -> None:
    await put_calls(pool, 1)
    await subscribe(pool, receiver.url)
    await places.place(pool)

    claims = await asyncio.gather(*(webhook_queue.claim(pool, limit=5, at=Clock().at) for _ in range(5)))

    assert sum(len(each) for each in claims) == 1


async def test_the_loop_delivers_moments_after_the_act(pool: Pool, receiver: Scripted) -> None:
    await subscribe(pool, receiver.url)
    loop = asyncio.create_task(courier(pool).run())
    await asyncio.sleep(1)

    await put_calls(pool, 3)
    async with asyncio.timeout(5):
        while len(receiver.taken) < 3:
            await asyncio.sleep(0.05)
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)

    assert [got.event["id"] for got in receiver.taken] == [f"{DIALOGUE}@{each}" for each in (1, 2, 3)]


CRASH = """
import asyncio, os, sys
from store import webhook_queue
from store.pool import open_pool
from tests.webhooks.build import courier, Seal

async def die(*_, **__):
    os._exit(9)

async def main():
    webhook_queue.delivered = die
    pool = await open_pool(sys.argv[1])
    await courier(pool, seal=Seal([sys.argv[2]])).once()

asyncio.run(main())
"""


async def test_a_process_that_dies_before_it_notes_the_answer_leaves_the_message_to_another(
    pool: Pool, postgres_url: str, receiver: Scripted
) -> None:
    await put_calls(pool, 2)
    await subscribe(pool, receiver.url)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CRASH, postgres_url, SEALING_KEY, cwd=Path(__file__).parents[2]
    )
    assert await process.wait() == 9
    await courier(pool).once()
    assert len(receiver.taken) == 1, "the lease of the dead one still holds"
    async with borrowed(pool) as connection:
        await connection.execute("UPDATE webhook SET leased_until = now()")

    await courier(pool).once()

    assert [got.event["id"] for got in receiver.taken] == [f"{DIALOGUE}@1", f"{DIALOGUE}@1", f"{DIALOGUE}@2"]
    assert receiver.taken[0].id == receiver.taken[1].id
