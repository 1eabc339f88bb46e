"""What sales says of the leads: given back and why, which rules misled, how good the worked ones were.

Reads the tables of hand-offs and activities. What was taken back within seconds is in no number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

IMPRESSION_KIND = "impression"
_SAID = """
with said as (
  select 'rejected' as kind, r.handoff_id, h.lead_id, h.person_id, r.member_id, r.at, r.reason, r.note
  from handoff_rejection r join handoff_handoff h on h.id = r.handoff_id
  where h.closed_as = 'rejected' and h.closed_at = r.at
  union all
  select 'recycled', r.handoff_id, h.lead_id, h.person_id, r.member_id, r.at, r.reason, r.note
  from handoff_recycling r join handoff_handoff h on h.id = r.handoff_id
  where h.closed_as = 'recycled' and h.closed_at = r.at
  union all
  select 'impression', i.handoff_id, i.lead_id, h.person_id, i.member_id, i.at, i.answer, i.note
  from activity_impression i join handoff_handoff h on h.id = i.handoff_id
  where i.taken_back_at is null and not exists (
    select from activity_impression later where later.lead_id = i.lead_id and later.handoff_id = i.handoff_id
      and later.member_id = i.member_id and later.taken_back_at is null and later.id > i.id
  )
), blamed as (
  select handoff_id, array_agg(rule order by rule) as rules from activity_misled
  where taken_back_at is null group by handoff_id
), found as (
  select s.*, case when s.kind = 'impression' then '{}' else coalesce(b.rules, '{}') end as rules
  from said s left join blamed b using (handoff_id)
  where s.at >= %(since)s and s.at < %(until)s
)
"""
_REASONS = "select kind, reason, count(*) from found group by kind, reason order by kind, count(*) desc, reason"
_RULES = """
select m.rule, count(*), count(distinct m.lead_id) from activity_misled m
where m.taken_back_at is null and m.at >= %(since)s and m.at < %(until)s group by m.rule order by count(*) desc, m.rule
"""
_LINES = """
select kind, handoff_id, lead_id, person_id, member_id, at, reason, note, rules, count(*) over () from found
where (%(kind)s = '' or kind = %(kind)s) and (%(reason)s = '' or reason = %(reason)s)
  and (%(rule)s = '' or %(rule)s = any(rules))
order by at desc, kind, handoff_id limit %(limit)s offset %(offset)s
"""
_MISLED = "select rule, count(*) from activity_misled where taken_back_at is null group by rule"


@dataclass(frozen=True, slots=True)
class Word:
    """One thing that a member of sales said of a lead. `kind` is rejected, recycled or impression; `reason` one of the
    agreement's, or the impression; `rules` are those that misled."""

    kind: str
    handoff_id: int
    lead_id: int
    person_id: int
    member_id: int
    at: datetime
    reason: str
    note: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """`reasons`: kind → reason → how many; `rules`: rule → how many times it misled. `total` counts all that the
    filters choose, of which `rows` are a part."""

    reasons: Mapping[str, Mapping[str, int]]
    rules: Mapping[str, int]
    rows: Sequence[Word]
    total: int

    def as_dict(self) -> dict[str, Any]:
        """The JSON of `accord report feedback`."""
        return {"reasons": self.reasons, "rules": self.rules, "total": self.total}


def inbox(
    *,
    since: datetime,
    until: datetime,
    kind: str = "",
    reason: str = "",
    rule: str = "",
    limit: int = 50,
    offset: int = 0,
) -> Inbox:
    """What sales said of leads in the period: given back and why, the rules that misled, impressions; the latest first.
    Three queries for any amount of it."""
    named = {"since": since, "until": until, "kind": kind, "reason": reason, "rule": rule}
    reasons: dict[str, dict[str, int]] = {}
    for one, why, count in _rows(_SAID + _REASONS, named):
        reasons.setdefault(one, {})[why] = count
    rows = _rows(_SAID + _LINES, {**named, "limit": limit, "offset": offset})
    return Inbox(
        reasons=reasons,
        rules={name: count for name, count, _leads in _rows(_RULES, named)},
        rows=[_word(row) for row in rows],
        total=rows[0][-1] if rows else 0,
    )


def misled() -> dict[str, int]:
    """Rule → how many hand-offs it misled in, of all time."""
    return dict(_rows(_MISLED, {}))


def _word(row: Any) -> Word:
    kind, handoff_id, lead_id, person_id, member_id, at, reason, note, rules, _total = row
    return Word(kind, handoff_id, lead_id, person_id, member_id, at, reason, note, tuple(rules))


def _rows(query_text: str, named: Mapping[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query_text, named)
        return list(cursor.fetchall())
