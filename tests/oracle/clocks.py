"""A clock, minute by minute: who has it and whether it runs is written down for every stretch, and the open minutes are
counted one after another. Slow and plain on purpose; written apart from the code it checks."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
ENOUGH = 400 * 24 * 60


@dataclass
class Owner:
    """Works from nine to five on weekdays by the clocks of `zone`."""

    zone: str
    away: list[tuple[int, int]] = field(default_factory=list)
    known: dict[int, bool] = field(default_factory=dict)

    def is_away(self, minute: int) -> bool:
        return any(first <= minute < last for first, last in self.away)

    def is_open(self, minute: int) -> bool:
        if minute not in self.known:
            there = instant(minute).astimezone(ZoneInfo(self.zone))
            self.known[minute] = there.weekday() < 5 and 9 <= there.hour < 17
        return self.known[minute]


@dataclass
class Clock:
    """`stretches` are [from, until, owner] in minutes; until None: it runs. Open minutes in which its owner is away do
    not count, but no more than `excused` of them."""

    needed: int
    excused: int
    stretches: list[list]
    paused_until: int | None = None
    broken: bool = False
    verdict: str = ""
    counted: int | None = None

    @property
    def is_open(self) -> bool:
        return not self.verdict

    def due(self) -> int | None:
        """The first minute by which so many open ones have passed; None while it is paused and not over."""
        for count, minute in enumerate(self.counting(self.stretches[-1][0] + ENOUGH), 1):
            if count == self.needed:
                return minute + 1
        return None

    def spent(self, until: int) -> int:
        return sum(1 for _ in self.counting(until))

    def counting(self, until: int) -> Iterator[int]:
        """The minutes that count, one after another."""
        excused = self.excused
        for first, last, owner in self.stretches:
            for minute in range(first, until if last is None else min(last, until)):
                if owner is not None and not owner.is_open(minute):
                    continue
                if owner is not None and owner.is_away(minute) and excused:
                    excused -= 1
                    continue
                yield minute

    def wake(self, now: int) -> None:
        """A pause that is over is over, whoever looks."""
        if self.paused_until is not None and self.paused_until <= now:
            self.resume(self.paused_until)

    def as_read(self, now: int) -> "Clock":
        """As somebody sees it who reads it at `now`, without touching it."""
        seen = replace(self, stretches=[list(one) for one in self.stretches])
        seen.wake(now)
        return seen

    def resume(self, at: int) -> None:
        at = min(at, self.paused_until)
        self.paused_until = None
        self.stretches.append([at, None, self.stretches[-1][2]])

    def pause(self, at: int, until: int) -> None:
        self.wake(at)
        self.stretches[-1][1] = at
        self.paused_until = until

    def sweep(self, now: int) -> None:
        self.wake(now)
        due = self.due()
        if due is not None and due <= now:
            self.broken = True

    def hand_on(self, at: int, owner: Owner) -> None:
        """The rest of the time goes on in other hands."""
        self.wake(at)
        if self.paused_until is None:
            self.stretches[-1][1] = at
            self.stretches.append([at, None, owner])
        else:
            self.stretches.append([at, at, owner])

    def stop(self, at: int) -> None:
        self.wake(at)
        due = self.due()
        self.verdict = ("broken" if self.broken else "kept") if due is None else "kept" if at <= due else "broken"
        self.counted = self.spent(at)
        self._close(at)

    def end(self, at: int) -> None:
        self.wake(at)
        due = self.due()
        self.verdict = "broken" if self.broken or (due is not None and at > due) else "ended"
        self.counted = self.spent(at)
        self._close(at)

    def _close(self, at: int) -> None:
        if self.stretches[-1][1] is None:
            self.stretches[-1][1] = at


def instant(minute: int) -> datetime:
    return EPOCH + timedelta(minutes=minute)
