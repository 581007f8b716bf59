"""Pages that were just made, so that fifty people who look at the same board cost one query and one rendering.

A page is kept under a stamp that says how far the read model had come (`store.glance.Standing`, and the calendar day).
Whoever asks reads the stamp first, so nobody is shown less than what was recorded before they asked. Those who ask
while a page is being made wait for that one.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar, cast

KEPT_SECONDS = 30.0
"""After this a page is made again although its stamp is the same: what a stamp cannot know does not stay wrong."""

MOST_KEPT = 32

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class _Held:
    stamp: Hashable
    until: float
    making: "asyncio.Task[Any]"


class Kept:
    """The pages of this process, least recently asked for first."""

    def __init__(self, *, most: int = MOST_KEPT) -> None:
        """Keep at most `most` pages."""
        self._most = most
        self._held: OrderedDict[Hashable, _Held] = OrderedDict()

    async def get(self, key: Hashable, stamp: Hashable, make: Callable[[], Awaitable[Made]]) -> Made:
        """What is kept under `key` with this `stamp`, or what `make` returns; its error reaches all who wait for it."""
        held = self._held.get(key)
        if held is None or held.stamp != stamp or held.until < monotonic():
            held = _Held(stamp=stamp, until=monotonic() + KEPT_SECONDS, making=asyncio.ensure_future(_task(make)))
            held.making.add_done_callback(lambda _: self._forget_failed(key, held))
            self._held[key] = held
            if len(self._held) > self._most:
                self._held.popitem(last=False)
        self._held.move_to_end(key)
        # Shielded: one who hangs up does not take the page from those who still wait.
        return cast("Made", await asyncio.shield(held.making))

    def _forget_failed(self, key: Hashable, held: _Held) -> None:
        if (held.making.cancelled() or held.making.exception()) and self._held.get(key) is held:
            del self._held[key]


async def _task(make: Callable[[], Awaitable[Made]]) -> Made:
    return await make()
