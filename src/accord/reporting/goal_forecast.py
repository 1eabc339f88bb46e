"""How much a period will come to, by two simple methods that can be told in a sentence. Pure.

Of leads and deals opened: the twelve weeks before today go on as they were. Of deals won: each open deal counts with
the share of deals that, as old as it, were won within the days that are left; and deals go on being opened as in the
twelve weeks before. The interval holds four times of five, if sums spread like a bell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import erf, sqrt

from accord.reporting.goal_numbers import Deal, Event

WEEK, WEEKS = timedelta(days=7), 12
LEAST_WEEKS, LEAST_DEALS = 4, 10
Z80 = 1.2815515655446004
STEPS = 8  # points in the rest of the period at which new deals are looked at


@dataclass(frozen=True, slots=True)
class Forecast:
    """`expected` of the whole period, what is done included; four times of five between `low` and `high`; `chance` of
    reaching the target."""

    expected: int
    low: int
    high: int
    chance: float


def of_flow(events: Sequence[Event], *, done: int, target: int, now: datetime, end: datetime) -> Forecast | None:
    """The weeks before go on; None with fewer than four of them."""
    weeks = _weeks([(one.at, one.amount) for one in events], now)
    if len(weeks) < LEAST_WEEKS:
        return None
    left = max(0.0, (end - now) / WEEK)
    mean = sum(weeks) / len(weeks)
    variance = sum((week - mean) ** 2 for week in weeks) / (len(weeks) - 1)
    return _forecast(done, mean * left, variance * left, target)


def of_deals(
    deals: Sequence[Deal], worth: Sequence[int], *, done: int, target: int, now: datetime, end: datetime
) -> Forecast | None:
    """Open deals by their age, and new ones as in the weeks before; `worth` by deal is its amount, or 1. None with
    fewer than ten decided deals."""
    if sum(one.result != "open" for one in deals) < LEAST_DEALS:
        return None
    left = max(timedelta(), end - now)
    chances = Chances(deals, now)
    expected = variance = 0.0
    for one, amount in zip(deals, worth, strict=True):
        if one.result == "open" and amount:
            chance = chances.within(left, age=now - one.opened_at)
            expected += chance * amount
            variance += chance * (1 - chance) * amount**2
    fresh = [(one.opened_at, amount) for one, amount in zip(deals, worth, strict=True) if amount]
    weeks, squares = _weeks(fresh, now), _weeks([(at, amount**2) for at, amount in fresh], now)
    if weeks:
        later = [chances.within(left * (step + 0.5) / STEPS, age=timedelta()) for step in range(STEPS)]
        share = sum(later) / STEPS * (left / WEEK) / len(weeks)
        expected += share * sum(weeks)
        variance += share * sum(squares)
    return _forecast(done, expected, variance, target)


class Chances:
    """The share of deals of an age, still open, that were won within so much more time."""

    def __init__(self, deals: Sequence[Deal], now: datetime) -> None:
        self._lives = [
            ((one.closed_at or now) - one.opened_at, one.result == "won", one.result == "open") for one in deals
        ]
        decided = [won for _, won, is_open in self._lives if not is_open]
        self._overall = sum(decided) / len(decided) if decided else 0.0

    def within(self, span: timedelta, *, age: timedelta) -> float:
        """By deals that reached the age and whose next `span` is known; with fewer than ten, half the overall share of
        won deals."""
        seen = [(life, won) for life, won, is_open in self._lives if life > age and (not is_open or life >= age + span)]
        if len(seen) < LEAST_DEALS:
            return self._overall / 2 if span else 0.0
        return sum(won and life <= age + span for life, won in seen) / len(seen)


def _weeks(events: Sequence[tuple[datetime, int]], now: datetime) -> list[int]:
    """The sums of the whole weeks up to now, the latest first; none from before the first of all."""
    if not events:
        return []
    known = min(WEEKS, (now - min(at for at, _ in events)) // WEEK)
    sums = [0] * known
    for at, amount in events:
        place = (now - at) // WEEK
        if 0 <= place < known:
            sums[place] += amount
    return sums


def _forecast(done: int, more: float, variance: float, target: int) -> Forecast:
    expected, spread = done + more, sqrt(variance)
    chance = 0.5 * (1 - erf((target - expected) / (spread * sqrt(2)))) if spread else 1.0 if expected >= target else 0.0
    return Forecast(
        round(expected),
        max(done, round(expected - Z80 * spread)),
        max(done, round(expected + Z80 * spread)),
        1.0 if done >= target else chance,
    )
