"""What came in the periods of a plan, as the board and the goals count it."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from accord.agreement.contracts import Version
from accord.kernel.money import Money
from accord.reporting.board_volumes import delivered, handed_over
from accord.reporting.goal_numbers import Event, events
from accord.reporting.plan import Came, PlanLine, Times, line_of, times_of

SQL = "sql"


def plan(version: Version, *, now: datetime) -> tuple[PlanLine, ...]:
    """Every period of the version's plan, in order of time. As many queries for any number of periods."""
    agreement = version.agreement
    spans = {one.id: _until(times_of(one, agreement.time_zone), now) for one in agreement.plan}
    found = came(spans.values(), has_sql=any(stage.id == SQL for stage in agreement.stages))
    return tuple(line_of(one, found[spans[one.id]], agreement, now=now) for one in agreement.plan)


def came(spans: Collection[Times], *, has_sql: bool) -> dict[Times, Came]:
    """What happened from the first instant of each span on and before its second; spans may overlap or be empty."""
    asked = sorted(set(spans))
    if not asked:
        return {}
    handed = {(one.start, one.end): one for one in handed_over(asked)}
    sql = {(one.start, one.end): one.done for one in delivered(SQL, asked)} if has_sql else {}
    first, last = min(since for since, _ in asked), max(until for _, until in asked)
    won = events("won_count", since=first, until=last)
    amounts = events("won_amount", since=first, until=last)
    return {
        span: Came(
            handed_off=handed[span].done,
            accepted=handed[span].accepted,
            sql=sql.get(span),
            won=len(_within(won, span)),
            amounts=_sums(_within(amounts, span)),
        )
        for span in asked
    }


def _until(times: Times, now: datetime) -> Times:
    start, end = times
    return start, max(start, min(end, now))


def _within(found: Sequence[Event], span: Times) -> list[Event]:
    return [one for one in found if span[0] <= one.at < span[1]]


def _sums(found: Sequence[Event]) -> tuple[Money, ...]:
    sums: Counter[str] = Counter()
    for one in found:
        sums[one.currency] += one.amount
    return tuple(Money(sums[currency], currency) for currency in sorted(sums))
