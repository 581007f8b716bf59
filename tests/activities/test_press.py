"""Letters are set in a process of their own, which ends with the worker and may be killed."""

import asyncio
import os
import pickle
import signal
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import pytest

from activities.press import Press
from models.errors import InputInvalid
from notices.note_verbale import WrittenNote
from tests.notices.test_note_verbale import written_note


def written() -> WrittenNote:
    """A letter ready to be set."""
    return written_note()


def pid_of(press: Press) -> int:
    """The process of a press that has begun."""
    executor: Any = press._executor  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    processes: dict[int, object] = executor.__dict__["_processes"]
    return next(iter(processes))


async def until_it_breaks(press: Press) -> None:
    """Have letters set until one is not."""
    while True:
        await press.pdf_of(written())


async def test_a_letter_is_set_elsewhere_and_the_worker_goes_on_meanwhile() -> None:
    press, turns = Press(), 0
    task = asyncio.create_task(press.pdf_of(written()))
    while not task.done():
        await asyncio.sleep(0.01)
        turns += 1

    assert (await task).startswith(b"%PDF-")
    assert turns > 5
    assert pid_of(press) != os.getpid()


async def test_a_press_that_was_killed_is_started_anew() -> None:
    press = Press()
    await press.pdf_of(written())
    os.kill(pid_of(press), signal.SIGKILL)

    with pytest.raises(BrokenProcessPool):
        await asyncio.wait_for(until_it_breaks(press), timeout=30)

    assert (await press.pdf_of(written())).startswith(b"%PDF-")


def test_a_refusal_comes_back_from_there_as_it_was() -> None:
    refusal: InputInvalid = pickle.loads(pickle.dumps(InputInvalid("glyph_missing", "no font has it")))  # noqa: S301

    assert (refusal.code, refusal.message) == ("glyph_missing", "no font has it")
