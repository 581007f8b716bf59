"""Chance for the population: a function of the seed and of what is decided, never of when it is asked.

The order in which people act differs from run to run, because machines differ. What a given person does in a given
review, and after how many days, does not: every decision has its own stream of numbers, named after the decision.
"""

import math
import random
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


class Dice:
    """Streams of random numbers below one seed."""

    def __init__(self, seed: str) -> None:
        """Take the seed, any text."""
        self._seed = seed

    def stream(self, *name: object) -> random.Random:
        """Return the stream of one decision, at its beginning."""
        return random.Random("/".join((self._seed, *map(str, name))))  # noqa: S311 - a population is no secret

    def happens(self, chance: float, *name: object) -> bool:
        """Whether something of probability `chance` (0 to 1) happens."""
        return self.stream("happens", *name).random() < chance

    def around(self, median: float, spread: float, *name: object) -> float:
        """Return a lognormal number: half of them lie below `median`; `spread` is the standard deviation of its log.

        What lies beyond two standard deviations is cut back to there: a demonstration ends.
        """
        deviation = self.stream("around", *name).gauss(0, 1)
        return median * math.exp(spread * min(2.0, max(-2.0, deviation)))

    def between(self, low: float, high: float, *name: object) -> float:
        """Return a uniform number."""
        return self.stream("between", *name).uniform(low, high)

    def one_of(self, items: Sequence[Item], *name: object) -> Item:
        """Return one of the items, each as likely."""
        return self.stream("one_of", *name).choice(items)

    def shuffled(self, items: Sequence[Item], *name: object) -> list[Item]:
        """Return the items in random order."""
        shuffled = list(items)
        self.stream("shuffled", *name).shuffle(shuffled)
        return shuffled
