"""What stands still: leads beyond the norm of their stage, and stages that convert less or slower than they did."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import sqrt
from typing import Any

from django.db import connection

from accord.reporting.stalled_contracts import Cohort, Norm, StageTrend, Stalled, StalledPage

YEAR, RECENT, BEFORE = timedelta(days=365), timedelta(days=30), timedelta(days=90)
LEAST, ENOUGH = 10, 20  # stays for a norm, leads in a cohort for a comparison
USUAL = 30.0  # days that a lead has to go on where its stage has no norm
SLOWER = 1.25
BEYOND_CHANCE = 1.645  # one in twenty, of one side

# Every stay of a lead at a stage of the ladder, and whether the next one lay further up.
_STAYS = """
with stays as (
  select lead_id, person_id, account_id, owner_member_id, stage, entered_at,
         array_position(%(ladder)s::text[], stage::text) as rung,
         lead(entered_at) over w as left_at, lead(stage) over w as next_stage
  from lifecycle_entry where entered_at <= %(now)s
  window w as (partition by lead_id order by entered_at, transition_id)
), steps as (
  select *, left_at is not null and array_position(%(ladder)s::text[], next_stage::text) > rung as went_on,
         date_part('epoch', left_at - entered_at) / 86400 as days
  from stays where rung is not null
)"""

_NORMS = """
select stage, count(*), percentile_cont(0.75) within group (order by days) from steps
where went_on and left_at > %(since)s and days >= 0 group by stage"""

_STALLED = """
, norms as (select * from unnest(%(stages)s::text[], %(norms)s::float8[]) as n(stage, norm))
select lead_id, person_id, account_id, owner_member_id, steps.stage, entered_at,
       age, norm, count(*) over ()
from steps join norms on norms.stage = steps.stage
    cross join lateral (select date_part('epoch', %(now)s - entered_at) / 86400 as age) a
where left_at is null and age > norm
order by rung desc, age / greatest(norm, 0.01) desc, lead_id limit %(limit)s offset %(offset)s"""

_TRENDS = """
, asked as (select * from unnest(%(stages)s::text[], %(within)s::float8[]) as n(stage, within_days))
select steps.stage,
       count(*) filter (where entered_at >= told - %(recent)s::interval),
       count(*) filter (where entered_at >= told - %(recent)s::interval and went_on and days <= within_days),
       count(*) filter (where entered_at < told - %(recent)s::interval),
       count(*) filter (where entered_at < told - %(recent)s::interval and went_on and days <= within_days)
from steps join asked on asked.stage = steps.stage
    cross join lateral (select %(now)s - within_days * interval '1 day' as told) t
where entered_at < told and entered_at >= told - %(recent)s::interval - %(before)s::interval
group by steps.stage"""

_SPEEDS = """
select stage, left_at >= %(now)s - %(recent)s::interval as is_recent, count(*),
       percentile_cont(0.5) within group (order by days)
from steps where went_on and days >= 0 and left_at >= %(now)s - %(recent)s::interval - %(before)s::interval
group by stage, is_recent"""

_BEHIND = """
select lead_id, person_id, account_id, owner_member_id, stage, entered_at,
       date_part('epoch', coalesce(left_at, %(now)s) - entered_at) / 86400, 0, count(*) over ()
from steps
where stage = %(stage)s and not coalesce(went_on and days <= %(within)s, false)
  and entered_at < %(now)s - %(within)s * interval '1 day'
  and entered_at >= %(now)s - %(within)s * interval '1 day' - %(recent)s::interval
