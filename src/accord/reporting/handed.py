"""Hand-offs and what became of them. Reads the tables of hand-offs and deals and the lifecycle's view.

A lead is *won* once it entered a stage of won deals; *open* while somebody in sales has it or a deal of it is open;
otherwise it is *lost*: a lost deal, or given back by rejection, recycling or disqualification. All of it as it stood at
an instant: who learns from what was known by then must not see what came later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import connection

from accord.agreement.spec import Agreement, Decided

Outcome = Literal["won", "lost", "open"]
Answer = Literal["accepted", "rejected", "open"]


@dataclass(frozen=True, slots=True)
class Handed:
    """One hand-off: `answer` is sales' own, `outcome` the lead's; `decided_at` when the lead was won, or when the last
    of it happened. `is_first` of its lead."""

    handoff_id: int
    lead_id: int
    person_id: int
    account_id: int | None
    offered_at: datetime
    agreement_id: int
    answer: Answer
    reason: str
    outcome: Outcome
    decided_at: datetime | None
    is_first: bool
    answered_at: datetime | None


HANDED = """
with ends as (
  select lead_id, min(entered_at) filter (where stage = any(%(won)s::text[])) as won_at, max(entered_at) as last_at
  from lifecycle_entry where entered_at <= %(until)s group by lead_id
), held as (
  select lead_id from handoff_handoff where offered_at <= %(until)s and (closed_at is null or closed_at > %(until)s)
  union select lead_id from outcomes_opportunity
  where cancelled_at is null and lead_id is not null and coalesce(opened_at, created_at) <= %(until)s
    and (result = 'open' or closed_at > %(until)s)
), rejected as (
  select distinct on (handoff_id) handoff_id, reason, at from handoff_rejection where at <= %(until)s
  order by handoff_id, id desc
), offered as (
  select *, closed_as = 'rejected' and closed_at <= %(until)s as is_rejected, accepted_at <= %(until)s as is_accepted
  from handoff_handoff where offered_at <= %(until)s
), handed as (
  select h.id as handoff_id, h.lead_id, h.person_id, h.account_id, h.offered_at, h.agreement_id,
    case when h.is_rejected then 'rejected' when h.is_accepted then 'accepted' else 'open' end as answer,
    case when h.is_rejected then coalesce(r.reason, '') else '' end as reason,
    case when e.won_at is not null then 'won' when held.lead_id is not null then 'open' else 'lost' end as outcome,
    case when e.won_at is not null then e.won_at when held.lead_id is null then e.last_at end as decided_at,
    row_number() over (partition by h.lead_id order by h.offered_at, h.id) = 1 as is_first,
    case when h.is_rejected then r.at when h.is_accepted then h.accepted_at end as answered_at
  from offered h
  join ends e on e.lead_id = h.lead_id
  left join held on held.lead_id = h.lead_id
  left join rejected r on r.handoff_id = h.id
)
"""


def handed(*, agreement: Agreement, until: datetime, ids: Sequence[int] | None = None) -> list[Handed]:
    """Hand-offs made up to an instant, in the order of their numbers, as their leads stood then."""
    named = named_of(agreement, until) | {"ids": None if ids is None else list(ids)}
    chosen = "select * from handed where %(ids)s::bigint[] is null or handoff_id = any(%(ids)s::bigint[])"
    with connection.cursor() as cursor:
        cursor.execute(f"{HANDED} {chosen} order by handoff_id", named)
        return [Handed(*row) for row in cursor.fetchall()]


def named_of(agreement: Agreement, until: datetime) -> dict[str, Any]:
    """The parameters that HANDED reads."""
    return {"won": stages_of(agreement, "deal_won"), "until": until}


def stages_of(agreement: Agreement, decision: Decided) -> list[str]:
    """The stages that a decision of people opens."""
    return [one.id for one in agreement.stages if getattr(one.enter, "decided", None) == decision]
