"""Pages that were just made."""

import asyncio

import pytest

from web.kept import Kept


class Maker:
    """Counts how often it was asked, and answers when it is let."""

    def __init__(self) -> None:
        self.made = 0
        self.may_finish = asyncio.Event()

    async def __call__(self) -> int:
        """Make one more."""
        self.made += 1
        await self.may_finish.wait()
        return self.made


async def test_many_who_ask_at_once_share_one_making() -> None:
    kept, make = Kept(), Maker()
    asking = [asyncio.create_task(kept.get("board", 1, make)) for _ in range(50)]
    await asyncio.sleep(0)

    make.may_finish.set()

    assert await asyncio.gather(*asking) == [1] * 50


async def test_a_new_stamp_is_a_new_page() -> None:
    kept, make = Kept(), Maker()
    make.may_finish.set()

    made = [await kept.get("board", stamp, make) for stamp in (1, 1, 2, 2)]

    assert made == [1, 1, 2, 2]


async def test_one_who_hangs_up_does_not_take_the_page_from_the_others() -> None:
    kept, make = Kept(), Maker()
    first, second = (asyncio.create_task(kept.get("board", 1, make)) for _ in range(2))
    await asyncio.sleep(0)

    first.cancel()
    await asyncio.sleep(0)
    make.may_finish.set()

    assert await second == 1


async def test_a_failure_reaches_all_who_wait_and_is_not_kept() -> None:
    kept = Kept()
    makings = iter((True, False))

    async def make() -> str:
        await asyncio.sleep(0)
        if next(makings):
            raise LookupError("the database went away")
        return "page"

    both = await asyncio.gather(kept.get("board", 1, make), kept.get("board", 1, make), return_exceptions=True)

    assert [type(each) for each in both] == [LookupError, LookupError]
    assert await kept.get("board", 1, make) == "page"


async def test_what_nobody_asked_for_lately_is_forgotten() -> None:
    kept, make = Kept(most=2), Maker()
    make.may_finish.set()

    for key in ("a", "b", "a", "c", "a", "b"):
        await kept.get(key, 1, make)

    assert make.made == 4


async def test_a_page_is_made_again_after_a_while_whatever_its_stamp(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, make = Kept(), Maker()
    make.may_finish.set()
    monkeypatch.setattr("web.kept.KEPT_SECONDS", -1.0)

    made = [await kept.get("board", 1, make) for _ in range(2)]

    assert made == [1, 2]
