"""When a clock is due and what comes next. Pure."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import lru_cache

from accord.agreement.spec import Allowance, Service
from accord.agreement.spec.services import OWNER
from accord.kernel.working_hours import NeverOpen, WorkingTime

AT_RISK = 75  # per cent of the time, where the agreement names no share of its own
LONGEST_PAUSE = timedelta(days=5)
MOST_REROUTES = 2
NEVER = datetime(2200, 12, 31, tzinfo=UTC)
"""The deadline of what has no open hour left."""
Times = Mapping[str, WorkingTime | None]
"""Whose hours → working time; None: every hour counts."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in which the clock ran, by whose hours; `until` None: it runs."""

    since: datetime
    until: datetime | None
    hours: str


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of a ladder: what is done, and after how many per cent of the time."""

    do: str  # a deed of the agreement, or "broken"
    percent: int

    def __str__(self) -> str:
        return f"{self.do}@{self.percent}"


def at_risk(clause: Service) -> int:
    """The per cent of the time from which on the clock is at risk."""
    return next((one.percent for one in clause.then if one.do == "at risk"), AT_RISK)


@lru_cache(maxsize=1024)
def ladder(clause: Service) -> tuple[Step, ...]:
    """Every step in order of time; the promise is broken, at the end of its time, before anybody hears of it."""
    steps = [Step("broken", 100), *(Step(one.do, one.percent) for one in clause.then)]
    return tuple(sorted(steps, key=lambda one: one.percent))


def hours_of(clause: Service, member_id: int | None) -> str:
    """Whose hours count for it: "" all hours, ":ID" a calendar (":" the first), "@ID" those of a member."""
    if not clause.within.is_working:
        return ""
    if clause.calendar == OWNER:
        return ":" if member_id is None else f"@{member_id}"
    return f":{clause.calendar or ''}"


def allowance(within: Allowance, working: WorkingTime | None) -> int:
    """The seconds there are, of the time that counts."""
    if working is None or not within.is_in_days:
        return within.seconds()
    return working.weeks(within.number) if within.unit == "week" else working.days(within.number)


def allowed(within: Allowance, spells: Sequence[Spell], hours: str, times: Times) -> int:
    """The seconds there are where the clock ran by these spells and goes on by `hours`. Whoever had it used up a part
    of its days by the length of their own; what is left of them is as long as days are by `hours`."""
    whole = allowance(within, times[hours])
    if not within.is_in_days:
        return whole
    gone, left = 0, Fraction(1)
    for one in spells:
        if one.until is not None:
            length, took = allowance(within, times[one.hours]), _worked(one, times, one.until)
            if took >= left * length:
                return gone + math.ceil(left * length)
            gone, left = gone + took, left - Fraction(took, length)
    return gone + math.ceil(left * whole)


def going_on(total: int, gone: int, was: int, becomes: int) -> int:
    """The seconds there are of `total`, of which so many are gone, where what took `was` seconds takes `becomes`."""
    return gone + -(-(total - gone) * becomes // was) if total > gone else total


def held(spells: Sequence[Spell], times: Times, due: datetime, since: datetime) -> tuple[list[Spell], int]:
    """A running clock that ends at `due` whatever its hours are: its spells and the seconds there are. Where these
    hours are not open until then, every hour counts from `since` on."""
    seconds = spent(spells, times, due)
    if reached(spells, times, seconds) == due:
        return list(spells), seconds
    *past, last = spells
    if last.since < since < due:
        past, last = [*past, Spell(last.since, since, last.hours)], Spell(since, None, "")
    whole = [*past, Spell(last.since, None, "")]
    return whole, spent(past, times, due) + -(-(due - last.since) // timedelta(seconds=1))


def spent(spells: Sequence[Spell], times: Times, at: datetime) -> int:
    """Seconds that counted by an instant."""
    return sum(_worked(one, times, at) for one in spells)


def raw(spells: Sequence[Spell], at: datetime) -> int:
    """Seconds on the wall in which it ran, by an instant."""
    ran = (min(one.until or at, at) - one.since for one in spells if one.since < at)
    return sum(int(one.total_seconds()) for one in ran)


def reached(spells: Sequence[Spell], times: Times, seconds: int) -> datetime | None:
    """The first instant by which so much counted; None where the clock was stopped before."""
    left = seconds
    for one in spells:
        end = _add(one, times, left)
        if one.until is None or end <= one.until:
            return end
        left -= _worked(one, times, one.until)
    return None


def after(total: int, percent: int) -> int:
    """The seconds after which so many per cent are used up; never early."""
    return -(-total * percent // 100)


def longest_pause(clause: Service | None) -> int:
    """Seconds that all pauses of one clock may last together."""
    return clause.pause.micros // 1_000_000 if clause and clause.pause else int(LONGEST_PAUSE.total_seconds())


def may_pause(paused: int, clause: Service | None) -> int:
    """Seconds that its pauses may still last."""
    return max(0, longest_pause(clause) - paused)


def written(spells: Sequence[Spell]) -> list[list[str | None]]:
    """As JSON."""
    return [[one.since.isoformat(), one.until.isoformat() if one.until else None, one.hours] for one in spells]


def read(kept: Sequence[Sequence[str | None]]) -> list[Spell]:
    """From JSON."""
    return list(_read(kept))


def _read(kept: Sequence[Sequence[str | None]]) -> Iterator[Spell]:
    for since, until, hours in kept:
        yield Spell(datetime.fromisoformat(since or ""), datetime.fromisoformat(until) if until else None, hours or "")


def _worked(one: Spell, times: Times, at: datetime) -> int:
    until = min(one.until or at, at)
    if until <= one.since:
        return 0
    working = times[one.hours]
    if working is None:
        return int((until - one.since).total_seconds())
    return working.between(one.since, until)


def _add(one: Spell, times: Times, seconds: int) -> datetime:
    working = times[one.hours]
    if working is None:
        return one.since + timedelta(seconds=seconds)
    try:
        return working.add(one.since, seconds)
    except NeverOpen:
        return NEVER
