"""What the alignment board shows. docs/reference/board.md says what each number means."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from accord.kernel.money import Money

Side = Literal["marketing", "sales"]
Unit = Literal["share", "count", "money", "seconds"]
State = Literal["good", "warn", "bad", "none"]
ALMOST = 0.9  # of what it should be: a warning, not a fault yet


@dataclass(frozen=True, slots=True)
class Span:
    """The period of a board. `at` is the instant by which it is judged: now, or the end of a period that is over."""

    name: str
    start: datetime
    end: datetime
    at: datetime
    zone: str
    first_week: date

    @property
    def weeks(self) -> list[date]:
        """The Mondays of the weeks that are shown."""
        count = (self.last_week - self.first_week).days // 7
        return [self.first_week + timedelta(days=7 * place) for place in range(count + 1)]

    @property
    def last_week(self) -> date:
        return monday_of(self.at - timedelta(microseconds=1), self.zone)


@dataclass(frozen=True, slots=True)
class Tally:
    """How a promise was kept; excused ones are in no share. Medians are seconds of those that were stopped."""

    kept: int = 0
    broken: int = 0
    excused: int = 0
    open: int = 0
    median_raw: int | None = None
    median_working: int | None = None

    @property
    def share(self) -> float | None:
        """The kept ones of those that are decided and not excused."""
        decided = self.kept + self.broken
        return self.kept / decided if decided else None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"share": rounded(self.share)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseLine:
    """A promise with a clock. `is_current`: the agreement still has it. By week from Monday; by member, None nobody."""

    service: str
    side: Side
    words: str
    means: str
    is_current: bool
    tally: Tally
    weeks: Sequence[tuple[date, Tally]]
    members: Sequence[tuple[int | None, Tally]]

    def as_dict(self) -> dict[str, Any]:
        return {
            "service": self.service,
            "owed_by": self.side,
            "words": self.words,
            "is_current": self.is_current,
            **self.tally.as_dict(),
            "weeks": [{"week": week.isoformat(), **one.as_dict()} for week, one in self.weeks],
            "members": [{"member_id": number, **one.as_dict()} for number, one in self.members],
        }


@dataclass(frozen=True, slots=True)
class Delivered:
    """A period of a volume: leads that reached the stage in it for the first time, and what sales answered."""

    start: datetime
    end: datetime
    done: int
    accepted: int
    rejected: int

    @property
    def acceptance(self) -> float | None:
        decided = self.accepted + self.rejected
        return self.accepted / decided if decided else None


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeLine:
    """A promise of so many leads, in the period of its own that the board's instant lies in. `by_now` is what an even
    pace would have brought by then; `acceptance_wanted` a share or None; `trend` has the periods before."""

    service: str
    side: Side
    words: str
    means: str
    stage: str
    per: str
    target: int
    by_now: int
    acceptance_wanted: float | None
    now: Delivered
    trend: Sequence[Delivered]

    @property
    def state(self) -> State:
        return state_of(self.now.done, self.by_now)

    def as_dict(self) -> dict[str, Any]:
        now = self.now
        return {
            "service": self.service, "owed_by": self.side, "words": self.words, "stage": self.stage, "per": self.per,
            "start": now.start, "end": now.end, "target": self.target, "done": now.done, "pace": self.by_now,
            "accepted": now.accepted, "rejected": now.rejected, "acceptance_rate": rounded(now.acceptance),
            "acceptance_wanted": self.acceptance_wanted, "state": self.state,
            "trend": [{"start": one.start, "end": one.end, "done": one.done,
                       "acceptance_rate": rounded(one.acceptance)} for one in self.trend],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bucket:
    """So many were touched after `since` seconds and before or at `until` (None: whatever came later)."""

    since: int
    until: int | None
    count: int
    is_within: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Speed to lead by one promise: seconds that count from its start to the first touch. `untouched` were broken and
    nobody has touched them yet; they are in no median."""

    service: str
    words: str
    promised: int
    is_working: bool
    median: int | None
    median_raw: int | None
    share: float | None
    buckets: Sequence[Bucket]
    untouched: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"share": rounded(self.share)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One of the six to eight numbers. `about` names the promise or goal behind it. Money is in minor units of
    `currency`, a share between 0 and 1, seconds count as the promise counts them; None: nothing to tell yet."""

    id: str
    owner: Side
    unit: Unit
    value: float | None
    target: float | None
    state: State
    trend: Sequence[float | None]
    about: str = ""
    means: str = ""
    currency: str | None = None

    @property
    def is_goal(self) -> bool:
        return self.id.startswith("goal-")

    def as_dict(self) -> dict[str, Any]:
        said = asdict(self) | {"trend": [self._told(one) for one in self.trend]}
        return said | {"value": self._told(self.value), "target": self._told(self.target)}

    def _told(self, value: float | None) -> Any:
        if value is None or self.currency is None:
            return rounded(value)
        return Money(int(value), self.currency).amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Both sides' promises and numbers for one period."""

    span: Span
    version: int
    numbers: Sequence[Number]
    promises: Sequence[PromiseLine]
    volumes: Sequence[VolumeLine]
    speed: Speed | None

    def of(self, side: str) -> list[PromiseLine]:
        return [one for one in self.promises if one.side == side]

    def as_dict(self) -> dict[str, Any]:
        """The JSON of `accord board`."""
        span = self.span
        return {
            "period": span.name, "start": span.start, "end": span.end, "at": span.at, "time_zone": span.zone,
            "version": self.version,
            "numbers": [one.as_dict() for one in self.numbers],
            "promises": [one.as_dict() for one in self.promises],
            "volumes": [one.as_dict() for one in self.volumes],
            "speed_to_lead": self.speed and self.speed.as_dict(),
        }  # fmt: skip


def state_of(value: float | None, wanted: float | None, *, less_is_better: bool = False) -> State:
    """How a number stands against what it should be by now."""
    if value is None or wanted is None:
        return "none"
    if less_is_better:
        return "good" if value <= wanted else "bad"
    return "good" if value >= wanted else "warn" if value >= wanted * ALMOST else "bad"


def rounded(value: float | None) -> float | int | None:
    """As JSON has it."""
    return round(value, 4) if isinstance(value, float) else value


def monday_of(at: datetime, zone: str) -> date:
    """The Monday of the week in which the instant lies there."""
    day = at.astimezone(ZoneInfo(zone)).date()
    return day - timedelta(days=day.weekday())
