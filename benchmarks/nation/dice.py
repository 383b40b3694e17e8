"""Draws that are the same on every machine: each entity has dice of its own, named by the seed and its id."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws for one thing; only ``random.random()`` is used, whose values Python promises to keep.

    >>> Dice(1, "huyen-1").below(100) == Dice(1, "huyen-1").below(100)
    True
    """

    def __init__(self, *name: object) -> None:
        self._random = random.Random("/".join(str(part) for part in name))

    def share(self, part: float) -> bool:
        """Return whether a draw falls into a share between 0 and 1."""
        return self._random.random() < part

    def below(self, end: int) -> int:
        """Return a whole number from 0 to ``end`` - 1."""
        return int(self._random.random() * end)

    def pick(self, items: Sequence[T]) -> T:
        """Return one item of a sequence."""
        return items[self.below(len(items))]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """Return one key, as often as its weight says."""
        left = self._random.random() * sum(weights.values())
        last = next(iter(weights))
        for key, weight in weights.items():
            last = key
            left -= weight
            if left < 0:
                break
        return last

    def order(self, weights: Mapping[T, float]) -> list[T]:
        """Return every key once, those of greater weight rather earlier."""
        left = dict(weights)
        found = []
        while left:
            key = self.weighted(left)
            found.append(key)
            del left[key]
        return found

    def between(self, measured: Sequence[float]) -> float:
        """Return a value between the measured ones, as often as they stand close (inverse of their ogive)."""
        values = sorted(measured)
        at = self._random.random() * (len(values) - 1)
        low = int(at)
        return values[low] + (at - low) * (values[low + 1] - values[low])
