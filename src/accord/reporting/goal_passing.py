"""What the needs of goals are reckoned by, counted in the database: leads through the stages, and deals won."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection

from accord.agreement.contracts import Version
from accord.agreement.spec import Agreement, Goal, Metric
from accord.reporting import goal_numbers as numbers
from accord.reporting.goal_needs import Needs, Passed, Sold, needs
from accord.reporting.goal_numbers import Event
from accord.reporting.goals import GoalLine
from accord.reporting.handed import stages_of
from accord.steps.lifecycle import api as lifecycle

YEAR = timedelta(days=365)
OF_DEALS = ("won_amount", "won_count", "new_customers")

# A lead is decided once it is closed, or stands at won or beside the ladder; not at a stage that was dropped since.
_PASSED = """
with firsts as (
  select lead_id, stage, min(entered_at) as entered_at from lifecycle_entry
  where stage = any(%(stages)s::text[]) group by lead_id, stage
), lives as (
  select f.stage, l.stage = any(%(won)s::text[]) as is_won, l.entered_stage_at - f.entered_at as took,
         l.entered_stage_at > %(since)s as is_of_year,
         l.closed_at is not null or l.stage = any(%(decided)s::text[]) as is_decided,
         array_position(%(ladder)s::text[], l.stage::text) >= array_position(%(ladder)s::text[], f.stage::text) as is_on
  from firsts f join lifecycle_lead l on l.id = f.lead_id
)
select stage, count(*) filter (where is_decided and is_of_year),
       count(*) filter (where not is_decided and is_on),
       date_part('epoch',
         percentile_disc(0.5) within group (order by took) filter (where is_won and is_of_year)) / 86400
from lives group by stage"""
_WON = """
select count(*) from lifecycle_lead
where stage = any(%s::text[]) and entered_stage_at > %s and closed_as not in ('merged', 'withdrawn')"""


def goal_needs(version: Version, lines: Sequence[GoalLine], *, now: datetime) -> dict[str, Needs]:
    """What every goal of deals still takes, by its id; those that are reached and those of other things are not there.
    Two queries, and one for each metric."""
    ours = [line for line in lines if line.goal.metric in OF_DEALS]
    if not ours:
        return {}
    passed, leads_won = passed_by(version.agreement, now=now)
    metrics: set[Metric] = {line.goal.metric for line in ours}
    if "new_customers" in metrics:
        metrics.add("won_count")
    won = {metric: numbers.events(metric, since=now - YEAR, until=now) for metric in metrics}
    found = {line.goal.id: needs(line, _sold(line.goal, won), passed, leads_won=leads_won, now=now) for line in ours}
    return {name: one for name, one in found.items() if one is not None}


def passed_by(agreement: Agreement, *, now: datetime) -> tuple[tuple[Passed, ...], int]:
    """Every stage between the first and won, and how many leads were won in the last year."""
    ladder, won = list(lifecycle.ladder(agreement)), stages_of(agreement, "deal_won")
    stages = [one for one in ladder[1:] if one not in won]
    decided = [*won, *(one.id for one in agreement.stages if one.id not in ladder)]
    with connection.cursor() as cursor:
        cursor.execute(
            _PASSED, {"stages": stages, "ladder": ladder, "decided": decided, "won": won, "since": now - YEAR}
        )
        counted = {stage: (decided, on, days) for stage, decided, on, days in cursor.fetchall()}
        cursor.execute(_WON, [won, now - YEAR])
        (leads_won,) = cursor.fetchone()
    return tuple(
        Passed(stage, agreement.stage(stage).owner, *counted.get(stage, (0, 0, None))) for stage in stages
    ), leads_won


def _sold(goal: Goal, won: Mapping[Metric, Sequence[Event]]) -> Sold | None:
    """Deals without an amount, or in another currency, are in no average."""
    if goal.metric == "won_count":
        return None
    if goal.metric == "new_customers":
        return Sold(len(won["won_count"]), len(won["new_customers"]))
    ours = [one.amount for one in won["won_amount"] if one.currency == goal.currency]
    return Sold(len(ours), sum(ours))
