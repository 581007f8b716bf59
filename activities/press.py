"""The processes in which letters are set, so that a worker goes on with everything else meanwhile.

Setting a letter takes a tenth of a second of one processor, and hundreds may be due at once. In a thread they would
hold up whatever else the process does; here they wait for one another, and give way to other processes of the machine.
"""

import asyncio
import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.connection import wait
from threading import Thread

from notices.note_verbale import WrittenNote
from notices.note_verbale_pdf import note_verbale_pdf

PRESSES = max(1, min(2, (os.cpu_count() or 1) // 2))
"""Letters that are set at a time, each in a process of its own: one on a machine of two processors."""

LOWER = 19
"""By how much a process gives way (`nice`): to everything else there is."""


class Press:
    """Sets letters, in processes that are started with the first."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._executor: ProcessPoolExecutor | None = None

    async def pdf_of(self, written: WrittenNote) -> bytes:
        """Return the PDF of a letter; raises `InputInvalid` (`glyph_missing`) for one that no font here can write.

        If a process was killed, others are started for the next letter, and `BrokenProcessPool` is raised.
        """
        if self._executor is None:
            self._executor = ProcessPoolExecutor(
                max_workers=PRESSES, mp_context=multiprocessing.get_context("spawn"), initializer=_settle
            )
        executor = self._executor
        try:
            return await asyncio.get_running_loop().run_in_executor(executor, note_verbale_pdf, written)
        except BrokenProcessPool:
            if self._executor is executor:
                self._executor = None
            raise


def _settle() -> None:
    """Give way to others, leave Ctrl-C to the worker, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError, AttributeError):
        os.nice(LOWER)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(0)