order by entered_at desc, lead_id limit %(limit)s offset %(offset)s"""


def norms(ladder: Sequence[str], *, now: datetime) -> dict[str, Norm]:
    """The norm of each rung from what went on in the last year; the last rung has none."""
    found = {
        stage: Norm(stage, days if count >= LEAST else None, count)
        for stage, count, days in _rows(_NORMS, ladder, now, since=now - YEAR)
    }
    return {stage: found.get(stage, Norm(stage, None, 0)) for stage in ladder[:-1]}


def stalled(
    ladder: Sequence[str], stages: Sequence[str], known: Mapping[str, Norm], *, now: datetime, offset: int, limit: int
) -> StalledPage:
    """Leads at these stages for longer than the norm: the later stage first, then the longest beyond it."""
    asked = [(name, norm.days) for name in stages if (norm := known.get(name)) and norm.days is not None]
    rows = _rows(
        _STALLED,
        ladder,
        now,
        stages=[name for name, _ in asked],
        norms=[days for _, days in asked],
        offset=offset,
        limit=limit,
    )
    return _page(rows)


def trends(ladder: Sequence[str], known: Mapping[str, Norm], *, now: datetime) -> tuple[StageTrend, ...]:
    """Each rung but the last: what went on of the latest month that can be told, beside the three before."""
    stages = list(ladder[:-1])
    within = [within_days(known, stage) for stage in stages]
    counted = {row[0]: row[1:] for row in _rows(_TRENDS, ladder, now, stages=stages, within=within, **_spans())}
    speeds = {(stage, is_recent): (n, days) for stage, is_recent, n, days in _rows(_SPEEDS, ladder, now, **_spans())}
    found = []
    for stage, days in zip(stages, within, strict=True):
        entered, went_on, entered_before, went_on_before = counted.get(stage, (0, 0, 0, 0))
        count, median = speeds.get((stage, True), (0, None))
        count_before, median_before = speeds.get((stage, False), (0, None))
        recent, before = Cohort(entered, went_on, median), Cohort(entered_before, went_on_before, median_before)
        is_slowing = min(count, count_before) >= ENOUGH and (median or 0) > SLOWER * (median_before or 0)
        found.append(
            StageTrend(
                stage=stage,
                within_days=days,
                recent=recent,
                before=before,
                is_falling=is_falling(recent, before),
                is_slowing=is_slowing,
            )
        )
    return tuple(found)


def behind(ladder: Sequence[str], stage: str, within: float, *, now: datetime, offset: int, limit: int) -> StalledPage:
    """Who entered a stage in the latest month that can be told, and did not go on in time; the latest first."""
    rows = _rows(_BEHIND, ladder, now, stage=stage, within=within, recent=RECENT, offset=offset, limit=limit)
    return _page(rows)


def within_days(known: Mapping[str, Norm], stage: str) -> float:
    """How long a lead has to go on from a stage before it counts as not gone on."""
    norm = known.get(stage)
    return norm.days if norm is not None and norm.days is not None else USUAL


def is_falling(recent: Cohort, before: Cohort) -> bool:
    """Whether a share fell by more than chance explains: two proportions compared by the normal approximation with
    their common share, one-sided at 5 % (Newcombe 1998, method 1's pooled test), from twenty leads each on."""
    if min(recent.entered, before.entered) < ENOUGH:
        return False
    common = (recent.went_on + before.went_on) / (recent.entered + before.entered)
    spread = sqrt(common * (1 - common) * (1 / recent.entered + 1 / before.entered))
    return spread > 0 and ((before.share or 0) - (recent.share or 0)) / spread > BEYOND_CHANCE


def _page(rows: Sequence[tuple[Any, ...]]) -> StalledPage:
    found = tuple(
        Stalled(
            lead_id=lead, person_id=person, account_id=account, owner_id=owner, stage=stage, entered_at=entered_at,
            days=age, beyond=age / max(norm, 0.01) if norm else 0,
        )
        for lead, person, account, owner, stage, entered_at, age, norm, _ in rows
    )  # fmt: skip
    return StalledPage(found, rows[0][-1] if rows else 0)


def _spans() -> dict[str, timedelta]:
    return {"recent": RECENT, "before": BEFORE}


def _rows(query_text: str, ladder: Sequence[str], now: datetime, **named: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_STAYS + query_text, {"ladder": list(ladder), "now": now, **named})
        return list(cursor.fetchall())
