"""When a business is open: a zone, hours by the day, public holidays, days that are closed or open besides."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from accord.agreement.public_holidays import FIRST_YEAR, LAST_YEAR, countries
from accord.agreement.reading import values
from accord.agreement.reading.nodes import Mapping, Node, Scalar, Sequence
from accord.agreement.reading.page import Fields, Page, did_you_mean
from accord.agreement.reading.words import Unclear
from accord.agreement.spec import Calendar, Days, OpenDay, PublicHolidays
from accord.kernel.working_hours import Hours, Week

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RESERVED = ("owner",)
_TIME = r"([01]?[0-9]|2[0-4]):([0-5][0-9])"
_CLOCK = re.compile(_TIME)
_SPAN = re.compile(rf"{_TIME}\s*(?:-|–|to)\s*{_TIME}")
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DAYS = re.compile(rf"({_DATE})(?:\s+to\s+({_DATE}))?")
_MIDNIGHT = 24 * 60
_LONGEST = timedelta(days=366)


def read_calendars(page: Page, node: Node | None) -> tuple[Calendar, ...]:
    """The calendars in the order written; the first one counts where none is named."""
    found = (_named(page, item) for item in values.items(page, node, "calendars"))
    return tuple(one for one in found if one)


def read_alone(page: Page, node: Node) -> Calendar | None:
    """A calendar that is a document of its own: it says its time zone and needs no id."""
    fields = values.fields(page, node, "a calendar", place=(1, 1))
    return _calendar(page, fields, "calendar", is_alone=True) if fields else None


def _named(page: Page, node: Node) -> Calendar | None:
    fields = values.fields(page, node, "a calendar")
    if fields is None:
        return None
    name = values.ident(page, fields.need("id"), "the id of a calendar")
    if name in RESERVED:
        page.lose(fields.places["id"], f"“{name}” means whoever owes it; call the calendar something else", "bad-id")
    elif name:
        page.declare("calendar", name, fields.places["id"])
    return _calendar(page, fields, name)


def _calendar(page: Page, fields: Fields, name: str | None, *, is_alone: bool = False) -> Calendar | None:
    if is_alone:
        fields.take("id")
    means = values.text(page, fields.take("means"), "means")
    zone = values.zone(page, (fields.need if is_alone else fields.take)("time_zone"))
    week = _week(page, fields.need("hours"))
    holidays = tuple(_holidays(page, fields.take("holidays")))
    closed = tuple(_days(page, item) for item in _items(page, fields.take("closed"), "closed"))
    opened = tuple(_open(page, item) for item in _items(page, fields.take("open"), "open"))
    fields.done(soon=("leave", "weekend"))
    if not name or week is None:
        return None
    made = Calendar(
        id=name,
        means=means,
        time_zone=zone,
        hours=week,
        holidays=holidays,
        closed=tuple(one for one in closed if one),
        open=tuple(one for one in opened if one),
    )
    page.places.put(made, fields.place, fields.places)
    return made


def _week(page: Page, node: Node | None) -> Week | None:
    """The hours of each day from Monday; `mon-fri` says them for several."""
    if not isinstance(node, Mapping):
        values.fields(page, node, "hours")
        return None
    if not node.pairs:
        page.lose(node.place, "hours is empty; write for example mon-fri: 09:00-17:00", "empty")
        return None
    week: dict[int, Hours] = {}
    faults = len(page.faults)
    for key, value in node.pairs:
        spans = _spans(page, value)
        for day in _day_range(page, key):
            if day in week:
                page.lose(key.place, f"the hours of {DAY_NAMES[day]} stand twice", "duplicate-key")
            week[day] = spans
    if not any(week.values()):
        if len(page.faults) == faults:
            page.lose(node.place, "hours opens no day", "empty")
        return None
    mon, tue, wed, thu, fri, sat, sun = (week.get(day, ()) for day in range(7))
    return mon, tue, wed, thu, fri, sat, sun


def _day_range(page: Page, key: Scalar) -> range:
    first, dash, last = key.text.strip().lower().partition("-")
    if first not in DAY_NAMES or (dash and last not in DAY_NAMES):
        page.lose(key.place, f"“{key.text[:60]}” is no day; write mon … sun, or mon-fri", "unknown-key")
        return range(0)
    start = DAY_NAMES.index(first)
    end = DAY_NAMES.index(last) if dash else start
    if end < start:
        page.lose(key.place, f"{key.text} runs backwards; a week begins on mon", "bad-words")
    return range(start, end + 1)


def _spans(page: Page, node: Node) -> Hours:
    """One span or several, in order; over midnight the closing time is counted on from the day's own midnight."""
    found: list[tuple[int, int]] = []
    for item in _items(page, node, "hours"):
        span = _pair(page, item) if isinstance(item, Sequence) else values.spoken(page, item, "hours", span_of)
        if span is None:
            continue
        if any(span[0] < end and start < span[1] for start, end in found):
            page.lose(item.place, "these hours lie upon others of the same day", "overlap")
        found.append(span)
    return tuple(sorted(found))


