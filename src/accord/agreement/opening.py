"""Calendars as words that somebody can read aloud."""

from collections.abc import Sequence

from accord.agreement.spec import Calendar, Days, OpenDay, PublicHolidays
from accord.agreement.wording import list_of
from accord.kernel.working_hours import Hours, Week

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MIDNIGHT = 24 * 60


def calendar(one: Calendar) -> str:
    """`berlin: Monday to Friday 09:00–17:30 (Europe/Berlin); public holidays of DE-BE`."""
    said = [f"{week(one.hours)} ({one.time_zone})" if one.time_zone else week(one.hours)]
    said += [holidays(one.holidays)] if one.holidays else []
    said += [f"closed {list_of([days(span) for span in one.closed])}"] if one.closed else []
    said += [f"open {list_of([open_day(day) for day in one.open])}"] if one.open else []
    return f"{one.id}: {'; '.join(said)}"


def week(hours: Week) -> str:
    """`Monday to Thursday 09:00–17:30, Friday 22:00–06:00`: days in a row with the same hours are told together."""
    runs: list[tuple[int, int, Hours]] = []
    for day, spans in enumerate(hours):
        if runs and runs[-1][2] == spans and runs[-1][1] == day - 1:
            runs[-1] = (runs[-1][0], day, spans)
        else:
            runs.append((day, day, spans))
    return ", ".join(f"{_run(first, last)} {spans_of(spans)}" for first, last, spans in runs if spans)


def spans_of(hours: Hours) -> str:
    """`09:00–12:30 and 13:30–17:30`; `closed` where there are none."""
    return list_of([f"{_time(start)}–{_time(end)}" for start, end in hours]) if hours else "closed"


def holidays(which: Sequence[PublicHolidays | Days]) -> str:
    """`public holidays of DE-BE`."""
    public = [_code(one) for one in which if isinstance(one, PublicHolidays)]
    dates = [days(one) for one in which if isinstance(one, Days)]
    said = [f"public holidays of {list_of(public)}"] if public else []
    return list_of(said + ([f"holidays {list_of(dates)}"] if dates else []))


def holiday(one: PublicHolidays | Days) -> str:
    """One entry among the holidays."""
    return f"the public holidays of {_code(one)}" if isinstance(one, PublicHolidays) else days(one)


def days(span: Days) -> str:
    """`2026-12-24`, `2026-12-27 to 2026-12-31`."""
    return f"{span.first}" if span.first == span.last else f"{span.first} to {span.last}"


def open_day(one: OpenDay) -> str:
    """`2026-10-10 09:00–18:00`."""
    return f"{one.day}" if one.hours is None else f"{one.day} {spans_of(one.hours)}"


def _run(first: int, last: int) -> str:
    return DAYS[first] if first == last else f"{DAYS[first]} to {DAYS[last]}"


def _time(minute: int) -> str:
    within = minute if minute <= _MIDNIGHT else minute - _MIDNIGHT
    return f"{within // 60:02}:{within % 60:02}"


def _code(one: PublicHolidays) -> str:
    return f"{one.country}-{one.region}" if one.region else one.country
