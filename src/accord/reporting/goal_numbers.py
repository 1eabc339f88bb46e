"""What goals count, as query texts over deals and the lifecycle's view. Amounts are whole minor units."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from accord.agreement.spec import Metric


@dataclass(frozen=True, slots=True)
class Event:
    """Something that counts: `amount` is in minor units of `currency`, or 1 where only numbers are counted."""

    at: datetime
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal with its life so far; `is_new` where its company has bought nothing before."""

    opened_at: datetime
    closed_at: datetime | None
    result: str
    amount: int | None
    currency: str
    is_new: bool


_DEALS = "from outcomes_opportunity where cancelled_at is null"
_EVENTS: Mapping[Metric, str] = {
    "won_amount": f"select closed_at, amount_minor, currency {_DEALS} and result = 'won' and amount_minor is not null",
    "won_count": f"select closed_at, 1, '' {_DEALS} and result = 'won'",
    "sourced_pipeline": f"select opened_at, amount_minor, currency {_DEALS} and lead_id is not null "
    "and amount_minor is not null",
    "mql_count": "select min(entered_at), 1, '' from lifecycle_entry where stage = 'mql' group by lead_id",
    "new_customers": f"select min(closed_at), 1, '' {_DEALS} and result = 'won' "
    "and coalesce(account_id, -person_id) is not null group by coalesce(account_id, -person_id)",
}
_LIVES = """
with firsts as (
  select coalesce(account_id, -person_id) as buyer, min(closed_at) as at from outcomes_opportunity
  where cancelled_at is null and result = 'won' group by 1
)
select o.opened_at, o.closed_at, o.result, o.amount_minor, o.currency,
  f.at is null or f.at >= coalesce(o.closed_at, 'infinity')
from outcomes_opportunity o left join firsts f on f.buyer = coalesce(o.account_id, -o.person_id)
where o.cancelled_at is null and o.opened_at is not null and o.opened_at >= %s and o.opened_at <= %s
"""


def events(metric: Metric, *, since: datetime, until: datetime) -> list[Event]:
    """What happened from `since` on and before `until`, in order of time."""
    query_text = f"select * from ({_EVENTS[metric]}) as e(at, amount, currency) where at >= %s and at < %s order by at"  # noqa: S608  # ours
    return [Event(*row) for row in _rows(query_text, [since, until])]


def deals(*, since: datetime, until: datetime) -> list[Deal]:
    """Deals opened in that time, as they are now."""
    return [Deal(*row) for row in _rows(_LIVES, [since, until])]


def _rows(query_text: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query_text, values)
        return list(cursor.fetchall())
