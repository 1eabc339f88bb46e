"""Months, quarters and years of the calendar in the company's zone. Pure."""

import itertools
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from accord.agreement.spec import Period

MONTHS: dict[Period, int] = {"month": 1, "quarter": 3, "year": 12}


def bounds(at: datetime, period: Period, zone: str) -> tuple[datetime, datetime]:
    """The first instant of the period that an instant is in, and that of the next one; in UTC."""
    there = at.astimezone(ZoneInfo(zone))
    start = _start(there.date(), period)
    return midnight(start, zone), midnight(_later(start, period, 1), zone)


def earlier(start: datetime, period: Period, zone: str, count: int) -> list[tuple[datetime, datetime]]:
    """So many periods before the one that begins at `start`, the oldest first."""
    first = start.astimezone(ZoneInfo(zone)).date()
    days = [_later(first, period, -back) for back in range(count, -1, -1)]
    instants = [midnight(day, zone) for day in days]
    return list(itertools.pairwise(instants))


def midnight(day: date, zone: str) -> datetime:
    """The first instant of a day there; where clocks skip midnight, the instant at which they do."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _start(day: date, period: Period) -> date:
    months = MONTHS[period]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _later(start: date, period: Period, count: int) -> date:
    number = start.year * 12 + start.month - 1 + MONTHS[period] * count
    return date(number // 12, number % 12 + 1, 1)
