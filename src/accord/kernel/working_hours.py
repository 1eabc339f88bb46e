"""Working time: when a calendar is open, and sums of open time, exact over any change of the clocks.

A minute is open where the clock on the wall shows a time within that day's hours; so hours that end in a gap of the
clocks end where the gap begins, and an hour that comes twice is open twice.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from accord.kernel.instants import DAY_MICROS, from_micros, to_micros
from accord.kernel.zones import offsets

Hours = tuple[tuple[int, int], ...]  # minutes from the day's midnight on its wall clock; up to 48·60: over midnight
Week = tuple[Hours, Hours, Hours, Hours, Hours, Hours, Hours]  # from Monday
Span = tuple[datetime, datetime]

SECOND, MINUTE = 1_000_000, 60_000_000
FIRST_YEAR, LAST_YEAR = 1900, 2200


class NeverOpen(ValueError):
    """The calendar has no open hour on that side of the instant, within the years 1900 to 2200."""


@dataclass(frozen=True, slots=True)
class _Year:
    """The open spans of one UTC year in microseconds, in order and apart, with the open time before each."""

    starts: list[int]
    ends: list[int]
    before: list[int]
    total: int

    def until(self, at: int) -> int:
        """Open time of this year before the instant."""
        i = bisect_right(self.starts, at) - 1
        return 0 if i < 0 else self.before[i] + min(at, self.ends[i]) - self.starts[i]

    def earliest(self, amount: int) -> int:
        """The first instant by which so much of the year was open; 0 < amount ≤ total."""
        i = bisect_left(self.before, amount) - 1
        return self.starts[i] + amount - self.before[i]

    def latest(self, amount: int) -> int:
        """The last instant by which no more than that was open; 0 ≤ amount < total."""
        i = bisect_right(self.before, amount) - 1
        return self.starts[i] + amount - self.before[i]


@dataclass(frozen=True)
class WorkingTime:
    """A calendar on the clocks of a zone.

    `week` has the hours of each day from Monday; a span belongs to the day on which it begins, also where it runs over
    midnight. On a day in `closed` nothing begins. `extra` gives a day other hours and wins over both. `away` is leave:
    spans of instants in microseconds, in order and apart.
    """

    zone: str
    week: Week
    closed: frozenset[date] = frozenset()
    extra: Mapping[date, Hours] = field(default_factory=dict, hash=False)
    away: tuple[tuple[int, int], ...] = ()
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def add(self, start: datetime, seconds: int) -> datetime:
        """The first instant by which so much working time has passed since `start`, in UTC: at the very end of
        business it stays there. No time at all gives `start`. Raises NeverOpen; ValueError where seconds < 0."""
        if seconds < 0:
            raise ValueError("working time to add is not negative; subtract instead")
        at, left = to_micros(start), seconds * SECOND
        for leave_from, leave_until in self.away[bisect_right(self.away, at, key=lambda span: span[1]) :]:
            worked = self._open(at, leave_from) if leave_from > at else 0
            if worked >= left:
                break
            at, left = leave_until, left - worked
        return from_micros(self._forward(at, left))

    def subtract(self, end: datetime, seconds: int) -> datetime:
        """The last instant from which so much working time passes until `end`, in UTC. Raises like `add`."""
        if seconds < 0:
            raise ValueError("working time to subtract is not negative; add instead")
        at, left = to_micros(end), seconds * SECOND
        for leave_from, leave_until in reversed(self.away[: bisect_left(self.away, at, key=lambda span: span[0])]):
            worked = self._open(leave_until, at) if leave_until < at else 0
            if worked >= left:
                break
            at, left = leave_from, left - worked
        return from_micros(self._back(at, left))

    def between(self, start: datetime, end: datetime) -> int:
        """Whole seconds of working time from one instant to the other; negative where `end` comes first."""
        first, last = to_micros(start), to_micros(end)
        if last < first:
            return -self.between(end, start)
        worked = self._open(first, last)
        for leave_from, leave_until in self.away[bisect_right(self.away, first, key=lambda span: span[1]) :]:
            if leave_from >= last:
                break
            worked -= self._open(max(first, leave_from), min(last, leave_until))
        return worked // SECOND

    def is_open(self, at: datetime) -> bool:
        """Opening instants are open, closing instants are not."""
        micros = to_micros(at)
        return self._is_open(micros) and self._leave_at(micros) is None

    def next_opening(self, at: datetime) -> datetime:
        """The first open instant from `at` on, in UTC; `at` itself where it is open. Raises NeverOpen."""
        micros = to_micros(at)
        while True:
            if not self._is_open(micros):
                micros = self._opening(micros)
            leave = self._leave_at(micros)
            if leave is None:
                return from_micros(micros)
            micros = leave

    def without(self, leave: Iterable[Span]) -> "WorkingTime":
        """The same calendar for somebody who is away in these spans (from, until), besides those it knows."""
        spans = [*self.away, *((to_micros(start), to_micros(end)) for start, end in leave)]
        made = replace(self, away=tuple(_apart(spans)))
        object.__setattr__(made, "_years", self._years)  # the opening hours are the same; only leave differs
        return made

    def days(self, count: int) -> int:
        """Seconds of so many working days: of the week's hours, shared equally among its open days, so that as many
        days as a week has open ones are exactly a week. Raises NeverOpen where no day of the week is open."""
        open_days = [_minutes(hours) for hours in self.week if hours]
        if not open_days:
            raise NeverOpen("this calendar has no open day of the week, so that a working day has no length")
        return count * sum(open_days) * 60 // len(open_days)

    def weeks(self, count: int) -> int:
        """Seconds of so many working weeks: of all the week's hours, on however many days. Raises like `days`."""
        return self.days(count * sum(1 for hours in self.week if hours))

    def _open(self, first: int, last: int) -> int:
        """Open microseconds of an ordered span, leave aside."""
        if first >= last:
            return 0
        early, late = _year_of(first), _year_of(last)
        if early == late:
            year = self._year(early)
            return year.until(last) - year.until(first)
        between = sum(self._year(one).total for one in range(early + 1, late))
        year = self._year(early)
        return year.total - year.until(first) + between + self._year(late).until(last)

    def _forward(self, at: int, amount: int) -> int:
        if amount == 0:
            return at
        number = _year_of(at)
        year = self._year(number)
        amount += year.until(at)
        while amount > year.total:
            amount -= year.total
            number += 1
            self._promise(number)
            year = self._year(number)
        return year.earliest(amount)

    def _back(self, at: int, amount: int) -> int:
        if amount == 0:
            return at
        number = _year_of(at)
        year = self._year(number)
        left = year.until(at) - amount
        while left < 0:
            number -= 1
            self._promise(number)
            year = self._year(number)
            left += year.total
        return year.latest(left)

    def _opening(self, at: int) -> int:
        number = _year_of(at)
        while True:
            year = self._year(number)
            i = bisect_left(year.starts, at)
            if i < len(year.starts):
                return year.starts[i]
            number += 1
            self._promise(number)

    def _is_open(self, at: int) -> bool:
        year = self._year(_year_of(at))
        i = bisect_right(year.starts, at) - 1
        return i >= 0 and at < year.ends[i]

    def _leave_at(self, at: int) -> int | None:
        """The end of the leave that covers the instant."""
        i = bisect_right(self.away, at, key=lambda span: span[0]) - 1
        return self.away[i][1] if i >= 0 and at < self.away[i][1] else None

    def _promise(self, number: int) -> None:
        if not FIRST_YEAR <= number <= LAST_YEAR or not (any(self.week) or self.extra):
            raise NeverOpen("this calendar is not open for so long")

    def _year(self, number: int) -> _Year:
        found = self._years.get(number)
        if found is None:
            if not FIRST_YEAR <= number <= LAST_YEAR:
                raise ValueError(f"working time is known for the years {FIRST_YEAR} to {LAST_YEAR}, not for {number}")
            found = self._years[number] = _year(_apart(self._spans(number)))
        return found

    def _spans(self, number: int) -> Iterator[tuple[int, int]]:
        """The open spans of a UTC year: hours by the wall, under each offset from UTC that is in force meanwhile."""
        segments = offsets(self.zone, number)
        first, days = date(number, 1, 1) - timedelta(days=3), 371
        midnight = to_micros(datetime(first.year, first.month, first.day, tzinfo=UTC))
        for i in range(days):
            for opens, closes in self._hours(first + timedelta(days=i)):
                wall = midnight + i * DAY_MICROS
                for since, until, offset in segments:
                    start = max(wall + opens * MINUTE - offset, since)
                    end = min(wall + closes * MINUTE - offset, until)
                    if start < end:
                        yield start, end

    def _hours(self, day: date) -> Hours:
        if day in self.extra:
            return self.extra[day]
        return () if day in self.closed else self.week[day.weekday()]


def _minutes(hours: Hours) -> int:
    return sum(end - start for start, end in _apart(hours))


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same spans in order, those that overlap or touch joined, empty ones left out."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _year(spans: list[tuple[int, int]]) -> _Year:
    before, total = [], 0
    for start, end in spans:
        before.append(total)
        total += end - start
    return _Year([start for start, _ in spans], [end for _, end in spans], before, total)


def _year_of(micros: int) -> int:
    return from_micros(micros).year
