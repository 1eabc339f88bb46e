"""Deals that are open for longer than those that were won took."""

from datetime import datetime, timedelta

from django.db import connection

from accord.steps.outcomes.contracts import DealAges

TWO_YEARS = timedelta(days=730)
LEAST = 10  # deals won for a norm

_NORM = """
select count(*), percentile_cont(0.75) within group (order by date_part('epoch', closed_at - opened_at) / 86400)
from outcomes_opportunity
where result = 'won' and cancelled_at is null and closed_at >= opened_at and closed_at > %s and closed_at <= %s"""

_OLD = """
select id, date_part('epoch', %(now)s - opened_at) / 86400 as age, count(*) over () from outcomes_opportunity
where result = 'open' and cancelled_at is null and opened_at < %(now)s - %(norm)s * interval '1 day'
order by age desc, id limit %(limit)s offset %(offset)s"""


def ages(*, now: datetime, offset: int, limit: int) -> DealAges:
    """The norm, and a page of the open deals beyond it, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_NORM, [now - TWO_YEARS, now])
        count, norm = cursor.fetchone()
        if count < LEAST:
            return DealAges(None, count, (), 0)
        cursor.execute(_OLD, {"now": now, "norm": norm, "limit": limit, "offset": offset})
        rows = cursor.fetchall()
    return DealAges(norm, count, tuple((number, age) for number, age, _ in rows), rows[0][2] if rows else 0)
