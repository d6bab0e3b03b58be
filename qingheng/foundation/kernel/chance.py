"""抽签: draws that can be repeated and explained. Keys, nonces and credentials never come from here (`secrets` does).

A draw is SHA-256 over seed and counter, so the same seed gives the same draws on every machine and Python version;
rejection sampling keeps every outcome equally likely.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Chance:
    """A recorded source of draws: `seed` is published, `drawn` counts what was taken."""

    seed: str
    drawn: int = 0

    def _block(self) -> int:
        digest = hashlib.sha256(f"qingheng\0{self.seed}\0{self.drawn}".encode()).digest()
        self.drawn += 1
        return int.from_bytes(digest[:8], "big")

    def below(self, limit: int) -> int:
        """A whole number from 0 to limit - 1, each equally likely. Raises ValueError unless limit is positive."""
        if limit <= 0:
            raise ValueError("a draw needs at least one outcome")
        fair = (1 << 64) - (1 << 64) % limit
        while (number := self._block()) >= fair:
            pass
        return number % limit

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + self.below(high - low + 1)

    def choose(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in a drawn order (Fisher and Yates)."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order

    def child(self, name: str) -> "Chance":
        """An independent source for a named purpose, so that new draws elsewhere change nothing here."""
        return Chance(f"{self.seed}/{name}")
