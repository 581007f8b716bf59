"""Random numbers anyone can compute again: SHA-256 of the seed and a counter, nothing hidden in a library."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

_Item = TypeVar("_Item")


class Chance:
    """A stream of uniform choices, a function of the seed and the label alone."""

    def __init__(self, seed: str, label: str) -> None:
        """Take the seed (hex) and a label that keeps the streams of one draw apart."""
        self._prefix = bytes.fromhex(seed) + label.encode()
        self._counter = 0

    def below(self, bound: int) -> int:
        """Return a uniform integer from 0 to `bound` - 1; values that would favour some are thrown away."""
        limit = (1 << 64) - (1 << 64) % bound
        while True:
            block = hashlib.sha256(self._prefix + self._counter.to_bytes(8, "big")).digest()
            self._counter += 1
            value = int.from_bytes(block[:8], "big")
            if value < limit:
                return value % bound

    def shuffled(self, items: Sequence[_Item]) -> list[_Item]:
        """Return the items in uniform random order (Fisher and Yates)."""
        shuffled = list(items)
        for last in range(len(shuffled) - 1, 0, -1):
            other = self.below(last + 1)
            shuffled[last], shuffled[other] = shuffled[other], shuffled[last]
        return shuffled
