"""Promises of so many leads: those that reached the stage for the first time, and what sales answered, by period."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection

from accord.agreement import describe
from accord.agreement.spec import Agreement, Volume
from accord.agreement.wording import promise_words
from accord.reporting.board_contracts import Delivered, Span, VolumeLine
from accord.reporting.goal_periods import bounds, earlier

TREND = 6
# The last answer that sales gave to any hand-off of the lead.
_ANSWERS = """, answers as (
  select distinct on (lead_id) lead_id, member_id,
    case when closed_as = 'rejected' then 'rejected' else 'accepted' end as answer
  from handoff_handoff where closed_as = 'rejected' or accepted_at is not null
  order by lead_id, offered_at desc, id desc
)
"""
# As in the lifecycle's view of entries: nothing that was taken back, and no lead that is out of use.
_HANDED = """
select h.lead_id, min(h.offered_at) as at from handoff_handoff h join lifecycle_lead l on l.id = h.lead_id
where h.closed_as <> 'withdrawn' and l.closed_as not in ('merged', 'withdrawn') group by h.lead_id"""
_ENTERED = "select lead_id, min(entered_at) as at from lifecycle_entry where stage = %(stage)s group by lead_id"
FIRST = f"with firsts as ({_ENTERED}){_ANSWERS}"
HANDED = f"with firsts as ({_HANDED}){_ANSWERS}"
_COUNT = """
select p.since, p.until, count(f.lead_id), count(*) filter (where a.answer = 'accepted'),
  count(*) filter (where a.answer = 'rejected')
from unnest(%(since)s::timestamptz[], %(until)s::timestamptz[]) as p(since, until)
left join firsts f on f.at >= p.since and f.at < p.until
left join answers a on a.lead_id = f.lead_id
group by 1, 2 order by 1
"""


def volumes(agreement: Agreement, span: Span) -> tuple[VolumeLine, ...]:
    """Every promised volume, in its own period at the board's instant, and the periods before. One query each."""
    return tuple(_line(one, span) for one in agreement.volumes)


def _line(one: Volume, span: Span) -> VolumeLine:
    start, end = bounds(span.at - timedelta(microseconds=1), one.per, span.zone)
    periods = [*earlier(start, one.per, span.zone, TREND), (start, span.at)]
    *trend, now = delivered(one.of, periods)
    first = next((place for place, period in enumerate(trend) if period.done), len(trend))
    return VolumeLine(
        service=one.id,
        side=one.owed_by,
        words=describe.promise(one),
        means=promise_words(one),
        stage=one.of,
        per=one.per,
        target=one.at_least,
        by_now=round(one.at_least * ((span.at - start) / (end - start))),
        acceptance_wanted=one.acceptance / 100 if one.acceptance else None,
        now=now,
        trend=tuple(trend[first:]),
    )


def delivered(stage: str, periods: Sequence[tuple[datetime, datetime]]) -> list[Delivered]:
    """Each period with its leads that reached the stage for the first time in it, in order of time; no period twice."""
    return _counted(FIRST, {"stage": stage}, periods)


def handed_over(periods: Sequence[tuple[datetime, datetime]]) -> list[Delivered]:
    """The same of leads that were handed over for the first time."""
    return _counted(HANDED, {}, periods)


def _counted(firsts: str, named: Mapping[str, str], periods: Sequence[tuple[datetime, datetime]]) -> list[Delivered]:
    spans = {"since": [one for one, _ in periods], "until": [one for _, one in periods]}
    with connection.cursor() as cursor:
        cursor.execute(firsts + _COUNT, {**named, **spans})
        return [Delivered(*row) for row in cursor.fetchall()]
