"""Who is looking at what, and who has to be told: one connection listens for the whole process and fans out.

A listener is told that something changed, never what it is now: it asks for its page again, and gets it from the read
model like everybody else. Changes that come close together become one message.
"""

import asyncio
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager

from store.changes import Change

SPACING_SECONDS = 0.25
"""Least time between two messages to one listener."""

MOST_NAMED = 20
"""Workflows that one message names; more than these are `many`."""


class Listener:
    """One open page: what it looks at, and what has changed since it was last told."""

    def __init__(self, cycle: str, workflow_id: str | None) -> None:
        """Look at a whole cycle, or at one workflow of it."""
        self._cycle = cycle
        self._workflow_id = workflow_id
        self._streams: set[str] = set()
        self._rings = asyncio.Event()

    def tell(self, change: Change | None) -> None:
        """Take note of a change; `None` means that anything may have changed."""
        if change is not None:
            is_about_all = change.version == 0 and change.cycle == self._cycle
            if change.cycle != self._cycle or not (is_about_all or self._workflow_id in (None, change.stream)):
                return
            if len(self._streams) <= MOST_NAMED:
                self._streams.add(change.stream)
        self._rings.set()

    async def heard(self, within: float) -> bool:
        """Wait until something changes; False when `within` seconds pass without."""
        try:
            async with asyncio.timeout(within):
                await self._rings.wait()
        except TimeoutError:
            return False
        return True

    def taken(self) -> tuple[str, ...]:
        """The workflows that changed since the last call, in order."""
        self._rings.clear()
        streams, self._streams = self._streams, set()
        return tuple(sorted(streams))


class Changes:
    """All listeners of this process."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._rebuilds: Counter[str] = Counter()
        self._connections = 0

    def heard(self, change: Change | None) -> None:
        """Pass a change on to whom it concerns; called by `store.changes.listen_for_changes`."""
        if change is None:
            self._connections += 1
        elif change.version == 0:
            self._rebuilds[change.cycle] += 1
        for listener in self._listeners:
            listener.tell(change)

    def epoch(self, cycle: str) -> tuple[int, int]:
        """Changes when the read model of a cycle may have changed without a new entry in the ledger."""
        return self._connections, self._rebuilds[cycle]

    @contextmanager
    def listening(self, cycle: str, workflow_id: str | None) -> Generator[Listener]:
        """Listen for the length of a block."""
        listener = Listener(cycle, workflow_id)
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def __len__(self) -> int:
        """How many are listening."""
        return len(self._listeners)
