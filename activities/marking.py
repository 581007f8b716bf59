"""Noting what was sent while the next mails are already on their way.

Each mail that the relay took is noted within a fraction of a second, many in one statement. The pause is the price of a
crash: at most what was taken within it is sent a second time, with the same Message-ID.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Generic, Self, TypeVar

import structlog

from models.errors import Unavailable

PAUSE_SECONDS = 0.05
"""Between two notes; the time in which answers gather."""

AGAIN_SECONDS = 1.0
"""Between two tries when the database does not answer."""

log = structlog.stdlib.get_logger()

_Answer = TypeVar("_Answer")


class Marks(Generic[_Answer]):
    """Answers that the relay gave, on their way into the store. To be used as an asynchronous context.

    Leaving the context notes the rest, and raises `Unavailable` if the database would not have it.
    """

    def __init__(self, note: Callable[[Mapping[str, _Answer]], Awaitable[None]], *, patience_seconds: float) -> None:
        """Take what notes answers by key, and how long a database that does not answer is waited for."""
        self._note_all = note
        self._patience = patience_seconds
        self._gathered: dict[str, _Answer] = {}
        self._news, self._settled, self._ready = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._is_over = asyncio.Event()
        self._settled.set()
        self._ready.set()
        self._error: Exception | None = None
        self._noting: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begin to note."""
        self._noting = asyncio.create_task(self._note_for_ever())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Note the rest, then stop."""
        self._is_over.set()
        try:
            await self._settled.wait()
            if kind is None:
                self._check()
        finally:
            if self._noting is not None:
                self._noting.cancel()
                with suppress(asyncio.CancelledError):
                    await self._noting

    def taken(self, key: str, answer: _Answer) -> None:
        """The relay took the mail with this key."""
        self._gathered[key] = answer
        self._settled.clear()
        self._news.set()

    async def ready(self) -> None:
        """Wait while the database does not answer: nothing more is sent that could not be noted."""
        if not self._ready.is_set():
            await self._ready.wait()
        self._check()

    def _check(self) -> None:
        if self._error is not None:
            raise self._error

    async def _note_for_ever(self) -> None:
        try:
            while True:
                await self._news.wait()
                with suppress(TimeoutError):
                    async with asyncio.timeout(PAUSE_SECONDS):
                        await self._is_over.wait()
                self._news.clear()
                answers, self._gathered = self._gathered, {}
                await self._note(answers)
                if not self._gathered:
                    self._settled.set()
        except Exception as error:  # noqa: BLE001 - whatever it is, the one who sends has to hear of it and stop
            self._error = error
            self._ready.set()
            self._settled.set()

    async def _note(self, answers: Mapping[str, _Answer]) -> None:
        until = asyncio.get_running_loop().time() + self._patience
        while True:
            try:
                await self._note_all(answers)
            except Unavailable as error:
                if asyncio.get_running_loop().time() >= until:
                    raise
                log.warning("sent_mail_not_noted_yet", mails=len(answers), reason=error.message)
                self._ready.clear()
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                self._ready.set()
                return
