"""Whether each touch stands in the lake exactly once: a byte a number."""

from collections.abc import Iterable
from typing import Any

import numpy as np


class Tally:
    """How often each number up to `upto` was seen in files; `expect` takes away what the database has."""

    def __init__(self, upto: int) -> None:
        self.upto = upto
        self.missing = 0
        self.twice = 0
        self._beyond = 0
        self._seen = np.zeros(upto + 1, np.uint8)

    def see(self, numbers: Any) -> None:
        within = numbers[(numbers > 0) & (numbers <= self.upto)]
        self._beyond += len(numbers) - len(within)
        once, counts = np.unique(within, return_counts=True)
        self.twice += int((counts > 1).sum() + (self._seen[once] > 0).sum())
        self._seen[once] = 1

    def expect(self, numbers: Any) -> None:
        """Count those that no file has, and tick off the others."""
        self.missing += int((self._seen[numbers] == 0).sum())
        self._seen[numbers] = 2

    def strangers(self, withdrawn: Any) -> tuple[int, int]:
        """Of what was seen and not expected: how many were withdrawn, and how many nobody knows."""
        gone = int((self._seen[withdrawn] == 1).sum())
        return gone, int((self._seen == 1).sum()) - gone + self._beyond


def tallied(upto: int, numbers: Iterable[Any]) -> Tally:
    found = Tally(upto)
    for part in numbers:
        found.see(part)
    return found
