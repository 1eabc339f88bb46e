"""From a calendar's clause to working time: public holidays looked up, exceptions laid over them."""

import hashlib
import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from accord.agreement.checks.calendars_agree import calendar_faults
from accord.agreement.contracts import AgreementFault
from accord.agreement.public_holidays import FIRST_YEAR, LAST_YEAR, holiday_data, public_days
from accord.agreement.reading.calendars import read_alone
from accord.agreement.reading.compose import Stop, compose, text_of
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement, Calendar, Days, PublicHolidays
from accord.kernel.errors import Refused
from accord.kernel.working_hours import Hours, Week, WorkingTime
from accord.kernel.zones import offsets

_PART = (
    r"([0-9]{1,9})\s*(?:(?:working|business)[\s-]+)?(seconds?|secs?|s|minutes?|mins?|hours?|hrs?|h|days?|d|weeks?|w)"
)
_PARTS = re.compile(rf"{_PART}(?:(?:\s*,\s*|\s+and\s+|\s+){_PART})*", re.IGNORECASE)
_EACH = re.compile(_PART, re.IGNORECASE)
_UNITS = {"s": 1, "m": 60, "h": 3600}
OFFICE: Hours = ((9 * 60, 17 * 60),)
OFFICE_WEEK: Week = (OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, (), ())


class NoSuchCalendar(Refused):
    """The agreement has no calendar of that id."""

    code = "no-such-calendar"


class UnclearDuration(Refused):
    """The words do not say how much working time is meant."""

    code = "duration"


def working_time(agreement: Agreement, calendar_id: str | None, *, zone: str | None = None) -> WorkingTime:
    """The working time of a calendar, ready to be asked; the same object for the same question.

    `calendar_id` None is the agreement's first calendar; without any it is Monday to Friday from 9 to 17. `zone` is
    whose clocks count where the calendar names none of its own; without it the agreement's. Raises NoSuchCalendar.
    """
    calendar = _calendar(agreement, calendar_id)
    if calendar is None:
        return _office(zone or agreement.time_zone)
    return working_time_of(calendar, calendar.time_zone or zone or agreement.time_zone)


@lru_cache(maxsize=1024)
def working_time_of(calendar: Calendar, zone: str) -> WorkingTime:
    """The working time of one calendar on the clocks of a zone."""
    off, worked = _public(calendar)
    closed = frozenset(_all(calendar.closed))
    first = next((hours for hours in calendar.hours if hours), ())
    extra = {day: first for day in worked - closed if not calendar.hours[day.weekday()]}
    extra |= {one.day: first if one.hours is None else one.hours for one in calendar.open}
    return WorkingTime(zone, calendar.hours, off | closed, extra)


def calendar_from(text: str | bytes, name: str) -> Calendar:
    """A calendar that is a file of its own, with a time zone and without an id. Raises AgreementFault."""
    page, made = Page(name), None
    try:
        root = compose(text_of(text, page.blame), page.blame)
    except Stop:
        raise AgreementFault(tuple(page.faults)) from None
    if root is None:
        page.blame((1, 1), "the file is empty; a calendar has time_zone and hours", "empty")
    else:
        made = read_alone(page, root)
    faults = [*page.faults, *(calendar_faults(made, page) if made else ())]
    if made is None or faults:
        raise AgreementFault(tuple(sorted(set(faults))))
    return made


def seconds_of(duration: str, hours: WorkingTime) -> int:
    """The seconds of a length of working time such as "480 minutes", "4 working hours", "2 working days" or
    "1 hour 30 minutes": a day is as long as an open day of that calendar's week on average, a week as many of them as
    it has open days; a bare number is seconds. Raises UnclearDuration, and NeverOpen for days without an open one."""
    plain = " ".join(duration.split())
    if re.fullmatch("[0-9]{1,12}", plain):
        return int(plain)
    if not _PARTS.fullmatch(plain):
        raise UnclearDuration(f"“{plain[:60]}” is no length of working time; write 480 minutes, 4 hours or 2 days")
    return sum(_seconds(int(number), unit[0].lower(), hours) for number, unit in _EACH.findall(plain))


def _seconds(number: int, unit: str, hours: WorkingTime) -> int:
    if unit == "w":
        return hours.weeks(number)
    return hours.days(number) if unit == "d" else number * _UNITS[unit]


def fingerprint(agreement: Agreement, calendar_id: str | None, *, zone: str | None = None) -> str:
    """A short text that changes when the calendar would give other answers than before: its hours, its holidays as
    they are known now, or the clocks of its zone. Raises NoSuchCalendar."""
    return _fingerprint(working_time(agreement, calendar_id, zone=zone))


@lru_cache(maxsize=1024)
def _fingerprint(found: WorkingTime) -> str:
    clocks = [offsets(found.zone, year) for year in range(FIRST_YEAR, LAST_YEAR + 1)]
    said = (found.zone, found.week, sorted(found.closed), sorted(found.extra.items()), clocks)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _calendar(agreement: Agreement, calendar_id: str | None) -> Calendar | None:
    if calendar_id is None:
        return agreement.calendars[0] if agreement.calendars else None
    for one in agreement.calendars:
        if one.id == calendar_id:
            return one
    known = ", ".join(one.id for one in agreement.calendars) or "there is none"
    raise NoSuchCalendar(f"the agreement has no calendar “{calendar_id}”; its calendars: {known}")


@lru_cache(maxsize=64)
def _office(zone: str) -> WorkingTime:
    return WorkingTime(zone, OFFICE_WEEK)


def _public(calendar: Calendar) -> tuple[frozenset[date], frozenset[date]]:
    named = [one for one in calendar.holidays if isinstance(one, PublicHolidays)]
    known = [public_days(one.country, one.region) for one in named]
    listed = frozenset(_all(one for one in calendar.holidays if isinstance(one, Days)))
    off = listed.union(*(one.off for one in known))
    return off, frozenset().union(*(one.worked for one in known)) - off


def _all(spans: Iterable[Days]) -> Iterable[date]:
    for span in spans:
        yield from (span.first + timedelta(days=i) for i in range((span.last - span.first).days + 1))


__all__ = [
    "NoSuchCalendar",
    "UnclearDuration",
    "calendar_from",
    "fingerprint",
    "holiday_data",
    "seconds_of",
    "working_time",
    "working_time_of",
]