def _pair(page: Page, node: Sequence) -> tuple[int, int] | None:
    """["09:00", "17:00"]"""
    said = [one.text for one in node.items if isinstance(one, Scalar)]
    if len(said) != 2 or len(node.items) != 2:
        page.lose(node.place, "hours are two times, [“09:00”, “17:00”]", "wrong-type")
        return None
    return values.spoken(page, Scalar(f"{said[0]}-{said[1]}", False, node.place), "hours", span_of)


def span_of(text: str) -> tuple[int, int]:
    """The minutes from midnight of "09:00-17:30"; "22:00-06:00" ends on the next day. Raises Unclear."""
    plain = " ".join(text.split())
    found = _SPAN.fullmatch(plain)
    if not found:
        hint = "; a span has two times" if _CLOCK.fullmatch(plain) else ""
        raise Unclear(f"“{plain[:60]}” is no span of hours{hint}; write for example 09:00-17:30")
    start, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    if start >= _MIDNIGHT or end > _MIDNIGHT:
        raise Unclear(f"“{plain}”: a day begins at 00:00 and ends at 24:00")
    if start == end:
        raise Unclear(f"“{plain}” is no time at all; a whole day is 00:00-24:00")
    return start, end if end > start else end + _MIDNIGHT


def _holidays(page: Page, node: Node | None) -> Iterator[PublicHolidays | Days]:
    """Of a country, or dates, or a list of both."""
    nodes = [node] if isinstance(node, Mapping) else _items(page, node, "holidays")
    for item in nodes:
        found = _public(page, item) if isinstance(item, Mapping) else _days(page, item)
        if found:
            yield found


def _items(page: Page, node: Node | None, what: str) -> list[Node]:
    """One or a list; an empty list says that there are none."""
    return [] if isinstance(node, Sequence) and not node.items else values.items(page, node, what, one_will_do=True)


def _public(page: Page, node: Node) -> PublicHolidays | None:
    fields = values.fields(page, node, "holidays")
    if fields is None:
        return None
    country_node, region_node = fields.need("country"), fields.take("region")
    country = values.text(page, country_node, "country")
    region = values.text(page, region_node, "region")
    fields.done(soon=("categories", "observed"))
    if country is None or country_node is None:
        return None
    if country not in countries():
        message = f"there is no country “{country[:20]}” whose holidays are known; write its two letters, such as DE"
        page.lose(country_node.place, message, "unknown-word")
        return None
    if region is not None and region_node is not None and region not in countries()[country]:
        hint = did_you_mean(region, countries()[country]) or "; it has none"
        page.lose(region_node.place, f"{country} has no region “{region[:20]}”{hint}", "unknown-word")
        return None
    made = PublicHolidays(country=country, region=region)
    page.places.put(made, fields.place, fields.places)
    return made


def _days(page: Page, node: Node | None) -> Days | None:
    made = values.spoken(page, node, "a day", days_of)
    if made is not None and node is not None:
        page.places.put(made, node.place, {})
    return made


def _open(page: Page, node: Node) -> OpenDay | None:
    if not isinstance(node, Mapping):
        day = _days(page, node)
        if day is None or day.first != day.last:
            if day:
                page.lose(node.place, "open days are named one by one", "bad-words")
            return None
        made = OpenDay(day=day.first)
        page.places.put(made, node.place, {})
        return made
    fields = values.fields(page, node, "an open day")
    assert fields is not None
    said = values.spoken(page, fields.need("day"), "day", days_of)
    hours_node = fields.take("hours")
    faults = len(page.faults)
    hours = _spans(page, hours_node) if hours_node is not None else None
    if hours_node is not None and not hours and len(page.faults) == faults:
        page.lose(hours_node.place, "an open day has hours", "empty")
    fields.done()
    if said is None:
        return None
    if said.first != said.last:
        page.lose(fields.places["day"], "open days are named one by one", "bad-words")
        return None
    made = OpenDay(day=said.first, hours=hours)
    page.places.put(made, fields.place, fields.places)
    return made


def days_of(text: str) -> Days:
    """The days of "2026-12-24" or "2026-12-27 to 2026-12-31". Raises Unclear."""
    plain = " ".join(text.split())
    found = _DAYS.fullmatch(plain)
    try:
        first = date.fromisoformat(found[1]) if found else None
        last = date.fromisoformat(found[2]) if found and found[2] else first
    except ValueError:
        first = last = None
    if first is None or last is None:
        raise Unclear(f"“{plain[:60]}” is no day; write for example 2026-12-24 or 2026-12-27 to 2026-12-31")
    if not FIRST_YEAR <= first.year <= last.year <= LAST_YEAR:
        raise Unclear(f"“{plain}” does not lie in the years {FIRST_YEAR} to {LAST_YEAR}, in order")
    if not first <= last <= first + _LONGEST:
        raise Unclear(f"“{plain}” runs backwards or is longer than a year")
    return Days(first=first, last=last)
