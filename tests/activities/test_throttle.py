"""Mail leaves in an even row when the relay wants it so."""

import asyncio

import pytest

from activities.throttle import Throttle

NEVER = float("inf")


async def passed(throttle: Throttle, times: int, given_up: asyncio.Event | None = None) -> float:
    """Seconds that so many mails take."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    for _ in range(times):
        assert await throttle.place(given_up or asyncio.Event(), until=NEVER)
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
    await throttle.place(given_up, until=NEVER)
    asyncio.get_running_loop().call_later(0.05, given_up.set)

    assert await passed(throttle, 1, given_up) < 1


async def test_a_place_that_would_come_too_late_is_left_to_who_comes_next() -> None:
    """A limit slower than the patience with one mail lets mail through all the same."""
    loop, throttle = asyncio.get_running_loop(), Throttle(600)
    came = 0
    for _ in range(8):
        came += await throttle.place(asyncio.Event(), until=loop.time() + 0.04)

    assert 3 <= came <= 5
