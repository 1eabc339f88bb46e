"""The offsets of a zone from UTC, as spans of instants; `zoneinfo` says only which holds at one instant."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from accord.kernel.instants import from_micros, to_micros

SECOND = 1_000_000
_STEP = 43_200 * SECOND  # no zone has ever changed its clocks twice in half a day


@lru_cache(maxsize=4096)
def offsets(zone: str, year: int) -> tuple[tuple[int, int, int], ...]:
    """The spans (from, until, offset) of a UTC year in which one offset holds, in microseconds, in order.

    Raises ZoneInfoNotFoundError.
    """
    known = ZoneInfo(zone)
    at, end = (to_micros(datetime(number, 1, 1, tzinfo=UTC)) for number in (year, year + 1))
    spans, since, held = [], at, _offset(known, at)
    while at < end:
        later = min(at + _STEP, end)
        if (offset := _offset(known, later)) != held:
            change = _change(known, at, later, held)
            spans.append((since, change, held))
            since, held = change, offset
        at = later
    return (*spans, (since, end, held)) if since < end else tuple(spans)


def _change(zone: ZoneInfo, before: int, after: int, held: int) -> int:
    """The second at which the offset ceases to be what it was; it is another at `after`."""
    low, high = before // SECOND, after // SECOND
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle * SECOND) == held else (low, middle)
    return high * SECOND


def _offset(zone: ZoneInfo, at: int) -> int:
    offset = from_micros(at).astimezone(zone).utcoffset()
    assert offset is not None, "an instant in a zone has one"
    return offset // timedelta(microseconds=1)
