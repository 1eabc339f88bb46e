"""Speed to lead: how long until the first touch, beside what was promised."""

from collections.abc import Sequence
from itertools import pairwise

from accord.agreement import calendars, describe
from accord.agreement.spec import Agreement, Service
from accord.agreement.spec.services import OWNER
from accord.reporting.board_contracts import Bucket, PromiseLine, Span, Speed
from accord.steps.sla import api as sla

DAY = 86_400
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
    stopped = sla.stopped(service=service.id, since=span.start, until=span.end)
    seconds = [one.working_seconds for one in stopped]
    late = sum(1 for one in stopped if not one.is_kept)
    return Speed(
        service=service.id,
        words=describe.promise(service),
        promised=promised,
        is_working=service.within.is_working,
        median=line.tally.median_working,
        median_raw=line.tally.median_raw,
        share=line.tally.share,
        buckets=buckets(seconds, promised),
        untouched=line.tally.broken + line.tally.excused - late,
    )


def promised_seconds(agreement: Agreement, service: Service) -> int:
    """What the agreement allows now; each clock was judged by what it was given."""
    if not service.within.is_working:
        return service.within.seconds(DAY)
    named = None if service.calendar == OWNER else service.calendar
    return service.within.seconds(calendars.working_time(agreement, named).days(1))


def buckets(seconds: Sequence[int], promised: int) -> tuple[Bucket, ...]:
    """Equal steps up to the promise and as far again; the last one has what came later still. Pure."""
    step = max(1, -(-promised // PARTS))
    edges = [place * step for place in range(PARTS)] + [promised + place * step for place in range(PARTS + 1)]
    bars = [
        Bucket(low, high, sum(1 for one in seconds if _is_in(one, low, high)), is_within=high <= promised)
        for low, high in pairwise(edges)
    ]
    last = edges[-1]
    return (*bars, Bucket(last, None, sum(1 for one in seconds if one > last), is_within=False))


def _is_in(seconds: int, low: int, high: int) -> bool:
    return low < seconds <= high or (low == 0 and seconds <= 0)
