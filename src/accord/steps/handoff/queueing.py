"""The list a rep works, in order of priority: one query however long it is."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.postgres.aggregates import BitXor
from django.db import connection
from django.db.models import BigIntegerField, Count, Func, Q, QuerySet
from django.db.models.functions import Cast, Coalesce

from accord.kernel.arrays import array_text
from accord.kernel.instants import from_micros, to_micros
from accord.steps.handoff.cards import card
from accord.steps.handoff.contracts import Counts, Filters, HandoffRefused, Page, Pulse
from accord.steps.handoff.models import NEVER, PLACE, Handoff


def page(rows: QuerySet[Handoff], filters: Filters, *, now: datetime | None, after: str | None, limit: int) -> Page:
    """`limit` rows that come after the place named."""
    chosen = _filtered(rows, filters, now)
    if after:
        chosen = chosen.filter(_behind(*_place(after)))
    found = list(chosen.order_by(*PLACE)[: limit + 1])
    more = found[limit - 1] if len(found) > limit else None
    return Page(rows=tuple(card(row) for row in found[:limit]), after=_named(more) if more else None)


def counts(rows: QuerySet[Handoff], *, now: datetime | None) -> Counts:
    return _counts(rows.aggregate(**_counted(now)))


def pulse(rows: QuerySet[Handoff], *, now: datetime | None) -> Pulse:
    """Two rows that differ in nothing else differ in their number, so that no two changes cancel each other out."""
    place = Func("due", "rank", Coalesce("member_id", 0), template="(%(expressions)s)", arg_joiner=" # ")
    places = Func("id", place, function="hashint8extended")
    found = rows.aggregate(seen=BitXor(Cast(places, BigIntegerField())), **_counted(now))
    counted = _counts(found)
    return Pulse(counted, f"{counted.waiting}.{counted.accepted}.{counted.snoozed}.{found['seen'] or 0}")


def _counted(now: datetime | None) -> dict[str, Count]:
    seen = _awake(now)
    return {
        "waiting": Count("id", filter=seen & Q(accepted_at=None)),
        "accepted": Count("id", filter=seen & Q(accepted_at__isnull=False)),
        "snoozed": Count("id", filter=_asleep(now)),
    }


def _counts(found: Mapping[str, int]) -> Counts:
    return Counts(found["waiting"], found["accepted"], found["snoozed"])


def set_due(due: Mapping[int, datetime | None]) -> int:
    """Lead → when its nearest open clock ends; returns how many open hand-offs changed their place."""
    if not due:
        return 0
    instants = [NEVER if at is None else to_micros(at) for at in due.values()]
    with connection.cursor() as cursor:
        cursor.execute(_SET_DUE, [array_text(list(due)), array_text(instants)])
        return int(cursor.rowcount)


_SET_DUE = """
    UPDATE handoff_handoff h SET due = n.due FROM unnest(%s::bigint[], %s::bigint[]) AS n(lead_id, due)
    WHERE h.lead_id = n.lead_id AND h.closed_at IS NULL AND h.due <> n.due
"""


def _asleep(now: datetime | None) -> Q:
    """Without an instant nothing is."""
    return Q(snoozed_until__gt=now) if now is not None else Q(pk=None)


def _awake(now: datetime | None) -> Q:
    return Q(snoozed_until=None) | Q(snoozed_until__lte=now) if now is not None else Q()


def _filtered(rows: QuerySet[Handoff], filters: Filters, now: datetime | None) -> QuerySet[Handoff]:
    rows = rows.filter(_asleep(now) if filters.state == "snoozed" else _awake(now))
    if filters.state in ("waiting", "accepted"):
        rows = rows.filter(accepted_at__isnull=filters.state == "waiting")
    wanted = {"stage": filters.stage, "grade": filters.grade, "motion": filters.motion}
    if filters.late and now is not None:
        rows = rows.filter(due__lte=to_micros(now))
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def _behind(due: int, rank: int, offered_at: datetime, row_id: int) -> Q:
    same_time = Q(offered_at__gt=offered_at) | Q(offered_at=offered_at, id__gt=row_id)
    same_due = Q(rank__gt=rank) | (Q(rank=rank) & same_time)
    return Q(due__gte=due) & (Q(due__gt=due) | (Q(due=due) & same_due))


def _named(row: Handoff) -> str:
    return f"{row.due}.{row.rank}.{to_micros(row.offered_at)}.{row.pk}"


def _place(after: str) -> tuple[int, int, datetime, int]:
    try:
        due, rank, micros, row_id = (min(NEVER, max(-NEVER, int(part))) for part in after.split("."))
        return due, rank, from_micros(micros), row_id
    except (ValueError, OverflowError):
        raise HandoffRefused(f"{after!r} is no place in a queue", code="place") from None
