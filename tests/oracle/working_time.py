"""Working time counted minute by minute, written apart from the code: slow, and plain enough to be believed.

A minute is open when the clock on the wall shows, at its beginning, a time within the hours of its day, or within
those of the day before that run over midnight. Asks the zone about every single minute.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

Hours = tuple[tuple[int, int], ...]
MINUTE = timedelta(minutes=1)
ONE_DAY = timedelta(days=1)


@dataclass
class Scan:
    """Every minute from `first` on, `length` of them; instants asked about lie within, at whole seconds."""

    zone: str
    week: Sequence[Hours]
    closed: frozenset[date]
    extra: Mapping[date, Hours]
    leave: Sequence[tuple[datetime, datetime]]
    first: datetime
    length: int
    open: list[bool] = field(init=False)
    before: list[int] = field(init=False)  # open minutes before each minute

    def __post_init__(self) -> None:
        zone = ZoneInfo(self.zone)
        minutes = (self.first + i * MINUTE for i in range(self.length))
        self.open = [self._is_open(at, at.astimezone(zone)) for at in minutes]
        self.before = [0, *accumulate(map(int, self.open))]

    def _is_open(self, at: datetime, wall: datetime) -> bool:
        if any(start <= at < end for start, end in self.leave):
            return False
        minute, today = wall.hour * 60 + wall.minute, wall.date()
        return any(start <= minute < end for start, end in self._hours(today)) or any(
            start <= minute + 1440 < end for start, end in self._hours(today - ONE_DAY)
        )

    def _hours(self, day: date) -> Hours:
        if day in self.extra:
            return self.extra[day]
        if day in self.closed:
            return ()
        return self.week[day.weekday()]

    def until(self, at: datetime) -> int:
        """Open seconds from the first minute on."""
        seconds = int((at - self.first).total_seconds())
        minute, rest = divmod(seconds, 60)
        return self.before[minute] * 60 + (rest if rest and self.open[minute] else 0)

    def between(self, start: datetime, end: datetime) -> int:
        return self.until(end) - self.until(start)

    def add(self, start: datetime, seconds: int) -> datetime | None:
        """The first instant at which so much has passed; None where that lies beyond the last minute."""
        if seconds == 0:
            return start
        wanted = self.until(start) + seconds
        full = bisect_left(self.before, -(-wanted // 60))  # the first minute before which so many were open
        if full > self.length:
            return None
        return self.first + full * MINUTE - timedelta(seconds=self.before[full] * 60 - wanted)

    def subtract(self, end: datetime, seconds: int) -> datetime | None:
        """The last instant from which so much passes; None where that lies before the first minute."""
        if seconds == 0:
            return end
        wanted = self.until(end) - seconds
        if wanted < 0:
            return None
        last = bisect_right(self.before, wanted // 60) - 1  # the last minute before which no more were open
        return self.first + last * MINUTE + timedelta(seconds=wanted - self.before[last] * 60)

    def next_opening(self, at: datetime) -> datetime | None:
        """The first open instant from there on."""
        minute = int((at - self.first) / MINUTE)
        if self.open[minute]:
            return at
        later = next((i for i in range(minute + 1, self.length) if self.open[i]), None)
        return None if later is None else self.first + later * MINUTE

    def is_open(self, at: datetime) -> bool:
        return self.open[int((at - self.first) / MINUTE)]


def changes(zone: str, since: int = 2010, until: int = 2030) -> list[datetime]:
    """The midnights (UTC) after which the zone's clocks are changed within a day."""
    known = ZoneInfo(zone)
    at, found = datetime(since, 1, 1, tzinfo=UTC), []
    while at.year < until:
        if at.astimezone(known).utcoffset() != (at + ONE_DAY).astimezone(known).utcoffset():
            found.append(at)
        at += ONE_DAY
    return found
