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

OPENED = """(%(since)s::timestamptz is null or opened_at >= %(since)s)
    and (%(until)s::timestamptz is null or opened_at < %(until)s)"""

# For the people behind a number: one row a lead and stage with its first entry, the stage's place on the ladder (null
# beside it), and the furthest place that the lead reached.
_FIRSTS = """
with firsts as (
  select lead_id, person_id, account_id, stage, {column} as value, min(entered_at) as first_at
  from lifecycle_entry
  where {opened}
  group by lead_id, person_id, account_id, stage, value
), placed as (
  select firsts.*, array_position(%(ladder)s::text[], stage::text) as place from firsts
), told as (
  select placed.*, max(place) over (partition by lead_id) as furthest from placed
)
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


def people(asked: Asked, **named: Any) -> list[tuple[Any, ...]]:
    """(lead, person, account, first entry, how many in all)."""
    return _rows(_PEOPLE, asked, named)


def _rows(query_text: str, asked: Asked, named: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    whole = _FIRSTS.format(column=DIMENSION_COLUMN[asked.by], opened=OPENED) + query_text
    with connection.cursor() as cursor:
        cursor.execute(whole, {**asked.named(), **named})
        return list(cursor.fetchall())
