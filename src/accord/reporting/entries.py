"""The query texts of the funnel. They read the lifecycle's view `lifecycle_entry`, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

DIMENSION_COLUMN: Mapping[str | None, str] = {
    None: "''",
    "source": "source",
    "campaign": "campaign",
    "segment": "industry",
    "rep": "coalesce(owner_member_id::text, '')",
    "motion": "motion",
    "month": "to_char(opened_at at time zone %(zone)s, 'YYYY-MM')",
}

# One row a lead and stage: its first entry, the stage's place on the ladder (null beside it), the first entry into
# the nearest earlier stage of the ladder that the lead entered; for stages beside it, the lead's first entry at all.
_FIRSTS = """
with firsts as (
  select lead_id, person_id, account_id, stage, {column} as value, min(entered_at) as first_at
  from lifecycle_entry
  where (%(since)s::timestamptz is null or opened_at >= %(since)s)
    and (%(until)s::timestamptz is null or opened_at < %(until)s)
  group by lead_id, person_id, account_id, stage, value
), placed as (
  select firsts.*, array_position(%(ladder)s::text[], stage::text) as place from firsts
), told as (
  select placed.*,
         case when place is null then min(first_at) over (partition by lead_id)
              else lag(first_at) over (partition by lead_id, place is null order by place) end as before_at,
         max(place) over (partition by lead_id) as furthest
  from placed
)
"""

_LINES = """
select grouping(value) = 1 as is_all, coalesce(value, ''), stage, count(*),
       percentile_cont(0.5) within group (order by extract(epoch from first_at - before_at)::float8)
         filter (where before_at is not null and first_at >= before_at),
       count(*) filter (where first_at < before_at)
from told group by grouping sets ((stage), (value, stage))
"""

_REACHED = """
select grouping(value) = 1, coalesce(value, ''), furthest, count(distinct lead_id)
from told where furthest is not null group by grouping sets ((furthest), (value, furthest))
"""

# With the furthest leads first known, so that a drop-off can be told: entered, and never further.
_PEOPLE = """
select lead_id, person_id, account_id, first_at, count(*) over () from told
where stage = %(stage)s and (%(value)s::text is null or value = %(value)s)
  and (not %(stayed)s or place = furthest)
order by first_at desc, lead_id desc limit %(limit)s offset %(offset)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Leads opened at or after `since` and before `until`; months are those of `zone`."""

    by: str | None
    since: datetime | None
    until: datetime | None
    ladder: tuple[str, ...]
    zone: str

    def named(self) -> dict[str, Any]:
        return {"since": self.since, "until": self.until, "ladder": list(self.ladder), "zone": self.zone}


def lines(asked: Asked) -> list[tuple[Any, ...]]:
    """(is of all, value, stage, entered, median seconds, negative)."""
    return _rows(_LINES, asked, {})


def reached(asked: Asked) -> list[tuple[Any, ...]]:
    """(is of all, value, furthest place counted from 1, leads)."""
    return _rows(_REACHED, asked, {})


def people(asked: Asked, **named: Any) -> list[tuple[Any, ...]]:
    """(lead, person, account, first entry, how many in all)."""
    return _rows(_PEOPLE, asked, named)


def _rows(query_text: str, asked: Asked, named: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    whole = _FIRSTS.format(column=DIMENSION_COLUMN[asked.by]) + query_text
    with connection.cursor() as cursor:
        cursor.execute(whole, {**asked.named(), **named})
        return list(cursor.fetchall())
