"""The period of a board by its name: week, month, quarter, year, or one of them such as 2026-W47. Pure."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from accord.agreement.spec.plan import days_of
from accord.kernel.errors import Refused
from accord.reporting.board_contracts import Span, monday_of
from accord.reporting.goal_periods import midnight

WEEKS_SHOWN = 12
RUNNING = ("week", "month", "quarter", "year")
_WEEK = re.compile(r"(2[01][0-9]{2})-W([0-9]{2})")
WEEK = timedelta(days=7)


class NoSuchPeriod(Refused):
    """That names no period."""

    code = "period"


def span_of(name: str, *, zone: str, now: datetime) -> Span:
    """The period that a name says, in a zone. Raises NoSuchPeriod, also for one that has not begun."""
    plain = name.strip()
    named = _running(plain, _today(now, zone)) if plain in RUNNING else plain.upper()
    first, last = _days(named)
    start, end = midnight(first, zone), midnight(last, zone)
    if start > now:
        raise NoSuchPeriod(f"{named} has not begun yet")
    at = min(now, end)
    oldest = min(monday_of(start, zone), monday_of(at - timedelta(microseconds=1), zone) - WEEK * (WEEKS_SHOWN - 1))
    return Span(named, start, end, at, zone, oldest)


def before(span: Span) -> str:
    """The name of the period before."""
    first = _days(span.name)[0] - timedelta(days=1)
    return _named_like(span.name, first)


def after(span: Span, *, now: datetime) -> str | None:
    """The name of the period after; None where that has not begun."""
    last = _days(span.name)[1]
    return None if midnight(last, span.zone) > now else _named_like(span.name, last)


def _today(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


def _running(word: str, today: date) -> str:
    year, week, _ = today.isocalendar()
    return {
        "week": f"{year}-W{week:02}",
        "month": f"{today:%Y-%m}",
        "quarter": f"{today.year}-Q{(today.month + 2) // 3}",
        "year": f"{today:%Y}",
    }[word]


def _named_like(name: str, day: date) -> str:
    word = "week" if "W" in name else "quarter" if "Q" in name else "month" if "-" in name else "year"
    return _running(word, day)


def _days(name: str) -> tuple[date, date]:
    """The first day of it and the first day after it."""
    found = _WEEK.fullmatch(name)
    try:
        if found is None:
            return days_of(name)
        first = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        said = (
            f"“{name[:40]}” is no period of a board; write week, month, quarter or year, or one of them from 2000 on, "
            "such as 2026-W47, 2026-11, 2026-Q4 or 2026"
        )
        raise NoSuchPeriod(said) from None
    return first, first + WEEK
