"""A bucket of tokens per source: so many events a second, and as many at once."""

import math


class Rates:
    """Takes the time from its caller, in seconds of any steady clock."""

    def __init__(self, per_second: int) -> None:
        self._per_second = per_second
        self._buckets: dict[int, tuple[float, float]] = {}

    def wait(self, source_id: int, now: float) -> int:
        """Whole seconds until this source may come again; 0 when it may now."""
        level = self._level(source_id, now)
        return 0 if level > 0 else max(1, math.ceil(-level / self._per_second))

    def spend(self, source_id: int, events: int, now: float) -> None:
        """Take the events out; a batch may overdraw, and the next one waits for it."""
        self._buckets[source_id] = (self._level(source_id, now) - events, now)

    def _level(self, source_id: int, now: float) -> float:
        level, then = self._buckets.get(source_id, (float(self._per_second), now))
        return min(float(self._per_second), level + (now - then) * self._per_second)
