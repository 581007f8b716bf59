"""Mail leaves in an even row when the relay wants it so."""

import asyncio

import pytest

from activities.throttle import Throttle


async def passed(throttle: Throttle, times: int, given_up: asyncio.Event | None = None) -> float:
    """Seconds that so many mails take."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    for _ in range(times):
        await throttle.place(given_up or asyncio.Event())
    return loop.time() - started


async def test_without_a_limit_nobody_waits() -> None:
    assert await passed(Throttle(), 1000) < 0.5


async def test_mails_leave_one_after_the_other() -> None:
    took = await passed(Throttle(600), 4)

    assert took == pytest.approx(0.3, abs=0.15)


async def test_turns_of_one_process_share_the_limit() -> None:
    throttle = Throttle(1200)

    took = max(await asyncio.gather(*(passed(throttle, 3) for _ in range(3))))

    assert took == pytest.approx(0.4, abs=0.15)


async def test_a_turn_that_is_called_back_does_not_wait_for_its_place() -> None:
    throttle, given_up = Throttle(1), asyncio.Event()
    await throttle.place(given_up)
    asyncio.get_running_loop().call_later(0.05, given_up.set)

    assert await passed(throttle, 1, given_up) < 1
