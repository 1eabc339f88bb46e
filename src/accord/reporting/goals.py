"""Goals of the agreement: what was reached in the running period, and what it will come to."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from accord.agreement import describe
from accord.agreement.contracts import Version
from accord.agreement.spec import Goal
from accord.kernel.money import Money
from accord.reporting import goal_figures as figures
from accord.reporting import goal_numbers as numbers
from accord.reporting.goal_figures import Figure
from accord.reporting.goal_forecast import Forecast, of_deals, of_flow
from accord.reporting.goal_numbers import Deal, Event
from accord.reporting.goal_periods import bounds, earlier

TREND = 6
LOOK_BACK = timedelta(days=730)
Verdict = Literal["reached", "not yet", "on track", "in doubt", "out of reach", "unknown", "no figure yet"]
LIKELY, UNLIKELY = 0.7, 0.2


@dataclass(frozen=True, slots=True)
class Point:
    """One period, or one step within it: what was done by its end."""

    start: datetime
    end: datetime
    done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalLine:
    """A goal in its running period, in the goal's unit. `elsewhere` are amounts of other currencies, which are in no
    sum. `by_now` is what an even pace would have brought by now. Of a reported goal `done` is the latest figure for the
    period (None: no figure yet), and `figures` are all of them, the latest first; it has neither pace nor forecast."""

    goal: Goal
    start: datetime
    end: datetime
    done: int | None
    by_now: int | None = None
    elsewhere: tuple[Money, ...] = ()
    forecast: Forecast | None = None
    trend: tuple[Point, ...]
    figures: tuple[Figure, ...] = ()

    @property
    def share(self) -> float | None:
        """The part of the target that is reached; None where nothing is known, and where less is better."""
        return None if self.done is None or self.goal.is_less_better else self.done / self.goal.target

    @property
    def verdict(self) -> Verdict:
        if self.done is None:
            return "no figure yet"
        if self.goal.is_met_by(self.done):
            return "reached"
        if self.goal.is_reported:
            return "not yet"
        if self.forecast is None:
            return "unknown"
        chance = self.forecast.chance
        return "on track" if chance >= LIKELY else "out of reach" if chance < UNLIKELY else "in doubt"

    def as_dict(self) -> dict[str, Any]:
        one = self.forecast
        told = self.told
        return {
            "id": self.goal.id,
            "means": self.goal.means,
            "owner": self.goal.owner,
            "metric": self.goal.metric,
            "period": self.goal.period,
            "words": describe.goal(self.goal),
            "start": self.start,
            "end": self.end,
            "incentive": self.goal.incentive,
            "unit": self.goal.unit,
            "currency": self.goal.currency,
            "target": told(self.goal.target),
            "done": told(self.done),
            "pace": told(self.by_now),
            "share": None if self.share is None else round(self.share, 4),
            "verdict": self.verdict,
            "forecast": one
            and {"expected": told(one.expected), "low": told(one.low), "high": told(one.high),
                 "chance": round(one.chance, 4)},
            "other_currencies": [{"amount": money.amount, "currency": money.currency} for money in self.elsewhere],
            "trend": [{"start": point.start, "end": point.end, "done": told(point.done)} for point in self.trend],
            "figures": [figure.as_dict() | {"value": told(figure.value)} for figure in self.figures],
        }  # fmt: skip

    def told(self, value: int | None) -> Any:
        """An amount in major units, a share in percent, a count as it is."""
        if value is None or self.goal.unit == "count":
            return value
        return Money(value, self.goal.currency).amount if self.goal.currency else Decimal(value) / 100


def goals(version: Version, *, now: datetime) -> tuple[GoalLine, ...]:
    """Every goal of the version in its order. Two queries, and one more for each metric."""
    zone, since = version.agreement.time_zone, now - LOOK_BACK
    counted = [goal for goal in version.agreement.goals if not goal.is_reported]
    deals = numbers.deals(since=since, until=now) if counted else []
    found = {
        metric: numbers.events(metric, since=since, until=now)
        for metric in dict.fromkeys(goal.metric for goal in counted)
    }
    reported = [goal for goal in version.agreement.goals if goal.is_reported]
    told = figures.figures(reported, zone=zone, since=_first(reported, zone, now), until=now)
    return tuple(
        line_of_figures(goal, told[goal.id], zone=zone, now=now)
        if goal.is_reported
        else line_of(goal, found[goal.metric], deals, zone=zone, now=now)
        for goal in version.agreement.goals
    )


def _first(goals: Sequence[Goal], zone: str, now: datetime) -> datetime:
    """When the earliest period begins that is shown of any of them."""
    periods = {goal.period for goal in goals}
    return min((earlier(bounds(now, one, zone)[0], one, zone, TREND)[0][0] for one in periods), default=now)


def line_of(goal: Goal, events: Sequence[Event], deals: Sequence[Deal], *, zone: str, now: datetime) -> GoalLine:
    """One goal from what happened. Pure."""
    start, end = bounds(now, goal.period, zone)
    ours = [one for one in events if goal.currency is None or one.currency == goal.currency]
    done = total(ours, start, now)
    gone = (now - start) / (end - start)
    periods = earlier(start, goal.period, zone, TREND)
    first = min((one.at for one in events), default=now)
    return GoalLine(
        goal=goal,
        start=start,
        end=end,
        done=done,
        by_now=round(goal.target * gone),
        elsewhere=_elsewhere(goal, events, start, now),
        forecast=_forecast(goal, ours, deals, done, now, end),
        trend=tuple(Point(a, b, total(ours, a, b)) for a, b in periods if b > first),
    )


def line_of_figures(goal: Goal, told: Sequence[Figure], *, zone: str, now: datetime) -> GoalLine:
    """One goal from the figures reported for it, the latest first: for each period the latest one counts. Pure."""
    start, end = bounds(now, goal.period, zone)
    ours = figures.within(told, start, end, zone)
    before = [(a, b, figures.within(told, a, b, zone)) for a, b in earlier(start, goal.period, zone, TREND)]
    return GoalLine(
        goal=goal,
        start=start,
        end=end,
        done=ours[0].value if ours else None,
        trend=tuple(Point(a, b, found[0].value) for a, b, found in before if found),
        figures=tuple(ours),
    )


def total(events: Sequence[Event], since: datetime, until: datetime) -> int:
    """The exact sum from `since` on and before `until`."""
    return sum(one.amount for one in events if since <= one.at < until)


def _elsewhere(goal: Goal, events: Sequence[Event], start: datetime, now: datetime) -> tuple[Money, ...]:
    if goal.currency is None:
        return ()
    sums: dict[str, int] = defaultdict(int)
    for one in events:
        if one.currency != goal.currency and start <= one.at < now:
            sums[one.currency] += one.amount
    return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))


def _forecast(
    goal: Goal, ours: Sequence[Event], deals: Sequence[Deal], done: int, now: datetime, end: datetime
) -> Forecast | None:
    if goal.metric in ("mql_count", "sourced_pipeline"):
        return of_flow(ours, done=done, target=goal.target, now=now, end=end)
    worth = [_worth(goal, one) for one in deals]
    return of_deals(deals, worth, done=done, target=goal.target, now=now, end=end)


def _worth(goal: Goal, deal: Deal) -> int:
    """What the deal would add to the goal if it were won."""
    if goal.metric == "won_amount":
        return (deal.amount or 0) if deal.currency == goal.currency else 0
    return int(deal.is_new) if goal.metric == "new_customers" else 1
