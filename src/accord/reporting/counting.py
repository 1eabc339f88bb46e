"""The funnel's one query: a row a lead with a column a stage, read in the order of an index, then one row a value.

No entry is sorted and none is read twice; only the spans are, for their medians.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from accord.reporting.entries import DIMENSION_COLUMN, OPENED, Asked


@dataclass(frozen=True, slots=True)
class Line:
    """A stage of one value; `is_all`: of all leads together."""

    is_all: bool
    value: str
    stage: str
    entered: int
    median_seconds: float | None
    negative: int
    furthest: int  # leads whose furthest stage it is; 0 beside the ladder


def lines(asked: Asked, stages: Sequence[str]) -> list[Line]:
    """The lines of these stages that any lead entered; those of the ladder come first in `stages`, in its order."""
    named = {**asked.named(), **{f"stage{place}": stage for place, stage in enumerate(stages)}}
    with connection.cursor() as cursor:
        cursor.execute(query_text(asked, len(stages)), named)
        return [line for row in cursor.fetchall() for line in _lines(row, stages)]


def query_text(asked: Asked, count: int) -> str:
    """`firsts`: the first entry into each stage, and the first at all. `spans`: seconds since the nearest earlier stage
    of the ladder that was entered; beside the ladder, since the first entry at all."""
    rungs, places = len(asked.ladder), range(count)
    firsts = ", ".join(f"min(entered_at) filter (where stage = %(stage{i})s) as at{i}" for i in places)
    spans = ", ".join(f"at{i}, date_part('epoch', at{i} - {_before(i, rungs)}) as span{i}" for i in places)
    far = " ".join(f"when at{i} is not null then {i}" for i in reversed(range(rungs)))
    counted = ", ".join(_counted(i, rungs) for i in places)
    is_all, value, by, grouped = "true", "''", "", ""
    if asked.by:
        is_all, value, by = "grouping(value) = 1", "coalesce(value, '')", f", {DIMENSION_COLUMN[asked.by]} as value"
        grouped = "group by grouping sets ((), (value))"
    return f"""
with firsts as (
  select lead_id{by}, min(entered_at) as any_at{", " if count else ""}{firsts}
  from lifecycle_entry where {OPENED} group by lead_id{", value" if by else ""}
), spans as (
  select {"value, " if by else ""}{spans}{", " if count else ""}{f"case {far} end" if far else "null::int"} as furthest
  from firsts
)
select {is_all}, {value}{", " if count else ""}{counted} from spans {grouped}
"""  # noqa: S608  # what is put in are numbers and this room's own words; what was said from outside are parameters


def _before(place: int, rungs: int) -> str:
    if place >= rungs:
        return "any_at"
    return f"coalesce({', '.join(f'at{i}' for i in reversed(range(place)))})" if place else "null::timestamptz"


def _counted(place: int, rungs: int) -> str:
    median = f"percentile_cont(0.5) within group (order by span{place}) filter (where span{place} >= 0)"
    furthest = f"count(*) filter (where furthest = {place})" if place < rungs else "0"
    return f"count(at{place}), {median}, count(*) filter (where span{place} < 0), {furthest}"


def _lines(row: tuple[Any, ...], stages: Sequence[str]) -> Iterator[Line]:
    is_all, value, *numbers = row
    for place, stage in enumerate(stages):
        entered, median, negative, furthest = numbers[4 * place : 4 * place + 4]
        if entered:
            yield Line(is_all, value, stage, entered, median, negative, furthest)
