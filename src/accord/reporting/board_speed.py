"""Speed to lead: how long until the first touch, beside what was promised."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.db import connection

from accord.agreement import calendars, describe
from accord.agreement.spec import Agreement, Service
from accord.agreement.spec.services import OWNER
from accord.kernel.working_hours import NeverOpen
from accord.reporting.board_behind import TOUCHED
from accord.reporting.board_contracts import Bucket, PromiseLine, Span, Speed
from accord.steps.sla import api as sla

_COUNT = """
select width_bucket(working_seconds - 1, %(edges)s::bigint[]), count(*), count(*) filter (where broken_at is not null)
from sla_clock where service = %(service)s and {touched} group by 1
"""
PARTS = 4  # bars up to the promise; as many after it, and one for whatever came later still


def speed_service(agreement: Agreement) -> Service | None:
    """The promise that says how fast a lead is touched: from the hand-off to an activity, else from acceptance to an
    activity, else the first of sales that begins with the hand-off."""
    ours = [one for one in agreement.clocks if one.owed_by == "sales" and one.times == 1]
    for starts, stop in (("handed_off", "activity"), ("accepted", "activity"), ("handed_off", None)):
        for one in ours:
            if one.starts == starts and (stop is None or stop in one.stops):
                return one
    return None


def speed(agreement: Agreement, lines: Sequence[PromiseLine], span: Span) -> Speed | None:
    """By the promise of `speed_service`; None where there is none. One query."""
    service = speed_service(agreement)
    line = next((one for one in lines if service and one.service == service.id), None)
    if service is None or line is None:
        return None
    promised = promised_seconds(agreement, service)
    counts, late = _touched(service.id, promised, span)
    return Speed(
        service=service.id,
        words=describe.promise(service),
        promised=promised,
        is_working=service.within.is_working,
        median=line.tally.median_working,
        median_raw=line.tally.median_raw,
        share=line.tally.share,
        buckets=buckets(counts, promised),
        untouched=line.tally.broken + line.tally.excused - late,
    )


def promised_seconds(agreement: Agreement, service: Service) -> int:
    """What the agreement allows now, of the hours that count; each clock was judged by what it was given. Whole days
    where its calendar has no open day of the week: a working day has no length then."""
    named = None if service.calendar == OWNER else service.calendar
    working = calendars.working_time(agreement, named) if service.within.is_working else None
    try:
        return sla.allowance(service.within, working)
    except NeverOpen:
        return sla.allowance(service.within, None)


def edges(promised: int) -> list[int]:
    """The bounds of the bars: equal steps up to the promise and as far again. Pure."""
    step = max(1, -(-promised // PARTS))
    return [place * step for place in range(PARTS)] + [promised + place * step for place in range(PARTS + 1)]


def buckets(counts: Mapping[int, int], promised: int) -> tuple[Bucket, ...]:
    """Bars from how many touches lie above so many bounds; the last one has what came later than all. Pure."""
    bounds = edges(promised)
    found = Counter({max(place, 1): 0 for place in counts})
    for place, count in counts.items():
        found[max(place, 1)] += count  # nothing is faster than at once
    bars = [
        Bucket(low, high, found[place], is_within=high <= promised)
        for place, (low, high) in enumerate(pairwise(bounds), start=1)
    ]
    return (*bars, Bucket(bounds[-1], None, found[len(bounds)], is_within=False))


def _touched(service: str, promised: int, span: Span) -> tuple[dict[int, int], int]:
    """How many were touched within each pair of bounds, and how many of all were broken before."""
    named: dict[str, Any] = {
        "service": service,
        "since": span.start,
        "until": span.end,
        "edges": edges(promised),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(touched=TOUCHED), named)
        rows = cursor.fetchall()
    return {place: count for place, count, _ in rows}, sum(late for _, _, late in rows)
