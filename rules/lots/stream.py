"""The generator of the draw: SHA-256 in counter mode, read as 64-bit words, specified byte by byte in docs/lots.md.

Kept apart from `rules.lots.chance`, whose numbers recorded histories depend on. This one uses the whole of each block,
and has whole numbers of any size, because an exact draw counts outcomes far beyond 64 bits.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from struct import unpack
from typing import TypeVar

_Item = TypeVar("_Item")

BITS = 64
WORD = 1 << BITS


class Stream:
    """A stream of uniform whole numbers: a function of the key (32 bytes) and the label alone."""

    def __init__(self, key: bytes, label: str) -> None:
        """Take the key and a label, which keeps the streams of one draw apart."""
        self.word: Callable[[], int] = _words(key + label.encode()).__next__
        """Takes the next 64 bits as a whole number."""

    def below(self, bound: int) -> int:
        """Return a uniform whole number from 0 to `bound` - 1; values that would favour some are thrown away.

        A bound of 1 takes nothing from the stream; one above 2^64 takes as many words as it needs, the first highest.
        """
        if bound == 1:
            return 0
        if bound <= WORD:
            limit = limit_of(bound)
            while True:
                value = self.word()
                if value < limit:
                    return value % bound
        words = -(-(bound - 1).bit_length() // BITS)
        space = 1 << BITS * words
        limit = space - space % bound
        while True:
            value = 0
            for _ in range(words):
                value = value << BITS | self.word()
            if value < limit:
                return value % bound

    def shuffled(self, items: Sequence[_Item]) -> list[_Item]:
        """Return the items in uniform random order (Fisher and Yates, from the last place down)."""
        shuffled = list(items)
        for last in range(len(shuffled) - 1, 0, -1):
            other = self.below(last + 1)
            shuffled[last], shuffled[other] = shuffled[other], shuffled[last]
        return shuffled


def limit_of(bound: int) -> int:
    """Return the first 64-bit number that `below` throws away; `bound` at most 2^64."""
    return WORD - WORD % bound


def _words(prefix: bytes) -> Iterator[int]:
    start = hashlib.sha256(prefix)
    for block in count():
        digest = start.copy()
        digest.update(block.to_bytes(8, "big"))
        yield from unpack(">4Q", digest.digest())
