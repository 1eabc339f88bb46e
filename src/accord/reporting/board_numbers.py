"""The six to eight numbers on top of the board. Pure."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import get_args

from accord.agreement.spec import Goal
from accord.reporting.board_contracts import Number, PromiseLine, Side, Span, Speed, VolumeLine, state_of
from accord.reporting.goals import GoalLine

MOST = 8
GOALS_FIRST = ("won_amount", "recurring_revenue", "sourced_pipeline")
SIDES: tuple[Side, ...] = get_args(Side)


def numbers(
    promises: Sequence[PromiseLine],
    volumes: Sequence[VolumeLine],
    speed: Speed | None,
    goals: Sequence[GoalLine],
    span: Span,
) -> tuple[Number, ...]:
    """What either side kept, what marketing delivered and sales accepted, speed to lead, then goals, up to eight."""
    found = [
        *_kept(promises, span),
        *(number for one in volumes for number in _volume(one)),
        *(_speed(speed, promises) if speed else ()),
        *_goals(goals, {one.stage for one in volumes}),
    ]
    return tuple(islice(found, MOST))


def _kept(promises: Sequence[PromiseLine], span: Span) -> Iterator[Number]:
    for side in SIDES:
        lines = [one for one in promises if one.side == side]
        if not lines:
            continue
        share = _share(sum(one.tally.kept for one in lines), sum(one.tally.broken for one in lines))
        weeks = [
            _share(sum(one.weeks[at][1].kept for one in lines), sum(one.weeks[at][1].broken for one in lines))
            for at in range(len(span.weeks))
        ]
        yield Number(
            id=f"kept-{side}",
            owner=side,
            unit="share",
            value=share,
            target=1.0,
            state=state_of(share, 1.0),
            trend=weeks,
        )


def _volume(one: VolumeLine) -> Iterator[Number]:
    yield Number(
        id=f"volume-{one.service}",
        owner=one.side,
        unit="count",
        value=one.now.done,
        target=one.target,
        state=one.state,
        trend=[period.done for period in (*one.trend, one.now)],
        about=one.service,
        means=one.means,
    )
    if one.acceptance_wanted is not None:
        yield Number(
            id=f"acceptance-{one.service}",
            owner=one.side,
            unit="share",
            value=one.now.acceptance,
            target=one.acceptance_wanted,
            state=state_of(one.now.acceptance, one.acceptance_wanted),
            trend=[period.acceptance for period in (*one.trend, one.now)],
            about=one.service,
        )


def _speed(one: Speed, promises: Sequence[PromiseLine]) -> Iterator[Number]:
    line = next(line for line in promises if line.service == one.service)
    yield Number(
        id="speed",
        owner=line.side,
        unit="seconds",
        value=one.median,
        target=one.promised,
        state=state_of(one.median, one.promised, less_is_better=True),
        trend=[tally.median_working for _, tally in line.weeks],
        about=one.service,
    )
    yield Number(
        id="in-time",
        owner=line.side,
        unit="share",
        value=one.share,
        target=1.0,
        state=state_of(one.share, 1.0),
        trend=[tally.share for _, tally in line.weeks],
        about=one.service,
    )


def _goals(goals: Sequence[GoalLine], told: set[str]) -> Iterator[Number]:
    """Revenue and pipeline first; leads at MQL are not told twice."""
    ordered = sorted(goals, key=lambda line: line.goal.metric not in GOALS_FIRST)
    for line in ordered:
        goal = line.goal
        if goal.metric == "mql_count" and "mql" in told:
            continue
        yield Number(
            id=f"goal-{goal.id}",
            owner=goal.owner,
            unit=goal.unit,
            value=_scaled(goal, line.done),
            target=_scaled(goal, goal.target),
            state=state_of(
                line.done, goal.target if goal.is_reported else line.by_now, less_is_better=goal.is_less_better
            ),
            trend=[_scaled(goal, value) for value in (*(point.done for point in line.trend), line.done)],
            about=goal.id,
            means=goal.means or "",
            currency=goal.currency,
        )


def _scaled(goal: Goal, value: int | None) -> float | None:
    """Shares of a goal are in hundredths of a percent."""
    return value / 10_000 if value is not None and goal.unit == "share" else value


def _share(kept: int, broken: int) -> float | None:
    return kept / (kept + broken) if kept + broken else None
